/* Words of languages that are read by strings: the data file, and what stands where in a text. */
#include <stdio.h>
#include <stdlib.h>

#include "base/data.h"
#include "base/utf8.h"
#include "speech/strings_read.h"

static cr_string_list *list_of(cr_string_words *w, cr_str name, uint8_t *tag) {
    static const char *const names[] = {"according", "postposed", "that", "subject", "lead", "between", "nobody", "citing", "compound", "negation", "medium", "joint", "bare", "relay", "time", "hearsay", "dative", "anaphor"};
    cr_string_list *const lists[] = {&w->according, &w->postposed, &w->that, &w->subject, &w->lead, &w->between, &w->nobody, &w->citing, &w->compound, &w->negation, &w->medium, &w->joint, &w->bare, &w->relay, &w->time, &w->hearsay, &w->dative, &w->anaphor};
    static const char *const channels[] = {"channel interview", "channel communique", "channel press_conference", "channel paper", "channel social"};
    *tag = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cr_str_is(name, names[i]))
            return lists[i];
    for (int a = CR_ACT_SAYS; a <= CR_ACT_ASKS; a++)
        if (cr_str_is(name, cr_speech_act_name((cr_speech_act)a))) {
            *tag = (uint8_t)a;
            return &w->verbs;
        }
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++)
        if (cr_str_is(name, channels[i])) {
            *tag = (uint8_t)i;
            return &w->channel;
        }
    return NULL;
}

/* By its first character; where that is of one byte only, by it. Two bytes tell apart what Arabic words begin with, three Chinese ones. */
static unsigned head_of(cr_str text, size_t i) {
    unsigned a = (unsigned char)text.ptr[i], b = a >= 0xC0 && i + 1 < text.len ? (unsigned char)text.ptr[i + 1] : 0, c = a >= 0xE0 && i + 2 < text.len ? (unsigned char)text.ptr[i + 2] : 0;
    return (a * 5 + b * 67 + c * 13) % CR_STRING_HEADS;
}

static bool add(cr_string_list *l, cr_str word, uint8_t tag) {
    bool close = word.ptr[0] == '~';
    word = cr_str_slice(word, close, word.len);
    if (!word.len || l->count == CR_STRING_WORDS)
        return false;
    unsigned head = head_of(word, 0);
    l->tags[l->count] = tag;
    l->close[l->count] = close;
    l->next[l->count] = l->first[head];
    l->items[l->count++] = word;
    l->first[head] = (uint8_t)l->count;
    return true;
}

static bool read_order(cr_string_words *w, cr_str line) {
    static const char *const orders[] = {"order speaker-first", "order verb-last", "order verb-first"};
    for (size_t i = 0; i < 3; i++)
        if (cr_str_is(line, orders[i])) {
            w->order = (cr_string_order)i;
            return true;
        }
    return false;
}

bool cr_string_words_wanted(cr_str data) {
    cr_str line;
    while (cr_str_split(&data, '\n', &line) && line.len && line.ptr[0] == '#')
        ;
    return cr_str_starts(line, "order ");
}

cr_string_words *cr_string_words_read(cr_str data, cr_str *wrong) {
    cr_string_words *w = calloc(1, sizeof *w);
    cr_str rest = data, line, word;
    cr_string_list *now = NULL;
    uint8_t tag = 0;
    bool ok = w && data.len;
    while (ok && cr_str_split(&rest, '\n', &line)) {
        line = cr_str_trim(line);
        if (!line.len || line.ptr[0] == '#')
            continue;
        *wrong = line;
        if (line.ptr[0] == '[') {
            now = list_of(w, cr_str_slice(line, 1, line.len - 1), &tag);
            ok = now != NULL;
            continue;
        }
        if (!now) {
            ok = read_order(w, line);
            continue;
        }
        while (ok && line.len && cr_str_split(&line, ',', &word)) {
            word = cr_str_trim(word);
            ok = !word.len || add(now, word, tag);
        }
    }
    if (ok)
        return w;
    free(w);
    return NULL;
}

bool cr_string_verb_first(const cr_string_words *w) { return w->order == CR_VERB_FIRST; }

void cr_string_words_free(cr_string_words *w) { free(w); }

/* --- what stands where --------------------------------------------------------------------------------------------- */

bool cr_string_at(cr_str text, size_t i, size_t end, cr_str what) { return what.len && i + what.len <= end && memcmp(text.ptr + i, what.ptr, what.len) == 0; }

int cr_string_word(const cr_string_list *l, cr_str text, size_t i, size_t end) {
    int best = -1;
    for (unsigned k = i < end ? l->first[head_of(text, i)] : 0; k; k = l->next[k - 1])
        if (cr_string_at(text, i, end, l->items[k - 1]) && (best < 0 || l->items[k - 1].len >= l->items[best].len))
            best = (int)k - 1;
    return best;
}

bool cr_string_ends(const cr_string_list *l, cr_str text, size_t from, size_t i) {
    for (size_t k = 0; k < l->count; k++)
        if (i >= from + l->items[k].len && cr_string_at(text, i - l->items[k].len, i, l->items[k]))
            return true;
    return false;
}

uint32_t cr_string_point(cr_str text, size_t i, size_t *len) {
    size_t next = i;
    uint32_t p = cr_utf8_read(text, &next);
    *len = next > i ? next - i : 1;
    return p;
}

bool cr_string_opens(uint32_t p) { return p == 0x201C || p == 0x300C || p == 0x300E || p == 0xAB; }
bool cr_string_closes(uint32_t p) { return p == 0x201D || p == 0x300D || p == 0x300F || p == 0xBB; }
bool cr_string_stops(uint32_t p) { return p == 0x3002 || p == 0xFF01 || p == 0xFF1F || p == '!' || p == '?' || p == 0x61F || p == '\n'; }
bool cr_string_joins(uint32_t p) { return p == ',' || p == ':' || p == 0xFF0C || p == 0xFF1A || p == 0x3001 || p == 0x60C || p == ';' || p == 0xFF1B || p == 0x61B; }
bool cr_string_blank(uint32_t p) { return p == ' ' || p == 0x3000 || p == 0xA0 || p == '\t'; }

size_t cr_string_skip(cr_str text, size_t i, size_t end) {
    size_t len;
    while (i < end) {
        uint32_t p = cr_string_point(text, i, &len);
        if (!cr_string_blank(p) && !cr_string_joins(p))
            break;
        i += len;
    }
    return i;
}

static bool arabic_letter(uint32_t p) { return p >= 0x620 && p <= 0x6FF && p != 0x60C && p != 0x61B && p != 0x61F; }

bool cr_string_starts_word(const cr_string_words *w, cr_str text, size_t i, size_t from) {
    if (w->order != CR_VERB_FIRST)
        return true;
    for (unsigned n = 0; n < 2 && i > from; n++) {
        uint32_t p = cr_utf8_previous(text, &i);
        if (!arabic_letter(p))
            return true;
        if (n || (p != 0x648 && p != 0x641))
            return false;
    }
    return i <= from;
}

bool cr_string_ends_word(const cr_string_words *w, cr_str text, size_t i, size_t end) {
    size_t len;
    return w->order != CR_VERB_FIRST || i >= end || !arabic_letter(cr_string_point(text, i, &len));
}

/* Digits with their year, month, day: "3月9日", "9日". */
size_t cr_string_date(cr_str text, size_t i, size_t end) {
    static const char *const units[] = {"年", "月", "日", "时", "時", "分", "号", "週", "周", NULL};
    for (size_t k = i; k < end;) {
        size_t digits = k, unit = 0;
        while (k < end && text.ptr[k] >= '0' && text.ptr[k] <= '9')
            k++;
        if (k == digits)
            return i;
        while (units[unit] && !cr_string_at(text, k, end, cr_str_of(units[unit])))
            unit++;
        if (!units[unit])
            return i;
        k += cr_str_of(units[unit]).len;
        i = k;
    }
    return i;
}

size_t cr_string_compound(const cr_string_words *w, cr_str text, size_t i, size_t end) {
    int k = cr_string_word(&w->compound, text, i, end);
    return k >= 0 ? i + w->compound.items[k].len : i;
}

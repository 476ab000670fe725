/* Chinese, Japanese and Arabic: verbs of saying found as strings, beside the marks and the commas of one sentence.
 *
 *     Chinese   X表示，A。 X说：“A”。 “A”，X说。 据X报道，A。       the speaker stands before the verb
 *               据V报道，X说：“A”。 V援引X的话说，A。              and V carries what X said
 *     Japanese  Xは「A」と述べた。 Xは、Aと発表した。 Xによると、A。  before は, and と closes what was said
 *     Arabic    قال X إن A.  "A"، قال X.  بحسب X، A.               the speaker stands behind the verb
 */
#include "speech/strings.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/data.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { MOST_WORDS = 120, MOST_REGIONS = 24, LONGEST_SENTENCE = 3000, LONGEST_SPEAKER = 180, LEAST_SPEAKER = 2, LEAST_WORDS = 8, MOST_TRIES = 8, HEADS = 256 };
typedef enum order { SPEAKER_FIRST, CLOSED_BY_VERB, VERB_FIRST } order;

typedef struct list {
    cr_str items[MOST_WORDS];
    uint8_t acts[MOST_WORDS];
    size_t count;
    uint8_t first[HEADS], next[MOST_WORDS]; /* 1 + the words that begin alike (head_of), the last of them first; 0: none */
} list;

struct cr_string_words {
    order order;
    list verbs, according, postposed, that, subject, lead, between, nobody, citing;
};

typedef struct sentence {
    size_t from, to;                          /* bytes */
    cr_span regions[MOST_REGIONS];            /* with their marks */
    size_t region_count;
} sentence;

typedef struct reading {
    const cr_string_words *w;
    cr_arena *arena;
    cr_str text;
    cr_statement *out;
    size_t count, capacity;
} reading;

static list *list_of(cr_string_words *w, cr_str name, uint8_t *act) {
    static const char *const names[] = {"according", "postposed", "that", "subject", "lead", "between", "nobody", "citing"};
    list *const lists[] = {&w->according, &w->postposed, &w->that, &w->subject, &w->lead, &w->between, &w->nobody, &w->citing};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cr_str_is(name, names[i]))
            return lists[i];
    for (int a = CR_ACT_SAYS; a <= CR_ACT_ASKS; a++)
        if (cr_str_is(name, cr_speech_act_name((cr_speech_act)a))) {
            *act = (uint8_t)a;
            return &w->verbs;
        }
    return NULL;
}

/* By its first character; where that is of one byte only, by it. Two bytes tell apart what Arabic words begin with, three Chinese ones. */
static unsigned head_of(cr_str text, size_t i) {
    unsigned a = (unsigned char)text.ptr[i], b = a >= 0xC0 && i + 1 < text.len ? (unsigned char)text.ptr[i + 1] : 0, c = a >= 0xE0 && i + 2 < text.len ? (unsigned char)text.ptr[i + 2] : 0;
    return (a * 5 + b * 67 + c * 13) % HEADS;
}

cr_string_words *cr_string_words_read(const char *lang) {
    cr_string_words *w = calloc(1, sizeof *w);
    char name[32];
    snprintf(name, sizeof name, "speech/%s.txt", lang);
    cr_str rest = cr_data(name), line, word;
    list *now = NULL;
    uint8_t act = 0;
    bool ok = w && rest.len;
    if (w)
        w->order = cr_str_is(cr_str_of(lang), "ar") ? VERB_FIRST : cr_str_is(cr_str_of(lang), "ja") ? CLOSED_BY_VERB : SPEAKER_FIRST;
    while (ok && cr_str_split(&rest, '\n', &line)) {
        line = cr_str_trim(line);
        if (!line.len || line.ptr[0] == '#')
            continue;
        if (line.ptr[0] == '[') {
            now = list_of(w, cr_str_slice(line, 1, line.len - 1), &act);
            ok = now != NULL;
            continue;
        }
        while (ok && line.len && cr_str_split(&line, ',', &word)) {
            word = cr_str_trim(word);
            ok = now && now->count < MOST_WORDS;
            if (ok && word.len) {
                unsigned head = head_of(word, 0);
                now->acts[now->count] = act;
                now->next[now->count] = now->first[head];
                now->items[now->count++] = word;
                now->first[head] = (uint8_t)now->count;
            }
        }
    }
    if (ok)
        return w;
    free(w);
    return NULL;
}

void cr_string_words_free(cr_string_words *w) { free(w); }

/* --- strings ------------------------------------------------------------------------------------------------------- */

static bool at(cr_str text, size_t i, size_t end, cr_str what) { return what.len && i + what.len <= end && memcmp(text.ptr + i, what.ptr, what.len) == 0; }

/* The longest word of the list that stands at i; its index, or -1. */
static int word_at(const list *l, cr_str text, size_t i, size_t end) {
    int best = -1;
    for (unsigned k = i < end ? l->first[head_of(text, i)] : 0; k; k = l->next[k - 1])
        if (at(text, i, end, l->items[k - 1]) && (best < 0 || l->items[k - 1].len >= l->items[best].len))
            best = (int)k - 1;
    return best;
}

static uint32_t point_at(cr_str text, size_t i, size_t *len) {
    size_t next = i;
    uint32_t p = cr_utf8_read(text, &next);
    *len = next > i ? next - i : 1;
    return p;
}

static bool opens(uint32_t p) { return p == 0x201C || p == 0x300C || p == 0x300E || p == 0xAB; }
static bool closes(uint32_t p) { return p == 0x201D || p == 0x300D || p == 0x300F || p == 0xBB; }
static bool stops(uint32_t p) { return p == 0x3002 || p == 0xFF01 || p == 0xFF1F || p == '!' || p == '?' || p == 0x61F || p == '\n'; }
static bool joins(uint32_t p) { return p == ',' || p == ':' || p == 0xFF0C || p == 0xFF1A || p == 0x3001 || p == 0x60C || p == ';' || p == 0xFF1B || p == 0x61B; }
static bool blank(uint32_t p) { return p == ' ' || p == 0x3000 || p == 0xA0 || p == '\t'; }

static size_t skip(cr_str text, size_t i, size_t end, bool (*what)(uint32_t), bool (*or_what)(uint32_t)) {
    size_t len;
    while (i < end) {
        uint32_t p = point_at(text, i, &len);
        if (!what(p) && !(or_what && or_what(p)))
            break;
        i += len;
    }
    return i;
}

static bool arabic_letter(uint32_t p) { return p >= 0x620 && p <= 0x6FF && p != 0x60C && p != 0x61B && p != 0x61F; }

/* Is the word that starts at i one of its own? Arabic only; "و" and "ف" (and, so) are written together with the verb. */
static bool word_starts(cr_str text, size_t i, size_t from) {
    for (unsigned n = 0; n < 2 && i > from; n++) {
        uint32_t p = cr_utf8_previous(text, &i);
        if (!arabic_letter(p))
            return true;
        if (n || (p != 0x648 && p != 0x641))
            return false;
    }
    return i <= from;
}
static bool word_ends(cr_str text, size_t i, size_t end) {
    size_t len;
    return i >= end || !arabic_letter(point_at(text, i, &len));
}

/* --- sentences ----------------------------------------------------------------------------------------------------- */

/* A full stop inside of the marks ends the sentence with them, unless a short "X said." follows. */
static bool goes_on(const reading *r, size_t i) {
    size_t end = i + 90 < r->text.len ? i + 90 : r->text.len, len;
    for (size_t k = i; k < end; k += len) {
        uint32_t p = point_at(r->text, k, &len);
        if (k == i && (joins(p) || at(r->text, k, end, CR_STR("と"))))
            return true;
        if (stops(p) || opens(p) || p == '"')
            return false;
        int v = word_at(&r->w->verbs, r->text, k, end);
        if (v >= 0) {
            uint32_t next = k + r->w->verbs.items[v].len < end ? point_at(r->text, k + r->w->verbs.items[v].len, &len) : 0;
            return r->w->order == VERB_FIRST ? k == i : stops(next) || !next;
        }
        if (joins(p))
            return false;
    }
    return false;
}

static size_t next_sentence(const reading *r, size_t i, sentence *s) {
    size_t open = 0, len, end = i + LONGEST_SENTENCE < r->text.len ? i + LONGEST_SENTENCE : r->text.len;
    unsigned depth = 0;
    uint32_t before = 0;
    s->region_count = 0;
    s->from = i;
    for (; i < end; i += len) {
        uint32_t p = point_at(r->text, i, &len);
        bool straight = p == '"';
        if (p == '\n')
            break;
        if ((opens(p) || (straight && !depth))) {
            if (!depth++)
                open = i;
        } else if (depth && (closes(p) || straight) && !--depth) {
            if (s->region_count < MOST_REGIONS)
                s->regions[s->region_count++] = (cr_span){open, i + len};
            if ((stops(before) || before == '.') && !goes_on(r, i + len)) {
                i += len;
                break;
            }
        } else if (!depth && (stops(p) || (p == '.' && (i + 1 >= end || r->text.ptr[i + 1] == ' ' || r->text.ptr[i + 1] == '\n'))))
            break;
        before = p;
    }
    s->to = i < end ? i : end;
    while (s->to > s->from && s->to < r->text.len && ((unsigned char)r->text.ptr[s->to] & 0xC0) == 0x80)
        s->to--;
    size_t next = s->to;
    while (next < r->text.len) {
        uint32_t p = point_at(r->text, next, &len);
        if (!stops(p) && p != '.' && !blank(p))
            break;
        next += len;
    }
    return next > s->from ? next : s->from + 1;
}

static const cr_span *region_at(const sentence *s, size_t i) {
    for (size_t k = 0; k < s->region_count; k++)
        if (i >= s->regions[k].start && i < s->regions[k].end)
            return &s->regions[k];
    return NULL;
}

/* --- who ----------------------------------------------------------------------------------------------------------- */

/* Digits with their year, month, day: "3月9日", "9日". */
static size_t skip_date(cr_str text, size_t i, size_t end) {
    static const char *const units[] = {"年", "月", "日", "时", "時", "分", "号", "週", "周", NULL};
    for (size_t k = i; k < end;) {
        size_t digits = k, unit = 0;
        while (k < end && text.ptr[k] >= '0' && text.ptr[k] <= '9')
            k++;
        while (units[unit] && !at(text, k, end, cr_str_of(units[unit])))
            unit++;
        if (k == digits || !units[unit])
            return i;
        k += cr_str_of(units[unit]).len;
        i = k;
    }
    return i;
}

static cr_span trimmed(const reading *r, size_t from, size_t to) {
    const cr_string_words *w = r->w;
    for (bool again = true; again && from < to;) { /* time and small words before the speaker */
        size_t start = skip(r->text, skip_date(r->text, skip(r->text, from, to, blank, joins), to), to, blank, joins);
        int k = word_at(&w->lead, r->text, start, to);
        if (k >= 0)
            start += w->lead.items[k].len;
        again = start > from;
        from = start;
    }
    size_t len;
    for (size_t i = from; i < to; i += len) { /* what stands between speaker and verb begins here */
        point_at(r->text, i, &len);
        if (i > from && (word_at(&w->between, r->text, i, to) >= 0 && (w->order != VERB_FIRST || word_starts(r->text, i, from))))
            to = i;
        else if (i > from && skip_date(r->text, i, to) > i)
            to = i;
    }
    for (size_t end = to; end > from;) { /* "联合国的", and a comma left behind */
        uint32_t p = cr_utf8_previous(r->text, &end);
        if (!blank(p) && !joins(p) && p != 0x7684)
            break;
        to = end;
    }
    if (to - from < LEAST_SPEAKER || to - from > LONGEST_SPEAKER || to < from)
        return (cr_span){from, from};
    return (cr_span){from, to};
}

/* Where the clause that ends at `to` begins: behind the last comma or mark. */
static size_t clause_start(const reading *r, const sentence *s, size_t to) {
    size_t start = s->from, len;
    for (size_t i = s->from; i < to; i += len) {
        uint32_t p = point_at(r->text, i, &len);
        if (joins(p) || opens(p) || closes(p) || p == '"')
            start = i + len;
    }
    return start;
}

static cr_statement *add(reading *r, const sentence *s, size_t from, size_t to, cr_span speaker, cr_span verb, uint8_t act) {
    from = skip(r->text, from, to, blank, joins);
    size_t in = 0, whole = to > from ? to - from : 0;
    const cr_span *only = NULL;
    for (size_t k = 0; k < s->region_count; k++)
        if (s->regions[k].start >= from && s->regions[k].end <= to) {
            in += s->regions[k].end - s->regions[k].start;
            only = &s->regions[k];
        }
    if (whole < LEAST_WORDS || r->count >= cr_limit(NULL, CR_LIMIT_STATEMENTS))
        return NULL;
    size_t len;
    cr_speech_type type = !in ? CR_SPEECH_INDIRECT : CR_SPEECH_MIXED;
    if (only && in + 4 >= whole && only->start == from) { /* one quotation, and perhaps a full stop */
        type = CR_SPEECH_DIRECT;
        point_at(r->text, only->start, &len);
        from = only->start + len;
        to = only->end - 1;
        while (to > from && ((unsigned char)r->text.ptr[to] & 0xC0) == 0x80)
            to--;
    }
    cr_statement *q = to > from ? CR_PUSH(r->arena, r->out, r->count, r->capacity) : NULL;
    cr_span *spans = q ? CR_NEW_ARRAY(r->arena, cr_span, 1) : NULL;
    if (!q)
        return NULL;
    if (!spans) {
        r->count--;
        return NULL;
    }
    *spans = (cr_span){from, to};
    *q = (cr_statement){.type = type, .quote_spans = spans, .quote_span_count = 1, .quote = cr_str_slice(r->text, from, to), .act = (cr_speech_act)act,
                        .verb_span = verb, .verb = cr_str_slice(r->text, verb.start, verb.end), .speaker_span = speaker};
    if (speaker.end > speaker.start) {
        q->mention = cr_str_slice(r->text, speaker.start, speaker.end);
        bool known = true;
        for (size_t k = 0; k < r->w->nobody.count; k++)
            known &= !cr_str_eq(q->mention, r->w->nobody.items[k]);
        if (known)
            q->speaker = q->mention;
    }
    return q;
}

static void carried_by(const reading *r, cr_statement *q, cr_span carrier) {
    cr_str *item = q && carrier.end > carrier.start ? CR_NEW(r->arena, cr_str) : NULL;
    if (!item)
        return;
    *item = cr_str_slice(r->text, carrier.start, carrier.end);
    q->via = (cr_strs){item, 1};
}

/* "V援引X的话": X is left in *who, what stands before goes to *carrier. */
static void part_citing(const reading *r, cr_span *who, cr_span *carrier) {
    const cr_string_words *w = r->w;
    size_t len;
    *carrier = (cr_span){who->start, who->start};
    for (size_t i = who->start; i < who->end; i += len) {
        point_at(r->text, i, &len);
        int k = i > who->start ? word_at(&w->citing, r->text, i, who->end) : -1;
        if (k < 0)
            continue;
        *carrier = trimmed(r, who->start, i);
        *who = trimmed(r, i + w->citing.items[k].len, who->end);
        return;
    }
}

/* --- the forms ----------------------------------------------------------------------------------------------------- */

static bool said_in(reading *r, const sentence *s);
static size_t len_of_point(cr_str text, size_t i) {
    size_t len;
    point_at(text, i, &len);
    return len;
}

/* "据X报道，A", "بحسب X، A", "Xによると、A". True when the sentence is one of these. */
static bool according(reading *r, const sentence *s) {
    const cr_string_words *w = r->w;
    size_t len, from = skip(r->text, s->from, s->to, blank, NULL);
    int k = word_at(&w->according, r->text, from, s->to);
    bool before = k < 0;
    size_t start = from, cue_end = 0, cue = from;
    if (!before) {
        start = from + w->according.items[k].len;
        cue_end = start;
    }
    for (size_t i = start; i < s->to && i < from + LONGEST_SPEAKER + 60; i += len) {
        uint32_t p = point_at(r->text, i, &len);
        if (region_at(s, i))
            return false;
        int post = word_at(&w->postposed, r->text, i, s->to);
        if (before && post >= 0 && i > from) {
            cue = i;
            cue_end = i + w->postposed.items[post].len;
            add(r, s, cue_end, s->to, trimmed(r, from, i), (cr_span){cue, cue_end}, CR_ACT_SAYS);
            return true;
        }
        if (!before && joins(p)) {
            size_t end = i;
            for (size_t v = start; v < i; v += len) { /* 据新华社报道: the verb is no part of the source */
                point_at(r->text, v, &len);
                if (w->order == SPEAKER_FIRST && v > start && (word_at(&w->verbs, r->text, v, i) >= 0 || word_at(&w->postposed, r->text, v, i) >= 0))
                    end = v < end ? v : end;
            }
            cr_span source = trimmed(r, start, end);
            sentence rest = *s;
            rest.from = i + len_of_point(r->text, i);
            if (w->order == SPEAKER_FIRST && said_in(r, &rest)) /* 据V报道，X说：“A”: V carries it */
                carried_by(r, &r->out[r->count - 1], source);
            else
                add(r, s, i, s->to, source, (cr_span){from, cue_end}, CR_ACT_SAYS);
            return true;
        }
    }
    return false;
}

/* Chinese. */
static bool speaker_first(reading *r, const sentence *s, size_t i, int v) {
    const cr_string_words *w = r->w;
    size_t verb_end = i + w->verbs.items[v].len, len, clause = clause_start(r, s, i);
    uint32_t p = verb_end < s->to ? point_at(r->text, verb_end, &len) : 0;
    cr_span verb = {i, verb_end}, who = trimmed(r, clause, i), carrier;
    uint8_t act = w->verbs.acts[v];
    cr_statement *q = NULL;
    part_citing(r, &who, &carrier);
    if (!p || (verb_end >= s->to)) { /* “A”，X说 */
        for (size_t k = s->region_count; k-- > 0;)
            if (!q && s->regions[k].end <= clause && skip(r->text, s->regions[k].end, clause, blank, joins) >= clause)
                carried_by(r, q = add(r, s, s->regions[k].start, s->regions[k].end, who, verb, act), carrier);
        return q != NULL;
    }
    bool open = joins(p) || opens(p) || p == '"';
    if (!open && w->verbs.items[v].len < 6) /* one sign alone is part of many words */
        return false;
    if (who.end == who.start)
        return false;
    carried_by(r, q = add(r, s, verb_end, s->to, who, verb, act), carrier);
    return q != NULL;
}

/* Japanese: と and the verb stand at the end. */
static bool closed_by_verb(reading *r, const sentence *s, size_t i, int v) {
    const cr_string_words *w = r->w;
    size_t len, that = 0, subject = 0, subject_end = 0;
    for (size_t k = s->from; k < i; k += len) {
        point_at(r->text, k, &len);
        const cr_span *g = region_at(s, k);
        if (g) {
            len = g->end - k;
            continue;
        }
        int t = word_at(&w->that, r->text, k, i);
        if (t >= 0 && k > s->from)
            that = k;
        int m = word_at(&w->subject, r->text, k, i);
        if (m >= 0 && !subject_end && k > s->from) {
            subject = k;
            subject_end = k + w->subject.items[m].len;
        }
    }
    for (size_t k = 0; that && subject > that && k < s->region_count; k++) /* 「A」と市長は話した */
        if (s->regions[k].end == that)
            return add(r, s, s->regions[k].start, that, trimmed(r, that + CR_STR("と").len, subject), (cr_span){i, i + w->verbs.items[v].len}, w->verbs.acts[v]) != NULL;
    if (!that || i - that > 30 || !subject_end || subject_end > that)
        return false;
    size_t from = s->from;
    for (size_t k = s->from; k < subject; k += len) /* "9日、田中首相は" */
        if (joins(point_at(r->text, k, &len)))
            from = k + len;
    cr_span who = trimmed(r, from, subject), verb = {i, i + w->verbs.items[v].len};
    for (size_t k = 0; k < s->region_count; k++)
        if (s->regions[k].end == that && s->regions[k].start >= subject_end) /* 会見で「A」と: the quotation alone */
            return add(r, s, s->regions[k].start, that, who, verb, w->verbs.acts[v]) != NULL;
    size_t content = subject_end;
    for (size_t k = subject_end, before = k; k < that && k < subject_end + 60; before = k, k += len)
        if (point_at(r->text, k, &len) == 0x3001) { /* "会見で、": where and when, not what */
            if (at(r->text, before, that, CR_STR("で")) || at(r->text, before, that, CR_STR("日")) || at(r->text, before, that, CR_STR("し")))
                content = k + len;
            break;
        }
    return add(r, s, content, that, who, verb, w->verbs.acts[v]) != NULL;
}

/* Arabic. */
static bool verb_first(reading *r, const sentence *s, size_t i, int v) {
    const cr_string_words *w = r->w;
    size_t verb_end = i + w->verbs.items[v].len, len, start = skip(r->text, verb_end, s->to, blank, NULL);
    cr_span verb = {i, verb_end};
    if (!word_starts(r->text, i, s->from) || !word_ends(r->text, verb_end, s->to))
        return false;
    size_t before = s->region_count && s->regions[0].end <= i ? s->regions[0].end : 0;
    for (size_t k = start; k < s->to && k < start + 2 * LONGEST_SPEAKER; k += len) {
        uint32_t p = point_at(r->text, k, &len);
        int t = word_starts(r->text, k, s->from) ? word_at(&w->that, r->text, k, s->to) : -1;
        bool that = t >= 0 && word_ends(r->text, k + w->that.items[t].len, s->to), quoted = opens(p) || p == '"';
        if (that || p == ':' || quoted) {
            size_t content = that ? k + w->that.items[t].len : quoted ? k : k + len;
            return add(r, s, content, s->to, trimmed(r, start, k), verb, w->verbs.acts[v]) != NULL;
        }
        if (stops(p))
            break;
    }
    if (before && skip(r->text, before, i, blank, joins) + 2 >= i) /* "A"، قال X */
        return add(r, s, s->regions[0].start, before, trimmed(r, start, s->to), verb, w->verbs.acts[v]) != NULL;
    return false;
}

/* A verb of saying with its speaker; one statement a sentence. */
static bool said_in(reading *r, const sentence *s) {
    size_t len;
    unsigned tried = 0;
    for (size_t i = s->from; i < s->to && tried < MOST_TRIES; i += len) {
        point_at(r->text, i, &len);
        const cr_span *g = region_at(s, i);
        if (g) {
            len = g->end - i;
            continue;
        }
        int v = word_at(&r->w->verbs, r->text, i, s->to);
        if (v < 0)
            continue;
        tried++;
        bool found = r->w->order == SPEAKER_FIRST ? speaker_first(r, s, i, v) : r->w->order == VERB_FIRST ? verb_first(r, s, i, v) : closed_by_verb(r, s, i, v);
        if (found)
            return true;
        len = r->w->verbs.items[v].len;
    }
    return false;
}

static void read_sentence(reading *r, const sentence *s) {
    if (!according(r, s))
        said_in(r, s);
}

cr_status cr_string_statements(const cr_string_words *w, cr_arena *arena, cr_str text, cr_statement **out, size_t *count, cr_error *err) {
    reading r = {.w = w, .arena = arena, .text = text};
    sentence s;
    for (size_t i = 0; i < text.len;) {
        i = next_sentence(&r, i, &s);
        if (s.to > s.from)
            read_sentence(&r, &s);
    }
    *out = r.out;
    *count = r.count;
    return cr_arena_exhausted(arena) ? cr_fail(err, CR_ERR_MEMORY, "out of memory for the statements of a text of %zu bytes", text.len) : CR_OK;
}

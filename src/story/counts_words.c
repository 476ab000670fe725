/* Words of counting by language: src/story/data/counts/LANG.txt and common.txt; number words from the rules for dates. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/data.h"
#include "base/vec.h"
#include "story/counts.h"
#include "story/words.h"

enum { PHRASE_BYTES = 160, PHRASE_WORDS = 4 };

static const char *const names[CR_COUNTED_CLASSES] = {
    [CR_COUNTED_DEAD] = "dead", [CR_COUNTED_WOUNDED] = "wounded", [CR_COUNTED_MISSING] = "missing", [CR_COUNTED_ARRESTED] = "arrested",
    [CR_COUNTED_RESCUED] = "rescued", [CR_COUNTED_EVACUATED] = "evacuated", [CR_COUNTED_INFECTED] = "infected",
    [CR_COUNTED_HOSTAGES] = "hostages", [CR_COUNTED_EURO] = "euro", [CR_COUNTED_DOLLAR] = "dollar", [CR_COUNTED_POUND] = "pound",
    [CR_COUNTED_YEN] = "yen", [CR_COUNTED_ROUBLE] = "rouble", [CR_COUNTED_KILOMETRE] = "kilometre", [CR_COUNTED_MAGNITUDE] = "magnitude",
    [CR_COUNTED_PEOPLE] = "people", [CR_COUNTED_LEAST] = "least", [CR_COUNTED_MOST] = "most", [CR_COUNTED_ABOUT] = "about",
    [CR_COUNTED_PART] = "part", [CR_COUNTED_MORE] = "more", [CR_COUNTED_WAS] = "was", [CR_COUNTED_AND] = "and", [CR_COUNTED_YEARS] = "years",
    [CR_COUNTED_PERCENT] = "percent", [CR_COUNTED_POINTS] = "points", [CR_COUNTED_THOUSAND] = "thousand", [CR_COUNTED_MILLION] = "million",
    [CR_COUNTED_BILLION] = "billion", [CR_COUNTED_TRILLION] = "trillion", [CR_COUNTED_TOLL] = "toll", [CR_COUNTED_REACHED] = "reached",
    [CR_COUNTED_ARE] = "are", [CR_COUNTED_AFTER] = "least after", [CR_COUNTED_LIVES] = "lives", [CR_COUNTED_TOOK] = "took",
    [CR_COUNTED_WHOLE] = "whole", [CR_COUNTED_MAYBE] = "maybe", [CR_COUNTED_SINCE] = "since", [CR_COUNTED_FORMER] = "was after"};

const char *cr_count_concept_name(int concept) { return concept > 0 && concept <= CR_COUNTED_CONCEPTS ? names[concept] : NULL; }
bool cr_count_concept_grows(int concept) { return concept >= CR_COUNTED_DEAD && concept <= CR_COUNTED_INFECTED; }

typedef struct prefix {
    cr_str form;
    uint64_t classes;
} prefix;

struct cr_digest_words {
    cr_map *phrases; /* forms joined by spaces -> classes */
    cr_map *numbers; /* -> value * 4 + (2: tens that a digit may follow) + (1: a digit that may follow tens) */
    prefix *prefixes;
    size_t prefix_count, prefix_capacity;
};

static cr_status put_class(cr_digest_work *w, cr_digest_words *words, cr_str phrase, uint64_t bit) {
    char form[PHRASE_BYTES];
    bool star = cr_str_ends(phrase, "*"); /* "kill*": any word that begins so */
    size_t n = cr_story_phrase(phrase, form, sizeof form);
    if (!n)
        return CR_OK;
    if (star) {
        prefix *p = CR_PUSH(w->arena, words->prefixes, words->prefix_count, words->prefix_capacity);
        if (p)
            *p = (prefix){cr_str_copy(w->arena, (cr_str){form, n}), bit};
        return p ? CR_OK : cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    }
    uintptr_t *slot = cr_map_put(words->phrases, (cr_str){form, n}, NULL);
    if (!slot)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    *slot |= bit;
    return CR_OK;
}

static cr_status read_words(cr_digest_work *w, cr_digest_words *words, const char *name) {
    cr_str data = cr_data(name), line, phrase;
    int class = -1;
    while (cr_str_split(&data, '\n', &line)) {
        line = cr_str_trim(line);
        if (!line.len || line.ptr[0] == '#' || line.ptr[0] == '>')
            continue;
        if (line.ptr[0] == '[') {
            class = -1;
            for (int i = 1; i < CR_COUNTED_CLASSES; i++)
                if (cr_str_is(cr_str_slice(line, 1, line.len - 1), names[i]))
                    class = i;
            continue;
        }
        while (class > 0 && cr_str_split(&line, ',', &phrase))
            CR_TRY(put_class(w, words, cr_str_trim(phrase), CR_COUNTED_BIT(class)));
    }
    return CR_OK;
}

static cr_status put_number(cr_digest_work *w, cr_digest_words *words, cr_str phrase, uintptr_t value) {
    char form[PHRASE_BYTES];
    size_t n = cr_story_phrase(phrase, form, sizeof form);
    uintptr_t *slot = n ? cr_map_put(words->numbers, (cr_str){form, n}, NULL) : NULL;
    if (n && !slot)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    if (slot && (!*slot || *slot / 4 == value / 4))
        *slot |= value;
    return CR_OK;
}

/* Is the class among "digit9,num"? */
static bool of_class(cr_str head, const char *class) {
    cr_str each;
    while (cr_str_split(&head, ',', &each))
        if (cr_str_is(each, class))
            return true;
    return false;
}

/* Takes "DIGITS=20 NUM=20 " off the front; sets *value where it tells one. */
static cr_str without_values(cr_str step, unsigned long *value) {
    for (step = cr_str_trim(step);;) {
        size_t space = cr_str_find_byte(step, ' ', 0), equals = cr_str_find_byte(step, '=', 0);
        if (!step.len || equals == CR_STR_NPOS || (space != CR_STR_NPOS && space < equals))
            return step;
        if (cr_str_starts(step, "NUM="))
            *value = strtoul(step.ptr + 4, NULL, 10);
        step = cr_str_trim(cr_str_slice(step, space == CR_STR_NPOS ? step.len : space, step.len));
    }
}

/* "num NUM=1: um, uma | dois, duas | …" (one up behind each bar), "digit9,num NUM=1: un", "tens: DIGITS=20 NUM=20 vingt | …" */
static cr_status read_numbers(cr_digest_work *w, cr_digest_words *words, const char *name) {
    cr_str data = cr_data(name), line, step, phrase;
    while (cr_str_split(&data, '\n', &line)) {
        size_t colon = cr_str_find_byte(line, ':', 0), space = cr_str_find_byte(line, ' ', 0);
        if (colon == CR_STR_NPOS || line.ptr[0] == '#' || line.ptr[0] == '>')
            continue;
        cr_str head = cr_str_slice(line, 0, colon < space ? colon : space);
        bool tens = of_class(head, "tens"), digit = of_class(head, "digit9");
        if ((!tens && !digit && !of_class(head, "num")))
            continue;
        unsigned long value = ULONG_MAX;
        without_values(cr_str_slice(line, head.len, colon), &value);
        cr_str list = cr_str_slice(line, colon + 1, line.len);
        for (; cr_str_split(&list, '|', &step); value += value != ULONG_MAX) {
            step = without_values(step, &value);
            while (value != ULONG_MAX && cr_str_split(&step, ',', &phrase))
                CR_TRY(put_number(w, words, phrase, value * 4 + (tens ? 2 : 0) + (digit ? 1 : 0)));
        }
    }
    return CR_OK;
}

static cr_status make_words(cr_digest_work *w, cr_str lang, cr_digest_words *words) {
    char name[64];
    words->phrases = cr_map_new();
    words->numbers = cr_map_new();
    if (!words->phrases || !words->numbers)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    CR_TRY(read_words(w, words, "story/counts/common.txt"));
    if (lang.len > 8 || cr_str_find_byte(lang, '/', 0) != CR_STR_NPOS)
        return CR_OK;
    snprintf(name, sizeof name, "story/counts/%.*s.txt", CR_FMT(lang));
    CR_TRY(read_words(w, words, name));
    snprintf(name, sizeof name, "text/dates/%.*s.txt", CR_FMT(lang));
    return read_numbers(w, words, name);
}

cr_status cr_count_words(cr_digest_work *w, cr_str lang, const cr_digest_words **out) {
    bool fresh;
    uintptr_t *slot = cr_map_put(w->words, cr_str_none(lang) ? CR_STR("") : lang, &fresh);
    if (!slot)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    if (fresh) {
        cr_digest_words *words = CR_NEW(w->arena, cr_digest_words);
        if (!words)
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        *slot = (uintptr_t)words;
        CR_TRY(make_words(w, lang, words));
    }
    *out = (const cr_digest_words *)*slot;
    return CR_OK;
}

void cr_count_words_free(cr_map *by_language) {
    size_t at = 0;
    cr_str key;
    uintptr_t value;
    while (by_language && cr_map_next(by_language, &at, &key, &value)) {
        const cr_digest_words *words = (const cr_digest_words *)value;
        if (!words)
            continue;
        cr_map_free(words->phrases);
        cr_map_free(words->numbers);
    }
    cr_map_free(by_language);
}

/* The last character of a run without spaces, which its last pair holds already. */
static bool overlaps(const cr_digest_sentence *s, size_t at) {
    cr_str form = s->tokens[at].form, before = at ? s->tokens[at - 1].form : CR_STR("");
    return form.len && (unsigned char)form.ptr[0] >= 0x80 && before.len > form.len && memcmp(before.ptr + before.len - form.len, form.ptr, form.len) == 0 &&
           s->tokens[at - 1].end == s->tokens[at].start;
}

/* The forms [at, at + len) as one phrase. */
static size_t join(const cr_digest_sentence *s, size_t at, size_t len, char out[PHRASE_BYTES]) {
    size_t n = 0;
    for (size_t i = at; i < at + len; i++) {
        cr_str form = s->tokens[i].form;
        if (i > at && overlaps(s, i))
            continue;
        if (n + form.len + 1 > PHRASE_BYTES)
            return 0;
        if (n)
            out[n++] = ' ';
        memcpy(out + n, form.ptr, form.len);
        n += form.len;
    }
    return n;
}

uint64_t cr_count_class(const cr_digest_words *words, const cr_digest_sentence *s, size_t at, size_t len) {
    char form[PHRASE_BYTES];
    size_t n = at + len <= s->token_count ? join(s, at, len, form) : 0;
    uintptr_t *found = n ? cr_map_get(words->phrases, (cr_str){form, n}) : NULL;
    uint64_t classes = found ? *found : 0;
    for (size_t i = 0; len == 1 && n && i < words->prefix_count; i++)
        if (n >= words->prefixes[i].form.len && memcmp(form, words->prefixes[i].form.ptr, words->prefixes[i].form.len) == 0)
            classes |= words->prefixes[i].classes;
    return classes;
}

uint64_t cr_count_class_from(const cr_digest_words *words, const cr_digest_sentence *s, size_t at, size_t *len) {
    for (size_t n = PHRASE_WORDS; n >= 1; n--) {
        uint64_t classes = cr_count_class(words, s, at, n);
        if (classes) {
            *len = n;
            return classes;
        }
    }
    *len = 1;
    return 0;
}

uint64_t cr_count_class_to(const cr_digest_words *words, const cr_digest_sentence *s, size_t end, size_t *len) {
    for (size_t n = end < PHRASE_WORDS ? end : PHRASE_WORDS; n >= 1; n--) {
        uint64_t classes = cr_count_class(words, s, end - n, n);
        if (classes) {
            *len = n;
            return classes;
        }
    }
    *len = 1;
    return 0;
}

static size_t number_word(const cr_digest_words *words, const cr_digest_sentence *s, size_t at, size_t *len) {
    char form[PHRASE_BYTES];
    for (size_t n = 3; n >= 1; n--) {
        size_t bytes = at + n <= s->token_count ? join(s, at, n, form) : 0;
        uintptr_t *found = bytes ? cr_map_get(words->numbers, (cr_str){form, bytes}) : NULL;
        if (found) {
            *len = n;
            return *found;
        }
    }
    return 0;
}

bool cr_count_number_word(const cr_digest_words *words, const cr_digest_sentence *s, size_t at, size_t *len, double *value) {
    size_t n, more, found = number_word(words, s, at, &n);
    if (!found)
        return false;
    *len = n;
    *value = (double)(found / 4);
    if (found & 2) { /* "twenty-five", "treinta y cinco" */
        size_t next = at + n;
        if (next < s->token_count && (cr_count_class(words, s, next, 1) & CR_COUNTED_BIT(CR_COUNTED_AND)))
            next++;
        size_t unit = next < s->token_count ? number_word(words, s, next, &more) : 0;
        if ((unit & 1) && unit / 4 < 10) {
            *len = next + more - at;
            *value += (double)(unit / 4);
        }
    }
    return *value > 1; /* "un" is an article as well */
}

#include "translate/check_words.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/data.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { WORDS = 4000 };

static bool ideographic(uint32_t c) {
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0xE00 && c <= 0xE7F);
}

static bool word_letter(uint32_t c) {
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0;
}

static cr_str fold(cr_arena *a, cr_str s) {
    char *out = cr_arena_alloc(a, s.len * 2 + 8); /* lower case of one character is at most two bytes longer */
    size_t n = 0;
    for (size_t at = 0; out && at < s.len && n + 4 <= s.len * 2 + 8;)
        n += cr_utf8_encode((uint32_t)u_tolower((UChar32)cr_utf8_next(s, &at)), out + n);
    return out ? (cr_str){out, n} : CR_STR_NONE;
}

static bool opens_after(uint32_t c) {
    return c == '.' || c == '!' || c == '?' || c == ':' || c == '"' || c == '(' || c == '[' || c == 0xAB || c == 0x201C || c == 0x201E ||
           c == 0x2018 || c == 0x2014 || c == 0x2013 || c == 0xBF || c == 0xA1 || c == 0x2026 || c == 0x2022;
}

cr_check_word *cr_check_words(cr_arena *arena, cr_str text, size_t *count) {
    cr_check_word *words = NULL;
    size_t capacity = 0, last_end = 0;
    *count = 0;
    bool opens = true;
    for (size_t at = 0; at < text.len && *count < WORDS;) {
        size_t start = at;
        uint32_t c = cr_utf8_next(text, &at);
        if (!word_letter(c)) {
            opens = opens || opens_after(c);
            continue;
        }
        bool single = ideographic(c);
        while (!single && at < text.len) {
            size_t next = at;
            uint32_t d = cr_utf8_next(text, &next);
            if (!word_letter(d) || ideographic(d))
                break;
            at = next;
        }
        cr_check_word *w = CR_PUSH(arena, words, *count, capacity);
        if (!w)
            break;
        UErrorCode e = U_ZERO_ERROR;
        w->text = cr_str_slice(text, start, at);
        w->folded = fold(arena, w->text);
        w->capital = u_isupper((UChar32)c) || u_istitle((UChar32)c);
        w->opens = opens;
        w->latin = uscript_getScript((UChar32)c, &e) == USCRIPT_LATIN;
        w->ideograph = single;
        w->gap = start - last_end;
        last_end = at;
        opens = false;
    }
    return words;
}

typedef struct entry { cr_str word; char kind; double value; } entry;
struct cr_check_lexicon { entry *entries; size_t count; };

static int by_kind_and_word(const void *x, const void *y) {
    const entry *a = x, *b = y;
    return a->kind != b->kind ? a->kind - b->kind : cr_str_compare(a->word, b->word);
}

static char kind_of(cr_str name) {
    return cr_str_is(name, "not") ? 'n' : cr_str_is(name, "nay") ? 'y' : cr_str_is(name, "number") ? 'u' : cr_str_is(name, "scale") ? 's' : 'p';
}

cr_check_lexicon *cr_check_lexicon_of(cr_arena *arena, cr_str lang) {
    cr_str name = cr_str_format(arena, "translate/checks/%.*s.tsv", CR_FMT(lang));
    cr_str file = name.ptr && lang.len <= 3 ? cr_data(name.ptr) : CR_STR_NONE, line, kind, word;
    cr_check_lexicon *x = cr_str_none(file) ? NULL : CR_NEW(arena, cr_check_lexicon);
    size_t capacity = 0;
    while (x && cr_str_split(&file, '\n', &line)) {
        if (cr_str_empty(line) || line.ptr[0] == '#' || !cr_str_split(&line, '\t', &kind) || !cr_str_split(&line, '\t', &word))
            continue;
        entry *e = CR_PUSH(arena, x->entries, x->count, capacity);
        if (!e)
            return NULL;
        cr_str value = cr_str_copy(arena, line);
        *e = (entry){word, kind_of(kind), value.ptr ? strtod(value.ptr, NULL) : 0};
    }
    if (x && x->count)
        qsort(x->entries, x->count, sizeof *x->entries, by_kind_and_word);
    return x;
}

bool cr_check_lookup(const cr_check_lexicon *x, char kind, cr_str folded, double *value) {
    entry key = {folded, kind, 0};
    const entry *e = x && x->count ? bsearch(&key, x->entries, x->count, sizeof *x->entries, by_kind_and_word) : NULL;
    if (e && value)
        *value = e->value;
    return e != NULL;
}

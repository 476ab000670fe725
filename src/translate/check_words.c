#include "translate/check_words.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/data.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "translate/check_units.h"

enum { WORDS = 4000, STEM_BYTES = 32, PHRASE_WORDS = 9, PHRASE_BYTES = 96 };

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

typedef struct entry { cr_str word; unsigned kind; double value; } entry; /* kind: cr_check_kind × 2, + 1 where any ending will do */

/* The entries of one kind. Nearly every word that is looked up is of none: a sieve of first byte, last byte and length tells most at once. */
enum { SIEVE_BITS = 1024 };
typedef struct shelf {
    size_t from, to;       /* of the entries */
    size_t longest;        /* bytes */
    uint64_t sieve[SIEVE_BITS / 64];
} shelf;

struct cr_check_lexicon {
    entry *entries;        /* by kind, then word, then value */
    size_t count;
    shelf shelves[2 * CR_CHECK_KINDS + 2]; /* the last two: of kinds the file names and this program does not know */
};

static int by_kind_and_word(const void *x, const void *y) {
    const entry *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = cr_str_compare(a->word, b->word);
    return order ? order : (a->value > b->value) - (a->value < b->value);
}

static unsigned kind_of(cr_str name) {
    static const char *const names[CR_CHECK_KINDS] = {"not", "nay", "number", "part", "soft", "scale", "glued", "and", "month", "clock", "decade", "unit", "plain"};
    unsigned k = 0;
    while (k < CR_CHECK_KINDS && !cr_str_is(name, names[k]))
        k++;
    return k;
}

static unsigned sieve_bit(cr_str word) {
    unsigned first = word.len ? (unsigned char)word.ptr[0] : 0, last = word.len ? (unsigned char)word.ptr[word.len - 1] : 0;
    return (first * 37 + last * 101 + (unsigned)word.len * 11) % SIEVE_BITS;
}

static void set_shelves(cr_check_lexicon *x) {
    for (size_t i = 0; i < x->count; i++) {
        const entry *e = &x->entries[i];
        shelf *s = &x->shelves[e->kind];
        unsigned bit = sieve_bit(e->word);
        if (s->to == 0)
            s->from = i;
        s->to = i + 1;
        s->sieve[bit / 64] |= (uint64_t)1 << (bit % 64);
        if (e->word.len > s->longest)
            s->longest = e->word.len;
    }
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
        bool stem = word.len > 1 && word.ptr[word.len - 1] == '*';
        unsigned k = kind_of(kind);
        cr_str value = cr_str_copy(arena, line);
        double v = k == CR_CHECK_UNIT ? (double)cr_unit_of(line) : value.ptr ? strtod(value.ptr, NULL) : 0;
        *e = (entry){cr_str_slice(word, 0, word.len - stem), k * 2 + stem, v};
    }
    if (x && x->count) {
        qsort(x->entries, x->count, sizeof *x->entries, by_kind_and_word);
        set_shelves(x);
    }
    return x;
}

static bool may_hold(const shelf *s, cr_str word) {
    unsigned bit = sieve_bit(word);
    return word.len <= s->longest && (s->sieve[bit / 64] >> (bit % 64) & 1) != 0;
}

static size_t values_of(const cr_check_lexicon *x, unsigned kind, cr_str word, double *values, size_t room) {
    const shelf *s = &x->shelves[kind];
    if (!may_hold(s, word))
        return 0;
    size_t low = s->from, high = s->to, n = 0;
    while (low < high) { /* the first entry of the word, or where it would stand */
        size_t middle = low + (high - low) / 2;
        if (cr_str_compare(x->entries[middle].word, word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < s->to && n < room && cr_str_eq(x->entries[i].word, word); i++)
        values[n++] = x->entries[i].value;
    return n;
}

size_t cr_check_values(const cr_check_lexicon *x, cr_check_kind kind, cr_str folded, double *values, size_t room) {
    if (!x)
        return 0;
    const shelf *stems = &x->shelves[(unsigned)kind * 2 + 1];
    size_t n = values_of(x, (unsigned)kind * 2, folded, values, room), longest = folded.len < STEM_BYTES ? folded.len : STEM_BYTES;
    if (longest > stems->longest)
        longest = stems->longest;
    for (size_t len = longest; n == 0 && len > 0; len--)
        if (len == folded.len || ((unsigned char)folded.ptr[len] & 0xC0) != 0x80)
            n = values_of(x, (unsigned)kind * 2 + 1, cr_str_slice(folded, 0, len), values, room);
    return n;
}

bool cr_check_lookup(const cr_check_lexicon *x, cr_check_kind kind, cr_str folded, double *value) {
    double v;
    bool found = cr_check_values(x, kind, folded, &v, 1) > 0;
    if (found && value)
        *value = v;
    return found;
}

size_t cr_check_phrase(const cr_check_lexicon *x, cr_check_kind kind, const cr_check_word *words, size_t count, size_t i, double *values,
                       size_t room, size_t *taken) {
    if (!x || i >= count)
        return 0;
    char key[PHRASE_BYTES];
    size_t ends[PHRASE_WORDS], k = 0, n = 0;
    for (; k < PHRASE_WORDS && i + k < count; k++) {
        const cr_check_word *w = &words[i + k];
        if (k && (w->gap > 3 || (w->ideograph && w->gap) || (w->ideograph != words[i].ideograph)))
            break;
        if (n + w->folded.len + 1 > sizeof key || (k == 2 && !w->ideograph))
            break;
        if (k && !w->ideograph)
            key[n++] = ' ';
        memcpy(key + n, w->folded.ptr, w->folded.len);
        ends[k] = n += w->folded.len;
    }
    for (; k > 0; k--) {
        size_t found = cr_check_values(x, kind, (cr_str){key, ends[k - 1]}, values, room);
        if (found) {
            *taken = k;
            return found;
        }
    }
    return 0;
}

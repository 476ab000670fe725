#include "page/words.h"

#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/data.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { CLASS_BYTES = 400 };

static const char *const class_sections[] = {"", "comments", "furniture", "weak", "content", "body", "byline", "date", "says_of"};
static const char *const phrase_sections[CR_PHRASE_GROUPS] = {"read_also", "share", "navigation", "disclaimer", "subscribe", "ending", "credit",
                                                              "byline", "published", "updated", "consent", "paywall", "error", "blocked", "service", "strip", "comments", "reading"};

static const char *const byline_sections[CR_BYLINE_GROUPS] = {"label", "role", "behind", "never", "generic", "particle", "place", "joint"};

static int section_of(cr_str line, const char *const *names, int count) {
    for (int i = 0; i < count; i++)
        if (names[i][0] && line.len == strlen(names[i]) + 2 && cr_str_is(cr_str_slice(line, 1, line.len - 1), names[i]))
            return i;
    return -1;
}

/* The next line that says something; *section follows "[name]". */
static bool next_line(cr_str *rest, const char *const *names, int count, int *section, cr_str *line) {
    while (cr_str_split(rest, '\n', line)) {
        *line = cr_str_trim(*line);
        if (line->len == 0 || line->ptr[0] == '#')
            continue;
        if (line->ptr[0] != '[')
            return true;
        *section = section_of(*line, names, count);
    }
    return false;
}

/* Of a word byte by byte; of two words that stand side by side from those of each. */
static uint32_t hash_byte(uint32_t hash, char c) { return hash * 33 + (unsigned char)c; }
static uint32_t hash_pair(uint32_t one, uint32_t other) { return one * 31u ^ other * 7u; }
static uint32_t mixed(uint32_t hash) { return hash * 2654435761u; }
enum { NO_HASH = 5381 };

static uint32_t hash_of(cr_str word) {
    uint32_t hash = NO_HASH, first = 0;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] == ' ') {
            first = hash;
            hash = NO_HASH;
        } else
            hash = hash_byte(hash, word.ptr[i]);
    return first ? hash_pair(first, hash) : hash;
}

static struct cr_class_word *place_of(const cr_words *w, cr_str word, uint32_t hash) {
    for (size_t at = mixed(hash) >> 8;; at++) {
        struct cr_class_word *c = &w->classes[at & (w->class_places - 1)];
        if (!c->word.ptr || (c->hash == hash && cr_str_eq(c->word, word)))
            return c;
    }
}

static cr_class_group group_of(const cr_words *w, const char *word, size_t len, uint32_t hash) {
    unsigned bit = mixed(hash) >> 19;
    return w->class_bits[bit / 64] >> bit % 64 & 1 ? place_of(w, (cr_str){word, len}, hash)->group : CR_CLASS_NONE;
}

static bool load_classes(cr_arena *arena, cr_words *w) {
    cr_str rest = cr_data("page/class-words.txt"), line;
    int section = 0;
    size_t lines = 1;
    for (size_t i = 0; i < rest.len; i++)
        lines += rest.ptr[i] == '\n';
    for (w->class_places = 256; w->class_places < lines * 4;)
        w->class_places *= 2;
    w->classes = CR_NEW_ARRAY(arena, struct cr_class_word, w->class_places);
    while (w->classes && next_line(&rest, class_sections, (int)(sizeof class_sections / sizeof *class_sections), &section, &line)) {
        uint32_t hash = hash_of(line);
        *place_of(w, line, hash) = (struct cr_class_word){line, hash, (cr_class_group)(section > 0 ? section : 0)};
        w->class_bits[(mixed(hash) >> 19) / 64] |= UINT64_C(1) << (mixed(hash) >> 19) % 64;
    }
    return w->classes != NULL;
}

static int by_bytes(const void *x, const void *y) {
    return cr_str_compare(*(const cr_str *)x, *(const cr_str *)y);
}

static void index_phrases(cr_phrase_list *list) {
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_bytes);
    size_t at = 0;
    for (unsigned byte = 0; byte <= 256; byte++) {
        while (at < list->count && (unsigned char)list->items[at].ptr[0] < byte)
            at++;
        list->from[byte] = (uint16_t)at;
    }
}

static bool load_bylines(cr_arena *arena, cr_words *w) {
    cr_str rest = cr_data("page/bylines.txt"), line;
    size_t capacity[CR_BYLINE_GROUPS] = {0};
    int section = -1;
    while (next_line(&rest, byline_sections, CR_BYLINE_GROUPS, &section, &line)) {
        cr_str *p = section < 0 ? NULL : CR_PUSH(arena, w->bylines[section].items, w->bylines[section].count, capacity[section]);
        if (section >= 0 && !p)
            return false;
        if (p)
            *p = line;
    }
    for (size_t i = 0; i < CR_BYLINE_GROUPS; i++)
        index_phrases(&w->bylines[i]);
    return true;
}

static bool load_phrases(cr_arena *arena, cr_words *w, cr_str rest, size_t capacity[CR_PHRASE_GROUPS]) {
    int section = -1;
    cr_str line;
    while (next_line(&rest, phrase_sections, CR_PHRASE_GROUPS, &section, &line)) {
        if (section < 0 || w->phrases[section].count == UINT16_MAX)
            continue;
        cr_str *p = CR_PUSH(arena, w->phrases[section].items, w->phrases[section].count, capacity[section]);
        if (!p)
            return false;
        *p = line;
    }
    return true;
}

cr_status cr_words_load(cr_arena *arena, cr_words *w, cr_error *err) {
    size_t capacity[CR_PHRASE_GROUPS] = {0};
    *w = (cr_words){.arena = arena};
    bool ok = load_classes(arena, w) && load_bylines(arena, w);
    for (size_t i = 0; ok && i < cr_data_file_count; i++)
        if (strncmp(cr_data_files[i].name, "page/phrases/", 13) == 0)
            ok = load_phrases(arena, w, (cr_str){(const char *)cr_data_files[i].bytes, cr_data_files[i].len}, capacity);
    for (int g = 0; g < CR_PHRASE_GROUPS; g++)
        index_phrases(&w->phrases[g]);
    return ok ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a page");
}

static bool low(char c) { return c >= 'a' && c <= 'z'; }
static bool high(char c) { return c >= 'A' && c <= 'Z'; }

/* The words of an attribute as they are cut: "articleBody share-bar" -> "article body share bar", bounded. */
typedef struct cutting {
    const cr_words *w;
    char words[CLASS_BYTES];
    size_t len, start, last; /* written; the word in hand; the one before it */
    uint32_t hash, last_hash;
    unsigned found;
    bool says_of;
} cutting;

static void end_word(cutting *k) {
    if (k->len == k->start)
        return;
    unsigned group = 1u << group_of(k->w, k->words + k->start, k->len - k->start, k->hash);
    if (!k->says_of) /* "has-sidebar" stands beside one, and is none */
        k->found |= group;
    k->says_of = group >> CR_CLASS_SAYS_OF & 1;
    if (k->last_hash) /* "read more": both words with the space between them */
        k->found |= 1u << group_of(k->w, k->words + k->last, k->len - k->last, hash_pair(k->last_hash, k->hash));
    k->last = k->start;
    k->last_hash = k->hash;
    k->words[k->len++] = ' ';
    k->start = k->len;
    k->hash = NO_HASH;
}

cr_class_group cr_words_class(const cr_words *w, cr_str attribute, unsigned *groups) {
    cutting k;
    if (attribute.len == 0)
        return CR_CLASS_NONE;
    k.w = w;
    k.len = k.start = k.last = 0;
    k.hash = NO_HASH;
    k.last_hash = k.found = 0;
    k.says_of = false;
    bool was_low = false;
    for (size_t i = 0; i < attribute.len && k.len + 3 < CLASS_BYTES; i++) {
        char c = attribute.ptr[i];
        bool is_low = low(c);
        if (!is_low && high(c)) {
            if (was_low)
                end_word(&k);
            c = (char)(c + 32);
        } else if (!is_low && (unsigned char)c < 0x80) {
            end_word(&k);
            was_low = false;
            continue;
        }
        k.words[k.len++] = c;
        k.hash = hash_byte(k.hash, c);
        was_low = is_low;
    }
    end_word(&k);
    k.found &= ~(1u | 1u << CR_CLASS_SAYS_OF);
    if (groups)
        *groups |= k.found;
    for (int g = 1; g <= CR_CLASS_DATE; g++)
        if (k.found >> g & 1)
            return (cr_class_group)g;
    return CR_CLASS_NONE;
}

static uint32_t plain_mark(uint32_t c) {
    if (c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0xB4 || c == '`')
        return '\'';
    if (c == 0xFF1A)
        return ':';
    return c;
}

/* Sixteen bytes at a time, where they are plain: folded to `out`, which has room for as many. How many bytes that are; the
 * first is no space. */
static size_t fold_plain(cr_str s, size_t at, char *out) {
    size_t done = 0;
#ifdef __SSE2__
    while (at + done + 16 <= s.len) {
        size_t n = cr_utf8_plain_16(s.ptr + at + done, NULL);
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s.ptr + at + done));
        if (n < 15 || _mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8('`'))))
            break;
        __m128i capital = _mm_and_si128(_mm_cmpgt_epi8(x, _mm_set1_epi8('A' - 1)), _mm_cmplt_epi8(x, _mm_set1_epi8('Z' + 1)));
        _mm_storeu_si128((__m128i *)(void *)(out + done), _mm_or_si128(x, _mm_and_si128(capital, _mm_set1_epi8(32))));
        done += n;
    }
#else
    (void)s, (void)at, (void)out;
#endif
    return done;
}

cr_str cr_words_fold(cr_arena *arena, cr_str text) {
    size_t room = text.len * 2, n = 0;
    char *out = cr_arena_bytes(arena, room + 24);
    bool gap = false;
    for (size_t at = 0; out && at < text.len && n <= room;) {
        char byte = text.ptr[at];
        size_t plain = !gap && byte > ' ' && n <= at ? fold_plain(text, at, out + n) : 0;
        if (plain) {
            n += plain;
            at += plain;
            continue;
        }
        if (byte > ' ' && byte != '`' && (unsigned char)byte < 0x80) { /* nearly all */
            if (gap)
                out[n++] = ' ';
            gap = false;
            out[n++] = high(byte) ? (char)(byte + 32) : byte;
            at++;
            continue;
        }
        uint32_t c = cr_utf8_next(text, &at);
        if (cr_utf8_is_space(c) || c == 0xFEFF || c == 0x200B) {
            gap = n > 0;
            continue;
        }
        if (gap)
            out[n++] = ' ';
        gap = false;
        c = plain_mark(c);
        bool caseless = c >= 0x2E80 && c < 0xA640; /* Han, kana and what stands between them */
        n += cr_utf8_encode(caseless ? c : (uint32_t)u_tolower((UChar32)c), out + n);
    }
    if (!out)
        return CR_STR_NONE;
    out[n] = '\0';
    return (cr_str){out, n};
}

cr_str cr_words_key(cr_arena *arena, cr_str text) {
    char *out = cr_arena_alloc(arena, text.len * 2 + 8);
    size_t n = 0;
    bool gap = false;
    for (size_t at = 0; out && at < text.len && n < text.len * 2;) {
        uint32_t c = cr_utf8_next(text, &at);
        bool keep = c < 0x80 ? (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') : u_isalnum((UChar32)c) || u_charType((UChar32)c) == U_NON_SPACING_MARK;
        if (!keep) {
            gap = n > 0;
            continue;
        }
        if (gap)
            out[n++] = ' ';
        gap = false;
        c = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; /* full width */
        n += cr_utf8_encode(c >= 0x80 ? (uint32_t)u_tolower((UChar32)c) : c >= 'A' && c <= 'Z' ? c + 32 : c, out + n);
    }
    return out ? (cr_str){out, n} : CR_STR_NONE;
}

bool cr_words_inside(cr_str key, cr_str part) {
    if (part.len == 0)
        return false;
    for (size_t at = cr_str_find(key, part, 0); at != CR_STR_NPOS; at = cr_str_find(key, part, at + 1)) {
        size_t end = at + part.len;
        if (((at == 0 || key.ptr[at - 1] == ' ') && (end == key.len || key.ptr[end] == ' ')) || (unsigned char)part.ptr[0] >= 0xE2)
            return true;
    }
    return false;
}

static bool word_byte(char c) { return low(c) || (unsigned char)c >= 0xC0 || (c >= '0' && c <= '9'); }
/* Chinese, Japanese, Thai put no space between words. */
static bool unspaced(cr_str s, size_t at) {
    if (at >= s.len)
        return false;
    uint32_t c = cr_utf8_next(s, &at);
    return c >= 0xE00 && (c < 0xE80 || c >= 0x2E80);
}

static bool ends_word(cr_str s, cr_str phrase, size_t end) {
    if (end >= s.len || !word_byte(s.ptr[end]))
        return true;
    return !word_byte(phrase.ptr[phrase.len - 1]) || unspaced(s, end);
}

static size_t longest_at_start(const cr_phrase_list *list, cr_str s) {
    unsigned first = s.len ? (unsigned char)s.ptr[0] : 0;
    size_t longest = 0;
    for (size_t i = list->from[first]; i < list->from[first + 1]; i++) {
        cr_str p = list->items[i];
        if (p.len > longest && s.len >= p.len && s.ptr[p.len - 1] == p.ptr[p.len - 1] && memcmp(s.ptr, p.ptr, p.len) == 0 && ends_word(s, p, p.len))
            longest = p.len;
    }
    return longest;
}

size_t cr_words_byline(const cr_words *w, cr_byline_group group, cr_str folded) { return longest_at_start(&w->bylines[group], folded); }

bool cr_words_starts(const cr_words *w, cr_phrase_group group, cr_str s, cr_str *rest) {
    while (s.len && strchr("-*>|[(", s.ptr[0]))
        s = cr_str_trim(cr_str_slice(s, 1, s.len));
    size_t longest = longest_at_start(&w->phrases[group], s);
    if (rest && longest) {
        size_t at = longest;
        while (at < s.len && strchr(" :-\xBB\xAB", s.ptr[at]))
            at++;
        *rest = cr_str_slice(s, at, s.len);
    }
    return longest > 0;
}

static bool one_at(const cr_phrase_list *list, cr_str s, size_t at) {
    unsigned first = (unsigned char)s.ptr[at];
    size_t left = s.len - at;
    for (size_t i = list->from[first]; i < list->from[first + 1]; i++) {
        cr_str p = list->items[i];
        if (p.len <= left && s.ptr[at + p.len - 1] == p.ptr[p.len - 1] && memcmp(s.ptr + at, p.ptr, p.len) == 0 && ends_word(s, p, at + p.len))
            return true;
    }
    return false;
}

bool cr_words_holds(const cr_words *w, cr_phrase_group group, cr_str s) {
    const cr_phrase_list *list = &w->phrases[group];
    for (size_t at = 0; at < s.len;) {
        unsigned first = (unsigned char)s.ptr[at];
        if (list->from[first] < list->from[first + 1] && one_at(list, s, at))
            return true;
        at++; /* to the next word */
        while (at < s.len && low(s.ptr[at]) && low(s.ptr[at - 1]))
            at++;
        while (at < s.len && word_byte(s.ptr[at - 1]) && (unsigned char)s.ptr[at] < 0xE0)
            at++;
    }
    return false;
}

size_t cr_words_count(const cr_words *w, cr_phrase_group group, cr_str s) {
    const cr_phrase_list *list = &w->phrases[group];
    size_t n = 0;
    for (size_t at = 0; at < s.len; at++) {
        unsigned first = (unsigned char)s.ptr[at];
        if ((at && word_byte(s.ptr[at - 1]) && first < 0xE0) || list->from[first] == list->from[first + 1])
            continue;
        size_t len = longest_at_start(list, cr_str_slice(s, at, s.len));
        n += len > 0;
        at += len ? len - 1 : 0;
    }
    return n;
}

bool cr_words_is(const cr_words *w, cr_phrase_group group, cr_str s, size_t extra) {
    cr_str rest;
    return cr_words_starts(w, group, s, &rest) && cr_utf8_length(rest) <= extra;
}

#include "page/words.h"

#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/data.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { CLASS_BYTES = 400 };

static const char *const class_sections[] = {"", "comments", "furniture", "weak", "content", "body", "byline", "date"};
static const char *const phrase_sections[CR_PHRASE_GROUPS] = {"read_also", "share", "navigation", "disclaimer", "subscribe", "ending", "credit",
                                                              "byline", "published", "updated", "consent", "paywall", "error", "blocked"};

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

static int by_word(const void *x, const void *y) {
    return cr_str_compare(((const struct cr_class_word *)x)->word, ((const struct cr_class_word *)y)->word);
}

static uint64_t length_bit(cr_str s) { return UINT64_C(1) << (s.len < 63 ? s.len : 63); }

static bool load_classes(cr_arena *arena, cr_words *w) {
    cr_str rest = cr_data("page/class-words.txt"), line;
    int section = 0;
    size_t capacity = 0;
    while (next_line(&rest, class_sections, (int)(sizeof class_sections / sizeof *class_sections), &section, &line)) {
        struct cr_class_word *c = CR_PUSH(arena, w->classes, w->class_count, capacity);
        if (!c)
            return false;
        *c = (struct cr_class_word){line, (cr_class_group)(section > 0 ? section : 0)};
    }
    if (w->class_count)
        qsort(w->classes, w->class_count, sizeof *w->classes, by_word);
    for (size_t i = 0; i < w->class_count; i++)
        w->class_lengths[(unsigned char)w->classes[i].word.ptr[0]] |= length_bit(w->classes[i].word);
    return true;
}

static bool load_phrases(cr_arena *arena, cr_words *w, cr_str rest, size_t capacity[CR_PHRASE_GROUPS]) {
    int section = -1;
    cr_str line;
    while (next_line(&rest, phrase_sections, CR_PHRASE_GROUPS, &section, &line)) {
        if (section < 0)
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
    bool ok = load_classes(arena, w);
    for (size_t i = 0; ok && i < cr_data_file_count; i++)
        if (strncmp(cr_data_files[i].name, "page/phrases/", 13) == 0)
            ok = load_phrases(arena, w, (cr_str){(const char *)cr_data_files[i].bytes, cr_data_files[i].len}, capacity);
    return ok ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a page");
}

static cr_class_group look_up(const cr_words *w, cr_str word) {
    if (!(w->class_lengths[(unsigned char)word.ptr[0]] & length_bit(word))) /* nearly all words */
        return CR_CLASS_NONE;
    struct cr_class_word key = {.word = word};
    const struct cr_class_word *hit = w->class_count ? bsearch(&key, w->classes, w->class_count, sizeof *w->classes, by_word) : NULL;
    return hit ? hit->group : CR_CLASS_NONE;
}

static bool low(char c) { return c >= 'a' && c <= 'z'; }
static bool high(char c) { return c >= 'A' && c <= 'Z'; }

/* "articleBody share-bar" -> "article body share bar", bounded; classes are apart by two spaces. */
static size_t spread(cr_str s, char out[CLASS_BYTES]) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && n + 3 < CLASS_BYTES; i++) {
        char c = s.ptr[i];
        if (high(c)) {
            if (i && low(s.ptr[i - 1]))
                out[n++] = ' ';
            out[n++] = (char)(c + 32);
        } else if (low(c) || (unsigned char)c >= 0x80)
            out[n++] = c;
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    return n;
}

cr_class_group cr_words_class(const cr_words *w, cr_str attribute, unsigned *groups) {
    char words[CLASS_BYTES];
    cr_str s = {words, spread(attribute, words)}, rest = s, word, last = CR_STR_NONE;
    unsigned found = 0;
    while (cr_str_split(&rest, ' ', &word)) {
        if (word.len == 0)
            continue;
        found |= 1u << look_up(w, word);
        if (!cr_str_none(last)) /* "read more": both words with the space between them */
            found |= 1u << look_up(w, (cr_str){last.ptr, (size_t)(word.ptr + word.len - last.ptr)});
        last = word;
    }
    found &= ~1u;
    if (groups)
        *groups |= found;
    for (int g = 1; g <= CR_CLASS_DATE; g++)
        if (found >> g & 1)
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

cr_str cr_words_fold(cr_arena *arena, cr_str text) {
    char *out = cr_arena_alloc(arena, text.len * 2 + 8);
    size_t n = 0;
    bool gap = false;
    for (size_t at = 0; out && at < text.len;) {
        uint32_t c = cr_utf8_next(text, &at);
        if (cr_utf8_is_space(c) || c == 0xFEFF || c == 0x200B) {
            gap = n > 0;
            continue;
        }
        if (gap)
            out[n++] = ' ';
        gap = false;
        c = plain_mark(c);
        n += cr_utf8_encode((uint32_t)u_tolower((UChar32)c), out + n);
        if (n + 8 > text.len * 2 + 8)
            break;
    }
    return out ? (cr_str){out, n} : CR_STR_NONE;
}

static bool word_byte(char c) { return low(c) || (c >= '0' && c <= '9') || (unsigned char)c >= 0xC0; }
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

bool cr_words_starts(const cr_words *w, cr_phrase_group group, cr_str s, cr_str *rest) {
    while (s.len && strchr("-*>|[(", s.ptr[0]))
        s = cr_str_trim(cr_str_slice(s, 1, s.len));
    cr_strs list = w->phrases[group];
    size_t longest = 0;
    for (size_t i = 0; i < list.count; i++) {
        cr_str p = list.items[i];
        if (p.len > longest && s.len >= p.len && p.ptr[0] == s.ptr[0] && memcmp(s.ptr, p.ptr, p.len) == 0 && ends_word(s, p, p.len))
            longest = p.len;
    }
    if (rest && longest) {
        size_t at = longest;
        while (at < s.len && strchr(" :-\xBB\xAB", s.ptr[at]))
            at++;
        *rest = cr_str_slice(s, at, s.len);
    }
    return longest > 0;
}

void cr_pairs_of(cr_str text, cr_pairs *out) {
    *out = (cr_pairs){0};
    for (size_t i = 0; i + 1 < text.len; i++) {
        unsigned bit = cr_pair_bit(text.ptr + i);
        out->bits[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

bool cr_words_holds(const cr_words *w, cr_phrase_group group, cr_str s) {
    cr_strs list = w->phrases[group];
    cr_pairs pairs;
    cr_pairs_of(s, &pairs);
    for (size_t i = 0; i < list.count; i++)
        for (size_t at = cr_pairs_may_hold(&pairs, list.items[i]) ? cr_str_find(s, list.items[i], 0) : CR_STR_NPOS; at != CR_STR_NPOS; at = cr_str_find(s, list.items[i], at + 1))
            if ((at == 0 || !word_byte(s.ptr[at - 1]) || (unsigned char)list.items[i].ptr[0] >= 0xE0) &&
                ends_word(s, list.items[i], at + list.items[i].len))
                return true;
    return false;
}

bool cr_words_is(const cr_words *w, cr_phrase_group group, cr_str s, size_t extra) {
    cr_str rest;
    return cr_words_starts(w, group, s, &rest) && cr_utf8_length(rest) <= extra;
}

/* Words by UAX 29 (Chinese, Japanese, Thai by ICU's dictionaries), with elided articles cut off
 * ("l’OTAN" is "l" and "OTAN") so that names and search meet the bare word. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "text/tools.h"
#include "text/traits.h"

typedef struct word_list {
    cr_word *items;
    size_t count, capacity;
} word_list;

/* Bytes of the elided word before an apostrophe and of the apostrophe: {1, 3} of "l’OTAN", {0, 0} where none. */
static void elision(cr_str word, const cr_traits *traits, size_t *before, size_t *apostrophe) {
    enum { LONGEST = 8 };
    *before = *apostrophe = 0;
    for (size_t at = 0; traits->elides.len && at < word.len && at <= LONGEST; at++) {
        bool curly = cr_str_starts(cr_str_slice(word, at, word.len), "’");
        if (!curly && word.ptr[at] != '\'')
            continue;
        if (cr_traits_elide(traits, cr_str_slice(word, 0, at))) {
            *before = at;
            *apostrophe = curly ? 3 : 1;
        }
        return;
    }
}

static cr_str stem_of(cr_arena *arena, struct sb_stemmer *stemmer, cr_str word) {
    cr_str folded = cr_text_fold(arena, word);
    if (!stemmer || cr_str_none(folded) || folded.len > 200)
        return folded;
    if (cr_str_contains(folded, "’")) { /* Snowball knows the straight apostrophe only */
        char *p = cr_arena_alloc(arena, folded.len + 1);
        size_t n = 0;
        for (size_t at = 0; p && at < folded.len;) {
            bool curly = cr_str_starts(cr_str_slice(folded, at, folded.len), "’");
            p[n++] = curly ? '\'' : folded.ptr[at];
            at += curly ? 3 : 1;
        }
        folded = p ? (cr_str){p, n} : CR_STR_NONE;
    }
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)folded.ptr, (int)folded.len);
    return stem ? cr_str_copy(arena, (cr_str){(const char *)stem, (size_t)sb_stemmer_length(stemmer)}) : folded;
}

static bool add_word(cr_arena *arena, word_list *l, struct sb_stemmer *stemmer, cr_str text, size_t start, size_t end) {
    size_t at = start;
    uint32_t first = cr_utf8_next(text, &at);
    cr_word *w = CR_PUSH(arena, l->items, l->count, l->capacity);
    if (!w)
        return false;
    *w = (cr_word){.start = start, .end = end, .stem = stem_of(arena, stemmer, cr_str_slice(text, start, end)),
                   .number = u_isdigit((UChar32)first), .capital = u_isupper((UChar32)first) || u_istitle((UChar32)first)};
    return !cr_str_none(w->stem);
}

cr_status cr_text_words_with(cr_text_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_word **out,
                             size_t *count, cr_error *err) {
    *out = NULL;
    *count = 0;
    if (text.len > INT32_MAX / 2)
        return cr_fail(err, CR_ERR_LIMIT, "text of %zu bytes is too long to cut into words", text.len);
    cr_text_tools *own = tools ? NULL : cr_text_tools_new();
    if (!tools)
        tools = own;
    UBreakIterator *it = tools ? cr_tools_break(tools, UBRK_WORD, lang, text) : NULL;
    word_list list = {0};
    cr_status status = CR_OK;
    if (!it) {
        status = cr_fail(err, CR_ERR_MEMORY, "words: out of memory, or ICU's data is missing (Debian package libicu72)");
        goto done;
    }
    struct sb_stemmer *stemmer = cr_tools_stemmer(tools, lang);
    const cr_traits traits = cr_traits_of(lang);
    int32_t start = ubrk_first(it);
    for (int32_t end = ubrk_next(it); end != UBRK_DONE; start = end, end = ubrk_next(it)) {
        if (ubrk_getRuleStatus(it) < UBRK_WORD_NUMBER)
            continue; /* spaces, punctuation */
        size_t from = (size_t)start, to = (size_t)end, before, apostrophe;
        elision(cr_str_slice(text, from, to), &traits, &before, &apostrophe);
        bool ok = true;
        if (before && from + before + apostrophe < to) {
            ok = add_word(arena, &list, stemmer, text, from, from + before);
            from += before + apostrophe;
        }
        if (!ok || !add_word(arena, &list, stemmer, text, from, to)) {
            status = cr_fail(err, CR_ERR_MEMORY, "words: the arena is full");
            goto done;
        }
    }
    *out = list.items;
    *count = list.count;
done:
    cr_text_tools_free(own);
    return status;
}

cr_status cr_text_words(cr_arena *arena, cr_str text, cr_str lang, cr_word **out, size_t *count, cr_error *err) {
    return cr_text_words_with(NULL, arena, text, lang, out, count, err);
}

cr_status cr_text_search_tokens_with(cr_text_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_str *out,
                                     cr_error *err) {
    *out = CR_STR_NONE;
    cr_word *words;
    size_t n, room = 1;
    CR_TRY(cr_text_words_with(tools, arena, text, lang, &words, &n, err));
    cr_str *tokens = CR_NEW_ARRAY(arena, cr_str, n ? n : 1);
    if (!tokens)
        return cr_fail(err, CR_ERR_MEMORY, "search: the arena is full");
    for (size_t i = 0; i < n; i++) {
        tokens[i] = cr_text_strip(arena, words[i].stem);
        room += tokens[i].len + 1;
    }
    char *p = cr_arena_alloc(arena, room);
    if (!p || cr_arena_exhausted(arena))
        return cr_fail(err, CR_ERR_MEMORY, "search: the arena is full");
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (!tokens[i].len)
            continue; /* a mark alone */
        if (at)
            p[at++] = ' ';
        memcpy(p + at, tokens[i].ptr, tokens[i].len);
        for (char *c = p + at; c < p + at + tokens[i].len; c++)
            if (*c == ' ')
                *c = '_'; /* NFKC of some signs holds a space; a token never does */
        at += tokens[i].len;
    }
    *out = (cr_str){p, at};
    return CR_OK;
}

cr_status cr_text_search_tokens(cr_arena *arena, cr_str text, cr_str lang, cr_str *out, cr_error *err) {
    return cr_text_search_tokens_with(NULL, arena, text, lang, out, err);
}

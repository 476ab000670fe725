/* Iterators differ between languages in few cases (Greek's question mark, Finnish and Swedish colons
 * inside words), so almost all languages share the one of the root locale. */
#include "text/tools.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/data.h"
#include "base/limits.h"

enum { LANGUAGES = 48, CODE = 8, LEAST_SENTENCE = 16 };

typedef struct open_break {
    UBreakIteratorType kind;
    char locale[CODE];
    UBreakIterator *it;
} open_break;

typedef struct open_stemmer {
    char lang[CODE];
    struct sb_stemmer *stemmer; /* NULL: the language has none */
} open_stemmer;

struct cr_text_tools {
    open_break breaks[8];
    size_t break_count;
    open_stemmer stemmers[LANGUAGES];
    size_t stemmer_count;
    UTransliterator *latin;
    UText *text;
    size_t sentences, sentence_bytes; /* limits */
};

cr_text_tools *cr_text_tools_new(void) {
    cr_text_tools *tools = calloc(1, sizeof *tools);
    if (tools)
        cr_text_tools_limit(tools, NULL);
    return tools;
}

void cr_text_tools_limit(cr_text_tools *tools, const cr_limits *limits) {
    size_t bytes = cr_limit(limits, CR_LIMIT_SENTENCE_BYTES);
    tools->sentences = cr_limit(limits, CR_LIMIT_SENTENCES);
    tools->sentence_bytes = bytes > LEAST_SENTENCE ? bytes : LEAST_SENTENCE;
}

size_t cr_tools_sentences(const cr_text_tools *tools) { return tools->sentences; }
size_t cr_tools_sentence_bytes(const cr_text_tools *tools) { return tools->sentence_bytes; }

void cr_text_tools_free(cr_text_tools *tools) {
    if (!tools)
        return;
    for (size_t i = 0; i < tools->break_count; i++)
        ubrk_close(tools->breaks[i].it);
    for (size_t i = 0; i < tools->stemmer_count; i++)
        if (tools->stemmers[i].stemmer)
            sb_stemmer_delete(tools->stemmers[i].stemmer);
    if (tools->latin)
        utrans_close(tools->latin);
    utext_close(tools->text);
    free(tools);
}

static const char *locale_of(UBreakIteratorType kind, cr_str lang) {
    static const char *const own[] = {"el", "fi", "sv"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (cr_str_is(lang, own[i]) && (kind == UBRK_SENTENCE) == (i == 0))
            return own[i];
    return "";
}

UBreakIterator *cr_tools_break(cr_text_tools *tools, UBreakIteratorType kind, cr_str lang, cr_str text) {
    const char *locale = locale_of(kind, lang);
    UErrorCode code = U_ZERO_ERROR;
    open_break *b = NULL;
    for (size_t i = 0; i < tools->break_count && !b; i++)
        if (tools->breaks[i].kind == kind && strcmp(tools->breaks[i].locale, locale) == 0)
            b = &tools->breaks[i];
    if (!b) {
        if (tools->break_count == sizeof tools->breaks / sizeof *tools->breaks)
            return NULL;
        UBreakIterator *it = ubrk_open(kind, locale, NULL, 0, &code);
        if (U_FAILURE(code))
            return NULL;
        b = &tools->breaks[tools->break_count++];
        *b = (open_break){.kind = kind, .it = it};
        snprintf(b->locale, sizeof b->locale, "%s", locale);
    }
    tools->text = utext_openUTF8(tools->text, text.ptr ? text.ptr : "", (int64_t)text.len, &code);
    ubrk_setUText(b->it, tools->text, &code); /* clones the UText shallowly */
    return U_FAILURE(code) ? NULL : b->it;
}

struct sb_stemmer *cr_tools_stemmer(cr_text_tools *tools, cr_str lang) {
    /* Snowball's own codes; Serbian's takes both scripts, Greek's wants case-folded input. */
    static const char *const known[] = {"ar", "ca", "da", "de", "el", "en", "es", "eu", "fi", "fr", "ga", "hi",
                                        "hu", "hy", "id", "it", "lt", "ne", "nl", "no", "pt", "ro", "ru", "sr",
                                        "sv", "ta", "tr", "yi"};
    for (size_t i = 0; i < tools->stemmer_count; i++)
        if (cr_str_is(lang, tools->stemmers[i].lang))
            return tools->stemmers[i].stemmer;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cr_str_is(lang, known[i]) && tools->stemmer_count < LANGUAGES) {
            open_stemmer *s = &tools->stemmers[tools->stemmer_count++];
            snprintf(s->lang, sizeof s->lang, "%s", known[i]);
            s->stemmer = sb_stemmer_new(known[i], "UTF_8");
            return s->stemmer;
        }
    return NULL;
}

UTransliterator *cr_tools_latin(cr_text_tools *tools) {
    if (!tools->latin) {
        static const UChar id[] = u"Any-Latin; Latin-ASCII";
        UErrorCode code = U_ZERO_ERROR;
        tools->latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
        if (U_FAILURE(code))
            tools->latin = NULL;
    }
    return tools->latin;
}

cr_str cr_text_list(const char *folder, cr_str lang) {
    char name[64];
    if (lang.len == 0 || lang.len > 3)
        return CR_STR_NONE;
    snprintf(name, sizeof name, "text/%s/%.*s.txt", folder, CR_FMT(lang));
    return cr_data(name);
}

bool cr_text_list_find(cr_str list, cr_str word, cr_str *rest) {
    size_t low = 0, high = list.len; /* both at the start of a line */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        while (middle > low && list.ptr[middle - 1] != '\n')
            middle--;
        const char *nl = memchr(list.ptr + middle, '\n', list.len - middle);
        size_t end = nl ? (size_t)(nl - list.ptr) : list.len;
        const char *tab = memchr(list.ptr + middle, '\t', end - middle);
        size_t key_end = tab ? (size_t)(tab - list.ptr) : end;
        int order = cr_str_compare(word, cr_str_slice(list, middle, key_end));
        if (order == 0) {
            *rest = tab ? cr_str_slice(list, key_end + 1, end) : CR_STR_NONE;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = nl ? end + 1 : list.len;
    }
    return false;
}

bool cr_text_list_has(cr_str list, cr_str word) {
    cr_str rest;
    return cr_text_list_find(list, word, &rest);
}

bool cr_text_is_stop_word(cr_str folded, cr_str lang) {
    return folded.len && cr_text_list_has(cr_text_list("stop", lang), folded);
}

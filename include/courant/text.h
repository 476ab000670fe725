/* Courant: sentences, words and stems.
 *
 * Cut by ICU's rules with corrections for abbreviations, titles and initials; words of Chinese
 * and Japanese by ICU's dictionary. Stems by Snowball where the language has one. All spans
 * are bytes of the text given, all arrays live in the arena. Thread-safe.
 *
 * Opening ICU's iterators costs more than cutting a whole article, so a worker keeps a cr_text_tools:
 *
 *     cr_text_tools *tools = cr_text_tools_new();
 *     cr_text_sentences_with(tools, arena, text, CR_STR("fr"), &spans, &n, &err);
 *     cr_text_tools_free(tools);
 *
 * A tools object belongs to one thread at a time; what it opened stays open. Each function without
 * `_with` makes tools for that one call: the same answer, slower. `lang` is an ISO 639-1 code or none.
 * Limits: sentence_bytes (a longer sentence is cut at a space or comma), sentences (cutting stops there:
 * *count equals the limit). */
#ifndef COURANT_TEXT_H
#define COURANT_TEXT_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_text_tools cr_text_tools;
cr_text_tools *cr_text_tools_new(void); /* NULL when memory is out. Caller frees with cr_text_tools_free. */
void cr_text_tools_free(cr_text_tools *tools); /* NULL is fine */
/* From now on these limits hold for what is cut with the tools (base/limits.h; NULL: the defaults). They are not kept. */
struct cr_limits;
void cr_text_tools_limit(cr_text_tools *tools, const struct cr_limits *limits);

/* Sentences in order, without the white space between them. A blank line always ends one. */
cr_status cr_text_sentences(cr_arena *arena, cr_str text, cr_str lang, cr_span **out, size_t *count,
                            cr_error *err) CR_MUST_CHECK;

typedef struct cr_word {
    size_t start, end; /* bytes of the text */
    cr_str stem;       /* case-folded (and stemmed where the language has a stemmer); lives in the arena */
    bool number;       /* starts with a digit */
    bool capital;      /* first letter is upper case */
} cr_word;

cr_status cr_text_words(cr_arena *arena, cr_str text, cr_str lang, cr_word **out, size_t *count,
                        cr_error *err) CR_MUST_CHECK;

/* Words that carry no subject matter ("the", "de"): true for a stop word of the language. `folded` is case-folded. */
bool cr_text_is_stop_word(cr_str folded, cr_str lang);

/* What the full-text index stores and what a query is turned into: stems, with accents and width
 * folded, joined by single spaces. The same function for both sides, so that they meet. */
cr_status cr_text_search_tokens(cr_arena *arena, cr_str text, cr_str lang, cr_str *out, cr_error *err) CR_MUST_CHECK;

/* Full Unicode case folding (ICU), lives in the arena. */
cr_str cr_text_fold(cr_arena *arena, cr_str text);
/* What search does with a word that it does not stem: NFKC, folded, accents and vowel points off, letters kept. */
cr_str cr_text_plain(cr_arena *arena, cr_str text);
/* Folded, accents off, transliterated to Latin where ICU can: "Столтенберг" -> "stoltenberg". */
cr_str cr_text_latin(cr_arena *arena, cr_str text);

/* The same with tools kept open. `tools` NULL is allowed: then one is made for the call. */
cr_status cr_text_sentences_with(cr_text_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_span **out,
                                 size_t *count, cr_error *err) CR_MUST_CHECK;
cr_status cr_text_words_with(cr_text_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_word **out,
                             size_t *count, cr_error *err) CR_MUST_CHECK;
cr_status cr_text_search_tokens_with(cr_text_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_str *out,
                                     cr_error *err) CR_MUST_CHECK;
cr_str cr_text_latin_with(cr_text_tools *tools, cr_arena *arena, cr_str text);

#ifdef __cplusplus
}
#endif
#endif

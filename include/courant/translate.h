/* Courant: translation: engines, routes, protection, trust.
 *
 *     cr_translator *t;
 *     cr_translator_new(&options, &t, &err);
 *     cr_translate_request q = {.from = CR_STR("fr"), .to = CR_STR("es"), .segments = sentences, .count = n};
 *     cr_translation *answers;                      // one for each segment, in order
 *     cr_translator_run(t, arena, &q, &answers, &err);
 *     cr_translator_free(t);
 *
 * Segments are sentences of one language. An engine that fails on a segment reports that segment
 * as not translated (text none, flag "engine_failed"); the others are not lost. One translator may be
 * used by one thread at a time; results live in the arena. */
#ifndef COURANT_TRANSLATE_H
#define COURANT_TRANSLATE_H
#include <courant/str.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_translator cr_translator;

/* What a translation must be distrusted for. A flagged sentence is never shown without its original. */
enum {
    CR_FLAG_NUMBER_CHANGED = 1 << 0,
    CR_FLAG_NAME_LOST = 1 << 1,
    CR_FLAG_NEGATION_LOST = 1 << 2,
    CR_FLAG_REPETITION = 1 << 3,
    CR_FLAG_TOO_LONG = 1 << 4,
    CR_FLAG_UNTRANSLATED_WORDS = 1 << 5,
    CR_FLAG_SOURCE_DOUBTFUL = 1 << 6,
    CR_FLAG_ENGINE_FAILED = 1 << 7,
    CR_FLAG_URL_CHANGED = 1 << 8,
    CR_FLAG_QUOTES_CHANGED = 1 << 9
};
/* "number_changed", ...; NULL when `bit` is not one of the flags. */
const char *cr_translate_flag_name(unsigned bit);

typedef struct cr_translation {
    cr_str text;    /* none: not translated */
    unsigned flags;
    double score;   /* 0 to 1, negative when the engine gives none */
    cr_str engine;  /* "apertium" */
    cr_str model;   /* "fra-cat 1.10.0, cat-spa 2.2.0": names and versions of all hops */
    cr_strs via;    /* languages between, "ca" */
    bool from_memory;
} cr_translation;

typedef struct cr_translate_request {
    cr_str from, to;        /* ISO 639-1 */
    const cr_str *segments;
    size_t count;
    cr_str engine;          /* a name, or none for the best there is */
    bool plain;             /* no protection, no case handling, no memory */
} cr_translate_request;

/* A translation memory is handed in: nothing is translated twice. Both calls may be NULL. */
typedef struct cr_translate_memory {
    void *context;
    /* True and fills *out (in the arena) when the sentence is known for this pair, engine and model. */
    bool (*lookup)(void *context, cr_arena *arena, cr_str from, cr_str to, cr_str engine, cr_str model, cr_str segment, cr_translation *out);
    void (*keep)(void *context, cr_str from, cr_str to, cr_str segment, const cr_translation *translation);
} cr_translate_memory;

typedef struct cr_translator_options {
    cr_str apertium_data;        /* folder of modes, or none: $APERTIUM_DATADIR, then beside the program */
    cr_str libretranslate_url;   /* or none */
    cr_str libretranslate_key;   /* or none */
    cr_strs engines;             /* order of preference; empty: all there are */
    cr_translate_memory memory;
    const struct cr_limits *limits; /* base/limits.h, borrowed; NULL: the defaults */
} cr_translator_options;

cr_status cr_translator_new(const cr_translator_options *options, cr_translator **out, cr_error *err) CR_MUST_CHECK;
void cr_translator_free(cr_translator *t);
/* Lets go of programs that were not used for `idle_ms` milliseconds (a pipeline may hold 300 MB); they start again when
 * needed. Every run does so itself after two minutes; for callers that have had nothing to translate for a while. */
void cr_translator_rest(cr_translator *t, int64_t idle_ms);

cr_status cr_translator_run(cr_translator *t, cr_arena *arena, const cr_translate_request *request, cr_translation **out, cr_error *err) CR_MUST_CHECK;

typedef struct cr_route { /* one way from a language to another */
    cr_str from, to, engine, model;
    cr_strs via;
    bool rough; /* a rough gloss, to be labelled so */
} cr_route;

/* The route that cr_translator_run would take. False: `why` (in the arena) says why there is none, with the command that mends it. */
bool cr_translator_route(cr_translator *t, cr_arena *arena, cr_str from, cr_str to, cr_str engine, cr_route *out, cr_str *why);
/* True: a server that is configured does not answer now (`why`), so that a pair without a route may have one again later. */
bool cr_translator_down(const cr_translator *t, cr_error *why);
/* All pairs of all engines, best route each. */
cr_status cr_translator_list(cr_translator *t, cr_arena *arena, cr_route **out, size_t *count, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif

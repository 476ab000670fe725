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
 * as not translated (text none, flag "engine_failed"); the others are not lost. Results live in the arena.
 *
 * Threads: a translator belongs to one thread at a time (working memory, programs and connections are its own); several
 * translators in one process do not disturb each other. A request runs on as many cores as the options' `threads` say, and
 * gives the same answers on any number of them. */
#ifndef COURANT_TRANSLATE_H
#define COURANT_TRANSLATE_H
#include <courant/str.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_translator cr_translator;
typedef struct cr_shelf cr_shelf; /* open models that translators share (translate/shelf.h) */

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
    CR_FLAG_QUOTES_CHANGED = 1 << 9,
    CR_FLAG_UNIT_CHANGED = 1 << 11,
    CR_FLAG_WRONG_LANGUAGE = 1 << 10 /* what came out is of another language or script than was asked for */
};
/* "number_changed", ...; NULL when `bit` is not one of the flags. */
const char *cr_translate_flag_name(unsigned bit);

/* How far a sentence may be trusted, of all that is known: the engine's own certainty and the flags. docs/translation.md
 * says how the borders were set. */
typedef enum cr_grade {
    CR_GRADE_NONE,     /* the engine tells nothing, and nothing is wrong to be seen */
    CR_GRADE_GOOD,
    CR_GRADE_FAIR,
    CR_GRADE_POOR,     /* shown beside its original */
    CR_GRADE_HOPELESS  /* not shown translated: `text` is none, `rejected` has what the engine gave */
} cr_grade;
/* "good", "fair", "poor", "hopeless"; NULL for CR_GRADE_NONE. */
const char *cr_translate_grade_name(cr_grade grade);

typedef struct cr_translation {
    cr_str text;        /* none: not translated */
    cr_str rejected;    /* of CR_GRADE_HOPELESS: what must not be shown as a translation; else none */
    unsigned flags;
    cr_grade grade;
    double score;       /* 0 to 1, negative when the engine gives none */
    double probability; /* mean log-probability of a piece (natural logarithm, of several hops the worst); NaN: not told */
    cr_str engine;      /* "apertium"; "none": the sentence is of the target's language already and stands as it was */
    cr_str model;       /* "fra-cat 1.10.0, cat-spa 2.2.0": names and versions of all hops */
    cr_str hash;        /* of the files of all hops, hexadecimal, commas between; or none */
    cr_str language;    /* the sentence was read as being of this language */
    cr_strs via;        /* languages between, "ca" */
    const cr_link *links; /* words that belong together, in order of the target; where they were asked for and the engine knows */
    size_t link_count;
    cr_strs alternatives; /* other answers, next best first; only where they were asked for */
    bool from_memory;
} cr_translation;

typedef struct cr_translate_request {
    cr_str from, to;        /* ISO 639-1 */
    const cr_str *segments;
    size_t count;
    cr_str engine;          /* a name, or none for the best there is */
    bool plain;             /* no protection, no case handling, no memory, no checks */
    bool one_language;      /* every segment is of `from`, whatever it looks like; else each is looked at */
    bool links;             /* wants cr_translation.links (not taken from memory then) */
    size_t alternatives;    /* so many other answers are wanted of each (not taken from memory then) */
} cr_translate_request;

typedef struct cr_route { /* one way from a language to another */
    cr_str from, to, engine, model;
    cr_str hash;  /* tells apart what bears the same name and version: of model files, of a server's address; or none */
    cr_strs via;
    bool rough;   /* a rough gloss, to be labelled so */
} cr_route;

/* A translation memory is handed in: nothing is translated twice. Both calls may be NULL. */
typedef struct cr_translate_memory {
    void *context;
    /* True and fills *out (in the arena) when the sentence is known by this route: its pair, engine, model and hash. */
    bool (*lookup)(void *context, cr_arena *arena, const cr_route *route, cr_str segment, cr_translation *out);
    void (*keep)(void *context, cr_str from, cr_str to, cr_str segment, const cr_translation *translation);
} cr_translate_memory;

typedef struct cr_translator_options {
    cr_str models;               /* folder of installed models; none: no engine "marian" */
    size_t threads;              /* of the built-in engine; 0: as many as there are cores, at most 4 */
    cr_str apertium_data;        /* folder of modes, or none: $APERTIUM_DATADIR, then beside the program */
    cr_str libretranslate_url;   /* or none */
    cr_str libretranslate_key;   /* or none */
    cr_str chat_url;             /* OpenAI-compatible server of a language model ("http://127.0.0.1:8080/v1"); none: no engine "openai" */
    cr_str chat_model, chat_key; /* or none */
    cr_strs chat_languages;      /* it is asked between any two of these; empty: the languages most models know */
    cr_strs engines;             /* order of preference; empty: all there are */
    cr_translate_memory memory;
    cr_shelf *shelf;             /* borrowed: lives longer than the translator; NULL: the translator's models are open for it alone */
    const struct cr_limits *limits; /* base/limits.h, borrowed; NULL: the defaults */
} cr_translator_options;

cr_status cr_translator_new(const cr_translator_options *options, cr_translator **out, cr_error *err) CR_MUST_CHECK;
void cr_translator_free(cr_translator *t);
/* Lets go of programs that were not used for `idle_ms` milliseconds (a pipeline may hold 300 MB); they start again when
 * needed. Every run does so itself after two minutes; for callers that have had nothing to translate for a while. */
void cr_translator_rest(cr_translator *t, int64_t idle_ms);

cr_status cr_translator_run(cr_translator *t, cr_arena *arena, const cr_translate_request *request, cr_translation **out, cr_error *err) CR_MUST_CHECK;

/* Is there an engine of this name? */
bool cr_translator_knows(cr_str engine);
/* The route that cr_translator_run would take. False: `why` (in the arena) says why there is none, with the command that mends it. */
bool cr_translator_route(cr_translator *t, cr_arena *arena, cr_str from, cr_str to, cr_str engine, cr_route *out, cr_str *why);
/* True: a server that is configured does not answer now (`why`), so that a pair without a route may have one again later. */
bool cr_translator_down(const cr_translator *t, cr_error *why);
/* True: in the last run an engine that has a route could do nothing (a broken model, a dead program: `why`), and the next one was asked. */
bool cr_translator_fell_back(const cr_translator *t, cr_error *why);
/* All pairs of all engines, best route each. */
cr_status cr_translator_list(cr_translator *t, cr_arena *arena, cr_route **out, size_t *count, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif

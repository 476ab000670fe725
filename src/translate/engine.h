/* What an engine is to the translator: something that knows its routes and translates sentences along one of them.
 *
 * An engine lives as long as the translator and belongs to one thread at a time. `apertium` drives programs,
 * `libretranslate` asks a server; another one is a file with a function like those below and a line in translator.c. */
#ifndef CR_TRANSLATE_ENGINE_H
#define CR_TRANSLATE_ENGINE_H
#include <courant/translate.h>
#include <math.h>
#include <stdint.h>

#include "base/limits.h"

typedef struct cr_engine_request {
    const cr_str *segments;
    size_t count;
    bool plain;          /* as they stand: no protection */
    bool links;          /* words that belong together are wanted, where the engine knows them */
    size_t alternatives; /* so many other answers are wanted, where the engine has them */
} cr_engine_request;

typedef struct cr_engine_answer {
    cr_str text;        /* none: not translated */
    double score;       /* 0 to 1, negative when the engine gives none */
    double unknown;     /* share of words left as they were, names not counted; negative: not told */
    double probability; /* mean log-probability of a piece, natural logarithm (of several hops the worst); NaN: not told */
    const cr_link *links; /* bytes of the segment and of `text`; NULL: not told */
    size_t link_count;
    cr_strs alternatives;
    bool cut;           /* only the segment's beginning was translated: it was longer than the engine takes */
    bool repeats;       /* the engine ran in a circle and was stopped */
    size_t parts;       /* it was cut into so many, at punctuation, because the engine takes no more at once; 0: it was not */
} cr_engine_answer;
/* An answer of which nothing is known yet: what every engine begins with. */
#define CR_ENGINE_ANSWER_NONE ((cr_engine_answer){.score = -1, .unknown = -1, .probability = NAN})

typedef struct cr_engine cr_engine;
struct cr_engine {
    const char *name;
    bool rough;          /* its output is a gloss, to be labelled so */
    bool fears_capitals; /* wants a headline in capitals as a sentence */
    void *state;
    /* The best way between two languages; false: *why (in the arena) says what would mend it. */
    bool (*route)(cr_engine *e, cr_arena *arena, cr_str from, cr_str to, cr_route *out, cr_str *why);
    cr_status (*list)(cr_engine *e, cr_arena *arena, cr_route **out, size_t *count, cr_error *err);
    /* One answer for each segment, in the arena. An error only when nothing could be done at all; the next engine is asked then. */
    cr_status (*run)(cr_engine *e, cr_arena *arena, const cr_route *route, const cr_engine_request *request, cr_engine_answer *answers, cr_error *err);
    void (*rest)(cr_engine *e, int64_t before); /* lets go of what was not used since then (cr_time_monotonic_ms); may be NULL */
    /* Is something of what it would translate this pair with damaged, so that it goes another way, or none? May be NULL: it has nothing that could be. */
    bool (*spoilt)(cr_engine *e, cr_str from, cr_str to, cr_error *why);
    bool (*down)(const cr_engine *e, cr_error *why); /* does a server it needs not answer now? May be NULL: there is none */
    void (*free)(cr_engine *e);
};

/* They make an engine that the caller frees with (*out)->free(*out). */
/* `o->models`: a folder that is not there holds none. `o->shelf`: borrowed, or NULL for one of its own. */
cr_status cr_marian_new(const cr_translator_options *o, cr_engine **out, cr_error *err) CR_MUST_CHECK;
cr_status cr_apertium_new(cr_str data, const cr_limits *limits, cr_engine **out, cr_error *err) CR_MUST_CHECK;
/* `url`: of the server, with a prefix where it has one. Nothing is asked before the first use. */
cr_status cr_libretranslate_new(cr_str url, cr_str key, const cr_limits *limits, cr_engine **out, cr_error *err) CR_MUST_CHECK;

/* `o->chat_url` and what belongs to it. Nothing is asked before the first use. */
cr_status cr_openai_new(const cr_translator_options *o, cr_engine **out, cr_error *err) CR_MUST_CHECK;

/* The server's answer to POST /translate for `count` texts: fills texts[i] and alternatives[i] (may be NULL), in the arena. CR_ERR_ENGINE
 * carries the server's own "error" text. Also used by the fuzz target. */
cr_status cr_libretranslate_read(cr_arena *arena, cr_str body, size_t count, cr_str *texts, cr_strs *alternatives, cr_error *err) CR_MUST_CHECK;
/* A chat server's answer: texts[i] is none where it is no translation of sources[i] in size or form. Also used by the fuzz target. */
cr_status cr_openai_read(cr_arena *a, cr_str body, const cr_str *sources, size_t count, cr_str *texts, cr_error *err) CR_MUST_CHECK;
#endif

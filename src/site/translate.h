/* The translation endpoints, as LibreTranslate has them: /translate, /detect, /languages, /frontend/settings, /spec, and refusals in its words
 * for what is not done here (/suggest, /translate_file). Internal to the room.
 *
 *     call = cr_call_new(service, &request);        // reads it; most errors are known now
 *     if (call->waits) cr_call_start(call, wake, x); // wake(x) is called once, perhaps before this returns
 *     ... later: send call->response; cr_call_free(call);
 *
 * A call owns everything it needs: the desk (translate/desk.h) works on it in threads of its own while nobody holds the connection's thread.
 * Statuses, order of the checks and texts of the errors are those of LibreTranslate 1.9; every error is {"error": "…"}. */
#ifndef CR_SITE_TRANSLATE_H
#define CR_SITE_TRANSLATE_H
#include <pthread.h>

#include <courant/text.h>

#include "base/json.h"
#include "site/form.h"
#include "site/site.h"
#include "translate/desk.h"
#include "translate/hypertext.h"

enum { CR_RATE_SLOTS = 4096, CR_TOOLS_KEPT = 16, CR_CALL_ARENA = 96 << 20 };

typedef struct cr_rate { /* a bucket for each address; the one unused longest goes when the table is full */
    struct { uint64_t address; int64_t at; double left; } slots[CR_RATE_SLOTS];
    pthread_mutex_t lock;
} cr_rate;

typedef struct cr_service {
    cr_site *site;
    const cr_site_service *options;
    const cr_limits *limits;
    bool open;                      /* false: refuses in words */
    bool key_required;
    cr_desk *desk;
    char (*keys)[65];               /* SHA-256 of each, in hex */
    size_t key_count;
    cr_rate rate;
    pthread_mutex_t lock;
    cr_text_tools *tools[CR_TOOLS_KEPT]; /* those that nobody uses now */
    size_t tool_count;
    _Atomic size_t body_bytes;      /* held by all requests on their way (http.c) */
} cr_service;

typedef struct cr_call cr_call;

typedef enum cr_endpoint {
    CR_ENDPOINT_NONE, CR_ENDPOINT_TRANSLATE, CR_ENDPOINT_DETECT, CR_ENDPOINT_LANGUAGES, CR_ENDPOINT_SETTINGS, CR_ENDPOINT_SPEC,
    CR_ENDPOINT_SUGGEST, CR_ENDPOINT_FILE
} cr_endpoint;

typedef struct cr_call_parameters { /* as they came; none where absent */
    cr_strs q;
    bool list;           /* q was an array */
    bool q_wrong;        /* of another type */
    cr_str source, target, format, api_key;
    long long alternatives;
    bool alternatives_wrong;
} cr_call_parameters;

/* How one text of q is taken apart; see translate_text.c. */
typedef struct cr_call_text {
    cr_str text;
    bool skipped;              /* nothing to translate in it: letters are missing */
    cr_span *sentences;        /* of format text */
    cr_hypertext *html;        /* of format html */
    size_t first, count;       /* its sentences among the task's segments */
} cr_call_text;

struct cr_call {
    cr_service *service;
    cr_arena *arena;
    cr_endpoint endpoint;
    cr_call_parameters asked;
    bool waits;               /* for the desk */
    bool html, automatic;
    cr_str from, to;          /* codes as the engines have them */
    double confidence;        /* of the detection, 0 to 100 */
    cr_str detected;          /* as it is shown: "zh-Hans" */
    cr_call_text *texts;
    cr_desk_task task;
    void (*wake)(void *context);
    void *wake_context;
    cr_site_response response; /* whoever sends it takes its body */
};

/* ---- translate.c ---- */
cr_endpoint cr_endpoint_of(cr_str path);
bool cr_service_takes(const cr_service *s, const cr_site_request *request); /* `s` may be NULL; /health itself is the site's, but not its preflight */
cr_status cr_service_open(cr_site *site, const cr_site_service *options, cr_service **out, cr_error *err) CR_MUST_CHECK;
void cr_service_close(cr_service *s); /* every call that waits is woken; refuses from then on */
void cr_service_free(cr_service *s);  /* NULL is fine */

cr_call *cr_call_new(cr_service *s, const cr_site_request *request); /* NULL: out of memory */
void cr_call_start(cr_call *call, void (*wake)(void *context), void *context);
/* Moves the response, once the call does not wait any more. */
void cr_call_take_response(cr_call *call, cr_site_response *response);
void cr_call_free(cr_call *call); /* NULL is fine; the body of the response goes too unless it was taken */
/* New, started and waited for. */
void cr_service_answer(cr_service *s, const cr_site_request *request, cr_site_response *response);

/* Written over whatever was written. */
void cr_call_error(cr_call *call, int status, const char *format, ...) CR_PRINTF(3, 4);
cr_json cr_call_json(cr_call *call);
/* The headers by which a browser lets pages of other sites ask (CORS). */
void cr_cors_headers(cr_site_response *r);

/* ---- translate_access.c ---- */
cr_status cr_access_open(cr_service *s, cr_error *err) CR_MUST_CHECK;
/* Key, password, requests per minute. False: the refusal is written. */
bool cr_access_granted(cr_call *call, const cr_site_request *request, cr_str key);
/* Takes one from the bucket of `address`. False: it is empty; *seconds until there is one again. */
bool cr_rate_take(cr_rate *rate, uint64_t address, unsigned per_minute, int64_t now_ms, unsigned *seconds);

/* ---- translate_read.c ---- */
/* From body and query. False: the error is written. */
bool cr_call_read(cr_call *call, const cr_site_request *request);
/* Presence, numbers and lengths, in LibreTranslate's order. False: the error is written. */
bool cr_call_check(cr_call *call);

/* ---- translate_languages.c ---- */
/* The engines' code for what a client calls a language ("ZH", "zh-hans", "pb"); none where there is none. */
cr_str cr_language_resolve(const cr_desk_pairs *pairs, cr_str code);
/* "zh-Hans" for "zh". */
cr_str cr_language_shown(cr_str code);
/* "Chinese (Simplified)"; `in`: the language of the name. Lives in the arena. */
cr_str cr_language_shown_name(cr_arena *a, cr_str code, const char *in);
void cr_languages_out(cr_call *call, const cr_site_request *request);
void cr_settings_out(cr_call *call);
void cr_detect_out(cr_call *call);
void cr_detected_out(const cr_call *call, cr_json *j); /* member "detectedLanguage", where the source was "auto" */
/* Languages, format and pair; detection where the source is "auto". False: the error is written. */
bool cr_call_languages(cr_call *call);

/* ---- translate_text.c ---- */
/* Takes the texts apart into the task's segments. False: the error is written. */
bool cr_call_plan(cr_call *call);
void cr_call_translated(cr_call *call); /* the task's answers into the response */
bool cr_text_has_letters(cr_str text);

/* ---- translate_memory.c ---- */
void *cr_service_memory_open(void *service, cr_translate_memory *memory);
void cr_service_memory_settle(void *handle);
void cr_service_memory_close(void *handle);
#endif

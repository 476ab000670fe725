#include "site/translate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/data.h"
#include "site/page.h"

cr_endpoint cr_endpoint_of(cr_str path) {
    static const struct { const char *path; cr_endpoint endpoint; } all[] = {
        {"/translate", CR_ENDPOINT_TRANSLATE}, {"/detect", CR_ENDPOINT_DETECT},   {"/languages", CR_ENDPOINT_LANGUAGES},     {"/frontend/settings", CR_ENDPOINT_SETTINGS},
        {"/spec", CR_ENDPOINT_SPEC},           {"/suggest", CR_ENDPOINT_SUGGEST}, {"/translate_file", CR_ENDPOINT_FILE}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (cr_str_is(path, all[i].path))
            return all[i].endpoint;
    return CR_ENDPOINT_NONE;
}

bool cr_service_takes(const cr_service *s, const cr_site_request *request) {
    return s && !request->internal &&
           (cr_endpoint_of(request->path) != CR_ENDPOINT_NONE || (cr_str_is(request->path, "/health") && cr_str_is(request->method, "OPTIONS")));
}

static const char *methods_of(cr_endpoint e) {
    switch (e) {
    case CR_ENDPOINT_TRANSLATE:
    case CR_ENDPOINT_DETECT:
    case CR_ENDPOINT_SUGGEST:
    case CR_ENDPOINT_FILE:
        return "POST, OPTIONS";
    default:
        return "GET, HEAD, OPTIONS";
    }
}

/* ---- answers ---- */

static void fixed(cr_site_response *r, const char *name, const char *value) { /* no copy: whatever room is left */
    if (r->header_count < sizeof r->headers / sizeof *r->headers)
        r->headers[r->header_count++] = (cr_site_header){name, cr_str_of(value)};
}

void cr_cors_headers(cr_site_response *r) {
    fixed(r, "Access-Control-Allow-Origin", "*");
    fixed(r, "Access-Control-Allow-Headers", "Authorization, Content-Type");
    fixed(r, "Access-Control-Expose-Headers", "Authorization");
    fixed(r, "Access-Control-Allow-Methods", "GET, POST");
    fixed(r, "Access-Control-Allow-Credentials", "true");
    fixed(r, "Access-Control-Max-Age", "1728000");
}

cr_json cr_call_json(cr_call *call) {
    cr_buf_clear(&call->response.body);
    return cr_json_on(&call->response.body);
}

void cr_call_error(cr_call *call, int status, const char *format, ...) {
    char line[CR_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    cr_json j = cr_call_json(call);
    cr_json_object(&j);
    cr_json_member_z(&j, "error", line);
    cr_json_end(&j);
    call->response.status = status;
    call->waits = false;
}

static void finish(cr_call *call) {
    cr_site_response *r = &call->response;
    if (r->body.failed != CR_OK) {
        cr_buf_free(&r->body);
        cr_buf_init(&r->body, CR_SITE_PAGE_BYTES);
        cr_call_error(call, 500, "Cannot translate text: the answer is too large");
    }
    if (r->status != 204)
        fixed(r, "Content-Type", "application/json");
    cr_cors_headers(r);
    fixed(r, "Cache-Control", "no-store");
    fixed(r, "X-Content-Type-Options", "nosniff");
}

/* ---- one call ---- */

static void answer_get(cr_call *call, const cr_site_request *request) {
    cr_form form = {0};
    cr_error err;
    if (cr_form_urlencoded(call->arena, request->query, call->service->limits, &form, &err) != CR_OK) {
        cr_call_error(call, 400, "Invalid request: %s", err.line);
        return;
    }
    if (!cr_access_granted(call, request, cr_form_value(&form, "api_key")))
        return;
    switch (call->endpoint) {
    case CR_ENDPOINT_LANGUAGES:
        cr_languages_out(call, request);
        break;
    case CR_ENDPOINT_SETTINGS:
        cr_settings_out(call);
        break;
    default:
        cr_buf_add_str(&call->response.body, cr_data("site/translate.json"));
    }
}

static void answer_post(cr_call *call, const cr_site_request *request) {
    if (request->body_too_large)
        cr_call_error(call, 413, "Invalid request: the body is over the limit of %zu bytes (http_body_bytes)", cr_limit(call->service->limits, CR_LIMIT_HTTP_BODY_BYTES));
    else if (request->busy)
        cr_call_error(call, 429, "Slowdown: too many large requests at once; try again in a few seconds");
    else if (!cr_call_read(call, request) || !cr_access_granted(call, request, call->asked.api_key)) {
    } else if (call->endpoint == CR_ENDPOINT_SUGGEST)
        cr_call_error(call, 403, "Suggestions are disabled on this server.");
    else if (call->endpoint == CR_ENDPOINT_FILE)
        cr_call_error(call, 403, "Files translation are disabled on this server.");
    else if (!cr_call_check(call)) {
    } else if (call->endpoint == CR_ENDPOINT_DETECT)
        cr_detect_out(call);
    else if (cr_call_languages(call) && cr_call_plan(call)) {
        call->waits = call->task.count > 0;
        if (!call->waits)
            cr_call_translated(call);
    }
}

static void answer(cr_call *call, const cr_site_request *request) {
    const char *methods = methods_of(call->endpoint);
    bool posts = strncmp(methods, "POST", 4) == 0;
    if (request->malformed) {
        cr_call_error(call, 400, "Invalid request: the headers contradict each other");
        fixed(&call->response, "Connection", "close");
    } else if (!cr_site_host_fits(call->service->site, request->host))
        cr_call_error(call, 421, "The address names another host than this machine");
    else if (cr_str_is(request->method, "OPTIONS")) {
        call->response.status = 204;
        fixed(&call->response, "Allow", methods);
    } else if (!call->service->open)
        cr_call_error(call, 403, "This server does not translate for others: its operator has to set translate = yes or keys under [serve]");
    else if (posts ? !cr_str_is(request->method, "POST") : !cr_str_is(request->method, "GET") && !cr_str_is(request->method, "HEAD")) {
        cr_call_error(call, 405, "The method is not allowed for the requested URL.");
        fixed(&call->response, "Allow", methods);
    } else if (posts)
        answer_post(call, request);
    else
        answer_get(call, request);
}

cr_call *cr_call_new(cr_service *s, const cr_site_request *request) {
    cr_call *call = calloc(1, sizeof *call);
    if (!call)
        return NULL;
    call->service = s;
    call->endpoint = cr_endpoint_of(request->path);
    call->response.status = 200;
    cr_buf_init(&call->response.body, CR_SITE_PAGE_BYTES);
    if (!(call->arena = cr_arena_new(CR_CALL_ARENA))) {
        free(call);
        return NULL;
    }
    answer(call, request);
    if (cr_arena_exhausted(call->arena))
        cr_call_error(call, 500, "Cannot translate text: it takes more memory than is allowed");
    if (!call->waits)
        finish(call);
    return call;
}

/* In a thread of the desk. */
static void on_done(cr_desk_task *task) {
    cr_call *call = task->context;
    cr_call_translated(call);
    finish(call);
    call->wake(call->wake_context);
}

void cr_call_start(cr_call *call, void (*wake)(void *context), void *context) {
    cr_error err;
    call->wake = wake;
    call->wake_context = context;
    call->task.done = on_done;
    call->task.context = call;
    if (cr_desk_submit(call->service->desk, &call->task, &err) == CR_OK)
        return;
    if (err.status == CR_ERR_LIMIT) {
        cr_call_error(call, 429, "Slowdown: %s", err.line);
        fixed(&call->response, "Retry-After", "3");
    } else
        cr_call_error(call, 500, "Cannot translate text: %s", err.line);
    finish(call);
    wake(context);
}

void cr_call_free(cr_call *call) {
    if (!call)
        return;
    cr_buf_free(&call->response.body);
    cr_arena_free(call->arena);
    free(call);
}

typedef struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool done;
} waiting;

static void wake_up(void *context) {
    waiting *w = context;
    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->woken);
    pthread_mutex_unlock(&w->lock);
}

void cr_service_answer(cr_service *s, const cr_site_request *request, cr_site_response *response) {
    cr_call *call = cr_call_new(s, request);
    if (!call) {
        response->status = 500;
        return;
    }
    if (call->waits) {
        waiting w = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
        cr_call_start(call, wake_up, &w);
        pthread_mutex_lock(&w.lock);
        while (!w.done)
            pthread_cond_wait(&w.woken, &w.lock);
        pthread_mutex_unlock(&w.lock);
        pthread_cond_destroy(&w.woken);
        pthread_mutex_destroy(&w.lock);
    }
    cr_call_take_response(call, response);
    cr_call_free(call);
}

void cr_call_take_response(cr_call *call, cr_site_response *response) {
    *response = call->response;
    for (size_t i = 0; i < response->header_count; i++) { /* values that were copied stand in `store` */
        const char *value = response->headers[i].value.ptr, *store = call->response.store;
        if (value >= store && value < store + sizeof call->response.store)
            response->headers[i].value.ptr = response->store + (value - store);
    }
    cr_buf_init(&call->response.body, 0);
}

/* ---- opening and closing ---- */

cr_status cr_service_open(cr_site *site, const cr_site_service *options, cr_service **out, cr_error *err) {
    *out = NULL;
    cr_service *s = calloc(1, sizeof *s);
    if (!s)
        return cr_fail(err, CR_ERR_MEMORY, "site: out of memory");
    s->site = site;
    s->options = options;
    s->limits = site->options->limits;
    s->open = options->on == CR_SERVICE_ON || (options->on == CR_SERVICE_AUTO && (site->listening_on_loopback || options->keys.count));
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->rate.lock, NULL);
    cr_status status = cr_access_open(s, err);
    cr_desk_options desk = {.translator = options->translator, .threads = options->threads, .limits = s->limits, .context = s, .open = cr_service_memory_open,
                            .settle = cr_service_memory_settle, .close = cr_service_memory_close};
    if (status == CR_OK && s->open)
        status = cr_desk_new(&desk, &s->desk, err);
    if (status != CR_OK) {
        cr_service_free(s);
        return status;
    }
    *out = s;
    return CR_OK;
}

void cr_service_close(cr_service *s) {
    if (s && s->desk)
        cr_desk_close(s->desk);
}

void cr_service_free(cr_service *s) {
    if (!s)
        return;
    cr_desk_free(s->desk);
    for (size_t i = 0; i < s->tool_count; i++)
        cr_text_tools_free(s->tools[i]);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->rate.lock);
    free(s->keys);
    free(s);
}

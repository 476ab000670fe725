/* What a client asks for: JSON, a form or the query, and the checks that need no engine. */
#include <jansson.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "site/translate.h"

/* ---- JSON ---- */

static cr_str json_text(cr_arena *a, const json_t *value) {
    if (!json_is_string(value))
        return CR_STR_NONE;
    return cr_str_copy(a, cr_utf8_repair(a, (cr_str){json_string_value(value), json_string_length(value)}));
}

static bool read_q(cr_call *call, const json_t *q) {
    cr_call_parameters *p = &call->asked;
    size_t n = json_is_array(q) ? json_array_size(q) : 1;
    p->list = json_is_array(q);
    if (!q || json_is_null(q))
        return true;
    if (!(p->q.items = CR_NEW_ARRAY(call->arena, cr_str, n + 1)))
        return false;
    for (size_t i = 0; i < n; i++) {
        const json_t *one = p->list ? json_array_get(q, i) : q;
        p->q_wrong = p->q_wrong || !json_is_string(one);
        p->q.items[p->q.count++] = json_text(call->arena, one);
    }
    return true;
}

static void read_number(cr_call_parameters *p, cr_str text) {
    char digits[24] = "", *end = digits;
    text = cr_str_trim(text);
    if (text.len && text.len < sizeof digits) {
        memcpy(digits, text.ptr, text.len);
        p->alternatives = strtoll(digits, &end, 10);
    }
    p->alternatives_wrong = end == digits || *end;
}

/* Two bytes of a body make a value of two hundred: they are counted before they are read. */
static bool holds_more_values(cr_str json, size_t most) {
    size_t n = 1;
    bool inside = false;
    for (size_t i = 0; i < json.len && n <= most; i++) {
        char c = json.ptr[i];
        if (inside && c == '\\')
            i++;
        else if (c == '"')
            inside = !inside;
        else if (!inside)
            n += c == ',' || c == '[' || c == '{';
    }
    return n > most;
}

static bool read_json(cr_call *call, cr_str body) {
    cr_call_parameters *p = &call->asked;
    json_error_t je;
    size_t most = cr_limit(call->service->limits, CR_LIMIT_HTTP_JSON_VALUES);
    if (holds_more_values(body, most)) {
        cr_call_error(call, 413, "Invalid request: the JSON holds more than %zu values (http_json_values)", most);
        return false;
    }
    json_t *all = json_loadb(body.ptr ? body.ptr : "", body.len, JSON_ALLOW_NUL, &je);
    bool good = json_is_object(all) && read_q(call, json_object_get(all, "q"));
    if (good) {
        const json_t *n = json_object_get(all, "alternatives");
        p->source = json_text(call->arena, json_object_get(all, "source"));
        p->target = json_text(call->arena, json_object_get(all, "target"));
        p->format = json_text(call->arena, json_object_get(all, "format"));
        p->api_key = json_text(call->arena, json_object_get(all, "api_key"));
        if (json_is_integer(n))
            p->alternatives = json_integer_value(n);
        else if (json_is_real(n))
            p->alternatives = json_real_value(n) > 1e9 ? 1000000000 : json_real_value(n) > 0 ? (long long)json_real_value(n) : 0;
        else if (json_is_string(n))
            read_number(p, json_text(call->arena, n));
        else
            p->alternatives_wrong = n && !json_is_null(n);
    } else
        cr_call_error(call, 400, "Invalid JSON format");
    json_decref(all);
    return good;
}

/* ---- forms ---- */

static bool read_form(cr_call *call, const cr_site_request *r, cr_form_kind kind, const char *boundary) {
    cr_call_parameters *p = &call->asked;
    cr_arena *a = call->arena;
    cr_form form = {0};
    cr_error err = {0};
    cr_status status = CR_OK;
    if (kind == CR_FORM_URLENCODED)
        status = cr_form_urlencoded(a, r->body, call->service->limits, &form, &err);
    else if (kind == CR_FORM_MULTIPART)
        status = cr_form_multipart(a, r->body, cr_str_of(boundary), call->service->limits, &form, &err);
    if (status == CR_OK)
        status = cr_form_urlencoded(a, r->query, call->service->limits, &form, &err);
    if (status != CR_OK) {
        cr_call_error(call, status == CR_ERR_MEMORY ? 500 : status == CR_ERR_LIMIT ? 413 : 400, "Invalid request: %s", err.line);
        return false;
    }
    cr_str q = cr_form_value(&form, "q"), alternatives = cr_form_value(&form, "alternatives");
    p->q.items = CR_NEW(a, cr_str);
    if (!cr_str_none(q) && p->q.items)
        p->q.items[p->q.count++] = cr_form_lines(a, q);
    p->source = cr_form_value(&form, "source");
    p->target = cr_form_value(&form, "target");
    p->format = cr_form_value(&form, "format");
    p->api_key = cr_form_value(&form, "api_key");
    if (alternatives.len)
        read_number(p, alternatives);
    return true;
}

bool cr_call_read(cr_call *call, const cr_site_request *r) {
    char boundary[CR_FORM_BOUNDARY_ROOM];
    cr_form_kind kind = cr_form_type(r->content_type, boundary);
    return kind == CR_FORM_JSON ? read_json(call, r->body) : read_form(call, r, kind, boundary);
}

/* ---- the checks that need no engine ---- */

static bool missing(cr_call *call, const char *name) {
    cr_call_error(call, 400, "Invalid request: missing %s parameter", name);
    return false;
}

static bool over_limit(cr_call *call, size_t size, long limit) {
    cr_call_error(call, 400, "Invalid request: request (%zu) exceeds text limit (%ld)", size, limit);
    return false;
}

bool cr_call_check(cr_call *call) {
    cr_call_parameters *p = &call->asked;
    const cr_site_service *o = call->service->options;
    bool translates = call->endpoint == CR_ENDPOINT_TRANSLATE;
    if (p->q.count == 0 || (!p->list && p->q.items[0].len == 0 && !p->q_wrong))
        return missing(call, "q");
    if (p->q_wrong) {
        cr_call_error(call, 400, "Invalid request: q must be a string or an array of strings");
        return false;
    }
    if (translates && !p->source.len)
        return missing(call, "source");
    if (translates && !p->target.len)
        return missing(call, "target");
    if (translates && p->alternatives_wrong) {
        cr_call_error(call, 400, "Invalid request: alternatives parameter is not a number");
        return false;
    }
    if (translates && o->alternatives_limit >= 0 && p->alternatives > o->alternatives_limit) {
        cr_call_error(call, 400, "Invalid request: alternatives parameter must be <= %ld", o->alternatives_limit);
        return false;
    }
    if (p->list && o->batch_limit >= 0 && p->q.count > (size_t)o->batch_limit)
        return over_limit(call, p->q.count, o->batch_limit);
    for (size_t i = 0; o->char_limit >= 0 && i < p->q.count; i++) {
        size_t letters = cr_utf8_length(p->q.items[i]);
        if (letters > (size_t)o->char_limit)
            return over_limit(call, letters, o->char_limit);
    }
    return true;
}

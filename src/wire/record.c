#include "wire/record.h"

#include <jansson.h>

#include "base/utf8.h"
#include "net/url.h"

static cr_status member(cr_arena *a, const json_t *record, const char *key, cr_str *out, cr_error *err) {
    const json_t *v = json_object_get(record, key);
    *out = CR_STR_NONE;
    if (!v || json_is_null(v))
        return CR_OK;
    if (json_is_integer(v) && strcmp(key, "id") == 0) {
        *out = cr_str_format(a, "%lld", (long long)json_integer_value(v));
        return CR_OK;
    }
    if (!json_is_string(v))
        return cr_fail(err, CR_ERR_SYNTAX, "\"%s\" is no text", key);
    *out = cr_str_copy(a, (cr_str){json_string_value(v), json_string_length(v)});
    return CR_OK;
}

static cr_status read_members(cr_arena *a, const json_t *record, cr_str name, size_t number, cr_document *out, cr_str *refused, cr_error *err) {
    cr_str id, html, text;
    CR_TRY(member(a, record, "id", &id, err));
    CR_TRY(member(a, record, "url", &out->url, err));
    CR_TRY(member(a, record, "published", &out->published, err));
    CR_TRY(member(a, record, "language", &out->language, err));
    CR_TRY(member(a, record, "title", &out->title, err));
    CR_TRY(member(a, record, "html", &html, err));
    CR_TRY(member(a, record, "text", &text, err));
    if (cr_str_none(html) && cr_str_none(text))
        return cr_fail(err, CR_ERR_SYNTAX, "neither \"html\" nor \"text\"");
    if (!cr_str_empty(out->url) && !cr_url_is_web(out->url) && !cr_str_none(cr_url_scheme(a, out->url))) {
        *refused = out->url;
        out->url = CR_STR_NONE;
    }
    if (cr_str_empty(out->url) && !cr_str_none(*refused) && cr_str_empty(id))
        out->url = cr_str_format(a, "%.*s#%zu", CR_FMT(name), number);
    else if (cr_str_empty(out->url)) {
        if (cr_str_empty(id))
            return cr_fail(err, CR_ERR_SYNTAX, "neither \"url\" nor \"id\"");
        out->url = cr_str_format(a, "%.*s#%.*s", CR_FMT(name), CR_FMT(id));
    }
    out->is_text = cr_str_none(html);
    out->bytes = out->is_text ? text : html;
    if (!out->is_text)
        out->charset = CR_STR("utf-8");
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "out of memory") : CR_OK;
}

cr_status cr_record_read(cr_arena *a, cr_str line, cr_str name, size_t number, cr_document *out, cr_str *refused, cr_error *err) {
    json_error_t e;
    *out = (cr_document){0};
    *refused = CR_STR_NONE;
    json_t *record = json_loadb(line.ptr ? line.ptr : "", line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &e);
    cr_status status = json_is_object(record) ? read_members(a, record, name, number, out, refused, err)
                                              : cr_fail(err, CR_ERR_SYNTAX, "not a JSON object: %s", record ? "another value" : e.text);
    json_decref(record);
    return status;
}

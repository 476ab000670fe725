#include "infer/settings.h"
#include <math.h>
#include <stdlib.h>
#include <yaml.h>

#include "base/vec.h"

enum { DEPTH = 8, MOST = 5000, NAME_BYTES = 256 }; /* of mappings in each other; of values; of a name with those it stands in */

typedef struct level { /* one open mapping or list */
    bool list, within; /* a list; in one, however deep */
    cr_str name; /* what stands before its keys, or its key where it is a list */
    cr_str key;  /* of a mapping: read, and its value is next */
    bool waits;  /* for that value */
} level;

typedef struct reader {
    cr_arena *arena;
    const char *name;
    level stack[DEPTH];
    size_t depth;
    cr_setting *items;
    size_t count, capacity;
    cr_error *err;
} reader;

static cr_status broken(const reader *r, const yaml_mark_t *at, const char *what) {
    return cr_fail(r->err, CR_ERR_SYNTAX, "%s: line %zu: %s", r->name, at->line + 1, what);
}

/* The name under which a value that comes now is known. */
static cr_str value_name(const reader *r) {
    if (r->depth == 0)
        return CR_STR("");
    const level *l = &r->stack[r->depth - 1];
    return l->list ? l->name : l->key;
}

static cr_status open_level(reader *r, const yaml_mark_t *at, bool list) {
    if (r->depth == DEPTH)
        return broken(r, at, "nested too deeply");
    if (r->depth == 0 && list)
        return broken(r, at, "a list where names and values are expected");
    level *up = r->depth ? &r->stack[r->depth - 1] : NULL;
    if (up && !up->list && !up->waits)
        return broken(r, at, "a list or mapping in place of a name");
    cr_str name = value_name(r);
    if (up)
        up->waits = false;
    r->stack[r->depth++] = (level){.list = list, .within = list || (up && up->within), .name = name};
    return CR_OK;
}

/* A name or a value. The same name twice would leave it to chance which is meant. */
static cr_status scalar(reader *r, const yaml_event_t *event) {
    const yaml_mark_t *at = &event->start_mark;
    cr_str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (r->depth == 0)
        return broken(r, at, "a lone value where names and values are expected");
    if (memchr(text.ptr, '\0', text.len))
        return broken(r, at, "a value with a NUL");
    level *l = &r->stack[r->depth - 1];
    cr_str copy = cr_str_copy(r->arena, text);
    if (!l->list && !l->waits) {
        l->key = l->name.len ? cr_str_format(r->arena, "%.*s.%.*s", CR_FMT(l->name), CR_FMT(copy)) : copy;
        l->waits = true;
        if (cr_str_none(l->key))
            return cr_fail(r->err, CR_ERR_MEMORY, "%s: out of memory", r->name);
        if (l->key.len > NAME_BYTES) /* all names are compared with each other, and each is kept with those around it */
            return broken(r, at, "a name that is too long");
        return !l->within && cr_settings_length(&(cr_settings){.items = r->items, .count = r->count}, l->key.ptr)
                   ? broken(r, at, "a name that was there before")
                   : CR_OK;
    }
    if (r->count == MOST)
        return broken(r, at, "too many values");
    cr_str name = value_name(r);
    l->waits = false;
    cr_setting *s = CR_PUSH(r->arena, r->items, r->count, r->capacity);
    if (!s || cr_str_none(copy))
        return cr_fail(r->err, CR_ERR_MEMORY, "%s: out of memory", r->name);
    *s = (cr_setting){name, copy};
    return CR_OK;
}

static cr_status take(reader *r, const yaml_event_t *event, bool *end) {
    switch (event->type) {
    case YAML_MAPPING_START_EVENT: return open_level(r, &event->start_mark, false);
    case YAML_SEQUENCE_START_EVENT: return open_level(r, &event->start_mark, true);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT: r->depth--; return CR_OK;
    case YAML_SCALAR_EVENT: return scalar(r, event);
    case YAML_ALIAS_EVENT: return broken(r, &event->start_mark, "an alias (*name), which is not supported");
    case YAML_DOCUMENT_END_EVENT:
    case YAML_STREAM_END_EVENT: *end = true; return CR_OK;
    default: return CR_OK;
    }
}

cr_status cr_settings_read(cr_arena *arena, const char *name, cr_str yaml, const cr_limits *limits, cr_settings *out, cr_error *err) {
    reader r = {.arena = arena, .name = name, .err = err};
    yaml_parser_t parser;
    yaml_event_t event;
    cr_status status = CR_OK;
    *out = (cr_settings){.name = name};
    if (yaml.len > cr_limit(limits, CR_LIMIT_MODEL_SETTINGS_BYTES))
        return cr_limit_met(err, limits, CR_LIMIT_MODEL_SETTINGS_BYTES, name);
    if (!yaml_parser_initialize(&parser))
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", name);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(yaml.ptr ? yaml.ptr : ""), yaml.len);
    for (bool end = false; !end && status == CR_OK;) {
        if (!yaml_parser_parse(&parser, &event)) {
            size_t line = parser.error == YAML_READER_ERROR ? parser.mark.line : parser.problem_mark.line;
            status = cr_fail(err, parser.error == YAML_MEMORY_ERROR ? CR_ERR_MEMORY : CR_ERR_SYNTAX, "%s: line %zu: not YAML: %s", name,
                             line + 1, parser.problem ? parser.problem : "out of memory");
            break;
        }
        status = take(&r, &event, &end);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    out->items = r.items;
    out->count = r.count;
    return status;
}

cr_str cr_settings_at(const cr_settings *s, const char *key, size_t index) {
    for (size_t i = 0; i < s->count; i++)
        if (cr_str_is(s->items[i].key, key) && index-- == 0)
            return s->items[i].value;
    return CR_STR_NONE;
}

cr_str cr_settings_get(const cr_settings *s, const char *key) { return cr_settings_at(s, key, 0); }

size_t cr_settings_length(const cr_settings *s, const char *key) {
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        n += cr_str_is(s->items[i].key, key);
    return n;
}

bool cr_settings_has(const cr_settings *s, const char *key, const char *value) {
    return cr_settings_length(s, key) == 1 && cr_str_is(cr_settings_get(s, key), value);
}

static cr_status wrong(const cr_settings *s, const char *key, cr_str value, const char *what, cr_error *err) {
    return cr_fail(err, CR_ERR_SYNTAX, "%s: %s: %.*s is no %s", s->name, key, (int)(value.len < 60 ? value.len : 60), value.ptr, what);
}

cr_status cr_settings_count(const cr_settings *s, const char *key, size_t most, size_t *out, cr_error *err) {
    cr_str value = cr_settings_get(s, key);
    size_t n = 0;
    if (cr_str_none(value))
        return CR_OK;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9' || i > 15)
            return wrong(s, key, value, "whole number", err);
        n = n * 10 + (size_t)(value.ptr[i] - '0');
    }
    if (value.len == 0)
        return wrong(s, key, CR_STR("\"\""), "whole number", err);
    if (n > most)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %s: %zu, at most %zu is supported", s->name, key, n, most);
    *out = n;
    return CR_OK;
}

cr_status cr_settings_number(const cr_settings *s, const char *key, double *out, cr_error *err) {
    cr_str value = cr_settings_get(s, key);
    char *end;
    if (cr_str_none(value))
        return CR_OK;
    for (size_t i = 0; i < value.len; i++) /* neither "inf" nor hexadecimal, whatever strtod takes */
        if (!strchr("0123456789+-.eE", value.ptr[i]))
            return wrong(s, key, value, "number", err);
    double n = strtod(value.ptr, &end);
    if (value.len == 0 || end != value.ptr + value.len || !isfinite(n))
        return wrong(s, key, value.len ? value : CR_STR("\"\""), "number", err);
    *out = n;
    return CR_OK;
}

cr_status cr_settings_flag(const cr_settings *s, const char *key, bool *out, cr_error *err) {
    cr_str value = cr_settings_get(s, key);
    if (cr_str_none(value))
        return CR_OK;
    bool yes = cr_str_is_nocase(value, "true") || cr_str_is_nocase(value, "yes") || cr_str_is_nocase(value, "on");
    if (!yes && !cr_str_is_nocase(value, "false") && !cr_str_is_nocase(value, "no") && !cr_str_is_nocase(value, "off"))
        return wrong(s, key, value, "true or false", err);
    *out = yes;
    return CR_OK;
}

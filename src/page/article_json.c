#include "page/article_json.h"

void cr_notice_write(cr_json *j, const cr_notice *n) {
    if (!n) {
        cr_json_null(j);
        return;
    }
    cr_json_object(j);
    cr_json_member_bool(j, "machine_translated", n->machine_translated);
    cr_json_member(j, "main_language", n->main_language);
    cr_json_member_strs(j, "languages", n->languages);
    cr_json_member_bool(j, "relayed_automatically", n->relayed_automatically);
    cr_json_member(j, "relay_of", n->relay_of);
    cr_json_member(j, "operator", n->operator_name);
    cr_json_member(j, "text", n->text);
    cr_json_end(j);
}

static void write_blocks(cr_json *j, const cr_article *a) {
    cr_json_key(j, "blocks");
    cr_json_array(j);
    for (size_t i = 0; i < a->block_count; i++) {
        cr_json_object(j);
        cr_json_member_z(j, "kind", cr_block_kind_name(a->blocks[i].kind));
        if (a->blocks[i].kind == CR_BLOCK_HEADING)
            cr_json_member_int(j, "level", a->blocks[i].level);
        cr_json_member(j, "text", cr_block_text(a, i));
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void write_related(cr_json *j, const cr_article *a) {
    cr_json_key(j, "related");
    cr_json_array(j);
    for (size_t i = 0; i < a->related_count; i++) {
        cr_json_object(j);
        cr_json_member(j, "title", a->related[i].title);
        cr_json_member(j, "url", a->related[i].url);
        cr_json_member(j, "media", a->related[i].media);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static cr_str or_none(cr_str s) { return s.len ? s : CR_STR_NONE; }

void cr_article_write(cr_json *j, const cr_article *a) {
    cr_json_object(j);
    cr_json_member(j, "id", a->id);
    cr_json_member(j, "url", or_none(a->url));
    cr_json_member(j, "canonical_url", or_none(a->canonical_url));
    cr_json_member(j, "site", or_none(a->site));
    cr_json_member(j, "title", or_none(a->title));
    cr_json_member_strs(j, "author", a->author);
    cr_json_member(j, "date", or_none(a->date));
    cr_json_member(j, "modified", or_none(a->modified));
    if (a->fetched.len) /* of web archives alone */
        cr_json_member(j, "fetched", a->fetched);
    cr_json_member(j, "lang", a->lang);
    cr_json_member(j, "description", or_none(a->description));
    cr_json_member(j, "image", or_none(a->image));
    cr_json_member(j, "section", or_none(a->section));
    cr_json_member(j, "text", cr_str_none(a->text) ? CR_STR("") : a->text);
    write_blocks(j, a);
    cr_json_key(j, "notice");
    cr_notice_write(j, a->notice);
    write_related(j, a);
    cr_json_member_strs(j, "furniture", a->furniture);
    cr_json_member_bool(j, "noai", a->noai);
    cr_json_member_z(j, "outcome", cr_outcome_name(a->outcome));
    cr_json_member(j, "reason", or_none(a->reason));
    cr_json_key(j, "extraction");
    cr_json_object(j);
    cr_json_member(j, "method", or_none(a->method));
    cr_json_key(j, "score");
    cr_json_number(j, a->score, 3);
    cr_json_end(j);
    cr_json_end(j);
}

typedef struct reader {
    cr_arena *arena;
    const json_t *object;
    const char *wrong; /* the first member of another type than it should be */
} reader;

static cr_str string_of(reader *r, const char *key) {
    const json_t *j = json_object_get(r->object, key);
    if (!j || json_is_null(j))
        return CR_STR_NONE;
    if (!json_is_string(j)) {
        r->wrong = key;
        return CR_STR_NONE;
    }
    return cr_str_copy(r->arena, (cr_str){json_string_value(j), json_string_length(j)});
}

static bool bool_of(reader *r, const char *key) {
    const json_t *j = json_object_get(r->object, key);
    if (j && !json_is_boolean(j) && !json_is_null(j))
        r->wrong = key;
    return json_is_true(j);
}

static const json_t *array_of(reader *r, const char *key) {
    const json_t *j = json_object_get(r->object, key);
    if (j && !json_is_array(j) && !json_is_null(j))
        r->wrong = key;
    return json_is_array(j) ? j : NULL;
}

static cr_strs strings_of(reader *r, const char *key) {
    const json_t *list = array_of(r, key);
    cr_strs out = {NULL, 0};
    size_t n = json_array_size(list);
    if (n == 0 || !(out.items = CR_NEW_ARRAY(r->arena, cr_str, n)))
        return out;
    for (size_t i = 0; i < n; i++) {
        const json_t *j = json_array_get(list, i);
        if (!json_is_string(j)) {
            r->wrong = key;
            continue;
        }
        out.items[out.count++] = cr_str_copy(r->arena, (cr_str){json_string_value(j), json_string_length(j)});
    }
    return out;
}

static void read_blocks(reader *r, cr_article *a) {
    const json_t *list = array_of(r, "blocks");
    size_t n = json_array_size(list), at = 0;
    a->blocks = n ? CR_NEW_ARRAY(r->arena, cr_block, n) : NULL;
    for (size_t i = 0; a->blocks && i < n; i++) {
        reader inner = {r->arena, json_array_get(list, i), NULL};
        cr_str text = string_of(&inner, "text"), kind = string_of(&inner, "kind");
        cr_block *b = &a->blocks[a->block_count];
        size_t start = text.len ? cr_str_find(a->text, text, at) : CR_STR_NPOS;
        if (inner.wrong || start == CR_STR_NPOS || !cr_block_kind_parse(kind, &b->kind)) {
            r->wrong = "blocks";
            return;
        }
        b->start = start;
        b->end = at = start + text.len;
        b->level = (int)json_integer_value(json_object_get(inner.object, "level"));
        a->block_count++;
    }
}

static void read_related(reader *r, cr_article *a) {
    const json_t *list = array_of(r, "related");
    size_t n = json_array_size(list);
    a->related = n ? CR_NEW_ARRAY(r->arena, cr_related, n) : NULL;
    for (size_t i = 0; a->related && i < n; i++) {
        reader inner = {r->arena, json_array_get(list, i), NULL};
        a->related[a->related_count++] = (cr_related){string_of(&inner, "title"), string_of(&inner, "url"), string_of(&inner, "media")};
        if (inner.wrong)
            r->wrong = "related";
    }
}

cr_status cr_notice_read(cr_arena *arena, const json_t *object, cr_notice **out, cr_error *err) {
    *out = NULL;
    if (!object || json_is_null(object))
        return CR_OK;
    reader r = {arena, object, json_is_object(object) ? NULL : "notice"};
    cr_notice *n = CR_NEW(arena, cr_notice);
    if (!n)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading an article");
    *n = (cr_notice){bool_of(&r, "machine_translated"), string_of(&r, "main_language"), strings_of(&r, "languages"), bool_of(&r, "relayed_automatically"),
                     string_of(&r, "relay_of"), string_of(&r, "operator"), string_of(&r, "text")};
    if (r.wrong)
        return cr_fail(err, CR_ERR_SYNTAX, "notice: the member \"%s\" is not of its type", r.wrong);
    *out = n;
    return CR_OK;
}

cr_status cr_article_read(cr_arena *arena, const json_t *object, cr_article **out, cr_error *err) {
    *out = NULL;
    if (!json_is_object(object))
        return cr_fail(err, CR_ERR_SYNTAX, "an article is a JSON object");
    reader r = {arena, object, NULL};
    cr_article *a = CR_NEW(arena, cr_article);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading an article");
    a->id = string_of(&r, "id");
    a->url = string_of(&r, "url");
    a->canonical_url = string_of(&r, "canonical_url");
    a->site = string_of(&r, "site");
    a->title = string_of(&r, "title");
    a->author = strings_of(&r, "author");
    a->date = string_of(&r, "date");
    a->modified = string_of(&r, "modified");
    a->fetched = string_of(&r, "fetched");
    a->lang = string_of(&r, "lang");
    a->description = string_of(&r, "description");
    a->image = string_of(&r, "image");
    a->section = string_of(&r, "section");
    a->text = string_of(&r, "text");
    read_blocks(&r, a);
    CR_TRY(cr_notice_read(arena, json_object_get(object, "notice"), &a->notice, err));
    read_related(&r, a);
    a->furniture = strings_of(&r, "furniture");
    a->noai = bool_of(&r, "noai");
    a->reason = string_of(&r, "reason");
    cr_str outcome = string_of(&r, "outcome");
    if (outcome.len && !cr_outcome_parse(outcome, &a->outcome))
        r.wrong = "outcome";
    reader how = {arena, json_object_get(object, "extraction"), NULL};
    if (json_is_object(how.object)) {
        a->method = string_of(&how, "method");
        a->score = json_number_value(json_object_get(how.object, "score"));
    }
    if (r.wrong || how.wrong)
        return cr_fail(err, CR_ERR_SYNTAX, "article: the member \"%s\" is not of its type", r.wrong ? r.wrong : how.wrong);
    *out = a;
    return CR_OK;
}

#include "feed/tree.h"
#include <math.h>

cr_feed_node *cr_feed_get_str(const cr_feed_node *object, cr_str name) {
    if (!object || object->kind != CR_FEED_OBJECT)
        return NULL;
    for (cr_feed_node *n = object->first; n; n = n->next)
        if (n->name.len == name.len && memcmp(n->name.ptr, name.ptr, name.len) == 0)
            return n;
    return NULL;
}

cr_feed_node *cr_feed_get(const cr_feed_node *object, const char *name) {
    return cr_feed_get_str(object, cr_str_of(name));
}

cr_str cr_feed_text(const cr_feed_node *object, const char *name) {
    const cr_feed_node *n = cr_feed_get(object, name);
    return n && n->kind == CR_FEED_STRING ? n->string : CR_STR_NONE;
}

static cr_feed_node *append(cr_arena *a, cr_feed_node *parent, cr_feed_kind kind) {
    cr_feed_node *n = CR_NEW(a, cr_feed_node);
    if (!n)
        return NULL;
    n->kind = kind;
    if (parent->last)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
    parent->count++;
    return n;
}

cr_feed_node *cr_feed_member(cr_arena *a, cr_feed_node *object, cr_str name, cr_feed_kind kind) {
    cr_feed_node *n = cr_feed_get_str(object, name);
    if (!n) {
        if (!object || object->kind != CR_FEED_OBJECT || object->count >= CR_FEED_MEMBERS || cr_str_none(name))
            return NULL;
        n = append(a, object, kind);
        if (n)
            n->name = name;
    } else if (n->kind != kind) {
        n->kind = kind;
        n->first = n->last = NULL;
        n->count = 0;
        n->string = CR_STR_NONE;
    }
    return n;
}

cr_feed_node *cr_feed_push(cr_arena *a, cr_feed_node *array, cr_feed_kind kind) {
    return array && array->kind == CR_FEED_ARRAY ? append(a, array, kind) : NULL;
}

cr_feed_node *cr_feed_set(cr_arena *a, cr_feed_node *object, const char *name, cr_str value) {
    if (cr_str_none(value))
        return NULL;
    cr_feed_node *n = cr_feed_member(a, object, cr_str_of(name), CR_FEED_STRING);
    if (n)
        n->string = value;
    return n;
}

void cr_feed_set_bool(cr_arena *a, cr_feed_node *object, const char *name, bool value) {
    cr_feed_node *n = cr_feed_member(a, object, cr_str_of(name), CR_FEED_BOOL);
    if (n)
        n->number = value;
}

void cr_feed_set_number(cr_arena *a, cr_feed_node *object, const char *name, double value) {
    cr_feed_node *n = cr_feed_member(a, object, cr_str_of(name), CR_FEED_NUMBER);
    if (n)
        n->number = value;
}

void cr_feed_set_default(cr_arena *a, cr_feed_node *object, const char *name, cr_str value) {
    if (!cr_feed_get(object, name))
        cr_feed_set(a, object, name, value);
}

void cr_feed_copy_members(cr_arena *a, cr_feed_node *to, const cr_feed_node *from) {
    for (const cr_feed_node *n = from ? from->first : NULL; n; n = n->next)
        if (n->kind == CR_FEED_STRING) {
            cr_feed_node *copy = cr_feed_member(a, to, n->name, CR_FEED_STRING);
            if (copy)
                copy->string = n->string;
        }
}

/* The depth of the tree is that of our own schema (at most 8), never that of the input. */
void cr_feed_tree_json(cr_json *j, const cr_feed_node *node) {
    switch (node->kind) {
    case CR_FEED_STRING:
        cr_json_str(j, node->string);
        return;
    case CR_FEED_BOOL:
        cr_json_bool(j, node->number != 0);
        return;
    case CR_FEED_NUMBER:
        if (node->number == floor(node->number) && fabs(node->number) < 1e15)
            cr_json_int(j, (long long)node->number);
        else
            cr_json_number(j, node->number, 12);
        return;
    case CR_FEED_OBJECT:
        cr_json_object(j);
        break;
    case CR_FEED_ARRAY:
        cr_json_array(j);
        break;
    }
    for (const cr_feed_node *n = node->first; n; n = n->next) {
        if (node->kind == CR_FEED_OBJECT)
            cr_json_key_str(j, n->name);
        cr_feed_tree_json(j, n);
    }
    cr_json_end(j);
}

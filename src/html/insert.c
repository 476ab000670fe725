/* Nodes and their places ("13.2.6.1 Creating and inserting nodes"). */
#include "html/tree.h"

enum { NODES_AT_ONCE = 64, TEXT_ROOM = 64 };

void cr_html_stop(cr_html_builder *b, const char *limit) {
    b->stopped = true;
    if (limit && cr_str_none(b->cut))
        b->cut = cr_str_of(limit);
}

cr_html_node *cr_html_new_node(cr_html_builder *b, cr_html_type type) {
    if (b->fresh == b->fresh_end) {
        b->fresh = CR_NEW_ARRAY(b->arena, cr_html_node, NODES_AT_ONCE);
        b->fresh_end = b->fresh ? b->fresh + NODES_AT_ONCE : NULL;
        if (!b->fresh)
            cr_html_stop(b, NULL);
    }
    if (b->node_count >= b->node_limit)
        cr_html_stop(b, "html_nodes");
    if (b->stopped) {
        b->spare = (cr_html_node){.type = (uint8_t)type};
        return &b->spare;
    }
    cr_html_node *n = b->fresh++;
    n->type = (uint8_t)type;
    n->number = (unsigned)b->node_count++;
    return n;
}

void cr_html_append(cr_html_builder *b, cr_html_node *parent, cr_html_node *n) {
    if (n == &b->spare || parent == &b->spare)
        return;
    n->parent = parent;
    n->previous = parent->last;
    n->depth = parent->depth + 1;
    if (parent->last)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
}

static void insert_before(cr_html_builder *b, cr_html_node *parent, cr_html_node *n, cr_html_node *before) {
    if (n == &b->spare || parent == &b->spare)
        return;
    b->moved = true;
    n->parent = parent;
    n->depth = parent->depth + 1;
    n->previous = before->previous;
    n->next = before;
    if (before->previous)
        before->previous->next = n;
    else
        parent->first = n;
    before->previous = n;
}

void cr_html_detach(cr_html_builder *b, cr_html_node *n) {
    cr_html_node *parent = n->parent;
    if (!parent)
        return;
    b->moved = true;
    *(n->previous ? &n->previous->next : &parent->first) = n->next;
    *(n->next ? &n->next->previous : &parent->last) = n->previous;
    n->parent = n->next = n->previous = NULL;
}

/* "Appropriate place for inserting a node": the parent; *before is the table that text and elements are put before, or NULL.
 * A template's contents are its children here. */
static cr_html_node *place_of(cr_html_builder *b, cr_html_node *target, cr_html_tag tag, cr_html_node **before) {
    *before = NULL;
    if (!b->foster || !(cr_html_properties(tag) & CR_TAG_IS_FOSTER))
        return target;
    b->moved = true; /* the target stays open and may get more children yet */
    size_t table = b->last[CR_TAG_TABLE], template = b->last[CR_TAG_TEMPLATE];
    if (template > table)
        return b->open[template - 1].node;
    if (!table)
        return b->open[0].node;
    cr_html_node *t = b->open[table - 1].node;
    if (t->parent) {
        *before = t;
        return t->parent;
    }
    return b->open[table - 2].node;
}

void cr_html_place(cr_html_builder *b, cr_html_node *target, cr_html_tag tag, cr_html_node *n) {
    cr_html_node *before, *parent = place_of(b, target, tag, &before);
    if (before)
        insert_before(b, parent, n, before);
    else
        cr_html_append(b, parent, n);
}

static void place_current(cr_html_builder *b, cr_html_node *n) {
    const cr_html_open *top = cr_html_top(b);
    if (b->foster)
        cr_html_place(b, top->node, top->tag, n);
    else
        cr_html_append(b, top->node, n);
}

/* ---- text ---- */

/* Adds to a text that does not end where `s` begins: into a buffer that doubles, its size kept in front of it. */
static void grow_text(cr_html_builder *b, cr_html_node *n, cr_str s) {
    size_t room = 0, need = n->text.len + s.len;
    if (n->inside & CR_INSIDE_GROWN)
        memcpy(&room, n->text.ptr - sizeof room, sizeof room);
    char *bytes = (char *)(uintptr_t)n->text.ptr;
    if (need > room) {
        room = need * 2 + TEXT_ROOM;
        bytes = cr_arena_alloc(b->arena, sizeof room + room);
        if (!bytes) {
            cr_html_stop(b, NULL);
            return;
        }
        memcpy(bytes, &room, sizeof room);
        bytes += sizeof room;
        memcpy(bytes, n->text.ptr, n->text.len);
        b->steps += n->text.len;
        n->text.ptr = bytes;
        n->inside |= CR_INSIDE_GROWN;
    }
    memcpy(bytes + n->text.len, s.ptr, s.len);
    n->text.len = need;
}

void cr_html_insert_text(cr_html_builder *b, cr_str s) {
    const cr_html_open *top = cr_html_top(b);
    cr_html_node *before = NULL, *parent = b->foster ? place_of(b, top->node, top->tag, &before) : top->node;
    cr_html_node *beside = before ? before->previous : parent->last;
    if (s.len == 0)
        return;
    if (beside && beside->type == CR_HTML_TEXT) {
        if (beside->text.ptr + beside->text.len == s.ptr && !(beside->inside & CR_INSIDE_GROWN))
            beside->text.len += s.len;
        else
            grow_text(b, beside, s);
        return;
    }
    cr_html_node *n = cr_html_new_node(b, CR_HTML_TEXT);
    n->text = s;
    if (before)
        insert_before(b, parent, n, before);
    else
        cr_html_append(b, parent, n);
}

cr_str cr_html_without_nul(cr_html_builder *b, cr_str s) {
    char *copy = cr_arena_alloc(b->arena, s.len + 1);
    size_t n = 0;
    if (!copy) {
        cr_html_stop(b, NULL);
        return CR_STR("");
    }
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i])
            copy[n++] = s.ptr[i];
    return (cr_str){copy, n};
}

cr_str cr_html_only_blanks(cr_html_builder *b, cr_str s) {
    size_t n = cr_html_blanks(s);
    if (n == s.len)
        return s;
    char *copy = cr_arena_alloc(b->arena, s.len + 1);
    if (!copy) {
        cr_html_stop(b, NULL);
        return CR_STR("");
    }
    n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (cr_html_blank(s.ptr[i]))
            copy[n++] = s.ptr[i];
    return (cr_str){copy, n};
}

/* ---- comments, doctype ---- */

void cr_html_insert_comment(cr_html_builder *b, cr_html_node *parent, cr_str text) {
    cr_html_node *n = cr_html_new_node(b, CR_HTML_COMMENT);
    n->text = text;
    if (parent)
        cr_html_append(b, parent, n);
    else
        place_current(b, n);
}

void cr_html_insert_doctype(cr_html_builder *b, const cr_html_token *t) {
    cr_html_node *n = cr_html_new_node(b, CR_HTML_DOCTYPE);
    cr_html_attribute_pair *ids = CR_NEW_ARRAY(b->arena, cr_html_attribute_pair, 2);
    if (!ids) {
        cr_html_stop(b, NULL);
        return;
    }
    n->name = cr_str_none(t->name) ? CR_STR("") : t->name;
    n->attributes = ids;
    if (!cr_str_none(t->public_id))
        ids[n->attribute_count++] = (cr_html_attribute_pair){CR_STR("public"), t->public_id, CR_ATTRIBUTE_UNKNOWN};
    if (!cr_str_none(t->system_id))
        ids[n->attribute_count++] = (cr_html_attribute_pair){CR_STR("system"), t->system_id, CR_ATTRIBUTE_SYSTEM};
    cr_html_append(b, b->root, n);
}

/* ---- elements ---- */

cr_html_node *cr_html_insert(cr_html_builder *b, const cr_html_token *t) {
    cr_html_node *n = cr_html_new_node(b, CR_HTML_ELEMENT);
    n->tag = t->tag;
    n->name = t->name;
    n->attributes = t->attributes;
    n->attribute_count = (uint16_t)t->attribute_count;
    place_current(b, n);
    cr_html_push(b, n);
    return n;
}

cr_html_node *cr_html_insert_tag(cr_html_builder *b, cr_html_tag tag) {
    return cr_html_insert(b, &(cr_html_token){.tag = tag, .name = cr_html_tag_names[tag]});
}

void cr_html_insert_void(cr_html_builder *b, const cr_html_token *t) {
    cr_html_node *n = cr_html_new_node(b, CR_HTML_ELEMENT);
    n->tag = t->tag;
    n->name = t->name;
    n->attributes = t->attributes;
    n->attribute_count = (uint16_t)t->attribute_count;
    place_current(b, n);
}

cr_html_node *cr_html_copy_element(cr_html_builder *b, const cr_html_node *of) {
    cr_html_node *n = cr_html_new_node(b, CR_HTML_ELEMENT);
    n->tag = of->tag;
    n->space = of->space;
    n->name = of->name;
    n->attributes = of->attributes;
    n->attribute_count = of->attribute_count;
    return n;
}

static bool has_attribute(const cr_html_node *n, size_t count, const cr_html_attribute_pair *a) {
    for (size_t i = 0; i < count; i++)
        if (n->attributes[i].id == a->id && (a->id || cr_str_eq(n->attributes[i].name, a->name)))
            return true;
    return false;
}

void cr_html_add_attributes(cr_html_builder *b, cr_html_node *n, const cr_html_token *t) {
    size_t had = n->attribute_count, count = had;
    cr_html_attribute_pair *all = NULL;
    if (n->type != CR_HTML_ELEMENT)
        return;
    for (size_t i = 0; i < t->attribute_count && count < b->attribute_limit; i++) {
        b->steps += had;
        if (has_attribute(n, had, &t->attributes[i]))
            continue;
        if (!all) {
            all = CR_NEW_ARRAY(b->arena, cr_html_attribute_pair, had + t->attribute_count);
            if (!all) {
                cr_html_stop(b, NULL);
                return;
            }
            if (had)
                memcpy(all, n->attributes, had * sizeof *all);
        }
        all[count++] = t->attributes[i];
    }
    if (all) {
        n->attributes = all;
        n->attribute_count = (uint16_t)count;
    }
}

/* The tree of the HTML standard, for now built by libgumbo behind cr_html_guard and copied into nodes of ours. */
#include "html/html.h"

#include <gumbo.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "html/guard.h"

/* What gumbo asks for while it parses one page, freed at once: a third of its time went into malloc and free. Where memory is
 * out, gumbo would write through NULL in any case (it checks nothing); the guard's bounds keep it from getting there. */
enum { POOL_CHUNK = 256 << 10, POOL_ALIGN = 16 };

typedef struct pool {
    struct pool_chunk { struct pool_chunk *older; size_t padding; } *newest; /* 16 bytes, so that what follows is aligned */
    size_t used, size; /* bytes of the newest chunk, header included */
} pool;

static void *pool_take(void *with, size_t bytes) {
    pool *p = with;
    bytes = (bytes + POOL_ALIGN - 1) / POOL_ALIGN * POOL_ALIGN;
    if (!p->newest || p->size - p->used < bytes) {
        size_t size = sizeof *p->newest + (bytes > POOL_CHUNK ? bytes : POOL_CHUNK);
        struct pool_chunk *c = malloc(size);
        if (!c)
            return NULL;
        c->older = p->newest;
        p->newest = c;
        p->size = size;
        p->used = sizeof *c;
    }
    void *taken = (char *)p->newest + p->used;
    p->used += bytes;
    return taken;
}

static void pool_leave(void *with, void *taken) { /* all at once, in pool_free */
    (void)with;
    (void)taken;
}

static void pool_free(pool *p) {
    for (struct pool_chunk *c = p->newest, *older; c; c = older) {
        older = c->older;
        free(c);
    }
}

typedef struct copier {
    cr_arena *arena;
    size_t node_limit, count;
    bool failed;
    cr_str cut;
} copier;

static cr_str lower_name(copier *c, const GumboElement *e) {
    if (e->tag != GUMBO_TAG_UNKNOWN)
        return cr_str_of(gumbo_normalized_tagname(e->tag)); /* static strings of the library */
    GumboStringPiece piece = e->original_tag;
    gumbo_tag_from_original_text(&piece);
    return cr_str_lower_ascii(c->arena, (cr_str){piece.data ? piece.data : "", piece.length});
}

static void copy_attributes(copier *c, const GumboVector *from, cr_html_node *to) {
    if (from->length == 0)
        return;
    cr_html_attribute_pair *pairs = CR_NEW_ARRAY(c->arena, cr_html_attribute_pair, from->length);
    if (!pairs) {
        c->failed = true;
        return;
    }
    for (unsigned i = 0; i < from->length; i++) {
        const GumboAttribute *a = from->data[i];
        pairs[i].name = cr_str_copy_z(c->arena, a->name);
        pairs[i].value = cr_str_copy_z(c->arena, a->value);
    }
    to->attributes = pairs;
    to->attribute_count = from->length;
}

static void append(cr_html_node *parent, cr_html_node *n) {
    n->parent = parent;
    n->previous = parent->last;
    n->depth = parent->depth + 1;
    if (parent->last)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
}

static cr_html_node *copy_node(copier *c, const GumboNode *from, cr_html_node *parent) {
    cr_html_node *n = CR_NEW(c->arena, cr_html_node);
    if (!n) {
        c->failed = true;
        return NULL;
    }
    append(parent, n);
    n->number = (unsigned)c->count++;
    if (from->type == GUMBO_NODE_ELEMENT || from->type == GUMBO_NODE_TEMPLATE) {
        const GumboElement *e = &from->v.element;
        n->type = CR_HTML_ELEMENT;
        n->space = e->tag_namespace == GUMBO_NAMESPACE_SVG      ? CR_HTML_SPACE_SVG
                   : e->tag_namespace == GUMBO_NAMESPACE_MATHML ? CR_HTML_SPACE_MATHML
                                                                : CR_HTML_SPACE_HTML;
        n->name = lower_name(c, e);
        copy_attributes(c, &e->attributes, n);
    } else {
        n->type = from->type == GUMBO_NODE_COMMENT ? CR_HTML_COMMENT : CR_HTML_TEXT;
        n->text = cr_str_copy_z(c->arena, from->v.text.text);
    }
    return n;
}

static const GumboVector *children_of(const GumboNode *n) {
    if (n->type == GUMBO_NODE_DOCUMENT)
        return &n->v.document.children;
    return n->type == GUMBO_NODE_ELEMENT || n->type == GUMBO_NODE_TEMPLATE ? &n->v.element.children : NULL;
}

/* Document order without recursion: gumbo's parent pointers lead back. */
static void copy_below(copier *c, const GumboNode *top, cr_html_node *root) {
    const GumboNode *at = top;
    cr_html_node *to = root;
    size_t i = 0;
    for (;;) {
        const GumboVector *children = children_of(at);
        if (children && i < children->length) {
            if (c->count >= c->node_limit) {
                c->cut = cr_str_of("html_nodes");
                return;
            }
            const GumboNode *child = children->data[i];
            cr_html_node *n = copy_node(c, child, to);
            if (!n)
                return;
            if (children_of(child)) {
                at = child;
                to = n;
                i = 0;
            } else
                i++;
            continue;
        }
        if (at == top)
            return;
        i = at->index_within_parent + 1;
        at = at->parent;
        to = to->parent;
    }
}

static cr_html_node *new_root(copier *c) {
    cr_html_node *root = CR_NEW(c->arena, cr_html_node);
    if (root) {
        root->type = CR_HTML_DOCUMENT;
        c->count = 1;
    }
    return root;
}

cr_status cr_html_parse(cr_arena *arena, cr_str utf8, const cr_html_options *options, cr_html_document **out, cr_error *err) {
    const cr_limits *limits = options ? options->limits : NULL;
    *out = NULL;
    cr_buf guarded;
    cr_buf_init(&guarded, CR_BUF_NO_CEILING);
    cr_str met = cr_html_guard(utf8, limits, &guarded);
    if (guarded.failed) {
        cr_buf_free(&guarded);
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while parsing a page");
    }
    GumboOptions how = kGumboDefaultOptions;
    pool memory = {0};
    how.allocator = pool_take;
    how.deallocator = pool_leave;
    how.userdata = &memory;
    how.max_errors = 0;
    if (options && options->fragment) {
        how.fragment_context = gumbo_tag_enum(options->fragment);
        if (how.fragment_context == GUMBO_TAG_UNKNOWN)
            how.fragment_context = GUMBO_TAG_DIV;
    }
    copier c = {.arena = arena, .node_limit = cr_limit(limits, CR_LIMIT_HTML_NODES)};
    GumboOutput *parsed = gumbo_parse_with_options(&how, guarded.bytes ? guarded.bytes : "", guarded.len);
    cr_html_document *d = CR_NEW(arena, cr_html_document);
    cr_html_node *root = new_root(&c);
    if (d && root)
        copy_below(&c, options && options->fragment ? parsed->root : parsed->document, root);
    pool_free(&memory);
    cr_buf_free(&guarded);
    if (!d || !root || c.failed || cr_arena_exhausted(arena))
        return cr_fail(err, CR_ERR_MEMORY, "the page's tree does not fit into memory; raise `arena_bytes` under [limits] if it is honest input");
    d->root = root;
    d->node_count = c.count;
    d->cut = cr_str_none(met) ? c.cut : met;
    *out = d;
    return CR_OK;
}

const cr_html_node *cr_html_next_after(const cr_html_node *n, const cr_html_node *top) {
    for (; n && n != top; n = n->parent)
        if (n->next)
            return n->next;
    return NULL;
}

const cr_html_node *cr_html_next(const cr_html_node *n, const cr_html_node *top) {
    return n->first ? n->first : cr_html_next_after(n, top);
}

bool cr_html_is(const cr_html_node *n, const char *name) {
    return n && n->type == CR_HTML_ELEMENT && n->space == CR_HTML_SPACE_HTML && cr_str_is(n->name, name);
}

cr_str cr_html_attribute(const cr_html_node *n, const char *name) {
    for (size_t i = 0; n && i < n->attribute_count; i++)
        if (cr_str_is(n->attributes[i].name, name))
            return n->attributes[i].value;
    return CR_STR_NONE;
}

static bool silent(const cr_html_node *n) {
    return cr_html_is(n, "script") || cr_html_is(n, "style") || cr_html_is(n, "noscript") || cr_html_is(n, "template");
}

cr_str cr_html_text(cr_arena *arena, const cr_html_node *top) {
    cr_buf text;
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    for (const cr_html_node *n = top; n;) {
        if (silent(n)) {
            n = n == top ? NULL : cr_html_next_after(n, top);
            continue;
        }
        if (n->type == CR_HTML_TEXT)
            cr_buf_add_str(&text, n->text);
        else if (cr_html_is(n, "br"))
            cr_buf_add_byte(&text, '\n');
        n = cr_html_next(n, top);
    }
    cr_str squeezed = cr_str_squeeze(arena, cr_buf_str(&text));
    cr_buf_free(&text);
    return squeezed;
}

const cr_html_node *cr_html_find(const cr_html_node *top, const char *name) {
    for (const cr_html_node *n = cr_html_next(top, top); n; n = cr_html_next(n, top))
        if (cr_html_is(n, name))
            return n;
    return NULL;
}

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
    cr_html_asides *asides;
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
        pairs[i].id = cr_html_attribute_of(pairs[i].name);
    }
    to->attributes = pairs;
    to->attribute_count = (uint16_t)from->length;
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

/* The sign at the start of `s`: its length, and what it stands for; 0 where there is none that is still to be put back. */
static size_t aside_at(copier *c, cr_str s, cr_str *content) {
    const size_t width = sizeof CR_HTML_ASIDE - 1;
    size_t at = width, number = 0;
    if (!cr_str_starts(s, CR_HTML_ASIDE))
        return 0;
    for (; at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9' && number < c->asides->count; at++)
        number = number * 10 + (size_t)(s.ptr[at] - '0');
    if (at == width || number >= c->asides->count || !cr_str_starts(cr_str_slice(s, at, s.len), CR_HTML_ASIDE) || cr_str_none(c->asides->items[number]))
        return 0;
    *content = c->asides->items[number];
    c->asides->items[number] = CR_STR_NONE;
    return at + width;
}

static void add_lines(cr_buf *out, cr_str s) { /* the standard's: CR and CR LF are LF */
    for (size_t at = 0; at < s.len;) {
        size_t cr = cr_str_find_byte(s, '\r', at), end = cr == CR_STR_NPOS ? s.len : cr;
        cr_buf_add_str(out, cr_str_slice(s, at, end));
        if (cr == CR_STR_NPOS)
            return;
        cr_buf_add_byte(out, '\n');
        at = cr + 1 + (cr + 1 < s.len && s.ptr[cr + 1] == '\n');
    }
}

/* A text or comment, with what the guard put aside (html/guard.h). */
static cr_str copy_text(copier *c, const char *z) {
    cr_str s = cr_str_of(z), content;
    size_t sign = c->asides->count ? cr_str_find(s, CR_STR(CR_HTML_ASIDE), 0) : CR_STR_NPOS;
    if (sign == CR_STR_NPOS)
        return cr_str_copy(c->arena, s);
    cr_buf whole;
    cr_buf_init(&whole, CR_BUF_NO_CEILING);
    for (size_t at = 0; at < s.len;) {
        size_t end = sign == CR_STR_NPOS ? s.len : sign, used = 0;
        cr_buf_add_str(&whole, cr_str_slice(s, at, end));
        if (end < s.len && (used = aside_at(c, cr_str_slice(s, end, s.len), &content)) > 0)
            add_lines(&whole, content);
        else if (end < s.len)
            cr_buf_add_byte(&whole, s.ptr[end++]);
        at = end + used;
        sign = cr_str_find(s, CR_STR(CR_HTML_ASIDE), at);
    }
    c->failed = c->failed || whole.failed;
    cr_str copy = cr_str_copy(c->arena, cr_buf_str(&whole));
    cr_buf_free(&whole);
    return copy;
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
        n->tag = cr_html_tag_of(n->name);
        copy_attributes(c, &e->attributes, n);
    } else {
        n->type = from->type == GUMBO_NODE_COMMENT ? CR_HTML_COMMENT : CR_HTML_TEXT;
        n->text = copy_text(c, from->v.text.text);
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
    cr_html_asides asides = {.arena = arena};
    cr_str met = cr_html_guard(utf8, limits, &guarded, &asides);
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
    copier c = {.arena = arena, .asides = &asides, .node_limit = cr_limit(limits, CR_LIMIT_HTML_NODES)};
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

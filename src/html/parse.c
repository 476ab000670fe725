/* cr_html_parse: tokens through the insertion modes, and what is put in order at the end. */
#include "html/tree.h"

/* ---- one token ---- */

/* "Tree construction dispatcher": whether the token goes by the rules for foreign content. */
static bool is_foreign(const cr_html_builder *b, const cr_html_token *t) {
    uint16_t at = b->open_count ? cr_html_top(b)->flags : 0;
    if (!(at & CR_OPEN_FOREIGN) || t->kind == CR_HTML_TOKEN_EOF)
        return false;
    bool start = t->kind == CR_HTML_TOKEN_START, text = t->kind == CR_HTML_TOKEN_TEXT;
    if (at & CR_OPEN_MATHML_TEXT && (text || (start && t->tag != CR_TAG_MGLYPH && t->tag != CR_TAG_MALIGNMARK)))
        return false;
    if (at & CR_OPEN_ANNOTATION_XML && start && t->tag == CR_TAG_SVG)
        return false;
    return !(at & CR_OPEN_HTML_POINT && (start || text));
}

static bool opens_raw_text(const cr_html_builder *b, cr_html_tag tag) { /* holds one text at most */
    switch (tag) {
    case CR_TAG_SCRIPT: case CR_TAG_STYLE: case CR_TAG_TITLE: case CR_TAG_TEXTAREA: case CR_TAG_XMP: case CR_TAG_IFRAME: case CR_TAG_NOEMBED:
    case CR_TAG_NOFRAMES:
        return true;
    case CR_TAG_NOSCRIPT: return b->scripting;
    default: return false;
    }
}

/* A start tag at the limit of depth: the current node is closed, so that the new element becomes its sibling. What insertion
 * modes lean on stays open; past twice the limit the tag is dropped instead (false). */
static bool fits_depth(cr_html_builder *b, const cr_html_token *t) {
    bool leaf = cr_html_properties(t->tag) & CR_TAG_IS_VOID || opens_raw_text(b, t->tag);
    if (leaf && !is_foreign(b, t)) /* an <svg> may nest them */
        return true;
    if (cr_str_none(b->cut))
        b->cut = CR_STR("html_depth");
    const cr_html_open *top = cr_html_top(b);
    if (cr_html_properties(top->tag) & CR_TAG_IS_STRUCTURE)
        return b->open_count < 2 * b->depth_limit;
    if (top->tag == CR_TAG_APPLET || top->tag == CR_TAG_MARQUEE || top->tag == CR_TAG_OBJECT)
        cr_html_clear_to_marker(b);
    else if (cr_html_properties(top->tag) & CR_TAG_IS_FORMATTING)
        cr_html_forget_formatting(b, top->node);
    cr_html_pop(b);
    return true;
}

static void process(cr_html_builder *b, cr_html_token *t) {
    if (b->skip_newline) { /* the first line feed in <pre>, <listing>, <textarea> */
        b->skip_newline = false;
        if (t->kind == CR_HTML_TOKEN_TEXT && t->text.len && t->text.ptr[0] == '\n')
            t->text = cr_str_slice(t->text, 1, t->text.len);
        if (t->kind == CR_HTML_TOKEN_TEXT && t->text.len == 0)
            return;
    }
    if (t->kind == CR_HTML_TOKEN_START && b->open_count >= b->depth_limit && !fits_depth(b, t))
        return;
    while (!b->stopped && (is_foreign(b, t) ? cr_html_in_foreign(b, t) : cr_html_process(b, t)))
        b->steps++;
}

/* ---- fragments ("13.4 Parsing HTML fragments") ---- */

static cr_html_state state_in(const cr_html_builder *b, cr_html_tag context) {
    switch (context) {
    case CR_TAG_TITLE: case CR_TAG_TEXTAREA: return CR_HTML_STATE_RCDATA;
    case CR_TAG_STYLE: case CR_TAG_XMP: case CR_TAG_IFRAME: case CR_TAG_NOEMBED: case CR_TAG_NOFRAMES: return CR_HTML_STATE_RAWTEXT;
    case CR_TAG_SCRIPT: return CR_HTML_STATE_SCRIPT_DATA;
    case CR_TAG_NOSCRIPT: return b->scripting ? CR_HTML_STATE_RAWTEXT : CR_HTML_STATE_DATA;
    case CR_TAG_PLAINTEXT: return CR_HTML_STATE_PLAINTEXT;
    default: return CR_HTML_STATE_DATA;
    }
}

/* The root of the result stands on the stack for the html element that the standard makes. */
static void begin_fragment(cr_html_builder *b, cr_str context) {
    cr_html_node as_context = {.type = CR_HTML_ELEMENT};
    if (cr_str_starts(context, "svg ") || cr_str_starts(context, "math ")) {
        bool svg = context.ptr[0] == 's';
        as_context.space = b->context_space = svg ? CR_HTML_SPACE_SVG : CR_HTML_SPACE_MATHML;
        context = cr_str_slice(context, svg ? 4 : 5, context.len);
    }
    as_context.tag = cr_html_tag_of(context);
    b->fragment = true;
    b->root->tag = CR_TAG_HTML;
    cr_html_push(b, b->root);
    if (b->stopped)
        return;
    b->open[0].flags = cr_html_open_flags(&as_context);
    if (b->context_space == CR_HTML_SPACE_HTML) {
        b->context = as_context.tag;
        b->tokenizer.state = state_in(b, b->context);
        if (b->context == CR_TAG_TEMPLATE)
            cr_html_push_template_mode(b, CR_MODE_IN_TEMPLATE);
        if (b->context == CR_TAG_FORM)
            b->form = &b->spare; /* "its closest form ancestor" */
    }
    cr_html_reset_mode(b);
}

/* ---- at the end ---- */

/* What stands in a node that is deep enough becomes its following siblings; the text of a script stays in it. */
static void flatten(cr_html_node *n) {
    for (cr_html_node *c = n->first; c; c = c->next)
        c->parent = n->parent;
    n->last->next = n->next;
    *(n->next ? &n->next->previous : &n->parent->last) = n->last;
    n->next = n->first;
    n->first->previous = n;
    n->first = n->last = NULL;
}

/* Numbers and depths anew, where nodes were moved. */
static void settle(cr_html_builder *b) {
    size_t count = 0;
    for (cr_html_node *n = b->root; n;) {
        n->number = (unsigned)count++;
        n->depth = n->parent ? n->parent->depth + 1 : 0;
        if (n->first && n->depth > b->depth_limit && !(n->space == CR_HTML_SPACE_HTML && opens_raw_text(b, n->tag))) {
            flatten(n);
            if (cr_str_none(b->cut))
                b->cut = CR_STR("html_depth");
        }
        if (n->first) {
            n = n->first;
            continue;
        }
        while (n && !n->next)
            n = n->parent;
        n = n ? n->next : NULL;
    }
    b->steps += count;
    b->node_count = count;
}

static bool prepare(cr_html_builder *b, const cr_html_scan *scan, cr_arena *arena, cr_str utf8, const cr_html_options *options) {
    const cr_limits *limits = options ? options->limits : NULL;
    size_t depth = cr_limit(limits, CR_LIMIT_HTML_DEPTH), attributes = cr_limit(limits, CR_LIMIT_HTML_ATTRIBUTES);
    b->arena = arena;
    b->node_limit = cr_limit(limits, CR_LIMIT_HTML_NODES);
    b->node_limit = b->node_limit < 1 ? 1 : b->node_limit > UINT32_MAX ? UINT32_MAX : b->node_limit;
    b->depth_limit = depth < 8 ? 8 : depth > CR_HTML_DEPTH_MOST ? CR_HTML_DEPTH_MOST : depth;
    b->formatting_limit = cr_limit(limits, CR_LIMIT_HTML_FORMATTING);
    b->formatting_limit = b->formatting_limit < 1 ? 1 : b->formatting_limit;
    b->attribute_limit = attributes < UINT16_MAX ? attributes : UINT16_MAX;
    b->scripting = options && options->scripting;
    b->frameset_ok = true;
    cr_html_tokenizer_init(&b->tokenizer, arena, utf8);
    b->tokenizer.scan = scan;
    b->tokenizer.attribute_limit = b->attribute_limit;
    b->root = cr_html_new_node(b, CR_HTML_DOCUMENT);
    if (options && options->fragment)
        begin_fragment(b, cr_str_of(options->fragment));
    return !b->stopped;
}

static void build(cr_html_builder *b) {
    cr_html_token t = {0};
    while (!b->stopped) {
        b->tokenizer.cdata = b->open_count && cr_html_top(b)->flags & CR_OPEN_FOREIGN;
        if (!cr_html_token_next(&b->tokenizer, &t))
            break;
        process(b, &t);
    }
    t.kind = CR_HTML_TOKEN_EOF;
    if (!b->stopped && !b->tokenizer.failed)
        process(b, &t);
    if (b->has_selectedcontent)
        cr_html_fill_selectedcontent(b);
    if (b->moved || b->stopped)
        settle(b);
}

cr_status cr_html_parse(cr_arena *arena, cr_str utf8, const cr_html_options *options, cr_html_document **out, cr_error *err) {
    return cr_html_parse_with(cr_html_scan_best(), arena, utf8, options, out, err);
}

cr_status cr_html_parse_with(const cr_html_scan *scan, cr_arena *arena, cr_str utf8, const cr_html_options *options, cr_html_document **out, cr_error *err) {
    cr_html_builder b = {0};
    *out = NULL;
    cr_html_document *d = CR_NEW(arena, cr_html_document);
    if (d && prepare(&b, scan, arena, utf8, options))
        build(&b);
    if (!d || b.tokenizer.failed || cr_arena_exhausted(arena))
        return cr_fail(err, CR_ERR_MEMORY, "the page's tree does not fit into memory; raise `arena_bytes` under [limits] if it is honest input");
    b.root->tag = CR_TAG_NONE;
    d->root = b.root;
    d->node_count = b.node_count;
    d->cut = cr_str_none(b.cut) && b.tokenizer.cut ? CR_STR("html_attributes") : b.cut;
    d->steps = b.steps + b.tokenizer.steps;
    *out = d;
    return CR_OK;
}

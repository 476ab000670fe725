/* Any bytes as a page and as a fragment: links, numbers, depth and limits of the tree hold, every kernel gives the same tree, and a
 * tree made by rules under which the standard promises it comes back from what it is written as. The first byte chooses the options. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../support/html_tree.h"
#include "html/tree.h"

static const char *const contexts[] = {NULL, NULL, NULL, "div", "td", "select", "template", "svg desc", "math mi", "svg path", "table", "tr", "colgroup",
                                       "frameset", "html", "script", "textarea", "math annotation-xml", "form", "head"};
enum { CONTEXTS = sizeof contexts / sizeof *contexts };

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    abort();
}

static cr_html_document *parse(const cr_html_scan *scan, cr_arena *a, cr_str html, const cr_html_options *options) {
    cr_html_document *d = NULL;
    cr_error err;
    return cr_html_parse_with(scan, a, html, options, &d, &err) == CR_OK ? d : NULL;
}

static void check_tokens(cr_arena *a, cr_str html, cr_html_state state) {
    cr_html_tokenizer t;
    cr_html_token token;
    cr_html_tokenizer_init(&t, a, html);
    t.state = state;
    t.last_start_tag = CR_STR("title");
    size_t bytes = 0;
    while (cr_html_token_next(&t, &token))
        if (token.kind == CR_HTML_TOKEN_TEXT)
            bytes += token.text.len;
    if (bytes > html.len * 3)
        fail("more text than there was input");
}

/* Markup by a small grammar, its choices taken from the bytes: no element is implied, closed early or moved. */
static void grow(cr_buf *out, cr_str bytes) {
    static const struct { const char *open, *close; unsigned char inside; } rules[] = { /* inside: of what kind its content may be */
        {"<div class=\"a&amp;b\">", "</div>", 0}, {"<section>", "</section>", 0}, {"<ul><li>", "</li></ul>", 0}, {"<blockquote title=\"&lt;&quot;\">", "</blockquote>", 0},
        {"<table><tbody><tr><td>", "</td></tr></tbody></table>", 0}, {"<template><div>", "</div></template>", 0}, {"<p>", "</p>", 1},
        {"<h2>", "</h2>", 1}, {"<span id=\"x\">", "</span>", 1}, {"<em>", "</em>", 1}, {"<svg viewBox=\"0 0 1 1\"><g>", "</g></svg>", 2},
        {"<math><mrow>", "</mrow></math>", 2}, {"<svg><foreignObject><div>", "</div></foreignObject></svg>", 0}, {"<x-y z=\"\">", "</x-y>", 1}};
    static const char *const leaves[] = {"text", "&amp;", "&lt;b&gt; ", "<br>", "<img src=\"a\">", "<!--c-->", "caf\xC3\xA9&nbsp;", "<script>a<b</script>"};
    size_t open[24], depth = 0;
    for (size_t i = 0; i < bytes.len && i < 400; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i], kind = depth ? rules[open[depth - 1]].inside : 0;
        if (c < 64 && depth)
            cr_buf_add_z(out, rules[open[--depth]].close);
        else if (c < 160 || kind == 2)
            cr_buf_add_z(out, kind == 2 ? "<path d=\"M0\"></path>" : leaves[c % 8]);
        else if (depth < sizeof open / sizeof *open) {
            size_t rule = c % (sizeof rules / sizeof *rules);
            for (size_t k = 0; k < depth; k++) /* a formatting element in itself is a matter of its own */
                if (rules[open[k]].inside == 1 && rules[rule].inside != 2)
                    rule = 8;
            open[depth++] = rule;
            cr_buf_add_z(out, rules[rule].open);
        }
    }
    while (depth)
        cr_buf_add_z(out, rules[open[--depth]].close);
}

static void check_round_trip(cr_arena *a, cr_str bytes) {
    cr_buf made, written;
    cr_buf_init(&made, CR_BUF_NO_CEILING);
    cr_buf_init(&written, CR_BUF_NO_CEILING);
    cr_buf_add_z(&made, "<!DOCTYPE html><html><head></head><body>");
    grow(&made, bytes);
    cr_buf_add_z(&made, "</body></html>");
    cr_html_document *d = parse(cr_html_scan_best(), a, cr_buf_str(&made), NULL);
    if (d) {
        html_write(&written, d->root, false);
        if (!cr_str_eq(cr_buf_str(&made), cr_buf_str(&written)))
            fail("what was written is not what was read");
        cr_html_document *again = parse(cr_html_scan_best(), a, cr_buf_str(&written), NULL);
        if (again && !html_same_tree(d, again))
            fail("what was written is another tree");
    }
    cr_buf_free(&made);
    cr_buf_free(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(0);
    unsigned choice = size ? data[0] : 0;
    char *exact = malloc(size + 1); /* so that a byte read past the end is seen */
    cr_str html = {exact, size ? size - 1 : 0};
    if (!a || !exact)
        abort();
    if (html.len)
        memcpy(exact, data + 1, html.len);
    exact = realloc(exact, html.len ? html.len : 1);
    html.ptr = exact;
    cr_limits small;
    cr_limits_init(&small);
    small.value[CR_LIMIT_HTML_DEPTH] = 12;
    small.value[CR_LIMIT_HTML_NODES] = 300;
    small.value[CR_LIMIT_HTML_ATTRIBUTES] = 3;
    small.value[CR_LIMIT_HTML_FORMATTING] = 4;
    cr_html_options options = {.fragment = contexts[choice / 4 % CONTEXTS], .scripting = choice & 1, .limits = choice & 2 ? &small : NULL};
    cr_html_document *first = NULL;
    for (size_t i = 0; cr_html_scan_number(i); i++) {
        cr_html_document *d = parse(cr_html_scan_number(i), a, html, &options);
        if (!d)
            continue;
        const char *fault = html_tree_fault(d, options.limits);
        if (fault)
            fail(fault);
        if (first && !html_same_tree(first, d))
            fail("kernels give different trees");
        first = d;
    }
    if (first)
        cr_html_text(a, first->root);
    check_tokens(a, html, (cr_html_state)(choice % 6));
    check_round_trip(a, html);
    cr_html_unescape(a, html);
    cr_arena_free(a);
    free(exact);
    return 0;
}

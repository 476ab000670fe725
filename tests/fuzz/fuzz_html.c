/* Any bytes as a page and as a fragment: the tree is consistent and its walk ends. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "html/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(0);
    cr_str html = cr_utf8_repair(a, (cr_str){(const char *)data, size});
    cr_html_options options = {.fragment = size % 2 ? "div" : NULL};
    cr_html_document *d;
    cr_error err;
    if (cr_html_parse(a, html, &options, &d, &err) == CR_OK) {
        size_t n = 0;
        for (const cr_html_node *node = d->root; node; node = cr_html_next(node, d->root), n++)
            if (node->number != n || (node->first && node->first->parent != node))
                abort();
        if (n != d->node_count)
            abort();
        cr_html_text(a, d->root);
    }
    cr_html_unescape(a, html);
    cr_arena_free(a);
    return 0;
}

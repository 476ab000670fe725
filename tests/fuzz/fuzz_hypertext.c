/* Any bytes as HTML to translate, any bytes as answers with any links: no crash, and what is written holds no '<' that the input
 * did not have. Cutting, protecting and typography get the same bytes. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "translate/check.h"
#include "translate/hypertext.h"
#include "translate/protect.h"
#include "translate/segment.h"

static size_t brackets(cr_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '<';
    return n;
}

static void fragment(cr_arena *a, cr_str html, cr_str answer, const uint8_t *data, size_t size) {
    cr_hypertext *m;
    cr_error err;
    cr_str out;
    if (cr_hypertext_read(a, html, CR_STR("en"), NULL, &m, &err) != CR_OK)
        return;
    cr_link *all = CR_NEW_ARRAY(a, cr_link, m->count * 8 + 1); /* borrowed until the fragment is written */
    for (size_t i = 0; all && i < m->count; i++) {
        cr_link *links = all + i * 8;
        for (size_t k = 0; k < 8; k++) {
            uint8_t x = data[(i * 32 + k * 4) % size], y = data[(i * 32 + k * 4 + 1) % size], z = data[(i * 32 + k * 4 + 2) % size];
            links[k] = (cr_link){{x, (size_t)x + z % 9}, {y, (size_t)y + z % 7}};
        }
        switch (data[i % size] % 4) {
        case 0: break;
        case 1: cr_hypertext_answer(m, i, m->sentences[i], NULL, 0); break;
        case 2: cr_hypertext_answer(m, i, answer, links, 8); break;
        default: cr_hypertext_answer(m, i, m->sentences[i], links, 8);
        }
    }
    if (cr_hypertext_write(m, a, CR_STR("fr"), &out, &err) == CR_OK)
        assert(brackets(out) <= brackets(html));
}

static size_t bytes_of(void *context, cr_str s) {
    (void)context;
    return s.len / 3;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > 6000)
        return 0;
    cr_arena *a = cr_arena_new(256u << 20);
    size_t half = size / 2, lost, n;
    cr_str s = {(const char *)data, size}, x = cr_utf8_repair(a, cr_str_slice(s, 0, half)), y = cr_utf8_repair(a, cr_str_slice(s, half, size));
    cr_link links[2] = {{{0, half / 2}, {0, half / 2}}, {{half / 3, half}, {1, 2}}};
    cr_span *parts;
    cr_segment_limits limits = {.bytes = 40, .pieces = 9, .count = bytes_of};
    fragment(a, s, y, data, size);
    (void)cr_protect_restore(a, x, y, links, 2, &lost);
    cr_links_follow_target(x, y, links, 2);
    assert(links[0].target.end <= y.len && links[1].target.end <= y.len);
    if (cr_segment_cut(a, x, &limits, &parts, &n))
        for (size_t i = 0; i < n; i++)
            assert(parts[i].start <= parts[i].end && parts[i].end <= x.len && (i == 0 || parts[i - 1].end <= parts[i].start));
    cr_arena_free(a);
    return 0;
}

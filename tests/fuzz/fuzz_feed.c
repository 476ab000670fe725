/* Any bytes as a feed, strictly, leniently and as JSON; the whole tree is written out and read back as JSON. */
#include <courant/feed.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "feed/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(256u << 20);
    cr_feed *feed;
    cr_error err;
    cr_feed_options o = {.url = size % 2 ? CR_STR("https://e.example/a/b") : CR_STR_NONE,
                         .content_type = size % 3 ? CR_STR_NONE : CR_STR("text/xml; charset=koi8-r")};
    if (cr_feed_parse(a, (cr_str){(const char *)data, size}, &o, &feed, &err) == CR_OK) {
        cr_buf out;
        cr_buf_init(&out, CR_BUF_NO_CEILING);
        cr_json j = cr_json_on(&out);
        cr_feed_tree_json(&j, feed->tree);
        if (out.failed || !cr_utf8_valid(cr_buf_str(&out)))
            abort();
        json_t *back = json_loadb(out.bytes, out.len, JSON_ALLOW_NUL, NULL);
        if (!back)
            abort();
        json_decref(back);
        cr_buf_free(&out);
    }
    cr_strs found;
    if (cr_feed_discover(a, (cr_str){(const char *)data, size}, CR_STR("https://e.example/"), &found, &err) != CR_OK)
        found.count = 0;
    cr_arena_free(a);
    return 0;
}

/* Any bytes as a page: blocks are in order and inside the text, and what is written as JSON is read back the same. */
#include <courant/page.h>
#include <courant/render.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "page/article_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_article(const cr_article *a) {
    size_t at = 0;
    if (!cr_utf8_valid(a->text))
        abort();
    for (size_t i = 0; i < a->block_count; i++) {
        if (a->blocks[i].start < at || a->blocks[i].end <= a->blocks[i].start || a->blocks[i].end > a->text.len)
            abort();
        at = a->blocks[i].end;
    }
}

static void check_json(cr_arena *arena, const cr_article *a) {
    cr_buf first, second;
    cr_buf_init(&first, CR_BUF_NO_CEILING);
    cr_buf_init(&second, CR_BUF_NO_CEILING);
    cr_json j = cr_json_on(&first), k = cr_json_on(&second);
    cr_article_write(&j, a);
    json_error_t why;
    json_t *object = json_loadb(first.bytes, first.len, JSON_ALLOW_NUL, &why);
    cr_article *again;
    cr_error err;
    if (!object || cr_article_read(arena, object, &again, &err) != CR_OK)
        abort();
    cr_article_write(&k, again);
    if (!cr_str_eq(cr_buf_str(&first), cr_buf_str(&second)))
        abort();
    json_decref(object);
    cr_buf_free(&first);
    cr_buf_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static cr_page_tools *tools; /* reading the lists takes longer than a page */
    if (!tools)
        tools = cr_page_tools_new();
    cr_arena *arena = cr_arena_new(0);
    cr_page_input in = {.bytes = {(const char *)data, size}, .tools = tools, .id = CR_STR("x"), .url = CR_STR("https://example.org/2022/01/12/x")};
    cr_article *a;
    cr_error err;
    if (size && data[0] == 'T')
        in.type = CR_PAGE_TEXT;
    if (cr_page_read(arena, &in, &a, &err) == CR_OK) {
        check_article(a);
        check_json(arena, a);
        (void)cr_render_markdown(arena, a);
        (void)cr_render_html(arena, a);
    }
    cr_arena_free(arena);
    return 0;
}

/* Blocks and text of an article; addresses made absolute. */
#include "base/vec.h"
#include "net/url.h"
#include "page/assemble.h"

void cr_block_add(cr_block_writer *w, cr_block_kind kind, int level, cr_str text) {
    text = kind == CR_BLOCK_PREFORMATTED ? text : cr_str_trim(text);
    while (text.len && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == ' '))
        text.len--;
    if (text.len == 0 || w->failed)
        return;
    if (w->text->len + text.len + 2 > w->ceiling) {
        w->article->reason = CR_STR("the text was cut at the limit page_text_bytes");
        return;
    }
    cr_article *a = w->article;
    cr_block *b = CR_PUSH(w->arena, a->blocks, a->block_count, w->capacity);
    if (!b) {
        w->failed = true;
        return;
    }
    if (w->text->len)
        cr_buf_add_z(w->text, "\n\n");
    *b = (cr_block){kind, kind == CR_BLOCK_HEADING ? level : 0, w->text->len, w->text->len + text.len};
    cr_buf_add_str(w->text, text);
}

cr_status cr_block_done(cr_block_writer *w, cr_error *err) {
    w->article->text = cr_buf_copy(w->text, w->arena);
    if (w->failed || w->text->failed || cr_str_none(w->article->text))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a page");
    return CR_OK;
}

cr_str cr_page_resolve(cr_arena *arena, cr_str base, cr_str reference) {
    reference = cr_str_trim(reference);
    if (reference.len == 0 || reference.len > 4000 || base.len > 4000)
        return CR_STR_NONE;
    cr_str whole = cr_url_resolve(arena, base, reference);
    return cr_url_is_web(whole) ? whole : CR_STR_NONE;
}

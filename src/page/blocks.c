/* Blocks and text of an article; addresses made absolute. */
#include <curl/curl.h>

#include "base/vec.h"
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
    cr_str result = CR_STR_NONE;
    reference = cr_str_trim(reference);
    if (reference.len == 0 || reference.len > 4000 || base.len > 4000)
        return result;
    CURLU *u = curl_url();
    char *whole = NULL, *scheme = NULL;
    cr_str ref = cr_str_copy(arena, reference), from = cr_str_copy(arena, base);
    if (!u || !ref.ptr)
        goto done;
    if (from.len && curl_url_set(u, CURLUPART_URL, from.ptr, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        from.len = 0;
    if (curl_url_set(u, CURLUPART_URL, ref.ptr, CURLU_URLENCODE) != CURLUE_OK)
        goto done;
    if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK || (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0))
        goto done;
    if (curl_url_get(u, CURLUPART_URL, &whole, 0) == CURLUE_OK)
        result = cr_str_copy_z(arena, whole);
done:
    curl_free(whole);
    curl_free(scheme);
    curl_url_cleanup(u);
    return result;
}

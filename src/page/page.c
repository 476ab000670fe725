/* cr_page_read: from bytes to an article, step by step. */
#include <courant/page.h>

#include "html/encoding.h"
#include "page/assemble.h"

static bool looks_like_html(cr_str s) {
    size_t skip;
    if (cr_encoding_by_bom(s, &skip))
        s = cr_str_slice(s, skip, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (!strchr(" \t\r\n\f\v", s.ptr[i]) || !s.ptr[i])
            return s.ptr[i] == '<' || (s.ptr[i] == '\0' && i + 1 < s.len && s.ptr[i + 1] == '<');
    return false;
}

static cr_status read_text(cr_arena *arena, const cr_page_input *in, cr_article *a, cr_error *err) {
    size_t skip, unused;
    const char *encoding = cr_encoding_by_bom(in->bytes, &skip);
    if (!encoding)
        encoding = cr_encoding_for_label(in->charset);
    cr_str bytes = cr_str_slice(in->bytes, skip, in->bytes.len), utf8;
    CR_TRY(cr_encoding_convert(arena, bytes, encoding ? encoding : cr_encoding_detect(bytes), &utf8, &unused, err));
    return cr_page_from_text(arena, utf8, in, a, err);
}

static cr_status read_html(cr_arena *arena, const cr_page_input *in, cr_article *a, cr_error *err) {
    cr_str utf8;
    const char *encoding;
    CR_TRY(cr_encoding_decode_html(arena, in->bytes, in->charset, &utf8, &encoding, err));
    return cr_page_from_html(arena, utf8, in, a, err);
}

/* The declared language is a hint: pages of one language often stand in a template of another. */
static void set_language(cr_arena *arena, const cr_page_tools *tools, cr_article *a, cr_str declared) {
    char code[8] = "";
    if (!cr_language_normalise(declared, code))
        code[0] = '\0';
    cr_str text = a->text.len > 20 ? a->text : a->title;
    cr_language l = cr_language_detect_with(tools->language, cr_str_slice(text, 0, text.len < 20000 ? text.len : 20000), cr_str_of(code), text.len >= 60);
    bool unsure = strcmp(l.code, "und") == 0 || (text.len < 60 && l.confidence < 0.9);
    a->lang = cr_str_copy_z(arena, unsure && code[0] && a->text.len < 200 ? code : l.code);
}

/* "Translated from English by a machine": the page itself is the edition that is meant. */
static void name_edition(cr_arena *arena, cr_article *a) {
    cr_notice *n = a->notice;
    if (!n || !n->machine_translated || n->languages.count || n->main_language.len == 0 || cr_str_none(a->lang) || cr_str_eq(n->main_language, a->lang) || cr_str_is(a->lang, "und"))
        return;
    n->languages.items = CR_NEW(arena, cr_str);
    if (n->languages.items)
        n->languages.items[n->languages.count++] = a->lang;
}

/* Codes of languages point into the tools, which may go before the article does. */
static void own_notice(cr_arena *arena, cr_notice *n) {
    if (!n)
        return;
    n->main_language = cr_str_copy(arena, n->main_language);
    for (size_t i = 0; i < n->languages.count; i++)
        n->languages.items[i] = cr_str_copy(arena, n->languages.items[i]);
    n->relay_of = cr_str_copy(arena, n->relay_of);
    n->operator_name = cr_str_copy(arena, n->operator_name);
}

cr_page_tools *cr_page_tools_new(void) {
    cr_arena *arena = cr_arena_new(0);
    cr_page_tools *tools = arena ? CR_NEW(arena, cr_page_tools) : NULL;
    cr_error unsaid; /* memory alone can fail here */
    bool ok = tools && cr_words_load(arena, &tools->words, &unsaid) == CR_OK && (tools->rules = cr_notice_rules_load(arena)) != NULL && (tools->language = cr_language_tables_new(arena)) != NULL;
    if (ok) {
        tools->arena = arena;
        tools->judging = &cr_judging_fitted;
        return tools;
    }
    cr_arena_free(arena);
    return NULL;
}

void cr_page_tools_free(cr_page_tools *tools) {
    if (tools)
        cr_arena_free(tools->arena);
}

static cr_status read_with_own_tools(cr_arena *arena, const cr_page_input *in, cr_article **out, cr_error *err) {
    cr_page_tools *tools = cr_page_tools_new();
    if (!tools)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a page");
    cr_page_input with = *in;
    with.tools = tools;
    cr_status status = cr_page_read(arena, &with, out, err);
    cr_page_tools_free(tools);
    return status;
}

cr_status cr_page_read(cr_arena *arena, const cr_page_input *in, cr_article **out, cr_error *err) {
    *out = NULL;
    if (in->bytes.len > cr_limit(in->limits, CR_LIMIT_PAGE_BYTES))
        return cr_limit_met(err, in->limits, CR_LIMIT_PAGE_BYTES, "page");
    if (!in->tools)
        return read_with_own_tools(arena, in, out, err);
    cr_article *a = CR_NEW(arena, cr_article);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a page");
    a->id = cr_str_copy(arena, in->id);
    a->url = cr_str_copy(arena, in->url);
    bool html = in->type == CR_PAGE_HTML || (in->type == CR_PAGE_SNIFF && looks_like_html(in->bytes));
    CR_TRY(html ? read_html(arena, in, a, err) : read_text(arena, in, a, err));
    own_notice(arena, a->notice);
    cr_str declared = a->lang;
    set_language(arena, in->tools, a, cr_str_none(declared) ? in->language : declared);
    name_edition(arena, a);
    if (cr_arena_exhausted(arena))
        return cr_fail(err, CR_ERR_MEMORY, "a page does not fit into memory; raise `arena_bytes` under [limits] if it is honest input");
    *out = a;
    return CR_OK;
}

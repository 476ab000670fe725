#include "wire/understand.h"

#include <courant/page.h>

#include "base/limits.h"
#include "speech/tools.h"

/* cr_page_read goes by the declared language in shorter texts only. */
enum { SETTLED_BYTES = 200, DETECT_BYTES = 32 << 10, FEED_TEXT_LEAST = 1 };

cr_status cr_wire_recorded(cr_arena *a, const cr_document *d, cr_str reason, cr_knowledge *out, cr_error *err) {
    *out = (cr_knowledge){.article = CR_NEW(a, cr_article)};
    if (!out->article)
        return cr_fail(err, CR_ERR_MEMORY, "%.*s: out of memory", CR_FMT(d->url));
    out->article->id = cr_str_of(d->id);
    out->article->url = d->url;
    out->article->lang = CR_STR("und");
    out->article->text = CR_STR("");
    out->article->outcome = CR_OUTCOME_NO_ARTICLE;
    out->article->reason = cr_str_copy(a, reason);
    return CR_OK;
}

/* Binary bytes under the name of a page: NUL outside UTF-16 and UTF-32, or mostly control bytes. */
static bool is_noise(cr_str bytes) {
    enum { LOOKED_AT = 4096 };
    size_t n = bytes.len < LOOKED_AT ? bytes.len : LOOKED_AT, control = 0, zero = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        zero += c == 0;
        control += (c < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 27 && c != 0) || c == 127;
    }
    bool wide = n > 1 && zero * 4 > n; /* two or four bytes a character */
    return n > 0 && ((zero > 0 && !wide) || control * 10 > n);
}

/* ---- the article ---- */

static cr_status read_page(const cr_wire_tools *tools, cr_arena *a, const cr_document *d, cr_article **out, cr_error *err) {
    cr_page_input in = {.bytes = d->bytes, .type = d->is_text ? CR_PAGE_TEXT : CR_PAGE_HTML, .id = cr_str_of(d->id), .url = d->url, .charset = d->charset,
                        .title = d->title, .published = d->published, .language = d->language, .tools = tools->pages};
    return cr_page_read(a, &in, out, err);
}

/* The feed's own text as a page of its own, so that its markup is read by the same rules as any. */
static cr_status read_feed_text(const cr_wire_tools *tools, cr_arena *a, const cr_document *d, cr_article **out, cr_error *err) {
    cr_str page = cr_str_format(a, "<!DOCTYPE html><meta charset=utf-8><body><article>%.*s</article></body>", CR_FMT(d->feed_text));
    cr_page_input in = {.bytes = page, .type = CR_PAGE_HTML, .id = cr_str_of(d->id), .url = d->url, .charset = CR_STR("utf-8"), .title = d->title,
                        .published = d->published, .language = d->language, .tools = tools->pages};
    CR_TRY(cr_page_read(a, &in, out, err));
    cr_article *x = *out;
    if (x->text.len < FEED_TEXT_LEAST) { /* too little for a page: what a feed tells is an article even in one line */
        in.type = CR_PAGE_TEXT;
        in.bytes = d->feed_text;
        if (!cr_str_contains(d->feed_text, "<"))
            CR_TRY(cr_page_read(a, &in, out, err));
        x = *out;
    }
    if (x->text.len >= FEED_TEXT_LEAST)
        x->outcome = CR_OUTCOME_ARTICLE;
    if (cr_str_empty(x->title))
        x->title = d->title;
    return CR_OK;
}

static cr_status read_article(const cr_wire_tools *tools, cr_arena *a, const cr_document *d, cr_article **out, cr_error *err) {
    cr_error why = {0};
    cr_status status = CR_OK;
    *out = NULL;
    if (d->bytes.len && is_noise(d->bytes))
        why.status = cr_fail(&why, CR_ERR_SYNTAX, "binary, neither a page nor a text");
    else if (d->bytes.len)
        why.status = status = read_page(tools, a, d, out, &why);
    else
        why.status = cr_fail(&why, CR_ERR_NOT_FOUND, "%.*s", CR_FMT(d->note.len ? d->note : CR_STR("empty")));
    if (status == CR_ERR_MEMORY && !cr_arena_exhausted(a))
        return cr_fail(err, status, "%s", why.line);
    bool read = *out && why.status == CR_OK;
    if (d->feed_text.len && (!read || (*out)->outcome != CR_OUTCOME_ARTICLE) && !cr_arena_exhausted(a)) {
        cr_str reason = read ? cr_str_format(a, "the page is no article (%s): the feed's own text", cr_outcome_name((*out)->outcome))
                             : cr_str_format(a, "%s: the feed's own text", why.line);
        cr_article *fed = NULL;
        if (read_feed_text(tools, a, d, &fed, &why) == CR_OK && fed->outcome == CR_OUTCOME_ARTICLE) {
            fed->reason = reason;
            *out = fed;
            return CR_OK;
        }
    }
    if (read) {
        (*out)->noai |= cr_str_starts(d->note, "noai"); /* the server said so, not the page (wire/errands.c) */
        return CR_OK;
    }
    cr_knowledge recorded;
    CR_TRY(cr_wire_recorded(a, d, cr_str_of(why.line), &recorded, err));
    *out = recorded.article;
    return CR_OK;
}

/* ---- the rest ---- */

static void find_language(cr_arena *a, const cr_document *d, cr_article *x) {
    if (x->text.len >= SETTLED_BYTES && x->lang.len && !cr_str_is(x->lang, "und"))
        return; /* the page was asked already, by its text: the same bytes with that answer as a hint answer the same */
    cr_str text = x->text;
    if (text.len > DETECT_BYTES) {
        text.len = DETECT_BYTES;
        while (text.len > 0 && ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80)
            text.len--;
    }
    char hint[8] = "";
    if (!(x->lang.len && !cr_str_is(x->lang, "und") && cr_language_normalise(x->lang, hint)) && !(d->language.len && cr_language_normalise(d->language, hint)))
        hint[0] = '\0';
    cr_language l = cr_language_detect(text, hint[0] ? cr_str_of(hint) : CR_STR_NONE);
    x->lang = strcmp(l.code, "und") != 0 ? cr_str_copy_z(a, l.code) : hint[0] ? cr_str_copy_z(a, hint) : CR_STR("und");
}

/* A stage that fails leaves the article readable: what it would have found is missing, and the reason says so. */
static void stage_failed(cr_arena *a, cr_article *x, const char *stage, const cr_error *why) {
    if (cr_str_none(x->reason))
        x->reason = cr_str_format(a, "%s: %s", stage, why->line);
}

cr_status cr_wire_tools_open(cr_wire_tools *tools, const cr_quotes_tools *quotes, const cr_page_tools *pages, const cr_limits *limits, cr_error *err) {
    *tools = (cr_wire_tools){.text = cr_text_tools_new(), .dates = cr_date_tools_new(), .quotes = quotes, .pages = pages};
    if (tools->text)
        cr_text_tools_limit(tools->text, limits);
    if (tools->text && tools->dates && quotes && pages)
        return CR_OK;
    cr_wire_tools_close(tools);
    return cr_fail(err, CR_ERR_MEMORY, "understanding: out of memory");
}

void cr_wire_tools_close(cr_wire_tools *tools) {
    cr_text_tools_free(tools->text);
    cr_date_tools_free(tools->dates);
    *tools = (cr_wire_tools){0};
}

cr_status cr_wire_understand(const cr_wire_tools *tools, cr_arena *a, const cr_document *d, cr_knowledge *out, cr_error *err) {
    *out = (cr_knowledge){0};
    CR_TRY(read_article(tools, a, d, &out->article, err));
    cr_article *x = out->article;
    if (x->outcome != CR_OUTCOME_ARTICLE)
        return CR_OK;
    cr_error why = {0};
    find_language(a, d, x);
    if (cr_text_sentences_with(tools->text, a, x->text, x->lang, &out->sentences, &out->sentence_count, &why) != CR_OK) {
        out->sentence_count = 0;
        stage_failed(a, x, "sentences", &why);
    }
    cr_quotes_input in = {.text = x->text, .lang = x->lang, .date = x->date, .title = x->title, .dates = tools->dates};
    if (cr_quotes_find_named(tools->quotes, a, &in, &out->statements, &out->statement_count, &out->names, &out->name_count, &why) != CR_OK) {
        cr_error names; /* which may be had without the statements */
        out->statement_count = 0;
        if (cr_names_find_with(cr_quotes_tools_lexicon(tools->quotes, x->lang), a, x->text, x->lang, &out->names, &out->name_count, &names) != CR_OK) {
            out->name_count = 0;
            stage_failed(a, x, "names", &names);
        }
        stage_failed(a, x, "statements", &why);
    }
    if (cr_dates_find_with(tools->dates, a, x->text, x->lang, x->date, &out->dates, &out->date_count, &why) != CR_OK) {
        out->date_count = 0;
        stage_failed(a, x, "dates", &why);
    }
    return CR_OK;
}

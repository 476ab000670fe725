/* What pages share: words, addresses, rights. */
#include "site/page.h"

#include <courant/language.h>
#include <stdio.h>

enum { RELAY_HOPS = 8 };

void cr_page_say(cr_page *p, const char *english, cr_str one) {
    cr_str rest = cr_texts_get(p->texts, english);
    while (cr_texts_next(&p->m, &rest))
        cr_markup_text(&p->m, one);
}

void cr_page_say_count(cr_page *p, const char *one, const char *many, size_t n) {
    cr_str rest = cr_texts_plural(p->texts, one, many, n);
    while (cr_texts_next(&p->m, &rest))
        cr_markup_number(&p->m, (long long)n);
}

static cr_str filled(cr_page *p, cr_str text, cr_str value) {
    size_t at = cr_str_find(text, CR_STR("{1}"), 0);
    if (at == CR_STR_NPOS)
        return text;
    cr_str before = cr_str_slice(text, 0, at), after = cr_str_slice(text, at + 3, text.len);
    return cr_str_format(p->arena, "%.*s%.*s%.*s", CR_FMT(before), CR_FMT(value), CR_FMT(after));
}

cr_str cr_page_text(cr_page *p, const char *english, cr_str one) { return filled(p, cr_texts_get(p->texts, english), one); }

cr_str cr_page_count_text(cr_page *p, const char *one, const char *many, size_t n) {
    return filled(p, cr_texts_plural(p->texts, one, many, n), cr_str_format(p->arena, "%zu", n));
}

void cr_page_date(cr_page *p, cr_str date, cr_date_style style) {
    if (!date.len)
        return;
    CR_HTML(&p->m, "<time");
    cr_markup_attribute(&p->m, "datetime", date);
    CR_HTML(&p->m, ">");
    cr_markup_text(&p->m, cr_formats_date(p->worker->formats, p->arena, p->texts, date, style));
    CR_HTML(&p->m, "</time>");
}

cr_str cr_page_language(cr_page *p, cr_str code) { return cr_texts_language(p->arena, p->texts, code); }

void cr_page_lang(cr_page *p, cr_str lang) {
    if (!lang.len || cr_str_eq(lang, p->lang))
        return;
    cr_markup_attribute(&p->m, "lang", lang);
    cr_markup_attribute(&p->m, "dir", cr_str_is(lang, "und") ? CR_STR("auto") : cr_language_is_rtl(lang) ? CR_STR("rtl") : CR_STR("ltr"));
}

/* A plain file server answers "/fr/story/s12/" with the index.html below it; a feed is a file by itself. */
cr_str cr_page_path(const cr_page *p, cr_str edition, const char *tail) {
    bool slash = p->site->static_files && *tail && !strchr(tail, '.') && !strchr(tail, '?') && !strchr(tail, '#');
    return cr_str_format(p->arena, "/%.*s/%s%s", CR_FMT(edition), tail, slash ? "/" : "");
}

cr_str cr_page_to(const cr_page *p, const char *what, const char *id) {
    return cr_str_format(p->arena, "/%.*s/%s/%s%s", CR_FMT(p->lang), what, id, p->site->static_files ? "/" : "");
}

cr_str cr_page_absolute(const cr_page *p, cr_str path) { return cr_str_concat(p->arena, p->site->base_url, path); }

void cr_page_open_link(cr_page *p, const char *what, const char *id, const char *class_name) {
    CR_HTML(&p->m, "<a");
    cr_markup_attribute(&p->m, "class", cr_str_of(class_name));
    cr_markup_attribute(&p->m, "href", cr_page_to(p, what, id));
    CR_HTML(&p->m, ">");
}

bool cr_page_public(const cr_page *p) { return p->site->options->public_mode; }

/* The chain of what an article copies is walked: who relays a reserved text does not free it. */
cr_visible cr_page_visible(cr_page *p, const cr_article_row *row, const char **why) {
    if (why)
        *why = NULL;
    if (!cr_page_public(p))
        return CR_VISIBLE_FULL;
    cr_visible visible = row->rights == CR_RIGHTS_FULL ? CR_VISIBLE_FULL : CR_VISIBLE_EXTRACT;
    cr_article_row at = *row;
    for (int hop = 0; hop < RELAY_HOPS; hop++) {
        if (at.rights == CR_RIGHTS_INTERNAL || at.noai) {
            if (why)
                *why = at.noai ? CR_N("The publisher reserves this text against use by machines, so it is not shown here.")
                               : CR_N("This source is kept for the readers of the private site.");
            return CR_VISIBLE_NOT;
        }
        if (at.rights != CR_RIGHTS_FULL)
            visible = CR_VISIBLE_EXTRACT;
        cr_error err;
        cr_article_row next;
        if (!at.relay_of[0] || cr_store_article(p->store, p->arena, at.relay_of, &next, NULL, &err) != CR_OK)
            break;
        at = next;
    }
    if (why && visible == CR_VISIBLE_EXTRACT)
        *why = CR_N("The source has not given its whole text free: here are its headline, its beginning and the statements in it.");
    return visible;
}

const cr_knowledge *cr_page_knowledge(cr_page *p, const char *article, const cr_article_row **row) {
    for (size_t i = 0; i < p->known_count; i++)
        if (strcmp(p->known[i].id, article) == 0) {
            if (row)
                *row = &p->known[i].row;
            return &p->known[i].knowledge;
        }
    if (!p->known)
        p->known = cr_arena_array(p->arena, CR_KNOWLEDGE_KEPT, sizeof *p->known);
    if (!p->known || p->known_count == CR_KNOWLEDGE_KEPT || strlen(article) >= CR_ID_ROOM)
        return NULL;
    cr_error err;
    size_t i = p->known_count;
    if (cr_store_article(p->store, p->arena, article, &p->known[i].row, &p->known[i].knowledge, &err) != CR_OK || !p->known[i].knowledge.article)
        return NULL;
    memcpy(p->known[i].id, article, strlen(article) + 1);
    p->known_count++;
    if (row)
        *row = &p->known[i].row;
    return &p->known[i].knowledge;
}

bool cr_page_sample_store(cr_page *p) {
    cr_source *rows = NULL;
    size_t count = 0;
    cr_error err;
    if (p->sample)
        return true;
    if (!p->store || cr_store_source_list(p->store, p->arena, &rows, &count, &err) != CR_OK)
        return false;
    for (size_t i = 0; i < count; i++)
        if (rows[i].sample && rows[i].articles)
            return true;
    return false;
}

void cr_response_header(cr_site_response *r, const char *name, cr_str value) {
    size_t room = sizeof r->store - r->store_used;
    if (r->header_count >= sizeof r->headers / sizeof *r->headers || value.len + 1 > room)
        return;
    char *at = r->store + r->store_used;
    for (size_t i = 0; i < value.len; i++) /* no header may end early */
        at[i] = (unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7F ? ' ' : value.ptr[i];
    at[value.len] = '\0';
    r->store_used += value.len + 1;
    r->headers[r->header_count++] = (cr_site_header){name, {at, value.len}};
}

cr_str cr_site_response_header(const cr_site_response *response, const char *name) {
    for (size_t i = 0; i < response->header_count; i++)
        if (cr_str_is_nocase(cr_str_of(response->headers[i].name), name))
            return response->headers[i].value;
    return CR_STR_NONE;
}

void cr_page_plain(cr_page *p, const char *type) {
    p->response->status = p->status;
    cr_response_header(p->response, "Content-Type", cr_str_of(type));
    cr_buf_free(&p->response->body);
    p->response->body = p->content;
    cr_buf_init(&p->content, CR_SITE_PAGE_BYTES);
}

bool cr_page_failed(cr_page *p, cr_status status, const cr_error *err) {
    switch (status) {
    case CR_OK:
        return false;
    case CR_ERR_NOT_FOUND:
        cr_page_error(p, 404, "There is no such page", "It may have been removed, or the address is mistyped.");
        break;
    case CR_ERR_USAGE:
    case CR_ERR_SYNTAX:
    case CR_ERR_LIMIT:
        cr_page_error(p, 400, "That could not be understood", "Please check the address or the search words.");
        break;
    default:
        cr_log_line(p->site->options->log, CR_LOG_ERROR, "site: %s", err->line);
        cr_page_error(p, status == CR_ERR_STORE ? 503 : 500, "Something is broken here", "The store could not be read. courant doctor tells what is wrong.");
    }
    return true;
}

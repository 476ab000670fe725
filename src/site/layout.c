/* The frame of every page: head, masthead, notices, footer. */
#include <courant/language.h>

#include "site/page.h"

static void head_link(cr_page *p, cr_markup *m, const char *rel, cr_str href, cr_str lang) {
    (void)p;
    CR_HTML(m, "<link");
    cr_markup_attribute(m, "rel", cr_str_of(rel));
    cr_markup_attribute(m, "hreflang", lang);
    cr_markup_attribute(m, "href", href);
    CR_HTML(m, ">\n");
}

static bool same_in_other_editions(const cr_page *p) {
    return p->route.lang[0] && p->status == 200 && !p->no_editions;
}

/* The same page in another edition; a search keeps its words. */
static cr_str counterpart(const cr_page *p, cr_str edition) {
    if (p->status != 200)
        return cr_page_path(p, edition, "");
    cr_str path = cr_page_path(p, edition, p->route.tail);
    if (p->route.kind == CR_PAGE_SEARCH && p->request->query.len)
        path = cr_str_format(p->arena, "%.*s?%.*s", CR_FMT(path), CR_FMT(p->request->query));
    return path;
}

static void write_head(cr_page *p, cr_markup *m) {
    cr_site *site = p->site;
    CR_HTML(m, "<!DOCTYPE html>\n<html");
    cr_markup_attribute(m, "lang", p->lang);
    cr_markup_attribute(m, "dir", p->texts->rtl ? CR_STR("rtl") : CR_STR("ltr"));
    CR_HTML(m, ">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    if (p->title.len) {
        cr_markup_text(m, p->title);
        CR_HTML(m, " · ");
    }
    cr_markup_text(m, site->title);
    CR_HTML(m, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n");
    if (p->description.len) {
        CR_HTML(m, "<meta name=\"description\"");
        cr_markup_attribute(m, "content", cr_markup_clean(p->arena, p->description, 300));
        CR_HTML(m, ">\n");
    }
    bool main = cr_str_eq(p->lang, site->main);
    bool hidden = !cr_page_public(p) || p->noindex || p->status != 200 || (!main && !site->options->index_translations);
    if (hidden)
        CR_HTML(m, "<meta name=\"robots\" content=\"noindex\">\n");
    head_link(p, m, "stylesheet", cr_str_of(site->style_path), CR_STR_NONE);
    head_link(p, m, "icon", cr_str_of(site->icon_path), CR_STR_NONE);
    if (p->status == 200 && p->route.kind != CR_PAGE_SEARCH) {
        head_link(p, m, "canonical", cr_page_absolute(p, counterpart(p, p->lang)), CR_STR_NONE);
        if (same_in_other_editions(p) || p->route.kind == CR_PAGE_FRONT) {
            for (size_t i = 0; i < site->editions.count; i++)
                head_link(p, m, "alternate", cr_page_absolute(p, counterpart(p, site->editions.items[i])), site->editions.items[i]);
            head_link(p, m, "alternate", cr_page_absolute(p, counterpart(p, site->main)), CR_STR("x-default"));
        }
    }
    CR_HTML(m, "<link rel=\"alternate\" type=\"application/atom+xml\"");
    cr_markup_attribute(m, "href", cr_page_path(p, p->lang, "feed.atom"));
    CR_HTML(m, ">\n<link rel=\"alternate\" type=\"application/feed+json\"");
    cr_markup_attribute(m, "href", cr_page_path(p, p->lang, "feed.json"));
    CR_HTML(m, ">\n");
    cr_buf_add_str(m->out, cr_buf_str(&p->head));
    CR_HTML(m, "<script");
    cr_markup_attribute(m, "src", cr_str_of(site->script_path));
    CR_HTML(m, " defer></script>\n</head>\n<body>\n");
}

static void write_editions(cr_page *p, cr_markup *m) {
    CR_HTML(m, "<nav class=\"editions\"");
    cr_markup_attribute(m, "aria-label", cr_texts_get(p->texts, "Editions"));
    CR_HTML(m, "><ul>");
    for (size_t i = 0; i < p->site->editions.count; i++) {
        cr_str lang = p->site->editions.items[i];
        CR_HTML(m, "<li><a");
        cr_markup_attribute(m, "href", counterpart(p, lang));
        cr_markup_attribute(m, "hreflang", lang);
        cr_markup_attribute(m, "lang", lang);
        cr_markup_attribute(m, "dir", cr_language_is_rtl(lang) ? CR_STR("rtl") : CR_STR("ltr"));
        if (cr_str_eq(lang, p->lang))
            CR_HTML(m, " aria-current=\"true\"");
        CR_HTML(m, ">");
        cr_markup_text(m, cr_texts_own_name(p->arena, lang));
        CR_HTML(m, "</a></li>");
    }
    CR_HTML(m, "</ul></nav>");
}

static void write_search(cr_page *p, cr_markup *m) {
    if (p->site->static_files)
        return;
    CR_HTML(m, "<form class=\"find\" role=\"search\" method=\"get\"");
    cr_markup_attribute(m, "action", cr_page_path(p, p->lang, "search"));
    CR_HTML(m, "><input type=\"search\" name=\"q\" maxlength=\"500\"");
    cr_markup_attribute(m, "aria-label", cr_texts_get(p->texts, "Search"));
    cr_markup_attribute(m, "placeholder", cr_texts_get(p->texts, "Search"));
    if (p->route.kind == CR_PAGE_SEARCH)
        cr_markup_attribute(m, "value", cr_route_parameter(p->arena, p->request->query, "q", cr_limit(p->site->options->limits, CR_LIMIT_HTTP_QUERY_BYTES), NULL));
    CR_HTML(m, "><button>");
    cr_markup_text(m, cr_texts_get(p->texts, "Search"));
    CR_HTML(m, "</button></form>");
}

static void write_masthead(cr_page *p, cr_markup *m) {
    CR_HTML(m, "<a class=\"skip\" href=\"#content\">");
    cr_markup_text(m, cr_texts_get(p->texts, "To the content"));
    CR_HTML(m, "</a>\n<header class=\"mast\"><div class=\"mast-row\"><a class=\"brand\"");
    cr_markup_attribute(m, "href", cr_page_path(p, p->lang, ""));
    CR_HTML(m, ">");
    cr_markup_text(m, p->site->title);
    CR_HTML(m, "</a>");
    write_search(p, m);
    CR_HTML(m, "</div><div class=\"mast-row bar\">");
    CR_HTML(m, "<p class=\"edition\">");
    if (cr_str_eq(p->lang, p->site->main))
        cr_markup_text(m, cr_texts_get(p->texts, "Main edition"));
    else {
        cr_str rest = cr_texts_get(p->texts, "Main edition: {1}");
        while (cr_texts_next(m, &rest)) {
            CR_HTML(m, "<a");
            cr_markup_attribute(m, "href", counterpart(p, p->site->main));
            cr_markup_attribute(m, "hreflang", p->site->main);
            CR_HTML(m, ">");
            cr_markup_text(m, cr_page_language(p, p->site->main));
            CR_HTML(m, "</a>");
        }
    }
    CR_HTML(m, "</p>");
    write_editions(p, m);
    CR_HTML(m, "</div></header>\n");
}

/* Pages of the whole site say that the store holds a sample; a story of one's own does not. */
static bool says_sample(cr_page *p) {
    bool of_the_site = p->route.kind == CR_PAGE_STATUS || p->route.kind == CR_PAGE_ABOUT || p->route.kind == CR_PAGE_SEARCH || p->status != 200;
    return p->sample || (of_the_site && cr_page_sample_store(p));
}

static void write_notices(cr_page *p, cr_markup *m) {
    if (says_sample(p)) {
        CR_HTML(m, "<p class=\"notice sample\"><strong>");
        cr_markup_text(m, cr_texts_get(p->texts, "Sample edition."));
        CR_HTML(m, "</strong> ");
        cr_markup_text(m, cr_texts_get(p->texts, "These reports on events long past were written to show how Courant works. Add sources of your own with courant add."));
        CR_HTML(m, "</p>");
    }
    if (p->translated && !cr_str_eq(p->lang, p->site->main)) {
        CR_HTML(m, "<p class=\"notice quiet\">");
        cr_markup_text(m, cr_texts_get(p->texts, "Some of this page was translated by machine: the original counts first, then the main edition, then this one."));
        CR_HTML(m, "</p>");
    } else if (p->translated) {
        CR_HTML(m, "<p class=\"notice quiet\">");
        cr_markup_text(m, cr_texts_get(p->texts, "Some of this page was translated by machine: the original counts first."));
        CR_HTML(m, "</p>");
    }
}

static void foot_link(cr_page *p, cr_markup *m, cr_str href, const char *text) {
    CR_HTML(m, "<li><a");
    cr_markup_attribute(m, "href", href);
    CR_HTML(m, ">");
    cr_markup_text(m, cr_texts_get(p->texts, text));
    CR_HTML(m, "</a></li>");
}

static void write_footer(cr_page *p, cr_markup *m) {
    CR_HTML(m, "<footer class=\"foot\"><ul>");
    foot_link(p, m, cr_page_path(p, p->lang, "about"), "About this page");
    foot_link(p, m, cr_page_path(p, p->lang, "status"), "Sources and their state");
    foot_link(p, m, cr_page_path(p, p->lang, "stories"), "All stories");
    foot_link(p, m, cr_page_path(p, p->lang, "dossiers"), "Dossiers");
    foot_link(p, m, cr_page_path(p, p->lang, "feed.atom"), "Atom feed");
    foot_link(p, m, cr_page_path(p, p->lang, "feed.json"), "JSON feed");
    foot_link(p, m, CR_STR("/opml"), "OPML");
    if (!p->site->static_files)
        foot_link(p, m, CR_STR("/api/v1/openapi.json"), "API");
    CR_HTML(m, "</ul><p>");
    cr_markup_text(m, cr_texts_get(p->texts, cr_page_public(p) ? CR_N("Extracts with their sources; the whole text is theirs.")
                                                                     : CR_N("Private site: whole texts, for its readers alone.")));
    CR_HTML(m, "</p></footer>\n</body>\n</html>\n");
}

void cr_layout(cr_page *p) {
    cr_buf *body = &p->response->body;
    cr_buf_clear(body);
    cr_markup m = {body};
    write_head(p, &m);
    write_masthead(p, &m);
    CR_HTML(&m, "<main id=\"content\"");
    cr_markup_attribute(&m, "class", cr_str_of(p->wide ? "wide" : NULL));
    cr_markup_attribute(&m, "data-filter-label", cr_texts_get(p->texts, "Filter"));
    CR_HTML(&m, ">");
    write_notices(p, &m);
    cr_buf_add_str(body, cr_buf_str(&p->content));
    CR_HTML(&m, "</main>\n");
    write_footer(p, &m);
    p->response->status = p->status;
    cr_response_header(p->response, "Content-Type", CR_STR("text/html; charset=utf-8"));
    cr_response_header(p->response, "Content-Language", p->lang);
}

void cr_page_error(cr_page *p, int status, const char *title, const char *detail) {
    cr_buf_clear(&p->content);
    cr_buf_clear(&p->head);
    p->status = status;
    p->noindex = true;
    p->sample = p->translated = false;
    p->title = cr_texts_get(p->texts, title);
    CR_HTML(&p->m, "<section class=\"error\"><p class=\"label\">");
    cr_markup_number(&p->m, status);
    CR_HTML(&p->m, "</p><h1>");
    CR_SAY(p, title);
    CR_HTML(&p->m, "</h1>");
    if (detail) {
        CR_HTML(&p->m, "<p>");
        CR_SAY(p, detail);
        CR_HTML(&p->m, "</p>");
    }
    CR_HTML(&p->m, "<p><a");
    cr_markup_attribute(&p->m, "href", cr_page_path(p, p->lang, ""));
    CR_HTML(&p->m, ">");
    CR_SAY(p, "To the front page");
    CR_HTML(&p->m, "</a></p></section>");
}

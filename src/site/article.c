/* The article page: translation and original, sentence beside sentence. */
#include "base/map.h"
#include "site/page.h"

enum { ALSO_READ = 8, CHANGES = 200 };

typedef struct text_view {
    const cr_knowledge *k;
    cr_shown *shown;      /* one for each sentence */
    size_t translated, untranslated, rejected, flagged;
    bool foreign;         /* of another language than the edition's */
} text_view;

static bool view_text(cr_page *p, const cr_knowledge *k, text_view *v) {
    *v = (text_view){.k = k, .foreign = !cr_str_eq(k->article->lang, p->lang)};
    v->shown = CR_NEW_ARRAY(p->arena, cr_shown, k->sentence_count ? k->sentence_count : 1);
    if (!v->shown)
        return false;
    for (size_t i = 0; i < k->sentence_count; i++) {
        cr_span s = k->sentences[i];
        if (s.end > k->article->text.len || s.start > s.end)
            return false;
        v->shown[i] = cr_show(p, k->article->lang, cr_str_slice(k->article->text, s.start, s.end));
        if (v->shown[i].rejected)
            v->rejected++;
        else if (v->shown[i].how == CR_SHOWN_UNTRANSLATED)
            v->untranslated++;
        else if (v->shown[i].how != CR_SHOWN_OWN) {
            v->translated++;
            v->flagged += v->shown[i].flagged;
        }
    }
    return true;
}

static void open_block(cr_page *p, const cr_block *b, cr_str lang) {
    switch (b->kind) {
    case CR_BLOCK_HEADING: CR_HTML(&p->m, "<h2 class=\"inner\""); break;
    case CR_BLOCK_QUOTATION: CR_HTML(&p->m, "<blockquote"); break;
    case CR_BLOCK_LIST_ITEM: CR_HTML(&p->m, "<p class=\"item\""); break;
    case CR_BLOCK_CAPTION: CR_HTML(&p->m, "<p class=\"caption\""); break;
    case CR_BLOCK_PREFORMATTED: CR_HTML(&p->m, "<pre"); break;
    default: CR_HTML(&p->m, "<p"); break;
    }
    cr_page_lang(p, lang);
    CR_HTML(&p->m, ">");
}

static void close_block(cr_page *p, const cr_block *b) {
    switch (b->kind) {
    case CR_BLOCK_HEADING: CR_HTML(&p->m, "</h2>"); break;
    case CR_BLOCK_QUOTATION: CR_HTML(&p->m, "</blockquote>"); break;
    case CR_BLOCK_PREFORMATTED: CR_HTML(&p->m, "</pre>"); break;
    default: CR_HTML(&p->m, "</p>"); break;
    }
}

static void write_plain(cr_page *p, const cr_article *a) {
    CR_HTML(&p->m, "<div class=\"text\">");
    for (size_t i = 0; i < a->block_count; i++) {
        open_block(p, &a->blocks[i], a->lang);
        cr_markup_text(&p->m, cr_block_text(a, i));
        close_block(p, &a->blocks[i]);
    }
    CR_HTML(&p->m, "</div>");
}

/* A pair may be looked at on a narrow screen by tapping it (it takes the focus) and is whole on a wide one and on paper. */
static void write_pair(cr_page *p, const cr_shown *s, size_t number, const cr_block *b) {
    CR_HTML(&p->m, "<div tabindex=\"0\"");
    cr_markup_attribute(&p->m, "class", cr_str_of(s->flagged ? "pair doubt" : b->kind == CR_BLOCK_HEADING ? "pair inner" : "pair"));
    cr_markup_attribute(&p->m, "id", cr_str_format(p->arena, "s%zu", number + 1));
    CR_HTML(&p->m, "><div class=\"tr\">");
    cr_show_run(p, s);
    if (s->flagged || s->rejected) {
        CR_HTML(&p->m, " <span class=\"label flag\">");
        s->rejected ? cr_show_rejected(p, s) : cr_show_flags(p, &s->translation);
        CR_HTML(&p->m, "</span>");
    } else if (s->kept) {
        CR_HTML(&p->m, " <span class=\"label\">");
        cr_page_say(p, "in {1} in the original", cr_page_language(p, p->lang));
        CR_HTML(&p->m, "</span>");
    }
    CR_HTML(&p->m, "</div><div class=\"or\"");
    cr_page_lang(p, s->original_lang);
    CR_HTML(&p->m, ">");
    if (s->how != CR_SHOWN_UNTRANSLATED && s->how != CR_SHOWN_OWN)
        cr_markup_text(&p->m, s->original);
    CR_HTML(&p->m, "</div></div>");
}

static void write_pairs(cr_page *p, const text_view *v) {
    const cr_article *a = v->k->article;
    const cr_shown *any = &v->shown[0]; /* nothing but rejected ones: "original in …" */
    for (size_t i = 0; i < v->k->sentence_count; i++)
        if (v->shown[i].how == CR_SHOWN_ROUGH || v->shown[i].how == CR_SHOWN_TRANSLATED) {
            any = &v->shown[i];
            break;
        }
    CR_HTML(&p->m, "<div class=\"text pairs\" id=\"pairs\"><div class=\"pairs-head label\"><span class=\"tr\">");
    cr_markup_text(&p->m, cr_show_label(p, any, true));
    CR_HTML(&p->m, "</span><span class=\"or\">");
    cr_page_say(p, "original in {1}", cr_page_language(p, a->lang));
    CR_HTML(&p->m, "</span></div><p class=\"flip label\"><a href=\"#pairs\">");
    CR_SAY(p, "Show all originals");
    CR_HTML(&p->m, "</a> · ");
    CR_SAY(p, "or tap a sentence");
    CR_HTML(&p->m, "</p>");
    size_t s = 0;
    for (size_t i = 0; i < a->block_count; i++) {
        CR_HTML(&p->m, "<div class=\"block\">");
        for (; s < v->k->sentence_count && v->k->sentences[s].start < a->blocks[i].end; s++)
            write_pair(p, &v->shown[s], s, &a->blocks[i]);
        CR_HTML(&p->m, "</div>");
    }
    CR_HTML(&p->m, "</div>");
}

/* No engine, or not done yet: say which, and what mends it. */
static void write_why(cr_page *p, const text_view *v) {
    const cr_site_options *o = p->site->options;
    cr_str why = CR_STR_NONE;
    cr_route route;
    cr_str from = v->k->article->lang;
    bool there = o->route && o->route(o->route_context, p->arena, from, p->lang, &route, &why);
    CR_HTML(&p->m, "<p class=\"notice\">");
    if (v->translated || v->rejected) {
        cr_page_say_count(p, "{1} sentence is not translated yet and stands as in the original.", "{1} sentences are not translated yet and stand as in the original.",
                          v->untranslated);
    } else if (there)
        CR_SAY(p, "The translation of this article is not done yet; it has been asked for. Here is the original.");
    else {
        cr_str rest = cr_texts_get(p->texts, "There is no engine from {1} to {2}, so here is the original.");
        int k;
        while ((k = cr_texts_next(&p->m, &rest)) != 0)
            cr_markup_text(&p->m, cr_page_language(p, k == 1 ? from : p->lang));
        if (!cr_page_public(p)) {
            CR_HTML(&p->m, " <code lang=\"en\" dir=\"ltr\">");
            if (why.len)
                cr_markup_text(&p->m, why);
            else {
                CR_HTML(&p->m, "courant models add --from ");
                cr_markup_text(&p->m, from);
                CR_HTML(&p->m, " --to ");
                cr_markup_text(&p->m, p->lang);
                CR_HTML(&p->m, " FILE");
            }
            CR_HTML(&p->m, "</code>");
        }
    }
    CR_HTML(&p->m, "</p>");
}

static void ask_for_translation(cr_page *p) {
    if (!p->site->writer || pthread_mutex_trylock(&p->site->writer_lock) != 0)
        return; /* another reader's wish is being written; this one comes with the next visit */
    cr_error err;
    cr_status ignored = cr_store_translate_wanted(p->site->writer, p->route.id, p->lang, &err);
    (void)ignored;
    pthread_mutex_unlock(&p->site->writer_lock);
}

static void meta_link(cr_page *p, const cr_article *a, const cr_article_row *row) {
    CR_HTML(&p->m, "<p class=\"label meta\"><bdi>");
    cr_page_open_link(p, "source", row->source, NULL);
    cr_markup_text(&p->m, row->source_title.len ? row->source_title : a->site.len ? a->site : CR_STR("–"));
    CR_HTML(&p->m, "</a></bdi>");
    for (size_t i = 0; i < a->author.count && i < 6; i++) {
        CR_HTML(&p->m, " · <bdi translate=\"no\">");
        cr_markup_text(&p->m, a->author.items[i]);
        CR_HTML(&p->m, "</bdi>");
    }
    if (row->date.len) {
        CR_HTML(&p->m, " · ");
        cr_page_date(p, row->date, CR_DATE_TIME);
    }
    if (a->modified.len && !cr_str_eq(a->modified, a->date)) {
        CR_HTML(&p->m, " · ");
        cr_str rest = cr_texts_get(p->texts, "changed {1}");
        while (cr_texts_next(&p->m, &rest))
            cr_page_date(p, a->modified, CR_DATE_TIME);
    }
    CR_HTML(&p->m, " · ");
    cr_markup_text(&p->m, cr_page_language(p, a->lang));
    if (cr_markup_is_web_address(row->url)) {
        CR_HTML(&p->m, " · <a rel=\"external noopener\"");
        cr_markup_link(&p->m, "href", row->url);
        cr_markup_attribute(&p->m, "hreflang", a->lang);
        CR_HTML(&p->m, ">");
        CR_SAY(p, "read at the source");
        CR_HTML(&p->m, " ↗</a>");
    }
    CR_HTML(&p->m, "</p>");
}

static void relay_name(cr_page *p, const char *id) {
    cr_article_row from;
    cr_error err;
    if (cr_store_article(p->store, p->arena, id, &from, NULL, &err) != CR_OK || cr_page_visible(p, &from, NULL) == CR_VISIBLE_NOT) {
        CR_SAY(p, "another report");
        return;
    }
    cr_page_open_link(p, "article", id, NULL);
    CR_HTML(&p->m, "<bdi>");
    cr_markup_text(&p->m, from.source_title.len ? from.source_title : from.site.len ? from.site : from.url);
    CR_HTML(&p->m, "</bdi></a>");
}

/* "relayed automatically · of RT · machine translated, says the page": what the page says of itself, in one line. */
static void notice_line(cr_page *p, const cr_article *a, const cr_article_row *row) {
    const cr_notice *n = a->notice;
    if (!n && !row->relay_of[0] && !row->carries.len)
        return;
    CR_HTML(&p->m, "<div class=\"notice\">");
    const char *between = "";
    if (n && n->relayed_automatically) {
        CR_SAY(p, "relayed automatically");
        between = " · ";
    }
    if (n && n->relay_of.len && !(row->relay_of[0] && row->origin == CR_ORIGIN_TRANSLATION)) {
        cr_markup_text_z(&p->m, between);
        cr_page_say(p, "says it relays {1}", n->relay_of);
        between = " · ";
    }
    if (row->relay_of[0]) {
        cr_markup_text_z(&p->m, between);
        cr_str rest = cr_texts_get(p->texts, row->origin == CR_ORIGIN_TRANSLATION && !row->notice_relay_of.len ? CR_N("translation of {1}, to judge by its names and numbers") : CR_N("relay of {1}"));
        while (cr_texts_next(&p->m, &rest))
            relay_name(p, row->relay_of);
        between = " · ";
    }
    if (row->earliest[0] && strcmp(row->earliest, row->relay_of) != 0) {
        cr_markup_text_z(&p->m, between);
        cr_str rest = cr_texts_get(p->texts, "earliest known: {1}");
        while (cr_texts_next(&p->m, &rest))
            relay_name(p, row->earliest);
        between = " · ";
    }
    if (row->carries.len && !(n && n->relay_of.len)) {
        cr_markup_text_z(&p->m, between);
        cr_page_say(p, "carries a text of {1}", row->carries);
        between = " · ";
    }
    if (n && n->machine_translated) {
        cr_markup_text_z(&p->m, between);
        CR_SAY(p, "machine translated, says the page");
        between = " · ";
    }
    if (n && n->main_language.len) {
        cr_markup_text_z(&p->m, between);
        cr_page_say(p, "its main language is {1}", cr_page_language(p, n->main_language));
        between = " · ";
    }
    if (n && n->operator_name.len) {
        cr_markup_text_z(&p->m, between);
        cr_page_say(p, "machine run by {1}", n->operator_name);
    }
    if (n && n->text.len) {
        CR_HTML(&p->m, " <details class=\"origin\"><summary class=\"label\">");
        CR_SAY(p, "the notice itself");
        CR_HTML(&p->m, "</summary><p");
        cr_page_lang(p, a->lang);
        CR_HTML(&p->m, ">");
        cr_markup_text(&p->m, n->text);
        CR_HTML(&p->m, "</p></details>");
    }
    CR_HTML(&p->m, "</div>");
}

static void write_statements(cr_page *p) {
    cr_statement_query q = {.article = cr_str_of(p->route.id), .publishable = cr_page_public(p)};
    cr_statement_row *rows;
    size_t count;
    cr_str next;
    cr_error err;
    if (cr_store_statements(p->store, p->arena, &q, &rows, &count, &next, &err) != CR_OK || !count)
        return;
    CR_HTML(&p->m, "<section id=\"statements\"><h2>");
    CR_SAY(p, "Statements in this article");
    CR_HTML(&p->m, "</h2>");
    cr_statements_write(p, rows, count, true);
    CR_HTML(&p->m, "</section>");
}

static void write_related(cr_page *p, const cr_article *a, const cr_article_row *row) {
    cr_article_query q = {.story = cr_str_of(row->story), .publishable = cr_page_public(p), .limit = ALSO_READ + 1};
    cr_article_row *rows = NULL;
    size_t count = 0, others = 0;
    cr_str next;
    cr_error err;
    if (row->story[0] && cr_store_articles(p->store, p->arena, &q, &rows, &count, &next, &err) != CR_OK)
        count = 0;
    for (size_t i = 0; i < count; i++)
        others += strcmp(rows[i].id, row->id) != 0;
    if (others) {
        CR_HTML(&p->m, "<section><h2>");
        CR_SAY(p, "The same story elsewhere");
        CR_HTML(&p->m, "</h2><ul class=\"lines\">");
        for (size_t i = 0; i < count; i++)
            if (strcmp(rows[i].id, row->id) != 0)
                cr_article_line(p, &rows[i]);
        CR_HTML(&p->m, "</ul></section>");
    }
    if (!a->related_count)
        return;
    CR_HTML(&p->m, "<section><h2>");
    CR_SAY(p, "Read also, says the source");
    CR_HTML(&p->m, "</h2><ul class=\"lines\">");
    for (size_t i = 0; i < a->related_count && i < ALSO_READ; i++) {
        const cr_related *r = &a->related[i];
        cr_shown s = cr_show_trusted(p, a->lang, r->title);
        CR_HTML(&p->m, "<li class=\"line\">");
        bool link = cr_markup_is_web_address(r->url);
        if (link) {
            CR_HTML(&p->m, "<a rel=\"external noopener\"");
            cr_markup_link(&p->m, "href", r->url);
            CR_HTML(&p->m, ">");
        }
        cr_show_text(p, &s);
        if (link)
            CR_HTML(&p->m, "</a>");
        if (r->media.len) {
            CR_HTML(&p->m, " <span class=\"label\">");
            cr_markup_text(&p->m, r->media);
            CR_HTML(&p->m, "</span>");
        }
        CR_HTML(&p->m, "</li>");
    }
    CR_HTML(&p->m, "</ul></section>");
}

static void write_copies(cr_page *p) {
    cr_article_row *rows;
    size_t count;
    cr_error err;
    if (cr_store_relays(p->store, p->arena, p->route.id, &rows, &count, &err) != CR_OK || !count)
        return;
    CR_HTML(&p->m, "<section><h2>");
    CR_SAY(p, "Also in");
    CR_HTML(&p->m, "</h2><ul class=\"lines\">");
    for (size_t i = 0; i < count; i++)
        cr_article_line(p, &rows[i]);
    CR_HTML(&p->m, "</ul></section>");
}

static void write_share(cr_page *p, cr_str title) {
    cr_str here = cr_page_absolute(p, cr_page_to(p, "article", p->route.id));
    cr_buf mail;
    cr_buf_init(&mail, 8000);
    cr_buf_add_z(&mail, "mailto:?subject=");
    cr_markup_percent(&mail, cr_markup_clean(p->arena, title, 300));
    cr_buf_add_z(&mail, "&body=");
    cr_markup_percent(&mail, here);
    CR_HTML(&p->m, "<section class=\"share\"><h2>");
    CR_SAY(p, "Share and cite");
    CR_HTML(&p->m, "</h2><p><a class=\"copy\"");
    cr_markup_attribute(&p->m, "href", here);
    CR_HTML(&p->m, ">");
    CR_SAY(p, "Link to this page");
    CR_HTML(&p->m, "</a> · <a");
    cr_markup_attribute(&p->m, "href", cr_buf_copy(&mail, p->arena));
    CR_HTML(&p->m, ">");
    CR_SAY(p, "by mail");
    CR_HTML(&p->m, "</a></p>");
    cr_buf_free(&mail);
}

static void write_cite(cr_page *p, const cr_article *a, const cr_article_row *row) {
    CR_HTML(&p->m, "<p class=\"cite\"><bdi>");
    cr_markup_text(&p->m, row->source_title.len ? row->source_title : a->site);
    CR_HTML(&p->m, "</bdi>: <cite");
    cr_page_lang(p, a->lang);
    CR_HTML(&p->m, ">");
    cr_markup_text(&p->m, a->title.len ? a->title : row->lead);
    CR_HTML(&p->m, "</cite>");
    if (row->date.len) {
        CR_HTML(&p->m, ", ");
        cr_page_date(p, row->date, CR_DATE_LONG);
    }
    CR_HTML(&p->m, ", <span class=\"address\">");
    cr_markup_text(&p->m, row->url);
    CR_HTML(&p->m, "</span></p></section>");
}

/* Sentences of `of` that `other` does not have. */
static size_t write_difference(cr_page *p, const cr_knowledge *of, const cr_knowledge *other, bool gone) {
    cr_map *there = cr_map_new();
    size_t written = 0;
    for (size_t i = 0; there && i < other->sentence_count; i++)
        cr_map_put(there, cr_str_slice(other->article->text, other->sentences[i].start, other->sentences[i].end), NULL);
    for (size_t i = 0; there && i < of->sentence_count && written < CHANGES; i++) {
        cr_str sentence = cr_str_slice(of->article->text, of->sentences[i].start, of->sentences[i].end);
        if (cr_map_get(there, sentence))
            continue;
        written++;
        if (gone)
            CR_HTML(&p->m, "<li class=\"gone\"");
        else
            CR_HTML(&p->m, "<li");
        cr_page_lang(p, of->article->lang);
        CR_HTML(&p->m, ">");
        cr_markup_text(&p->m, sentence);
        CR_HTML(&p->m, "</li>");
    }
    cr_map_free(there);
    return written;
}

/* What the page says now and did not say before, and the other way round. */
static void write_changes(cr_page *p, const cr_knowledge *now, const char *before) {
    const cr_article_row *row;
    const cr_knowledge *then = cr_page_knowledge(p, before, &row);
    if (!then || cr_page_visible(p, row, NULL) != CR_VISIBLE_FULL)
        return;
    CR_HTML(&p->m, "<details class=\"origin\"><summary class=\"label\">");
    CR_SAY(p, "What changed since the revision before");
    CR_HTML(&p->m, "</summary><ul class=\"changes\">");
    size_t n = write_difference(p, then, now, true) + write_difference(p, now, then, false);
    CR_HTML(&p->m, "</ul>");
    if (!n) {
        CR_HTML(&p->m, "<p>");
        CR_SAY(p, "No sentence changed.");
        CR_HTML(&p->m, "</p>");
    }
    CR_HTML(&p->m, "</details>");
}

static void write_revisions(cr_page *p, const cr_knowledge *k, cr_visible visible) {
    cr_revision *rows;
    size_t count;
    cr_error err;
    if (visible != CR_VISIBLE_FULL || cr_store_revisions(p->store, p->arena, p->route.id, &rows, &count, &err) != CR_OK || count < 2)
        return;
    CR_HTML(&p->m, "<section><h2>");
    CR_SAY(p, "Revisions of this page");
    CR_HTML(&p->m, "</h2><ol class=\"lines\">");
    for (size_t i = 0; i < count; i++) {
        CR_HTML(&p->m, "<li class=\"line\"><span class=\"when\">");
        cr_markup_text(&p->m, cr_formats_instant(p->worker->formats, p->arena, p->texts, rows[i].taken_in, true));
        CR_HTML(&p->m, "</span> ");
        bool here = strcmp(rows[i].id, p->route.id) == 0;
        if (!here)
            cr_page_open_link(p, "article", rows[i].id, NULL);
        cr_markup_text(&p->m, rows[i].title.len ? rows[i].title : cr_str_of(rows[i].id));
        if (!here)
            CR_HTML(&p->m, "</a>");
        else {
            CR_HTML(&p->m, " <span class=\"label\">");
            CR_SAY(p, "this one");
            CR_HTML(&p->m, "</span>");
        }
        CR_HTML(&p->m, "</li>");
    }
    CR_HTML(&p->m, "</ol>");
    for (size_t i = 1; i < count; i++)
        if (strcmp(rows[i].id, p->route.id) == 0)
            write_changes(p, k, rows[i - 1].id);
    CR_HTML(&p->m, "</section>");
}

/* schema.org NewsArticle: what this page is, and of whose work it is a translation. */
static void write_json_ld(cr_page *p, const cr_article *a, const cr_article_row *row, const cr_shown *title, bool machine) {
    CR_HTML(&p->h, "<script type=\"application/ld+json\">");
    cr_json j = cr_json_on(p->h.out);
    j.html_safe = j.compact = true;
    bool address = cr_markup_is_web_address(row->url);
    cr_json_object(&j);
    cr_json_member_z(&j, "@context", "https://schema.org");
    cr_json_member_z(&j, "@type", "NewsArticle");
    cr_json_member(&j, "@id", cr_page_absolute(p, cr_page_to(p, "article", row->id)));
    cr_json_member(&j, "headline", cr_markup_clean(p->arena, title->text, 400));
    cr_json_member(&j, "inLanguage", p->lang);
    if (a->date.len)
        cr_json_member(&j, "datePublished", a->date);
    if (a->modified.len)
        cr_json_member(&j, "dateModified", a->modified);
    if (address)
        cr_json_member(&j, "isBasedOn", row->url);
    if (machine) {
        cr_json_key(&j, "translationOfWork");
        cr_json_object(&j);
        cr_json_member_z(&j, "@type", "NewsArticle");
        if (address)
            cr_json_member(&j, "url", row->url);
        cr_json_member(&j, "inLanguage", a->lang);
        cr_json_member(&j, "headline", cr_markup_clean(p->arena, title->original, 400));
        cr_json_end(&j);
        cr_json_key(&j, "translator");
        cr_json_object(&j);
        cr_json_member_z(&j, "@type", "SoftwareApplication");
        cr_json_member(&j, "name", title->translation.engine.len ? title->translation.engine : CR_STR("machine translation"));
        cr_json_end(&j);
    }
    cr_json_key(&j, "publisher");
    cr_json_object(&j);
    cr_json_member_z(&j, "@type", "NewsMediaOrganization");
    cr_json_member(&j, "name", cr_markup_clean(p->arena, row->source_title.len ? row->source_title : a->site, 200));
    cr_json_end(&j);
    cr_json_end(&j);
    CR_HTML(&p->h, "</script>\n");
}

static void write_text(cr_page *p, const cr_knowledge *k, cr_visible visible, const char *why, bool *machine) {
    text_view v;
    if (visible == CR_VISIBLE_EXTRACT) {
        size_t end = 0;
        for (size_t i = 0; i < k->sentence_count && i < CR_EXTRACT_SENTENCES; i++)
            end = k->sentences[i].end;
        cr_show_lead(p, k->article->lang, cr_str_slice(k->article->text, 0, end <= k->article->text.len ? end : 0), CR_EXTRACT_SENTENCES, "lead");
        CR_HTML(&p->m, "<p class=\"notice\">");
        CR_SAY(p, why);
        CR_HTML(&p->m, "</p>");
        *machine = p->translated;
        return;
    }
    if (!view_text(p, k, &v))
        return;
    *machine = v.translated != 0;
    if (v.foreign && v.untranslated) {
        ask_for_translation(p);
        write_why(p, &v);
    }
    if (v.translated || v.rejected) {
        p->wide = true;
        write_pairs(p, &v);
    } else
        write_plain(p, k->article);
}

void cr_page_article(cr_page *p) {
    cr_article_row row;
    cr_knowledge k = {0};
    cr_error err;
    if (cr_page_failed(p, cr_store_article(p->store, p->arena, p->route.id, &row, &k, &err), &err))
        return;
    const char *why = NULL;
    cr_visible visible = cr_page_visible(p, &row, &why);
    if (visible == CR_VISIBLE_NOT || !k.article) {
        cr_page_error(p, row.noai ? 451 : 404, row.noai ? CR_N("Not shown here") : CR_N("There is no such page"), why);
        return;
    }
    cr_headline h = cr_headline_of_article(p, &row);
    cr_shown title = cr_show_trusted(p, h.shown.original_lang, h.shown.original);
    p->title = title.text;
    p->description = title.text;
    bool machine = false;
    CR_HTML(&p->m, "<article><header class=\"top\">");
    if (!h.is_sentence)
        h.source = CR_STR_NONE; /* the line below names it */
    cr_headline_write(p, &h, 1, NULL, NULL);
    meta_link(p, k.article, &row);
    if (row.story[0]) {
        CR_HTML(&p->m, "<p class=\"part-of\">");
        cr_page_open_link(p, "story", row.story, NULL);
        CR_SAY(p, "The whole story, with every report");
        CR_HTML(&p->m, "</a></p>");
    }
    CR_HTML(&p->m, "</header>");
    notice_line(p, k.article, &row);
    write_text(p, &k, visible, why, &machine);
    CR_HTML(&p->m, "</article>");
    write_json_ld(p, k.article, &row, &title, machine || title.how == CR_SHOWN_TRANSLATED || title.how == CR_SHOWN_ROUGH);
    write_statements(p);
    bool translated = p->translated; /* what follows is of other articles */
    write_copies(p);
    write_related(p, k.article, &row);
    p->translated = translated;
    write_share(p, title.text);
    write_cite(p, k.article, &row);
    write_revisions(p, &k, visible);
}

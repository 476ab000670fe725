/* What the reports of a story say together: three sentences, happenings with all their sentences, and where reports differ.
 *
 * Made for the request from the knowledge of at most a hundred reports, so that a public site is told by public reports alone
 * and nothing has to be kept in step; a page asked for again unchanged is answered by its ETag. */
#include "base/time.h"
#include "site/page.h"

enum { NOTED = 16 /* reports read for the note on the front page */, TEXTS = 16 << 20 /* bytes of text read for one page; later reports are not compared */ };

/* Origins are the store's, told among all reports of a story: pages, API, counts and importance have one answer. */
static cr_digest_origin *stored_origins(cr_page *p, const cr_page_digest *g) {
    cr_digest_origin *origins = CR_NEW_ARRAY(p->arena, cr_digest_origin, g->count + 1);
    for (size_t i = 0; origins && i < g->count; i++) {
        const cr_article_row *row = g->rows[i];
        cr_digest_origin *o = &origins[i];
        *o = (cr_digest_origin){.how = row->origin, .of = SIZE_MAX, .earliest = i, .named = row->carries, .source = row->root};
        for (size_t k = 0; k < g->count; k++) {
            if (k != i && strcmp(g->rows[k]->id, row->relay_of) == 0)
                o->of = k;
            if (strcmp(g->rows[k]->id, row->earliest) == 0)
                o->earliest = k;
        }
    }
    return origins;
}

static size_t place_of(const cr_page_digest *g, const char *id) {
    for (size_t i = 0; i < g->count; i++)
        if (strcmp(g->rows[i]->id, id) == 0)
            return i;
    return SIZE_MAX;
}

bool cr_page_digest_make(cr_page *p, const cr_article_row *rows, size_t count, const char *central, cr_page_digest *out) {
    *out = (cr_page_digest){.articles = CR_NEW_ARRAY(p->arena, cr_digest_article, count + 1), .rows = CR_NEW_ARRAY(p->arena, const cr_article_row *, count + 1)};
    cr_error err;
    size_t read = 0;
    for (size_t i = 0; out->articles && out->rows && i < count && read < TEXTS; i++) {
        cr_visible visible = cr_page_visible(p, &rows[i], NULL);
        const cr_knowledge *k = visible == CR_VISIBLE_NOT ? NULL : cr_page_knowledge(p, rows[i].id, NULL);
        if (!k)
            continue;
        const cr_article *a = k->article;
        read += a->text.len;
        out->rows[out->count] = &rows[i];
        out->articles[out->count++] = (cr_digest_article){
            .id = cr_str_of(rows[i].id), .lang = a->lang, .date = rows[i].date, .title = a->title, .text = a->text,
            .outlet = rows[i].source_title.len ? rows[i].source_title : rows[i].site,
            .site = rows[i].url, .relay_of = cr_str_of(rows[i].relay_of), .credit = rows[i].carries, .machine_translated = rows[i].machine_translated,
            .relayed = rows[i].relayed_automatically,
            .quoted = visible == CR_VISIBLE_EXTRACT ? CR_EXTRACT_SENTENCES : 0, .sentences = k->sentences, .sentence_count = k->sentence_count,
            .dates = k->dates, .date_count = k->date_count, .names = k->names, .name_count = k->name_count};
    }
    cr_digest_options o = {.lang = p->lang, .origins = stored_origins(p, out), .central = place_of(out, central)};
    return out->count && cr_digest_make(p->arena, out->articles, out->count, &o, &out->d, &err) == CR_OK;
}

static cr_str slice(const cr_page_digest *g, const cr_digest_mention *m, cr_span span) {
    const cr_digest_article *a = &g->articles[m->article];
    return cr_str_slice(m->in_title ? a->title : a->text, span.start, span.end);
}

static void write_source(cr_page *p, const cr_page_digest *g, const cr_digest_mention *m) {
    const cr_article_row *row = g->rows[m->article];
    cr_page_open_link(p, "article", row->id, NULL);
    CR_HTML(&p->m, "<bdi>");
    cr_markup_text(&p->m, g->articles[m->article].outlet.len ? g->articles[m->article].outlet : row->title);
    CR_HTML(&p->m, "</bdi></a>");
    if (row->date.len) {
        CR_HTML(&p->m, " · ");
        cr_page_date(p, row->date, CR_DATE_TIME);
    }
}

/* ---- the gist ---- */

void cr_gist_write(cr_page *p, const cr_page_digest *g) {
    if (g->d.gist_count < 2)
        return;
    CR_HTML(&p->m, "<section id=\"gist\" aria-labelledby=\"h-gist\"><h2 id=\"h-gist\">");
    CR_SAY(p, "In short, in the reports' words");
    CR_HTML(&p->m, "</h2><ul class=\"gist\">");
    for (size_t i = 0; i < g->d.gist_count; i++) {
        const cr_digest_mention *m = &g->d.gist[i];
        CR_HTML(&p->m, "<li>");
        cr_show_lead(p, g->articles[m->article].lang, slice(g, m, m->span), 0, "happened");
        CR_HTML(&p->m, "<p class=\"label\">");
        write_source(p, g, m);
        CR_HTML(&p->m, "</p></li>");
    }
    CR_HTML(&p->m, "</ul></section>");
}

/* ---- happenings ---- */

void cr_happenings_write(cr_page *p, const cr_page_digest *g) {
    size_t n = 0, at = 0;
    for (size_t i = 0; i < g->d.happening_count; i++)
        n += g->d.happenings[i].count;
    cr_happening *rows = CR_NEW_ARRAY(p->arena, cr_happening, n + 1);
    size_t *happening = CR_NEW_ARRAY(p->arena, size_t, n + 1);
    if (!rows || !happening)
        return;
    for (size_t i = 0; i < g->d.happening_count; i++)
        for (size_t k = 0; k < g->d.happenings[i].count; k++) {
            const cr_digest_mention *m = &g->d.happenings[i].mentions[k];
            cr_happening *row = &rows[at];
            *row = (cr_happening){.date = g->d.happenings[i].date, .sentence = slice(g, m, m->span), .expression = slice(g, m, m->words),
                                  .lang = g->articles[m->article].lang, .source_title = g->articles[m->article].outlet, .span = m->span};
            memcpy(row->article, g->rows[m->article]->id, sizeof row->article);
            happening[at++] = i;
        }
    cr_timeline_write(p, rows, happening, at);
}

/* ---- differences ---- */

static const char *about_text(const cr_digest_difference *d) {
    static const char *const abouts[][2] = {
        {"dead", CR_N("Dead")},           {"wounded", CR_N("Wounded")},   {"missing", CR_N("Missing")},   {"arrested", CR_N("Arrested")}, {"rescued", CR_N("Rescued")},
        {"evacuated", CR_N("Evacuated")}, {"infected", CR_N("Infected")}, {"hostages", CR_N("Hostages")}, {"magnitude", CR_N("Magnitude")}};
    static const char *const kinds[] = {[CR_DIFFERENCE_NUMBER] = CR_N("Number"), [CR_DIFFERENCE_DATE] = CR_N("Date"), [CR_DIFFERENCE_PLACE] = CR_N("Place"), [CR_DIFFERENCE_NAME] = CR_N("Name")};
    for (size_t i = 0; i < sizeof abouts / sizeof *abouts; i++)
        if (cr_str_is(d->about, abouts[i][0]))
            return abouts[i][1];
    return kinds[d->kind];
}

/* A sentence with the words in question marked. Only the edition's own language is shown inline; others with translation. */
static void write_mention(cr_page *p, const cr_page_digest *g, const cr_digest_mention *m) {
    cr_str lang = g->articles[m->article].lang, sentence = slice(g, m, m->span);
    CR_HTML(&p->m, "<li>");
    if (cr_str_eq(lang, p->lang) || cr_show(p, lang, sentence).how == CR_SHOWN_UNTRANSLATED) {
        CR_HTML(&p->m, "<p class=\"happened\"");
        cr_page_lang(p, lang);
        CR_HTML(&p->m, ">");
        cr_markup_text(&p->m, slice(g, m, (cr_span){m->span.start, m->words.start}));
        CR_HTML(&p->m, "<mark>");
        cr_markup_text(&p->m, slice(g, m, m->words));
        CR_HTML(&p->m, "</mark>");
        cr_markup_text(&p->m, slice(g, m, (cr_span){m->words.end, m->span.end}));
        CR_HTML(&p->m, "</p>");
    } else
        cr_show_lead(p, lang, sentence, 0, "happened");
    CR_HTML(&p->m, "<p class=\"label\">");
    write_source(p, g, m);
    if (!cr_str_eq(lang, p->lang)) {
        CR_HTML(&p->m, " · ");
        cr_markup_text(&p->m, cr_page_language(p, lang));
    }
    CR_HTML(&p->m, "</p></li>");
}

static void write_value(cr_page *p, const cr_digest_difference *d, const cr_digest_side *side) {
    if (d->kind == CR_DIFFERENCE_DATE)
        cr_page_date(p, side->value, CR_DATE_LONG);
    else {
        if (d->kind == CR_DIFFERENCE_NUMBER) /* "≥15" has no direction of its own */
            CR_HTML(&p->m, "<bdi dir=\"ltr\">");
        else
            CR_HTML(&p->m, "<bdi>");
        cr_markup_text(&p->m, side->value);
        CR_HTML(&p->m, "</bdi>");
    }
}

static void write_side(cr_page *p, const cr_page_digest *g, const cr_digest_difference *d, const cr_digest_side *side) {
    CR_HTML(&p->m, "<div class=\"side\"><p class=\"value\">");
    write_value(p, d, side);
    CR_HTML(&p->m, " <span class=\"label\">");
    if (d->development && side->first.len)
        cr_page_date(p, side->first, CR_DATE_TIME);
    else
        cr_page_say_count(p, "{1} report", "{1} reports", side->count);
    CR_HTML(&p->m, "</span></p><ul>");
    write_mention(p, g, &side->mentions[0]);
    CR_HTML(&p->m, "</ul>");
    if (side->count > 1) {
        CR_HTML(&p->m, "<details><summary class=\"label\">");
        cr_page_say_count(p, "told by {1} more report", "told by {1} more reports", side->count - 1);
        CR_HTML(&p->m, "</summary><ul>");
        for (size_t i = 1; i < side->count; i++)
            write_mention(p, g, &side->mentions[i]);
        CR_HTML(&p->m, "</ul></details>");
    }
    CR_HTML(&p->m, "</div>");
}

static void write_differences(cr_page *p, const cr_page_digest *g, bool development) {
    size_t n = 0;
    for (size_t i = 0; i < g->d.difference_count; i++) {
        const cr_digest_difference *d = &g->d.differences[i];
        if (d->development != development)
            continue;
        if (!n++) {
            if (development)
                CR_HTML(&p->m, "<section id=\"developments\" aria-labelledby=\"h-developments\"><h2 id=\"h-developments\">");
            else
                CR_HTML(&p->m, "<section id=\"differences\" aria-labelledby=\"h-differences\"><h2 id=\"h-differences\" class=\"flag\">");
            CR_SAY(p, development ? CR_N("How the count grew") : CR_N("Reports differ"));
            CR_HTML(&p->m, "</h2>");
        }
        CR_HTML(&p->m, "<h3>");
        CR_SAY(p, about_text(d));
        CR_HTML(&p->m, "</h3><div class=\"sides\">");
        for (size_t k = 0; k < d->count; k++)
            write_side(p, g, d, &d->sides[k]);
        CR_HTML(&p->m, "</div>");
    }
    if (n)
        CR_HTML(&p->m, "</section>");
}

void cr_differences_write(cr_page *p, const cr_page_digest *g) {
    write_differences(p, g, false);
    write_differences(p, g, true);
}

/* On the front page: of the newest reports of a story that are their own, so that the page stays cheap. */
void cr_differences_note(cr_page *p, const cr_story_row *story) {
    cr_article_query q = {.story = cr_str_of(story->id), .publishable = cr_page_public(p), .limit = NOTED};
    cr_article_row *rows;
    size_t count, own = 0;
    cr_str next;
    cr_error err;
    cr_page_digest g;
    if (story->independent < 2 || cr_store_articles(p->store, p->arena, &q, &rows, &count, &next, &err) != CR_OK)
        return;
    for (size_t i = 0; i < count; i++)
        if (!rows[i].relay_of[0])
            rows[own++] = rows[i];
    if (own < 2 || !cr_page_digest_make(p, rows, own, story->headline_article, &g) || !g.d.difference_count || g.d.differences[0].development)
        return;
    const cr_digest_difference *d = &g.d.differences[0];
    CR_HTML(&p->m, "<p class=\"numbers\"><a class=\"flag\"");
    cr_markup_attribute(&p->m, "href", cr_str_format(p->arena, "%.*s#differences", CR_FMT(cr_page_to(p, "story", story->id))));
    CR_HTML(&p->m, ">");
    CR_SAY(p, "Reports differ");
    CR_HTML(&p->m, "</a> · ");
    CR_SAY(p, about_text(d));
    CR_HTML(&p->m, ": ");
    for (size_t i = 0; i < d->count && i < 4; i++) {
        if (i)
            CR_HTML(&p->m, " / ");
        write_value(p, d, &d->sides[i]);
    }
    CR_HTML(&p->m, "</p>");
}

/* ---- importance ---- */

static void importance_row(cr_page *p, const char *english, cr_str fact, double points) {
    CR_HTML(&p->m, "<tr><th scope=\"row\">");
    CR_SAY(p, english);
    CR_HTML(&p->m, "</th><td>");
    cr_markup_text(&p->m, fact);
    CR_HTML(&p->m, "</td><td dir=\"ltr\">");
    cr_buf_printf(p->m.out, "+%.1f</td></tr>", points);
}

void cr_importance_write(cr_page *p, const cr_story_row *story) {
    cr_civil first, last;
    double days = 0;
    if (!cr_str_none(story->first_date) && !cr_str_none(story->last_date) && cr_time_parse(story->first_date, &first) && cr_time_parse(story->last_date, &last))
        days = (double)(cr_time_epoch(&last) - cr_time_epoch(&first)) / 86400;
    days = days > 0 ? days : 0;
    cr_importance i = cr_store_importance(story->independent, story->languages, story->articles, days, 0);
    CR_HTML(&p->m, "<details id=\"importance\" class=\"importance\"><summary class=\"label\">");
    CR_SAY(p, "Why this story stands where it does");
    CR_HTML(&p->m, "</summary><p>");
    CR_SAY(p, "Stories are ordered by points: what is told by more independent sources, in more languages and at a faster pace stands higher, and each day without a new report costs three points.");
    CR_HTML(&p->m, "</p><div class=\"scroll\"><table><tbody>");
    importance_row(p, CR_N("Independent sources"), cr_str_format(p->arena, "%zu", story->independent), i.sources);
    importance_row(p, CR_N("Languages"), cr_str_format(p->arena, "%zu", story->languages), i.languages);
    importance_row(p, CR_N("Reports a day"), cr_str_format(p->arena, "%.1f", (double)story->articles / (1 + days)), i.pace);
    CR_HTML(&p->m, "<tr><th scope=\"row\">");
    CR_SAY(p, "Newest report");
    CR_HTML(&p->m, "</th><td>");
    cr_page_date(p, story->last_date, CR_DATE_TIME);
    CR_HTML(&p->m, "</td><td></td></tr></tbody></table></div></details>");
}

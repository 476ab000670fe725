/* Headlines, and the lines of lists: a story with its numbers, a report with its source. */
#include <courant/text.h>

#include "base/utf8.h"
#include "site/page.h"

enum { HEADLINE_BYTES = 180 /* of a sentence that stands in for a headline */, LONG_HEADLINE = 110 /* set like a sentence */ };

/* The first sentence of a text, for what has no headline. */
static cr_str first_sentence(cr_page *p, cr_str text, cr_str lang) {
    cr_span *spans;
    size_t count;
    cr_error err;
    if (!text.len || cr_text_sentences(p->arena, text, lang, &spans, &count, &err) != CR_OK || !count)
        return text;
    return cr_str_slice(text, spans[0].start, spans[0].end);
}

cr_headline cr_headline_of_article(cr_page *p, const cr_article_row *row) {
    cr_headline h = {.source = row->source_title.len ? row->source_title : row->site, .lead = row->lead, .lead_lang = row->lang};
    memcpy(h.article, row->id, sizeof h.article);
    cr_str title = row->title;
    if (!title.len) {
        h.is_sentence = true;
        title = first_sentence(p, row->lead, row->lang);
    }
    h.shown = cr_show(p, row->lang, title);
    p->sample |= row->sample;
    return h;
}

/* The first report of a language whose headline is a person's own. */
static bool lender(cr_page *p, const cr_story_row *story, cr_str lang, cr_article_row *out) {
    cr_article_query q = {.story = cr_str_of(story->id), .lang = lang, .publishable = cr_page_public(p), .limit = 8, .oldest_first = true};
    cr_article_row *rows = NULL;
    size_t count = 0;
    cr_str next;
    cr_error err;
    if (cr_store_articles(p->store, p->arena, &q, &rows, &count, &next, &err) != CR_OK)
        return false;
    for (size_t i = 0; i < count; i++)
        if (rows[i].title.len && !rows[i].machine_translated && cr_page_visible(p, &rows[i], NULL) != CR_VISIBLE_NOT) {
            *out = rows[i];
            return true;
        }
    return false;
}

static bool has_word(cr_str list, cr_str word) {
    cr_str part;
    while (cr_str_split(&list, ' ', &part))
        if (cr_str_eq(part, word))
            return true;
    return false;
}

/* `story` is as the public may see it, where the site is public: its headline is of a report that may be shown. */
cr_headline cr_headline_of_story(cr_page *p, const cr_story_row *story) {
    cr_article_row row;
    p->sample |= story->sample;
    if (!cr_str_eq(story->headline_lang, p->lang) && has_word(story->language_list, p->lang) && lender(p, story, p->lang, &row))
        return cr_headline_of_article(p, &row);
    cr_headline h = {.source = story->headline_source, .lead = story->lead, .lead_lang = story->headline_lang, .is_sentence = story->headline_is_sentence};
    memcpy(h.article, story->headline_article, sizeof h.article);
    /* The headline is cut where a sentence is long; the memory knows the sentence whole. */
    cr_str sentence = h.is_sentence ? first_sentence(p, story->lead, story->headline_lang) : CR_STR_NONE;
    h.shown = cr_show(p, story->headline_lang, sentence.len ? sentence : story->headline);
    return h;
}

cr_str cr_headline_cut(const cr_page *p, cr_str text, size_t most) {
    if (text.len <= most)
        return text;
    text = cr_markup_clean(p->arena, text, most);
    size_t space = text.len;
    while (space > most / 2 && text.ptr[space - 1] != ' ')
        space--;
    if (space > most / 2) /* scripts without spaces are cut between characters */
        text.len = space - 1;
    return cr_str_format(p->arena, "%.*s…", CR_FMT(text));
}

/* A headline that may not stand alone gives way to its original; what was made of it stands below. */
void cr_headline_write(cr_page *p, const cr_headline *h, int level, const char *what, const char *id) {
    cr_shown top = h->shown;
    if (top.flagged) {
        top.text = top.original;
        top.lang = top.original_lang;
        top.how = CR_SHOWN_UNTRANSLATED;
        top.flagged = false;
    }
    cr_str look = h->is_sentence || cr_utf8_length(top.text) > LONG_HEADLINE ? CR_STR("sentence") : CR_STR_NONE;
    if (level == 1)
        CR_HTML(&p->m, "<h1");
    else if (level == 2)
        CR_HTML(&p->m, "<h2");
    else
        CR_HTML(&p->m, "<h3");
    cr_markup_attribute(&p->m, "class", look);
    CR_HTML(&p->m, ">");
    if (what)
        cr_page_open_link(p, what, id, NULL);
    if (h->is_sentence)
        top.text = cr_headline_cut(p, top.text, HEADLINE_BYTES);
    cr_show_text(p, &top);
    if (what)
        CR_HTML(&p->m, "</a>");
    if (level == 1)
        CR_HTML(&p->m, "</h1>");
    else if (level == 2)
        CR_HTML(&p->m, "</h2>");
    else
        CR_HTML(&p->m, "</h3>");
    CR_HTML(&p->m, "<div class=\"whose\">");
    if (h->source.len) {
        CR_HTML(&p->m, "<span class=\"label\">");
        cr_str rest = cr_texts_get(p->texts, h->is_sentence ? CR_N("first sentence: {1}") : CR_N("headline: {1}"));
        while (cr_texts_next(&p->m, &rest)) {
            cr_page_open_link(p, "article", h->article, NULL);
            CR_HTML(&p->m, "<bdi>");
            cr_markup_text(&p->m, h->source);
            CR_HTML(&p->m, "</bdi></a>");
        }
        CR_HTML(&p->m, "</span> ");
    }
    if (h->shown.flagged) {
        CR_HTML(&p->m, "<p class=\"flagged-line\">");
        cr_show_text(p, &h->shown);
        CR_HTML(&p->m, " <span class=\"label\">");
        cr_markup_text(&p->m, cr_show_label(p, &h->shown, false));
        CR_HTML(&p->m, " · ");
        cr_show_flags(p, &h->shown.translation);
        CR_HTML(&p->m, "</span></p>");
    } else
        cr_show_origin(p, &h->shown);
    CR_HTML(&p->m, "</div>");
}

static void number_link(cr_page *p, const char *id, const char *anchor, const char *one, const char *many, size_t n) {
    CR_HTML(&p->m, "<a");
    cr_markup_attribute(&p->m, "href", cr_str_format(p->arena, "%.*s#%s", CR_FMT(cr_page_to(p, "story", id)), anchor));
    CR_HTML(&p->m, ">");
    cr_page_say_count(p, one, many, n);
    CR_HTML(&p->m, "</a>");
}

void cr_story_numbers(cr_page *p, const cr_story_row *story) {
    CR_HTML(&p->m, "<p class=\"numbers\">");
    number_link(p, story->id, "sources", "{1} source", "{1} sources", story->sources);
    CR_HTML(&p->m, " · ");
    number_link(p, story->id, "independent", "{1} independent", "{1} independent", story->independent);
    CR_HTML(&p->m, " · ");
    number_link(p, story->id, "languages", "{1} language", "{1} languages", story->languages);
    if (story->first_date.len) {
        CR_HTML(&p->m, " · ");
        cr_str rest = cr_texts_get(p->texts, "since {1}");
        CR_HTML(&p->m, "<a");
        cr_markup_attribute(&p->m, "href", cr_str_format(p->arena, "%.*s#timeline", CR_FMT(cr_page_to(p, "story", story->id))));
        CR_HTML(&p->m, ">");
        while (cr_texts_next(&p->m, &rest))
            cr_page_date(p, story->first_date, CR_DATE_TIME);
        CR_HTML(&p->m, "</a>");
    }
    CR_HTML(&p->m, "</p>");
}

void cr_story_item(cr_page *p, const cr_story_row *story, int level, bool with_lead) {
    cr_headline h = cr_headline_of_story(p, story);
    if (h.hidden)
        return;
    CR_HTML(&p->m, "<article class=\"story\">");
    cr_headline_write(p, &h, level, "story", story->id);
    cr_story_numbers(p, story);
    if (with_lead && !h.is_sentence)
        cr_show_lead(p, h.lead_lang, h.lead, 2, "lead");
    CR_HTML(&p->m, "</article>");
}

bool cr_article_line_open(cr_page *p, const cr_article_row *row) {
    if (cr_page_visible(p, row, NULL) == CR_VISIBLE_NOT)
        return false;
    cr_headline h = cr_headline_of_article(p, row);
    cr_shown s = cr_show_trusted(p, row->lang, h.shown.original);
    CR_HTML(&p->m, "<li class=\"line\" data-lang=\"");
    cr_markup_text(&p->m, row->lang);
    CR_HTML(&p->m, "\"><span class=\"when\">");
    cr_page_date(p, row->date, CR_DATE_TODAY);
    CR_HTML(&p->m, "</span> ");
    cr_page_open_link(p, "article", row->id, NULL);
    cr_show_text(p, &s);
    CR_HTML(&p->m, "</a> <span class=\"label\"><bdi>");
    cr_markup_text(&p->m, h.source);
    CR_HTML(&p->m, "</bdi> · ");
    if (s.how == CR_SHOWN_OWN)
        cr_markup_text(&p->m, cr_page_language(p, row->lang));
    else
        cr_markup_text(&p->m, cr_show_label(p, &s, false));
    if (row->relay_of[0]) {
        CR_HTML(&p->m, " · ");
        CR_SAY(p, "relay");
    }
    if (row->machine_translated) {
        CR_HTML(&p->m, " · ");
        CR_SAY(p, "machine translated, says the page");
    }
    CR_HTML(&p->m, "</span>");
    return true;
}

void cr_article_line(cr_page *p, const cr_article_row *row) {
    if (cr_article_line_open(p, row))
        CR_HTML(&p->m, "</li>");
}

/* Who said what, and what happened when: sections of story, dossier, person and article pages. */
#include <stdlib.h>

#include "base/map.h"
#include "base/time.h"
#include "site/alike.h"

enum {
    DAY_SHOWN = 3,
    VOICE_SHOWN = 3, /* statements of one person, before the others are folded away */
    ALSO_IN = 8      /* other reports named beside a statement */
};

/* ---- statements ---- */

/* The sentences of the article that the quotation's spans touch, as one run. None when the text is not at hand. */
static cr_str sentences_around(const cr_knowledge *k, const cr_statement *s, size_t *first, size_t *last) {
    if (!k || !s->quote_span_count || !k->sentence_count)
        return CR_STR_NONE;
    size_t start = s->quote_spans[0].start, end = s->quote_spans[s->quote_span_count - 1].end, from = 0;
    while (from + 1 < k->sentence_count && k->sentences[from].end <= start)
        from++;
    size_t to = from;
    while (to + 1 < k->sentence_count && k->sentences[to].end < end)
        to++;
    if (k->sentences[to].end > k->article->text.len)
        return CR_STR_NONE;
    *first = from;
    *last = to;
    return cr_str_slice(k->article->text, k->sentences[from].start, k->sentences[to].end);
}

/* The statement in the edition's language: the sentences it stands in, translated; else its own words. */
static void write_words(cr_page *p, const cr_statement_row *row) {
    const cr_statement *s = &row->statement;
    if (!cr_str_eq(row->lang, p->lang)) {
        const cr_knowledge *k = cr_page_knowledge(p, row->article, NULL);
        size_t first = 0, last = 0;
        cr_str around = sentences_around(k, s, &first, &last);
        bool known = around.len && last - first < 6;
        for (size_t i = first; known && i <= last; i++) {
            cr_span span = k->sentences[i];
            known = cr_show(p, row->lang, cr_str_slice(k->article->text, span.start, span.end)).how != CR_SHOWN_UNTRANSLATED;
        }
        if (known) {
            cr_show_lead(p, row->lang, around, 0, "said");
            return;
        }
    }
    bool reported = s->type == CR_SPEECH_INDIRECT; /* not the speaker's own words: no quotation marks */
    if (reported)
        CR_HTML(&p->m, "<p class=\"said\"><span");
    else
        CR_HTML(&p->m, "<p class=\"said\"><q");
    cr_page_lang(p, row->lang);
    CR_HTML(&p->m, ">");
    cr_markup_text(&p->m, s->quote);
    if (reported)
        CR_HTML(&p->m, "</span>");
    else
        CR_HTML(&p->m, "</q>");
    if (!cr_str_eq(row->lang, p->lang)) {
        CR_HTML(&p->m, " <span class=\"label\">");
        cr_page_say(p, "original in {1}", cr_page_language(p, row->lang));
        CR_HTML(&p->m, "</span>");
    }
    CR_HTML(&p->m, "</p>");
}

static const char *act_text(const cr_statement *s) {
    static const char *const acts[] = {[CR_ACT_SAYS] = CR_N("says"),     [CR_ACT_DEMANDS] = CR_N("demands"), [CR_ACT_OFFERS] = CR_N("offers"), [CR_ACT_PROMISES] = CR_N("promises"),
                                       [CR_ACT_REFUSES] = CR_N("refuses"), [CR_ACT_WARNS] = CR_N("warns"),   [CR_ACT_DENIES] = CR_N("denies"), [CR_ACT_ASKS] = CR_N("asks")};
    return (unsigned)s->act < sizeof acts / sizeof *acts ? acts[s->act] : acts[0];
}

static const char *channel_text(cr_str channel) {
    static const char *const pairs[][2] = {{"interview", CR_N("in an interview")}, {"communique", CR_N("in a communiqué")}, {"press_conference", CR_N("at a press conference")},
                                           {"document", CR_N("in a document")},   {"social", CR_N("on a social network")}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (cr_str_is(channel, pairs[i][0]))
            return pairs[i][1];
    return NULL;
}

static void write_also(cr_page *p, const cr_alike *all, size_t at) {
    size_t n = 0;
    for (size_t i = all->next[at]; i != SIZE_MAX && n < ALSO_IN; i = all->next[i]) {
        const cr_statement_row *row = &all->rows[i];
        if (strcmp(row->article, all->rows[at].article) == 0)
            continue;
        if (n++)
            CR_HTML(&p->m, ", ");
        else
            CR_HTML(&p->m, " · ");
        cr_str rest = n == 1 ? cr_texts_get(p->texts, "also in {1}") : CR_STR("{1}");
        while (cr_texts_next(&p->m, &rest)) {
            cr_page_open_link(p, "article", row->article, NULL);
            CR_HTML(&p->m, "<bdi");
            cr_markup_attribute(&p->m, "id", cr_str_format(p->arena, "q-%s-%zu", row->article, row->number));
            CR_HTML(&p->m, ">");
            cr_markup_text(&p->m, row->source_title.len ? row->source_title : row->title);
            CR_HTML(&p->m, "</bdi></a>");
        }
    }
}

static void write_statement(cr_page *p, const cr_alike *all, size_t at) {
    const cr_statement_row *row = &all->rows[at];
    const cr_statement *s = &row->statement;
    if (all->shown[at] != at)
        return;
    CR_HTML(&p->m, "<li class=\"statement\"");
    cr_markup_attribute(&p->m, "id", cr_str_format(p->arena, "q-%s-%zu", row->article, row->number));
    CR_HTML(&p->m, ">");
    write_words(p, row);
    CR_HTML(&p->m, "<p class=\"label\"><span class=\"act\">");
    CR_SAY(p, act_text(s));
    CR_HTML(&p->m, "</span>");
    if (s->verb.len) {
        CR_HTML(&p->m, " (<span");
        cr_page_lang(p, row->lang);
        CR_HTML(&p->m, ">");
        cr_markup_text(&p->m, s->verb);
        CR_HTML(&p->m, "</span>)");
    }
    const char *channel = channel_text(s->channel);
    if (channel) {
        CR_HTML(&p->m, " · ");
        CR_SAY(p, channel);
    }
    cr_str date = s->date.len ? s->date : row->article_date;
    if (date.len) {
        CR_HTML(&p->m, " · ");
        cr_page_date(p, date, CR_DATE_LONG);
    }
    for (size_t i = 0; i < s->via.count; i++) {
        CR_HTML(&p->m, " · ");
        cr_page_say(p, "via {1}", s->via.items[i]);
    }
    CR_HTML(&p->m, " · ");
    cr_page_open_link(p, "article", row->article, NULL);
    CR_HTML(&p->m, "<bdi>");
    cr_markup_text(&p->m, row->source_title.len ? row->source_title : row->title);
    CR_HTML(&p->m, "</bdi></a>");
    write_also(p, all, at);
    if (p->route.kind == CR_PAGE_PERSON && row->story[0] && !p->site->static_files && !p->request->query.len) {
        CR_HTML(&p->m, " · <a");
        cr_markup_attribute(&p->m, "href", cr_str_format(p->arena, "%.*s?story=%s", CR_FMT(cr_page_to(p, "person", p->route.id)), row->story));
        CR_HTML(&p->m, ">");
        CR_SAY(p, "only this story");
        CR_HTML(&p->m, "</a>");
    }
    CR_HTML(&p->m, "</p></li>");
}

typedef struct voice { cr_str key; size_t first, count; } voice;

static int by_count(const void *x, const void *y) {
    const voice *a = x, *b = y;
    return a->count != b->count ? (a->count < b->count ? 1 : -1) : a->first < b->first ? -1 : a->first > b->first;
}

/* What the edition can show in the very words comes first: a statement that six languages carry is read once. */
static void write_voice_statements(cr_page *p, const cr_alike *alike, size_t count, const voice *v) {
    const cr_statement_row *rows = alike->rows;
    size_t all = 0, written = 0;
    for (size_t i = v->first; i < count; i++)
        all += alike->shown[i] == i && cr_str_eq(cr_alike_speaker(&rows[i]), v->key);
    CR_HTML(&p->m, "<ul class=\"statements\">");
    for (int own = 1; own >= 0; own--)
        for (size_t i = v->first; i < count; i++) {
            if (alike->shown[i] != i || !cr_str_eq(cr_alike_speaker(&rows[i]), v->key) || cr_str_eq(rows[i].lang, p->lang) != own)
                continue;
            if (written++ == VOICE_SHOWN && all > VOICE_SHOWN + 1) {
                CR_HTML(&p->m, "</ul><details class=\"others\"><summary class=\"label\">+ ");
                cr_page_say_count(p, "{1} statement", "{1} statements", all - VOICE_SHOWN);
                CR_HTML(&p->m, "</summary><ul class=\"statements\">");
            }
            write_statement(p, alike, i);
        }
    CR_HTML(&p->m, "</ul>");
    if (all > VOICE_SHOWN + 1)
        CR_HTML(&p->m, "</details>");
}

static void write_voice(cr_page *p, const cr_alike *all, size_t count, const voice *v) {
    const cr_statement_row *rows = all->rows, *first = &rows[v->first];
    CR_HTML(&p->m, "<section class=\"voice\"><h3>");
    cr_str name = first->statement.speaker;
    cr_person person;
    cr_error err;
    if (first->person[0] && cr_store_person(p->store, p->arena, first->person, &person, &err) == CR_OK) {
        name = person.name;
        cr_page_open_link(p, "person", first->person, NULL);
        CR_HTML(&p->m, "<bdi translate=\"no\">");
        cr_markup_text(&p->m, name);
        CR_HTML(&p->m, "</bdi></a>");
    } else if (name.len) {
        CR_HTML(&p->m, "<bdi translate=\"no\">");
        cr_markup_text(&p->m, name);
        CR_HTML(&p->m, "</bdi>");
    } else
        CR_SAY(p, "Unattributed");
    CR_HTML(&p->m, "</h3>");
    if (first->statement.role.len) {
        CR_HTML(&p->m, "<p class=\"label\"");
        cr_page_lang(p, first->lang);
        CR_HTML(&p->m, ">");
        cr_markup_text(&p->m, first->statement.role);
        CR_HTML(&p->m, "</p>");
    }
    write_voice_statements(p, all, count, v);
    CR_HTML(&p->m, "</section>");
}

void cr_statements_write(cr_page *p, const cr_statement_row *rows, size_t count, bool by_person) {
    for (size_t i = 0; i < count; i++)
        p->sample |= rows[i].sample;
    cr_alike all;
    if (!cr_alike_find(p, rows, count, &all))
        return;
    if (!by_person) {
        CR_HTML(&p->m, "<ul class=\"statements\">");
        for (size_t i = 0; i < count; i++)
            write_statement(p, &all, i);
        CR_HTML(&p->m, "</ul>");
        return;
    }
    voice *voices = CR_NEW_ARRAY(p->arena, voice, count);
    cr_map *seen = cr_map_new();
    size_t n = 0;
    for (size_t i = 0; voices && seen && i < count; i++) {
        bool fresh = false;
        uintptr_t *slot = cr_map_put(seen, cr_alike_speaker(&rows[i]), &fresh);
        if (!slot)
            break;
        if (fresh) {
            voices[n] = (voice){cr_alike_speaker(&rows[i]), i, 0};
            *slot = n++;
        }
        voices[*slot].count += all.shown[i] == i;
    }
    for (size_t i = 0; i < n; i++) /* who cannot be told comes last */
        if (!voices[i].key.len)
            voices[i].count = 0;
    if (n)
        qsort(voices, n, sizeof *voices, by_count);
    for (size_t i = 0; i < n; i++)
        write_voice(p, &all, count, &voices[i]);
    cr_map_free(seen);
}

/* ---- happenings ---- */

static void write_range(cr_page *p, cr_str date) {
    size_t slash = cr_str_find_byte(date, '/', 0);
    if (slash == CR_STR_NPOS) {
        cr_page_date(p, date, CR_DATE_LONG);
        return;
    }
    cr_page_date(p, cr_str_slice(date, 0, slash), CR_DATE_LONG);
    CR_HTML(&p->m, " – ");
    cr_page_date(p, cr_str_slice(date, slash + 1, date.len), CR_DATE_LONG);
}

typedef struct entries { /* rows of one date, those of one happening together */
    const cr_happening *rows;
    const size_t *happening;
    size_t from, to;
} entries;

static size_t entry_end(const entries *e, size_t at) {
    size_t end = at + 1;
    while (e->happening && end < e->to && e->happening[end] == e->happening[at])
        end++;
    return end;
}

/* The same sentence in a relay is the same happening: shown once, with how many carry it. */
static size_t copies(const cr_happening *rows, size_t from, size_t to, size_t at, bool *first) {
    size_t n = 0;
    *first = true;
    for (size_t i = from; i < to; i++)
        if (cr_str_eq(rows[i].sentence, rows[at].sentence)) {
            n++;
            if (i < at)
                *first = false;
        }
    return n;
}

static void write_happening(cr_page *p, const cr_happening *row, size_t carried, bool folded) {
    if (folded)
        CR_HTML(&p->m, "<div class=\"folded\">");
    else
        CR_HTML(&p->m, "<dd>");
    cr_show_lead(p, row->lang, row->sentence, 0, "happened");
    CR_HTML(&p->m, "<p class=\"label\">");
    cr_page_open_link(p, "article", row->article, NULL);
    CR_HTML(&p->m, "<bdi>");
    cr_markup_text(&p->m, row->source_title);
    CR_HTML(&p->m, "</bdi></a>");
    if (carried > 1) {
        CR_HTML(&p->m, " · ");
        cr_page_say_count(p, "in {1} report", "in {1} reports", carried);
    }
    if (row->expression.len) {
        CR_HTML(&p->m, " · <span");
        cr_page_lang(p, row->lang);
        CR_HTML(&p->m, ">«");
        cr_markup_text(&p->m, row->expression);
        CR_HTML(&p->m, "»</span>");
    }
    CR_HTML(&p->m, "</p>");
    if (folded)
        CR_HTML(&p->m, "</div>");
    else
        CR_HTML(&p->m, "</dd>");
}

/* What the reader can read first: the edition's language, then what is translated. */
static int reading_order(cr_page *p, const cr_happening *row) {
    if (cr_str_eq(row->lang, p->lang))
        return 0;
    return cr_show(p, row->lang, row->sentence).how == CR_SHOWN_UNTRANSLATED ? 2 : 1;
}

/* The sentence of a happening that the reader can read first. */
static size_t best_of(cr_page *p, const entries *e, size_t from, size_t to, int *order) {
    size_t best = from;
    *order = 3;
    for (size_t i = from; i < to; i++) {
        int own = reading_order(p, &e->rows[i]);
        if (own < *order) {
            *order = own;
            best = i;
        }
    }
    return best;
}

/* One happening: its best sentence, the others unfold. Without happenings told apart every row is one, and a copy none. */
static void write_entry(cr_page *p, const entries *e, size_t from, size_t to, size_t best, bool folded) {
    bool first;
    size_t others = 0;
    for (size_t i = from; i < to; i++)
        others += !cr_str_eq(e->rows[i].sentence, e->rows[best].sentence) && (copies(e->rows, from, to, i, &first), first);
    write_happening(p, &e->rows[best], copies(e->rows, e->happening ? from : e->from, e->happening ? to : e->to, best, &first), folded);
    if (!others)
        return;
    if (!folded)
        CR_HTML(&p->m, "<dd class=\"rest same\">");
    CR_HTML(&p->m, "<details><summary class=\"label\">");
    cr_page_say_count(p, "told by {1} more report", "told by {1} more reports", others);
    CR_HTML(&p->m, "</summary>");
    for (size_t i = from; i < to; i++) {
        size_t n = copies(e->rows, from, to, i, &first);
        if (first && !cr_str_eq(e->rows[i].sentence, e->rows[best].sentence))
            write_happening(p, &e->rows[i], n, true);
    }
    CR_HTML(&p->m, "</details>");
    if (!folded)
        CR_HTML(&p->m, "</dd>");
}

static bool counts_apart(const entries *e, size_t at) {
    bool first;
    if (!e->happening) /* the same sentence in a relay */
        copies(e->rows, e->from, e->to, at, &first);
    return e->happening || first;
}

/* Happenings of one date; a few are shown, the others unfold. */
static void write_day(cr_page *p, const entries *e) {
    size_t written = 0, distinct = 0;
    for (size_t k = e->from; k < e->to; k = entry_end(e, k))
        distinct += counts_apart(e, k);
    for (int order = 0; order < 3; order++)
        for (size_t k = e->from, end; k < e->to; k = end) {
            int own;
            end = entry_end(e, k);
            size_t best = best_of(p, e, k, end, &own);
            if (own != order || !counts_apart(e, k))
                continue;
            if (written++ == DAY_SHOWN && distinct > DAY_SHOWN + 1) {
                CR_HTML(&p->m, "<dd class=\"rest\"><details><summary class=\"label\">");
                cr_page_say_count(p, "{1} more sentence", "{1} more sentences", distinct - DAY_SHOWN);
                CR_HTML(&p->m, "</summary>");
            }
            write_entry(p, e, k, end, best, written > DAY_SHOWN && distinct > DAY_SHOWN + 1);
        }
    if (written > DAY_SHOWN && distinct > DAY_SHOWN + 1)
        CR_HTML(&p->m, "</details></dd>");
}

void cr_timeline_write(cr_page *p, const cr_happening *rows, const size_t *happening, size_t count) {
    CR_HTML(&p->m, "<dl class=\"timeline\">");
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && (cr_str_eq(rows[end].date, rows[i].date) || (happening && happening[end] == happening[end - 1])))
            end++;
        CR_HTML(&p->m, "<dt>");
        write_range(p, rows[i].date);
        CR_HTML(&p->m, "</dt>");
        write_day(p, &(entries){.rows = rows, .happening = happening, .from = i, .to = end});
        i = end;
    }
    CR_HTML(&p->m, "</dl>");
}

/* ---- the drawing: a row for each language, a dot for each report, happenings as ticks below ---- */

enum { LEFT = 64, WIDTH = 640, ROW = 26, TOP = 14, LANGUAGES = 12 };

static bool moment(cr_str date, int64_t *out) {
    cr_civil c;
    size_t slash = cr_str_find_byte(date, '/', 0);
    if (slash != CR_STR_NPOS)
        date = cr_str_slice(date, 0, slash);
    if (!cr_time_parse(date, &c) || !c.day)
        return false;
    *out = cr_time_epoch(&c);
    return true;
}

static int place(int64_t t, int64_t from, int64_t to) {
    return to <= from ? LEFT + (WIDTH - LEFT) / 2 : LEFT + 8 + (int)((double)(t - from) / (double)(to - from) * (WIDTH - LEFT - 24));
}

static void draw_dot(cr_page *p, const cr_article_row *row, int x, int y) {
    CR_HTML(&p->m, "<a");
    cr_markup_attribute(&p->m, "href", cr_page_to(p, "article", row->id));
    CR_HTML(&p->m, ">");
    cr_buf_printf(p->m.out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"5\"><title>", row->relay_of[0] ? "relay" : "report", x, y);
    cr_markup_text(&p->m, row->source_title.len ? row->source_title : row->title);
    CR_HTML(&p->m, " · ");
    cr_markup_text(&p->m, cr_formats_date(p->worker->formats, p->arena, p->texts, row->date, CR_DATE_TIME));
    CR_HTML(&p->m, "</title></circle></a>");
}

static void draw_date(cr_page *p, cr_str date, cr_date_style style, int x, int y) {
    cr_buf_printf(p->m.out, "<text class=\"date\" x=\"%d\" y=\"%d\">", x, y + 20);
    cr_markup_text(&p->m, cr_formats_date(p->worker->formats, p->arena, p->texts, date, style));
    CR_HTML(&p->m, "</text>");
}

/* False when nothing dated falls between the two ends. */
static bool draw_ticks(cr_page *p, const cr_happening *rows, size_t count, int64_t from, int64_t to, int y) {
    int last = -100;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        int64_t t;
        if (!moment(rows[i].date, &t) || t < from || t > to)
            continue;
        int x = place(t, from, to);
        if (x - last < 3)
            continue;
        cr_buf_printf(p->m.out, "<line class=\"tick\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", x, x, y - 6, y + 6);
        if (x - last > 90) {
            draw_date(p, cr_str_slice(rows[i].date, 0, 10), CR_DATE_SHORT, x, y);
            last = x;
            any = true;
        }
    }
    return any;
}

/* A story of one day: the axis says when its first and its last report came. */
static void draw_ends(cr_page *p, const cr_article_row *rows, size_t count, int64_t from, int64_t to, int y) {
    enum { DATE_WIDTH = 180 };
    const cr_article_row *ends[2] = {NULL, NULL};
    int64_t at[2] = {INT64_MAX, INT64_MIN}, t;
    for (size_t i = 0; i < count; i++) {
        if (!moment(rows[i].date, &t))
            continue;
        if (t < at[0])
            ends[0] = &rows[i], at[0] = t;
        if (t > at[1])
            ends[1] = &rows[i], at[1] = t;
    }
    if (!ends[0])
        return;
    int first = place(at[0], from, to), last = place(at[1], from, to);
    draw_date(p, ends[0]->date, CR_DATE_TIME, first, y);
    if (last - first > DATE_WIDTH)
        draw_date(p, ends[1]->date, CR_DATE_TIME, last < WIDTH - DATE_WIDTH / 2 ? last : WIDTH - DATE_WIDTH / 2, y);
}

/* Reports of one day: the axis tells the hours. */
static void draw_hours(cr_page *p, int64_t from, int64_t to, int y) {
    enum { HOUR = 3600, MOST = 6 };
    int64_t step = HOUR;
    while ((to - from) / step > MOST)
        step *= step == 3 * HOUR ? 2 : step < 3 * HOUR ? 3 : 2;
    for (int64_t t = from - (from % step + step) % step + step; t < to; t += step) { /* before 1970 as well */
        char date[21];
        int x = place(t, from, to);
        cr_time_format(t, date);
        cr_formats_today(p->worker->formats, t); /* a day's hour alone */
        cr_buf_printf(p->m.out, "<line class=\"row\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", x, x, y, y + 6);
        draw_date(p, cr_str_copy_z(p->arena, date), CR_DATE_TODAY, x, y);
    }
    cr_formats_today(p->worker->formats, 0);
}

void cr_timeline_draw(cr_page *p, const cr_article_row *rows, size_t count, const cr_happening *happenings, size_t happening_count) {
    cr_str languages[LANGUAGES];
    size_t language_count = 0, dated = 0;
    int64_t from = INT64_MAX, to = INT64_MIN, t;
    for (size_t i = 0; i < count; i++) {
        if (!moment(rows[i].date, &t))
            continue;
        dated++;
        from = t < from ? t : from;
        to = t > to ? t : to;
        size_t k = 0;
        while (k < language_count && !cr_str_eq(languages[k], rows[i].lang))
            k++;
        if (k == language_count && k < LANGUAGES)
            languages[language_count++] = rows[i].lang;
    }
    bool one_day = to - from < 86400;
    if (dated < 2 || to - from < 3600) /* dots on one spot tell nothing */
        return;
    int64_t margin = (to - from) / 8 + 3600;
    from -= one_day ? margin / 2 : margin * 2; /* what happened shortly before the first report */
    to += margin / 2;
    int axis = TOP + (int)language_count * ROW + 6;
    CR_HTML(&p->m, "<figure class=\"drawn\"><div class=\"scroll\" dir=\"ltr\">");
    cr_buf_printf(p->m.out, "<svg viewBox=\"0 0 %d %d\" role=\"group\"", WIDTH, axis + 28);
    cr_markup_attribute(&p->m, "aria-label", cr_texts_get(p->texts, "Reports over time, a row for each language; the same as a list follows"));
    CR_HTML(&p->m, ">");
    for (size_t k = 0; k < language_count; k++) {
        int y = TOP + (int)k * ROW + ROW / 2;
        cr_buf_printf(p->m.out, "<line class=\"row\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/><text x=\"0\" y=\"%d\">", LEFT, WIDTH, y, y, y + 4);
        cr_markup_text(&p->m, languages[k]);
        CR_HTML(&p->m, "</text>");
        for (size_t i = 0; i < count; i++)
            if (cr_str_eq(rows[i].lang, languages[k]) && moment(rows[i].date, &t))
                draw_dot(p, &rows[i], place(t, from, to), y);
    }
    cr_buf_printf(p->m.out, "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", LEFT, WIDTH, axis, axis);
    if (one_day)
        draw_hours(p, from, to, axis);
    else if (!draw_ticks(p, happenings, happening_count, from, to, axis))
        draw_ends(p, rows, count, from, to, axis);
    CR_HTML(&p->m, "</svg></div><figcaption class=\"label\">");
    CR_SAY(p, "Full dots are reports, hollow ones relays; ticks are happenings that the reports date.");
    CR_HTML(&p->m, "</figcaption></figure>");
}

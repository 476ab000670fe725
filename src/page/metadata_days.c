/* The day of publication, and that of the last change.
 *
 * Every source is a claim with a weight: what is said for machines of this very article counts most, then the address, then what
 * stands at the headline, then what stands elsewhere. Sources that say the same day strengthen each other. Systems note the moment
 * in UTC, readers see the day of the place: of two neighbouring days the one shown is taken. */
#include "base/time.h"
#include "base/utf8.h"
#include "page/metadata.h"

enum { TAIL_PIECES = 12, LINE_CHARS = 160, ANY_PIECES = 1500, AGREES = 8, AGREES_LEAST = 14, SHOWN_LEAST = 50, DATELINE = 30, WRITING_BYTES = 120 };

void cr_metadata_claim_day(cr_metadata *m, cr_str text, int weight, bool modified, bool shown) {
    if (text.len < 6 || m->day_count == CR_METADATA_DAYS)
        return;
    cr_str value = cr_when_read(m->arena, text, m->when);
    if (cr_str_none(value))
        return;
    m->days[m->day_count++] = (cr_day_claim){value, weight, modified, shown};
}

/* What a machine is told: the datetime or content attribute; the title of what shows no date ("three days ago"). */
static cr_str value_of(const cr_metadata *m, const cr_html_node *n, cr_str text) {
    static const char *const attributes[] = {"datetime", "content", "data-datetime", "data-timestamp", "data-time", "data-date", "data-published"};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        cr_str value = cr_html_attribute(n, attributes[i]);
        if (value.len >= 6 && !cr_str_none(cr_when_read(m->arena, value, m->when)))
            return value;
    }
    cr_str title = cr_html_attribute(n, "title");
    if (title.len >= 6 && title.len < 60 && cr_str_none(cr_when_read(m->arena, text, m->when)))
        return title;
    return CR_STR_NONE;
}

static void claim(cr_metadata *m, cr_str value, int weight, bool modified) {
    if (!cr_str_none(value) && m->day_count < CR_METADATA_DAYS && weight > 0)
        m->days[m->day_count++] = (cr_day_claim){value, weight, modified, true};
}

enum { SAID_NOTHING, SAID_PUBLISHED, SAID_MODIFIED };

static int said(const cr_words *words, cr_str label) {
    label = cr_str_trim(label);
    if (label.len < 2)
        return SAID_NOTHING;
    label = label.len > 60 ? cr_str_slice(label, label.len - 60, label.len) : label;
    if (cr_words_holds(words, CR_PHRASE_UPDATED, label))
        return SAID_MODIFIED;
    return cr_words_holds(words, CR_PHRASE_PUBLISHED, label) ? SAID_PUBLISHED : SAID_NOTHING;
}

/* All dates of a line, each by the words before it: "Published 3 May 2020, updated 5 May 2020". The first that nothing is said of is the
 * day of publication; a second one says nothing. */
static void claim_line(cr_metadata *m, cr_str folded, int bare, int labelled, unsigned says) {
    size_t from = 0, start = 0, before = 0;
    cr_when_options o = m->when;
    o.dated = says & CR_SAYS_DATE;
    for (int n = 0; n < 4 && from < folded.len; n++) {
        cr_str value = cr_when_next(m->arena, folded, &from, &start, o);
        if (cr_str_none(value))
            break;
        int what = said(m->words, cr_str_slice(folded, before, start));
        bool modified = what == SAID_MODIFIED || (what == SAID_NOTHING && says & CR_SAYS_MODIFIED && !(says & CR_SAYS_PUBLISHED));
        if (n == 0 || what != SAID_NOTHING)
            claim(m, value, what != SAID_NOTHING ? labelled : bare, modified);
        before = from;
    }
}

/* What stands right before an element: "Updated: <time>". */
static cr_str label_of(const cr_metadata *m, const cr_html_node *n) {
    for (int up = 0; n && up < 2 && !n->previous; up++)
        n = n->parent;
    const cr_html_node *p = n ? n->previous : NULL;
    if (p && p->type == CR_HTML_TEXT && cr_str_trim(p->text).len == 0)
        p = p->previous;
    if (!p || (p->type != CR_HTML_TEXT && p->type != CR_HTML_ELEMENT) || cr_html_is(p, "time") || cr_html_is(p, "script"))
        return CR_STR_NONE;
    cr_str text = p->type == CR_HTML_TEXT ? cr_str_trim(p->text) : cr_metadata_text(m, p, false);
    return text.len && text.len <= 60 ? cr_words_fold(m->arena, text) : CR_STR_NONE;
}

static bool of_archive(cr_str class) { return cr_str_contains(class, "copyright") || cr_str_contains(class, "current") ||
    cr_str_contains(class, "today") || cr_str_contains(class, "join"); }

static void of_hint(cr_metadata *m, const cr_view *v, const cr_html_node *top, const cr_hint *h, const cr_reach *r) {
    static const int time_at[] = {74, 58, 44, 40, 18}, prop_at[] = {88, 84, 70, 70, 40}, class_at[] = {66, 52, 40, 38, 14};
    bool head = cr_html_is(h->node, "meta"), prop = h->says & CR_SAYS_PROP && h->says & (CR_SAYS_PUBLISHED | CR_SAYS_MODIFIED);
    if ((!head && cr_metadata_aside(m, v, top, h->node)) || of_archive(cr_html_attribute(h->node, "class")))
        return;
    int weight = (prop ? prop_at : h->says & CR_SAYS_TIME ? time_at : class_at)[cr_reach_place(r, h->node->number)];
    if (head)
        weight = prop ? 86 : 60;
    else if (!cr_str_none(cr_html_attribute(h->node, "pubdate")))
        weight += 10;
    else if (h->says & CR_SAYS_PUBLISHED && !prop)
        weight += 3;
    if (h->says & (CR_SAYS_AUTHOR | CR_SAYS_TITLE) && !(h->says & (CR_SAYS_TIME | CR_SAYS_PROP)))
        weight -= 4;
    cr_str text = head ? CR_STR_NONE : cr_metadata_text(m, h->node, false), told = value_of(m, h->node, text);
    if (cr_str_none(told)) {
        if (text.len >= 6 && text.len <= LINE_CHARS)
            claim_line(m, cr_words_fold(m->arena, text), weight, weight + 2, h->says);
        return;
    }
    int what = head ? SAID_NOTHING : said(m->words, cr_words_fold(m->arena, text));
    what = what == SAID_NOTHING && !head && !prop ? said(m->words, label_of(m, h->node)) : what;
    bool modified = what == SAID_MODIFIED || (what == SAID_NOTHING && h->says & CR_SAYS_MODIFIED && !(h->says & CR_SAYS_PUBLISHED));
    cr_metadata_claim_day(m, told, weight, modified, !head);
}

/* "Veröffentlicht am 3. Mai 2020" as lines around the headline and behind the text; "3.5.2020 – " at the head of the first paragraph. */
static void of_line(cr_metadata *m, cr_view *v, const cr_html_node *top, cr_piece *p, const cr_reach *r) {
    static const int said_at[] = {71, 62, 42, 50, 20}, bare_at[] = {60, 46, 20, 34, 10};
    if (p->chars < 6 || cr_metadata_aside(m, v, top, p->owner))
        return;
    if (p->chars > LINE_CHARS) {
        size_t from = 0, start = 0;
        cr_str folded = cr_words_fold(m->arena, cr_str_slice(p->text, 0, p->text.len < 100 ? p->text.len : 100));
        cr_str value = p->first <= r->text ? cr_when_next(m->arena, folded, &from, &start, m->when) : CR_STR_NONE;
        if (start < DATELINE && from < folded.len && from < DATELINE * 2)
            claim(m, value, start == 0 ? 52 : 45, false);
        return;
    }
    int bare = bare_at[cr_reach_place(r, p->first)], labelled = said_at[cr_reach_place(r, p->first)];
    if (p->chars > 60) {
        bare -= p->sentence_end ? 30 : 6;
        labelled -= p->sentence_end ? 10 : 2;
    }
    claim_line(m, cr_piece_folded(v, p), bare, labelled, 0);
}

static void of_lines(cr_metadata *m, cr_view *v, const cr_html_node *top, const cr_reach *r) {
    for (size_t i = v->piece_at[r->head]; i < v->piece_count && v->pieces[i].first <= r->text; i++)
        of_line(m, v, top, &v->pieces[i], r);
    for (size_t i = v->piece_at[r->end], n = 0; i < v->piece_count && n < TAIL_PIECES; i++, n++)
        of_line(m, v, top, &v->pieces[i], r);
    size_t last = v->piece_at[r->end]; /* the article's own last lines */
    for (size_t i = last > 4 ? last - 4 : 0; i < last; i++)
        if (v->pieces[i].first >= r->text)
            of_line(m, v, top, &v->pieces[i], r);
}

/* "datePublished":"…" in the scripts of a framework: the first of the page. */
static void of_scripts(cr_metadata *m) {
#define K(key, weight) {{key, sizeof key - 1}, weight}
    static const struct { cr_str key; int weight; } keys[] = {K("\"datePublished\"", 57), K("\"datePublished\\\"", 57), K("\"publishedAt\"", 53),
        K("\"published_at\"", 53),
        K("\"publishDate\"", 53), K("\"publishedDate\"", 53), K("\"publicationDate\"", 53), K("\"pubDate\"", 50)};
#undef K
    for (size_t s = 0; s < m->script_count; s++)
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            cr_str text = m->scripts[s]->text;
            size_t at = cr_str_find(text, keys[k].key, 0), from = at + keys[k].key.len;
            if (at == CR_STR_NPOS)
                continue;
            while (from < text.len && strchr(" :\\\"", text.ptr[from]) && text.ptr[from])
                from++;
            size_t end = from;
            while (end < text.len && end < from + 40 && text.ptr[end] != '"' && text.ptr[end] != '\\' && text.ptr[end] != ',')
                end++;
            cr_metadata_claim_day(m, cr_str_slice(text, from, end), keys[k].weight, false, false);
        }
}

/* A short script in the text that writes its date: showDate("2020/04/17 01:43"). */
static void of_writing_scripts(cr_metadata *m, const cr_view *v, const cr_html_node *top) {
    for (size_t s = 0; s < m->script_count; s++) {
        cr_str text = m->scripts[s]->text;
        if (text.len > WRITING_BYTES || cr_html_is(m->scripts[s]->parent->parent, "head") || cr_metadata_aside(m, v, top, m->scripts[s]->parent->parent))
            continue;
        size_t before = m->day_count;
        cr_metadata_claim_day(m, text, 25, false, true);
        if (m->day_count > before)
            return;
    }
}

/* The last resort: the first line anywhere that is little more than a date. */
static void of_any_line(cr_metadata *m, cr_view *v, const cr_html_node *top) {
    size_t before = m->day_count;
    for (size_t i = 0; i < v->piece_count && i < ANY_PIECES && !(m->day_count > before && !m->days[m->day_count - 1].modified); i++)
        if (v->pieces[i].chars <= 60 && !cr_metadata_aside(m, v, top, v->pieces[i].owner))
            claim_line(m, cr_piece_folded(v, &v->pieces[i]), 8, 9, 0);
}

static bool same_day(cr_str a, cr_str b) { return a.len >= 10 && b.len >= 10 && memcmp(a.ptr, b.ptr, 10) == 0; }

/* The best claim; that a reader sees the day that machines are told adds to it, and the other way about. */
static const cr_day_claim *best_day(const cr_metadata *m, bool modified) {
    const cr_day_claim *best = NULL;
    int most = 0;
    for (size_t i = 0; i < m->day_count; i++) {
        const cr_day_claim *c = &m->days[i];
        if (c->modified != modified)
            continue;
        int weight = c->weight;
        for (size_t k = 0; k < m->day_count; k++)
            if (m->days[k].modified == modified && m->days[k].shown != c->shown && m->days[k].weight >= AGREES_LEAST && same_day(c->value, m->days[k].value)) {
                weight += AGREES;
                break;
            }
        if (weight > most || (weight == most && best && c->value.len > best->value.len && same_day(c->value, best->value))) {
            most = weight;
            best = c;
        }
    }
    return best;
}

static int64_t instant(cr_str date) {
    cr_civil c;
    return cr_time_parse(date, &c) ? cr_time_epoch(&c) : 0;
}

/* Systems that know no day of publication say that of the last change twice, or a moment after it: then an earlier day that the page
 * shows is the better one. */
static bool said_twice(const cr_metadata *m, const cr_day_claim *told) {
    for (size_t i = 0; !told->shown && i < m->day_count; i++)
        if (m->days[i].modified && !m->days[i].shown && m->days[i].weight >= 80 && m->days[i].value.len == told->value.len &&
            instant(m->days[i].value) <= instant(told->value))
            return true;
    return false;
}

static const cr_day_claim *shown_before(const cr_metadata *m, const cr_day_claim *told) {
    const cr_day_claim *best = NULL;
    for (size_t i = 0; i < m->day_count; i++) {
        const cr_day_claim *c = &m->days[i];
        if (c->shown && !c->modified && c->weight >= SHOWN_LEAST + 8 &&
            cr_str_compare(cr_str_slice(c->value, 0, 10), cr_str_slice(told->value, 0, 10)) < 0 && (!best || c->weight > best->weight))
            best = c;
        if (c->shown && !c->modified && c->weight >= SHOWN_LEAST && same_day(c->value, told->value))
            return NULL;
    }
    return best;
}

/* A day without an hour, kept as midnight in the middle of Europe and told in UTC: the evening before. */
static cr_str full_day(const cr_metadata *m, cr_str date) {
    static const char *const languages[] = {"de", "fr", "it", "es", "nl", "pl", "cs", "sk", "hu", "sv", "da", "no", "nb", "nn", "hr", "sl", "sr",
        "ca"};
    bool evening = cr_str_contains(date, "T22:00:00Z") || cr_str_contains(date, "T23:00:00Z") || cr_str_contains(date, "T22:00:00+00:00") ||
        cr_str_contains(date, "T23:00:00+00:00"), there = false;
    for (size_t i = 0; evening && i < sizeof languages / sizeof *languages; i++)
        there = there || cr_str_starts_nocase(m->language.value, languages[i]);
    cr_civil c;
    if (!there || !cr_time_parse(date, &c))
        return date;
    int year, month, day;
    cr_civil_from_days(cr_days_from_civil(c.year, c.month, c.day) + 1, &year, &month, &day);
    return cr_str_format(m->arena, "%04d-%02d-%02d", year, month, day);
}

/* The moment is written in UTC; the day that the page shows, or has in its address, is the day where it was published. */
static cr_str local_day(const cr_metadata *m, cr_str date) {
    cr_civil a, b;
    if (date.len <= 10 || !(cr_str_ends(date, "Z") || cr_str_ends(date, "+00:00")) || !cr_time_parse(date, &a))
        return date;
    const cr_day_claim *shown = NULL;
    for (size_t i = 0; i < m->day_count; i++) {
        const cr_day_claim *c = &m->days[i];
        if (same_day(c->value, date) && c->shown && c->weight >= SHOWN_LEAST)
            return date;
        if (!c->shown || c->modified || c->weight < SHOWN_LEAST || (shown && shown->weight >= c->weight) || !cr_time_parse(cr_str_slice(c->value, 0, 10), &b))
            continue;
        int64_t apart = cr_days_from_civil(a.year, a.month, a.day) - cr_days_from_civil(b.year, b.month, b.day);
        if ((apart == 1 && a.hour < 12) || (apart == -1 && a.hour >= 10)) /* offsets from -12 to +14 hours */
            shown = c;
    }
    return shown ? cr_str_slice(shown->value, 0, 10) : full_day(m, date);
}

void cr_metadata_decide_days(cr_metadata *m, cr_view *v, const cr_html_node *top) {
    cr_reach r = cr_reach_of(m, v, top);
    for (size_t i = 0; i < m->hint_count; i++)
        if (m->hints[i].says & (CR_SAYS_DATE | CR_SAYS_TIME | CR_SAYS_PUBLISHED | CR_SAYS_MODIFIED))
            of_hint(m, v, top, &m->hints[i], &r);
    of_lines(m, v, top, &r);
    cr_str url = cr_when_in_url(m->arena, m->canonical.value);
    cr_metadata_claim_day(m, cr_str_none(url) ? cr_when_in_url(m->arena, m->url) : url, 79, false, true);
    const cr_day_claim *best = best_day(m, false), *changed = best_day(m, true);
    if (!best || best->weight < SHOWN_LEAST) {
        of_scripts(m);
        cr_str told = m->document_title.len <= LINE_CHARS ? m->document_title : CR_STR_NONE, about = m->description.value;
        claim_line(m, cr_words_fold(m->arena, told), 9, 30, 0);
        if (about.len && about.len <= LINE_CHARS * 2)
            claim_line(m, cr_words_fold(m->arena, about), 0, 30, 0);
        of_writing_scripts(m, v, top);
        of_any_line(m, v, top);
        best = best_day(m, false);
    }
    const cr_day_claim *earlier = best && said_twice(m, best) ? shown_before(m, best) : NULL;
    best = earlier ? earlier : best;
    if (!best)
        best = changed; /* the one day that the page bears */
    m->published = best ? local_day(m, best->value) : CR_STR_NONE;
    m->modified = changed ? changed->value : CR_STR_NONE;
}

/* A page of HTML to an article: tree, metadata, content, a second pass where the first looks wrong, blocks. */
#include "base/time.h"
#include "base/utf8.h"
#include "page/assemble.h"
#include "page/flat.h"
#include "page/notice.h"
#include "page/plain.h"
#include "page/scripts.h"

enum { SHORT_TEXT = 250, SMALL_PAGE = 1200, NOTICE_LEAST = 12, NOTICE_MOST = 700, LEAD_REACH = 40, NOTICE_LOOKS = 400 };

static size_t kept_chars(const cr_view *v, const cr_html_node *top) { return top ? cr_view_sum(v, top).chars : 0; }

typedef struct reading {
    cr_view *view;
    cr_content content;
    cr_article related; /* only its list of related links */
} reading;

static cr_status find_once(cr_arena *arena, const cr_html_document *d, const cr_page_tools *tools, cr_str body, bool lenient, reading *r, cr_error *err) {
    r->related = (cr_article){0};
    CR_TRY(cr_view_make(arena, d, &tools->words, tools->judging, lenient, &r->view, err));
    cr_content_weigh_body(r->view, body);
    r->content = cr_content_find(r->view, lenient);
    return CR_OK;
}

/* The headline is known only when the article's element is; then it can be left out of the text. */
static cr_status clean_once(reading *r, cr_str title, cr_error *err) {
    r->view->title = title;
    return r->content.top ? cr_content_clean(r->view, r->content.top, &r->related, err) : CR_OK;
}

static cr_status read_once(cr_arena *arena, const cr_html_document *d, const cr_page_tools *tools, cr_str title, cr_str body, bool lenient, reading *r, cr_error *err) {
    CR_TRY(find_once(arena, d, tools, body, lenient, r, err));
    return clean_once(r, title, err);
}

/* What a reading is worth: the running text it kept. */
static double worth(const reading *r) { return r->view && r->content.top ? cr_view_sum(r->view, r->content.top).good : 0; }

/* Next to nothing, or hardly a sentence: the class words misled it, or the text comes by script. */
static bool looks_wrong(const reading *r) {
    const double *w = r->view->judging->weight;
    return kept_chars(r->view, r->content.top) < SHORT_TEXT || worth(r) < w[CR_W_SHORT_GOOD];
}

/* The text comes only by script: it is read from there. */
static cr_status read_scripts(cr_arena *arena, const cr_html_document *d, const cr_page_tools *tools, cr_str title, reading *r, cr_error *err) {
    cr_str html = cr_scripts_html(arena, d);
    cr_html_document *inner;
    if (cr_str_none(html))
        return CR_OK;
    CR_TRY(cr_html_parse(arena, cr_utf8_repair(arena, html), &(cr_html_options){.fragment = "div", .scripting = true}, &inner, err));
    CR_TRY(read_once(arena, inner, tools, title, CR_STR_NONE, false, r, err));
    r->content.method = "script";
    return CR_OK;
}

static bool in_window(const cr_view *v, const cr_html_node *n) {
    for (; n; n = n->parent)
        if (v->flags[n->number] & (CR_NODE_COMMENTS | CR_NODE_SKIPPED))
            return true;
    return false;
}

/* Notices stand around the text, or are its first or last lines. Privacy policies speak of relaying too: here only translation tells,
 * or the name of the outlet that is relayed. */
static void find_notice(cr_arena *arena, const cr_notice_rules *rules, const reading *r, cr_article *a) {
    const cr_view *v = r->view;
    size_t kept = 0, seen = 0, looks = 0;
    for (size_t i = 0; i < v->piece_count; i++)
        kept += r->content.top && !v->pieces[i].out && cr_view_inside(v, v->pieces[i].owner, r->content.top);
    for (size_t i = 0; i < v->piece_count && !a->notice && looks < NOTICE_LOOKS; i++) {
        cr_piece *p = &v->pieces[i];
        bool of_text = r->content.top && !p->out && cr_view_inside(v, p->owner, r->content.top);
        seen += of_text;
        if (p->chars < NOTICE_LEAST || p->chars > NOTICE_MOST || p->link_chars * 2 > p->chars || (of_text && seen > 2 && seen + 3 <= kept))
            continue;
        looks++;
        cr_notice *found = NULL;
        if (!cr_notice_line(rules, arena, p->text, &found) || (!found->machine_translated && cr_str_none(found->relay_of) && !cr_notice_unedited(rules, arena, p->text)) || in_window(v, p->owner))
            continue;
        a->notice = found;
        p->out = CR_WHY_NOTICE;
    }
}

/* Where the notice does not say whose report it is, the headline as the page shows it may: "… — RT World". */
static void name_relay(const cr_view *v, cr_article *a) {
    cr_notice *n = a->notice;
    if (!n || !n->relayed_automatically || !cr_str_none(n->relay_of))
        return;
    for (size_t i = 0; i < v->piece_count; i++)
        if (v->pieces[i].kind == CR_BLOCK_HEADING && v->pieces[i].level == 1) {
            size_t width = 0, end = cr_notice_headline_end(v->pieces[i].text, &width);
            cr_str outlet = end == CR_STR_NPOS ? CR_STR_NONE : cr_notice_outlet(cr_str_slice(v->pieces[i].text, end + width, v->pieces[i].text.len));
            if (!cr_str_eq(outlet, a->site))
                n->relay_of = outlet;
            return;
        }
}

static void write_blocks(cr_block_writer *w, const reading *r) {
    const cr_view *v = r->view;
    const cr_html_node *top = r->content.top;
    size_t from = v->piece_at[top->number];
    for (size_t i = from > LEAD_REACH ? from - LEAD_REACH : 0, e = v->piece_at[v->end[top->number]]; i < e; i++)
        if (!v->pieces[i].out && (i >= from || v->pieces[i].lead))
            cr_block_add(w, v->pieces[i].kind, v->pieces[i].level, v->pieces[i].text);
}

/* articleBody of JSON-LD where the page's own markup holds far less of it. */
static bool use_body(const cr_metadata *m, size_t chars) {
    size_t body = 0;
    for (size_t at = 0; at < m->body.len;)
        body += !cr_utf8_is_space(cr_utf8_next(m->body, &at));
    return body > SHORT_TEXT && body > chars * 2 && !cr_str_contains(m->body, "</");
}

static void write_body(cr_block_writer *w, cr_str body) {
    cr_str rest = body, line;
    while (cr_str_split(&rest, '\n', &line))
        cr_block_add(w, CR_BLOCK_PARAGRAPH, 0, cr_str_squeeze(w->arena, line));
}

static cr_str plain(cr_arena *arena, cr_str s) { return cr_str_none(s) ? s : cr_str_squeeze(arena, cr_html_unescape(arena, s)); }

/* A page of a few lines, none of them running text: all there is. */
static void write_all(cr_block_writer *w, const cr_view *v) {
    size_t chars = 0;
    for (size_t i = 0; i < v->piece_count; i++)
        chars += v->pieces[i].out ? 0 : v->pieces[i].chars;
    for (size_t i = 0; i < v->piece_count && chars < SMALL_PAGE; i++)
        if (!v->pieces[i].out)
            cr_block_add(w, v->pieces[i].kind, v->pieces[i].level, v->pieces[i].text);
}

static void set_fields(cr_arena *arena, cr_metadata *m, const cr_page_input *in, cr_article *a) {
    cr_str base = in->url;
    a->canonical_url = cr_page_resolve(arena, base, m->canonical.value);
    a->image = cr_page_resolve(arena, base, cr_html_unescape(arena, m->image.value));
    a->site = plain(arena, m->site.value);
    a->description = plain(arena, m->description.value);
    a->section = plain(arena, m->section.value);
    a->author = m->authors;
    a->date = m->published;
    a->modified = m->modified;
    if (cr_str_none(a->date))
        a->date = cr_when_read(arena, in->published, (cr_when_options){.month_first = m->when.month_first, .anywhere = m->when.anywhere, .given = true});
    a->lang = m->language.value;
    a->noai = m->noai;
}

/* A page without structure is read line by line, as plain text; *used where that kept at least half of what the tree gave. */
static cr_status read_flat(cr_arena *arena, const reading *r, const cr_page_input *in, cr_article *a, bool *used, cr_error *err) {
    cr_article flat = {0};
    cr_str lines = r->content.top ? cr_flat_lines(arena, r->view) : CR_STR_NONE;
    *used = false;
    if (cr_str_none(lines))
        return CR_OK;
    CR_TRY(cr_plain_read(arena, lines, a->title, true, in, &flat, err));
    if (cr_utf8_length(flat.text) * 2 < kept_chars(r->view, r->content.top) || cr_str_trim(flat.text).len == 0)
        return CR_OK;
    *used = true;
    a->method = CR_STR("lines");
    a->score = (double)flat.text.len / (double)(lines.len + 1);
    cr_flat_link(arena, r->view, flat.related, flat.related_count);
    for (size_t i = 0; i < flat.related_count; i++)
        flat.related[i].url = cr_page_resolve(arena, in->url, flat.related[i].url);
    a->text = flat.text;
    a->blocks = flat.blocks;
    a->block_count = flat.block_count;
    a->related = flat.related;
    a->related_count = flat.related_count;
    a->notice = flat.notice;
    a->reason = cr_str_none(flat.reason) ? a->reason : flat.reason; /* a limit that was met */
    a->title = a->title.len ? a->title : flat.title;
    a->author = a->author.count ? a->author : flat.author;
    a->date = cr_str_none(a->date) ? flat.date : a->date;
    a->modified = cr_str_none(a->modified) ? flat.modified : a->modified;
    return CR_OK;
}

cr_status cr_page_from_html(cr_arena *arena, cr_str utf8, const cr_page_input *in, cr_article *a, cr_error *err) {
    cr_page_parsed parsed;
    CR_TRY(cr_page_parse(arena, utf8, in, &parsed, err));
    return cr_page_from_tree(arena, &parsed, in, a, err);
}

cr_status cr_page_parse(cr_arena *arena, cr_str utf8, const cr_page_input *in, cr_page_parsed *out, cr_error *err) {
    cr_html_document *d;
    cr_metadata *m = &out->metadata;
    if (utf8.ptr >= in->bytes.ptr && utf8.ptr <= in->bytes.ptr + in->bytes.len) /* the tree borrows from its text, and `in` may go */
        utf8 = cr_str_copy(arena, utf8);
    CR_TRY(cr_html_parse(arena, utf8, &(cr_html_options){.limits = in->limits, .scripting = true}, &d, err));
    *out = (cr_page_parsed){d, {.arena = arena, .words = &in->tools->words, .url = in->url}};
    cr_metadata_collect(m, d);
    cr_metadata_from_json_ld(m);
    return CR_OK;
}

cr_status cr_page_from_tree(cr_arena *arena, const cr_page_parsed *parsed, const cr_page_input *in, cr_article *a, cr_error *err) {
    const cr_html_document *d = parsed->document;
    const cr_page_tools *tools = in->tools;
    cr_metadata m = parsed->metadata;
    reading first = {0}, second = {0}, third = {0}, *best = &first;
    m.arena = arena;
    CR_TRY(find_once(arena, d, tools, m.body, false, &first, err));
    a->title = cr_metadata_title(&m, first.view, first.content.top);
    CR_TRY(clean_once(&first, a->title, err));
    bool again = cr_judge_on(tools->judging, CR_JUDGE_SECOND);
    if (again && looks_wrong(&first)) {
        CR_TRY(read_once(arena, d, tools, a->title, m.body, true, &second, err));
        if (worth(&second) > worth(&first) * tools->judging->weight[CR_W_SECOND_GAIN])
            best = &second;
    }
    cr_metadata_decide(&m, best->view, best->content.top);
    if (best->content.top)
        cr_content_leave_authors(best->view, best->content.top, &m.authors);
    if (again && (looks_wrong(&first) || looks_wrong(best))) {
        CR_TRY(read_scripts(arena, d, tools, a->title, &third, err));
        if (worth(&third) > SHORT_TEXT + worth(best) * tools->judging->weight[CR_W_SCRIPT_GAIN])
            best = &third;
    }
    set_fields(arena, &m, in, a);
    bool flat = false;
    if (again && best != &third)
        CR_TRY(read_flat(arena, best, in, a, &flat, err));
    if (flat) {
        cr_notice_of_markup(arena, tools->rules, d, &m, in->url, a);
        cr_page_judge(&tools->words, &m, best->view, &best->content, a);
        return CR_OK;
    }
    find_notice(arena, in->tools->rules, best, a);
    name_relay(best->view, a);
    cr_page_credit(arena, best->view, best->content.top, a);
    cr_notice_of_markup(arena, tools->rules, d, &m, in->url, a);
    cr_buf text;
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    cr_block_writer w = {.arena = arena, .text = &text, .article = a, .ceiling = cr_limit(in->limits, CR_LIMIT_PAGE_TEXT_BYTES)};
    if (!cr_str_none(d->cut))
        a->reason = cr_str_format(arena, "the page was cut at the limit %.*s", CR_FMT(d->cut));
    if (cr_judge_on(tools->judging, CR_JUDGE_BODY) && use_body(&m, kept_chars(best->view, best->content.top))) {
        write_body(&w, cr_html_unescape(arena, m.body));
        a->method = CR_STR("json-ld");
        a->score = 0.8;
    } else if (best->content.top) {
        write_blocks(&w, best);
        a->method = cr_str_of(best->content.method);
        a->score = best->content.share > 1 ? 1 : best->content.share;
    } else {
        write_all(&w, first.view);
        a->method = CR_STR("whole");
    }
    a->related = best->related.related;
    a->related_count = best->related.related_count;
    for (size_t i = 0; i < a->related_count; i++)
        a->related[i].url = cr_page_resolve(arena, in->url, a->related[i].url);
    cr_status status = cr_block_done(&w, err);
    cr_buf_free(&text);
    if (status == CR_OK)
        status = cr_page_related(arena, best->view, in->url, a, err);
    if (status == CR_OK)
        cr_page_judge(&tools->words, &m, best == &third ? first.view : best->view, &best->content, a);
    return status;
}

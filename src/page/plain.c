/* Plain text as pages print it: the article stands between a head (skip links, menus, headline, date, names) and a tail (share bars,
 * headlines of other stories, comments, footers, disclaimers), and lines such as "Read also: …" stand in it.
 *
 * plain_lines.c says of every line what it is by wording and shape, plain_roles.c where the article is; here notices are found
 * and the article is written out. */
#include "base/vec.h"
#include "page/assemble.h"
#include "page/plain.h"

enum { HEAD_LOOKS = 8, TAIL_LOOKS = 60, TAIL_BODY = 15, HEADLINE_CHARS = 12 };

static bool try_notice(cr_plain *p, cr_text_line *l) {
    if (l->words < 2 || !cr_notice_line(p->rules, p->arena, l->s, &p->article->notice))
        return false;
    l->role = CR_LINE_NOTICE;
    return true;
}

/* Notices stand at the top, around the headline, or at the end; an article about machine translation has such words in its middle. */
static void find_notices(cr_plain *p) {
    size_t head = 0, body = 0, looks = 0, first = p->count;
    for (size_t i = 0; i < p->count && first == p->count; i++)
        if (p->lines[i].running && p->lines[i].kind == CR_LINE_PLAIN)
            first = i;
    for (size_t i = 0; i < p->count && head < HEAD_LOOKS && i <= first + 1; i++) {
        if (p->lines[i].words < 4 && p->lines[i].kind != CR_LINE_PLAIN)
            continue;
        head++;
        if (p->count > 6 || i == 0)
            try_notice(p, &p->lines[i]);
    }
    for (size_t i = p->count, to = first < p->count ? first + 1 : 0; i-- > to && body < TAIL_BODY && looks < TAIL_LOOKS;) {
        if (p->lines[i].role != CR_LINE_BODY || p->lines[i].words < 2)
            continue;
        looks++;
        if (!try_notice(p, &p->lines[i]))
            body += p->lines[i].kind != CR_LINE_PLAIN ? 0 : p->lines[i].running ? 3 : p->lines[i].words >= 4;
    }
}

/* A report is relayed automatically, its headline names whose it is. */
static void set_relay(cr_plain *p) {
    cr_notice *n = p->article->notice;
    if (n && n->relayed_automatically && cr_str_none(n->relay_of))
        n->relay_of = cr_notice_outlet(p->title_tail);
    if (n && n->relay_of.len == 0)
        n->relay_of = CR_STR_NONE;
}

static bool take_related(cr_plain *p, const cr_text_line *l) {
    cr_str title = cr_plain_headline(p, l);
    if ((!l->headline && l->kind != CR_LINE_READ_ALSO) || title.len < HEADLINE_CHARS || l->words < 4)
        return true;
    cr_related *r = CR_PUSH(p->arena, p->article->related, p->article->related_count, p->related_capacity);
    if (r)
        *r = (cr_related){.title = title};
    return r != NULL;
}

static bool write(cr_plain *p, cr_block_writer *w) {
    cr_article *a = p->article;
    a->furniture.items = CR_NEW_ARRAY(p->arena, cr_str, p->count + 1);
    if (!a->furniture.items)
        return false;
    for (size_t i = 0; i < p->count; i++) {
        cr_text_line *l = &p->lines[i];
        if (l->role == CR_LINE_BODY)
            cr_block_add(w, CR_BLOCK_PARAGRAPH, 0, l->s);
        else if (l->role == CR_LINE_SUBHEADING)
            cr_block_add(w, CR_BLOCK_HEADING, 2, l->s);
        else if (l->role != CR_LINE_TITLE) {
            a->furniture.items[a->furniture.count++] = l->s;
            if (l->role == CR_LINE_FURNITURE && !take_related(p, l))
                return false;
        }
    }
    return true;
}

static void find_credit(cr_plain *p) {
    cr_str behind[4];
    size_t last = p->count, n = 0;
    while (last > 0 && p->lines[last - 1].role != CR_LINE_BODY)
        last--;
    for (size_t i = last; last > 0 && i < p->count && n < sizeof behind / sizeof *behind; i++)
        behind[n++] = p->lines[i].s;
    cr_page_credit_lines(p->arena, p->words, behind, n, p->article);
}

/* The headline is known from elsewhere: lines that repeat it are it. */
static void mark_known_title(cr_plain *p, cr_str title) {
    cr_str known = title.len ? cr_words_key(p->arena, title) : CR_STR_NONE;
    for (size_t i = 0; i < p->count && known.len; i++) {
        cr_text_line *l = &p->lines[i];
        size_t width = 0, end = cr_notice_headline_end(l->s, &width);
        if (l->s.len > title.len * 2 + 100)
            continue;
        if (cr_str_eq(cr_words_key(p->arena, l->s), known) || (end != CR_STR_NPOS && cr_str_eq(cr_words_key(p->arena, cr_str_slice(l->s, 0, end)), known))) {
            l->role = CR_LINE_TITLE;
            p->title_tail = end == CR_STR_NPOS ? p->title_tail : cr_str_slice(l->s, end + width, l->s.len);
        }
    }
}

cr_status cr_plain_read(cr_arena *arena, cr_str utf8, cr_str title, bool cut, const cr_page_input *in, cr_article *a, cr_error *err) {
    cr_plain p = {.arena = arena, .words = &in->tools->words, .rules = in->tools->rules, .article = a, .cut = cut};
    if (!p.rules || !cr_plain_read_lines(&p, utf8))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a text");
    mark_known_title(&p, title);
    find_notices(&p);
    cr_plain_find_bounds(&p);
    cr_plain_find_title(&p);
    cr_plain_give_roles(&p);
    set_relay(&p);
    find_credit(&p);
    cr_buf text;
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    cr_block_writer w = {.arena = arena, .text = &text, .article = a, .ceiling = cr_limit(in->limits, CR_LIMIT_PAGE_TEXT_BYTES)};
    bool ok = write(&p, &w);
    cr_status status = ok ? cr_block_done(&w, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a text");
    cr_buf_free(&text);
    return status;
}

cr_status cr_page_from_text(cr_arena *arena, cr_str utf8, const cr_page_input *in, cr_article *a, cr_error *err) {
    a->date = cr_when_read(arena, in->published, (cr_when_options){.given = true});
    CR_TRY(cr_plain_read(arena, utf8, in->title, false, in, a, err));
    if (a->title.len == 0)
        a->title = cr_str_copy(arena, in->title);
    a->method = CR_STR("plain-text");
    a->score = utf8.len ? (double)a->text.len / (double)utf8.len : 0;
    if (cr_str_trim(a->text).len == 0) {
        a->outcome = CR_OUTCOME_NO_ARTICLE;
        a->reason = CR_STR("the text holds no running text");
    }
    return CR_OK;
}

/* Plain text as pages print it: the article stands between a head (skip links, headline, strips of headlines, share bars) and a
 * tail (share bars, footers, disclaimers), and lines such as "Read also: …" stand in it.
 *
 * Every line that is not blank is judged by its wording (data/phrases) and its shape: running text ends like a sentence or is
 * long, furniture is short and does not. The first and the last line of running text bound the head and the tail. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "page/assemble.h"
#include "page/notice.h"

typedef enum line_role { BODY, FURNITURE, NOTICE, TITLE, SUBHEADING } line_role;

typedef struct text_line {
    cr_str s, folded;
    size_t chars, words;
    bool sentence_end, running, blank_before, label; /* label: names a strip of headlines or a share bar */
    bool opens;                                      /* "Read also" alone: the headline under it is furniture as well */
    line_role role;
    int level; /* blank lines before it */
} text_line;

typedef struct plain {
    cr_arena *arena;
    const cr_words *words;
    const cr_notice_rules *rules;
    text_line *lines;
    size_t count, capacity, first, last; /* lines of running text: [first, last) */
    cr_article *article;
    cr_str title_tail;
} plain;

static bool wide(uint32_t c) { return c >= 0x2E80 && c < 0xFFE0; }

static void measure(text_line *l) {
    uint32_t last = 0;
    size_t wide_chars = 0;
    bool in_word = false;
    for (size_t at = 0; at < l->s.len;) {
        uint32_t c = cr_utf8_next(l->s, &at);
        bool space = cr_utf8_is_space(c);
        l->chars += !space;
        wide_chars += wide(c);
        if (!space && !in_word)
            l->words++;
        in_word = !space;
        if (!space && c != '"' && c != '\'' && c != 0x201D && c != 0x201C && c != 0xBB && c != 0xAB && c != ')' && c != ']' && c != 0x2019 && c != 0x300D && c != 0xFF09)
            last = c;
    }
    if (wide_chars * 2 > l->chars)
        l->words = wide_chars / 2 + 1; /* two characters a word, on the average */
    l->sentence_end = last == '.' || last == '!' || last == '?' || last == 0x2026 || last == 0x3002 || last == 0xFF01 || last == 0xFF1F || last == 0x61F ||
                      last == 0x964 || last == 0x6D4;
    l->running = (l->sentence_end && l->words >= 8) || l->words >= 30;
}

static bool add_line(plain *p, cr_str s, bool blank_before) {
    text_line *l = CR_PUSH(p->arena, p->lines, p->count, p->capacity);
    if (!l)
        return false;
    *l = (text_line){.s = s, .blank_before = blank_before};
    measure(l);
    l->folded = cr_words_fold(p->arena, cr_str_slice(s, 0, s.len < 400 ? s.len : 400));
    return true;
}

/* Texts wrapped at a fixed column: most lines that another follows are of nearly the same width and end within a sentence. */
static bool wrapped(cr_str text) {
    size_t followed = 0, full = 0, width = 0;
    cr_str rest = text, line, before = CR_STR_NONE;
    while (cr_str_split(&rest, '\n', &line)) {
        line = cr_str_trim(line);
        size_t n = cr_utf8_length(line);
        width = n > width ? n : width;
        if (before.len && line.len) {
            followed++;
            full += cr_utf8_length(before) > 45 && !cr_str_ends(before, ".") && !cr_str_ends(before, ":");
        }
        before = line;
    }
    return followed >= 4 && width <= 100 && full * 3 > followed * 2;
}

static bool cut_lines(plain *p, cr_str text) {
    bool join = wrapped(text), blank = true;
    cr_str rest = text, line, paragraph = CR_STR_NONE;
    while (cr_str_split(&rest, '\n', &line)) {
        line = cr_str_trim(line);
        if (!join) {
            if (line.len && !add_line(p, line, blank))
                return false;
            blank = line.len == 0;
        } else if (line.len)
            paragraph = paragraph.len ? cr_str_format(p->arena, "%.*s %.*s", CR_FMT(paragraph), CR_FMT(line)) : line;
        else {
            if (paragraph.len && !add_line(p, paragraph, true))
                return false;
            paragraph = CR_STR_NONE;
        }
    }
    return !paragraph.len || add_line(p, paragraph, true);
}

static bool short_line(const text_line *l) { return l->words <= 14 && !l->running; }

static bool ends_with_colon(cr_str s) { return cr_str_ends(s, ":") || cr_str_ends(s, "\xEF\xBC\x9A"); }

/* Furniture by its wording alone, wherever it stands. */
static bool worded_furniture(const plain *p, text_line *l) {
    const cr_words *w = p->words;
    cr_str rest = CR_STR_NONE, head = cr_str_slice(l->folded, 0, l->folded.len < 60 ? l->folded.len : 60);
    if (cr_words_starts(w, CR_PHRASE_READ_ALSO, l->folded, &rest) && l->words <= 45) {
        bool colon = cr_str_find_byte(head, ':', 0) != CR_STR_NPOS || cr_str_contains(head, "|") || cr_str_contains(head, "\xE2\x80\x93");
        if (colon || rest.len == 0 || (!l->sentence_end && l->words <= 25)) {
            l->opens = rest.len == 0 || ends_with_colon(l->s);
            return true;
        }
    }
    if (!short_line(l))
        return false;
    if (cr_words_starts(w, CR_PHRASE_SHARE, l->folded, &rest) && (!l->sentence_end || ends_with_colon(l->s))) {
        l->label = true;
        return true;
    }
    if (cr_words_is(w, CR_PHRASE_NAVIGATION, l->folded, 3)) {
        l->label = true;
        return true;
    }
    if (l->s.ptr[0] == '[' && cr_str_ends(l->s, "]") && l->words <= 4) /* "[embedded video]" */
        return true;
    bool credit = cr_words_starts(w, CR_PHRASE_CREDIT, l->folded, NULL) && cr_str_find_byte(head, ':', 0) != CR_STR_NPOS;
    return (credit || cr_words_starts(w, CR_PHRASE_SUBSCRIBE, l->folded, NULL)) && !l->sentence_end;
}

static bool try_notice(plain *p, text_line *l) {
    if (!cr_notice_line(p->rules, p->arena, l->s, &p->article->notice))
        return false;
    l->role = NOTICE;
    return true;
}

/* Notices stand at the very top or at the end; an article about machine translation has such words in its middle. */
static void find_notices(plain *p) {
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < p->count && head < 4; i++) {
        if (p->lines[i].role == FURNITURE)
            continue;
        head++;
        if (p->count > 6 || i == 0)
            try_notice(p, &p->lines[i]);
    }
    for (size_t i = p->count; i-- > 0 && tail < 5;) {
        if (p->lines[i].role != BODY)
            continue;
        if (!try_notice(p, &p->lines[i]))
            tail++;
    }
}

static void find_bounds(plain *p) {
    p->first = p->count;
    p->last = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->lines[i].role == BODY && p->lines[i].running && !cr_words_holds(p->words, CR_PHRASE_DISCLAIMER, p->lines[i].folded)) {
            p->first = i < p->first ? i : p->first;
            p->last = i + 1;
        }
}

/* The headline: of the lines before the running text the one that carries an outlet's name, else the first of four words or more. */
static void find_title(plain *p) {
    text_line *best = NULL;
    bool named = false, strip = false;
    for (size_t i = 0; i < p->first && i < p->count; i++) {
        text_line *l = &p->lines[i];
        size_t width;
        if (l->role != BODY) {
            strip = l->label;
            continue;
        }
        bool tail = l->words >= 4 && cr_notice_headline_end(l->s, &width) != CR_STR_NPOS;
        bool starts_label = cr_words_starts(p->words, CR_PHRASE_NAVIGATION, l->folded, NULL);
        if (l->words >= 4 && l->words <= 40 && !ends_with_colon(l->s) && !starts_label && (!best || (tail && !named)) && (!strip || tail || !best)) {
            best = l;
            named = tail;
        }
    }
    if (!best || p->first == p->count)
        return;
    size_t width = 0, end = cr_notice_headline_end(best->s, &width);
    if (end != CR_STR_NPOS)
        p->title_tail = cr_str_slice(best->s, end + width, best->s.len);
    p->article->title = cr_str_trim(end == CR_STR_NPOS ? best->s : cr_str_slice(best->s, 0, end));
    best->role = TITLE;
}

static bool date_line(plain *p, const text_line *l) {
    return l->words <= 10 && !cr_str_none(cr_when_read(p->arena, l->s, (cr_when_options){0}));
}

/* Before the running text: standfirsts stay, menus, strips and scraps go. */
static void judge_head(plain *p) {
    for (size_t i = 0; i < p->first; i++) {
        text_line *l = &p->lines[i];
        if (l->role != BODY)
            continue;
        bool labelled = cr_words_starts(p->words, CR_PHRASE_NAVIGATION, l->folded, NULL);
        bool follows_title = false;
        for (size_t k = 0; k < i; k++)
            follows_title = follows_title || p->lines[k].role == TITLE;
        bool standfirst = !labelled && l->words >= 8 && (follows_title || i + 1 == p->first || l->sentence_end);
        cr_str rest = CR_STR_NONE;
        if (!standfirst && cr_words_starts(p->words, CR_PHRASE_BYLINE, l->folded, &rest) && l->words <= 8 && rest.len)
            l->role = FURNITURE;
        else if (date_line(p, l)) {
            if (cr_str_none(p->article->date))
                p->article->date = cr_when_read(p->arena, l->s, (cr_when_options){0});
            l->role = FURNITURE;
        } else if (!standfirst)
            l->role = l->sentence_end && l->words >= 5 ? BODY : FURNITURE;
    }
}

/* Behind it: footers, strips, disclaimers. A line that ends like a sentence stays unless its wording says otherwise. */
static void judge_tail(plain *p) {
    for (size_t i = p->last; i < p->count; i++) {
        text_line *l = &p->lines[i];
        if (l->role == BODY && (!l->sentence_end || l->words < 3 || cr_words_holds(p->words, CR_PHRASE_DISCLAIMER, l->folded)))
            l->role = FURNITURE;
    }
}

static bool ending(const plain *p, const text_line *l) { return short_line(l) && !l->sentence_end && cr_words_is(p->words, CR_PHRASE_ENDING, l->folded, 8); }

/* "Comments", "Latest news" near the end: what follows is not the article's. */
static void judge_endings(plain *p) {
    size_t words = 0, seen = 0;
    for (size_t i = 0; i < p->count; i++)
        words += p->lines[i].words;
    for (size_t i = 0; i < p->count; i++) {
        if (p->lines[i].role == BODY && ending(p, &p->lines[i]) && seen * 10 > words * 6) {
            for (size_t k = i; k < p->count; k++)
                if (p->lines[k].role == BODY)
                    p->lines[k].role = FURNITURE;
            return;
        }
        seen += p->lines[i].words;
    }
}

/* Three and more short lines in a row, without an end, inside the text: a menu or a strip; one or two are headings. */
static void judge_middle(plain *p) {
    for (size_t i = p->first; i < p->last; i++) {
        size_t k = i;
        while (k < p->last && (p->lines[k].role != BODY || (short_line(&p->lines[k]) && !p->lines[k].sentence_end && !ends_with_colon(p->lines[k].s) &&
                                                            p->lines[k].words <= 12)))
            k++;
        size_t body = 0;
        bool labelled = false;
        for (size_t n = i; n < k; n++) {
            body += p->lines[n].role == BODY;
            labelled = labelled || p->lines[n].label;
        }
        for (size_t n = i; n < k; n++)
            if (p->lines[n].role == BODY)
                p->lines[n].role = labelled && body >= 2 ? FURNITURE : body <= 2 && p->lines[n].blank_before ? SUBHEADING : BODY;
        i = k;
    }
}

/* A report is relayed automatically, its headline names whose it is. */
static void set_relay(plain *p) {
    cr_notice *n = p->article->notice;
    if (n && n->relayed_automatically && cr_str_none(n->relay_of))
        n->relay_of = cr_notice_outlet(p->title_tail);
    if (n && n->relay_of.len == 0)
        n->relay_of = CR_STR_NONE;
}

static bool take_related(plain *p, const text_line *l, size_t *capacity) {
    cr_str rest = CR_STR_NONE;
    if (!cr_words_starts(p->words, CR_PHRASE_READ_ALSO, l->folded, &rest) || rest.len < 10)
        return true;
    size_t colon = cr_str_find_byte(l->s, ':', 0);
    cr_str title = colon == CR_STR_NPOS || colon > 60 ? l->s : cr_str_trim(cr_str_slice(l->s, colon + 1, l->s.len));
    cr_related *r = CR_PUSH(p->arena, p->article->related, p->article->related_count, *capacity);
    if (r)
        *r = (cr_related){.title = title};
    return r != NULL;
}

static bool write(plain *p, cr_block_writer *w) {
    cr_article *a = p->article;
    size_t related = 0;
    a->furniture.items = CR_NEW_ARRAY(p->arena, cr_str, p->count + 1);
    if (!a->furniture.items)
        return false;
    for (size_t i = 0; i < p->count; i++) {
        text_line *l = &p->lines[i];
        if (l->role == BODY)
            cr_block_add(w, CR_BLOCK_PARAGRAPH, 0, l->s);
        else if (l->role == SUBHEADING)
            cr_block_add(w, CR_BLOCK_HEADING, 2, l->s);
        else if (l->role != TITLE) {
            a->furniture.items[a->furniture.count++] = l->s;
            if (!take_related(p, l, &related))
                return false;
        }
    }
    return true;
}

cr_status cr_page_from_text(cr_arena *arena, cr_str utf8, const cr_page_input *in, cr_article *a, cr_error *err) {
    plain p = {.arena = arena, .words = &in->tools->words, .rules = in->tools->rules, .article = a};
    if (!p.rules || !cut_lines(&p, utf8))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a text");
    a->date = cr_when_read(arena, in->published, (cr_when_options){.given = true});
    for (size_t i = 0; i < p.count; i++)
        if (worded_furniture(&p, &p.lines[i]) || (i && p.lines[i - 1].opens && !p.lines[i].blank_before && short_line(&p.lines[i]) && !p.lines[i].sentence_end))
            p.lines[i].role = FURNITURE;
    find_notices(&p);
    find_bounds(&p);
    find_title(&p);
    judge_head(&p);
    judge_middle(&p);
    judge_endings(&p);
    judge_tail(&p);
    set_relay(&p);
    if (a->title.len == 0)
        a->title = cr_str_copy(arena, in->title);
    a->method = CR_STR("plain-text");
    cr_buf text;
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    cr_block_writer w = {.arena = arena, .text = &text, .article = a, .ceiling = cr_limit(NULL, CR_LIMIT_PAGE_TEXT_BYTES)};
    bool ok = write(&p, &w);
    cr_status status = ok ? cr_block_done(&w, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a text");
    cr_buf_free(&text);
    a->score = utf8.len ? (double)a->text.len / (double)utf8.len : 0;
    if (status == CR_OK && cr_str_trim(a->text).len == 0) {
        a->outcome = CR_OUTCOME_NO_ARTICLE;
        a->reason = CR_STR("the text holds no running text");
    }
    return status;
}

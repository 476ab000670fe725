/* Where the article stands among the lines of a plain text, and what each line is.
 *
 * Every line has a value: words for running text, something below zero for furniture, much below for the headings that end articles.
 * The article is the run of lines that adds up to most; furniture inside of it is taken out by wording, by strips of headlines under
 * a heading of strips, and by runs of short lines. Where that run holds less than half of the running text, headings weigh less in a
 * second look. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "page/plain.h"

enum {
    RUNNING_MOST = 60, COMMENTS_COST = 90, ENDING_COST = 25, STRIP_COST = 12, LABEL_COST = 4, SECOND_LOOK = 8, TITLE_LINES = 80, BODY_BYTES = 30000, BODY_LINES = 400,
    STRIP_LINES = 12, HEADLINE_WORDS = 30, NAME_REACH = 3
};

/* Lines under a heading of strips, up to running text, are headlines; the one before running text may be its heading, if a blank line is
 * before it. */
static void mark_strips(cr_plain *p) {
    for (size_t i = 0; i < p->count; i++) {
        if (p->lines[i].kind != CR_LINE_STRIP)
            continue;
        size_t k = i + 1, found = 0, end = i + 1;
        for (; k < p->count && k <= i + STRIP_LINES; k++) {
            cr_text_line *l = &p->lines[k];
            if (l->kind == CR_LINE_STRIP || l->kind == CR_LINE_COMMENTS || l->kind == CR_LINE_ENDING || l->kind == CR_LINE_SERVICE)
                break;
            bool question = l->sentence_end && !l->running && l->words >= 4 && !cr_str_ends(l->s, "."); /* headlines may ask or quote */
            bool asked = question && k + 1 < p->count && p->lines[k + 1].sentence_end; /* in an interview */
            if (l->running || asked || (l->sentence_end && !question) || l->words > HEADLINE_WORDS || l->bullet)
                break;
            if (l->blank_before && found && k + 1 < p->count && p->lines[k + 1].running)
                break; /* a heading of the text */
            found += l->kind == CR_LINE_PLAIN;
            end = k + 1;
        }
        p->lines[i].box = found <= 2 && end < p->count && p->lines[end].running && p->lines[end].kind == CR_LINE_PLAIN;
        for (k = i + 1; k < end; k++)
            p->lines[k].headline = p->lines[k].kind == CR_LINE_PLAIN || p->lines[k].kind == CR_LINE_READ_ALSO;
    }
}

static int value_of(const cr_text_line *l, bool gently) {
    if (l->role == CR_LINE_NOTICE)
        return -STRIP_COST;
    switch (l->kind) {
    case CR_LINE_COMMENTS: return gently ? -SECOND_LOOK : -COMMENTS_COST;
    case CR_LINE_ENDING: return gently ? -SECOND_LOOK : -ENDING_COST;
    case CR_LINE_STRIP: return l->box ? -LABEL_COST : gently ? -SECOND_LOOK : -STRIP_COST;
    case CR_LINE_PLAIN: break;
    default: return -LABEL_COST;
    }
    if (l->headline)
        return -LABEL_COST;
    if (l->running)
        return (int)(l->words < RUNNING_MOST ? l->words : RUNNING_MOST);
    if (l->sentence_end)
        return l->words >= 4 ? (int)l->words : 1;
    if (l->bullet && l->words >= 4)
        return 3;
    return l->words >= 8 ? -1 : -2;
}

/* The run of lines that adds up to most: one walk. */
static int best_run(cr_plain *p, bool gently) {
    int sum = 0, best = 0;
    size_t start = 0;
    p->first = p->last = p->count;
    for (size_t i = 0; i < p->count; i++) {
        int value = value_of(&p->lines[i], gently);
        bool again = i && value == -LABEL_COST && p->lines[i - 1].value < 0;
        p->lines[i].value = again ? -1 : value; /* a box of many lines is one box */
        if (sum <= 0) {
            sum = 0;
            start = i;
        }
        if (p->lines[i].role == CR_LINE_BODY || p->lines[i].value < 0)
            sum += p->lines[i].value;
        sum = sum > 1000000000 ? 1000000000 : sum;
        if (sum > best) {
            best = sum;
            p->first = start;
            p->last = i + 1;
        }
    }
    while (p->first < p->last && p->lines[p->first].value <= 0)
        p->first++;
    return best;
}

static long running_words(const cr_plain *p, size_t from, size_t to) {
    long n = 0;
    for (size_t i = from; i < to; i++)
        n += p->lines[i].running && p->lines[i].kind == CR_LINE_PLAIN && p->lines[i].role == CR_LINE_BODY ? (long)p->lines[i].words : 0;
    return n;
}

void cr_plain_find_bounds(cr_plain *p) {
    mark_strips(p);
    best_run(p, false);
    if (running_words(p, p->first, p->last) * 2 >= running_words(p, 0, p->count))
        return;
    best_run(p, true);
}

static bool letter(uint32_t c) { return u_isalnum((UChar32)c); }

/* Of the words of four letters and more, how many stand in the article, endings aside. Scripts without spaces: pairs of characters. */
double cr_plain_overlap(const cr_plain *p, cr_str line) {
    cr_str folded = cr_words_fold(p->arena, cr_str_slice(line, 0, line.len < 400 ? line.len : 400));
    size_t found = 0, all = 0;
    for (size_t at = 0; at < folded.len;) {
        size_t start = at, end = at, chars = 0, cut[64];
        bool wide = false;
        while (at < folded.len && chars < 60) {
            uint32_t c = cr_utf8_next(folded, &at);
            if (!letter(c))
                break;
            wide = wide || c >= 0x2E80 || (c >= 0xE00 && c < 0xE80);
            end = at;
            cut[chars++] = end;
            if (wide && chars == 3)
                break;
        }
        if (chars < (wide ? 2 : 4))
            continue;
        size_t keep = wide ? chars : chars > 7 ? chars - 3 : chars > 5 ? chars - 2 : chars > 4 ? chars - 1 : chars;
        cr_str stem = cr_str_slice(folded, start, cut[keep - 1]);
        all++;
        size_t bytes = 0;
        for (size_t i = p->first; i < p->last && bytes < BODY_BYTES && i < p->first + BODY_LINES; i++) {
            const cr_text_line *l = &p->lines[i];
            if (l->kind != CR_LINE_PLAIN || l->headline || l->s.ptr == line.ptr)
                continue;
            bytes += l->folded.len;
            if (cr_str_find(l->folded, stem, 0) != CR_STR_NPOS) {
                found++;
                break;
            }
        }
    }
    return all ? (double)found / (double)all : 0;
}

/* The outlet's name behind the headline, unless those words are the story's own. */
static size_t headline_end(const cr_plain *p, cr_str s, size_t *width) {
    size_t end = cr_notice_headline_end(s, width);
    if (end == CR_STR_NPOS)
        return end;
    cr_str tail = cr_str_slice(s, end + *width, s.len);
    return cr_plain_overlap(p, tail) > 0.6 && cr_plain_overlap(p, tail) >= cr_plain_overlap(p, cr_str_slice(s, 0, end)) ? CR_STR_NPOS : end;
}

/* The headline stands before the text and says what the text says; an outlet's name behind it and a second place on the page tell as well. */
static double title_score(const cr_plain *p, size_t i) {
    const cr_text_line *l = &p->lines[i];
    size_t width = 0, end = headline_end(p, l->s, &width);
    double score = cr_plain_overlap(p, end == CR_STR_NPOS ? l->s : cr_str_slice(l->s, 0, end)) * 3;
    score += end != CR_STR_NPOS && l->words >= 6 ? 0.7 : 0;
    score += l->words >= 5 ? 0.6 : l->words >= 4 ? 0.4 : 0;
    score -= l->sentence_end && cr_str_ends(l->s, ".") ? 0.6 : 0;
    score -= l->words > 22 ? 0.5 : 0;
    score -= cr_words_starts(p->words, CR_PHRASE_NAVIGATION, l->folded, NULL) || cr_plain_colon(l->s) ? 1 : 0;
    return score;
}

void cr_plain_find_title(cr_plain *p) {
    double best = 0.5;
    size_t at = p->count, looks = 0;
    if (p->first == p->count)
        return;
    for (size_t i = 0; i < p->first; i++)
        if (p->lines[i].role == CR_LINE_TITLE)
            return; /* known */
    for (size_t i = p->first > TITLE_LINES ? p->first - TITLE_LINES : 0; i < p->first && looks < TITLE_LINES; i++) {
        const cr_text_line *l = &p->lines[i];
        if (l->role != CR_LINE_BODY || l->kind != CR_LINE_PLAIN || l->words < 3 || l->words > 40)
            continue;
        looks++;
        double score = title_score(p, i) - (l->headline ? 1 : 0); /* menus hold headings of strips with nothing under them */
        double more = at == p->count ? 0 : i == at + 1 && best > 1.3 ? 1.3 : 0.35; /* standfirsts stand behind it and say the same */
        if (score > best + more) {
            best = score;
            at = i;
        }
    }
    if (at == p->count)
        return;
    cr_text_line *l = &p->lines[at];
    size_t width = 0, end = headline_end(p, l->s, &width);
    if (end != CR_STR_NPOS)
        p->title_tail = cr_str_slice(l->s, end + width, l->s.len);
    p->article->title = cr_str_trim(end == CR_STR_NPOS ? l->s : cr_str_slice(l->s, 0, end));
    l->role = CR_LINE_TITLE;
    l->headline = false;
}

static void take_date(cr_plain *p, const cr_text_line *l) {
    cr_article *a = p->article;
    cr_str day = cr_when_read(p->arena, l->s, (cr_when_options){0});
    if (cr_str_none(day))
        day = cr_when_read(p->arena, l->s, (cr_when_options){.anywhere = true});
    bool updated = cr_words_starts(p->words, CR_PHRASE_UPDATED, l->folded, NULL);
    if (updated && cr_str_none(a->modified))
        a->modified = day;
    else if (!updated && cr_str_none(a->date))
        a->date = day;
}

static bool upper(cr_str word) {
    size_t at = 0;
    return word.len && u_isupper((UChar32)cr_utf8_next(word, &at));
}

/* "Jane Doe", "Jane Doe - Example News": two to four words with capitals, then nothing or a sign. */
static cr_str lone_name(cr_str s) {
    cr_str rest = s, word, name = CR_STR_NONE;
    size_t n = 0;
    while (cr_str_split(&rest, ' ', &word)) {
        if (n >= 2 && (cr_str_is(word, "-") || cr_str_is(word, "|") || cr_str_is(word, "\xE2\x80\x93") || cr_str_is(word, "\xE2\x80\x94")))
            return name;
        if (word.len < 2 || !upper(word) || n == 4)
            return CR_STR_NONE;
        for (size_t at = 0; at < word.len;) {
            uint32_t c = cr_utf8_next(word, &at);
            if (!u_isalpha((UChar32)c) && c != '.' && c != '\'' && c != '-' && c != 0x2019)
                return CR_STR_NONE;
        }
        name = (cr_str){s.ptr, (size_t)(word.ptr + word.len - s.ptr)};
        n++;
    }
    return n >= 2 ? name : CR_STR_NONE;
}

static bool take_names(cr_plain *p, cr_str s, int weight) {
    if (p->article->author.count)
        return true;
    cr_metadata *m = CR_NEW(p->arena, cr_metadata);
    if (!m)
        return false;
    m->arena = p->arena;
    m->words = p->words;
    size_t comma = cr_str_find(s, CR_STR(", "), 0); /* "…, from Exampleville": behind it with a small letter is no name */
    if (comma != CR_STR_NPOS && comma + 2 < s.len && s.ptr[comma + 2] >= 'a' && s.ptr[comma + 2] <= 'z')
        s = cr_str_slice(s, 0, comma);
    cr_str folded = cr_words_fold(p->arena, s);
    size_t label = cr_words_byline(p->words, CR_BYLINE_LABEL, folded);
    if (cr_metadata_is_generic(m, cr_str_trim(cr_str_slice(folded, label, folded.len))))
        return false; /* "By the editors" */
    cr_metadata_claim_names(m, s, weight, false, true);
    if (m->name_count && !cr_metadata_is_generic(m, m->names[0].names.items[0]))
        p->article->author = m->names[0].names;
    return p->article->author.count > 0;
}

/* Who wrote it: a byline before the text, or a name alone near the date, behind the headline. */
static void find_names(cr_plain *p, size_t title) {
    size_t to = p->first + 4 < p->count ? p->first + 4 : p->count;
    for (size_t i = title < p->first ? title : 0; i < to; i++)
        if (p->lines[i].kind == CR_LINE_BYLINE && p->lines[i].role != CR_LINE_TITLE && take_names(p, p->lines[i].s, 70)) {
            p->lines[i].role = CR_LINE_FURNITURE;
            return;
        }
    for (size_t i = title + 1; i < p->first; i++) {
        cr_text_line *l = &p->lines[i];
        cr_str name = l->kind == CR_LINE_PLAIN && l->role == CR_LINE_BODY && l->words <= 8 && !l->headline ? lone_name(l->s) : CR_STR_NONE;
        bool near = false;
        for (size_t k = i > NAME_REACH ? i - NAME_REACH : 0; k <= i + NAME_REACH && k < p->first; k++)
            near = near || p->lines[k].kind == CR_LINE_DATE || cr_words_starts(p->words, CR_PHRASE_READING, p->lines[k].folded, NULL) ||
                   cr_words_is(p->words, CR_PHRASE_PUBLISHED, p->lines[k].folded, 1);
        if (!cr_str_none(name) && near && take_names(p, name, 60)) {
            l->role = CR_LINE_FURNITURE;
            return;
        }
    }
}

/* Before the text: a standfirst says what the text says, or ends like a sentence; all else goes. */
static void judge_head(cr_plain *p, size_t title) {
    for (size_t i = 0; i < p->first; i++) {
        cr_text_line *l = &p->lines[i];
        if (l->kind == CR_LINE_DATE)
            take_date(p, l);
        if (l->role != CR_LINE_BODY)
            continue;
        bool behind = title < p->count && i > title;
        bool plain = l->kind == CR_LINE_PLAIN && (!l->headline || behind) && !cr_words_starts(p->words, CR_PHRASE_NAVIGATION, l->folded, NULL);
        bool said = l->words >= 7 && l->words <= 60 && behind && i - title < 12 && cr_plain_overlap(p, l->s) >= 0.3;
        bool stays = plain && (said || (l->sentence_end && l->words >= 5 && (behind || title == p->count)));
        l->role = stays ? CR_LINE_BODY : CR_LINE_FURNITURE;
        l->headline = l->headline && !stays && !behind;
    }
}

static bool initial(cr_str s) {
    size_t at = 0;
    return s.len > 3 && u_isupper((UChar32)cr_utf8_next(s, &at)) && s.ptr[at] == '.' && s.ptr[at + 1] == ' ';
}

/* "R. Example", "Tom Example/Example News": who took the picture. */
static bool picture_name(const cr_text_line *l) {
    if (l->words > 6 || l->sentence_end)
        return false;
    size_t slash = cr_str_find_byte(l->s, '/', 0);
    cr_str left = slash == CR_STR_NPOS ? l->s : cr_str_trim(cr_str_slice(l->s, 0, slash));
    if (slash != CR_STR_NPOS)
        return !cr_str_none(lone_name(left)) && upper(cr_str_trim(cr_str_slice(l->s, slash + 1, l->s.len)));
    return initial(l->s) && l->words <= 3 && upper(cr_str_trim(cr_str_slice(l->s, 3, l->s.len)));
}

/* Nothing but a date inside the text: of the page, at its beginning; further on it may head a part of a chronicle. */
static bool stray_date(const cr_plain *p, size_t i) {
    const cr_text_line *l = &p->lines[i];
    if (l->sentence_end || l->words > 12)
        return false;
    size_t dates = 0;
    for (size_t k = i; k < p->last && k < i + 40; k++)
        dates += p->lines[k].kind == CR_LINE_DATE;
    return i < p->first + 5 || dates < 2;
}

/* Short lines in a row: a list of names and labels is furniture where a label is among them or they are many; one or two before running
 * text are headings. */
static size_t judge_short(cr_plain *p, size_t i) {
    size_t k = i, body = 0, words = 0, labels = 0;
    for (; k < p->last; k++) {
        const cr_text_line *l = &p->lines[k];
        bool gone = l->role != CR_LINE_BODY;
        if (!gone && (!cr_plain_short(l) || l->sentence_end || cr_plain_colon(l->s) || l->words > 12 || l->bullet))
            break;
        body += !gone;
        words += gone ? 0 : l->words;
        labels += gone && l->kind != CR_LINE_PLAIN && l->kind != CR_LINE_READ_ALSO && l->kind != CR_LINE_CREDIT;
    }
    bool text_next = k < p->last;
    bool furniture = body >= 2 && labels >= 2 ? words <= body * 6 : body >= 3 && (labels || words <= body * 3) ? true : body >= 1 && !text_next;
    size_t last_body = k;
    for (size_t n = i; n < k; n++)
        if (p->lines[n].role == CR_LINE_BODY)
            last_body = n;
    for (size_t n = i; n < k; n++)
        if (p->lines[n].role == CR_LINE_BODY)
            p->lines[n].role = furniture && !(n == last_body && n + 1 == k && text_next && p->lines[n].blank_before && body > 1) ? CR_LINE_FURNITURE
                               : body <= 2 && (p->lines[n].blank_before || n + 1 == k)                                         ? CR_LINE_SUBHEADING
                                                                                                                               : CR_LINE_BODY;
    return k;
}

static void judge_middle(cr_plain *p) {
    for (size_t i = p->first; i < p->last; i++) {
        cr_text_line *l = &p->lines[i];
        if (l->role != CR_LINE_BODY)
            continue;
        bool date = l->kind == CR_LINE_DATE && stray_date(p, i);
        if (date && i < p->first + 5)
            take_date(p, l);
        if (date || l->headline || picture_name(l) || (l->kind != CR_LINE_PLAIN && l->kind != CR_LINE_DATE && l->kind != CR_LINE_BYLINE))
            l->role = CR_LINE_FURNITURE;
    }
    for (size_t i = p->first; i < p->last; i++)
        i = judge_short(p, i);
}

void cr_plain_give_roles(cr_plain *p) {
    size_t title = p->count;
    for (size_t i = 0; i < p->first && title == p->count; i++)
        title = p->lines[i].role == CR_LINE_TITLE ? i : title;
    find_names(p, title < p->count ? title : 0);
    judge_head(p, title);
    judge_middle(p);
    for (size_t i = p->last; i < p->count; i++) {
        cr_text_line *l = &p->lines[i];
        if (l->role == CR_LINE_BODY)
            l->role = CR_LINE_FURNITURE;
    }
}

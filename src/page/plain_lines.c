/* Lines of a plain text: where they are cut, how long they are, what their wording says. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "page/plain.h"

enum { FOLDED_BYTES = 400, LABEL_WORDS = 14, READ_ALSO_WORDS = 45 };

static bool wide(uint32_t c) { return c >= 0x2E80 && c < 0xFFE0; }
static bool thai(uint32_t c) { return (c >= 0xE00 && c < 0xF00) || (c >= 0x1000 && c < 0x10A0) || (c >= 0x1780 && c < 0x1800); } /* Thai, Lao, Burmese, Khmer */
static bool quotation_mark(uint32_t c) {
    return c == '"' || c == '\'' || c == 0x201D || c == 0x201C || c == 0xBB || c == 0xAB || c == ')' || c == ']' || c == 0x2019 || c == 0x300D || c == 0xFF09;
}

static void measure(cr_text_line *l) {
    uint32_t last = 0, first = 0;
    size_t wide_chars = 0, thai_chars = 0;
    bool in_word = false;
    for (size_t at = 0; at < l->s.len;) {
        uint32_t c = cr_utf8_next(l->s, &at);
        bool space = cr_utf8_is_space(c);
        l->chars += !space;
        wide_chars += wide(c);
        thai_chars += thai(c);
        first = first ? first : c;
        if (!space && !in_word)
            l->words++;
        in_word = !space;
        if (!space && !quotation_mark(c))
            last = c;
    }
    if (wide_chars * 2 > l->chars)
        l->words = wide_chars / 2 + 1; /* two characters a word, on the average */
    else if (thai_chars * 2 > l->chars)
        l->words = thai_chars / 5 + 1;
    l->bullet = first == 0x2022 || first == 0x25CF || first == 0x25AA || first == 0x25A0 || first == 0xB7 || first == 0x2023 || first == 0x2043 || first == 0x30FB;
    l->sentence_end = last == '.' || last == '!' || last == '?' || last == 0x2026 || last == 0x3002 || last == 0xFF01 || last == 0xFF1F || last == 0x61F ||
                      last == 0x964 || last == 0x6D4;
    l->running = (l->sentence_end && l->words >= 8) || l->words >= 30;
}

static bool add_line(cr_plain *p, cr_str s, bool blank_before) {
    cr_text_line *l = CR_PUSH(p->arena, p->lines, p->count, p->capacity);
    if (!l)
        return false;
    *l = (cr_text_line){.s = s, .blank_before = blank_before};
    measure(l);
    l->folded = cr_words_fold(p->arena, cr_str_slice(s, 0, s.len < FOLDED_BYTES ? s.len : FOLDED_BYTES));
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

/* In a wrapped text a line that is far from full is followed by another paragraph, as items of lists are. */
static bool starts_item(cr_str line) { return cr_str_starts(line, "* ") || cr_str_starts(line, "- ") || cr_str_starts(line, "\xE2\x80\xA2"); }

static bool cut_lines(cr_plain *p, cr_str text) {
    bool join = !p->cut && wrapped(text), blank = true;
    cr_str rest = text, line, paragraph = CR_STR_NONE; /* paragraph: of the text, lines and what is between them */
    while (cr_str_split(&rest, '\n', &line)) {
        line = cr_str_trim(line);
        if (!join) {
            if (line.len && !add_line(p, line, blank))
                return false;
            blank = line.len == 0;
            continue;
        }
        bool item = line.len && (starts_item(line) || cr_str_starts(line, "(c)") || cr_str_starts(line, "\xC2\xA9"));
        if ((line.len == 0 || item) && paragraph.len) {
            if (!add_line(p, cr_str_squeeze(p->arena, paragraph), true))
                return false;
            paragraph = CR_STR_NONE;
        }
        if (line.len)
            paragraph = paragraph.len ? (cr_str){paragraph.ptr, (size_t)(line.ptr + line.len - paragraph.ptr)} : line;
    }
    return !paragraph.len || add_line(p, cr_str_squeeze(p->arena, paragraph), true);
}

bool cr_plain_short(const cr_text_line *l) { return l->words <= LABEL_WORDS && !l->running; }
bool cr_plain_colon(cr_str s) { return cr_str_ends(s, ":") || cr_str_ends(s, "\xEF\xBC\x9A"); }

/* Brackets, bullets and counts around a label: "[ Comments (3) ]", "37 comments". */
static cr_str bare(cr_str s) {
    while (s.len && (strchr("[(*->|#+ ", s.ptr[0]) || (s.ptr[0] >= '0' && s.ptr[0] <= '9')))
        s = cr_str_slice(s, 1, s.len);
    while (s.len && (strchr("])*-<>|+:. ", s.ptr[s.len - 1]) || (s.ptr[s.len - 1] >= '0' && s.ptr[s.len - 1] <= '9') || s.ptr[s.len - 1] == '('))
        s = cr_str_slice(s, 0, s.len - 1);
    return s;
}

/* "Home | World | Sport", "Terms · Privacy · Contact": short parts between signs, or wide gaps. */
static bool menu_shaped(const cr_text_line *l) {
    static const char *const signs[] = {" | ", " \xC2\xB7 ", " \xE2\x80\xA2 ", " > ", " \xE2\x80\xBA ", " \xC2\xBB ", " / ", " - ", "] [", "   ", "  ", "|", "] "};
    if (l->sentence_end && l->words > 12)
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = 0, len = strlen(signs[i]);
        for (size_t at = cr_str_find(l->s, cr_str_of(signs[i]), 0); at != CR_STR_NPOS; at = cr_str_find(l->s, cr_str_of(signs[i]), at + len))
            n++;
        size_t least = strcmp(signs[i], " - ") == 0 || strcmp(signs[i], "] ") == 0 || strcmp(signs[i], " / ") == 0 ? 3 : 2;
        if (n >= least && l->words <= (n + 1) * 5 + n)
            return true;
    }
    return false;
}

/* "Facebook Twitter WhatsApp": every word stands in the list of places to share. */
static bool only_shares(const cr_plain *p, const cr_text_line *l) {
    cr_str rest = l->folded, word;
    size_t n = 0;
    while (cr_str_split(&rest, ' ', &word)) {
        word = bare(word);
        if (word.len && !cr_words_is(p->words, CR_PHRASE_SHARE, word, 0))
            return false;
        n += word.len > 0;
    }
    return n > 0;
}

/* The line says when: nothing but a date, or a label of publishing and one. */
static bool says_when(const cr_plain *p, const cr_text_line *l) {
    if (l->words > 20 || l->chars < 4)
        return false;
    bool label = cr_words_starts(p->words, CR_PHRASE_PUBLISHED, l->folded, NULL) || cr_words_starts(p->words, CR_PHRASE_UPDATED, l->folded, NULL);
    bool figure = l->s.ptr[0] >= '0' && l->s.ptr[0] <= '9' && l->words <= 8;
    if (l->s.ptr[0] >= '0' && l->s.ptr[0] <= '9' && l->words >= 5 && cr_str_contains(l->s, ": ")) /* "12 January 2022: …" is of a chronicle */
        return false;
    if (l->words <= 10 && !cr_str_none(cr_when_read(p->arena, l->s, (cr_when_options){0})))
        return true;
    if ((l->sentence_end && !label) || (!label && !figure && l->words > 9))
        return false;
    if (!label && l->words > 14)
        return false;
    return !cr_str_none(cr_when_read(p->arena, l->s, (cr_when_options){.anywhere = true})) && (label || figure || l->words <= 8);
}

static bool read_also(const cr_plain *p, const cr_text_line *l) {
    cr_str rest = CR_STR_NONE;
    if (l->words > READ_ALSO_WORDS || !(cr_words_starts(p->words, CR_PHRASE_READ_ALSO, l->folded, &rest) || cr_words_starts(p->words, CR_PHRASE_STRIP, l->folded, &rest)) || rest.len < 10)
        return false;
    size_t head = l->folded.len - rest.len;
    bool colon = cr_str_find_byte(cr_str_slice(l->folded, 0, head + 1), ':', 0) != CR_STR_NPOS;
    for (size_t at = head; !colon && at < head + 4 && at < l->folded.len; at++)
        colon = cr_str_starts(cr_str_slice(l->folded, at, l->folded.len), "|") || cr_str_starts(cr_str_slice(l->folded, at, l->folded.len), "\xE2\x80\x93") || l->folded.ptr[at] == '"' ||
                cr_str_starts(cr_str_slice(l->folded, at, l->folded.len), "\xC2\xAB");
    return colon || (!l->sentence_end && l->words <= 25 && cr_words_starts(p->words, CR_PHRASE_READ_ALSO, l->folded, NULL));
}

/* ">> A headline", "► A headline": a link to another page. */
static bool points_on(const cr_text_line *l) {
    static const char *const arrows[] = {">>", "\xC2\xBB", "\xE2\x86\x92", "\xE2\x9E\x9C", "\xE2\x96\xBA", "\xE2\x96\xB6", "\xE2\x9E\xA1", "\xE2\x80\xBA", "=>", "->"};
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        if (cr_str_starts(l->s, arrows[i]))
            return !l->sentence_end && l->words >= 4 && l->words <= 25;
    return false;
}

static bool is_label(const cr_plain *p, const cr_text_line *l, cr_str label) {
    const cr_words *w = p->words;
    bool colon = cr_plain_colon(l->s);
    if (cr_words_starts(w, CR_PHRASE_SHARE, label, NULL) && (!l->sentence_end || colon || l->words <= 8))
        return true;
    if (cr_words_is(w, CR_PHRASE_NAVIGATION, label, 3) || (cr_words_starts(w, CR_PHRASE_NAVIGATION, label, NULL) && l->words <= 6 && !l->sentence_end))
        return true;
    if (cr_words_starts(w, CR_PHRASE_READING, label, NULL) && l->words <= 6 && !l->sentence_end)
        return true;
    if (cr_words_holds(w, CR_PHRASE_READING, label) && l->words <= 6 && !l->sentence_end && l->s.ptr[0] >= '0' && l->s.ptr[0] <= '9')
        return true;
    if (l->s.ptr[0] == '[' && cr_str_ends(l->s, "]") && l->words <= 4) /* "[embedded video]" */
        return true;
    return only_shares(p, l);
}

static bool letters(cr_str s) {
    for (size_t at = 0; at < s.len;)
        if (u_isalpha((UChar32)cr_utf8_next(s, &at)))
            return true;
    return false;
}

static bool credit(const cr_plain *p, const cr_text_line *l) {
    cr_str head = cr_str_slice(l->folded, 0, l->folded.len < 60 ? l->folded.len : 60);
    if (l->words <= 14 && cr_words_starts(p->words, CR_PHRASE_CREDIT, l->folded, NULL) && (cr_str_find_byte(head, ':', 0) != CR_STR_NPOS || cr_str_starts(head, "\xC2\xA9")) && !l->sentence_end)
        return true;
    cr_str rest = CR_STR_NONE;
    if (l->words <= 5 && !l->sentence_end && cr_words_starts(p->words, CR_PHRASE_CREDIT, l->folded, &rest) && rest.len && l->folded.len - rest.len >= 2 &&
        strchr(".:", l->folded.ptr[l->folded.len - rest.len - 2])) /* "fot. Jan Example" */
        return true;
    return (cr_str_starts(l->s, "\xC2\xA9") || cr_str_starts_nocase(l->s, "(c)") || cr_str_starts_nocase(l->s, "copyright")) && l->words <= 30;
}

/* "More news from the region": a heading of two words and more, with a few behind it. */
static bool long_strip(const cr_plain *p, cr_str label, const cr_text_line *l) {
    cr_str rest = CR_STR_NONE;
    if (l->words > 6 || l->sentence_end || !cr_words_starts(p->words, CR_PHRASE_STRIP, label, &rest))
        return false;
    return cr_str_find_byte(cr_str_slice(label, 0, label.len - rest.len - (rest.len > 0)), ' ', 0) != CR_STR_NPOS && cr_utf8_length(rest) <= 20;
}

static cr_line_kind kind_of(const cr_plain *p, const cr_text_line *l) {
    const cr_words *w = p->words;
    cr_str label = bare(l->folded);
    if (says_when(p, l))
        return CR_LINE_DATE;
    if (!letters(l->s))
        return CR_LINE_LABEL;
    bool brief = cr_plain_short(l);
    if (brief && (!l->sentence_end || l->words <= 4)) {
        if (cr_words_is(w, CR_PHRASE_COMMENTS, label, 4))
            return CR_LINE_COMMENTS;
        if (cr_words_is(w, CR_PHRASE_STRIP, label, 3) || long_strip(p, label, l))
            return CR_LINE_STRIP;
        if (cr_words_is(w, CR_PHRASE_READ_ALSO, label, 0))
            return CR_LINE_STRIP;
        if (read_also(p, l))
            return CR_LINE_READ_ALSO;
        bool colon = cr_str_find_byte(l->folded, ':', 0) != CR_STR_NPOS;
        if (cr_words_is(w, CR_PHRASE_ENDING, label, 8) || (colon && cr_words_starts(w, CR_PHRASE_ENDING, label, NULL)))
            return CR_LINE_ENDING;
    }
    if (read_also(p, l) || points_on(l))
        return CR_LINE_READ_ALSO;
    if (credit(p, l))
        return CR_LINE_CREDIT;
    if (brief && (is_label(p, l, label) || menu_shaped(l)))
        return CR_LINE_LABEL;
    size_t service = cr_words_count(w, CR_PHRASE_SERVICE, l->folded);
    if (l->words <= 60 && (service >= 3 || (service >= 2 && l->words <= 40) || (service && l->words <= 8 && !l->bullet)))
        return CR_LINE_SERVICE;
    if (l->words <= 60 && (cr_words_holds(w, CR_PHRASE_DISCLAIMER, l->folded) || cr_words_starts(w, CR_PHRASE_CONSENT, l->folded, NULL)))
        return CR_LINE_SERVICE;
    if (brief && cr_words_starts(w, CR_PHRASE_SUBSCRIBE, l->folded, NULL) && (!l->sentence_end || service || l->words <= 8))
        return CR_LINE_SERVICE;
    if (menu_shaped(l))
        return CR_LINE_LABEL;
    cr_str rest = CR_STR_NONE;
    size_t named = l->words <= 14 ? cr_words_byline(w, CR_BYLINE_LABEL, l->folded) : 0;
    if (named >= 10 && named < l->folded.len) /* "Published by Example Media Ltd." */
        return CR_LINE_BYLINE;
    if (l->words <= 9 && !l->sentence_end && cr_words_starts(w, CR_PHRASE_BYLINE, l->folded, &rest) && rest.len > 2)
        return CR_LINE_BYLINE;
    return CR_LINE_PLAIN;
}

bool cr_plain_read_lines(cr_plain *p, cr_str text) {
    if (!cut_lines(p, text))
        return false;
    for (size_t i = 0; i < p->count; i++)
        p->lines[i].kind = kind_of(p, &p->lines[i]);
    for (size_t i = 1; i + 1 < p->count; i++) { /* one such word is enough between other lines of the kind */
        cr_text_line *l = &p->lines[i];
        bool between = p->lines[i - 1].kind != CR_LINE_PLAIN && p->lines[i + 1].kind != CR_LINE_PLAIN;
        if (l->kind == CR_LINE_PLAIN && between && l->words <= 40 && cr_words_holds(p->words, CR_PHRASE_SERVICE, l->folded))
            l->kind = CR_LINE_SERVICE;
    }
    return true;
}

/* Folding keeps words apart as they are: as many words as the phrase has are taken off. */
cr_str cr_plain_headline(const cr_plain *p, const cr_text_line *l) {
    cr_str rest = CR_STR_NONE, s = l->s;
    if (!cr_words_starts(p->words, CR_PHRASE_READ_ALSO, l->folded, &rest) && !cr_words_starts(p->words, CR_PHRASE_STRIP, l->folded, &rest))
        rest = l->folded;
    size_t words = 0, left = 0;
    for (size_t i = 0; i < rest.len; i++)
        left += rest.ptr[i] == ' ';
    for (size_t at = 0, in = 0; at < s.len;) { /* words of the line */
        bool space = cr_utf8_is_space(cr_utf8_next(s, &at));
        words += !space && !in;
        in = !space;
    }
    if (l->s.len > FOLDED_BYTES || words == 0 || left + 1 >= words)
        s = l->s;
    else
        for (size_t at = 0, in = 0, skip = words - left - 1, seen = 0; at < s.len;) {
            size_t here = at;
            bool space = cr_utf8_is_space(cr_utf8_next(s, &at));
            seen += !space && !in;
            in = !space;
            if (!space && seen > skip) {
                s = cr_str_slice(s, here, s.len);
                break;
            }
        }
    size_t wide_colon = words == 1 ? cr_str_find(s, CR_STR("\xEF\xBC\x9A"), 0) : CR_STR_NPOS; /* scripts without spaces */
    if (wide_colon != CR_STR_NPOS && wide_colon < 40)
        s = cr_str_slice(s, wide_colon + 3, s.len);
    size_t colon = cr_str_find_byte(s, ':', 0);
    if (rest.len == l->folded.len || (colon != CR_STR_NPOS && colon < 3))
        s = colon != CR_STR_NPOS && colon < 3 ? cr_str_trim(cr_str_slice(s, colon + 1, s.len)) : s;
    while (s.len > 1 && strchr("*->|# ", s.ptr[0]))
        s = cr_str_slice(s, 1, s.len);
    static const char *const open[] = {"\"", "\xC2\xBB", "\xE2\x80\xA2"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (cr_str_starts(s, open[i]) && (i || cr_str_ends(s, "\"")))
            s = cr_str_trim(cr_str_slice(s, strlen(open[i]), i ? s.len : s.len - 1));
    return s;
}

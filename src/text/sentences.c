/* Sentences: ICU proposes (UAX 29), we correct.
 *
 *     text ─▶ paragraphs (blank lines) ─▶ ICU's boundaries ─▶ joined or kept, one by one ─▶ spans
 *
 * A boundary is taken back where what stands before it is an abbreviation, an initial, an ordinal
 * ("19. Jahrhundert") or a list number, or what comes after it goes on: a small letter, a closing
 * quotation mark. ICU knows no boundary after an ellipsis; we add those. Each boundary is looked at
 * once, through a window of constant size: the cost is linear. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "text/tools.h"

enum { WINDOW = 64 }; /* bytes looked at before a boundary */

typedef struct cutter {
    cr_arena *arena;
    cr_str text, lang;
    cr_str abbreviations;
    bool dotted_ordinals;
    cr_span *spans;
    size_t count, capacity;
    size_t most, most_bytes; /* limits: sentences, bytes of one */
    bool full;
} cutter;

static bool is_closer(uint32_t c) {
    return c == ')' || c == ']' || c == 0xBB || c == 0x201D || c == 0x2019 || c == 0x203A || c == '"' || c == 0x300D ||
           c == 0x300F || c == 0xFF09 || c == 0x201C;
}

static bool is_stop(uint32_t c) {
    return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x61F ||
           c == 0x6D4 || c == 0x964 || c == 0xFF0E || c == 0x203D;
}

/* Position of the last character before `end` that is no white space, as the end after it. */
static size_t back_over_space(cr_str t, size_t start, size_t end) {
    while (end > start) {
        size_t at = end;
        if (!cr_utf8_is_space(cr_utf8_previous(t, &at)))
            break;
        end = at;
    }
    return end;
}

static size_t over_space(cr_str t, size_t at, size_t end) {
    while (at < end) {
        size_t next = at;
        if (!cr_utf8_is_space(cr_utf8_next(t, &next)))
            break;
        at = next;
    }
    return at;
}

/* ---- what stands before ---- */

/* The word that ends at `end` (behind its dot), dots inside kept: "U.S" of "U.S.". */
static cr_str word_before(cr_str t, size_t start, size_t end) {
    size_t at = end, floor = end > start + WINDOW ? end - WINDOW : start;
    while (at > floor) {
        size_t previous = at;
        uint32_t c = cr_utf8_previous(t, &previous);
        if (!u_isalnum((UChar32)c) && c != '.' && c != '-')
            break;
        at = previous;
    }
    return cr_str_slice(t, at, end);
}

static bool all_digits(cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len > 0;
}

static bool is_initial(cr_str word) { /* "J" or the last part of "J.K", "J.-P" */
    size_t at = 0, last = 0;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] == '.' || word.ptr[i] == '-')
            last = i + 1;
    cr_str part = cr_str_slice(word, last, word.len);
    if (!part.len)
        return false;
    uint32_t c = cr_utf8_next(part, &at);
    return at == part.len && u_isupper((UChar32)c) && u_charType((UChar32)c) == U_UPPERCASE_LETTER;
}

/* Data: one abbreviation a line, folded, without its last dot; "\t#" behind it: only before a number;
 * "\tend": may end a sentence too, so only a small letter or a number after it joins. */
static bool abbreviation_joins(const cutter *c, cr_str word, uint32_t next) {
    char folded[WINDOW];
    cr_str key = cr_text_fold(c->arena, word), rest;
    if (key.len >= sizeof folded || !key.len)
        return false;
    if (!cr_text_list_find(c->abbreviations, key, &rest))
        return false;
    if (cr_str_is(rest, "#"))
        return u_isdigit((UChar32)next);
    if (cr_str_is(rest, "end"))
        return u_isdigit((UChar32)next) || u_islower((UChar32)next);
    return true;
}

/* Is the boundary after a dot at `end` (which is the end of the dot) none? `next` is what follows. */
static bool dot_joins(const cutter *c, size_t sentence, size_t end, uint32_t next) {
    cr_str word = word_before(c->text, sentence, end - 1);
    if (!word.len)
        return false;
    if (abbreviation_joins(c, word, next))
        return true;
    if (is_initial(word)) { /* "George W. Bush"; not "… vitamin C. Then": the word before an initial is a name */
        bool whole = cr_str_find_byte(word, '.', 0) == CR_STR_NPOS && cr_str_find_byte(word, '-', 0) == CR_STR_NPOS;
        size_t before = back_over_space(c->text, sentence, (size_t)(word.ptr - c->text.ptr));
        cr_str previous = word_before(c->text, sentence, before);
        size_t at = 0;
        if (!whole) /* "U.S. Senate", "J.K. Rowling": more often inside than at an end */
            return u_isupper((UChar32)next) || u_isdigit((UChar32)next);
        return !previous.len || !u_islower((UChar32)cr_utf8_next(previous, &at));
    }
    if (all_digits(word)) {
        size_t before = back_over_space(c->text, sentence, (size_t)(word.ptr - c->text.ptr));
        return (word.len <= 3 && before == sentence) || (c->dotted_ordinals && word.len <= 2);
    }
    return false;
}

/* ---- boundaries ---- */

/* A quotation mark here closes: what follows it is no letter. Returns the position behind all such marks. */
static size_t closers_after(cr_str t, size_t at, size_t end) {
    size_t reached = at;
    while (at < end) {
        size_t next = over_space(t, at, end), after;
        if (next >= end)
            break;
        after = next;
        uint32_t c = cr_utf8_next(t, &after), follow = ' ';
        size_t peek = after;
        if (peek < end)
            follow = cr_utf8_next(t, &peek);
        bool opens = u_isalnum((UChar32)follow) && next > at;
        if (!is_closer(c) || opens || (c == '"' && next > at && !cr_utf8_is_space(follow) && after < end) ||
            ((c == 0x201C || c == '[') && next > at))
            break;
        reached = at = after;
    }
    return reached;
}

static bool newline_between(cr_str t, size_t from, size_t to) {
    return to > from && memchr(t.ptr + from, '\n', to - from) != NULL;
}

/* Does the text go on over ICU's boundary? `start`: where the sentence began; `edge`: end of its last
 * character; `next`: where the following text begins. */
static bool goes_on(const cutter *c, size_t start, size_t edge, size_t next, size_t end) {
    cr_str t = c->text;
    size_t at = next, back = edge;
    uint32_t first = cr_utf8_next(t, &at);
    uint32_t last = cr_utf8_previous(t, &back);
    if (newline_between(t, edge, next)) /* a wrapped line goes on with a small letter, a new one does not */
        return u_islower((UChar32)first) && !is_stop(last) && last != ':' && last != ';';
    if (u_islower((UChar32)first) || first == ',' || first == ';')
        return true;
    if ((first == 0x2013 || first == 0x2014 || first == '-' || first == '(') && at < end) {
        size_t word = over_space(t, at, end);
        if (word < end && (first != '(' || !is_stop(last)) && u_islower((UChar32)cr_utf8_next(t, &word)))
            return true; /* "!" – he said */
    }
    return last == '.' && dot_joins(c, start, edge, first);
}

static void add_span(cutter *c, size_t start, size_t end) {
    start = over_space(c->text, start, end);
    end = back_over_space(c->text, start, end);
    size_t most = c->most_bytes;
    while (start < end && !c->full) {
        size_t cut = end;
        if (end - start > most) { /* at the last space, else the last mark, else between characters */
            size_t space = 0, mark = 0, at = start + most;
            while (at > start && ((unsigned char)c->text.ptr[at] & 0xC0) == 0x80)
                at--;
            cut = at;
            for (size_t i = start + most / 2; i < at; i++) {
                char b = c->text.ptr[i];
                if (b == ' ' || b == '\n' || b == '\t')
                    space = i;
                else if (b == ',' || b == ';' || b == ':')
                    mark = i + 1;
            }
            cut = mark ? mark : space ? space : cut > start ? cut : start + most;
        }
        cr_span *s = c->count < c->most ? CR_PUSH(c->arena, c->spans, c->count, c->capacity) : NULL;
        c->full = !s;
        if (s)
            *s = (cr_span){start, back_over_space(c->text, start, cut)};
        start = over_space(c->text, cut, end);
    }
}

/* "… La suite": an ellipsis, perhaps closed, white space, a capital. Adds the pieces of [start, end). */
static void add_with_ellipses(cutter *c, size_t start, size_t end) {
    cr_str t = cr_str_slice(c->text, 0, end); /* no search looks behind the piece: there may be a book */
    static const cr_str sign = {"…", 3};
    size_t from = start;
    for (size_t at = cr_str_find(t, sign, from); at != CR_STR_NPOS; at = cr_str_find(t, sign, from)) {
        size_t edge = closers_after(t, at + 3, end), next = over_space(t, edge, end), after = next;
        from = edge;
        if (next == edge || next >= end || at == start)
            continue;
        uint32_t first = cr_utf8_next(t, &after);
        if (first == 0xAB || first == 0x201C || first == '"') { /* a quotation that opens */
            after = over_space(t, after, end);
            first = after < end ? cr_utf8_next(t, &after) : ' ';
        }
        if (u_isupper((UChar32)first)) {
            add_span(c, start, edge);
            start = from = next;
        }
    }
    add_span(c, start, end);
}

static cr_status cut_paragraph(cutter *c, cr_text_tools *tools, size_t start, size_t end, cr_error *err) {
    UBreakIterator *it = cr_tools_break(tools, UBRK_SENTENCE, c->lang, cr_str_slice(c->text, start, end));
    if (!it)
        return cr_fail(err, CR_ERR_MEMORY, "sentences: out of memory, or ICU's data is missing (Debian package libicu72)");
    size_t sentence = start;
    for (int32_t b = ubrk_next(it); b != UBRK_DONE && !c->full; b = ubrk_next(it)) {
        size_t boundary = start + (size_t)b;
        if (boundary < sentence)
            continue; /* closing marks reached beyond it */
        size_t edge = back_over_space(c->text, sentence, boundary);
        if (edge == sentence && boundary < end)
            continue;
        edge = closers_after(c->text, edge, end);
        size_t next = over_space(c->text, edge, end);
        if (next < end && edge > sentence && goes_on(c, sentence, edge, next, end))
            continue;
        add_with_ellipses(c, sentence, edge > boundary ? edge : boundary);
        sentence = edge > boundary ? edge : boundary;
    }
    if (sentence < end && !c->full)
        add_with_ellipses(c, sentence, end);
    return CR_OK;
}

/* The end of the paragraph that starts at `at`: before a line end, white space, a line end. */
static size_t paragraph_end(cr_str t, size_t at) {
    for (;;) {
        size_t nl = cr_str_find_byte(t, '\n', at);
        if (nl == CR_STR_NPOS)
            return t.len;
        size_t i = nl + 1;
        while (i < t.len && (t.ptr[i] == ' ' || t.ptr[i] == '\t' || t.ptr[i] == '\r'))
            i++;
        if (i >= t.len || t.ptr[i] == '\n')
            return nl;
        at = i;
    }
}

cr_status cr_text_sentences_with(cr_text_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_span **out,
                                 size_t *count, cr_error *err) {
    *out = NULL;
    *count = 0;
    if (text.len > INT32_MAX / 2)
        return cr_fail(err, CR_ERR_LIMIT, "text of %zu bytes is too long to cut into sentences", text.len);
    cr_text_tools *own = tools ? NULL : cr_text_tools_new();
    tools = tools ? tools : own;
    if (!tools)
        return cr_fail(err, CR_ERR_MEMORY, "sentences: out of memory");
    static const char *const dotted[] = {"de", "da", "no", "nb", "nn", "fi", "et", "cs", "sk", "sl", "hr", "bs", "sr", "hu", "pl", "lv", "is", "tr"};
    cutter c = {.arena = arena, .text = text, .lang = lang, .abbreviations = cr_text_list("abbreviations", lang),
                .most = cr_tools_sentences(tools), .most_bytes = cr_tools_sentence_bytes(tools)};
    for (size_t i = 0; i < sizeof dotted / sizeof *dotted; i++)
        c.dotted_ordinals |= cr_str_is(lang, dotted[i]);
    if (cr_str_none(c.abbreviations))
        c.abbreviations = cr_text_list("abbreviations", CR_STR("en"));
    cr_status status = CR_OK;
    for (size_t start = 0; start < text.len && status == CR_OK && !c.full;) {
        start = over_space(text, start, text.len);
        size_t end = paragraph_end(text, start);
        if (end > start)
            status = cut_paragraph(&c, tools, start, end, err);
        start = end + 1;
    }
    cr_text_tools_free(own);
    if (status == CR_OK && cr_arena_exhausted(arena))
        status = cr_fail(err, CR_ERR_MEMORY, "sentences: the arena is full");
    if (status != CR_OK)
        return status;
    *out = c.spans;
    *count = c.count;
    return CR_OK;
}

cr_status cr_text_sentences(cr_arena *arena, cr_str text, cr_str lang, cr_span **out, size_t *count, cr_error *err) {
    return cr_text_sentences_with(NULL, arena, text, lang, out, count, err);
}

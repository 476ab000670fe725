#include "translate/manner.h"

#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "translate/check.h"
#include "translate/protect.h"

enum { NO_BREAK = 0xA0, NARROW = 0x202F, NUMBER_BYTES = 40 };

typedef struct hand {
    cr_arena *arena;
    cr_str source, text, from, to;
    cr_buf out;
    size_t at;        /* byte of `text` that is next */
    uint32_t before;  /* the character written last, 0 at the start */
} hand;

static uint32_t point_at(cr_str s, size_t at) { return at < s.len ? cr_utf8_next(s, &at) : 0; }

static void put(hand *h, uint32_t c) {
    char bytes[4];
    cr_buf_add(&h->out, bytes, cr_utf8_encode(c, bytes));
    h->before = c;
}

static void put_text(hand *h, cr_str s) {
    cr_buf_add_str(&h->out, s);
    size_t end = s.len;
    if (end)
        h->before = cr_utf8_previous(s, &end);
}

static bool one_of(cr_str lang, const char *list) { /* "en zh ja" */
    cr_str all = cr_str_of(list), code;
    while (cr_str_split(&all, ' ', &code))
        if (cr_str_eq(code, lang))
            return true;
    return false;
}

static bool ideograph(uint32_t c) { return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF); }
static bool arabic(uint32_t c) { return c >= 0x600 && c <= 0x6FF && u_isalpha((UChar32)c); }
static bool digit(uint32_t c) { return c >= '0' && c <= '9'; }
static bool ends_word(uint32_t c) { return c == 0 || cr_utf8_is_space(c) || c == 0xBB || c == 0x201D || c == ')' || c == ']' || c == '"' || c == '!' || c == '?' || c == 0x2026; }
static bool high_mark(uint32_t c) { return c == ';' || c == ':' || c == '!' || c == '?'; }

static void drop_space(hand *h) { /* that was written last */
    size_t end = h->out.len;
    while (end > 0) {
        size_t at = end;
        uint32_t c = cr_utf8_previous(cr_buf_str(&h->out), &at);
        if (c != ' ' && c != NO_BREAK && c != NARROW) {
            h->before = c;
            break;
        }
        end = at;
        h->before = 0;
    }
    h->out.len = end;
}

/* ---- numbers ---- */

typedef struct style { uint32_t decimal, group; } style;

static style style_of(cr_str lang) {
    if (one_of(lang, "en zh ja ms th ko he hi"))
        return (style){'.', ','};
    if (one_of(lang, "de es it pt id ca nl tr da el hr sl ro gl"))
        return (style){',', '.'};
    if (one_of(lang, "fr ru uk pl cs sk bg sv nb fi hu be"))
        return (style){',', one_of(lang, "fr") ? NARROW : NO_BREAK};
    return (style){0, 0};
}

static bool is_group(uint32_t c, uint32_t group) {
    return c == group || ((group == NO_BREAK || group == NARROW) && (c == ' ' || c == NO_BREAK || c == NARROW || c == 0x2009));
}

/* The number at `at` in the form of `s`: where it ends, and whether it has groups and a fraction. 0: it has another form. */
static size_t number_end(cr_str text, size_t at, style s, bool *groups, bool *fraction) {
    size_t digits = 0;
    *groups = *fraction = false;
    while (digit(point_at(text, at))) {
        at++;
        digits++;
    }
    while (digits <= 3) {
        size_t next = at, k = 0;
        if (at >= text.len || !is_group(cr_utf8_next(text, &next), s.group))
            break;
        while (k < 4 && digit(point_at(text, next + k)))
            k++;
        if (k != 3)
            break;
        at = next + 3;
        *groups = true;
        digits = 3;
    }
    if (point_at(text, at) == s.decimal && digit(point_at(text, at + 1))) {
        at++;
        while (digit(point_at(text, at)))
            at++;
        *fraction = true;
    }
    uint32_t tail = point_at(text, at), beyond = point_at(text, at + 1);
    bool goes_on = (tail == '.' || tail == ',' || tail == '/' || tail == ':') && digit(beyond); /* a date, a version, a list */
    return goes_on || u_isalpha((UChar32)tail) ? 0 : at;
}

static bool measures(cr_str text, size_t start, size_t end) { /* a sign of money or share beside it: no version, no date */
    uint32_t after = point_at(text, end), far = 0, before = 0;
    size_t next = end;
    if (next < text.len && cr_utf8_is_space(cr_utf8_next(text, &next)))
        far = point_at(text, next);
    if (start > 0)
        before = cr_utf8_previous(text, &start);
    return after == '%' || far == '%' || u_charType((UChar32)after) == U_CURRENCY_SYMBOL || u_charType((UChar32)far) == U_CURRENCY_SYMBOL ||
           u_charType((UChar32)before) == U_CURRENCY_SYMBOL;
}

/* In the source's form, and in the source as it stands: written anew. */
static bool number(hand *h) {
    bool groups, fraction;
    if (!digit(point_at(h->text, h->at)))
        return false;
    style s = style_of(h->from), t = style_of(h->to);
    if (u_isalnum((UChar32)h->before) || h->before == '.' || h->before == ',' || h->before == '-' || !s.group || !t.group || (s.decimal == t.decimal && s.group == t.group))
        return false;
    size_t start = h->at, end = number_end(h->text, start, s, &groups, &fraction);
    if (end <= start || end - start > NUMBER_BYTES || (!groups && !(fraction && measures(h->text, start, end))))
        return false;
    if (cr_str_find(h->source, cr_str_slice(h->text, start, end), 0) == CR_STR_NPOS)
        return false;
    for (size_t at = start; at < end;) {
        uint32_t d = cr_utf8_next(h->text, &at);
        put(h, digit(d) ? d : d == s.decimal ? t.decimal : t.group);
    }
    h->at = end;
    return true;
}

/* ---- signs ---- */

/* French has a no-break space before high marks, other languages none. Only a mark that ends a word: no times, no addresses. */
static bool high(hand *h, uint32_t c, uint32_t next) {
    if (!high_mark(c) || !ends_word(next))
        return false;
    if (one_of(h->to, "fr")) {
        if (!high_mark(h->before) && h->before != 0x2026 && h->before) {
            drop_space(h);
            if (h->before && h->before != '(' && h->before != 0xAB)
                put(h, c == ':' ? NO_BREAK : NARROW);
        }
    } else if (one_of(h->from, "fr") && (h->before == ' ' || h->before == NO_BREAK || h->before == NARROW))
        drop_space(h);
    put(h, c);
    return true;
}

static uint32_t wide_of(uint32_t c, bool japanese) {
    switch (c) {
    case ',': return japanese ? 0x3001 : 0xFF0C;
    case '.': return 0x3002;
    case '!': return 0xFF01;
    case '?': return 0xFF1F;
    case ':': return 0xFF1A;
    case ';': return 0xFF1B;
    default: return 0;
    }
}

static uint32_t narrow_of(uint32_t c) {
    switch (c) {
    case 0x3001: case 0xFF0C: case 0x60C: return ',';
    case 0x3002: return '.';
    case 0xFF01: return '!';
    case 0xFF1F: case 0x61F: return '?';
    case 0xFF1A: return ':';
    case 0xFF1B: case 0x61B: return ';';
    default: return 0;
    }
}

/* Chinese, Japanese and Arabic have signs of their own, behind letters of their own; others do not have those. */
static bool script_sign(hand *h, uint32_t c, size_t behind) {
    if (c < 0x80 ? !wide_of(c, false) : !narrow_of(c))
        return false; /* nearly every character is no sign */
    uint32_t next = point_at(h->text, behind), other;
    bool cjk = one_of(h->to, "zh ja");
    if (cjk && ideograph(h->before) && (other = wide_of(c, one_of(h->to, "ja"))) && !digit(next) && (c != '.' || ends_word(next))) {
        put(h, other);
        h->at = next == ' ' ? behind + 1 : behind;
        return true;
    }
    if (one_of(h->to, "ar fa ur") && arabic(h->before) && (c == ',' || c == ';' || c == '?')) {
        put(h, c == ',' ? 0x60C : c == ';' ? 0x61B : 0x61F);
        h->at = behind;
        return true;
    }
    bool foreign = (one_of(h->from, "zh ja") && !cjk) || (one_of(h->from, "ar fa ur") && !one_of(h->to, "ar fa ur"));
    if (!foreign || c < 0x80 || ideograph(h->before))
        return false;
    other = narrow_of(c);
    drop_space(h);
    put(h, other);
    if (next && !ends_word(next) && !u_ispunct((UChar32)next))
        put(h, ' ');
    h->at = behind;
    return true;
}

static bool percent(hand *h, uint32_t c) {
    if (c != '%')
        return false;
    if (one_of(h->to, "fr de") && digit(h->before))
        put(h, one_of(h->to, "fr") ? NARROW : NO_BREAK);
    else if (one_of(h->to, "en it pt id zh ja ms nl") && one_of(h->from, "fr de es ru uk ca sv nb da fi cs sk pl") && (h->before == ' ' || h->before == NO_BREAK || h->before == NARROW))
        drop_space(h);
    else
        return false;
    put(h, c);
    return true;
}

/* ---- Spanish ---- */

enum { DEPTH = 8, INSERTS = 64 };

typedef struct frame { /* the sentence, or a quotation or bracket in it */
    size_t start;      /* of what may be a question */
    size_t closes[2];  /* "?" and "!" since */
    bool opened[2];    /* "¿" and "¡" since */
    bool divided;      /* into sentences, it seems: where one begins is not sure */
} frame;

typedef struct insert { size_t at; int kind; } insert;

static bool opener(uint32_t c) { return c == 0xAB || c == 0x201C || c == 0x201E || c == 0x2018 || c == '(' || c == '['; }
static bool closer(uint32_t c) { return c == 0xBB || c == 0x201D || c == ')' || c == ']'; }

static bool only_closers(cr_str s, size_t at) {
    while (at < s.len) {
        uint32_t c = cr_utf8_next(s, &at);
        if (!closer(c) && c != '"' && !cr_utf8_is_space(c))
            return false;
    }
    return true;
}

/* The first letter from `at` on, or the quotation or bracket that it stands in; `end`: none. */
static size_t first_word(cr_str s, size_t at, size_t end) {
    while (at < end) {
        size_t start = at;
        uint32_t c = cr_utf8_next(s, &at);
        if (u_isalnum((UChar32)c) || opener(c))
            return start;
    }
    return end;
}

/* A sentence that is one question has its mark at both ends, and so has a question that is quoted: there the mark stands inside. */
static size_t find_inserts(cr_str text, insert *found) {
    frame stack[DEPTH] = {0}, *f = stack;
    size_t depth = 0, count = 0;
    for (size_t at = 0; at < text.len && count < INSERTS;) {
        size_t start = at;
        uint32_t c = cr_utf8_next(text, &at), next = point_at(text, at);
        int kind = c == '!' || c == 0xA1;
        if (opener(c) && depth + 1 < DEPTH) {
            f = &stack[++depth];
            *f = (frame){.start = at};
        } else if (closer(c) && depth > 0)
            f = &stack[--depth];
        else if (c == 0xBF || c == 0xA1)
            f->opened[kind] = true;
        else if ((c == '.' || c == ':') && next == ' ')
            f->divided = true;
        if ((c != '?' && c != '!') || !ends_word(next))
            continue;
        bool whole = depth > 0 ? next != '?' && next != '!' : only_closers(text, at);
        size_t into = first_word(text, f->start, start);
        if (whole && !f->closes[kind] && !f->opened[kind] && !f->divided && into < start)
            found[count++] = (insert){into, kind};
        f->closes[kind]++;
        if (depth > 0 && next == ' ')
            *f = (frame){.start = at};
    }
    return count;
}

static cr_str open_questions(cr_arena *a, cr_str text) {
    static const char *const marks[] = {"¿", "¡"};
    insert list[INSERTS];
    size_t count = find_inserts(text, list), done = 0;
    if (count == 0)
        return text;
    for (size_t i = 1; i < count; i++) /* a question around a quoted one is found behind it and begins before it */
        for (size_t k = i; k > 0 && list[k].at < list[k - 1].at; k--) {
            insert swap = list[k];
            list[k] = list[k - 1];
            list[k - 1] = swap;
        }
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (size_t i = 0; i < count; i++) {
        cr_buf_add_str(&b, cr_str_slice(text, done, list[i].at));
        cr_buf_add_z(&b, marks[list[i].kind]);
        done = list[i].at;
    }
    cr_buf_add_str(&b, cr_str_slice(text, done, text.len));
    cr_str out = b.failed ? CR_STR_NONE : cr_buf_copy(&b, a);
    cr_buf_free(&b);
    return cr_str_none(out) ? text : out;
}

/* ---- spaces ---- */

/* A word that the engine left out leaves its spaces: none at the ends, one between words, unless the source has it so. */
static cr_str tidy(cr_arena *a, cr_str source, cr_str text) {
    bool double_space = cr_str_contains(source, "  ");
    size_t from = 0, end = text.len;
    while (from < end && text.ptr[from] == ' ' && !(source.len && source.ptr[0] == ' '))
        from++;
    while (end > from && text.ptr[end - 1] == ' ' && !(source.len && source.ptr[source.len - 1] == ' '))
        end--;
    cr_str bare = cr_str_slice(text, from, end);
    if (double_space || !cr_str_contains(bare, "  "))
        return bare;
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (size_t i = 0; i < bare.len; i++)
        if (i == 0 || bare.ptr[i] != ' ' || bare.ptr[i - 1] != ' ')
            cr_buf_add_byte(&b, bare.ptr[i]);
    cr_str out = b.failed ? CR_STR_NONE : cr_buf_copy(&b, a);
    cr_buf_free(&b);
    return cr_str_none(out) ? bare : out;
}

cr_str cr_manner_apply(cr_arena *arena, cr_str source, cr_str text, cr_str from, cr_str to) {
    hand h = {.arena = arena, .source = source, .from = from, .to = to};
    h.text = cr_check_quotes(arena, tidy(arena, source, text), from, to);
    size_t count, k = 0;
    const cr_protected *kept = cr_protect_find(arena, h.text, &count);
    cr_buf_init(&h.out, CR_BUF_NO_CEILING);
    while (h.at < h.text.len) {
        while (k < count && kept[k].span.end <= h.at)
            k++;
        if (k < count && kept[k].span.start <= h.at) {
            put_text(&h, cr_str_slice(h.text, h.at, kept[k].span.end));
            h.at = kept[k].span.end;
            continue;
        }
        if (number(&h))
            continue;
        size_t behind = h.at;
        uint32_t c = cr_utf8_next(h.text, &behind);
        if (script_sign(&h, c, behind))
            continue;
        if (!((c == 0xBF || c == 0xA1) && one_of(from, "es") && !one_of(to, "es gl ca")) && !high(&h, c, point_at(h.text, behind)) && !percent(&h, c))
            put(&h, c);
        h.at = behind;
    }
    cr_str out = h.out.failed ? h.text : cr_buf_copy(&h.out, arena);
    cr_buf_free(&h.out);
    return cr_str_none(out) ? text : one_of(to, "es") ? open_questions(arena, out) : out;
}

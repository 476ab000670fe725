#include "text/token.h"
#include "text/traits.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/letters.h"
#include "text/lexicon.h"

typedef struct cutter {
    cr_arena *arena;
    cr_str text;
    cr_tokens *out;
    size_t capacity;
    cr_traits traits;
    char *keys;    /* one block for all keys: lower case is at most 3 bytes for 2, see key_room */
    size_t key_used, key_room;
} cutter;

static bool apostrophe(uint32_t p) { return p == '\'' || p == 0x2019 || p == 0x02BC; }

/* « » “ ” „ ‟ " ‘ ’ ‚ ‹ › 「 」 『 』 ＂; the apostrophes among them are told apart by their neighbours. */
static bool quotation_mark(uint32_t p) {
    return p == '"' || p == 0xAB || p == 0xBB || (p >= 0x2018 && p <= 0x201F) || p == 0x2039 || p == 0x203A ||
           (p >= 0x300C && p <= 0x300F) || p == 0xFF02 || p == 0xFF62 || p == 0xFF63;
}

static bool letter(uint32_t p) { return cr_is_letter(p) || p == '_'; }
static bool upper(uint32_t p) { return cr_is_upper(p) || (p >= 0x1C5 && !cr_is_caseless(p) && u_istitle((UChar32)p)); }

enum { PLAIN = CR_BYTE_SMALL | CR_BYTE_CAPITAL | CR_BYTE_DIGIT | CR_BYTE_LOW_LINE, WIDE = CR_BYTE_WIDE, CAPITAL = CR_BYTE_CAPITAL }; /* PLAIN: what most words are made of */

static uint32_t peek(cr_str s, size_t at) { return at < s.len ? cr_utf8_read(s, &at) : 0; }

/* 1 a Chinese character, 2 katakana, 3 hiragana, 0 anything else. The small dot of names is none. */
static int eastern(uint32_t p) {
    if (p == 0x30FB || p == 0x30A0)
        return 0;
    if ((p >= 0x4E00 && p <= 0x9FFF) || (p >= 0x3400 && p <= 0x4DBF) || p == 0x3005 || (p >= 0xF900 && p <= 0xFAFF) || (p >= 0x20000 && p <= 0x323AF))
        return 1;
    return p >= 0x30A1 && p <= 0x30FF ? 2 : p >= 0x3041 && p <= 0x309F ? 3 : 0;
}

/* Lower case into the shared block. A key that no longer fits is cut short: it will match nothing. */
static void read_word(cutter *c, cr_token *t) {
    char *to = c->keys + c->key_used;
    size_t n = 0, letters = 0, capitals = 0, at = t->start;
    for (bool first = true; at < t->end; first = false) {
        uint32_t p = cr_utf8_read(c->text, &at), small = cr_small_letter(p);
        bool up = upper(p);
        letters += letter(p);
        capitals += up;
        if (first && up)
            t->flags |= CR_TOKEN_CAPITAL;
        if (apostrophe(p) || p == 0x2018)
            small = '\'';
        if (c->key_used + n + 4 <= c->key_room)
            n += cr_utf8_encode(small, to + n);
    }
    c->key_used += n;
    t->key = (cr_str){to, n};
    if (letters > 1 && capitals == letters)
        t->flags |= CR_TOKEN_ALL_CAPS;
}

/* The same for a word in ASCII, where it has capitals. */
static bool read_ascii_word(cutter *c, cr_token *t) {
    const char *from = c->text.ptr + t->start;
    size_t len = t->end - t->start, letters = 0, capitals = 0;
    if (c->key_used + len + 4 > c->key_room)
        return false;
    char *to = c->keys + c->key_used;
    for (size_t i = 0; i < len; i++) {
        uint8_t kind = cr_byte_kinds[(unsigned char)from[i]], capital = kind & CAPITAL ? 1 : 0;
        letters += (kind & (CR_BYTE_SMALL | CAPITAL | CR_BYTE_LOW_LINE)) != 0;
        capitals += capital;
        to[i] = (char)(from[i] + 32 * capital);
    }
    c->key_used += len;
    t->key = (cr_str){to, len};
    t->flags |= (cr_byte_kinds[(unsigned char)from[0]] & CAPITAL ? CR_TOKEN_CAPITAL : 0) | (letters > 1 && capitals == letters ? CR_TOKEN_ALL_CAPS : 0);
    return true;
}

static cr_token *push(cutter *c, size_t start, size_t end, cr_token_kind kind, uint32_t point, unsigned flags) {
    cr_token *t = c->out->count < c->capacity ? &c->out->at[c->out->count++] : CR_PUSH(c->arena, c->out->at, c->out->count, c->capacity);
    if (t)
        *t = (cr_token){.start = (uint32_t)start, .end = (uint32_t)end, .kind = (uint8_t)kind, .point = point, .flags = (uint8_t)flags, .span = 1};
    return t;
}

/* `kind`: of all its bytes. Where nothing changes the key is the text itself. */
static bool push_word(cutter *c, size_t start, size_t end, uint8_t kind, unsigned flags) {
    cr_token *t = push(c, start, end, CR_TOKEN_WORD, 0, flags);
    if (!t)
        return false;
    if (!(kind & (WIDE | CAPITAL)))
        t->key = cr_str_slice(c->text, start, end);
    else if ((kind & WIDE) || !read_ascii_word(c, t))
        read_word(c, t);
    return true;
}

/* Where a French inverted pronoun starts in [start, end): the hyphen before it; `end` when there is none.
 * "a-t-il" -> "-t-il", "dit-elle" -> "-elle". */
static size_t inverted_at(cr_str text, size_t start, size_t end) {
    static const char *const forms[] = {"-il", "-elle", "-ils", "-elles", "-on", "-je", NULL};
    cr_str word = cr_str_slice(text, start, end);
    for (size_t i = 0; forms[i]; i++) {
        size_t n = strlen(forms[i]);
        if (word.len <= n || !cr_str_is_nocase(cr_str_slice(word, word.len - n, word.len), forms[i]))
            continue;
        size_t cut = word.len - n;
        if (cut > 2 && cr_str_is_nocase(cr_str_slice(word, cut - 2, cut), "-t"))
            cut -= 2;
        return start + cut;
    }
    return end;
}

/* Reads a word from `start`; pushes one to three tokens; returns the byte after them, 0 when memory is out. */
static size_t word(cutter *c, size_t start, unsigned flags) {
    size_t at = start, from = start;
    cr_str t = c->text;
    bool hyphen = false;
    uint8_t kind = 0, one; /* of the bytes from `from` on */
    while (at < t.len) {
        for (; at < t.len && ((one = cr_byte_kinds[(unsigned char)t.ptr[at]]) & PLAIN); at++)
            kind |= one;
        if (at == t.len)
            break;
        unsigned char byte = (unsigned char)t.ptr[at];
        if (byte < 0x80 && byte != '\'' && byte != '-' && byte != '.' && byte != '&')
            break;
        size_t here = at;
        kind |= cr_byte_kinds[byte];
        uint32_t p = cr_utf8_read(t, &at);
        if (c->traits.syllables && eastern(p)) {
            at = here;
            break;
        }
        if (letter(p) || cr_is_digit(p) || p == 0x200D || p == 0x00AD)
            continue;
        uint32_t next = peek(t, at);
        if (apostrophe(p) && c->traits.elides.len && cr_traits_elide(&c->traits, cr_str_slice(t, from, here))) {
            /* "qu' »il": the elision may stand before a space or a mark as well */
            if (!push_word(c, from, at, kind, flags))
                return 0;
            flags = kind = 0;
            from = at;
            if (letter(next))
                continue;
            return at;
        }
        hyphen |= p == '-';
        if ((apostrophe(p) || p == '-' || p == 0x2010 || p == 0x2011) && (letter(next) || (p == '-' && cr_is_digit(next)))) {
            if (c->traits.genitive_s && apostrophe(p) && (next == 's' || next == 'S')) {
                size_t after = at + 1;
                if (!letter(peek(t, after)) && here > from) {
                    if (!push_word(c, from, here, kind, flags) || !push_word(c, here, after, kind | CAPITAL, 0))
                        return 0;
                    return after;
                }
            }
            continue;
        }
        if ((p == '.' || p == '&') && upper(next) && here > from && here - from <= 2) { /* U.S., J.R., AT&T */
            continue;
        }
        if (p == '.' && here - from >= 3 && t.ptr[here - 2] == '.') { /* the last stop of "U.S." */
            at = here + 1;
            break;
        }
        at = here;
        break;
    }
    size_t cut = c->traits.inverts && hyphen ? inverted_at(t, from, at) : at;
    if (at > from && !push_word(c, from, cut, kind, flags))
        return 0;
    if (cut < at) { /* the token is the pronoun alone: "-t-" belongs to nobody */
        size_t pronoun = cut + 1;
        if (t.ptr[pronoun] == 't' && pronoun + 1 < at && t.ptr[pronoun + 1] == '-')
            pronoun += 2;
        if (!push_word(c, pronoun, at, kind, CR_TOKEN_INVERTED))
            return 0;
    }
    return at;
}

/* One character, or a run of one kind of kana. */
static size_t eastern_word(cutter *c, size_t start, unsigned flags) {
    size_t at = start;
    int kind = eastern(cr_utf8_read(c->text, &at));
    while (kind > 1 && at < c->text.len) {
        size_t here = at;
        if (eastern(cr_utf8_read(c->text, &at)) != kind) {
            at = here;
            break;
        }
    }
    return push_word(c, start, at, WIDE, flags) ? at : 0;
}

static size_t number(cutter *c, size_t start, unsigned flags) {
    size_t at = start;
    while (at < c->text.len) {
        size_t here = at;
        uint32_t p = cr_utf8_read(c->text, &at);
        if (cr_is_digit(p) || (letter(p) && !(c->traits.syllables && eastern(p))))
            continue;
        uint32_t next = peek(c->text, at);
        if ((p == '.' || p == ',' || p == ':' || p == '-' || p == 0xA0 || p == 0x202F) && cr_is_digit(next))
            continue;
        at = here;
        break;
    }
    return push(c, start, at, CR_TOKEN_NUMBER, 0, flags) ? at : 0;
}

/* One token or the white space before it, from `at`; returns the byte after it, 0 when memory is out. */
static size_t step(cutter *c, size_t at, unsigned *flags, unsigned *lines) {
    size_t next = at;
    uint32_t p = cr_utf8_read(c->text, &next);
    if (p == ' ') {
        *flags |= CR_TOKEN_SPACE;
        return next;
    }
    if (cr_ascii_letter(p)) {
        unsigned before = *flags;
        *lines = *flags = 0;
        return word(c, at, before);
    }
    if (cr_utf8_is_space(p) || p == 0x200B || p == 0xFEFF) {
        *flags |= CR_TOKEN_SPACE;
        if (p == '\n' || p == 0x2029 || p == 0x2028) {
            *flags |= CR_TOKEN_LINE | (*lines ? CR_TOKEN_BLANK : 0u);
            (*lines)++;
        }
        return next;
    }
    *lines = 0;
    unsigned mine = *flags;
    *flags = 0;
    if (c->traits.syllables && eastern(p))
        return eastern_word(c, at, mine);
    if (letter(p))
        return word(c, at, mine);
    if (cr_is_digit(p))
        return number(c, at, mine);
    if (apostrophe(p) && letter(peek(c->text, next)) && c->out->count && !(mine & CR_TOKEN_SPACE) &&
        c->out->at[c->out->count - 1].kind == CR_TOKEN_NUMBER) /* "2016's" */
        return word(c, next, 0);
    bool mark = quotation_mark(p) || p == '\'';
    if (p == '\'' && next < c->text.len && c->text.ptr[next] == '\'') { /* ''so'': typewritten double marks */
        p = '"';
        next++;
    }
    return push(c, at, next, mark ? CR_TOKEN_MARK : CR_TOKEN_PUNCT, p, mine) ? next : 0;
}

cr_status cr_tokens_cut(cr_arena *arena, cr_str text, cr_str lang, cr_tokens *out, cr_error *err) {
    const cr_traits traits = cr_traits_of(lang);
    return cr_tokens_cut_as(arena, text, &traits, out, err);
}

cr_status cr_tokens_cut_as(cr_arena *arena, cr_str text, const cr_traits *traits, cr_tokens *out, cr_error *err) {
    cutter c = {.arena = arena, .text = text, .out = out, .traits = *traits};
    *out = (cr_tokens){.text = text, .nouns_capital = c.traits.nouns_capital, .titles_capital = c.traits.titles_capital, .bare_genitive = c.traits.bare_genitive,
                       .syllables = c.traits.syllables, .caseless = c.traits.caseless};
    c.key_room = text.len + text.len / 2 + 16;
    c.keys = cr_arena_bytes(arena, c.key_room);
    c.capacity = text.len / 5 + 16; /* a word and the space behind it */
    out->at = cr_arena_bytes(arena, c.capacity * sizeof *out->at);
    if (!out->at)
        c.capacity = 0;
    size_t most = cr_limit(NULL, CR_LIMIT_TOKENS);
    unsigned flags = CR_TOKEN_SPACE | CR_TOKEN_LINE | CR_TOKEN_BLANK, lines = 0;
    for (size_t at = 0; c.keys && at < text.len && at < UINT32_MAX && out->count < most;) {
        at = step(&c, at, &flags, &lines);
        if (!at)
            break;
    }
    for (int i = 0; i < 2; i++) /* two empty tokens behind the last, so that looking ahead needs no question */
        (void)push(&c, text.len, text.len, CR_TOKEN_PUNCT, 0, 0);
    out->count -= out->count >= 2 ? 2 : out->count;
    if (!c.keys || cr_arena_exhausted(arena))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for the words of a text of %zu bytes", text.len);
    return CR_OK;
}

static bool ends_sentence(uint32_t p) {
    return p == '.' || p == '?' || p == '!' || p == 0x2026 || p == 0x3002 || p == 0xFF01 || p == 0xFF1F || p == 0x61F || p == 0x964 || p == 0x6D4;
}

/* Of a script without case (Lo). */
static bool other_letter(uint32_t p) { return p >= 0x80 && u_charType((UChar32)p) == U_OTHER_LETTER; }

/* "M. Adams", "Sen. Cruz", "J. Edgar": the stop belongs to the word before it. */
static bool abbreviated(const cr_tokens *t, size_t stop) {
    if (stop == 0 || t->at[stop].point != '.' || (t->at[stop].flags & CR_TOKEN_SPACE))
        return false;
    const cr_token *w = &t->at[stop - 1];
    if (w->kind != CR_TOKEN_WORD)
        return false;
    return (w->lex & CR_LEX_ABBREVIATION) || ((w->flags & CR_TOKEN_CAPITAL) && w->end - w->start == 1);
}

void cr_tokens_sentences(cr_tokens *t) {
    bool ended = true; /* a full stop stands before, with nothing but closing marks after it */
    for (size_t i = 0; i < t->count; i++) {
        cr_token *k = &t->at[i];
        bool open = k->kind == CR_TOKEN_WORD || k->kind == CR_TOKEN_NUMBER || ((k->flags & CR_TOKEN_SPACE) && k->kind == CR_TOKEN_MARK);
        bool wide = i && (t->at[i - 1].point == 0x3002 || t->at[i - 1].point >= 0xFF00);
        if ((k->flags & CR_TOKEN_LINE) || (ended && open && ((k->flags & CR_TOKEN_SPACE) || wide) &&
                                           (k->kind != CR_TOKEN_WORD || (k->flags & CR_TOKEN_CAPITAL) || k->start == 0 || wide ||
                                            other_letter(peek(t->text, k->start)))))
            k->flags |= CR_TOKEN_SENTENCE;
        if (k->kind == CR_TOKEN_PUNCT && ends_sentence(k->point))
            ended = !abbreviated(t, i);
        else if (k->kind == CR_TOKEN_WORD || k->kind == CR_TOKEN_NUMBER || (k->kind == CR_TOKEN_PUNCT && k->point != ')' && k->point != ']'))
            ended = false;
    }
}

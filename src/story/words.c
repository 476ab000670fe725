#include "story/words.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

enum point_class { OTHER, LETTER, DIGIT, MARK, PAIRED };

/* Scripts written without spaces between words: Han, kana, Thai, Lao, Myanmar, Khmer. */
static bool unspaced(uint32_t p) {
    return (p >= 0x3040 && p <= 0x30FF) || (p >= 0x3400 && p <= 0x4DBF) || (p >= 0x4E00 && p <= 0x9FFF) ||
           (p >= 0xF900 && p <= 0xFAFF) || (p >= 0x20000 && p <= 0x3FFFF) || (p >= 0x0E00 && p <= 0x0EFF) ||
           (p >= 0x1000 && p <= 0x109F) || (p >= 0x1780 && p <= 0x17FF);
}

static enum point_class class_of(uint32_t p) {
    if (p < 0x80)
        return (p | 32) >= 'a' && (p | 32) <= 'z' ? LETTER : p >= '0' && p <= '9' ? DIGIT : OTHER;
    if (p == 0xFFFD || p == 0x30FB)
        return OTHER;
    if (p == 0x640 || p == 0xAD || p == 0x200C || p == 0x200D)
        return MARK; /* tatweel, soft hyphen, joiners: written inside words, told by none */
    if (unspaced(p))
        return u_isalnum((UChar32)p) || u_charType((UChar32)p) == U_NON_SPACING_MARK ? PAIRED : OTHER;
    switch (u_charType((UChar32)p)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
        return LETTER;
    case U_DECIMAL_DIGIT_NUMBER:
        return DIGIT;
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
        return MARK;
    default:
        return OTHER;
    }
}

/* What a byte of ASCII is to the reader of words: most of most texts is told here. */
enum { IN_WORD = 1, OPENS = 2, ADJOINS = 4 };
static const uint8_t ascii[128] = {
    ['\n'] = OPENS, [' '] = ADJOINS, ['!'] = OPENS, ['"'] = OPENS, ['\''] = ADJOINS, ['('] = OPENS, ['*'] = OPENS, ['-'] = ADJOINS, ['.'] = OPENS,
    [':'] = OPENS, [';'] = OPENS, ['>'] = OPENS, ['?'] = OPENS, ['['] = OPENS, ['|'] = OPENS,
#define TEN(c) [c] = 1, [c + 1] = 1, [c + 2] = 1, [c + 3] = 1, [c + 4] = 1, [c + 5] = 1, [c + 6] = 1, [c + 7] = 1, [c + 8] = 1, [c + 9] = 1
    TEN('0'), TEN('A'), TEN('K'), ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
    TEN('a'), TEN('k'), ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1};
#undef TEN

static bool is_abjad(uint32_t p) { return (p >= 0x590 && p <= 0x7BF) || (p >= 0xFB1D && p <= 0xFEFC); }

static void append(char *out, size_t *len, const char *bytes, size_t n) {
    if (*len + n <= CR_STORY_WORD_BYTES) {
        memcpy(out + *len, bytes, n);
        *len += n;
    }
}

static void begin_word(cr_story_word *w) { /* but for how it stands in the text, which is told already */
    w->len = w->latin_len = w->letters = 0;
    w->first = 0;
    w->capital = w->shouted = w->number = w->pair = w->abjad = false;
}

static void end_word(cr_story_word *w) { w->text[w->len] = w->latin[w->latin_len] = '\0'; }

/* Does a group of exactly three digits begin at `at`? Then a separator before it marks thousands. */
static bool three_digits(cr_str s, size_t at) {
    size_t n = 0;
    while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9' && n < 4)
        at++, n++;
    return n == 3;
}

/* "1,250.5", "1.250,5", "1 250,5" -> "1250.5"; digits of every script. `at` stands on the first digit. */
static void read_number(cr_story_reader *r, cr_story_word *w) {
    cr_str s = r->text;
    bool fraction = false;
    size_t group = 0; /* digits since the start or the last separator */
    while (r->at < s.len) {
        size_t before = r->at;
        uint32_t p = cr_utf8_next(s, &r->at);
        if (class_of(p) == DIGIT) {
            char digit = (char)('0' + (p < 0x80 ? (int)(p - '0') : (int)u_charDigitValue((UChar32)p)));
            append(w->text, &w->len, &digit, 1);
            w->letters++;
            group++;
            continue;
        }
        bool point = p == '.' || p == ',' || p == 0x66B || p == 0x66C || p == '\'' || p == 0x2019;
        bool space = p == ' ' || p == 0xA0 || p == 0x202F || p == 0x2009;
        if ((point || space) && !fraction && group <= 3 && three_digits(s, r->at)) {
            group = 0;
            continue;
        }
        size_t ahead = r->at;
        if (point && p != '\'' && p != 0x2019 && !fraction && ahead < s.len && class_of(cr_utf8_next(s, &ahead)) == DIGIT) {
            fraction = true;
            append(w->text, &w->len, ".", 1);
            continue;
        }
        r->at = before;
        break;
    }
    while (fraction && w->len && (w->text[w->len - 1] == '0' || w->text[w->len - 1] == '.')) {
        w->len--;
        if (w->text[w->len] == '.')
            break;
    }
    w->number = true;
    memcpy(w->latin, w->text, w->len);
    w->latin_len = w->len;
}

/* Past the letters, digits and marks that begin at `at`. */
static size_t word_end(cr_str text, size_t at) {
    while (at < text.len) {
        unsigned char byte = (unsigned char)text.ptr[at];
        size_t next = at;
        if (byte < 0x80) {
            if (!(ascii[byte] & IN_WORD))
                break;
            at++;
            continue;
        }
        enum point_class c = class_of(cr_utf8_next(text, &next));
        if (c == OTHER || c == PAIRED)
            break;
        at = next;
    }
    return at;
}

static void read_letters(cr_str span, cr_story_word *w) {
    size_t upper = 0;
    for (size_t at = 0; at < span.len;) {
        uint32_t p = cr_utf8_next(span, &at), lower = p;
        if (p < 0x80) {
            lower = p >= 'A' && p <= 'Z' ? p + 32 : p;
            if (w->len < CR_STORY_WORD_BYTES)
                w->text[w->len++] = (char)lower;
            if (w->latin_len < CR_STORY_WORD_BYTES)
                w->latin[w->latin_len++] = (char)lower;
        } else {
            if (class_of(p) == MARK)
                continue; /* vowel signs of Arabic and Hebrew, stray accents */
            lower = (uint32_t)u_tolower((UChar32)p);
            w->abjad |= is_abjad(p);
            char bytes[4], latin[4];
            append(w->text, &w->len, bytes, cr_utf8_encode(lower, bytes));
            append(w->latin, &w->latin_len, latin, cr_story_latin(lower, latin));
        }
        if (w->letters++ == 0) {
            w->first = lower;
            w->capital = lower != p;
        }
        upper += lower != p;
    }
    w->shouted = w->letters > 1 && upper == w->letters;
}

/* One pair of neighbours; the reader steps by one, so that every neighbourhood is seen. */
static void read_pair(cr_story_reader *r, cr_story_word *w) {
    char bytes[4];
    uint32_t p = cr_utf8_next(r->text, &r->at);
    append(w->text, &w->len, bytes, cr_utf8_encode(p, bytes));
    w->first = p;
    w->letters = 1;
    size_t ahead = r->at;
    if (ahead < r->text.len && class_of(p = cr_utf8_next(r->text, &ahead)) == PAIRED) {
        append(w->text, &w->len, bytes, cr_utf8_encode(p, bytes));
        w->letters = 2;
    }
    w->pair = true;
}

/* Where the next word begins and what it begins with; OTHER at the end. */
static enum point_class find(cr_story_reader *r) {
    while (r->at < r->text.len) {
        size_t before = r->at;
        unsigned char byte = (unsigned char)r->text.ptr[before];
        if (byte < 0x80) {
            /* A word after one of these begins something, and its capital is only spelling. */
            if (ascii[byte] & IN_WORD)
                return byte <= '9' ? DIGIT : LETTER;
            r->opens |= (ascii[byte] & OPENS) != 0;
            r->adjoining &= (ascii[byte] & ADJOINS) != 0;
            r->at++;
            continue;
        }
        uint32_t p = cr_utf8_next(r->text, &r->at);
        enum point_class c = class_of(p);
        if (c != OTHER && c != MARK) {
            r->at = before;
            return c;
        }
        r->opens |= p == 0xAB || p == 0x201C || p == 0x201E || p == 0x2026;
        r->adjoining &= p == 0x2019 || p == 0xA0;
    }
    return OTHER;
}

bool cr_story_word_next(cr_story_reader *r, cr_story_word *w) {
    cr_str span;
    if (!cr_story_word_find(r, w, &span))
        return false;
    if (!cr_str_none(span))
        cr_story_word_read(span, w);
    return true;
}

bool cr_story_word_find(cr_story_reader *r, cr_story_word *w, cr_str *span) {
    enum point_class c = find(r);
    *span = CR_STR_NONE;
    w->opens = r->opens;
    w->adjoining = r->adjoining;
    r->opens = false;
    r->adjoining = true;
    if (c == LETTER) {
        size_t end = word_end(r->text, r->at);
        *span = (cr_str){r->text.ptr + r->at, end - r->at};
        r->at = end;
    } else if (c != OTHER) {
        begin_word(w);
        if (c == DIGIT)
            read_number(r, w);
        else
            read_pair(r, w);
        end_word(w);
    }
    return c != OTHER;
}

void cr_story_word_read(cr_str span, cr_story_word *w) {
    begin_word(w);
    read_letters(span, w);
    end_word(w);
}

size_t cr_story_spelling_key(const cr_story_word *w, char out[8]) {
    size_t n = 0;
    const char *s = w->latin;
    for (size_t i = 0; i < w->latin_len && n < 6; i++) {
        char c = s[i], next = i + 1 < w->latin_len ? s[i + 1] : '\0';
        if (c == 'p' && next == 'h') {
            c = 'f';
            i++;
        } else if (next == 'h' && (c == 't' || c == 'k' || c == 'g' || c == 'r')) {
            i++;
        } else if ((c == 's' || c == 'c') && next == 'h') {
            c = 's';
            i++;
        } else if (c == 'c' || c == 'q')
            c = next == 'e' || next == 'i' || next == 'y' ? 's' : 'k';
        else if (c == 'y' || c == 'j')
            c = 'i';
        else if (c == 'w')
            c = 'v';
        else if (c == 'z')
            c = 's';
        else if (c == 'h' && i)
            continue;
        if (n && out[n - 1] == c)
            continue; /* doubled letters */
        out[n++] = c;
    }
    return n;
}

size_t cr_story_sound_key(const cr_story_word *w, char out[8]) {
    /*                          abcdefghijklmnopqrstuvwxyz */
    static const char classes[] = "-bkd-fk--kklmn-bkrst-ffk-s";
    size_t n = 0;
    char last = 0;
    for (size_t i = 0; i < w->latin_len && n < 5; i++) {
        char c = w->latin[i], next = i + 1 < w->latin_len ? w->latin[i + 1] : '\0';
        if (c < 'a' || c > 'z')
            return 0;
        if (c == 'w' && w->abjad) {
            last = 0;
            continue; /* و is more often a vowel */
        }
        char k = classes[c - 'a'];
        if (next == 'h' && (c == 's' || c == 'c'))
            k = 's';
        else if (next == 'h' && c == 'p')
            k = 'f';
        else if (next == 'h' && c == 't')
            k = 't';
        else if (c == 'c' && (next == 'e' || next == 'i'))
            k = 's';
        if (k == 'd')
            k = 't';
        if (k != '-' && k != last)
            out[n++] = k;
        last = k == '-' ? 0 : k;
    }
    return n;
}

size_t cr_story_phrase(cr_str phrase, char *out, size_t room) {
    size_t n = 0;
    cr_story_reader r = {.text = phrase, .opens = true};
    cr_story_word w;
    while (cr_story_word_next(&r, &w)) {
        const char *form = w.latin_len ? w.latin : w.text;
        size_t len = w.latin_len ? w.latin_len : w.len;
        if (w.pair && w.letters < 2)
            continue; /* the last one of a run of pairs */
        if (n + len + 1 > room)
            return 0;
        if (n)
            out[n++] = ' ';
        memcpy(out + n, form, len);
        n += len;
    }
    return n;
}

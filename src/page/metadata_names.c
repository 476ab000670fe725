/* Bylines to names: "Von Hanna Beispiel und Jan Muster, Redakteure, Berlin" gives two.
 *
 * Labels in front go ("By", "Autor:"), so do roles, places and dates behind; what is left is cut at commas and words for "and". A
 * source that is known to hold a name may hold any; of other text only what looks like one is taken. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "page/metadata.h"

enum { NAME_BYTES = 100, BYLINE_BYTES = 600, NAMES = 12, WORDS = 7, LABELLED = 8 };

typedef struct reading {
    cr_metadata *m;
    cr_strs names;
    size_t capacity;
    cr_str refused; /* the first part that was a role */
    bool sure, labelled, joined, over; /* labelled: a label stood before; joined: a comma or "and" did */
} reading;

static bool upper_first(cr_str s) {
    size_t at = 0;
    uint32_t c = s.len ? cr_utf8_next(s, &at) : 0;
    return c < 0x80 ? c >= 'A' && c <= 'Z' : !u_islower((UChar32)c) && u_isalpha((UChar32)c);
}

static bool wide(cr_str s) { return s.len && (unsigned char)s.ptr[0] >= 0xE3 && (unsigned char)s.ptr[0] <= 0xED; } /* Chinese, Japanese, Korean */

static bool is_word_of(const reading *r, cr_byline_group group, cr_str folded) { return folded.len &&
    cr_words_byline(r->m->words, group, folded) == folded.len; }

/* The folded text from a byte on: the whole text is folded once, where that moved no bytes. */
static cr_str folded_from(const reading *r, cr_str s, cr_str low, size_t at, size_t most) {
    if (low.len == s.len)
        return cr_str_slice(low, at, low.len);
    return cr_words_fold(r->m->arena, cr_str_slice(s, at, s.len < at + most ? s.len : at + most));
}

static size_t count_words(cr_str s) {
    cr_str part;
    size_t n = 0;
    while (cr_str_split(&s, ' ', &part))
        n += part.len > 0;
    return n;
}

/* Capitals, initials and small words between them: as names look in running text. */
static bool looks_like_name(const reading *r, cr_str s) {
    cr_str rest = s, word;
    size_t words = 0, capitals = 0;
    if (wide(s))
        return cr_utf8_length(s) <= 12;
    while (cr_str_split(&rest, ' ', &word)) {
        if (word.len == 0)
            continue;
        words++;
        cr_str folded = cr_words_fold(r->m->arena, word);
        if (upper_first(word))
            capitals++;
        else if (!is_word_of(r, CR_BYLINE_PARTICLE, folded) && !cr_str_starts(folded, "d'") && !cr_str_starts(folded, "al-") && !cr_str_starts(folded, "el-"))
            return false;
        if (strchr("!?:;", word.ptr[word.len - 1]) || (word.ptr[word.len - 1] == '.' && cr_utf8_length(word) > 5))
            return false;
    }
    return capitals > 0 && words <= 5;
}

static bool address(cr_str s) {
    return cr_str_contains(s, "://") || cr_str_starts(s, "www.") || cr_str_find_byte(s, '@', 0) != CR_STR_NPOS || cr_str_starts(s, "/");
}

/* "JANE DOE" to "Jane Doe"; initials and abbreviations stay. */
static cr_str recased(cr_arena *arena, cr_str s) {
    size_t letters = 0, words = count_words(s);
    for (size_t at = 0, run = 0; at < s.len;) {
        uint32_t c = cr_utf8_next(s, &at);
        if (u_islower((UChar32)c))
            return s;
        run = u_isalpha((UChar32)c) ? run + 1 : 0;
        letters = run > letters ? run : letters;
    }
    char *out = words >= 2 && letters >= 4 && !wide(s) ? cr_arena_alloc(arena, s.len * 2 + 4) : NULL;
    size_t n = 0;
    bool start = true;
    for (size_t at = 0; out && at < s.len && n < s.len * 2;) {
        uint32_t c = cr_utf8_next(s, &at);
        n += cr_utf8_encode((uint32_t)(start ? (UChar32)c : u_tolower((UChar32)c)), out + n);
        start = !u_isalpha((UChar32)c) || (c == 0x2019 || c == '\'');
    }
    return out ? (cr_str){out, n} : s;
}

static cr_str trimmed(cr_str s) {
    for (bool again = true; again;) {
        again = false;
        s = cr_str_trim(s);
        static const char *const marks[] = {"\xE2\x80\xA2", "\xC2\xB7", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x86\x92", "\xC2\xBB", "\xC2\xAB",
            "\xEF\xBC\x9A", "\xC2\xA9", "\xEF\xBC\x8F", "\xE2\x8B\x85"};
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            size_t n = strlen(marks[i]);
            if (cr_str_starts(s, marks[i])) {
                s = cr_str_slice(s, n, s.len);
                again = true;
            } else if (cr_str_ends(s, marks[i])) {
                s.len -= n;
                again = true;
            }
        }
        if (s.len && strchr("-|*/:;,.>~_+=\"([&", s.ptr[0])) {
            s = cr_str_slice(s, 1, s.len);
            again = true;
        }
        if (s.len && (strchr("-|*/:;,>~_+=\"(&)]", s.ptr[s.len - 1]) || (s.ptr[s.len - 1] == '.' && cr_str_find_byte(s, '.', 0) == s.len - 1 &&
            s.len > 2 && s.ptr[s.len - 3] != ' ' && !cr_str_ends(s, "Jr.") && !cr_str_ends(s, "Sr."))) &&
            !(s.ptr[s.len - 1] == ')' && cr_str_find_byte(s, '(', 0) != CR_STR_NPOS)) {
            s.len--;
            again = true;
        }
    }
    return s;
}

/* "Von Hanna" without "Von": short labels are words of names and sentences too, so a capital must follow. */
static cr_str without_label(reading *r, cr_str s) {
    for (int n = 0; n < 3; n++) {
        cr_str folded = cr_words_fold(r->m->arena, s);
        size_t len = folded.len == s.len ? cr_words_byline(r->m->words, CR_BYLINE_LABEL, folded) : 0;
        if (folded.len != s.len) { /* folding moved bytes: label for label, by its own length */
            len = cr_words_byline(r->m->words, CR_BYLINE_LABEL, folded);
            len = len <= s.len && cr_str_eq(cr_words_fold(r->m->arena, cr_str_slice(s, 0, len)), cr_str_slice(folded, 0, len)) ? len : 0;
        }
        if (len == 0)
            break;
        bool colon = len < s.len && (s.ptr[len] == ':' || s.ptr[len - 1] == ':');
        cr_str rest = trimmed(cr_str_slice(s, len, s.len));
        if (rest.len && !colon && !r->sure && !upper_first(rest))
            break;
        if (r->sure && rest.len == 0 && !colon && n == 0)
            break;
        if (r->sure && len <= 3 && !colon && rest.len && !upper_first(rest))
            break;
        r->labelled = true;
        s = rest;
    }
    return s;
}

/* "Jane Doe December 3": the month goes with the figure behind it. */
static size_t without_month(reading *r, cr_str s, size_t end) {
    size_t from = end;
    while (from && s.ptr[from - 1] == ' ')
        from--;
    size_t stop = from;
    while (from && s.ptr[from - 1] != ' ')
        from--;
    return from && cr_when_is_month(cr_words_fold(r->m->arena, trimmed(cr_str_slice(s, from, stop)))) ? from : end;
}

/* Where the byline is over: at a sign that no name holds, at a figure, at a word like "on" or "updated". */
static cr_str without_tail(reading *r, cr_str s) {
    static const char *const signs[] = {" | ", " \xC2\xB7 ", " \xE2\x80\xA2 ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " - ", " // ", "(", "[", "<",
        "http", " \xC2\xBB ", " \xE2\x86\x92", "\xEF\xBC\x88", " \xE2\x8B\x85 "};
    size_t end = s.len;
    bool plain = true;
    for (size_t i = 0; i < s.len && plain; i++)
        plain = (unsigned char)s.ptr[i] < 0x80 && s.ptr[i] != '|' && s.ptr[i] != '(' && s.ptr[i] != '[' && s.ptr[i] != '<' && s.ptr[i] != '-' &&
            s.ptr[i] != '/';
    for (size_t i = 0; !plain && i < sizeof signs / sizeof *signs; i++) {
        size_t at = cr_str_find(s, cr_str_of(signs[i]), 0);
        if (at != CR_STR_NPOS && at > 1 && at < end)
            end = at;
    }
    cr_str low = cr_words_fold(r->m->arena, s);
    for (size_t i = 1; i < end; i++) {
        bool word = s.ptr[i - 1] == ' ' && s.ptr[i] != ' ';
        if (word && s.ptr[i] >= '0' && s.ptr[i] <= '9')
            end = without_month(r, s, i);
        else if (word && s.ptr[i] == '@')
            end = i;
        else if (word) {
            cr_str folded = folded_from(r, s, low, i, 40);
            size_t behind = cr_words_byline(r->m->words, CR_BYLINE_BEHIND, folded);
            if (behind > 4 || (behind && !r->sure && !upper_first(cr_str_slice(s, i, s.len))))
                end = i;
        }
    }
    if (end < s.len)
        r->over = true;
    return cr_str_slice(s, 0, end);
}

static void add(reading *r, cr_str name) {
    cr_str key = cr_words_key(r->m->arena, name);
    for (size_t i = 0; i < r->names.count; i++)
        if (cr_str_eq(cr_words_key(r->m->arena, r->names.items[i]), key))
            return;
    cr_str *slot = r->names.count < NAMES ? CR_PUSH(r->m->arena, r->names.items, r->names.count, r->capacity) : NULL;
    if (slot)
        *slot = recased(r->m->arena, name);
}

static bool has_digit(cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            return true;
    return false;
}

/* "JANE DOE Senior Editor": the name before the role, where both stand in one part. */
static cr_str without_role(reading *r, cr_str s, bool *role) {
    *role = false;
    cr_str low = cr_words_fold(r->m->arena, s);
    for (size_t at = 0; at < s.len; at++) {
        if (at && s.ptr[at - 1] != ' ')
            continue;
        cr_str folded = folded_from(r, s, low, at, 60);
        if (!cr_words_byline(r->m->words, CR_BYLINE_ROLE, folded))
            continue;
        *role = true;
        cr_str head = trimmed(cr_str_slice(s, 0, at));
        return count_words(head) >= 2 ? head : CR_STR_NONE;
    }
    return s;
}

/* "MS", "LD", "AFP" behind a name: a degree or an agency. */
static bool letters_behind(const reading *r, cr_str s) {
    size_t capitals = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z')
            capitals++;
        else if (s.ptr[i] != '.' && s.ptr[i] != '-')
            return false;
    }
    return capitals > 0 && capitals <= 5 && r->names.count && cr_str_find_byte(r->names.items[r->names.count - 1], ' ', 0) != CR_STR_NPOS;
}

/* "Prof. Dr.": something besides abbreviations is needed, and letters. */
static bool bare_title(cr_str s) {
    cr_str word;
    while (cr_str_split(&s, ' ', &word))
        for (size_t i = 0; word.len && word.ptr[word.len - 1] != '.' && i < word.len; i++)
            if (((word.ptr[i] | 32) >= 'a' && (word.ptr[i] | 32) <= 'z') || (unsigned char)word.ptr[i] >= 0x80)
                return false;
    return true;
}

/* "Abril de", "March", "Letters to the", "<a href": what no name begins or ends with. */
static bool no_name(const reading *r, cr_str s) {
    size_t first = cr_str_find_byte(s, ' ', 0), last = s.len;
    for (size_t i = 0; i < s.len; i++)
        if (strchr("<>{}=", s.ptr[i]) || (s.ptr[i] == ')' && cr_str_find_byte(s, '(', 0) == CR_STR_NPOS))
            return true;
    while (last && s.ptr[last - 1] != ' ')
        last--;
    cr_str head = cr_words_fold(r->m->arena, cr_str_slice(s, 0, first == CR_STR_NPOS ? s.len : first)), tail = cr_words_fold(r->m->arena, cr_str_slice(s, last, s.len));
    if (r->sure || wide(s))
        return false;
    bool small = last > 0 && (!upper_first(cr_str_slice(s, last, s.len)) || cr_str_is(tail, "the")); /* Mahua Das is a name */
    return (first == CR_STR_NPOS && cr_when_is_month(head)) || (small && is_word_of(r, CR_BYLINE_PARTICLE, tail));
}

/* Korean and Chinese papers put what somebody is behind the name, the paper before it. */
static cr_str without_post(cr_str s) {
    static const char *const posts[] = {"\xEA\xB8\xB0\xEC\x9E\x90", "\xE8\xA8\x98\xE8\x80\x85", "\xE8\xAE\xB0\xE8\x80\x85"};
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++)
        if (cr_str_ends(s, posts[i]) && s.len > strlen(posts[i]))
            s = cr_str_trim(cr_str_slice(s, 0, s.len - strlen(posts[i])));
    size_t at = (unsigned char)(s.len ? s.ptr[0] : 0) >= 0xE3 ? cr_str_find_byte(s, '=', 0) : CR_STR_NPOS;
    return at == CR_STR_NPOS || at + 2 > s.len ? s : cr_str_slice(s, at + 1, s.len);
}

static void one_name(reading *r, cr_str s) {
    s = without_post(trimmed(s));
    bool role;
    cr_str folded = cr_words_fold(r->m->arena, s), bare = without_role(r, s, &role);
    if (s.len < 2 || address(s) || is_word_of(r, CR_BYLINE_NEVER, folded) || letters_behind(r, s) || bare_title(s))
        return;
    if (cr_str_none(r->refused))
        r->refused = s;
    bool generic = is_word_of(r, CR_BYLINE_GENERIC, folded);
    if (role && !generic) {
        r->over = r->over || r->names.count > 0; /* what follows a role is more of it */
        if (cr_str_none(bare) || (r->names.count && bare.len > 3 && strchr(" ", bare.ptr[2]) &&
            upper_first(cr_str_slice(bare, 1, bare.len)))) /* "AP Sports Writer" */
            return;
        s = bare;
    }
    if (no_name(r, s))
        return;
    if (s.len > NAME_BYTES || count_words(s) > WORDS || (r->names.count && !r->joined && !r->sure))
        return;
    if (has_digit(s) && (!r->sure || count_words(s) > 1))
        return;
    if (!r->sure && !generic && !looks_like_name(r, s))
        return;
    if (!r->sure && !r->labelled && count_words(s) < 2 && !generic && !wide(s))
        return;
    if (r->names.count && !upper_first(s))
        return;
    add(r, s);
}

/* The next border between two names; "," and ";" and "|", words for "and", "&", "、". */
static size_t border(reading *r, cr_str s, cr_str low, size_t from, size_t *width) {
    for (size_t i = from; i < s.len; i++) {
        *width = 1;
        if (s.ptr[i] == ',' || s.ptr[i] == ';' || s.ptr[i] == '|' || (s.ptr[i] == '/' && i > from + 2) || (s.ptr[i] == '&' && (i == from ||
            s.ptr[i - 1] == ' ')) || s.ptr[i] == '+')
            return i;
        cr_str here = cr_str_slice(s, i, s.len);
        *width = 3;
        if (cr_str_starts(here, "\xE3\x80\x81") || cr_str_starts(here, "\xEF\xBC\x8C"))
            return i;
        if (cr_str_starts(here, "\xD8\x8C")) {
            *width = 2;
            return i;
        }
        if (i > from && s.ptr[i - 1] == ' ' && s.ptr[i] != ' ') {
            cr_str folded = folded_from(r, s, low, i, 40);
            size_t joint = cr_words_byline(r->m->words, CR_BYLINE_JOINT, folded);
            if (joint && joint < here.len && here.ptr[joint] == ' ' && !upper_first(here)) {
                *width = joint;
                return i;
            }
        }
    }
    *width = 0;
    return s.len;
}

static void one_line(reading *r, cr_str line) {
    line = cr_str_squeeze(r->m->arena, line);
    if (line.len == 0)
        return;
    cr_str folded = cr_words_fold(r->m->arena, line);
    if (is_word_of(r, CR_BYLINE_JOINT, folded) || cr_str_is(line, ",") || cr_str_is(line, "&") || cr_str_is(line, "/") || cr_str_is(line, ";") ||
        cr_str_is(line, "|")) {
        r->joined = true;
        return;
    }
    if (line.ptr[0] == ',' || line.ptr[0] == '&' || line.ptr[0] == ';')
        r->joined = true;
    line = without_label(r, trimmed(line));
    if (line.len == 0)
        return;
    if (r->names.count && !r->joined && !r->sure)
        return;
    size_t behind = cr_words_byline(r->m->words, CR_BYLINE_BEHIND, cr_words_fold(r->m->arena, line));
    if (behind && (!r->sure || behind > 4)) { /* "View all posts by Jane Doe" */
        cr_str low = cr_words_fold(r->m->arena, line);
        static const char *const labels[] = {" by ", " von ", " par ", " por ", " di ", " of "};
        size_t at = CR_STR_NPOS;
        for (size_t i = 0; i < sizeof labels / sizeof *labels && at == CR_STR_NPOS && low.len == line.len; i++)
            if ((at = cr_str_find(low, cr_str_of(labels[i]), 0)) != CR_STR_NPOS)
                at += strlen(labels[i]);
        if (at == CR_STR_NPOS) {
            r->over = r->names.count > 0;
            return;
        }
        line = cr_str_slice(line, at, line.len);
    }
    line = without_tail(r, line);
    size_t width;
    cr_str lower = cr_words_fold(r->m->arena, line);
    for (size_t at = 0; at <= line.len;) {
        size_t end = border(r, line, lower, at, &width);
        cr_str part = without_label(r, trimmed(cr_str_slice(line, at, end)));
        cr_str low = cr_words_fold(r->m->arena, part);
        if (r->names.count && !r->sure && (cr_words_byline(r->m->words, CR_BYLINE_PLACE, low) || cr_words_byline(r->m->words, CR_BYLINE_BEHIND, low)))
            break;
        one_name(r, part);
        at = end + width;
        r->joined = true;
        if (width == 0)
            break;
    }
    char last = line.len ? line.ptr[line.len - 1] : '\0';
    r->joined = last == ',' || last == ';' || last == '&';
}

void cr_metadata_claim_names(cr_metadata *m, cr_str text, int weight, bool sure, cr_name_source source) {
    bool shown = source != CR_NAME_TOLD;
    text = cr_str_trim(text);
    if (address(text) && cr_str_find_byte(text, ' ', 0) == CR_STR_NPOS)
        return;
    if (text.len < 2 || text.len > BYLINE_BYTES || m->name_count == CR_METADATA_NAMES)
        return;
    if (!shown && memchr(text.ptr, '&', text.len))
        text = cr_html_unescape(m->arena, text);
    reading r = {.m = m, .sure = sure};
    cr_str rest = text, line;
    for (int lines = 0; lines < 30 && cr_str_split(&rest, '\n', &line); lines++) {
        if (sure)
            r.over = false;
        if (!r.over)
            one_line(&r, line);
    }
    if (r.names.count == 0 && (sure || source == CR_NAME_ELEMENT) && r.refused.len && r.refused.len < 40 && count_words(r.refused) <= 4 &&
        upper_first(r.refused)) {
        add(&r, r.refused); /* "Example Staff": better than none */
        weight -= 30;
    }
    if (shown && r.labelled && weight > 60)
        weight += LABELLED; /* "by" leaves no doubt */
    if (r.names.count)
        m->names[m->name_count++] = (cr_name_claim){.names = r.names, .weight = weight, .source = source, .labelled = r.labelled};
}

bool cr_metadata_is_generic(cr_metadata *m, cr_str name) {
    cr_str folded = cr_words_fold(m->arena, name);
    return cr_words_byline(m->words, CR_BYLINE_GENERIC, folded) > 0;
}

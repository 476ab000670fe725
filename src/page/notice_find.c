/* Stems and names of languages in the line of a notice. */
#include <courant/text.h>
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "page/notice_rules.h"

cr_str cr_notice_plain(cr_arena *arena, cr_str s) {
    cr_str plain = cr_text_plain(arena, s);
    char *out = cr_str_contains(plain, "\xE2\x80\x99") ? cr_arena_alloc(arena, plain.len) : NULL;
    if (!out)
        return plain;
    size_t n = 0;
    for (size_t i = 0; i < plain.len; i++) {
        bool mark = plain.len - i >= 3 && memcmp(plain.ptr + i, "\xE2\x80\x99", 3) == 0;
        out[n++] = mark ? '\'' : plain.ptr[i];
        i += mark ? 2 : 0;
    }
    return (cr_str){out, n};
}

bool cr_notice_spaced(unsigned char lead) { return lead < 0xD6 || lead == 0xE1; } /* Latin, Greek, Cyrillic, Armenian, Vietnamese */

bool cr_notice_letter_before(cr_str s, size_t at) {
    if (at == 0)
        return false;
    uint32_t c = cr_utf8_previous(s, &at);
    return u_isalpha((UChar32)c);
}

size_t cr_notice_letters_after(cr_str s, size_t at) {
    size_t from = at, end = at;
    while (at < s.len && u_isalpha((UChar32)cr_utf8_next(s, &at)))
        end = at;
    return end - from;
}

static bool letter_at(cr_str s, size_t at) { return at < s.len && u_isalpha((UChar32)cr_utf8_next(s, &at)); }

/* Arabic and Hebrew write prepositions and articles onto the word, Chinese and Thai everything: there a stem may stand inside of one,
 * but for verbs of reporting, which other words hold by chance. */
static bool stands_at(cr_notice_group g, cr_str s, size_t at, cr_str stem) {
    if (!cr_notice_spaced((unsigned char)stem.ptr[0]))
        return g != CR_NOTICE_REPORT || (unsigned char)stem.ptr[0] > 0xE0 || !cr_notice_letter_before(s, at);
    return !cr_notice_letter_before(s, at) && (stem.len > 3 || !letter_at(s, at + stem.len));
}

static bool ascii_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

size_t cr_notice_find(const cr_notice_text *t, cr_notice_group g, size_t from, size_t to, size_t *end) {
    cr_str s = cr_str_slice(t->s, 0, to);
    const struct cr_first_bytes *index = &t->rules->stem_index[g];
    for (size_t at = from; at < to; at++) {
        unsigned byte = (unsigned char)s.ptr[at];
        if (index->from[byte] == index->from[byte + 1] || (at && ascii_letter(s.ptr[at - 1]) && cr_notice_spaced((unsigned char)byte)))
            continue;
        size_t longest = 0;
        for (size_t i = index->from[byte]; i < index->from[byte + 1]; i++) {
            cr_str stem = t->rules->stems[g].items[index->places[i]];
            if (stem.len > longest && to - at >= stem.len && (stem.len == 1 || stem.ptr[1] == s.ptr[at + 1]) && memcmp(s.ptr + at, stem.ptr, stem.len) == 0 && stands_at(g, s, at, stem))
                longest = stem.len;
        }
        if (longest) {
            if (end)
                *end = at + longest;
            return at;
        }
    }
    return CR_STR_NPOS;
}

bool cr_notice_has(const cr_notice_text *t, cr_notice_group g, size_t from, size_t to) { return cr_notice_find(t, g, from, to, NULL) != CR_STR_NPOS; }

bool cr_notice_word(const cr_notice_rules *r, cr_notice_group g, cr_str word) {
    for (size_t i = 0; i < r->stems[g].count; i++)
        if (cr_str_eq(r->stems[g].items[i], word))
            return true;
    return false;
}

bool cr_notice_stem(const cr_notice_rules *r, cr_notice_group g, cr_str word) {
    for (size_t i = 0; i < r->stems[g].count; i++)
        if (cr_notice_begins(word, r->stems[g].items[i]) && stands_at(g, word, 0, r->stems[g].items[i]))
            return true;
    return false;
}

size_t cr_notice_sentence_end(cr_str s, size_t at, bool clauses) {
    while (at < s.len) {
        uint32_t c = cr_utf8_next(s, &at);
        if (c == 0x3002 || c == 0xFF01 || c == 0x964 || (clauses && (c == ';' || c == 0xFF1B || c == 0x61B)))
            return at;
        if ((c == '.' || c == '!' || c == '?' || c == 0x61F) && (at == s.len || s.ptr[at] == ' '))
            return at;
    }
    return s.len;
}

/* Endings that names of languages take: cases, genders, suffixes for "from". */
static bool ending(cr_str s) {
    static const char list[] =
        " a e i o u y s n r m as os es is us en er em et ens ne na no ni ny nu ns nt yn ym nes nne nnes sche schen ego iego ej iej emu iemu im ich ych ie ia iu iem ami eho em ou "
        "ske ska skt ski skie ske ii uo ta den dan ten tan ye ya yi nin nın sinden sini deki rol bol ra ul re nek nak sta lla lle lta ksi kielelle e ei elor ul ului ei in "
        "ии ии ая ое ои ую ого ому ом им их ые ие ой ий а у ю я е и й ої оі ою ого ія ята ят та ο α η ου ων ης ες ον ";
    if (s.len == 0)
        return true;
    if (s.len > 12)
        return false;
    for (const char *at = list; *at;) {
        const char *stop = strchr(at + 1, ' ');
        if (!stop)
            break;
        if ((size_t)(stop - at - 1) == s.len && memcmp(at + 1, s.ptr, s.len) == 0)
            return true;
        at = stop;
    }
    return false;
}

/* How many bytes from `at` on are a form of the name; 0 where none is. "anglictiny" is "anglictina", "checked" is no "checo". */
static size_t form_of(cr_str name, cr_str s, size_t at) {
    size_t same = 0;
    while (same < name.len && at + same < s.len && name.ptr[same] == s.ptr[at + same])
        same++;
    if (!cr_notice_spaced((unsigned char)name.ptr[0]))
        return same == name.len ? same : 0;
    while (same && same < name.len && ((unsigned char)name.ptr[same] & 0xC0) == 0x80) /* not inside a character */
        same--;
    if (same < 4 || same * 3 < name.len * 2 || cr_notice_letter_before(s, at))
        return 0;
    size_t more = cr_notice_letters_after(s, at + same);
    cr_str ours = cr_str_slice(name, same, name.len), theirs = cr_str_slice(s, at + same, at + same + more);
    if (ours.len && (theirs.len == 0 || cr_str_is(theirs, "s") || (same < 5 && (ours.len > 1 || theirs.len > 1)))) /* "från" is no form of "frans" */
        return 0;
    return ending(ours) && ending(theirs) ? same + more : 0;
}

size_t cr_notice_mentions(const cr_notice_text *t, cr_mention out[CR_NOTICE_MENTIONS]) {
    const struct cr_first_bytes *index = &t->rules->name_index;
    size_t n = 0;
    for (size_t at = 0; at < t->s.len && n < CR_NOTICE_MENTIONS;) {
        size_t longest = 0;
        const char *code = NULL;
        unsigned byte = (unsigned char)t->s.ptr[at];
        bool inside = at && ascii_letter(t->s.ptr[at - 1]) && cr_notice_spaced((unsigned char)byte);
        for (size_t i = index->from[byte]; !inside && i < index->from[byte + 1]; i++) {
            struct cr_language_name *name = &t->rules->names[index->places[i]];
            size_t len = form_of(name->name, t->s, at);
            if (len > longest) {
                longest = len;
                code = name->code;
            }
        }
        if (longest) {
            out[n++] = (cr_mention){at, at + longest, code};
            at += longest;
        } else
            cr_utf8_next(t->s, &at);
    }
    return n;
}

bool cr_notice_is_language(const cr_notice_rules *r, cr_arena *arena, cr_str name) {
    cr_notice_text t = {.rules = r, .s = cr_notice_plain(arena, name)};
    cr_mention found[CR_NOTICE_MENTIONS];
    size_t n = cr_notice_mentions(&t, found);
    return n && found[0].start == 0 && found[0].end == t.s.len;
}

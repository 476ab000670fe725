/* From a name as written to its key, and what two keys have to do with each other. */
#include "people/name.h"
#include <string.h>
#include <unicode/uscript.h>

#include "base/utf8.h"

static bool in_list(cr_str w, const char *const *list) {
    for (size_t i = 0; list[i]; i++)
        if (cr_str_is(w, list[i]))
            return true;
    return false;
}

static bool filler(cr_str w) {
    static const char *const words[] = {"m", "mm", "mme", "mlle", "mr", "mrs", "ms", "dr", "sr", "sra", "herr", "frau", "the", "le", "la", "les", "l",
                                        "el", "il", "lo", "der", "die", "das", "sir", NULL};
    return in_list(w, words);
}

/* Small words inside a name: written or not, joined or apart, they tell no two persons apart. */
static bool particle(cr_str w) {
    static const char *const words[] = {"von", "van", "der", "den", "de", "du", "des", "del", "della", "di", "da", "do", "dos", "das", "la", "le", "el", "al", "bin",
                                        "ibn", "ben", "ter", "ten", "zu", "y", "e", "fon", "fan", "as", "ad", "ar", NULL};
    return in_list(w, words);
}

static char generation(cr_str w) {
    static const struct { const char *word; char is; } words[] = {{"jr", 'j'}, {"junior", 'j'}, {"fils", 'j'}, {"hijo", 'j'}, {"filho", 'j'}, {"sr", 's'}, {"senior", 's'},
                                                                  {"pere", 's'}, {"padre", 's'}, {"ii", '2'}, {"iii", '3'}, {"iv", '4'}, {"neto", 'n'}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (cr_str_is(w, words[i].word))
            return words[i].is;
    return 0;
}

static cr_name_script script_of(uint32_t p) {
    UErrorCode code = U_ZERO_ERROR;
    if (p < 0x250)
        return CR_SCRIPT_LATIN;
    switch (uscript_getScript((UChar32)p, &code)) {
    case USCRIPT_LATIN: case USCRIPT_COMMON: case USCRIPT_INHERITED: return CR_SCRIPT_LATIN;
    case USCRIPT_CYRILLIC: case USCRIPT_GREEK: case USCRIPT_GEORGIAN: case USCRIPT_ARMENIAN: return CR_SCRIPT_CYRILLIC;
    case USCRIPT_ARABIC: case USCRIPT_HEBREW: return CR_SCRIPT_ARABIC;
    case USCRIPT_KATAKANA: case USCRIPT_HIRAGANA: return CR_SCRIPT_KANA;
    case USCRIPT_HAN: return CR_SCRIPT_HAN;
    default: return CR_SCRIPT_OTHER;
    }
}

/* ー joins, ・ · ＝ part; hyphens and apostrophes join: Jean-Claude, O'Neil. */
static bool joins(uint32_t p) { return p == '-' || p == 0x2010 || p == 0x2011 || p == '\'' || p == 0x2019 || p == 0x2BC || p == 0x30FC || p == 0x5F3 || p == 0x200C || p == 0x200D; }
static bool parts_words(uint32_t p) {
    return cr_utf8_is_space(p) || (p < 0x80 && !((p | 32) >= 'a' && (p | 32) <= 'z') && !(p >= '0' && p <= '9')) || p == 0xB7 || p == 0x30FB || p == 0xFF65 ||
           p == 0x2022 || p == 0xFF1D || p == 0x30A0 || p == 0x3000 || (p >= 0x2000 && p < 0x2070) || p == 0xAB || p == 0xBB;
}

/* The next word as written; `hyphen` is where its first hyphen stands, or its length. */
static bool next_word(cr_str name, size_t *at, cr_str *word, size_t *hyphen) {
    size_t start = CR_STR_NPOS, end = 0;
    *hyphen = CR_STR_NPOS;
    while (*at < name.len) {
        size_t here = *at;
        uint32_t p = cr_utf8_next(name, at);
        bool apart = parts_words(p) && !(joins(p) && start != CR_STR_NPOS);
        if (apart && start != CR_STR_NPOS)
            break;
        if (apart)
            continue;
        if (start == CR_STR_NPOS)
            start = here;
        if (joins(p) && p != 0x30FC && *hyphen == CR_STR_NPOS)
            *hyphen = here - start;
        end = *at;
    }
    if (start == CR_STR_NPOS)
        return false;
    *word = cr_str_slice(name, start, end);
    return true;
}

/* Romanised, letters and digits alone; "al-" before a hyphen off, and the article glued to an Arabic surname (أليكسي is a given name). */
static size_t romanise(cr_text_tools *tools, cr_arena *scratch, cr_str word, size_t hyphen, cr_name_script script, bool first, char *out, size_t room) {
    if ((hyphen == 2 && (cr_str_starts_nocase(word, "al") || cr_str_starts_nocase(word, "el"))))
        word = cr_str_slice(word, 3, word.len);
    cr_str latin = cr_text_latin_with(tools, scratch, word);
    if (script == CR_SCRIPT_ARABIC && !first && latin.len > 4 && cr_str_starts(latin, "al"))
        latin = cr_str_slice(latin, 2, latin.len);
    size_t n = 0;
    for (size_t i = 0; i < latin.len && n + 1 < room; i++) {
        unsigned char c = (unsigned char)latin.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
            out[n++] = (char)c;
    }
    return n;
}

static bool add_part(cr_name_key *k, size_t *used, const char *word, size_t len) {
    if (k->parts == CR_NAME_PARTS || *used + len + 2 > sizeof k->bytes)
        return false;
    if (*used)
        k->bytes[(*used)++] = ' ';
    memcpy(k->bytes + *used, word, len);
    k->part[k->parts++] = (cr_str){k->bytes + *used, len};
    *used += len;
    return true;
}

static void make_index(cr_name_key *k) {
    char given[CR_SOUND_BYTES] = "";
    size_t n = cr_name_sound(cr_name_surname(k), k->script, k->index, CR_SOUND_BYTES);
    if (k->parts > 1)
        cr_name_sound(k->part[0], k->script, given, sizeof given);
    k->index[n++] = '/';
    for (size_t i = 0; i < 2 && given[i]; i++) /* two letters keep chains short; more would part Nicolas from Николя */
        k->index[n++] = given[i];
    k->index[n] = 0;
    cr_name_coarse(k->index);
}

bool cr_name_key_make(cr_text_tools *tools, cr_arena *scratch, cr_str name, cr_name_key *out) {
    memset(out, 0, sizeof *out);
    if (!name.len || name.len > CR_NAME_BYTES * 2)
        return false;
    size_t at = 0, used = 0, hyphen, whole = 0;
    cr_str word;
    char roman[CR_NAME_BYTES];
    while (next_word(name, &at, &word, &hyphen)) {
        size_t first = 0;
        cr_name_script script = script_of(cr_utf8_next(word, &first));
        if (script != CR_SCRIPT_LATIN || !out->parts)
            out->script = script;
        size_t n = romanise(tools, scratch, word, hyphen, script, !out->parts, roman, sizeof roman);
        cr_str part = {roman, n};
        if (!n || (!out->parts && filler(part)))
            continue;
        if (whole + n + 2 >= sizeof out->whole)
            return false;
        char born = out->parts > 1 ? generation(part) : 0;
        if (born) {
            out->generation = born;
            out->whole[whole++] = '+';
            out->whole[whole++] = born;
            continue;
        }
        memcpy(out->whole + whole, roman, n);
        whole += n;
        if (out->parts && at < name.len && particle(part))
            continue;
        bool native = script == CR_SCRIPT_HAN && word.len > 3 && word.len <= 12 && word.len == name.len; /* 习近平: the family first */
        size_t head = native ? romanise(tools, scratch, cr_str_slice(word, 0, first), CR_STR_NPOS, script, true, roman, sizeof roman) : 0;
        if (native && head) {
            if (!add_part(out, &used, roman, head))
                return false;
            n = romanise(tools, scratch, cr_str_slice(word, first, word.len), CR_STR_NPOS, script, true, roman, sizeof roman);
        }
        if (!add_part(out, &used, roman, n))
            return false;
    }
    if (!out->parts)
        return false;
    make_index(out);
    return true;
}

unsigned cr_name_distance(cr_str a, cr_str b, unsigned most) {
    enum { LONGEST = 64 };
    unsigned row[LONGEST + 1];
    if (a.len > LONGEST || b.len > LONGEST || a.len > b.len + most || b.len > a.len + most)
        return most + 1;
    for (size_t k = 0; k <= b.len; k++)
        row[k] = (unsigned)k;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0], least = (row[0] = (unsigned)i);
        for (size_t k = 1; k <= b.len; k++) {
            unsigned change = diagonal + (a.ptr[i - 1] != b.ptr[k - 1]);
            diagonal = row[k];
            unsigned gap = (row[k] < row[k - 1] ? row[k] : row[k - 1]) + 1;
            row[k] = change < gap ? change : gap;
            if (row[k] < least)
                least = row[k];
        }
        if (least > most)
            return most + 1;
    }
    return row[b.len];
}

static bool initial_of(cr_str initial, cr_str word) { return initial.len == 1 && word.len > 0 && initial.ptr[0] == word.ptr[0]; }
static bool is_vowel(char c) { return c && strchr("aeiouy", c); }

/* "daniel", "danielle"; "simon", "simone"; "mario", "maria": two persons. "aleksandr", "alexandre" are one name. */
static bool other_sex(cr_str a, cr_str b) {
    cr_str shorter = a.len < b.len ? a : b, longer = a.len < b.len ? b : a;
    char end = longer.ptr[longer.len - 1];
    if ((a.ptr[a.len - 1] == 'a') != (b.ptr[b.len - 1] == 'a'))
        return true;
    if (a.len == b.len || end != 'e' || memcmp(longer.ptr, shorter.ptr, shorter.len) != 0)
        return false;
    return shorter.len < 2 || is_vowel(shorter.ptr[shorter.len - 2]) || is_vowel(shorter.ptr[shorter.len - 1]);
}

/* Given names in two spellings: "sergei", "serguei"; not "mario", "maria", nor "john", "joan". */
static bool same_given(const cr_name_key *ka, cr_str a, const cr_name_key *kb, cr_str b) {
    if (cr_str_eq(a, b))
        return true;
    if (!a.len || !b.len)
        return false;
    bool vowels = ka->script != CR_SCRIPT_ARABIC && kb->script != CR_SCRIPT_ARABIC && ka->script != CR_SCRIPT_HAN && kb->script != CR_SCRIPT_HAN;
    if (vowels && other_sex(a, b))
        return false;
    if (cr_name_sounds_alike(a, ka->script, b, kb->script, false))
        return true;
    if (ka->script != CR_SCRIPT_LATIN || kb->script != CR_SCRIPT_LATIN || a.ptr[0] != b.ptr[0])
        return false;
    enum { LEAST = 5, PART = 3 }; /* a third of the letters may differ, all of them vowels */
    size_t shorter = a.len < b.len ? a.len : b.len;
    char x[CR_SOUND_BYTES], y[CR_SOUND_BYTES];
    cr_name_sound(a, CR_SCRIPT_LATIN, x, sizeof x);
    cr_name_sound(b, CR_SCRIPT_LATIN, y, sizeof y);
    unsigned most = (unsigned)(shorter / PART);
    return shorter >= LEAST && strcmp(x, y) == 0 && cr_name_distance(a, b, most) <= most;
}

/* Where vowels are not written, or added, the consonants of both names together must carry the weight. */
static bool weighty(const cr_name_key *k) {
    enum { LEAST = 3 };
    char given[CR_SOUND_BYTES], surname[CR_SOUND_BYTES];
    return cr_name_sound(k->part[0], k->script, given, sizeof given) + cr_name_sound(cr_name_surname(k), k->script, surname, sizeof surname) >= LEAST;
}

cr_name_match cr_name_compare(const cr_name_key *a, const cr_name_key *b, bool foreign) {
    bool same = strcmp(a->whole, b->whole) == 0;
    if (a->parts < 2 || b->parts < 2)
        return same && a->parts + b->parts > 2 && a->script != b->script ? CR_NAMES_ALIKE : CR_NAMES_APART;
    cr_str last_a = cr_name_surname(a), last_b = cr_name_surname(b);
    bool equal = cr_str_eq(last_a, last_b) && cr_str_eq(a->part[0], b->part[0]);
    bool alike = equal || same;
    if (!alike && foreign) {
        bool alphabets = a->script <= CR_SCRIPT_CYRILLIC && b->script <= CR_SCRIPT_CYRILLIC;
        alike = cr_name_sounds_alike(last_a, a->script, last_b, b->script, true) && same_given(a, a->part[0], b, b->part[0]) &&
                (alphabets || (weighty(a) && weighty(b)));
    }
    if (!alike)
        return CR_NAMES_APART;
    if (a->generation != b->generation)
        return CR_NAMES_CONFLICT;
    if (same || a->parts == 2 || b->parts == 2) /* a middle name may be left out or shortened, two may not differ */
        return equal || same ? CR_NAMES_EQUAL : CR_NAMES_ALIKE;
    cr_str x = a->part[1], y = b->part[1];
    bool middle = cr_str_eq(x, y) || initial_of(x, y) || initial_of(y, x) || (foreign && same_given(a, x, b, y));
    return !middle ? CR_NAMES_CONFLICT : equal ? CR_NAMES_EQUAL : CR_NAMES_ALIKE;
}

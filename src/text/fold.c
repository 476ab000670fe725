/* Folding and romanisation. What can be told letter by letter, which is nearly all that comes, is looked up; the rest is ICU's. */
#include <stdlib.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "text/tools.h"

static bool ascii(cr_str s) { return cr_utf8_ascii_end(s, 0) == s.len; }

/* What becomes of one letter: some bytes, or CR_FOLD_SLOW where it may depend on its neighbours or is longer. */
enum { CR_FOLD_SLOW = 255 };
typedef struct cr_folding {
    uint8_t len, bytes[5];
} cr_folding;
#include "text/fold_tables.inc"

static const cr_folding slow = {CR_FOLD_SLOW, {0}}, same = {CR_FOLD_SLOW - 1, {0}}, space = {1, {' '}};
static bool within(uint32_t c, uint32_t first, uint32_t last) { return c >= first && c <= last; }

static const cr_folding *fold_of(uint32_t c) {
    if (c < 0x700)
        return &fold_low[c - 0x80];
    if (within(c, 0x1E00, 0x1EFF))
        return &fold_latin[c - 0x1E00];
    /* Devanagari to Myanmar; punctuation; Han, kana, Hangul: no case */
    return within(c, 0x700, 0x109F) || within(c, 0x2000, 0x20FF) || within(c, 0x2E80, 0xA63F) || within(c, 0xAC00, 0xD7A3) ? &same : &slow;
}

static const cr_folding *strip_of(uint32_t c) {
    if (c < 0x700)
        return &strip_low[c - 0x80];
    if (within(c, 0x1E00, 0x1EFF))
        return &strip_latin[c - 0x1E00];
    if (within(c, 0x2000, 0x206F))
        return &strip_marks[c - 0x2000];
    if (within(c, 0xFF01, 0xFF5E))
        return &strip_wide[c - 0xFF01];
    if (c == 0x3000)
        return &space;
    /* Han, kana, Hangul and what stands between them are composed already */
    return within(c, 0x4E00, 0x9FFF) || within(c, 0x3001, 0x3029) || within(c, 0x3041, 0x3096) || within(c, 0x30A1, 0x30FE) || within(c, 0xAC00, 0xD7A3) || c == 0x20AC ?
               &same : &slow;
}

/* Letter by letter; false where that does not do. */
static bool by_letters(cr_arena *arena, cr_str text, const cr_folding *(*how)(uint32_t), cr_str *result) {
    if (text.len > SIZE_MAX / 4)
        return false;
    char *out = NULL;
    size_t n = 0;
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.ptr[at];
        size_t start = at;
        const cr_folding *f = NULL;
        if (byte >= 0x80) {
            f = how(cr_utf8_next(text, &at)); /* U+FFFD, which broken bytes give, is slow */
            if (f->len == CR_FOLD_SLOW)
                return false;
        }
        if (!out && !(out = cr_arena_bytes(arena, text.len * 3 + 1))) /* two bytes become five at most, one stays one */
            return false;
        if (!f) {
            out[n++] = (char)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
            at++;
        } else if (f == &same) {
            memcpy(out + n, text.ptr + start, at - start);
            n += at - start;
        } else {
            memcpy(out + n, f->bytes, sizeof f->bytes);
            n += f->len;
        }
    }
    if (out)
        out[n] = '\0';
    *result = (cr_str){out ? out : "", n};
    return true;
}

/* UTF-16 in the arena; ill-formed bytes become U+FFFD. Length in units, or -1. */
static int32_t to_units(cr_arena *arena, cr_str s, UChar **out) {
    if (s.len > INT32_MAX / 4)
        return -1;
    *out = CR_NEW_ARRAY(arena, UChar, s.len + 1);
    if (!*out)
        return -1;
    UErrorCode code = U_ZERO_ERROR;
    int32_t n = 0;
    u_strFromUTF8WithSub(*out, (int32_t)s.len + 1, &n, s.ptr, (int32_t)s.len, 0xFFFD, NULL, &code);
    return U_FAILURE(code) ? -1 : n;
}

static cr_str from_units(cr_arena *arena, const UChar *units, int32_t n) {
    char *out = n < 0 ? NULL : cr_arena_alloc(arena, (size_t)n * 3 + 1);
    if (!out)
        return CR_STR_NONE;
    UErrorCode code = U_ZERO_ERROR;
    int32_t len = 0;
    u_strToUTF8WithSub(out, n * 3 + 1, &len, units, n, 0xFFFD, NULL, &code);
    return U_FAILURE(code) ? CR_STR_NONE : (cr_str){out, (size_t)len};
}

cr_str cr_text_fold(cr_arena *arena, cr_str text) {
    if (ascii(text))
        return cr_str_lower_ascii(arena, text);
    cr_str result;
    if (by_letters(arena, text, fold_of, &result))
        return result;
    UChar *units;
    int32_t n = to_units(arena, text, &units);
    if (n < 0)
        return CR_STR_NONE;
    UErrorCode code = U_ZERO_ERROR;
    int32_t room = n * 3 + 8; /* no folding makes more than three units of one */
    UChar *folded = CR_NEW_ARRAY(arena, UChar, (size_t)room);
    if (!folded)
        return CR_STR_NONE;
    int32_t len = u_strFoldCase(folded, room, units, n, U_FOLD_CASE_DEFAULT, &code);
    return U_FAILURE(code) ? CR_STR_NONE : from_units(arena, folded, len);
}

/* Marks that spelling may leave out. Marks of the scripts of India and South-East Asia are vowels and stay. */
static bool is_spare_mark(UChar c) {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5C7) || (c >= 0x610 && c <= 0x61A) ||
           (c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640 || (c >= 0x6D6 && c <= 0x6ED);
}

/* One step of normalisation into fresh memory; false when ICU refuses. */
static bool normalise(cr_arena *arena, const UNormalizer2 *form, UChar **units, int32_t *n) {
    UErrorCode code = U_ZERO_ERROR;
    int32_t need = unorm2_normalize(form, *units, *n, NULL, 0, &code);
    if (code != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(code))
        return false;
    UChar *out = CR_NEW_ARRAY(arena, UChar, (size_t)need + 1);
    if (!out)
        return false;
    code = U_ZERO_ERROR;
    *n = unorm2_normalize(form, *units, *n, out, need + 1, &code);
    *units = out;
    return !U_FAILURE(code);
}

cr_str cr_text_strip(cr_arena *arena, cr_str text) {
    if (ascii(text))
        return cr_str_lower_ascii(arena, text);
    cr_str result;
    if (by_letters(arena, text, strip_of, &result))
        return result;
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&code);
    const UNormalizer2 *apart = unorm2_getNFDInstance(&code), *together = unorm2_getNFCInstance(&code);
    UChar *units;
    int32_t n = to_units(arena, text, &units);
    if (n < 0 || U_FAILURE(code) || !normalise(arena, fold, &units, &n) || !normalise(arena, apart, &units, &n))
        return CR_STR_NONE;
    int32_t kept = 0;
    for (int32_t i = 0; i < n; i++)
        if (!is_spare_mark(units[i]))
            units[kept++] = units[i];
    n = kept;
    return normalise(arena, together, &units, &n) ? from_units(arena, units, n) : CR_STR_NONE;
}

cr_str cr_text_plain(cr_arena *arena, cr_str text) { return cr_text_strip(arena, text); }

/* Cyrillic as English-language news writes it (BGN/PCGN without its marks): what names are matched by.
 * From U+0430; after it U+0450 and the letters of Ukrainian, Belarusian, Serbian, Macedonian. */
static const char *const cyrillic[] = {
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh",
    "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "e", "yo", "dj", "gj", "ye", "dz", "i", "yi", "j", "lj",
    "nj", "c", "kj", "i", "u", "dz"};

static const char *latin_letter(uint32_t c) {
    switch (c) { /* what canonical decomposition leaves whole */
    case 0xDF: return "ss";
    case 0xE6: return "ae";
    case 0xF0: case 0x111: return "d";
    case 0xF8: return "o";
    case 0xFE: return "th";
    case 0x127: return "h";
    case 0x131: return "i";
    case 0x142: return "l";
    case 0x153: return "oe";
    case 0x167: return "t";
    case 0x259: return "a";
    case 0x491: return "g";
    case 0x2018: case 0x2019: case 0x2BC: return "'";
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: return "-";
    default: return c >= 0x430 && c <= 0x45F ? cyrillic[c - 0x430] : NULL;
    }
}

/* What needs ICU: a letter of neither Latin nor Cyrillic. */
static bool needs_icu(uint32_t c) {
    return c >= 0x370 && !(c >= 0x400 && c <= 0x52F) && !(c >= 0x1E00 && c <= 0x1EFF) && u_isalpha((UChar32)c);
}

static cr_str through_icu(cr_text_tools *tools, cr_arena *arena, cr_str plain) {
    UTransliterator *latin = cr_tools_latin(tools);
    UChar *units;
    int32_t n = to_units(arena, plain, &units);
    if (!latin || n < 0)
        return plain;
    int32_t room = n * 8 + 64, limit = n; /* Han readings are the longest: six letters and a space */
    UChar *wide = CR_NEW_ARRAY(arena, UChar, (size_t)room);
    if (!wide)
        return CR_STR_NONE;
    memcpy(wide, units, (size_t)n * sizeof *wide);
    UErrorCode code = U_ZERO_ERROR;
    utrans_transUChars(latin, wide, &n, room, 0, &limit, &code);
    return U_FAILURE(code) ? plain : cr_text_strip(arena, from_units(arena, wide, n));
}

cr_str cr_text_latin_with(cr_text_tools *tools, cr_arena *arena, cr_str text) {
    if (ascii(text))
        return cr_str_lower_ascii(arena, text);
    bool icu = false;
    for (size_t at = 0; at < text.len && !icu;)
        icu = needs_icu(cr_utf8_next(text, &at));
    /* Cyrillic first: й and ё are letters of their own and must not lose their marks before they are looked up. */
    cr_str folded = cr_text_fold(arena, text);
    char *out = cr_arena_alloc(arena, folded.len * 2 + 1); /* щ: two bytes to four */
    if (!out)
        return CR_STR_NONE;
    size_t n = 0;
    for (size_t at = 0; at < folded.len;) {
        size_t start = at;
        const char *letter = latin_letter(cr_utf8_next(folded, &at));
        size_t len = letter ? strlen(letter) : at - start;
        memcpy(out + n, letter ? letter : folded.ptr + start, len);
        n += len;
    }
    cr_str plain = cr_text_strip(arena, (cr_str){out, n});
    if (!icu || cr_str_none(plain))
        return plain;
    cr_text_tools *own = tools ? NULL : cr_text_tools_new();
    if (tools || own)
        plain = through_icu(tools ? tools : own, arena, plain);
    cr_text_tools_free(own);
    return plain;
}

cr_str cr_text_latin(cr_arena *arena, cr_str text) { return cr_text_latin_with(NULL, arena, text); }

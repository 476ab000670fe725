/* What a character is, asked for every character of every text. The scripts that news comes in are told by ranges; ICU is asked about
 * the rest, so the answers are its own (tests/unit/text/test_letters.c compares all of Unicode). */
#ifndef CR_TEXT_LETTERS_H
#define CR_TEXT_LETTERS_H
#include <stdbool.h>
#include <stdint.h>
#include <unicode/uchar.h>

/* What a byte is. */
enum { CR_BYTE_SMALL = 1, CR_BYTE_CAPITAL = 2, CR_BYTE_DIGIT = 4, CR_BYTE_LOW_LINE = 8, CR_BYTE_WIDE = 16 /* not ASCII */ };
/* clang-format off */
#define S CR_BYTE_SMALL
#define C CR_BYTE_CAPITAL
#define D CR_BYTE_DIGIT
#define U CR_BYTE_LOW_LINE
#define W CR_BYTE_WIDE, CR_BYTE_WIDE, CR_BYTE_WIDE, CR_BYTE_WIDE, CR_BYTE_WIDE, CR_BYTE_WIDE, CR_BYTE_WIDE, CR_BYTE_WIDE
static const uint8_t cr_byte_kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, D, D, D, D, D, D, D, D, D, D, 0, 0, 0, 0, 0, 0,
    0, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, 0, 0, 0, 0, U,
    0, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, 0, 0, 0, 0, 0,
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W};
#undef S
#undef C
#undef D
#undef U
#undef W
/* clang-format on */

static inline bool cr_ascii_letter(uint32_t p) { return (p | 32) - 'a' < 26; }

/* Chinese characters, kana, Hangul: letters without case. */
static inline bool cr_eastern_letter(uint32_t p) {
    return p - 0x4E00 <= 0x9FFF - 0x4E00 || p - 0x3041 <= 0x3096 - 0x3041 || p - 0x30A1 <= 0x30FA - 0x30A1 || p - 0x30FC <= 0x30FF - 0x30FC || p - 0xAC00 <= 0xD7A3 - 0xAC00;
}
/* U+2000 to U+206F, the CJK marks U+3008 to U+3020, the wide ASCII marks below U+FF10: neither letter nor digit. */
static inline bool cr_plain_mark(uint32_t p) { return p - 0x2000 <= 0x6F || p - 0x3008 <= 0x18 || p - 0xFF01 <= 0xE; }

/* A letter, or a mark that belongs to one (general categories L and M). */
static inline bool cr_is_letter(uint32_t p) {
    if (p < 0x80)
        return cr_ascii_letter(p);
    if (p < 0x250)
        return p >= 0xC0 ? p != 0xD7 && p != 0xF7 : p == 0xAA || p == 0xB5 || p == 0xBA;
    if (p - 0x400 <= 0x12F)
        return p != 0x482;
    if (p - 0x620 <= 0x3F || cr_eastern_letter(p))
        return true;
    return !cr_plain_mark(p) && (U_GET_GC_MASK((UChar32)p) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

/* A decimal digit of any script. */
static inline bool cr_is_digit(uint32_t p) {
    if (p < 0x600)
        return p - '0' < 10;
    return !cr_plain_mark(p) && !cr_eastern_letter(p) && u_isdigit((UChar32)p);
}

/* Has this character's script no case? */
static inline bool cr_is_caseless(uint32_t p) { return p - 0x590 <= 0x6FF - 0x590 || cr_eastern_letter(p) || cr_plain_mark(p); }

/* Upper case (Lu). */
static inline bool cr_is_upper(uint32_t p) {
    if (p < 0x100)
        return p < 0x80 ? p - 'A' < 26 : p - 0xC0 <= 0x1E && p != 0xD7;
    if (p - 0x400 <= 0x5F)
        return p < 0x430;
    return !cr_is_caseless(p) && u_isupper((UChar32)p);
}

/* The small letter of one letter, by itself. */
static inline uint32_t cr_small_letter(uint32_t p) {
    if (p < 0x100)
        return cr_is_upper(p) ? p + 32 : p;
    if (p - 0x400 <= 0x5F)
        return p < 0x410 ? p + 80 : p < 0x430 ? p + 32 : p;
    return cr_is_caseless(p) ? p : (uint32_t)u_tolower((UChar32)p);
}
#endif

/* Letters to Latin: one table a script, after the usual press transcriptions (not reversible on purpose). */
#include <unicode/unorm2.h>

#include "story/words.h"

/* U+0430 а … U+045F џ */
static const char *const cyrillic[] = {
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch",
    "sh", "sh", "", "y", "", "e", "yu", "ya", "e", "e", "dj", "g", "e", "dz", "i", "i", "j", "lj", "nj", "c", "k", "i", "u", "dz"};
/* U+03B1 α … U+03C9 ω */
static const char *const greek[] = {"a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o",
                                    "p", "r", "s", "s", "t", "i", "f", "h", "ps", "o"};
/* U+0621 ء … U+064A ي */
static const char *const arabic[] = {
    "", "a", "a", "w", "a", "y", "a", "b", "a", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "",
    "gh", "", "", "", "", "", "", "f", "q", "k", "l", "m", "n", "h", "w", "a", "y"};
/* U+05D0 א … U+05EA ת */
static const char *const hebrew[] = {"a", "b", "g", "d", "h", "w", "z", "h", "t", "y", "k", "k", "l", "m",
                                     "m", "n", "n", "s", "", "p", "p", "ts", "ts", "k", "r", "sh", "t"};
static const struct {
    uint32_t point;
    const char *latin;
} singles[] = {{0xDF, "ss"},   {0xE6, "ae"},   {0xF0, "d"},    {0xF8, "o"},    {0xFE, "th"},   {0x111, "d"},  {0x127, "h"},
               {0x131, "i"},   {0x138, "k"},   {0x142, "l"},   {0x14B, "ng"},  {0x153, "oe"},  {0x167, "t"},  {0x259, "e"},
               {0x491, "g"},   {0x493, "g"},   {0x49B, "k"},   {0x4A3, "n"},   {0x4AF, "u"},   {0x4B1, "u"},  {0x4D9, "a"},
               {0x4E9, "o"},   {0x67E, "p"},   {0x686, "ch"},  {0x698, "zh"},  {0x6A9, "k"},   {0x6AF, "g"},  {0x6CC, "y"},
               {0x6A4, "v"},   {0x6BE, "h"},   {0x6C1, "h"},   {0x6D2, "y"}};

uint32_t cr_story_unaccented(uint32_t point) {
    if (point < 0xC0)
        return point;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    UChar parts[8];
    int32_t n = U_SUCCESS(status) ? unorm2_getDecomposition(nfd, (UChar32)point, parts, 8, &status) : -1;
    if (n < 1 || U_FAILURE(status) || U16_IS_SURROGATE(parts[0]) || (parts[0] >= 0x1100 && parts[0] < 0x1200))
        return point;
    return parts[0];
}

static const char *lookup(uint32_t p) {
    if (p >= 0x430 && p <= 0x45F)
        return cyrillic[p - 0x430];
    if (p >= 0x3B1 && p <= 0x3C9)
        return greek[p - 0x3B1];
    if (p >= 0x621 && p <= 0x64A)
        return arabic[p - 0x621];
    if (p >= 0x5D0 && p <= 0x5EA)
        return hebrew[p - 0x5D0];
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
        if (singles[i].point == p)
            return singles[i].latin;
    return NULL;
}

size_t cr_story_latin(uint32_t point, char out[4]) {
    const char *latin = point < 0x80 ? NULL : lookup(point);
    if (!latin && point >= 0x80) {
        point = cr_story_unaccented(point);
        latin = point < 0x80 ? NULL : lookup(point);
    }
    if (!latin) {
        if (!((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9')))
            return 0;
        out[0] = (char)point;
        return 1;
    }
    size_t n = strlen(latin);
    memcpy(out, latin, n);
    return n;
}

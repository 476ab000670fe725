/* Is it UTF-8? By the lookup method of Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2021):
 * whether two neighbouring bytes can stand together is read from three tables of 16 entries - by the high half of the first, its
 * low half, and the high half of the second - each entry a set of errors; an error common to all three is one. What is left, the
 * third and fourth bytes of long sequences, is a comparison. ASCII is passed over 64 bytes at a time. */
#include "base/utf8_kernels.h"

static bool always(void) { return true; }

/* Length of the well-formed sequence at p that starts with a byte above 0x7F, or 0 (Unicode 15, table 3-7). */
static size_t wide_sequence(const unsigned char *p, size_t left) {
    unsigned char a = p[0], low = 0x80, high = 0xBF;
    size_t need;
    if (a >= 0xC2 && a <= 0xDF)
        need = 2;
    else if (a >= 0xE0 && a <= 0xEF) {
        need = 3;
        low = a == 0xE0 ? 0xA0 : 0x80;
        high = a == 0xED ? 0x9F : 0xBF;
    } else if (a >= 0xF0 && a <= 0xF4) {
        need = 4;
        low = a == 0xF0 ? 0x90 : 0x80;
        high = a == 0xF4 ? 0x8F : 0xBF;
    } else
        return 0;
    if (left < need || p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < need; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return need;
}

static cr_utf8_kind kind_portable(const unsigned char *p, size_t len) {
    bool wide = false;
    for (size_t at = 0; at < len;) {
        uint64_t word;
        if (len - at >= sizeof word) {
            memcpy(&word, p + at, sizeof word);
            if ((word & 0x8080808080808080u) == 0) {
                at += sizeof word;
                continue;
            }
        }
        if (p[at] < 0x80) {
            at++;
            continue;
        }
        size_t n = wide_sequence(p + at, len - at);
        if (n == 0)
            return CR_UTF8_ILL_FORMED;
        wide = true;
        at += n;
    }
    return wide ? CR_UTF8_WIDE : CR_UTF8_ASCII;
}

#if defined(__x86_64__)
#include <immintrin.h>

enum {
    TOO_SHORT = 1 << 0,   /* 11______ 0_______ or 11______ 11______ */
    TOO_LONG = 1 << 1,    /* 0_______ 10______ */
    OVERLONG_3 = 1 << 2,  /* 11100000 100_____ */
    TOO_LARGE = 1 << 3,   /* 11110100 1001____ and what is above */
    SURROGATE = 1 << 4,   /* 11101101 101_____ */
    OVERLONG_2 = 1 << 5,  /* 1100000_ 10______ */
    TOO_LARGE_8 = 1 << 6, /* 11110101 1000____ and what is above */
    OVERLONG_4 = 1 << 6,  /* 11110000 1000____ */
    TWO_CONTS = 1 << 7,   /* 10______ 10______: an error unless a third or fourth byte belongs here */
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS
};

#define FIRST_HIGH                                                                                                                        \
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS,    \
        (char)TWO_CONTS, TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_8 | OVERLONG_4
#define ABOVE_4 (char)(CARRY | TOO_LARGE | TOO_LARGE_8)
#define FIRST_LOW                                                                                                                         \
    (char)(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), (char)(CARRY | OVERLONG_2), (char)CARRY, (char)CARRY, (char)(CARRY | TOO_LARGE), \
        ABOVE_4, ABOVE_4, ABOVE_4, ABOVE_4, ABOVE_4, ABOVE_4, ABOVE_4, ABOVE_4, (char)(CARRY | TOO_LARGE | TOO_LARGE_8 | SURROGATE), ABOVE_4, ABOVE_4
#define SECOND_HIGH                                                                                                                       \
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,                                               \
        (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_8 | OVERLONG_4),                                                \
        (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE), (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE), \
        (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT

enum { BLOCK = 64 };

/* ---- 32 bytes at a time ---- */

#define AVX2 __attribute__((target("avx2")))
typedef struct state32 { __m256i error, before, unfinished; } state32;

static bool has_avx2(void) { return __builtin_cpu_supports("avx2"); }

AVX2 static inline __m256i shifted32(__m256i input, __m256i across, int by) { /* the input moved up by 1-3 bytes, the bytes before it let in */
    return by == 1 ? _mm256_alignr_epi8(input, across, 15) : by == 2 ? _mm256_alignr_epi8(input, across, 14) : _mm256_alignr_epi8(input, across, 13);
}

AVX2 static inline void check32(state32 *s, __m256i input) {
    const __m256i low_half = _mm256_set1_epi8(0x0F), top = _mm256_set1_epi8((char)0x80);
    const __m256i first_high = _mm256_setr_epi8(FIRST_HIGH, FIRST_HIGH), first_low = _mm256_setr_epi8(FIRST_LOW, FIRST_LOW);
    const __m256i second_high = _mm256_setr_epi8(SECOND_HIGH, SECOND_HIGH);
    /* ends of sequences whose last bytes are still to come */
    const __m256i most = _mm256_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                          -1, (char)(0xF0 - 1), (char)(0xE0 - 1), (char)(0xC0 - 1));
    __m256i across = _mm256_permute2x128_si256(s->before, input, 0x21);
    __m256i first = shifted32(input, across, 1), second = shifted32(input, across, 2), third = shifted32(input, across, 3);
    __m256i special = _mm256_and_si256(
        _mm256_and_si256(_mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(first, 4), low_half)),
                         _mm256_shuffle_epi8(first_low, _mm256_and_si256(first, low_half))),
        _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(input, 4), low_half)));
    __m256i long_ones = _mm256_or_si256(_mm256_subs_epu8(second, _mm256_set1_epi8(0xE0 - 0x80)), _mm256_subs_epu8(third, _mm256_set1_epi8(0xF0 - 0x80)));
    s->error = _mm256_or_si256(s->error, _mm256_xor_si256(_mm256_and_si256(long_ones, top), special));
    s->unfinished = _mm256_subs_epu8(input, most);
    s->before = input;
}

AVX2 static cr_utf8_kind kind_avx2(const unsigned char *p, size_t len) {
    state32 s = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
    bool wide = false;
    unsigned char rest[BLOCK];
    for (size_t at = 0; at < len; at += BLOCK) {
        const unsigned char *from = p + at;
        if (len - at < BLOCK) { /* blanks behind the end, which end an unfinished sequence too */
            memset(rest, ' ', BLOCK);
            memcpy(rest, from, len - at);
            from = rest;
        }
        __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)from), b = _mm256_loadu_si256((const __m256i *)(const void *)(from + 32));
        if (_mm256_movemask_epi8(_mm256_or_si256(a, b)) == 0) {
            s.error = _mm256_or_si256(s.error, s.unfinished);
            s.unfinished = _mm256_setzero_si256();
            s.before = b;
            continue;
        }
        wide = true;
        check32(&s, a);
        check32(&s, b);
        if ((at & 4095) == 0 && !_mm256_testz_si256(s.error, s.error)) /* no need to read on */
            return CR_UTF8_ILL_FORMED;
    }
    s.error = _mm256_or_si256(s.error, s.unfinished);
    return !_mm256_testz_si256(s.error, s.error) ? CR_UTF8_ILL_FORMED : wide ? CR_UTF8_WIDE : CR_UTF8_ASCII;
}

/* ---- 16 bytes at a time ---- */

#define SSSE3 __attribute__((target("ssse3")))
typedef struct state16 { __m128i error, before, unfinished; } state16;

static bool has_ssse3(void) { return __builtin_cpu_supports("ssse3"); }
SSSE3 static inline bool any16(__m128i v) { return _mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())) != 0xFFFF; }

SSSE3 static inline void check16(state16 *s, __m128i input) {
    const __m128i low_half = _mm_set1_epi8(0x0F), top = _mm_set1_epi8((char)0x80);
    const __m128i first_high = _mm_setr_epi8(FIRST_HIGH), first_low = _mm_setr_epi8(FIRST_LOW), second_high = _mm_setr_epi8(SECOND_HIGH);
    const __m128i most = _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, (char)(0xF0 - 1), (char)(0xE0 - 1), (char)(0xC0 - 1));
    __m128i first = _mm_alignr_epi8(input, s->before, 15), second = _mm_alignr_epi8(input, s->before, 14), third = _mm_alignr_epi8(input, s->before, 13);
    __m128i special = _mm_and_si128(_mm_and_si128(_mm_shuffle_epi8(first_high, _mm_and_si128(_mm_srli_epi16(first, 4), low_half)),
                                                  _mm_shuffle_epi8(first_low, _mm_and_si128(first, low_half))),
                                    _mm_shuffle_epi8(second_high, _mm_and_si128(_mm_srli_epi16(input, 4), low_half)));
    __m128i long_ones = _mm_or_si128(_mm_subs_epu8(second, _mm_set1_epi8(0xE0 - 0x80)), _mm_subs_epu8(third, _mm_set1_epi8(0xF0 - 0x80)));
    s->error = _mm_or_si128(s->error, _mm_xor_si128(_mm_and_si128(long_ones, top), special));
    s->unfinished = _mm_subs_epu8(input, most);
    s->before = input;
}

SSSE3 static cr_utf8_kind kind_ssse3(const unsigned char *p, size_t len) {
    state16 s = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
    bool wide = false;
    unsigned char rest[BLOCK];
    for (size_t at = 0; at < len; at += BLOCK) {
        const unsigned char *from = p + at;
        if (len - at < BLOCK) {
            memset(rest, ' ', BLOCK);
            memcpy(rest, from, len - at);
            from = rest;
        }
        __m128i part[4];
        for (size_t i = 0; i < 4; i++)
            part[i] = _mm_loadu_si128((const __m128i *)(const void *)(from + 16 * i));
        if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(part[0], part[1]), _mm_or_si128(part[2], part[3]))) == 0) {
            s.error = _mm_or_si128(s.error, s.unfinished);
            s.unfinished = _mm_setzero_si128();
            s.before = part[3];
            continue;
        }
        wide = true;
        for (size_t i = 0; i < 4; i++)
            check16(&s, part[i]);
        if ((at & 4095) == 0 && any16(s.error))
            return CR_UTF8_ILL_FORMED;
    }
    s.error = _mm_or_si128(s.error, s.unfinished);
    return any16(s.error) ? CR_UTF8_ILL_FORMED : wide ? CR_UTF8_WIDE : CR_UTF8_ASCII;
}
#endif

const cr_utf8_kernel cr_utf8_kernels[] = {
#if defined(__x86_64__)
    {"avx2", has_avx2, kind_avx2},
    {"ssse3", has_ssse3, kind_ssse3},
#endif
    {"portable", always, kind_portable},
};
const size_t cr_utf8_kernel_count = sizeof cr_utf8_kernels / sizeof *cr_utf8_kernels;

cr_utf8_kind cr_utf8_kind_of(cr_str s) {
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (s.len < 32) /* names and words: no block to fill */
        return kind_portable(p, s.len);
    for (size_t i = 0;; i++)
        if (cr_utf8_kernels[i].usable())
            return cr_utf8_kernels[i].kind(p, s.len);
}

bool cr_utf8_valid(cr_str s) { return cr_utf8_kind_of(s) != CR_UTF8_ILL_FORMED; }

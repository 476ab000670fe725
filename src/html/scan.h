/* Inside the room: long runs of bytes gone over 16 or 32 at a time.
 *
 * Each kernel is there in plain C, with SSE2 and with AVX2; what the processor can do is asked once a page
 * (cr_html_scan_best), and all give the same answers, which a unit test and the fuzz target hold. Most runs of a page
 * end within a few bytes, so the first 32 are looked at in line where the compiler may count on SSE2. */
#ifndef CR_HTML_SCAN_H
#define CR_HTML_SCAN_H
#include <stdbool.h>
#include <stddef.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

typedef struct cr_html_scan {
    const char *name;
    /* The first `stop` in [p, end), else end. *reference becomes true when an '&' stands before it. */
    const char *(*run)(const char *p, const char *end, char stop, bool *reference);
    /* The first of two dashes in a row, else end. */
    const char *(*dashes)(const char *p, const char *end);
    /* The first CR or NUL, else end. */
    const char *(*control)(const char *p, const char *end);
} cr_html_scan;

const cr_html_scan *cr_html_scan_best(void);
/* The i-th that this machine can run, slowest first; NULL past the last. */
const cr_html_scan *cr_html_scan_number(size_t i);

static inline const char *cr_html_run(const cr_html_scan *scan, const char *p, const char *end, char stop, bool *reference) {
#if defined(__SSE2__)
    const __m128i stops = _mm_set1_epi8(stop), ampersands = _mm_set1_epi8('&');
    for (int i = 0; i < 2 && end - p >= 16; i++, p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        unsigned found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, stops));
        unsigned references = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, ampersands));
        if (found) {
            *reference |= (references & (found ^ (found - 1))) != 0;
            return p + __builtin_ctz(found);
        }
        *reference |= references != 0;
    }
#endif
    return scan->run(p, end, stop, reference);
}
#endif

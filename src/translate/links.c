#include "translate/links.h"

#include <stdint.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "translate/check_words.h"

enum { REACH = 10 }; /* words from the place where proportion puts a word */

/* Letters and digits that a character stands for in any case: "ß" is two in capitals, and so are ligatures. Others count for nothing. */
static unsigned weight(uint32_t c) {
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c == 0xFB03 || c == 0xFB04) /* ffi, ffl */
        return 3;
    return c == 0xDF || c == 0x149 || c == 0x587 || (c >= 0xFB00 && c <= 0xFB06) || (c >= 0xFB13 && c <= 0xFB17) ? 2 : u_isalnum((UChar32)c) ? 1 : 0;
}

typedef struct map {
    size_t *starts; /* of each byte of `before`: where the first letter at or after it begins in `after` */
    size_t *ends;   /* where the last letter before it ends */
    size_t len;
} map;

static bool map_make(map *m, cr_str before, cr_str after) {
    m->len = before.len;
    m->starts = malloc((before.len + 1) * sizeof *m->starts);
    m->ends = malloc((before.len + 1) * sizeof *m->ends);
    if (!m->starts || !m->ends)
        return false;
    size_t from = 0, to = 0, ended = 0, seen = 0, reached = 0, filled = 0;
    m->ends[0] = 0;
    while (from < before.len) {
        size_t start = from;
        unsigned w = weight(cr_utf8_next(before, &from));
        size_t letter = after.len;
        if (w) {
            while (to < after.len && reached <= seen) { /* the letter of `after` with the same number */
                size_t at = to;
                unsigned v = weight(cr_utf8_next(after, &to));
                if (v && reached <= seen) {
                    letter = at;
                    ended = to;
                }
                reached += v;
            }
            for (seen += w; to < after.len && reached < seen; ended = to)
                reached += weight(cr_utf8_next(after, &to));
            for (; filled <= start; filled++)
                m->starts[filled] = letter;
        }
        for (size_t i = start + 1; i <= from; i++)
            m->ends[i] = ended;
    }
    for (; filled <= before.len; filled++)
        m->starts[filled] = after.len;
    return true;
}

static void move(const map *m, cr_span *s) {
    size_t start = s->start < m->len ? m->starts[s->start] : m->ends[m->len], end = m->ends[s->end < m->len ? s->end : m->len];
    *s = start < end ? (cr_span){start, end} : (cr_span){end, end};
}

static void follow(cr_str before, cr_str after, cr_link *links, size_t count, bool target) {
    if (count == 0 || (before.ptr == after.ptr && before.len == after.len))
        return;
    map m = {0};
    if (map_make(&m, before, after))
        for (size_t i = 0; i < count; i++)
            move(&m, target ? &links[i].target : &links[i].source);
    else
        for (size_t i = 0; i < count; i++)
            links[i] = (cr_link){{0, 0}, {0, 0}}; /* nothing known is better than something wrong */
    free(m.starts);
    free(m.ends);
}

void cr_links_follow_target(cr_str before, cr_str after, cr_link *links, size_t count) { follow(before, after, links, count, true); }
void cr_links_follow_source(cr_str before, cr_str after, cr_link *links, size_t count) { follow(before, after, links, count, false); }

/* 0 to 3: not alike, the same beginning, the same. */
static unsigned likeness(const cr_check_word *a, const cr_check_word *b) {
    if (cr_str_eq(a->folded, b->folded))
        return a->folded.len > 2 || (a->folded.ptr[0] >= '0' && a->folded.ptr[0] <= '9') ? 3 : 0;
    size_t shorter = a->folded.len < b->folded.len ? a->folded.len : b->folded.len, n = 0;
    while (n < shorter && a->folded.ptr[n] == b->folded.ptr[n])
        n++;
    return n >= 4 && n * 3 >= shorter * 2 ? (n * 5 >= shorter * 4 ? 2 : 1) : 0;
}

static int by_target(const void *x, const void *y) {
    const cr_link *a = x, *b = y;
    return (a->target.start > b->target.start) - (a->target.start < b->target.start);
}

static cr_span place(cr_str text, const cr_check_word *w) {
    size_t start = (size_t)(w->text.ptr - text.ptr);
    return (cr_span){start, start + w->text.len};
}

cr_link *cr_links_guess(cr_arena *arena, cr_str source, cr_str target, size_t *count) {
    size_t n, m;
    const cr_check_word *a = cr_check_words(arena, source, &n), *b = cr_check_words(arena, target, &m);
    cr_link *links = n && m ? CR_NEW_ARRAY(arena, cr_link, n) : NULL;
    bool *used = links ? CR_NEW_ARRAY(arena, bool, m) : NULL;
    *count = 0;
    if (!used)
        return NULL;
    memset(used, 0, m * sizeof *used);
    for (size_t i = 0; i < n; i++) {
        size_t middle = i * m / n, from = middle > REACH ? middle - REACH : 0, best = m, most = 0;
        for (size_t k = from; k < m && k <= middle + REACH; k++) {
            size_t off = k > middle ? k - middle : middle - k, like = used[k] ? 0 : likeness(&a[i], &b[k]) * 2 * REACH;
            if (like && like - off > most) {
                most = like - off;
                best = k;
            }
        }
        if (best < m) {
            used[best] = true;
            links[(*count)++] = (cr_link){place(source, &a[i]), place(target, &b[best])};
        }
    }
    qsort(links, *count, sizeof *links, by_target);
    return links;
}

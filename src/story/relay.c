/* Copies: the wording of two articles compared by their lowest hashes (A. Broder, "On the resemblance and containment of
 * documents", 1997). Of two sketches only the hashes under the lower of the two limits are comparable. */
#include "base/hash.h"
#include "story/group.h"
#include "story/tuning.h"

#define LEAST_NEAR 0.15f /* below, no half of the wording is shared; spares most comparisons */
#define LEAST_RUNS 8 /* fewer runs of words in common prove nothing */

float cr_story_contained(const uint32_t *a, size_t an, uint32_t a_limit, const uint32_t *b, size_t bn, uint32_t b_limit,
                         size_t *common) {
    uint32_t limit = a_limit < b_limit ? a_limit : b_limit;
    size_t i = 0, k = 0, both = 0;
    while (an && a[an - 1] > limit)
        an--;
    while (bn && b[bn - 1] > limit)
        bn--;
    while (i < an && k < bn) {
        if (a[i] == b[k]) {
            both++;
            i++;
            k++;
        } else if (a[i] < b[k])
            i++;
        else
            k++;
    }
    *common = both;
    size_t least = an < bn ? an : bn;
    return least ? (float)both / (float)least : 0;
}

#define DROPPED 10 /* lower bits of a hash that are not kept */

size_t cr_story_sketch_pack(const cr_story_features *f, uint8_t out[CR_STORY_SKETCH_BYTES]) {
    uint32_t before = 0;
    size_t n = 0;
    for (size_t i = 0; i < f->sketch_count; i++) {
        uint32_t way = (f->sketch[i] >> DROPPED) - before;
        before += way;
        for (; way >= 128; way >>= 7)
            out[n++] = (uint8_t)(way | 128);
        out[n++] = (uint8_t)way;
    }
    return n;
}

size_t cr_story_sketch_unpack(const uint8_t *bytes, size_t n, uint32_t out[CR_STORY_SKETCH]) {
    uint32_t value = 0;
    size_t count = 0;
    for (size_t i = 0; i < n && count < CR_STORY_SKETCH; i++) {
        unsigned shift = 0;
        for (; i + 1 < n && bytes[i] & 128 && shift < 21; i++, shift += 7)
            value += (uint32_t)(bytes[i] & 127) << shift;
        value += (uint32_t)(bytes[i] & 127) << shift;
        out[count++] = value;
    }
    return count;
}

typedef struct wording {
    uint32_t sketch[CR_STORY_SKETCH], limit;
    size_t count;
} wording;

static wording wording_of(const uint8_t *bytes, size_t n, bool all) {
    wording w;
    w.count = cr_story_sketch_unpack(bytes, n, w.sketch);
    w.limit = all || !w.count ? UINT32_MAX : w.sketch[w.count - 1];
    return w;
}

/* `near`: similarity of the words. A text misread by a scanner keeps most of its words and few of its runs of words: less of the
 * wording is asked for where the words are as alike as only copies are. */
static bool carries(const cr_stories *s, const wording *own, const cr_story_article *a, float near, float *share) {
    size_t common;
    wording w = wording_of(a->block + (size_t)(a->words + a->crosses) * 2, a->sketch_bytes, a->sketch_all);
    *share = cr_story_contained(own->sketch, own->count, own->limit, w.sketch, w.count, w.limit, &common);
    /* Two short texts are the same only when they are the same throughout. */
    return common >= LEAST_RUNS ? *share >= (near >= s->tuned->misread ? s->tuned->relay_misread : s->tuned->relay) : common >= 2 && *share >= 1 && common == own->count;
}

uint32_t cr_story_relay_find(const cr_stories *s, const cr_story_candidate *candidates, size_t count, float *similarity) {
    uint32_t found = 0;
    uint8_t bytes[CR_STORY_SKETCH_BYTES];
    wording own = wording_of(bytes, cr_story_sketch_pack(&s->features, bytes), s->features.sketch_limit == UINT32_MAX);
    for (size_t i = 0; i < count && candidates[i].near >= LEAST_NEAR; i++) { /* nearest first */
        uint32_t number = candidates[i].number + 1;
        /* A copy leads to its own original, which may no longer be among the candidates. */
        for (int hop = 0; number && hop < 2; hop++) {
            const cr_story_article *a = cr_story_at(s, number - 1);
            float share;
            if (!a)
                break;
            if ((!found || number < found) && carries(s, &own, a, hop ? 0 : candidates[i].near, &share)) {
                found = number;
                *similarity = share;
            }
            number = a->relay_of;
        }
    }
    return found;
}

/* "https://www.rt.com/", "rt.com" and "RT" are one outlet: the host's name before its last dot, folded. */
uint16_t cr_story_site(cr_str site) {
    char name[64];
    size_t n = 0, start = 0;
    size_t scheme = cr_str_find(site, CR_STR("://"), 0);
    if (scheme != CR_STR_NPOS)
        start = scheme + 3;
    cr_str host = cr_str_slice(site, start, site.len);
    size_t slash = cr_str_find_byte(host, '/', 0);
    if (slash != CR_STR_NPOS)
        host.len = slash;
    if (cr_str_starts_nocase(host, "www."))
        host = cr_str_slice(host, 4, host.len);
    size_t dot = CR_STR_NPOS;
    for (size_t i = 0; i < host.len; i++)
        if (host.ptr[i] == '.')
            dot = i;
    if (dot != CR_STR_NPOS && dot > 0 && cr_str_find_byte(host, ' ', 0) == CR_STR_NPOS)
        host.len = dot;
    for (size_t i = 0; i < host.len && n < sizeof name; i++) {
        char c = host.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if (c != ' ' && c != '-' && c != '.')
            name[n++] = c;
    }
    return n ? (uint16_t)(cr_hash_64((cr_str){name, n}, 77) | 1) : 0;
}

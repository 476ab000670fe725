/* Words to numbers and phrases to numbers: built once from a data file, then asked for every word of every text.
 *
 *     n = find("ministre")                       0: unknown
 *     m = next(n, find("des"))                   "ministre des", 0: no phrase begins so
 *
 * Numbers count from 1 in the order of coming, words and phrases together. Open addressing, at most half full. A word of up to eight
 * bytes is its own key and compared as one number, so that most look-ups touch one cache line and call nothing. */
#ifndef CR_TEXT_WORD_TABLE_H
#define CR_TEXT_WORD_TABLE_H
#include <courant/str.h>
#include <stdint.h>

typedef struct cr_word_slot {
    uint64_t key;    /* the bytes of a short word, the hash of a long one */
    uint32_t number;
    uint32_t len;
} cr_word_slot;

typedef struct cr_phrase_slot {
    uint64_t key;    /* number of the beginning, number of the word */
    uint32_t number; /* 0: free */
} cr_phrase_slot;

typedef struct cr_word_table {
    cr_word_slot *words;
    uint8_t *tags;          /* by slot of words: some bits of the hash, 0: free. Most unknown words are told by these alone */
    cr_phrase_slot *phrases;
    uint32_t word_mask, phrase_mask; /* slots less one */
    uint32_t word_count, phrase_count;
    char *bytes;            /* of the words longer than eight bytes, one behind the other */
    size_t byte_count, byte_room;
    uint32_t *places;       /* by number: where such a word's bytes begin */
    uint32_t count, room;   /* numbers given; room of places */
} cr_word_table;

/* An empty table; false when memory is out. Freed with cr_word_table_free, which also takes one that is all zeros. */
bool cr_word_table_init(cr_word_table *t);
void cr_word_table_free(cr_word_table *t);
/* The number of a word, a new one where it was unknown; 0 when memory is out. */
uint32_t cr_word_table_put(cr_word_table *t, cr_str word);
/* The number of a phrase: of one that goes on with a word. */
uint32_t cr_word_table_put_next(cr_word_table *t, uint32_t beginning, uint32_t word);

static inline uint64_t cr_word_load(const char *p, size_t bytes) {
    uint64_t v = 0;
    memcpy(&v, p, bytes); /* compilers turn it into one load where `bytes` is constant */
    return v;
}

/* Up to eight bytes: a number that only this word of its length has. More: a hash. */
static inline uint64_t cr_word_key(const char *p, size_t len) {
    if (len <= 3)
        return len ? (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[len >> 1] << 8 | (uint64_t)(unsigned char)p[len - 1] << 16 : 0;
    if (len <= 8)
        return cr_word_load(p, 4) | cr_word_load(p + len - 4, 4) << 32;
    uint64_t h = len;
    for (size_t i = 0; i + 8 < len; i += 8) {
        h = (h ^ cr_word_load(p + i, 8)) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    return (h ^ cr_word_load(p + len - 8, 8)) * 0xD6E8FEB86659FD93u;
}

static inline uint32_t cr_word_place(uint64_t key, uint64_t other) {
    uint64_t h = (key ^ other * 0xC2B2AE3D27D4EB4Fu) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(h >> 32) ^ (uint32_t)(h >> 15);
}

static inline uint8_t cr_word_tag(uint32_t place) { return (uint8_t)(place >> 24 | 1); } /* bits that small tables do not use as place */

static inline uint32_t cr_word_table_find(const cr_word_table *t, cr_str word) {
    uint64_t key = cr_word_key(word.ptr, word.len);
    uint32_t place = cr_word_place(key, word.len);
    uint8_t tag = cr_word_tag(place);
    for (uint32_t at = place;; at++) {
        uint8_t here = t->tags[at & t->word_mask];
        if (here != tag && here != 0)
            continue;
        if (here == 0)
            return 0;
        const cr_word_slot *s = &t->words[at & t->word_mask];
        if (s->key == key && s->len == word.len && (word.len <= 8 || memcmp(t->bytes + t->places[s->number], word.ptr, word.len) == 0))
            return s->number;
    }
}

static inline uint32_t cr_word_table_next(const cr_word_table *t, uint32_t beginning, uint32_t word) {
    uint64_t key = (uint64_t)beginning << 32 | word;
    for (uint32_t at = cr_word_place(key, 0);; at++) {
        const cr_phrase_slot *s = &t->phrases[at & t->phrase_mask];
        if (s->number == 0 || s->key == key)
            return s->number;
    }
}
#endif

/* Keys of a list, found at the beginning of a text: all that match, shortest first.
 *
 * Siblings lie side by side with their bytes in one array, so a step is one memchr; where only one key is left its rest is
 * compared at once. Built in one pass over the keys, without recursion and without sorting them whole: a few milliseconds for
 * 32,000 pieces. Read-only once built. */
#ifndef CR_INFER_TRIE_H
#define CR_INFER_TRIE_H
#include <courant/str.h>
#include <stdint.h>

typedef struct cr_trie_node {
    uint32_t first; /* child, where there are any; else 0 or 1 + the key whose rest follows */
    uint32_t key;   /* that ends here, or CR_TRIE_NONE */
    uint32_t depth; /* bytes before this node */
    uint16_t count; /* children */
} cr_trie_node;

#define CR_TRIE_NONE UINT32_MAX

typedef struct cr_trie {
    cr_trie_node *nodes;   /* [0]: the root */
    unsigned char *labels; /* byte that leads to each node */
    size_t count, capacity;
    const cr_str *keys; /* borrowed */
} cr_trie;

/* Takes the keys whose numbers are in `which`, none of them empty or with a NUL. CR_ERR_SYNTAX: two are the same, their
 * numbers are in twins; CR_ERR_MEMORY. Release with cr_trie_free in any case. */
cr_status cr_trie_build(cr_trie *t, const cr_str *keys, const uint32_t *which, size_t count, uint32_t twins[2]) CR_MUST_CHECK;
void cr_trie_free(cr_trie *t);

/*     cr_trie_walk w = cr_trie_at(t, text, start);
 *     while (cr_trie_next(&w)) ... w.key ends before w.at */
typedef struct cr_trie_walk {
    const cr_trie *t;
    cr_str text;
    size_t start, at;
    uint32_t node, key;
    bool over;
} cr_trie_walk;

static inline cr_trie_walk cr_trie_at(const cr_trie *t, cr_str text, size_t start) {
    return (cr_trie_walk){.t = t, .text = text, .start = start, .at = start, .over = t->count == 0};
}

static inline bool cr_trie_next(cr_trie_walk *w) {
    while (!w->over) {
        const cr_trie_node *n = &w->t->nodes[w->node];
        if (n->count == 0) { /* a leaf, or the one key that is left */
            w->over = true;
            if (n->first == 0)
                return false;
            cr_str key = w->t->keys[n->first - 1];
            size_t rest = key.len - n->depth;
            if (rest > w->text.len - w->at || memcmp(key.ptr + n->depth, w->text.ptr + w->at, rest) != 0)
                return false;
            w->at += rest;
            w->key = n->first - 1;
            return true;
        }
        const unsigned char *labels = w->t->labels + n->first;
        const unsigned char *hit = w->at < w->text.len ? memchr(labels, (unsigned char)w->text.ptr[w->at], n->count) : NULL;
        if (!hit) {
            w->over = true;
            return false;
        }
        w->at++;
        w->node = (uint32_t)(hit - w->t->labels);
        if ((w->key = w->t->nodes[w->node].key) != CR_TRIE_NONE)
            return true;
    }
    return false;
}

/* The key that is the whole text, or CR_TRIE_NONE. */
uint32_t cr_trie_find(const cr_trie *t, cr_str text);
#endif

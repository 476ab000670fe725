#include "infer/trie.h"
#include <stdlib.h>

typedef struct range { /* keys [from, to) share the bytes that lead to `node` */
    uint32_t node, from, to;
} range;

static bool grow(cr_trie *t, size_t more) {
    if (t->capacity - t->count >= more)
        return true;
    size_t capacity = t->capacity + t->capacity / 2 + more + 64;
    if (capacity > UINT32_MAX / 2)
        return false;
    cr_trie_node *nodes = realloc(t->nodes, capacity * sizeof *nodes);
    if (nodes)
        t->nodes = nodes;
    unsigned char *labels = realloc(t->labels, capacity);
    if (labels)
        t->labels = labels;
    if (!nodes || !labels)
        return false;
    t->capacity = capacity;
    return true;
}

static unsigned char byte_of(const cr_trie *t, uint32_t key, size_t depth) { return (unsigned char)t->keys[key].ptr[depth]; }

/* Orders the keys by their byte at `depth`, which all of them have. */
static void order(const cr_trie *t, uint32_t *which, uint32_t *scratch, size_t count, size_t depth) {
    enum { FEW = 24 };
    if (count > FEW) {
        uint32_t before[257] = {0};
        for (size_t i = 0; i < count; i++)
            before[byte_of(t, which[i], depth) + 1]++;
        for (size_t b = 0; b < 256; b++)
            before[b + 1] += before[b];
        for (size_t i = 0; i < count; i++)
            scratch[before[byte_of(t, which[i], depth)]++] = which[i];
        memcpy(which, scratch, count * sizeof *which);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint32_t key = which[i];
        unsigned char b = byte_of(t, key, depth);
        size_t at = i;
        for (; at > 0 && byte_of(t, which[at - 1], depth) > b; at--)
            which[at] = which[at - 1];
        which[at] = key;
    }
}

static void set_node(cr_trie *t, size_t node, size_t depth, unsigned char label) {
    t->nodes[node] = (cr_trie_node){.key = CR_TRIE_NONE, .depth = (uint32_t)depth};
    t->labels[node] = label;
}

/* Takes a key that ends at this node out of the range; all keys of it are at least as long. */
static bool take_ended(cr_trie *t, const range *r, uint32_t *which, uint32_t *from, uint32_t twins[2]) {
    size_t depth = t->nodes[r->node].depth;
    *from = r->from;
    for (uint32_t i = r->from; i < r->to; i++) {
        if (t->keys[which[i]].len != depth)
            continue;
        uint32_t key = which[i];
        if (t->nodes[r->node].key != CR_TRIE_NONE) {
            twins[0] = t->nodes[r->node].key < key ? t->nodes[r->node].key : key;
            twins[1] = t->nodes[r->node].key < key ? key : t->nodes[r->node].key;
            return false;
        }
        t->nodes[r->node].key = key;
        which[i] = which[*from];
        which[(*from)++] = key;
    }
    return true;
}

cr_status cr_trie_build(cr_trie *t, const cr_str *keys, uint32_t *which, size_t count, uint32_t twins[2]) {
    *t = (cr_trie){.keys = keys};
    if (count == 0)
        return CR_OK;
    size_t waiting = 0;
    range *stack = calloc(count, sizeof *stack); /* ranges that wait have no key in common: no more than keys */
    uint32_t *scratch = calloc(count, sizeof *scratch), from;
    cr_status status = CR_ERR_MEMORY;
    if (!stack || !scratch || !grow(t, count * 2))
        goto done;
    set_node(t, 0, 0, 0);
    t->count = 1;
    stack[waiting++] = (range){0, 0, (uint32_t)count};
    while (waiting) {
        range r = stack[--waiting];
        if (!take_ended(t, &r, which, &from, twins)) {
            status = CR_ERR_SYNTAX;
            goto done;
        }
        size_t depth = t->nodes[r.node].depth;
        if (from == r.to)
            continue;
        if (from + 1 == r.to && t->nodes[r.node].key == CR_TRIE_NONE) {
            t->nodes[r.node].first = which[from] + 1;
            continue;
        }
        order(t, which + from, scratch, r.to - from, depth);
        if (!grow(t, 256))
            goto done;
        t->nodes[r.node].first = (uint32_t)t->count;
        for (uint32_t i = from, next; i < r.to; i = next) {
            unsigned char b = byte_of(t, which[i], depth);
            for (next = i + 1; next < r.to && byte_of(t, which[next], depth) == b;)
                next++;
            set_node(t, t->count, depth + 1, b);
            stack[waiting++] = (range){(uint32_t)t->count++, i, next};
            t->nodes[r.node].count++;
        }
    }
    status = CR_OK;
done:
    free(stack);
    free(scratch);
    return status;
}

void cr_trie_free(cr_trie *t) {
    free(t->nodes);
    free(t->labels);
    *t = (cr_trie){0};
}

uint32_t cr_trie_find(const cr_trie *t, cr_str text) {
    cr_trie_walk w = cr_trie_at(t, text, 0);
    while (cr_trie_next(&w))
        if (w.at == text.len)
            return w.key;
    return CR_TRIE_NONE;
}

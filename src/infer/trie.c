#include "infer/trie.h"
#include <stdlib.h>

enum { HEAD_BYTES = 8 };

typedef struct entry {
    uint64_t head; /* first eight bytes, the first one on top: nearly all that is asked for, without going to the key */
    uint32_t len, key;
} entry;

static inline unsigned char byte_of(const cr_trie *t, const entry *e, size_t depth) {
    if (depth < HEAD_BYTES)
        return (unsigned char)(e->head >> (56 - 8 * depth));
    return (unsigned char)t->keys[e->key].ptr[depth];
}

static entry entry_of(const cr_str *keys, uint32_t key) {
    unsigned char b[HEAD_BYTES] = {0};
    cr_str s = keys[key];
    memcpy(b, s.ptr, s.len < HEAD_BYTES ? s.len : HEAD_BYTES);
    uint64_t head = (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 | (uint64_t)b[3] << 32 | (uint64_t)b[4] << 24 |
                    (uint64_t)b[5] << 16 | (uint64_t)b[6] << 8 | (uint64_t)b[7];
    return (entry){head, (uint32_t)s.len, key};
}

typedef struct range { /* entries [from, to) share the bytes that lead to `node` */
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

/* Orders all entries by their heads, a byte at a time from the last; a key that ends comes before those that go on with it. */
static void order_heads(entry *of, entry *scratch, size_t count) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
        uint32_t before[257] = {0};
        for (size_t i = 0; i < count; i++)
            before[(of[i].head >> shift & 0xFF) + 1]++;
        for (size_t b = 0; b < 256; b++)
            before[b + 1] += before[b];
        for (size_t i = 0; i < count; i++)
            scratch[before[of[i].head >> shift & 0xFF]++] = of[i];
        entry *swap = of; /* eight times: all is back where it was */
        of = scratch;
        scratch = swap;
    }
}

/* Orders the entries by their byte at `depth`, which all of them have and which is behind their heads. */
static void order(const cr_trie *t, entry *of, entry *scratch, size_t count, size_t depth) {
    enum { FEW = 24 };
    if (count > FEW) {
        uint32_t before[257] = {0};
        for (size_t i = 0; i < count; i++)
            before[byte_of(t, &of[i], depth) + 1]++;
        for (size_t b = 0; b < 256; b++)
            before[b + 1] += before[b];
        for (size_t i = 0; i < count; i++)
            scratch[before[byte_of(t, &of[i], depth)]++] = of[i];
        memcpy(of, scratch, count * sizeof *of);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        entry e = of[i];
        unsigned char b = byte_of(t, &e, depth);
        size_t at = i;
        for (; at > 0 && byte_of(t, &of[at - 1], depth) > b; at--)
            of[at] = of[at - 1];
        of[at] = e;
    }
}

static void set_node(cr_trie *t, size_t node, size_t depth, unsigned char label) {
    t->nodes[node] = (cr_trie_node){.key = CR_TRIE_NONE, .depth = (uint32_t)depth};
    t->labels[node] = label;
}

/* Takes a key that ends at this node out of the range; all keys of it are at least as long. */
static bool take_ended(cr_trie_node *node, const range *r, entry *of, uint32_t *from, uint32_t twins[2]) {
    *from = r->from;
    for (uint32_t i = r->from; i < r->to; i++) {
        if (of[i].len != node->depth) {
            if (node->depth < HEAD_BYTES)
                break; /* in order: no other ends here */
            continue;
        }
        entry e = of[i];
        if (node->key != CR_TRIE_NONE) {
            twins[0] = node->key < e.key ? node->key : e.key;
            twins[1] = node->key < e.key ? e.key : node->key;
            return false;
        }
        node->key = e.key;
        of[i] = of[*from];
        of[(*from)++] = e;
    }
    return true;
}

/* A child for each byte that the ordered entries [from, r->to) go on with. */
static bool add_children(cr_trie *t, const range *r, const entry *of, uint32_t from, range *stack, size_t *waiting) {
    size_t depth = t->nodes[r->node].depth;
    if (!grow(t, r->to - from < 256 ? r->to - from : 256))
        return false;
    t->nodes[r->node].first = (uint32_t)t->count;
    for (uint32_t i = from, next; i < r->to; i = next) {
        unsigned char b = byte_of(t, &of[i], depth);
        for (next = i + 1; next < r->to && byte_of(t, &of[next], depth) == b;)
            next++;
        set_node(t, t->count, depth + 1, b);
        if (next == i + 1) { /* one key: its rest, or its end, is all there is */
            cr_trie_node *leaf = &t->nodes[t->count++];
            if (of[i].len == depth + 1)
                leaf->key = of[i].key;
            else
                leaf->first = of[i].key + 1;
        } else
            stack[(*waiting)++] = (range){(uint32_t)t->count++, i, next};
        t->nodes[r->node].count++;
    }
    return true;
}

cr_status cr_trie_build(cr_trie *t, const cr_str *keys, const uint32_t *which, size_t count, uint32_t twins[2]) {
    *t = (cr_trie){.keys = keys};
    if (count == 0)
        return CR_OK;
    size_t waiting = 0;
    range *stack = malloc(count * sizeof *stack); /* ranges that wait have no key in common: no more than keys */
    entry *of = malloc(2 * count * sizeof *of);
    cr_status status = CR_ERR_MEMORY;
    if (!stack || !of || !grow(t, count * 2))
        goto done;
    for (size_t i = 0; i < count; i++)
        of[i] = entry_of(keys, which[i]);
    order_heads(of, of + count, count);
    set_node(t, 0, 0, 0);
    t->count = 1;
    stack[waiting++] = (range){0, 0, (uint32_t)count};
    while (waiting) {
        range r = stack[--waiting];
        uint32_t from;
        if (!take_ended(&t->nodes[r.node], &r, of, &from, twins)) {
            status = CR_ERR_SYNTAX;
            goto done;
        }
        if (t->nodes[r.node].depth >= HEAD_BYTES)
            order(t, of + from, of + count, r.to - from, t->nodes[r.node].depth);
        if (from < r.to && !add_children(t, &r, of, from, stack, &waiting))
            goto done;
    }
    status = CR_OK;
done:
    free(stack);
    free(of);
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

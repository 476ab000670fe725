/* The list of active formatting elements ("13.2.4.3") and the adoption agency algorithm ("13.2.6.4.7"). */
#include "base/hash.h"
#include "html/tree.h"

enum {
    ROOM = 32,
    ALIKE_MOST = 3,  /* "Noah's Ark clause" */
    OUTER_MOST = 8,  /* rounds of the adoption agency */
    INNER_MOST = 3   /* formatting elements of one round that stay */
};

static bool make_room(cr_html_builder *b) {
    if (b->formatting_count < b->formatting_room)
        return true;
    size_t room = b->formatting_room ? b->formatting_room * 2 : ROOM;
    cr_html_formatting *list = CR_NEW_ARRAY(b->arena, cr_html_formatting, room);
    if (!list) {
        cr_html_stop(b, NULL);
        return false;
    }
    if (b->formatting_count)
        memcpy(list, b->formatting, b->formatting_count * sizeof *list);
    b->formatting = list;
    b->formatting_room = room;
    return true;
}

static void remove_at(cr_html_builder *b, size_t i) {
    cr_html_formatting *list = b->formatting;
    b->formatting_count--;
    memmove(&list[i], &list[i + 1], (b->formatting_count - i) * sizeof *list);
    b->steps += b->formatting_count - i;
}

static void insert_at(cr_html_builder *b, size_t i, cr_html_node *n) {
    if (!make_room(b))
        return;
    cr_html_formatting *list = b->formatting;
    memmove(&list[i + 1], &list[i], (b->formatting_count - i) * sizeof *list);
    b->steps += b->formatting_count - i;
    b->formatting_count++;
    list[i] = (cr_html_formatting){.node = n};
}

/* The attributes as one number; "the order of the attributes does not matter". */
static uint64_t attributes_hash(cr_html_formatting *f) {
    if (f->attributes || f->node->attribute_count == 0)
        return f->attributes;
    uint64_t sum = 1;
    for (size_t i = 0; i < f->node->attribute_count; i++)
        sum += cr_hash_64(f->node->attributes[i].value, cr_hash_64(f->node->attributes[i].name, 0));
    return f->attributes = sum;
}

static bool alike(cr_html_formatting *x, cr_html_formatting *y) {
    return x->node->tag == y->node->tag && x->node->attribute_count == y->node->attribute_count && attributes_hash(x) == attributes_hash(y);
}

void cr_html_push_formatting(cr_html_builder *b, cr_html_node *n) {
    if (!make_room(b))
        return;
    cr_html_formatting *f = &b->formatting[b->formatting_count];
    *f = (cr_html_formatting){.node = n};
    size_t alikes = 0, earliest = 0, first = b->formatting_count;
    while (first > 0 && b->formatting[first - 1].node) {
        first--;
        b->steps++;
        if (alike(&b->formatting[first], f)) {
            alikes++;
            earliest = first;
        }
    }
    b->formatting_count++;
    if (alikes >= ALIKE_MOST)
        remove_at(b, earliest);
    else if (b->formatting_count - first > b->formatting_limit)
        remove_at(b, first);
}

void cr_html_push_marker(cr_html_builder *b) {
    if (make_room(b))
        b->formatting[b->formatting_count++] = (cr_html_formatting){.node = NULL};
}

void cr_html_clear_to_marker(cr_html_builder *b) {
    while (b->formatting_count > 0 && b->formatting[--b->formatting_count].node)
        b->steps++;
}

/* From the end to the last marker: what is before it belongs to elements that are open below. */
static size_t find(cr_html_builder *b, const cr_html_node *n) {
    for (size_t i = b->formatting_count; i-- > 0 && b->formatting[i].node;) {
        b->steps++;
        if (b->formatting[i].node == n)
            return i;
    }
    return SIZE_MAX;
}

void cr_html_forget_formatting(cr_html_builder *b, const cr_html_node *n) {
    size_t i = find(b, n);
    if (i != SIZE_MAX)
        remove_at(b, i);
}

static size_t find_tag(const cr_html_builder *b, cr_html_tag tag) {
    for (size_t i = b->formatting_count; i-- > 0 && b->formatting[i].node;)
        if (b->formatting[i].node->tag == tag)
            return i;
    return SIZE_MAX;
}

cr_html_node *cr_html_active(const cr_html_builder *b, cr_html_tag tag) {
    size_t i = find_tag(b, tag);
    return i == SIZE_MAX ? NULL : b->formatting[i].node;
}

void cr_html_reconstruct_all(cr_html_builder *b) {
    size_t i = b->formatting_count;
    while (i > 0 && b->formatting[i - 1].node && !(b->formatting[i - 1].node->inside & CR_INSIDE_OPEN))
        i--;
    for (; i < b->formatting_count && !b->stopped; i++) {
        b->steps++;
        cr_html_node *n = cr_html_copy_element(b, b->formatting[i].node);
        const cr_html_open *top = cr_html_top(b);
        cr_html_place(b, top->node, top->tag, n);
        cr_html_push(b, n);
        b->formatting[i].node = n;
    }
}

/* ---- adoption agency ---- */

/* One round's inner loop: from the furthest block down to the formatting element. Elements that are no longer active leave the
 * stack, the others are made anew around what has been moved so far. `kept` takes the new ones, topmost first. */
typedef struct inner {
    cr_html_node *last_node;
    size_t bookmark;
    cr_html_node *kept[INNER_MOST];
    size_t kept_count;
} inner;

static inner inner_loop(cr_html_builder *b, size_t formatting_index, size_t block_index, size_t list_index) {
    inner r = {.last_node = b->open[block_index].node, .bookmark = list_index};
    unsigned round = 0;
    for (size_t i = block_index; --i > formatting_index;) {
        cr_html_node *node = b->open[i].node;
        size_t at = find(b, node);
        b->steps++;
        if (++round > INNER_MOST && at != SIZE_MAX) {
            remove_at(b, at);
            r.bookmark -= at < r.bookmark;
            at = SIZE_MAX;
        }
        if (at == SIZE_MAX)
            continue; /* it leaves the stack with the restacking of the round */
        cr_html_node *copy = cr_html_copy_element(b, node);
        if (b->stopped)
            break;
        b->formatting[at].node = copy;
        if (r.kept_count == 0)
            r.bookmark = at + 1;
        r.kept[r.kept_count++] = copy;
        cr_html_detach(b, r.last_node);
        cr_html_append(b, copy, r.last_node);
        r.last_node = copy;
    }
    return r;
}

/* `copy` takes the block's children over and becomes its only child. */
static void move_children(cr_html_builder *b, cr_html_node *block, cr_html_node *copy) {
    if (copy == &b->spare)
        return;
    copy->first = block->first;
    copy->last = block->last;
    block->first = block->last = NULL;
    for (cr_html_node *n = copy->first; n; n = n->next) {
        n->parent = copy;
        b->steps++;
    }
    b->moved = true;
    cr_html_append(b, block, copy);
}

static void restack(cr_html_builder *b, size_t formatting_index, size_t block_index, const inner *r, cr_html_node *copy) {
    cr_html_node *now[INNER_MOST + 2];
    size_t count = 0;
    for (size_t i = r->kept_count; i-- > 0;)
        now[count++] = r->kept[i];
    now[count++] = b->open[block_index].node;
    now[count++] = copy;
    cr_html_restack(b, formatting_index, block_index - formatting_index + 1, now, count);
}

/* False when there is nothing left to do. */
static bool round_of_adoption(cr_html_builder *b, const cr_html_token *t) {
    size_t list_index = find_tag(b, t->tag);
    if (list_index == SIZE_MAX) {
        cr_html_other_end_tag(b, t);
        return false;
    }
    cr_html_node *formatting = b->formatting[list_index].node;
    size_t index = cr_html_index_of(b, formatting);
    if (index == SIZE_MAX) {
        remove_at(b, list_index);
        return false;
    }
    if (index < cr_html_top(b)->scope)
        return false;
    if (cr_html_top(b)->special < index) { /* no "furthest block" */
        cr_html_pop_to(b, index);
        remove_at(b, list_index);
        return false;
    }
    size_t block_index = index + 1;
    while (b->open[block_index].special < index) {
        block_index++;
        b->steps++;
    }
    cr_html_node *block = b->open[block_index].node;
    const cr_html_open ancestor = b->open[index - 1];
    inner r = inner_loop(b, index, block_index, list_index);
    cr_html_node *copy = cr_html_copy_element(b, formatting);
    cr_html_detach(b, r.last_node);
    cr_html_place(b, ancestor.node, ancestor.tag, r.last_node);
    if (b->stopped) /* what has been moved so far has its place again */
        return false;
    move_children(b, block, copy);
    size_t old = find(b, formatting);
    if (old != SIZE_MAX) {
        remove_at(b, old);
        r.bookmark -= old < r.bookmark;
    }
    insert_at(b, r.bookmark, copy);
    restack(b, index, block_index, &r, copy);
    return !b->stopped;
}

void cr_html_adopt(cr_html_builder *b, const cr_html_token *t) {
    const cr_html_open *top = cr_html_top(b);
    if (top->tag == t->tag && find(b, top->node) == SIZE_MAX) {
        cr_html_pop(b);
        return;
    }
    for (int i = 0; i < OUTER_MOST && round_of_adoption(b, t); i++)
        ;
}

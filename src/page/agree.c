/* How far the pieces of a page agree with the text that its JSON-LD gives as articleBody: shared runs of three words. */
#include "base/hash.h"
#include "base/utf8.h"
#include "page/content.h"

static const float AGREES = 0.8f, STRANGE = 0.15f;
enum { RUN = 3, LEAST_BODY = 300, MOST_BODY = 1 << 20 };

typedef struct grams {
    uint64_t *places; /* open addressing; 0 is free */
    unsigned char *seen;
    size_t mask, count, met;
} grams;

static bool letter(uint32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x2000) || c >= 0x2C00;
}

/* The hash of the next word, in ASCII letters of either case; writing without spaces gives each sign. 0 at the end. Markup is passed over. */
static uint64_t next_word(cr_str s, size_t *at) {
    uint64_t h = 0;
    while (*at < s.len) {
        size_t start = *at;
        uint32_t c = cr_utf8_next(s, at);
        bool sign = c >= 0x2E80 && c < 0xAC00;
        if (h && (sign || !letter(c))) {
            *at = start;
            return h;
        }
        if (c == '<' && !h) {
            size_t end = cr_str_find_byte(s, '>', *at);
            *at = end == CR_STR_NPOS || end - *at > 300 ? *at : end + 1;
        } else if (letter(c)) {
            h = (h ^ (c >= 'A' && c <= 'Z' ? c | 32 : c)) * UINT64_C(0x100000001B3) + 1;
            if (sign)
                return h;
        }
    }
    return h;
}

static uint64_t mixed(const uint64_t last[RUN]) {
    uint64_t h = 0;
    for (int i = 0; i < RUN; i++)
        h = (h ^ last[i]) * UINT64_C(0x9E3779B97F4A7C15);
    h ^= h >> 29;
    return h ? h : 1;
}

static size_t find(const grams *g, uint64_t h) {
    size_t i = h & g->mask;
    while (g->places[i] && g->places[i] != h)
        i = (i + 1) & g->mask;
    return i;
}

static bool collect(cr_arena *arena, grams *g, cr_str body) {
    size_t places = 64;
    while (places < body.len)
        places *= 2;
    g->mask = places - 1;
    g->places = CR_NEW_ARRAY(arena, uint64_t, places);
    g->seen = CR_NEW_ARRAY(arena, unsigned char, places);
    uint64_t last[RUN] = {0}, h;
    size_t words = 0;
    for (size_t at = 0; g->places && g->seen && (h = next_word(body, &at)) != 0;) {
        memmove(last, last + 1, sizeof last - sizeof *last);
        last[RUN - 1] = h;
        if (++words < RUN)
            continue;
        size_t i = find(g, mixed(last));
        g->count += g->places[i] == 0;
        g->places[i] = mixed(last);
    }
    return g->places && g->seen;
}

/* Share of a piece's runs that the body holds; a piece of one or two words: -1, nothing can be said. */
static float share(grams *g, cr_str text) {
    uint64_t last[RUN] = {0}, h;
    size_t words = 0, runs = 0, hits = 0;
    for (size_t at = 0; (h = next_word(text, &at)) != 0;) {
        memmove(last, last + 1, sizeof last - sizeof *last);
        last[RUN - 1] = h;
        if (++words < RUN)
            continue;
        size_t i = find(g, mixed(last));
        runs++;
        hits += g->places[i] != 0;
        g->met += g->places[i] != 0 && !g->seen[i];
        g->seen[i] = g->places[i] != 0;
    }
    return runs ? (float)hits / (float)runs : -1;
}

double cr_content_agree(cr_view *v, cr_str body) {
    grams g = {0};
    if (body.len < LEAST_BODY || body.len > MOST_BODY || !collect(v->arena, &g, body) || g.count == 0)
        return 0;
    for (size_t i = 0; i < v->piece_count; i++)
        v->pieces[i].agrees = share(&g, v->pieces[i].text);
    return (double)g.met / (double)g.count;
}

void cr_content_weigh_body(cr_view *v, cr_str body) {
    const double *w = v->judging->weight;
    if (!cr_judge_on(v->judging, CR_JUDGE_BODY) || cr_content_agree(v, body) < w[CR_W_COVERED_LEAST])
        return;
    v->has_body = true;
    for (size_t i = 0; i < v->piece_count; i++) {
        cr_piece *p = &v->pieces[i];
        if (p->value > 0 && p->agrees >= AGREES)
            p->value *= w[CR_W_AGREED];
        else if (p->value > 0 && p->agrees >= 0 && p->agrees < STRANGE)
            p->value *= w[CR_W_STRANGER];
    }
    cr_view_add_up(v);
}

static void rescue(cr_view *v, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        cr_piece *p = &v->pieces[i];
        bool short_form = p->kind == CR_BLOCK_HEADING || p->kind == CR_BLOCK_LIST_ITEM || p->in_table; /* what a cleaner takes out first */
        if (p->agrees >= AGREES && p->link_chars * 2 < p->chars && short_form && (p->out == CR_WHY_BOX || p->out == CR_WHY_LABEL || p->out == CR_WHY_BARE))
            p->out = CR_WHY_KEPT;
    }
}

/* A body that is only the beginning of the text says nothing of the end: it must hold most of what was kept. */
static void cut_behind(cr_view *v, size_t from, size_t to) {
    size_t kept = 0, held = 0, behind = from;
    for (size_t i = from; i < to; i++) {
        const cr_piece *p = &v->pieces[i];
        kept += p->out ? 0 : p->chars;
        if (!p->out && p->agrees >= AGREES) {
            held += p->chars;
            behind = i + 1;
        }
    }
    if ((double)held < (double)kept * v->judging->weight[CR_W_HELD_LEAST])
        return;
    for (size_t i = behind; i < to; i++)
        if (!v->pieces[i].out && v->pieces[i].agrees >= 0 && v->pieces[i].agrees < STRANGE)
            v->pieces[i].out = CR_WHY_ENDING;
}

void cr_content_settle_body(cr_view *v, size_t from, size_t to) {
    if (!v->has_body)
        return;
    cut_behind(v, from, to);
    rescue(v, from, to);
}

#include "translate/routes.h"

#include "base/buf.h"
#include "base/data.h"

static bool has(const cr_pair *pairs, size_t count, cr_str from, cr_str to) {
    for (size_t i = 0; i < count; i++)
        if (cr_str_eq(pairs[i].from, from) && cr_str_eq(pairs[i].to, to))
            return true;
    return false;
}

/* A line of apertium-routes.tsv: "fr	en	ca,es	50.3	44.9". False at the end of the table. */
static bool next_row(cr_str *table, cr_str *from, cr_str *to, cr_str *between) {
    cr_str line;
    while (cr_str_split(table, '\n', &line)) {
        if (cr_str_empty(line) || line.ptr[0] == '#')
            continue;
        if (cr_str_split(&line, '\t', from) && cr_str_split(&line, '\t', to) && cr_str_split(&line, '\t', between))
            return true;
    }
    return false;
}

static bool measured(const cr_pair *pairs, size_t count, cr_str from, cr_str to, cr_str *stops, size_t *n) {
    cr_str table = cr_data("translate/apertium-routes.tsv"), a, b, between;
    while (next_row(&table, &a, &b, &between)) {
        if (!cr_str_eq(a, from) || !cr_str_eq(b, to))
            continue;
        *n = 0;
        stops[(*n)++] = from;
        cr_str stop;
        while (!cr_str_is(between, "-") && *n < CR_ROUTE_HOPS && cr_str_split(&between, ',', &stop))
            stops[(*n)++] = stop;
        stops[(*n)++] = to;
        bool whole = true;
        for (size_t i = 0; i + 1 < *n; i++)
            whole = whole && has(pairs, count, stops[i], stops[i + 1]);
        if (whole)
            return true;
    }
    return false;
}

typedef struct node { cr_str language; size_t parent; unsigned hops; } node;

/* Breadth first. Where two ways are equally short the one through Catalan wins, then Spanish: the best kept data. */
static bool shortest(const cr_pair *pairs, size_t count, cr_str from, cr_str to, cr_str *stops, size_t *n) {
    static const char *const first[] = {"ca", "es", NULL};
    node nodes[CR_ROUTE_LANGUAGES];
    size_t reached = 0;
    nodes[reached++] = (node){from, 0, 0};
    for (size_t at = 0; at < reached; at++) {
        if (cr_str_eq(nodes[at].language, to)) {
            *n = nodes[at].hops + 1;
            for (size_t i = *n, k = at; i-- > 0; k = nodes[k].parent)
                stops[i] = nodes[k].language;
            return true;
        }
        for (int round = 0; nodes[at].hops < CR_ROUTE_HOPS && round < 3; round++)
            for (size_t i = 0; i < count && reached < CR_ROUTE_LANGUAGES; i++) {
                if (!cr_str_eq(pairs[i].from, nodes[at].language) || (first[round] && !cr_str_is(pairs[i].to, first[round])))
                    continue;
                bool known = false;
                for (size_t k = 0; k < reached && !known; k++)
                    known = cr_str_eq(nodes[k].language, pairs[i].to);
                if (!known)
                    nodes[reached++] = (node){pairs[i].to, at, nodes[at].hops + 1};
            }
    }
    return false;
}

bool cr_routes_find(const cr_pair *pairs, size_t count, cr_str from, cr_str to, cr_str stops[CR_ROUTE_HOPS + 1], size_t *stop_count) {
    return measured(pairs, count, from, to, stops, stop_count) || shortest(pairs, count, from, to, stops, stop_count);
}

/* The package of one direction in apertium-packages.tsv; none when Debian has none. Or, with `all`, every pair of it. */
static cr_str package_of(cr_str from, cr_str to, cr_pair *all, size_t room, size_t *count) {
    cr_str table = cr_data("translate/apertium-packages.tsv"), line;
    while (cr_str_split(&table, '\n', &line)) {
        cr_str package, direction;
        if (cr_str_empty(line) || line.ptr[0] == '#' || !cr_str_split(&line, '\t', &package))
            continue;
        while (cr_str_split(&line, ' ', &direction)) {
            size_t dash = cr_str_find_byte(direction, '-', 0);
            if (dash == CR_STR_NPOS)
                continue;
            cr_pair p = {cr_str_slice(direction, 0, dash), cr_str_slice(direction, dash + 1, direction.len)};
            if (all && *count < room)
                all[(*count)++] = p;
            if (!all && cr_str_eq(p.from, from) && cr_str_eq(p.to, to))
                return package;
        }
    }
    return CR_STR_NONE;
}

cr_str cr_routes_packages(cr_arena *arena, const cr_pair *pairs, size_t count, cr_str from, cr_str to) {
    enum { ROOM = 256 };
    cr_pair *all = CR_NEW_ARRAY(arena, cr_pair, ROOM + count);
    size_t n = 0, stop_count;
    cr_str stops[CR_ROUTE_HOPS + 1];
    if (!all)
        return CR_STR_NONE;
    package_of(from, to, all, ROOM, &n);
    for (size_t i = 0; i < count; i++)
        all[n++] = pairs[i];
    if (!cr_routes_find(all, n, from, to, stops, &stop_count))
        return CR_STR_NONE;
    cr_buf list;
    cr_buf_init(&list, 4096);
    for (size_t i = 0; i + 1 < stop_count; i++) {
        cr_str package = has(pairs, count, stops[i], stops[i + 1]) ? CR_STR_NONE : package_of(stops[i], stops[i + 1], NULL, 0, NULL);
        if (cr_str_none(package))
            continue;
        if (list.len)
            cr_buf_add_byte(&list, ' ');
        cr_buf_add_str(&list, package);
    }
    cr_str out = list.len ? cr_buf_copy(&list, arena) : CR_STR_NONE;
    cr_buf_free(&list);
    return out;
}

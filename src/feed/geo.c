/* Places: GeoRSS (simple and GML) and the W3C's geo vocabulary, as GeoJSON has them: longitude first. */
#include <stdlib.h>

#include "feed/build.h"

#define POINTS 10000

/* The numbers of a text, apart by white space or commas. */
static size_t numbers(cr_str s, double *out, size_t room) {
    size_t count = 0;
    for (size_t at = 0; at < s.len && count < room;) {
        if (strchr(" \t\r\n,;", s.ptr[at])) {
            at++;
            continue;
        }
        char word[40];
        size_t n = 0;
        while (at < s.len && !strchr(" \t\r\n,;", s.ptr[at])) {
            if (n + 1 < sizeof word)
                word[n++] = s.ptr[at];
            at++;
        }
        word[n] = '\0';
        char *end;
        double x = strtod(word, &end);
        if (end == word || *end || !(x > -1e9 && x < 1e9))
            return 0;
        out[count++] = x;
    }
    return count;
}

static void push_number(cr_feed_builder *b, cr_feed_node *list, double x) {
    cr_feed_node *n = cr_feed_push(b->arena, list, CR_FEED_NUMBER);
    if (n)
        n->number = x;
}

static void push_position(cr_feed_builder *b, cr_feed_node *list, const double *x, size_t dimensions, bool swap) {
    push_number(b, list, x[swap ? 1 : 0]);
    push_number(b, list, x[swap ? 0 : 1]);
    if (dimensions == 3)
        push_number(b, list, x[2]);
}

/* context.where = {type, coordinates} */
static void shape(cr_feed_builder *b, cr_feed_node *context, const char *type, cr_str text, size_t dimensions,
                  bool swap) {
    double *x = CR_NEW_ARRAY(b->arena, double, text.len / 2 + 4 < POINTS ? text.len / 2 + 4 : POINTS);
    size_t n = x ? numbers(text, x, text.len / 2 + 4 < POINTS ? text.len / 2 + 4 : POINTS) / dimensions : 0;
    bool point = strcmp(type, "Point") == 0, polygon = strcmp(type, "Polygon") == 0;
    if (n < (point ? 1u : polygon ? 4u : 2u))
        return;
    cr_feed_node *where = cr_feed_member(b->arena, context, CR_STR("where"), CR_FEED_OBJECT);
    cr_feed_set(b->arena, where, "type", cr_str_of(type));
    cr_feed_node *old = cr_feed_get(where, "coordinates");
    if (old)
        old->kind = CR_FEED_STRING; /* emptied by the next line */
    cr_feed_node *list = cr_feed_member(b->arena, where, CR_STR("coordinates"), CR_FEED_ARRAY);
    if (point) {
        push_position(b, list, x, dimensions, swap);
        return;
    }
    if (polygon)
        list = cr_feed_push(b->arena, list, CR_FEED_ARRAY);
    for (size_t i = 0; i < n && list; i++)
        push_position(b, cr_feed_push(b->arena, list, CR_FEED_ARRAY), x + i * dimensions, dimensions, swap);
}

void cr_feed_geo_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    if (f->rule->action == CR_FEED_GEO_TEXT)
        return;
    cr_str srs = cr_feed_attr(a, n, "srsname"), dimension = cr_feed_attr(a, n, "srsdimension");
    if (f->rule->action == CR_FEED_GEO_SHAPE) {
        f->collects = false;
        b->geo_swap = true;
        b->geo_dimensions = 2;
    }
    if (!cr_str_none(srs)) /* projected systems, such as UTM, give east before north already */
        b->geo_swap = cr_str_ends(srs, ":4326") || cr_str_ends(srs, "#4326") || cr_str_ends(srs, "/4326") ||
                      cr_str_ends(srs, ":4269") || cr_str_ends(srs, ":4267") || cr_str_ends(srs, ":4258");
    if (cr_str_is(dimension, "3"))
        b->geo_dimensions = 3;
}

void cr_feed_geo_end(cr_feed_builder *b, cr_feed_frame *f, cr_str text) {
    if (f->rule->action == CR_FEED_GEO_SHAPE)
        return;
    if (f->rule->action == CR_FEED_GEO_TEXT) {
        const char *name = f->rule->name;
        double x[2];
        if (strcmp(name, "lat") != 0 && strcmp(name, "long") != 0) {
            shape(b, f->outer, name, text, 2, true);
            return;
        }
        if (numbers(text, x, 1) != 1)
            return;
        bool lat = name[1] == 'a';
        cr_feed_set_number(b->arena, f->outer, lat ? "geo_lat" : "geo_long", x[0]);
        const cr_feed_node *other = cr_feed_get(f->outer, lat ? "geo_long" : "geo_lat");
        if (other && other->kind == CR_FEED_NUMBER)
            shape(b, f->outer, "Point",
                  cr_str_format(b->arena, "%.12g %.12g", lat ? x[0] : other->number, lat ? other->number : x[0]), 2,
                  true);
        return;
    }
    for (size_t i = b->depth; i-- > 1;) { /* the shape around it */
        const cr_feed_rule *rule = b->frames[i].rule;
        if (rule && rule->action == CR_FEED_GEO_SHAPE) {
            shape(b, b->frames[i].outer, rule->name, text, b->geo_dimensions ? b->geo_dimensions : 2, b->geo_swap);
            return;
        }
    }
}

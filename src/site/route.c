#include "site/route.h"

#include "base/utf8.h"

enum { PARAMETERS = 64 };

bool cr_route_is_id(cr_str id) {
    if (id.len == 0 || id.len >= CR_ID_ROOM)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
            return false;
    }
    return true;
}

static bool is_language(cr_str s) {
    if (s.len < 2 || s.len > 3)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 'a' || s.ptr[i] > 'z')
            return false;
    return true;
}

static void keep(char *out, size_t room, cr_str s) {
    size_t n = s.len < room ? s.len : room - 1;
    memcpy(out, s.ptr, n);
    out[n] = '\0';
}

typedef struct named { const char *name; cr_page_kind kind; } named;

/* Pages of the whole site, by their whole path without the first slash. */
static const named whole[] = {
    {"sitemap.xml", CR_PAGE_SITEMAP}, {"news-sitemap.xml", CR_PAGE_NEWS_SITEMAP}, {"opml", CR_PAGE_OPML},
    {"robots.txt", CR_PAGE_ROBOTS},   {"health", CR_PAGE_HEALTH},                 {"metrics", CR_PAGE_METRICS},
    {"api/v1/openapi.json", CR_PAGE_OPENAPI}};
/* Pages of an edition, below its language. */
static const named single[] = {
    {"", CR_PAGE_FRONT},           {"search", CR_PAGE_SEARCH},      {"stories", CR_PAGE_STORIES},      {"dossiers", CR_PAGE_DOSSIERS},
    {"about", CR_PAGE_ABOUT},      {"status", CR_PAGE_STATUS},      {"feed.atom", CR_PAGE_FEED_ATOM},  {"feed.json", CR_PAGE_FEED_JSON},
    {"search.atom", CR_PAGE_SEARCH_ATOM}, {"sitemap.xml", CR_PAGE_EDITION_SITEMAP}};
/* Pages of one thing, below the language. */
static const named with_id[] = {
    {"story", CR_PAGE_STORY}, {"dossier", CR_PAGE_DOSSIER}, {"article", CR_PAGE_ARTICLE}, {"person", CR_PAGE_PERSON}, {"source", CR_PAGE_SOURCE}};

static cr_page_kind look_up(const named *table, size_t count, cr_str name) {
    for (size_t i = 0; i < count; i++)
        if (cr_str_is(name, table[i].name))
            return table[i].kind;
    return CR_PAGE_NONE;
}
#define LOOK_UP(table, name) look_up((table), sizeof(table) / sizeof *(table), (name))

/* "story/s12", "story/s12/feed.atom" */
static void parse_thing(cr_site_route *r, cr_str tail) {
    size_t slash = cr_str_find_byte(tail, '/', 0);
    if (slash == CR_STR_NPOS)
        return;
    cr_page_kind kind = LOOK_UP(with_id, cr_str_slice(tail, 0, slash));
    cr_str id = cr_str_slice(tail, slash + 1, tail.len);
    size_t after = cr_str_find_byte(id, '/', 0);
    if (after != CR_STR_NPOS) {
        cr_str file = cr_str_slice(id, after + 1, id.len);
        id = cr_str_slice(id, 0, after);
        if (kind == CR_PAGE_STORY && cr_str_is(file, "feed.atom"))
            kind = CR_PAGE_STORY_ATOM;
        else if (kind == CR_PAGE_STORY && cr_str_is(file, "feed.json"))
            kind = CR_PAGE_STORY_JSON;
        else if (file.len)
            return;
    }
    if (kind == CR_PAGE_NONE || !cr_route_is_id(id))
        return;
    r->kind = kind;
    keep(r->id, sizeof r->id, id);
    /* without the slash that a static server may have put at the end */
    keep(r->tail, sizeof r->tail, tail.ptr[tail.len - 1] == '/' ? cr_str_slice(tail, 0, tail.len - 1) : tail);
}

cr_site_route cr_route_parse(cr_str path) {
    cr_site_route r = {0};
    if (path.len == 0 || path.ptr[0] != '/' || path.len >= CR_ROUTE_PATH_BYTES)
        return r;
    path = cr_str_slice(path, 1, path.len);
    if (path.len == 0) {
        r.kind = CR_PAGE_FRONT;
        return r;
    }
    if ((r.kind = LOOK_UP(whole, path)) != CR_PAGE_NONE)
        return r;
    if (cr_str_starts(path, "api/v1/")) {
        cr_str name = cr_str_slice(path, 7, path.len);
        size_t slash = cr_str_find_byte(name, '/', 0);
        cr_str id = slash == CR_STR_NPOS ? CR_STR("") : cr_str_slice(name, slash + 1, name.len);
        if (slash != CR_STR_NPOS) {
            if (!cr_route_is_id(id))
                return r;
            name = cr_str_slice(name, 0, slash);
        }
        if (name.len >= sizeof r.name)
            return r;
        r.kind = CR_PAGE_API;
        keep(r.name, sizeof r.name, name);
        keep(r.id, sizeof r.id, id);
        return r;
    }
    if (cr_str_starts(path, "asset/")) { /* asset/HASH/NAME: the hash only keeps caches apart */
        cr_str rest = cr_str_slice(path, 6, path.len);
        size_t slash = cr_str_find_byte(rest, '/', 0);
        if (slash != CR_STR_NPOS && rest.len - slash - 1 < sizeof r.name) {
            r.kind = CR_PAGE_ASSET;
            keep(r.name, sizeof r.name, cr_str_slice(rest, slash + 1, rest.len));
        }
        return r;
    }
    if (cr_str_is(path, "favicon.ico")) {
        r.kind = CR_PAGE_ASSET;
        keep(r.name, sizeof r.name, CR_STR("icon.svg"));
        return r;
    }
    size_t slash = cr_str_find_byte(path, '/', 0);
    cr_str lang = slash == CR_STR_NPOS ? path : cr_str_slice(path, 0, slash);
    if (!is_language(lang))
        return r;
    keep(r.lang, sizeof r.lang, lang);
    if (slash == CR_STR_NPOS) {
        r.kind = CR_PAGE_REDIRECT;
        return r;
    }
    cr_str tail = cr_str_slice(path, slash + 1, path.len);
    cr_str bare = tail.len && tail.ptr[tail.len - 1] == '/' ? cr_str_slice(tail, 0, tail.len - 1) : tail;
    r.kind = LOOK_UP(single, tail.len && !bare.len ? CR_STR("/") : bare);
    if (r.kind != CR_PAGE_NONE)
        keep(r.tail, sizeof r.tail, bare);
    else
        parse_thing(&r, tail);
    return r;
}

static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* application/x-www-form-urlencoded: "+" is a space. */
static bool decode(cr_arena *a, cr_str s, cr_str *out) {
    char *bytes = cr_arena_alloc(a, s.len + 1);
    if (!bytes)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '+')
            c = ' ';
        else if (c == '%') {
            int high = i + 2 < s.len ? hex(s.ptr[i + 1]) : -1, low = high < 0 ? -1 : hex(s.ptr[i + 2]);
            if (low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0')
            return false;
        bytes[n++] = c;
    }
    *out = (cr_str){bytes, n};
    return cr_utf8_valid(*out);
}

cr_str cr_route_parameter(cr_arena *a, cr_str query, const char *name, size_t most, bool *bad) {
    cr_str part, value = CR_STR_NONE;
    for (size_t k = 0; k < PARAMETERS && cr_str_split(&query, '&', &part); k++) {
        size_t equals = cr_str_find_byte(part, '=', 0);
        cr_str key = equals == CR_STR_NPOS ? part : cr_str_slice(part, 0, equals);
        if (!cr_str_is(key, name))
            continue;
        cr_str raw = equals == CR_STR_NPOS ? CR_STR("") : cr_str_slice(part, equals + 1, part.len);
        if (raw.len <= most * 3 && decode(a, raw, &value) && value.len <= most)
            return value;
        if (bad)
            *bad = true;
        return CR_STR_NONE;
    }
    return CR_STR_NONE;
}

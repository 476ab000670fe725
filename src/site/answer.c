/* From a request to an answer: checks, route, page, then ETag and gzip. No sockets here. */
#include <stdio.h>
#include <zlib.h>

#include "base/data.h"
#include "base/hash.h"
#include "base/time.h"
#include "site/page.h"
#include "site/translate.h"

enum { GZIP_LEAST = 1000, GZIP_LEVEL = 4, AUTHORIZATION_BYTES = 2000, FRESH_SECONDS = 300 };

static const char policy[] = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

cr_page cr_page_begin(cr_site *site, cr_site_worker *worker, const cr_site_request *request, cr_site_response *response) {
    cr_page p = {.site = site, .worker = worker, .store = worker->store, .arena = worker->arena, .request = request, .response = response,
                 .lang = site->main, .texts = &site->texts[0], .status = 200, .title = CR_STR(""), .description = CR_STR("")};
    cr_buf_init(&p.content, CR_SITE_PAGE_BYTES);
    cr_buf_init(&p.head, 1 << 20);
    return p;
}

void cr_page_end(cr_page *p) {
    cr_buf_free(&p->content);
    cr_buf_free(&p->head);
}

/* The buffers move with the page: the writers are set on them where it has come to rest. */
static void settle(cr_page *p) {
    p->m.out = &p->content;
    p->h.out = &p->head;
}

static bool choose_edition(cr_page *p) {
    if (!p->route.lang[0])
        return true;
    for (size_t i = 0; i < p->site->editions.count; i++)
        if (cr_str_is(p->site->editions.items[i], p->route.lang)) {
            p->lang = p->site->editions.items[i];
            p->texts = &p->site->texts[i];
            return true;
        }
    return false;
}

static void openapi_out(cr_page *p) {
    cr_buf_add_str(&p->content, cr_data("site/openapi.json"));
    cr_page_plain(p, "application/json");
}

static void redirect(cr_page *p) {
    cr_response_header(p->response, "Location", cr_page_path(p, p->lang, ""));
    p->status = 301;
    cr_page_plain(p, "text/plain; charset=utf-8");
}

/* What a file server can do in the place of a 301: pages.md, "Three taps are two too many". */
static void moved_file(cr_page *p, cr_str location) {
    CR_HTML(&p->m, "<!doctype html>\n<html");
    cr_markup_attribute(&p->m, "lang", p->lang);
    CR_HTML(&p->m, "><head><meta charset=\"utf-8\"><title>");
    cr_markup_text(&p->m, p->site->title);
    CR_HTML(&p->m, "</title><link rel=\"canonical\"");
    cr_markup_attribute(&p->m, "href", cr_page_absolute(p, location));
    CR_HTML(&p->m, "><meta name=\"robots\" content=\"noindex\"><meta http-equiv=\"refresh\"");
    cr_markup_attribute(&p->m, "content", cr_str_format(p->arena, "0; url=%.*s", CR_FMT(location)));
    CR_HTML(&p->m, "></head><body><p><a");
    cr_markup_attribute(&p->m, "href", location);
    CR_HTML(&p->m, ">");
    cr_markup_text(&p->m, cr_page_absolute(p, location));
    CR_HTML(&p->m, "</a></p></body></html>\n");
}

/* A story, dossier or person that is part of another one now leads there, also in feeds and the API. */
static bool moved(cr_page *p) {
    char target[CR_ID_ROOM];
    cr_error err;
    cr_page_kind kind = p->route.kind;
    bool can = kind == CR_PAGE_STORY || kind == CR_PAGE_DOSSIER || kind == CR_PAGE_PERSON || kind == CR_PAGE_STORY_ATOM || kind == CR_PAGE_STORY_JSON ||
               (kind == CR_PAGE_API && p->route.id[0] && (strcmp(p->route.name, "stories") == 0 || strcmp(p->route.name, "dossiers") == 0));
    if (!can || cr_store_redirect(p->store, p->route.id, target, &err) != CR_OK || !target[0])
        return false;
    cr_str path = p->request->path, id = cr_str_format(p->arena, "/%s", p->route.id);
    size_t at = cr_str_find(path, id, 0);
    if (at == CR_STR_NPOS)
        return false;
    cr_str head = cr_str_slice(path, 0, at), tail = cr_str_slice(path, at + id.len, path.len), query = p->request->query;
    bool file = p->site->static_files && !tail.len;
    cr_str location = cr_str_format(p->arena, "%.*s/%s%.*s%s%.*s%s", CR_FMT(head), target, CR_FMT(tail), query.len ? "?" : "", CR_FMT(query), file ? "/" : "");
    if (file)
        moved_file(p, location);
    cr_response_header(p->response, "Location", location);
    p->status = 301;
    cr_page_plain(p, file ? "text/html; charset=utf-8" : "text/plain; charset=utf-8");
    return true;
}

typedef void (*page_fn)(cr_page *);
static const page_fn pages[] = {
    [CR_PAGE_FRONT] = cr_page_front, [CR_PAGE_STORY] = cr_page_story, [CR_PAGE_DOSSIER] = cr_page_dossier, [CR_PAGE_ARTICLE] = cr_page_article,
    [CR_PAGE_PERSON] = cr_page_person, [CR_PAGE_SOURCE] = cr_page_source, [CR_PAGE_STORIES] = cr_page_stories, [CR_PAGE_DOSSIERS] = cr_page_dossiers,
    [CR_PAGE_SEARCH] = cr_page_search, [CR_PAGE_ABOUT] = cr_page_about, [CR_PAGE_STATUS] = cr_page_status, [CR_PAGE_FEED_ATOM] = cr_feed_atom,
    [CR_PAGE_FEED_JSON] = cr_feed_json, [CR_PAGE_STORY_ATOM] = cr_feed_atom, [CR_PAGE_STORY_JSON] = cr_feed_json, [CR_PAGE_SEARCH_ATOM] = cr_feed_atom,
    [CR_PAGE_EDITION_SITEMAP] = cr_edition_sitemap, [CR_PAGE_SITEMAP] = cr_sitemap, [CR_PAGE_NEWS_SITEMAP] = cr_news_sitemap, [CR_PAGE_OPML] = cr_opml_out,
    [CR_PAGE_ROBOTS] = cr_robots_out, [CR_PAGE_API] = cr_api, [CR_PAGE_OPENAPI] = openapi_out, [CR_PAGE_HEALTH] = cr_health_out,
    [CR_PAGE_METRICS] = cr_metrics_out, [CR_PAGE_ASSET] = cr_asset_out, [CR_PAGE_REDIRECT] = redirect};

void cr_page_run(cr_page *p) {
    settle(p);
    p->route = cr_route_parse(p->request->path);
    bool known = choose_edition(p);
    if (p->route.kind == CR_PAGE_NONE || !known) {
        if (cr_str_starts(p->request->path, "/api/"))
            cr_api_problem(p, 404, "Not Found", "there is no such collection; /api/v1/openapi.json lists them");
        else
            cr_page_error(p, 404, "There is no such page", "It may have been removed, or the address is mistyped.");
    } else if (!moved(p))
        pages[p->route.kind](p);
    if (p->content.failed != CR_OK || cr_arena_exhausted(p->arena)) {
        cr_buf_free(&p->content);
        cr_buf_init(&p->content, CR_SITE_PAGE_BYTES);
        cr_page_error(p, 500, "This page is too large", NULL);
    }
    if (cr_str_none(cr_site_response_header(p->response, "Content-Type")))
        cr_layout(p);
}

/* ---- who may ask ---- */

static int base64_value(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static cr_str base64(cr_arena *a, cr_str s) { /* RFC 4648; stops at what is not of the alphabet */
    char *out = cr_arena_alloc(a, s.len + 4);
    size_t n = 0;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; out && i < s.len; i++) {
        int v = base64_value(s.ptr[i]);
        if (v < 0)
            break;
        held = (held << 6 | (unsigned)v) & 0xFFFFFF;
        if ((bits += 6) >= 8) {
            bits -= 8;
            out[n++] = (char)(held >> bits & 0xFF);
        }
    }
    return out ? (cr_str){out, n} : CR_STR_NONE;
}

/* Hashes are compared, all of their digits in every case: neither length nor content of the password shows in the time. */
bool cr_site_password_fits(const cr_site *site, cr_arena *a, cr_str header) {
    cr_str given = CR_STR("");
    if (!site->password_hash[0])
        return true;
    if (cr_str_starts_nocase(header, "Basic ") && header.len < AUTHORIZATION_BYTES) {
        cr_str pair = base64(a, cr_str_trim(cr_str_slice(header, 6, header.len)));
        size_t colon = cr_str_find_byte(pair, ':', 0);
        if (colon != CR_STR_NPOS)
            given = cr_str_slice(pair, colon + 1, pair.len);
    }
    char hash[65];
    cr_hash_sha256(hash, given);
    unsigned difference = 0;
    for (size_t i = 0; i < 64; i++)
        difference |= (unsigned)(unsigned char)hash[i] ^ (unsigned)(unsigned char)site->password_hash[i];
    return difference == 0;
}

/* DNS rebinding: a page of another site may point its own name at this machine; it cannot choose the Host it then sends. */
bool cr_site_host_fits(const cr_site *site, cr_str host) {
    if (!site->check_host || cr_str_none(host))
        return true; /* HTTP/1.0: no browser */
    if (host.len && host.ptr[0] == '[') {
        size_t end = cr_str_find_byte(host, ']', 0);
        host = end == CR_STR_NPOS ? host : cr_str_slice(host, 0, end + 1);
    } else {
        size_t colon = cr_str_find_byte(host, ':', 0);
        host = colon == CR_STR_NPOS ? host : cr_str_slice(host, 0, colon);
    }
    if (cr_str_is_nocase(host, "localhost") || cr_str_is(host, "[::1]") || cr_str_eq_nocase(host, site->host))
        return true;
    if (!cr_str_starts(host, "127.")) /* 127.0.0.0/8 as digits and dots alone: "127.0.0.1.example" is a name */
        return false;
    for (size_t i = 0; i < host.len; i++)
        if (host.ptr[i] != '.' && (host.ptr[i] < '0' || host.ptr[i] > '9'))
            return false;
    return true;
}

/* False: the refusal is written. */
static bool admitted(cr_page *p) {
    const cr_site_request *r = p->request;
    if (r->internal)
        return true;
    if (r->malformed) {
        cr_page_error(p, 400, "That could not be understood", NULL);
        cr_response_header(p->response, "Connection", CR_STR("close"));
        cr_layout(p);
        return false;
    }
    bool reads = cr_str_is(r->method, "GET") || cr_str_is(r->method, "HEAD");
    if (!reads) {
        cr_page_error(p, 405, "That is not possible here", "Pages are read with GET; nothing can be written.");
        cr_response_header(p->response, "Allow", CR_STR("GET, HEAD"));
    } else if (!cr_site_host_fits(p->site, r->host))
        cr_page_error(p, 421, "Not this site", "The address names another host than this machine.");
    else if (r->path.len + r->query.len > 4 * cr_limit(p->site->options->limits, CR_LIMIT_HTTP_QUERY_BYTES))
        cr_page_error(p, 414, "The address is too long", NULL);
    else if (!cr_str_is(r->path, "/health") && !cr_site_password_fits(p->site, p->arena, r->authorization)) {
        cr_page_error(p, 401, "A password is needed", NULL);
        cr_response_header(p->response, "WWW-Authenticate", CR_STR("Basic realm=\"Courant\", charset=\"UTF-8\""));
    } else
        return true;
    cr_layout(p);
    return false;
}

/* ---- what did not change, and smaller ---- */

static cr_str etag_of(cr_page *p) {
    int64_t version = 0;
    cr_error err;
    if (cr_store_version(p->store, &version, &err) != CR_OK)
        return CR_STR_NONE;
    /* The front page counts from yesterday, so it ages by itself. */
    int64_t tick = p->route.kind == CR_PAGE_FRONT || p->route.kind == CR_PAGE_NEWS_SITEMAP ? cr_time_now() / FRESH_SECONDS : 0;
    return cr_str_format(p->arena, "W/\"%s-%llx-%llx\"", p->site->fingerprint, (unsigned long long)version, (unsigned long long)tick);
}

/* RFC 9110 §13.1.2: a list of tags, compared weakly. "*" asks whether there is anything at all, which is not known yet. */
static bool matches(cr_str header, cr_str etag) {
    cr_str part;
    for (int k = 0; k < 20 && cr_str_split(&header, ',', &part); k++) {
        part = cr_str_trim(part);
        if (part.len && cr_str_eq(part, etag))
            return true;
    }
    return false;
}

static bool accepts_gzip(cr_str header) { /* "gzip;q=0" is a refusal */
    cr_str part;
    for (int k = 0; k < 20 && cr_str_split(&header, ',', &part); k++) {
        part = cr_str_trim(part);
        if (cr_str_starts_nocase(part, "gzip"))
            return !cr_str_contains(part, "q=0") || cr_str_contains(part, "q=0.");
    }
    return false;
}

static void pack(cr_site_response *r) {
    z_stream z = {0};
    if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    cr_buf packed;
    cr_buf_init(&packed, CR_SITE_PAGE_BYTES);
    uLong bound = deflateBound(&z, (uLong)r->body.len);
    if (cr_buf_reserve(&packed, bound) && r->body.len <= UINT32_MAX) {
        z.next_in = (Bytef *)r->body.bytes;
        z.avail_in = (uInt)r->body.len;
        z.next_out = (Bytef *)packed.bytes;
        z.avail_out = (uInt)bound;
        if (deflate(&z, Z_FINISH) == Z_STREAM_END) {
            packed.len = z.total_out;
            cr_buf_free(&r->body);
            r->body = packed;
            cr_buf_init(&packed, 0);
            cr_response_header(r, "Content-Encoding", CR_STR("gzip"));
        }
    }
    deflateEnd(&z);
    cr_buf_free(&packed);
}

static void protect(cr_site_response *r) {
    cr_response_header(r, "X-Content-Type-Options", CR_STR("nosniff"));
    cr_response_header(r, "Referrer-Policy", CR_STR("no-referrer"));
    cr_response_header(r, "Cross-Origin-Resource-Policy", CR_STR("same-origin"));
    /* fixed text: no copy, whatever room is left */
    r->headers[r->header_count++] = (cr_site_header){"Content-Security-Policy", {policy, sizeof policy - 1}};
}

static void finish(cr_page *p) {
    cr_site_response *r = p->response;
    protect(r);
    if (p->route.kind == CR_PAGE_HEALTH && p->site->service) /* a client of the translation endpoints asks from any page */
        cr_cors_headers(r);
    if (r->status != 200 || p->request->internal) {
        if (!p->request->internal)
            cr_response_header(r, "Cache-Control", CR_STR("no-store"));
        return;
    }
    bool lasting = p->route.kind == CR_PAGE_ASSET;
    bool live = p->route.kind == CR_PAGE_HEALTH || p->route.kind == CR_PAGE_METRICS;
    cr_response_header(r, "Cache-Control", lasting ? CR_STR("public, max-age=31536000, immutable") : live ? CR_STR("no-store")
                           : cr_page_public(p) ? CR_STR("public, max-age=60") : CR_STR("private, no-cache"));
    cr_response_header(r, "Vary", CR_STR("Accept-Encoding"));
    if (r->body.len >= GZIP_LEAST && accepts_gzip(p->request->accept_encoding))
        pack(r);
}

/* The tag is known before the page is made: most visits of feed readers end here. */
static bool unchanged(cr_page *p) {
    p->route = cr_route_parse(p->request->path);
    if (p->request->internal || p->route.kind == CR_PAGE_NONE || p->route.kind == CR_PAGE_HEALTH || p->route.kind == CR_PAGE_METRICS)
        return false;
    cr_str etag = etag_of(p);
    if (!etag.len)
        return false;
    cr_response_header(p->response, "ETag", etag);
    if (!p->request->if_none_match.len || !matches(p->request->if_none_match, etag))
        return false;
    p->response->status = 304;
    protect(p->response);
    atomic_fetch_add(&p->site->not_modified, 1);
    return true;
}

void cr_site_count(cr_site *site, const cr_site_response *response) {
    atomic_fetch_add(&site->requests, 1);
    atomic_fetch_add(&site->bytes, response->body.len);
    if (response->status >= 500)
        atomic_fetch_add(&site->errors, 1);
}

void cr_site_answer(cr_site *site, const cr_site_request *request, cr_site_response *response) {
    memset(response, 0, sizeof *response);
    cr_buf_init(&response->body, CR_SITE_PAGE_BYTES);
    if (cr_service_takes(site->service, request)) {
        cr_service_answer(site->service, request, response);
        cr_site_count(site, response);
        return;
    }
    cr_site_worker *worker = cr_site_worker_take(site);
    cr_page p = cr_page_begin(site, worker, request, response);
    settle(&p);
    if (!admitted(&p))
        finish(&p);
    else if (!unchanged(&p)) {
        cr_page_run(&p);
        finish(&p);
    }
    cr_page_end(&p);
    cr_site_worker_give(site, worker);
    cr_site_count(site, response);
}

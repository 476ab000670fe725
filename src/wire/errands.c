#include "wire/errands.h"

#include <courant/page.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "net/address.h"
#include "net/url.h"
#include "wire/fetching.h"

enum { ROBOTS_FRESH_SECONDS = 24 * 3600, ROBOTS_RETRY_SECONDS = 3600, HOPS = 5, REFUSALS = 3 };

typedef struct site { /* robots.txt of one origin */
    struct cr_fetching *f;
    cr_arena *arena;
    const cr_robots *robots;
    bool asked;
    int64_t until;       /* epoch seconds */
    errand *waiting, *last; /* in the order in which they came */
    unsigned users;      /* pages on their way by these rules */
    char why[200];       /* it could not be read */
} site;

errand *cr_errand_new(visit *v) {
    cr_arena *a = cr_arena_new(0);
    errand *e = a ? CR_NEW(a, errand) : NULL;
    if (!e) {
        cr_arena_free(a);
        return NULL;
    }
    e->arena = a;
    e->v = v;
    e->after = v->errands;
    if (v->errands)
        v->errands->before = e;
    v->errands = e;
    v->pending++;
    return e;
}

void cr_errand_free(errand *e) {
    visit *v = e->v;
    if (e->before)
        e->before->after = e->after;
    else
        v->errands = e->after;
    if (e->after)
        e->after->before = e->before;
    v->pending--;
    cr_arena_free(e->arena);
}

static void done(errand *e) {
    visit *v = e->v;
    cr_errand_free(e);
    cr_visit_errand_done(v);
}

/* ---- into the store ---- */

static bool broke(struct cr_fetching *f, cr_status status, const cr_error *err) {
    if (status != CR_OK && f->broken.status == CR_OK)
        cr_fail(&f->broken, status, "%s", err->line);
    return status != CR_OK;
}

/* The document and the mark that its entry was seen, in one transaction. */
static void take_in(errand *e, cr_document *d) {
    struct cr_fetching *f = e->v->f;
    cr_store *s = f->o.store;
    cr_error err;
    bool fresh = false;
    memcpy(d->source, e->v->source.id, sizeof d->source);
    d->taken_in = cr_time_now();
    cr_status status = cr_store_begin(s, &err);
    if (status == CR_OK) {
        status = cr_store_document_put(s, d, &fresh, &err);
        if (status == CR_OK)
            status = cr_store_item_mark(s, e->v->source.id, e->key, &err);
        if (status == CR_OK && !cr_str_none(e->update_key))
            status = cr_store_item_mark(s, e->v->source.id, e->update_key, &err);
        if (status == CR_OK && !cr_str_none(e->text_key)) /* not before: a text marked and not stored would never be stored */
            status = cr_store_item_mark(s, e->v->source.id, e->text_key, &err);
        if (status == CR_OK)
            status = cr_store_commit(s, &err);
        else
            cr_store_rollback(s);
    }
    if (broke(f, status, &err) || !fresh)
        return;
    e->v->taken++;
    f->counts.documents++;
    if (cr_str_empty(d->bytes)) {
        e->v->own_text++;
        f->counts.own_text++;
    }
    if (f->o.report)
        f->o.report(f->o.context, &e->v->source, NULL);
}

static cr_str fullest(const errand *e) { return cr_str_empty(e->entry.content) ? e->entry.summary : e->entry.content; }

static cr_document document_of(const errand *e) {
    return (cr_document){.url = e->entry.link, .title = e->entry.title, .published = cr_str_none(e->entry.published) ? e->entry.updated : e->entry.published,
                         .language = cr_str_none(e->entry.language) ? e->language : e->entry.language, .feed_text = fullest(e)};
}

/* No page: what the feed says itself, with the reason. An entry that says nothing at all is only remembered. */
static void take_own_text(errand *e, const char *why) {
    cr_document d = document_of(e);
    if (why) {
        d.note = cr_str_copy_z(e->arena, why);
        e->v->refused++;
        if (!e->v->reason[0])
            snprintf(e->v->reason, sizeof e->v->reason, "%.290s", why);
    }
    if (e->again || e->page_source)
        return;
    if (cr_str_empty(d.feed_text))
        d.feed_text = d.title;
    if (cr_str_none(d.url) || cr_str_empty(d.url))
        d.url = cr_str_format(e->arena, "%.*s#%.*s", CR_FMT(e->v->source.url), CR_FMT(e->key));
    if (!cr_str_empty(d.feed_text))
        take_in(e, &d);
}

static bool is_page(cr_str type, bool *text) {
    *text = cr_str_starts_nocase(type, "text/plain");
    return cr_str_empty(type) || *text || cr_str_starts_nocase(type, "text/html") || cr_str_starts_nocase(type, "application/xhtml") ||
           cr_str_starts_nocase(type, "text/xml") || cr_str_starts_nocase(type, "application/xml");
}

/* Is this text of this address in the store already? Ads and tokens change with every fetch, the text does not. When not,
 * e->text_key is the mark to be set with the document. */
static bool text_known(errand *e, const cr_article *article) {
    char digest[17];
    bool seen = false;
    cr_error err;
    cr_hash_id(digest, 16, (cr_str[]){article->title, article->text}, 2);
    e->text_key = cr_str_format(e->arena, "t:%s:%.*s", digest, CR_FMT(e->entry.link));
    return broke(e->v->f, cr_store_item_seen(e->v->f->o.store, e->v->source.id, e->text_key, &seen, &err), &err) || seen;
}

static void take_page(errand *e, const cr_fetch_answer *a) {
    bool text;
    char why[200];
    if (!is_page(a->content_type, &text) || a->body.len == 0) {
        snprintf(why, sizeof why, "the page is %.80s, not a text to be read", a->body.len ? a->content_type.ptr : "empty");
        take_own_text(e, why);
        return;
    }
    cr_document d = document_of(e);
    d.url = a->url;
    d.is_text = text;
    d.charset = a->charset;
    d.bytes = a->body;
    if (a->noai)
        d.note = CR_STR("noai: the server reserves text and data mining (X-Robots-Tag or tdm-reservation)");
    cr_page_input in = {.bytes = a->body, .type = text ? CR_PAGE_TEXT : CR_PAGE_HTML, .url = a->url, .charset = a->charset};
    cr_article *article = NULL;
    cr_arena *scratch = cr_arena_new(0);
    cr_error ignored;
    if (scratch && cr_page_read(scratch, &in, &article, &ignored) == CR_OK) {
        cr_outcome o = article->outcome;
        if (o == CR_OUTCOME_CONSENT_WALL || o == CR_OUTCOME_PAYWALL_STUB || o == CR_OUTCOME_BLOCKED || o == CR_OUTCOME_ERROR_PAGE) {
            e->v->refused++; /* stored all the same: reading it again decides, with the feed's text beside it */
            if (!e->v->reason[0])
                snprintf(e->v->reason, sizeof e->v->reason, "%s: %s", article->reason.len ? "the page is no article" : "the page", cr_outcome_name(o));
        }
    }
    if (!article || !text_known(e, article))
        take_in(e, &d);
    else { /* seen now, with nothing new in it */
        broke(e->v->f, cr_store_item_mark(e->v->f->o.store, e->v->source.id, e->key, &ignored), &ignored);
        if (!cr_str_none(e->update_key))
            broke(e->v->f, cr_store_item_mark(e->v->f->o.store, e->v->source.id, e->update_key, &ignored), &ignored);
    }
    cr_arena_free(scratch);
}

/* ---- the page ---- */

static bool may_follow(void *context, cr_str path) {
    const site *s = context;
    return cr_robots_allow(s->robots, path);
}

static void page_came(void *context, cr_arena *arena, const cr_fetch_answer *a) {
    errand *e = context;
    (void)arena;
    e->site->users--;
    if (!cr_str_none(a->leads_to) && e->hops++ < HOPS) {
        e->entry.link = cr_str_copy(e->arena, a->leads_to);
        cr_errand_send(e); /* through that host's robots.txt */
        return;
    }
    if (a->status == CR_OK) {
        e->v->failures_in_a_row = 0;
        take_page(e, a);
    } else {
        if (a->status == CR_ERR_REFUSED || a->http == 429)
            e->v->failures_in_a_row++;
        bool passing = a->http == 0 || a->http == 429 || a->http >= 500; /* may be better next time */
        if (passing && cr_str_empty(fullest(e)) && e->v->source.failures < 3) {
            e->v->refused++;
            if (!e->v->reason[0])
                snprintf(e->v->reason, sizeof e->v->reason, "%.290s", a->error.line);
            e->v->cut = true;
        } else
            take_own_text(e, a->error.line);
    }
    done(e);
}

static void ask_page(errand *e, site *s, const cr_address *at) {
    cr_error err;
    if (!s->robots || !cr_robots_allow(s->robots, at->path)) {
        take_own_text(e, s->why[0] ? s->why : "robots.txt forbids the page");
        done(e);
        return;
    }
    cr_fetch_request r = {.url = e->entry.link, .stay = true, .pause_ms = cr_robots_delay_ms(s->robots), .may_follow = may_follow, .context = s,
                          .accept = CR_STR("text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1")};
    if (cr_fetcher_add(e->v->f->fetcher, &r, page_came, e, &err) != CR_OK) {
        take_own_text(e, err.line);
        done(e);
        return;
    }
    e->site = s;
    s->users++;
}

/* ---- robots.txt ---- */

static void robots_came(void *context, cr_arena *arena, const cr_fetch_answer *a) {
    site *s = context;
    (void)arena;
    int64_t now = cr_time_now();
    s->asked = false;
    s->why[0] = '\0';
    /* an answer cut off, over its time or not to be unpacked has status 200 as well, and rules that nobody has seen */
    int http = a->status != CR_OK && a->http >= 200 && a->http < 300 ? 0 : a->http;
    s->robots = s->arena ? cr_robots_read(s->arena, http, a->body) : NULL;
    bool unread = http == 0 || http >= 500;
    if (unread)
        snprintf(s->why, sizeof s->why, "robots.txt could not be read (%.120s)", a->error.line);
    s->until = now + (unread ? ROBOTS_RETRY_SECONDS : ROBOTS_FRESH_SECONDS);
    errand *e = s->waiting;
    s->waiting = NULL;
    s->users++; /* they find these rules, however many hosts there are */
    for (errand *next; e; e = next) {
        next = e->next;
        cr_errand_send(e);
    }
    s->users--;
}

/* Feeds lead to ever new hosts: at the ceiling all that nobody waits for are let go of, and asked for again when needed. */
static void make_room(struct cr_fetching *f) {
    if (cr_map_count(f->robots) < cr_limit(f->fetch.limits, CR_LIMIT_ROBOTS_SITES))
        return;
    cr_map *kept = cr_map_new();
    cr_str key;
    uintptr_t value;
    for (size_t at = 0; kept && cr_map_next(f->robots, &at, &key, &value);) {
        site *s = (site *)value;
        uintptr_t *slot = s && (s->asked || s->waiting || s->users) ? cr_map_put(kept, key, NULL) : NULL;
        if (s && (s->asked || s->waiting || s->users) && !slot) { /* no memory: all stays as it is */
            cr_map_free(kept);
            return;
        }
        if (slot)
            *slot = value;
    }
    if (!kept)
        return;
    for (size_t at = 0; cr_map_next(f->robots, &at, &key, &value);) {
        site *s = (site *)value;
        if (!s || s->asked || s->waiting || s->users)
            continue;
        cr_arena_free(s->arena);
        free(s);
    }
    cr_map_free(f->robots);
    f->robots = kept;
}

static site *site_of(struct cr_fetching *f, cr_str origin) {
    make_room(f);
    uintptr_t *slot = cr_map_put(f->robots, origin, NULL);
    if (slot && !*slot) {
        site *s = calloc(1, sizeof *s);
        if (s)
            s->f = f;
        *slot = (uintptr_t)s;
    }
    return slot ? (site *)*slot : NULL;
}

void cr_errands_forget(struct cr_fetching *f) {
    cr_str key;
    uintptr_t value;
    for (size_t at = 0; f->robots && cr_map_next(f->robots, &at, &key, &value);) {
        site *s = (site *)value;
        if (s)
            cr_arena_free(s->arena);
        free(s);
    }
    cr_map_free(f->robots);
    f->robots = NULL;
}

void cr_errand_send(errand *e) {
    struct cr_fetching *f = e->v->f;
    cr_address at;
    cr_error err;
    if (cr_str_empty(e->entry.link)) {
        take_own_text(e, NULL);
        done(e);
        return;
    }
    if (e->v->failures_in_a_row >= REFUSALS) {
        take_own_text(e, e->v->reason[0] ? e->v->reason : "the site refuses");
        done(e);
        return;
    }
    if (cr_address_read(e->arena, e->entry.link, CR_STR_NONE, &at, &err) != CR_OK) {
        take_own_text(e, err.line);
        done(e);
        return;
    }
    site *s = site_of(f, at.origin);
    if (!s) {
        take_own_text(e, "out of memory");
        done(e);
        return;
    }
    if (!s->asked && s->until > cr_time_now()) {
        ask_page(e, s, &at);
        return;
    }
    e->next = NULL;
    if (s->waiting)
        s->last->next = e;
    else
        s->waiting = e;
    s->last = e;
    if (s->asked)
        return;
    cr_arena_free(s->arena);
    s->arena = cr_arena_new(16u << 20);
    s->robots = NULL;
    s->asked = true;
    cr_fetch_request r = {.url = cr_url_resolve(e->arena, at.url, CR_STR("/robots.txt")), .ceiling = CR_LIMIT_ROBOTS_BYTES, .cut = true};
    if (cr_fetcher_add(f->fetcher, &r, robots_came, s, &err) != CR_OK) {
        cr_fetch_answer none = {.status = err.status, .error = err};
        robots_came(s, NULL, &none);
    }
}

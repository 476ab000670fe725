#include "wire/fetching.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "net/url.h"
#include "wire/errands.h"

enum { QUARTER = 15 * 60, DAY = 24 * 3600, AGAIN = 10, ASK_STORE_MS = 5000, STEP_MS = 250, PAUSE_MS = 200, AT_ONCE = 2 };

unsigned cr_fetching_interval(unsigned before, unsigned first_minutes, bool found, bool failed, unsigned ttl_minutes) {
    uint64_t s = before ? before : (uint64_t)(first_minutes ? first_minutes : 30) * 60;
    if (failed)
        s *= 2;
    else if (before)
        s = found ? s / 2 : s * 4 / 3;
    if (!failed && ttl_minutes && s < (uint64_t)ttl_minutes * 60)
        s = (uint64_t)ttl_minutes * 60;
    return s < QUARTER ? QUARTER : s > DAY ? DAY : (unsigned)s;
}

cr_fetch_options cr_fetching_fetch_options(const cr_config *config, bool allow_private, cr_address_guard *guard) {
    *guard = (cr_address_guard){.allow = config ? config->allow : (cr_strs){0}, .allow_private = allow_private};
    cr_fetch_options o = {.guard = guard};
    if (config) {
        o.limits = &config->limits;
        o.contact = config->contact;
        o.agent = config->user_agent;
    }
    return o;
}

cr_status cr_fetching_new(const cr_fetching_options *options, cr_fetching **out, cr_error *err) {
    *out = NULL;
    cr_fetching *f = calloc(1, sizeof *f);
    if (!f)
        return cr_fail(err, CR_ERR_MEMORY, "fetching: out of memory");
    f->o = *options;
    f->fetch = cr_fetching_fetch_options(options->config, options->allow_private, &f->guard);
    f->robots = cr_map_new();
    cr_status status = f->robots ? cr_fetcher_new(&f->fetch, &f->fetcher, err) : cr_fail(err, CR_ERR_MEMORY, "fetching: out of memory");
    if (status != CR_OK)
        cr_fetching_free(f);
    else
        *out = f;
    return status;
}

static void free_visit(visit *v) {
    while (v->errands)
        cr_errand_free(v->errands);
    cr_arena_free(v->arena);
    free(v);
}

void cr_fetching_free(cr_fetching *f) {
    if (!f)
        return;
    cr_fetcher_free(f->fetcher); /* first: it calls nobody back */
    for (visit *v = f->visits, *next; v; v = next) {
        next = v->next;
        free_visit(v);
    }
    cr_errands_forget(f);
    free(f);
}

const cr_fetching_counts *cr_fetching_counted(const cr_fetching *f) { return &f->counts; }

static bool stopped(const cr_fetching *f) { return (f->o.stop && atomic_load(f->o.stop)) || f->broken.status != CR_OK; }

/* ---- the end of a visit ---- */

/* The line for people: "example.org: 3 new", "HTTP 503, not available now". */
static void tell(visit *v) {
    char line[CR_ERROR_BYTES];
    if (v->failed)
        snprintf(line, sizeof line, "%s", v->error.line);
    else if (v->source.reason.ptr)
        snprintf(line, sizeof line, "%.*s: %zu new; %.*s", (int)(v->source.url.len > 150 ? 150 : v->source.url.len), v->source.url.ptr, v->taken, CR_FMT(v->source.reason));
    else
        snprintf(line, sizeof line, "%.*s: %zu new", (int)(v->source.url.len > 150 ? 150 : v->source.url.len), v->source.url.ptr, v->taken);
    bool news = v->failed && v->source.failures == 1; /* not again at every try: `courant status` keeps the line */
    cr_log_line(v->f->o.log, news ? CR_LOG_WARNING : CR_LOG_INFO, "%s", line);
    if (v->f->o.report)
        v->f->o.report(v->f->o.context, &v->source, line);
}

static void write_source(visit *v) {
    cr_source *s = &v->source;
    const cr_fetch_answer *a = &v->answer;
    int64_t now = cr_time_now();
    s->last_fetch = now;
    s->interval_seconds = cr_fetching_interval(s->interval_seconds, v->f->o.config ? v->f->o.config->interval_minutes : 0, v->taken > 0, v->failed, v->ttl_minutes);
    s->next_fetch = now + s->interval_seconds;
    if (a->retry_after > 0 && now + a->retry_after > s->next_fetch)
        s->next_fetch = now + a->retry_after;
    if (v->failed) {
        s->failures++;
        s->state = a->gone ? CR_SOURCE_GONE : a->status == CR_ERR_REFUSED ? CR_SOURCE_REFUSED : CR_SOURCE_FAILING;
        s->reason = cr_str_copy_z(v->arena, v->error.line);
    } else {
        s->failures = 0;
        s->state = CR_SOURCE_OK;
        s->reason = CR_STR_NONE;
        if (v->refused) {
            bool none = v->taken == v->own_text;
            s->state = none ? CR_SOURCE_REFUSED : CR_SOURCE_OK;
            s->reason = cr_str_format(v->arena, "%s: %s", s->kind == CR_SOURCE_PAGE ? "the page" : none ? "pages are not read, the feed's own text is kept" : "some pages are not read", v->reason);
        }
        if (!v->cut && !a->not_modified) { /* what is not all taken in is asked for again as a whole */
            s->etag = a->etag;
            s->last_modified = a->last_modified;
        }
        if (v->cut)
            s->next_fetch = now + QUARTER < s->next_fetch ? now + QUARTER : s->next_fetch;
        if (!cr_str_none(a->moved_to))
            s->url = a->moved_to;
    }
    cr_error err;
    cr_status status = cr_store_source_fetched(v->f->o.store, s, &err);
    if (status != CR_OK && v->f->broken.status == CR_OK)
        cr_fail(&v->f->broken, status, "%s", err.line);
}

static void end_visit(visit *v) {
    cr_fetching *f = v->f;
    f->counts.failed += v->failed;
    f->counts.unchanged += !v->failed && v->taken == 0;
    if (f->broken.status == CR_OK) { /* else not all of it is stored: with its ETag it would count as read */
        write_source(v);
        tell(v);
    }
    visit **link = &f->visits;
    while (*link != v)
        link = &(*link)->next;
    *link = v->next;
    f->visit_count--;
    free_visit(v);
}

/* Sends what may be sent; errands that are over at once come back here while the loop runs. */
static void go_on(visit *v) {
    if (v->going)
        return;
    v->going = true;
    while (v->queue && v->active < AT_ONCE) {
        errand *e = v->queue;
        v->queue = e->next;
        v->active++;
        cr_errand_send(e);
    }
    v->going = false;
    if (v->answered && v->pending == 0)
        end_visit(v);
}

void cr_visit_errand_done(visit *v) {
    v->active--;
    go_on(v);
}

static void enqueue(visit *v, errand *e) {
    e->next = NULL;
    if (v->queue)
        v->queue_end->next = e;
    else
        v->queue = e;
    v->queue_end = e;
}

/* ---- entries ---- */

static cr_str keep(cr_arena *a, cr_str s) { return cr_str_none(s) ? s : cr_str_copy(a, s); }

/* What an entry is known by: its address; else its id; else what it says. A GUID used twice, or one that changes with the
 * title, makes no second article. */
static cr_str key_of(cr_arena *a, const cr_feed_entry *e) {
    cr_str link = cr_str_none(e->link) ? CR_STR_NONE : cr_url_normalise(a, e->link);
    if (!cr_str_empty(link))
        return cr_str_format(a, "l:%.*s", CR_FMT(link));
    if (!cr_str_empty(e->id))
        return cr_str_format(a, "i:%.*s", (int)(e->id.len > 2000 ? 2000 : e->id.len), e->id.ptr);
    char digest[33];
    cr_hash_id(digest, 32, (cr_str[]){e->title, e->summary, e->content, e->published}, 4);
    return cr_str_format(a, "h:%s", digest);
}

static bool seen(visit *v, cr_str key) {
    bool there = true;
    cr_error err;
    cr_status status = cr_store_item_seen(v->f->o.store, v->source.id, key, &there, &err);
    if (status != CR_OK && v->f->broken.status == CR_OK)
        cr_fail(&v->f->broken, status, "%s", err.line);
    return status != CR_OK || there;
}

static void mark(visit *v, cr_str key) {
    cr_error err;
    cr_status status = cr_store_item_mark(v->f->o.store, v->source.id, key, &err);
    if (status != CR_OK && v->f->broken.status == CR_OK)
        cr_fail(&v->f->broken, status, "%s", err.line);
}

static errand *errand_of(visit *v, const cr_feed_entry *from, cr_str key, cr_str update_key, cr_str language) {
    errand *e = cr_errand_new(v);
    if (!e)
        return NULL;
    cr_arena *a = e->arena;
    e->entry = (cr_feed_entry){.id = keep(a, from->id), .link = keep(a, from->link), .title = keep(a, from->title), .summary = keep(a, from->summary),
                               .content = keep(a, from->content), .published = keep(a, from->published), .updated = keep(a, from->updated), .language = keep(a, from->language)};
    e->key = keep(a, key);
    e->update_key = keep(a, update_key);
    e->language = keep(a, language);
    return e;
}

/* The new entries, oldest first, so that they are taken in as they happened. Of a feed met for the first time the newest
 * "fetch_items" only: an archive is imported, not fetched. */
static void take_entries(visit *v, const cr_feed *feed, cr_arena *scratch) {
    size_t most = cr_limit(v->f->fetch.limits, CR_LIMIT_FETCH_ITEMS), wanted = 0, again = 0;
    cr_str language = cr_str_none(v->source.language) ? feed->language : v->source.language;
    errand **list = CR_NEW_ARRAY(scratch, errand *, feed->entry_count + 1);
    bool first = v->source.last_fetch == 0;
    for (size_t i = 0; list && i < feed->entry_count && !stopped(v->f); i++) {
        const cr_feed_entry *e = &feed->entries[i];
        cr_str key = key_of(scratch, e), update_key = CR_STR_NONE;
        if (!cr_str_none(e->updated) && !cr_str_none(e->link) && !cr_str_eq(e->updated, e->published))
            update_key = cr_str_format(scratch, "u:%.*s %.*s", CR_FMT(e->updated), CR_FMT(key));
        bool known = seen(v, key), changed = known && !cr_str_none(update_key) && again < AGAIN && !seen(v, update_key);
        if (known && !changed)
            continue;
        if (wanted >= most) {
            if (first)
                mark(v, key);
            v->cut = v->cut || !first;
            continue;
        }
        errand *one = errand_of(v, e, key, update_key, language);
        if (!one)
            break;
        one->again = known;
        again += known;
        list[wanted++] = one;
    }
    for (size_t i = wanted; i-- > 0;)
        enqueue(v, list[i]);
}

static void copy_answer(visit *v, const cr_fetch_answer *a) {
    v->answer = *a;
    v->answer.body = CR_STR_NONE;
    cr_str *members[] = {&v->answer.url, &v->answer.leads_to, &v->answer.moved_to, &v->answer.content_type, &v->answer.charset, &v->answer.content_location,
                         &v->answer.content_language, &v->answer.etag, &v->answer.last_modified, &v->answer.link};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        *members[i] = keep(v->arena, *members[i]);
}

static void read_feed(visit *v, cr_arena *arena, const cr_fetch_answer *a) {
    cr_feed *feed;
    cr_feed_options o = {.url = a->url, .content_type = a->content_type, .content_location = a->content_location, .content_language = a->content_language,
                         .limits = v->f->fetch.limits};
    cr_status status = cr_feed_parse(arena, a->body, &o, &feed, &v->error);
    if (status == CR_OK && cr_str_empty(feed->version) && feed->entry_count == 0)
        status = cr_fail(&v->error, CR_ERR_SYNTAX, "there is no feed at this address any more");
    if (status != CR_OK) {
        v->failed = true;
        cr_error_prefix(&v->error, "%.*s", (int)(v->source.url.len > 200 ? 200 : v->source.url.len), v->source.url.ptr);
        return;
    }
    v->ttl_minutes = feed->ttl_minutes;
    if (cr_str_none(v->source.title))
        v->source.title = keep(v->arena, feed->title);
    if (cr_str_none(v->source.site_url))
        v->source.site_url = keep(v->arena, feed->link);
    if (cr_str_none(v->source.language))
        v->source.language = keep(v->arena, feed->language);
    take_entries(v, feed, arena);
}

static void feed_came(void *context, cr_arena *arena, const cr_fetch_answer *a) {
    visit *v = context;
    copy_answer(v, a);
    if (a->status != CR_OK) {
        v->failed = true;
        v->error = a->error;
    } else if (!a->not_modified)
        read_feed(v, arena, a);
    v->answered = true;
    go_on(v);
}

/* ---- visits ---- */

static bool visiting(const cr_fetching *f, const char *id) {
    for (const visit *v = f->visits; v; v = v->next)
        if (strcmp(v->source.id, id) == 0)
            return true;
    return false;
}

static void fail_visit(visit *v, const cr_error *err) {
    v->failed = v->answered = true;
    v->error = *err;
    v->answer.status = err->status;
    end_visit(v);
}

static void visit_page(visit *v) { /* a page to be read itself: an errand without a feed */
    errand *e = cr_errand_new(v);
    v->answered = true;
    if (!e) {
        cr_error err;
        cr_fail(&err, CR_ERR_MEMORY, "fetching: out of memory");
        fail_visit(v, &err);
        return;
    }
    e->entry.link = keep(e->arena, v->source.url);
    e->language = keep(e->arena, v->source.language);
    e->key = CR_STR("p");
    e->page_source = true;
    enqueue(v, e);
    go_on(v);
}

static void begin_visit(cr_fetching *f, const cr_source *source) {
    visit *v = calloc(1, sizeof *v);
    cr_error err;
    if (!v || !(v->arena = cr_arena_new(0))) {
        free(v);
        return;
    }
    v->f = f;
    v->answer.retry_after = -1;
    v->source = *source;
    cr_str *members[] = {&v->source.url, &v->source.title, &v->source.site_url, &v->source.language, &v->source.reason, &v->source.etag, &v->source.last_modified};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        *members[i] = keep(v->arena, *members[i]);
    v->next = f->visits;
    f->visits = v;
    f->visit_count++;
    f->counts.sources++;
    if (source->kind == CR_SOURCE_PAGE) {
        visit_page(v);
        return;
    }
    cr_fetch_request r = {.url = v->source.url, .etag = v->source.etag, .last_modified = v->source.last_modified, .ceiling = CR_LIMIT_FEED_BYTES,
                          .accept = CR_STR("application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
                                           "text/xml;q=0.9, application/json;q=0.8, */*;q=0.5")};
    if (cr_fetcher_add(f->fetcher, &r, feed_came, v, &err) != CR_OK)
        fail_visit(v, &err);
}

/* Begins visits of sources that are due at `now`. *left: how many more were due. */
static cr_status begin_due(cr_fetching *f, int64_t now, size_t *begun, cr_error *err) {
    cr_arena *a = cr_arena_new(0);
    cr_source *due;
    size_t count, most = cr_limit(f->fetch.limits, CR_LIMIT_FETCH_SOURCES);
    *begun = 0;
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "fetching: out of memory");
    cr_status status = cr_store_source_due(f->o.store, a, now, most + f->visit_count, &due, &count, err);
    for (size_t i = 0; status == CR_OK && i < count && f->visit_count < most && !stopped(f); i++)
        if (!visiting(f, due[i].id)) {
            begin_visit(f, &due[i]);
            ++*begun;
        }
    cr_arena_free(a);
    return status;
}

/* All sources, due or not, once: the due time of each is moved to now before the round. */
static cr_status make_all_due(cr_fetching *f, int64_t now, cr_error *err) {
    cr_arena *a = cr_arena_new(0);
    cr_source *all;
    size_t count = 0;
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "fetching: out of memory");
    cr_status status = cr_store_source_list(f->o.store, a, &all, &count, err);
    for (size_t i = 0; status == CR_OK && i < count; i++)
        if (all[i].kind != CR_SOURCE_FILE && all[i].next_fetch > now) {
            all[i].next_fetch = now;
            status = cr_store_source_fetched(f->o.store, &all[i], err);
        }
    cr_arena_free(a);
    return status;
}

cr_status cr_fetching_run(cr_fetching *f, bool all, bool forever, cr_error *err) {
    int64_t round = cr_time_now(), asked = 0;
    size_t begun = 1;
    if (all)
        CR_TRY(make_all_due(f, round, err));
    while (!stopped(f)) {
        int64_t now = cr_time_monotonic_ms();
        bool room = f->visit_count < cr_limit(f->fetch.limits, CR_LIMIT_FETCH_SOURCES);
        if (room && (begun || now - asked >= ASK_STORE_MS || f->visit_count == 0)) {
            if (!begun && f->visit_count == 0 && !forever)
                break;
            asked = now;
            CR_TRY(begin_due(f, forever ? cr_time_now() : round, &begun, err));
        }
        if (cr_fetcher_step(f->fetcher, STEP_MS) == 0 && f->visit_count == 0 && forever && !begun)
            cr_fetcher_rest(f->fetcher, PAUSE_MS);
    }
    if (f->broken.status != CR_OK)
        return cr_fail(err, f->broken.status, "%s", f->broken.line);
    return CR_OK;
}

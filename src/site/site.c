/* Opening and closing: options checked once, editions and texts read, a worker for each thread. */
#include "site/site.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/data.h"
#include "base/hash.h"
#include "base/time.h"
#include "site/page.h"
#include "site/translate.h"

static const char default_main[] = "en";

cr_status cr_site_address(cr_str listen, char host[64], unsigned *port, bool *loopback, cr_error *err) {
    cr_str where = listen.len ? listen : CR_STR("127.0.0.1:8040"), number = CR_STR_NONE, name = where;
    size_t from = where.ptr[0] == '[' ? cr_str_find_byte(where, ']', 0) : 0;
    if (from != CR_STR_NPOS) {
        size_t colon = cr_str_find_byte(where, ':', from);
        if (colon != CR_STR_NPOS) {
            number = cr_str_slice(where, colon + 1, where.len);
            name = cr_str_slice(where, 0, colon);
        }
    }
    if (name.len > 1 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']')
        name = cr_str_slice(name, 1, name.len - 1);
    char digits[8] = "", *end = digits;
    if (number.len && number.len < sizeof digits)
        memcpy(digits, number.ptr, number.len);
    unsigned long n = strtoul(digits, &end, 10);
    if (!digits[0] || *end || digits[0] < '0' || digits[0] > '9' || n > 65535 || name.len >= 64)
        return cr_fail(err, CR_ERR_USAGE, "\"%.*s\" is not an address to listen on; write it as 127.0.0.1:8040 or [::1]:8040", CR_FMT(where));
    if (cr_str_is(name, "localhost"))
        name = CR_STR("127.0.0.1");
    if (!name.len || cr_str_is(name, "*"))
        name = CR_STR("0.0.0.0");
    memcpy(host, name.ptr, name.len);
    host[name.len] = '\0';
    *port = (unsigned)n;
    *loopback = cr_str_starts(name, "127.") || cr_str_is(name, "::1");
    return CR_OK;
}

static cr_status check_options(cr_site *s, cr_error *err) {
    const cr_site_options *o = s->options;
    char host[64];
    unsigned port;
    CR_TRY(cr_site_address(o->listen, host, &port, &s->listening_on_loopback, err));
    if (!s->listening_on_loopback && !o->public_mode && !o->password.len)
        return cr_fail(err, CR_ERR_REFUSED,
                       "%.*s can be reached from other machines: set `public = yes` (extracts only) or a `password` under [site], or listen on 127.0.0.1",
                       CR_FMT(o->listen));
    s->check_host = s->listening_on_loopback && !o->public_mode && !o->password.len;
    if (o->password.len)
        cr_hash_sha256(s->password_hash, o->password);
    s->title = o->title.len ? o->title : CR_STR("Courant");
    if (o->base_url.len) {
        if (!cr_markup_is_web_address(o->base_url))
            return cr_fail(err, CR_ERR_USAGE, "base_url \"%.*s\": write it as https://news.example", CR_FMT(o->base_url));
        s->base_url = cr_str_ends(o->base_url, "/") ? cr_str_slice(o->base_url, 0, o->base_url.len - 1) : o->base_url;
    } else {
        bool six = strchr(host, ':') != NULL;
        s->base_url = cr_str_format(s->arena, "http://%s%s%s:%u", six ? "[" : "", strcmp(host, "0.0.0.0") == 0 ? "localhost" : host, six ? "]" : "", port);
    }
    size_t slashes = cr_str_find(s->base_url, CR_STR("//"), 0) + 2, end = slashes;
    while (end < s->base_url.len && !strchr(":/", s->base_url.ptr[end]))
        end++;
    s->host = o->base_url.len ? cr_str_slice(s->base_url, slashes, end) : CR_STR("localhost");
    return CR_OK;
}

static bool has(const cr_site *s, cr_str lang) {
    for (size_t i = 0; i < s->editions.count; i++)
        if (cr_str_eq(s->editions.items[i], lang))
            return true;
    return false;
}

static cr_status read_editions(cr_site *s, cr_error *err) {
    static const char *const defaults[] = {"en", "fr", "es", "ca", "it", "pt"};
    const cr_site_options *o = s->options;
    s->main = o->main.len ? o->main : cr_str_of(default_main);
    s->editions.items = CR_NEW_ARRAY(s->arena, cr_str, CR_SITE_EDITIONS);
    if (!s->editions.items)
        return cr_fail(err, CR_ERR_MEMORY, "site: out of memory");
    s->editions.items[s->editions.count++] = s->main;
    size_t wanted = o->editions.count ? o->editions.count : sizeof defaults / sizeof *defaults;
    for (size_t i = 0; i < wanted; i++) {
        cr_str lang = o->editions.count ? o->editions.items[i] : cr_str_of(defaults[i]);
        if (has(s, lang))
            continue;
        if (s->editions.count == CR_SITE_EDITIONS)
            return cr_fail(err, CR_ERR_USAGE, "more than %d editions; shorten `editions` under [site]", CR_SITE_EDITIONS);
        s->editions.items[s->editions.count++] = lang;
    }
    for (size_t i = 0; i < s->editions.count; i++) {
        cr_str lang = s->editions.items[i];
        bool form = lang.len == 2 || lang.len == 3;
        for (size_t k = 0; k < lang.len && form; k++)
            form = lang.ptr[k] >= 'a' && lang.ptr[k] <= 'z';
        if (!form)
            return cr_fail(err, CR_ERR_USAGE, "\"%.*s\" is not a language code of two or three letters; see `editions` under [site]", CR_FMT(lang));
        cr_status status = cr_texts_load(s->arena, lang, &s->texts[i], err);
        if (status != CR_OK && status != CR_ERR_NOT_FOUND)
            return status;
    }
    return CR_OK;
}

static void asset_path(char out[64], const char *name, cr_str bytes) {
    char hash[65];
    cr_hash_sha256(hash, bytes);
    snprintf(out, 64, "/asset/%.12s/%s", hash, name);
}

/* Everything but the store that decides the bytes of a page. */
static void fingerprint(cr_site *s) {
    const cr_site_options *o = s->options;
    cr_str parts[8 + CR_SITE_EDITIONS];
    size_t n = 0;
    parts[n++] = s->title;
    parts[n++] = s->base_url;
    parts[n++] = o->public_mode ? CR_STR("public") : CR_STR("private");
    parts[n++] = o->index_translations ? CR_STR("index") : CR_STR("");
    parts[n++] = cr_str_of(s->style_path);
    parts[n++] = cr_str_of(s->script_path);
    parts[n++] = CR_STR(__DATE__ __TIME__);
    for (size_t i = 0; i < s->editions.count; i++)
        parts[n++] = s->editions.items[i];
    cr_hash_id(s->fingerprint, 16, parts, n);
}

static cr_status open_workers(cr_site *s, cr_error *err) {
    char path[4096];
    cr_str store = s->options->store_path;
    if (!store.len || store.len >= sizeof path)
        return cr_fail(err, CR_ERR_USAGE, "the store's path is empty or too long; see --data");
    memcpy(path, store.ptr, store.len);
    path[store.len] = '\0';
    /* The writer first: it makes the store where there is none. A store that cannot be written is read all the same. */
    cr_store_options writing = {.limits = s->options->limits, .relaxed_sync = true};
    if (cr_store_open(path, &writing, &s->writer, err) != CR_OK)
        s->writer = NULL;
    cr_store_options reading = {.limits = s->options->limits, .read_only = true};
    for (unsigned i = 0; i < s->thread_count; i++) {
        cr_site_worker *w = &s->workers[i];
        if (cr_store_open(path, &reading, &w->store, err) != CR_OK)
            return access(path, F_OK) == 0 ? err->status : errno == ENOTDIR ? cr_fail(err, CR_ERR_STORE, "%s: a part of this path is a file; --data names the folder of a store", path) : cr_fail(err, CR_ERR_NOT_FOUND, "%s: there is no store yet; `courant run` or `courant import` makes one, --data DIR names another folder", path);
        w->arena = cr_arena_new(0);
        w->formats = cr_formats_new();
        if (!w->arena || !w->formats)
            return cr_fail(err, CR_ERR_MEMORY, "site: out of memory");
    }
    return CR_OK;
}

cr_status cr_site_open(const cr_site_options *options, cr_site **out, cr_error *err) {
    *out = NULL;
    cr_site *s = calloc(1, sizeof *s);
    if (!s)
        return cr_fail(err, CR_ERR_MEMORY, "site: out of memory");
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->writer_lock, NULL);
    pthread_cond_init(&s->freed, NULL);
    s->options = options;
    s->thread_count = options->threads ? options->threads : 4;
    if (s->thread_count > CR_SITE_WORKERS)
        s->thread_count = CR_SITE_WORKERS;
    cr_status status = (s->arena = cr_arena_new(0)) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "site: out of memory");
    if (status == CR_OK)
        status = check_options(s, err);
    if (status == CR_OK)
        status = read_editions(s, err);
    if (status == CR_OK) {
        asset_path(s->style_path, "site.css", cr_data("site/site.css"));
        asset_path(s->script_path, "site.js", cr_data("site/site.js"));
        asset_path(s->icon_path, "icon.svg", cr_data("site/icon.svg"));
        fingerprint(s);
        status = open_workers(s, err);
    }
    if (status == CR_OK && options->service && options->service->on != CR_SERVICE_OFF)
        status = cr_service_open(s, options->service, &s->service, err);
    if (status != CR_OK) {
        cr_site_close(s);
        return status;
    }
    *out = s;
    return CR_OK;
}

void cr_site_stop(cr_site *site); /* http.c */

void cr_site_close(cr_site *s) {
    if (!s)
        return;
    cr_service_close(s->service); /* wakes every connection that waits for a translation: none may sleep when the server stops */
    cr_site_stop(s);
    cr_service_free(s->service);
    for (unsigned i = 0; i < s->thread_count; i++) {
        cr_store_close(s->workers[i].store);
        cr_arena_free(s->workers[i].arena);
        cr_formats_free(s->workers[i].formats);
    }
    cr_store_close(s->writer);
    cr_arena_free(s->language_arena);
    cr_arena_free(s->arena);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->writer_lock);
    pthread_cond_destroy(&s->freed);
    free(s);
}

static bool keep_languages(cr_site *s, const cr_tally *rows, size_t count) {
    cr_arena *a = cr_arena_new(1 << 20);
    cr_tally *copy = a ? CR_NEW_ARRAY(a, cr_tally, count ? count : 1) : NULL;
    for (size_t i = 0; copy && i < count; i++)
        copy[i] = (cr_tally){.key = cr_str_copy(a, rows[i].key), .count = rows[i].count};
    if (!copy || cr_arena_exhausted(a)) {
        cr_arena_free(a);
        return false;
    }
    cr_arena_free(s->language_arena);
    s->language_arena = a;
    s->languages = copy;
    s->language_count = count;
    return true;
}

/* Counting walks every dossier's languages: too much for each visit, and a minute late is soon enough. */
bool cr_site_languages(cr_page *p, cr_tally **out, size_t *count) {
    enum { FRESH_SECONDS = 60 };
    cr_site *s = p->site;
    int64_t now = cr_time_monotonic_ms() / 1000;
    pthread_mutex_lock(&s->lock);
    bool known = s->languages && s->language_count && now - s->languages_at < FRESH_SECONDS && !s->static_files;
    pthread_mutex_unlock(&s->lock);
    cr_error err;
    if (!known) {
        cr_tally *rows;
        size_t n;
        if (cr_store_languages(p->store, p->arena, cr_page_public(p), &rows, &n, &err) != CR_OK)
            return false;
        pthread_mutex_lock(&s->lock);
        if (keep_languages(s, rows, n))
            s->languages_at = now;
        pthread_mutex_unlock(&s->lock);
    }
    pthread_mutex_lock(&s->lock); /* the copy may be renewed by another reader as soon as the lock is given back */
    *count = s->language_count;
    *out = CR_NEW_ARRAY(p->arena, cr_tally, *count ? *count : 1);
    for (size_t i = 0; *out && i < *count; i++)
        (*out)[i] = (cr_tally){.key = cr_str_copy(p->arena, s->languages[i].key), .count = s->languages[i].count};
    pthread_mutex_unlock(&s->lock);
    return *out != NULL;
}

cr_site_worker *cr_site_worker_take(cr_site *s) {
    cr_site_worker *found = NULL;
    pthread_mutex_lock(&s->lock);
    while (!found) {
        for (unsigned i = 0; i < s->thread_count && !found; i++)
            if (!s->workers[i].busy)
                found = &s->workers[i];
        if (!found)
            pthread_cond_wait(&s->freed, &s->lock);
    }
    found->busy = true;
    pthread_mutex_unlock(&s->lock);
    return found;
}

void cr_site_worker_give(cr_site *s, cr_site_worker *w) {
    cr_arena_reset(w->arena);
    pthread_mutex_lock(&s->lock);
    w->busy = false;
    pthread_cond_signal(&s->freed);
    pthread_mutex_unlock(&s->lock);
}

#include "wire/config.h"

#include <confuse.h>
#include <courant/language.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/vec.h"

enum { CONFIG_BYTES = 4 << 20 };

static const char *const default_editions[] = {"en", "fr", "es", "ca", "it", "pt"};

const char *cr_rights_name(cr_rights rights) { return rights == CR_RIGHTS_FULL ? "full" : rights == CR_RIGHTS_INTERNAL ? "internal" : "extract"; }

bool cr_rights_parse(cr_str name, cr_rights *out) {
    for (int i = CR_RIGHTS_EXTRACT; i <= CR_RIGHTS_INTERNAL; i++)
        if (cr_str_is(name, cr_rights_name((cr_rights)i))) {
            *out = (cr_rights)i;
            return true;
        }
    return false;
}

/* ---- errors ---- */

/* libconfuse's error function gets no pointer of ours, so the error being filled stands here while one thread parses. */
static _Thread_local cr_error *parsing;
static _Thread_local const char *parsing_name;

static void parse_error(cfg_t *cfg, const char *format, va_list args) {
    char line[300], known[200] = "";
    if (!parsing || parsing->status != CR_OK) /* the first is the cause */
        return;
    vsnprintf(line, sizeof line, format, args);
    const char *missing = strstr(line, "no such option");
    if (missing) {
        size_t n = (size_t)snprintf(known, sizeof known, "; known here:");
        for (cfg_opt_t *o = cfg->opts; o && o->name; o++) {
            if (n + strlen(o->name) + 8 > sizeof known) {
                snprintf(known + n, sizeof known - n, " …");
                break;
            }
            n += (size_t)snprintf(known + n, sizeof known - n, " %s", o->name);
        }
    }
    cr_fail(parsing, CR_ERR_USAGE, "%s:%d: %s%s", parsing_name, cfg->line, line, known);
}

/* ---- sections in brackets ---- */

/* Writes "[site]" and "[source "x"]" as libconfuse's "site {" and "source "x" {", line for line, so that messages keep their numbers. */
static void unbracket(cr_str text, cr_buf *out) {
    bool open = false;
    cr_str line;
    while (cr_str_split(&text, '\n', &line)) {
        cr_str t = cr_str_trim(line);
        size_t end = t.len;
        for (size_t i = 0; i < t.len; i++) /* a comment may follow */
            if (t.ptr[i] == ']') {
                cr_str after = cr_str_trim(cr_str_slice(t, i + 1, t.len));
                if (after.len == 0 || after.ptr[0] == '#')
                    end = i;
            }
        if (t.len > 2 && t.ptr[0] == '[' && end < t.len) {
            cr_buf_add_z(out, open ? "} " : "");
            cr_buf_add_str(out, cr_str_slice(t, 1, end));
            cr_buf_add_z(out, " {\n");
            open = true;
        } else {
            cr_buf_add_str(out, line);
            cr_buf_add_byte(out, '\n');
        }
    }
    if (open)
        cr_buf_add_z(out, "}\n");
}

/* ---- values ---- */

static cr_str get_str(cr_arena *a, cfg_t *cfg, const char *key) {
    const char *value = cfg_getstr(cfg, key);
    return value && *value ? cr_str_copy_z(a, value) : CR_STR_NONE;
}

static cr_strs get_list(cr_arena *a, cfg_t *cfg, const char *key) {
    cr_strs list = {0};
    unsigned n = cfg_size(cfg, key);
    list.items = CR_NEW_ARRAY(a, cr_str, n + 1);
    for (unsigned i = 0; list.items && i < n; i++)
        if (cfg_getnstr(cfg, key, i) && *cfg_getnstr(cfg, key, i))
            list.items[list.count++] = cr_str_copy_z(a, cfg_getnstr(cfg, key, i));
    return list;
}

/* The language of the locale where the default editions have it, else English. */
static cr_str locale_language(cr_arena *a) {
    const char *names[] = {getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")};
    for (size_t i = 0; i < 3; i++) {
        char code[8];
        if (!names[i] || !*names[i])
            continue;
        cr_str tag = cr_str_of(names[i]);
        size_t dot = cr_str_find_byte(tag, '.', 0);
        if (dot != CR_STR_NPOS)
            tag.len = dot;
        if (!cr_language_normalise(tag, code))
            break;
        for (size_t k = 0; k < sizeof default_editions / sizeof *default_editions; k++)
            if (strcmp(code, default_editions[k]) == 0)
                return cr_str_copy_z(a, code);
        break;
    }
    return CR_STR("en");
}

static cr_status add_edition(cr_arena *a, cr_strs *editions, cr_str tag, const char *name, cr_error *err) {
    char code[8];
    if (!cr_language_normalise(tag, code))
        return cr_fail(err, CR_ERR_USAGE, "%s: [site] \"%.*s\" is no language; write a code such as en, fr, id", name, CR_FMT(tag));
    for (size_t i = 0; i < editions->count; i++)
        if (cr_str_is(editions->items[i], code))
            return CR_OK;
    editions->items[editions->count++] = cr_str_copy_z(a, code);
    return CR_OK;
}

static cr_status read_site(cr_arena *a, cfg_t *site, const char *name, cr_config *out, cr_error *err) {
    out->title = get_str(a, site, "title");
    out->listen = get_str(a, site, "listen");
    out->base_url = get_str(a, site, "base_url");
    while (out->base_url.len && out->base_url.ptr[out->base_url.len - 1] == '/')
        out->base_url.len--;
    out->password = get_str(a, site, "password");
    out->public = cfg_getbool(site, "public");
    cr_str main = get_str(a, site, "main");
    cr_strs wished = get_list(a, site, "editions");
    if (wished.count == 0)
        for (size_t i = 0; i < sizeof default_editions / sizeof *default_editions; i++) {
            if (i == 0)
                wished.items = CR_NEW_ARRAY(a, cr_str, sizeof default_editions / sizeof *default_editions);
            if (!wished.items)
                return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", name);
            wished.items[wished.count++] = cr_str_of(default_editions[i]);
        }
    out->editions = (cr_strs){CR_NEW_ARRAY(a, cr_str, wished.count + 1), 0};
    if (!out->editions.items)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", name);
    CR_TRY(add_edition(a, &out->editions, cr_str_none(main) ? locale_language(a) : main, name, err));
    for (size_t i = 0; i < wished.count; i++)
        CR_TRY(add_edition(a, &out->editions, wished.items[i], name, err));
    out->main = out->editions.items[0];
    return CR_OK;
}

static cr_status read_sources(cr_arena *a, cfg_t *cfg, const char *name, cr_config *out, cr_error *err) {
    out->source_count = cfg_size(cfg, "source");
    out->sources = CR_NEW_ARRAY(a, cr_config_source, out->source_count + 1);
    if (!out->sources)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", name);
    for (size_t i = 0; i < out->source_count; i++) {
        cfg_t *one = cfg_getnsec(cfg, "source", (unsigned)i);
        cr_config_source *s = &out->sources[i];
        s->url = cr_str_copy_z(a, cfg_title(one));
        s->title = get_str(a, one, "title");
        s->language = get_str(a, one, "language");
        if (!cr_rights_parse(cr_str_of(cfg_getstr(one, "rights")), &s->rights))
            return cr_fail(err, CR_ERR_USAGE, "%s: [source \"%.*s\"] rights = %s: known are extract, full and internal", name, CR_FMT(s->url),
                           cfg_getstr(one, "rights"));
    }
    return CR_OK;
}

/* Zero means zero only where nothing is a sensible amount; times stay far from where arithmetic with them would overflow. */
static cr_status check_limit(const char *key, long value, const char *name, cr_error *err) {
    enum { MOST_SECONDS = 1000000, MOST_MS = 1000000000 };
    size_t n = strlen(key);
    bool seconds = n > 8 && strcmp(key + n - 8, "_seconds") == 0, ms = n > 3 && strcmp(key + n - 3, "_ms") == 0;
    long least = ms || strcmp(key, "fetch_redirects") == 0 || strcmp(key, "fetch_items") == 0 || strcmp(key, "document_seconds") == 0 ? 0 : 1;
    if (value < least)
        return cr_fail(err, CR_ERR_USAGE, "%s: [limits] %s = %ld: wants %ld or more", name, key, value, least);
    long most = seconds ? MOST_SECONDS : ms ? MOST_MS : LONG_MAX;
    if (value > most)
        return cr_fail(err, CR_ERR_USAGE, "%s: [limits] %s = %ld: wants %ld or less", name, key, value, most);
    return CR_OK;
}

static cr_status read_number(cfg_t *section, const char *title, const char *key, long least, long most, const char *name, long *out, cr_error *err) {
    *out = cfg_getint(section, key);
    if (*out < least || *out > most)
        return cr_fail(err, CR_ERR_USAGE, "%s: [%s] %s = %ld: wants %ld to %ld", name, title, key, *out, least, most);
    return CR_OK;
}

static cr_status read_serve(cr_arena *a, cfg_t *serve, const char *name, cr_config *out, cr_error *err) {
    long threads;
    cr_str on = get_str(a, serve, "translate");
    if (!cr_str_is(on, "auto") && !cr_str_is(on, "yes") && !cr_str_is(on, "no"))
        return cr_fail(err, CR_ERR_USAGE, "%s: [serve] translate = %.*s: wants auto, yes or no", name, CR_FMT(on));
    out->serve_translate = on;
    out->keys = get_list(a, serve, "keys");
    out->key_required = cfg_getbool(serve, "key_required");
    CR_TRY(read_number(serve, "serve", "char_limit", -1, 100000000, name, &out->char_limit, err));
    CR_TRY(read_number(serve, "serve", "batch_limit", -1, 1000000, name, &out->batch_limit, err));
    CR_TRY(read_number(serve, "serve", "alternatives_limit", -1, 50, name, &out->alternatives_limit, err));
    CR_TRY(read_number(serve, "serve", "requests_per_minute", -1, 1000000, name, &out->requests_per_minute, err));
    CR_TRY(read_number(serve, "serve", "threads", 1, 16, name, &threads, err));
    out->serve_threads = (unsigned)threads;
    return CR_OK;
}

static cr_status read_values(cr_arena *a, cfg_t *cfg, const char *name, cr_config *out, cr_error *err) {
    cfg_t *fetch = cfg_getsec(cfg, "fetch"), *translate = cfg_getsec(cfg, "translate"), *limits = cfg_getsec(cfg, "limits");
    CR_TRY(read_site(a, cfg_getsec(cfg, "site"), name, out, err));
    out->allow = get_list(a, fetch, "allow");
    out->user_agent = get_str(a, fetch, "user_agent");
    out->contact = get_str(a, fetch, "contact");
    long minutes = cfg_getint(fetch, "interval_minutes"), days = cfg_getint(cfg_getsec(cfg, "stories"), "window_days");
    if (minutes < 1 || minutes > 40000)
        return cr_fail(err, CR_ERR_USAGE, "%s: [fetch] interval_minutes = %ld: wants 1 to 40000", name, minutes);
    if (days < 1 || days > 3660)
        return cr_fail(err, CR_ERR_USAGE, "%s: [stories] window_days = %ld: wants 1 to 3660", name, days);
    out->interval_minutes = (unsigned)minutes;
    out->window_days = (int)days;
    out->engines = get_list(a, translate, "engines");
    out->models = get_str(a, translate, "models");
    out->registry = get_str(a, translate, "registry");
    long threads = cfg_getint(translate, "threads");
    if (threads < 0 || threads > 256)
        return cr_fail(err, CR_ERR_USAGE, "%s: [translate] threads = %ld: wants 1 to 256, or 0 for as many as there are cores, at most 4", name, threads);
    out->threads = (unsigned)threads;
    out->libretranslate_url = get_str(a, translate, "libretranslate_url");
    out->libretranslate_key = get_str(a, translate, "libretranslate_key");
    out->apertium_data = get_str(a, translate, "apertium_data");
    const char *chat_key = getenv("COURANT_CHAT_KEY"); /* a secret may stand outside the file */
    out->chat_url = get_str(a, translate, "chat_url");
    out->chat_model = get_str(a, translate, "chat_model");
    out->chat_key = chat_key && *chat_key ? cr_str_copy_z(a, chat_key) : get_str(a, translate, "chat_key");
    out->chat_languages = get_list(a, translate, "chat_languages");
    CR_TRY(read_serve(a, cfg_getsec(cfg, "serve"), name, out, err));
    for (int i = 0; i < CR_LIMIT_COUNT; i++) {
        long value = cfg_getint(limits, cr_limit_key((cr_limit_name)i));
        CR_TRY(check_limit(cr_limit_key((cr_limit_name)i), value, name, err));
        out->limits.value[i] = (size_t)value;
    }
    CR_TRY(read_sources(a, cfg, name, out, err));
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", name) : CR_OK;
}

cr_status cr_config_read(cr_arena *a, cr_str text, const char *name, cr_config *out, cr_error *err) {
    cfg_opt_t site[] = {CFG_STR("title", "Courant", CFGF_NONE),    CFG_STR("main", NULL, CFGF_NONE),     CFG_STR_LIST("editions", "{}", CFGF_NONE),
                        CFG_STR("listen", "127.0.0.1:8040", CFGF_NONE), CFG_STR("base_url", NULL, CFGF_NONE), CFG_STR("password", NULL, CFGF_NONE),
                        CFG_BOOL("public", cfg_false, CFGF_NONE),  CFG_END()};
    cfg_opt_t fetch[] = {CFG_STR_LIST("allow", "{}", CFGF_NONE), CFG_STR("user_agent", NULL, CFGF_NONE), CFG_STR("contact", NULL, CFGF_NONE),
                         CFG_INT("interval_minutes", 30, CFGF_NONE), CFG_END()};
    cfg_opt_t translate[] = {CFG_STR_LIST("engines", "{}", CFGF_NONE), CFG_STR("models", NULL, CFGF_NONE), CFG_STR("registry", NULL, CFGF_NONE), CFG_INT("threads", 0, CFGF_NONE),
                             CFG_STR("libretranslate_url", NULL, CFGF_NONE),
                             CFG_STR("libretranslate_key", NULL, CFGF_NONE), CFG_STR("apertium_data", NULL, CFGF_NONE), CFG_STR("chat_url", NULL, CFGF_NONE),
                             CFG_STR("chat_model", NULL, CFGF_NONE), CFG_STR("chat_key", NULL, CFGF_NONE), CFG_STR_LIST("chat_languages", "{}", CFGF_NONE), CFG_END()};
    cfg_opt_t serve[] = {CFG_STR("translate", "auto", CFGF_NONE), CFG_STR_LIST("keys", "{}", CFGF_NONE), CFG_BOOL("key_required", cfg_false, CFGF_NONE),
                         CFG_INT("char_limit", 20000, CFGF_NONE), CFG_INT("batch_limit", 500, CFGF_NONE), CFG_INT("alternatives_limit", 10, CFGF_NONE),
                         CFG_INT("requests_per_minute", 0, CFGF_NONE), CFG_INT("threads", 2, CFGF_NONE), CFG_END()};
    cfg_opt_t stories[] = {CFG_INT("window_days", 7, CFGF_NONE), CFG_END()};
    cfg_opt_t source[] = {CFG_STR("title", NULL, CFGF_NONE), CFG_STR("language", NULL, CFGF_NONE), CFG_STR("rights", "extract", CFGF_NONE), CFG_END()};
    cfg_opt_t limits[CR_LIMIT_COUNT + 1];
    cr_limits defaults;
    cr_limits_init(&defaults);
    for (int i = 0; i < CR_LIMIT_COUNT; i++) {
        cfg_opt_t one = CFG_INT(cr_limit_key((cr_limit_name)i), (long)defaults.value[i], CFGF_NONE);
        limits[i] = one;
    }
    limits[CR_LIMIT_COUNT] = (cfg_opt_t)CFG_END();
    cfg_opt_t all[] = {CFG_SEC("site", site, CFGF_NONE),       CFG_SEC("fetch", fetch, CFGF_NONE),   CFG_SEC("translate", translate, CFGF_NONE),
                       CFG_SEC("serve", serve, CFGF_NONE),     CFG_SEC("stories", stories, CFGF_NONE), CFG_SEC("limits", limits, CFGF_NONE), CFG_SEC("source", source, CFGF_MULTI | CFGF_TITLE),
                       CFG_END()};
    *out = (cr_config){0};
    cr_error first = {0};
    cr_status status = CR_OK;
    cr_buf plain;
    cr_buf_init(&plain, 2 * CONFIG_BYTES);
    if (text.len && memchr(text.ptr, '\0', text.len))
        return cr_fail(err, CR_ERR_SYNTAX, "%s: holds a NUL byte; is this a configuration?", name);
    unbracket(text, &plain);
    cfg_t *cfg = plain.failed ? NULL : cfg_init(all, CFGF_NOCASE);
    if (!cfg) {
        cr_buf_free(&plain);
        return cr_fail(err, plain.failed == CR_ERR_LIMIT ? CR_ERR_LIMIT : CR_ERR_MEMORY, "%s: too large for a configuration", name);
    }
    cfg_set_error_function(cfg, parse_error);
    parsing = &first;
    parsing_name = name;
    int rc = cfg_parse_buf(cfg, plain.bytes ? plain.bytes : "");
    parsing = NULL;
    if (rc != CFG_SUCCESS || first.status != CR_OK)
        status = cr_fail(err, CR_ERR_USAGE, "%s", first.status != CR_OK ? first.line : "the configuration cannot be read");
    else
        status = read_values(a, cfg, name, out, err);
    cfg_free(cfg);
    cr_buf_free(&plain);
    return status;
}

/* ---- where it lies ---- */

/* $VARIABLE/courant/REST, else ~/FALLBACK/courant/REST; none when there is no home either. */
static cr_str xdg(cr_arena *a, const char *variable, const char *fallback, const char *rest) {
    const char *base = getenv(variable), *home = getenv("HOME");
    if (base && base[0] == '/')
        return cr_str_format(a, "%s/courant%s", base, rest);
    return home && *home ? cr_str_format(a, "%s/%s/courant%s", home, fallback, rest) : CR_STR_NONE;
}

cr_str cr_config_data(cr_arena *a, const char *path) {
    if (path)
        return cr_str_copy_z(a, path);
    cr_str folder = xdg(a, "XDG_DATA_HOME", ".local/share", "");
    return cr_str_none(folder) ? CR_STR("./courant-data") : folder;
}

cr_str cr_config_models(cr_arena *a, const cr_config *c, const char *data) {
    if (!cr_str_empty(c->models))
        return c->models;
    cr_str folder = cr_config_data(a, data);
    return cr_str_format(a, "%.*s/models", CR_FMT(folder));
}

cr_translator_options cr_config_translator(cr_arena *a, const cr_config *c, const char *data) {
    return (cr_translator_options){.models = cr_config_models(a, c, data), .threads = c->threads, .apertium_data = c->apertium_data,
                                   .libretranslate_url = c->libretranslate_url, .libretranslate_key = c->libretranslate_key,
                                   .chat_url = c->chat_url, .chat_model = c->chat_model, .chat_key = c->chat_key, .chat_languages = c->chat_languages, .engines = c->engines, .limits = &c->limits};
}

cr_status cr_config_load(cr_arena *a, const char *path, cr_config *out, cr_error *err) {
    cr_buf bytes;
    cr_buf_init(&bytes, CONFIG_BYTES);
    cr_str candidates[] = {cr_str_of(path ? path : "./courant.conf"), path ? CR_STR_NONE : xdg(a, "XDG_CONFIG_HOME", ".config", "/courant.conf")};
    cr_str found = path ? candidates[0] : CR_STR_NONE;
    for (size_t i = 0; i < 2 && cr_str_none(found); i++)
        if (!cr_str_none(candidates[i]) && access(candidates[i].ptr, F_OK) == 0)
            found = candidates[i];
    cr_status status = CR_OK;
    if (!cr_str_none(found)) {
        status = cr_file_read(found.ptr, &bytes, err);
        if (status == CR_ERR_NOT_FOUND)
            status = cr_fail(err, CR_ERR_NOT_FOUND, "%s: no such configuration; check --config", found.ptr);
    }
    if (status == CR_OK)
        status = cr_config_read(a, cr_buf_str(&bytes), cr_str_none(found) ? "defaults" : found.ptr, out, err);
    if (status == CR_OK)
        out->path = cr_str_none(found) ? found : cr_str_copy(a, found);
    cr_buf_free(&bytes);
    return status;
}

/* The configuration: courant.conf, read with libconfuse.
 *
 *     [site]                             # or, in libconfuse's own form:  site {
 *     main = id                          #     main = id
 *     editions = {en, zh, ja, ar, fr}    #     editions = {en, zh, ja, ar, fr}
 *                                        # }
 *
 * Everything has a default that works. An unknown key or a value that makes no sense is refused with file, line and what
 * is known. examples/courant.conf shows and explains every key. */
#ifndef CR_WIRE_CONFIG_H
#define CR_WIRE_CONFIG_H
#include <courant/translate.h>

#include "base/limits.h"
#include "store/store.h"

typedef struct cr_config_source { /* [source "ADDRESS"] */
    cr_str url, title, language;  /* or none */
    cr_rights rights;
} cr_config_source;

typedef struct cr_config { /* strings live in the arena given */
    cr_str path;           /* file that was read; none: defaults */
    /* [site] */
    cr_str title;          /* "Courant" */
    cr_str main;           /* language of the main edition */
    cr_strs editions;      /* the main one first */
    cr_str listen;         /* "127.0.0.1:8040" */
    cr_str base_url;       /* address under which readers reach the site, without a slash at the end; or none */
    cr_str password;       /* or none */
    bool public;           /* listening elsewhere than on loopback: show to everyone what rights allow */
    /* [fetch] */
    cr_strs allow;         /* addresses and networks the guard lets through: "127.0.0.1", "10.0.0.0/8" */
    cr_str user_agent, contact; /* or none */
    unsigned interval_minutes;  /* between two fetches of a source, at first */
    /* [translate] */
    cr_strs engines;       /* order of preference; empty: all there are */
    cr_str models;         /* folder of installed models; none: "models" in the data folder */
    cr_str registry;       /* address of a list of models, asked by `courant models` alone; or none */
    unsigned threads;      /* of the built-in engine; 0: as many as there are cores, at most 4 */
    cr_str libretranslate_url, libretranslate_key, apertium_data; /* or none */
    cr_str chat_url, chat_model, chat_key; /* a language model behind an OpenAI-compatible server; or none. The key also from $COURANT_CHAT_KEY */
    cr_strs chat_languages;
    /* [serve] */
    cr_str serve_translate; /* "auto", "yes", "no" */
    cr_strs keys;
    bool key_required;
    long char_limit, batch_limit, alternatives_limit, requests_per_minute; /* -1: none; requests 0: see site.h */
    unsigned serve_threads;
    /* [stories] */
    int window_days;
    /* [source "…"] */
    cr_config_source *sources;
    size_t source_count;
    cr_limits limits;      /* [limits] */
} cr_config;

/* `path`: as given with --config, or NULL: ./courant.conf, else $XDG_CONFIG_HOME/courant/courant.conf (~/.config), else
 * the defaults. A path given must exist. */
cr_status cr_config_load(cr_arena *a, const char *path, cr_config *out, cr_error *err) CR_MUST_CHECK;
/* The same from text; `name` stands in messages. */
cr_status cr_config_read(cr_arena *a, cr_str text, const char *name, cr_config *out, cr_error *err) CR_MUST_CHECK;
/* Folder of the store: `path` as given with --data, or NULL: $XDG_DATA_HOME/courant (~/.local/share). In the arena. */
cr_str cr_config_data(cr_arena *a, const char *path);
/* Folder of installed models: as configured, else "models" in the data folder (`data` as given with --data, or NULL). In the arena. */
cr_str cr_config_models(cr_arena *a, const cr_config *c, const char *data);
/* What [translate] says, as the translator wants it; borrowed from `c` and the arena. No memory. */
cr_translator_options cr_config_translator(cr_arena *a, const cr_config *c, const char *data);
/* "extract", "full", "internal". */
const char *cr_rights_name(cr_rights rights);
bool cr_rights_parse(cr_str name, cr_rights *out);
#endif

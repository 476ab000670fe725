/* An engine for tests: answers by rule, and counts what it was asked. */
#ifndef FAKE_ENGINE_H
#define FAKE_ENGINE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "translate/translator.h"

typedef struct fake {
    cr_engine engine;
    const char *pairs;   /* "fr-en de-en" */
    const char *hash;
    bool broken;         /* has its routes, and fails when run */
    size_t asked, runs;  /* segments, calls */
    bool freed;
    /* the answer to one segment; NULL: "[to] " and its first 14 bytes */
    void (*answer)(cr_arena *a, const cr_route *r, const cr_engine_request *q, cr_str segment, cr_engine_answer *out);
} fake;

static bool fake_route(cr_engine *e, cr_arena *a, cr_str from, cr_str to, cr_route *out, cr_str *why) {
    fake *f = e->state;
    cr_str pair = cr_str_format(a, "%.*s-%.*s", CR_FMT(from), CR_FMT(to));
    *why = cr_str_format(a, "%s lacks it", e->name);
    if (!cr_str_contains(cr_str_of(f->pairs), pair.ptr))
        return false;
    *out = (cr_route){.from = cr_str_copy(a, from), .to = cr_str_copy(a, to), .engine = cr_str_of(e->name), .model = CR_STR("fake 1"), .hash = cr_str_of(f->hash)};
    return true;
}

static cr_status fake_list(cr_engine *e, cr_arena *a, cr_route **out, size_t *count, cr_error *err) {
    (void)e, (void)a, (void)err;
    *out = NULL;
    *count = 0;
    return CR_OK;
}

static cr_status fake_run(cr_engine *e, cr_arena *a, const cr_route *r, const cr_engine_request *q, cr_engine_answer *answers, cr_error *err) {
    fake *f = e->state;
    f->runs++;
    f->asked += q->count;
    if (f->broken)
        return cr_fail(err, CR_ERR_ENGINE, "%s: its model is damaged", e->name);
    for (size_t i = 0; i < q->count; i++) {
        answers[i] = CR_ENGINE_ANSWER_NONE;
        if (f->answer)
            f->answer(a, r, q, q->segments[i], &answers[i]);
        else
            answers[i].text = cr_str_format(a, "[%.*s] %.*s", CR_FMT(r->to), (int)(q->segments[i].len < 14 ? q->segments[i].len : 14), q->segments[i].ptr);
    }
    return CR_OK;
}

static void fake_free(cr_engine *e) { ((fake *)e->state)->freed = true; }

static void fake_init(fake *f, const char *name, const char *pairs) {
    *f = (fake){.pairs = pairs};
    f->engine = (cr_engine){.name = name, .state = f, .route = fake_route, .list = fake_list, .run = fake_run, .free = fake_free};
}

/* A translator that has these engines alone. */
static cr_translator *fake_translator(cr_translate_memory memory, fake *first, fake *second) {
    cr_error err;
    cr_translator *t;
    cr_str none[] = {CR_STR("libretranslate")}; /* without an address: nothing */
    cr_translator_options o = {.engines = {none, 1}, .memory = memory};
    assert_int_equal(cr_translator_new(&o, &t, &err), CR_OK);
    assert_int_equal(cr_translator_add(t, &first->engine, &err), CR_OK);
    if (second)
        assert_int_equal(cr_translator_add(t, &second->engine, &err), CR_OK);
    return t;
}
#endif

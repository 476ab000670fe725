/* The inside of a translator, shared by the files that make one. */
#ifndef CR_TRANSLATE_TRANSLATOR_H
#define CR_TRANSLATE_TRANSLATOR_H
#include "translate/engine.h"

enum { CR_TRANSLATOR_ENGINES = 8 };

struct cr_translator {
    cr_engine *engines[CR_TRANSLATOR_ENGINES]; /* in order of preference */
    size_t count;
    cr_translate_memory memory;
    const cr_limits *limits;
    cr_error passed_over; /* of the last run: why an engine that has a route did nothing */
};

/* One more engine, asked after all others; the translator frees it, also when it fails. For engines made elsewhere, and for tests. */
cr_status cr_translator_add(cr_translator *t, cr_engine *engine, cr_error *err) CR_MUST_CHECK;

/* What was damaged, if anything, of the engines before the n-th of those that may be used: kept in passed_over, unless that says something already. */
void cr_translator_note_spoilt(cr_translator *t, cr_str from, cr_str to, cr_str name, size_t n);

/* The engine at or after *n that has a route, and *n behind it; NULL: there is none, *why (in the arena) says why. */
cr_engine *cr_translator_find(cr_translator *t, cr_arena *arena, cr_str from, cr_str to, cr_str name, size_t *n, cr_route *out, cr_str *why);
#endif

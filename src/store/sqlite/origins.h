/* Origins of the reports of a story, in rows (migration 0006; src/story/reports.h tells them). */
#ifndef CR_STORE_SQLITE_ORIGINS_H
#define CR_STORE_SQLITE_ORIGINS_H
#include "store/sqlite/db.h"
#include "story/reports.h"

typedef struct cr_origin_row { /* beside each report: what is written of it now */
    int64_t seq;
    char id[CR_ID_ROOM], near[CR_ID_ROOM], relay_of[CR_ID_ROOM], earliest[CR_ID_ROOM], dossier[CR_ID_ROOM];
    cr_origin_how origin;
    cr_str carries;
    bool counted;  /* has been told before; else it is new */
    uint64_t root;
    bool public;
} cr_origin_row;

typedef struct cr_origins { /* of a story, told and written */
    cr_report *reports;
    cr_origin_row *rows;
    cr_digest_origin *origins;
    bool unsketched; /* one of them is of an older store */
    size_t count, capacity, report_count, report_capacity;
    const int64_t *fresh; /* the articles that come now, in their order; borrowed */
    size_t fresh_count;
    int64_t *turned; /* seqs whose relay_of changed: their rights are to be made again */
    size_t turned_count, turned_capacity;
} cr_origins;

/* What is kept of an article for comparing; `k` may be NULL. */
cr_status cr_sketch_put(cr_store *s, cr_arena *a, int64_t seq, const cr_knowledge *k, cr_error *err) CR_MUST_CHECK;
/* Tells the story's origins anew and writes what changed, with the counts of roots. `fresh`: the articles that just came, the only
 * ones to be compared with those of other languages, each with what came before it; none: all that share nobody's text. */
cr_status cr_origins_make(cr_store *s, cr_arena *a, const char *story, const int64_t *fresh, size_t fresh_count, cr_origins *out, cr_error *err) CR_MUST_CHECK;
/* Seq of the central report, of all and of the public ones; 0: there is none. `o` as told just before; `members`: the articles that
 * came with it, whose public face is known since. */
cr_status cr_origins_central(cr_arena *a, cr_origins *o, const cr_member *members, size_t count, int64_t central[2], cr_error *err) CR_MUST_CHECK;
/* Counts a root of a bundle. */
cr_status cr_root_count(cr_store *s, int view, int kind, const char *id, uint64_t root, int by, cr_error *err) CR_MUST_CHECK;
#endif

/* Inside the room: where a model is put together before it is installed (see models.h).
 *
 *     MODELS/.incoming/NAME/            locked while somebody works in it (flock, so that a killed program leaves no lock)
 *     MODELS/.incoming/NAME/fetched/    packed files as they come; parts of them are gone on with the next time
 *     MODELS/.incoming/NAME/model/      what becomes the model's folder by one rename
 *
 * What is left over is taken up again by whoever adds the same, and cleaned away when nobody has touched it for two weeks. */
#ifndef CR_TRANSLATE_STAGING_H
#define CR_TRANSLATE_STAGING_H
#include "base/limits.h"
#include "translate/models.h"

typedef struct cr_staging {
    cr_arena *arena;
    const cr_limits *limits;
    cr_str models;           /* folder of models */
    cr_str folder;           /* .incoming/NAME */
    int lock;
} cr_staging;

/* Waits for whoever is at the same: `wait` is called every 200 ms meanwhile; false: give up (CR_ERR_CANCELLED). */
cr_status cr_staging_open(cr_arena *arena, cr_str models, cr_str name, const cr_limits *limits, bool (*wait)(void *context), void *context,
                        cr_staging *out, cr_error *err) CR_MUST_CHECK;
/* `keep`: what was fetched stays for the next time. */
void cr_staging_close(cr_staging *s, bool keep);

/* From looking what is installed to installing nobody else does: two programs with the same model from two places would make twins of
 * it. The caller closes the descriptor; -1 where the system has no such locks, and it goes on without. */
int cr_staging_alone(const cr_staging *s);

cr_str cr_staging_path(const cr_staging *s, const char *part, const char *name); /* ".incoming/NAME/part/name" */

/* Copies a file into the model's folder, unpacked, counted and hashed on the way. `bytes` (0: not told) and `sha256` (NULL or "":
 * not told) are what it must be; else it is removed and CR_ERR_SYNTAX. */
cr_status cr_staging_unpack(const cr_staging *s, const char *from, cr_model_file_kind kind, uint64_t bytes, const char *sha256, cr_model_file *out,
                          cr_error *err) CR_MUST_CHECK;

/* Opens the model that was put together, as an engine would, so that a broken one is never installed. */
cr_status cr_staging_try(const cr_staging *s, const cr_installed_model *m, cr_error *err) CR_MUST_CHECK;

/* Writes the description, syncs all and moves the folder to MODELS/FROM-TO/NAME; fills m->name and the paths of its files. */
cr_status cr_staging_install(cr_staging *s, cr_installed_model *m, cr_error *err) CR_MUST_CHECK;

/* "fr-en/tiny-3.0", "en-zh/en-zh-Hant-base-memory-1f2e3d4c": what tells it from others of its pair. `clash`: that name is taken by another
 * model. */
cr_str cr_staging_name(cr_arena *arena, const cr_installed_model *m, bool clash);

/* Takes away a folder of the depth that models have: files and folders of files. Symbolic links are removed, never followed. */
cr_status cr_staging_remove(cr_str folder, cr_error *err) CR_MUST_CHECK;
/* A name for a pair: "en-zh", by the codes of its languages. */
cr_str cr_staging_pair(cr_arena *arena, cr_str from, cr_str to);
/* Letters of a name that are safe in a path; the others become "_". */
cr_str cr_staging_plain(cr_arena *arena, cr_str name);
cr_status cr_staging_folder(cr_str path, cr_error *err) CR_MUST_CHECK; /* mkdir -p */
#endif

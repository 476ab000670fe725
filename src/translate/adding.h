/* Adding and removing translation models: from a folder, a file or an archive on this disk, or from a registry.
 *
 *     cr_adding a = {.folder = models, .now = time, .options = &fetch_options, .progress = show};
 *     cr_adding_local(&a, arena, path, from, to, &model, &already, &err);
 *
 *     cr_adding_registry_read(&a, arena, url, &registry, &err);
 *     const cr_registry_model *m = cr_registry_choose(registry, from, to, none, &err);
 *     cr_adding_registry(&a, arena, m, url, &model, &already, &err);
 *
 * A model is opened and tried before it is installed, and appears whole by one rename (models.h). Two that add the same at the same
 * time wait for each other, and the second finds it there. What a lost connection or the end of the program interrupted goes on the
 * next time; a full disk, or a file that is not what was announced, leaves nothing behind. */
#ifndef CR_TRANSLATE_ADDING_H
#define CR_TRANSLATE_ADDING_H
#include "net/fetch.h"
#include "translate/models.h"
#include "translate/registry.h"

typedef struct cr_adding {
    cr_str folder;                   /* of models; made when it is not there */
    cr_str now;                      /* RFC 3339 UTC: when the model is installed */
    const cr_limits *limits;         /* or NULL */
    const cr_fetch_options *options; /* for what is fetched */
    /* `what`: a file's name; bytes of all files so far and altogether (0: not known yet). False: stop. May be NULL. */
    bool (*progress)(void *context, const char *what, uint64_t done, uint64_t total);
    void *context;
} cr_adding;

/* `path`: a folder, a model's .bin file, or an archive. `from`, `to`: languages, or none. *already: the very same model was there. */
cr_status cr_adding_local(const cr_adding *a, cr_arena *arena, cr_str path, cr_str from, cr_str to, cr_installed_model *out, bool *already,
                          cr_error *err) CR_MUST_CHECK;
/* The same of an archive at a web address. */
cr_status cr_adding_address(const cr_adding *a, cr_arena *arena, cr_str url, cr_str from, cr_str to, cr_installed_model *out, bool *already,
                            cr_error *err) CR_MUST_CHECK;

cr_status cr_adding_registry_read(const cr_adding *a, cr_arena *arena, cr_str url, cr_registry **out, cr_error *err) CR_MUST_CHECK;
cr_status cr_adding_registry(const cr_adding *a, cr_arena *arena, const cr_registry_model *m, cr_str url, cr_installed_model *out, bool *already,
                             cr_error *err) CR_MUST_CHECK;
/* Is that model installed already? By the hash of its model file, else by its name. */
const cr_installed_model *cr_adding_is_there(const cr_registry_model *m, const cr_installed_model *installed, size_t count);

/* A model's folder, whole or damaged. */
typedef struct cr_named_model {
    cr_str name;      /* "fr-en/tiny-3.0" */
    cr_str from, to;  /* of a damaged one: as the folder of its pair says */
    uint64_t bytes;
    bool damaged;     /* its description cannot be read, or a file of it is missing or of another length */
} cr_named_model;

/* All models of a pair ("fr-en") or one of them ("fr-en/tiny-3.0"); none: all there are. Damaged ones come last; what holds no file of a
 * model, or lies in no pair's folder, is none of them. CR_ERR_NOT_FOUND lists those there are. */
cr_status cr_models_named(cr_arena *arena, cr_str folder, cr_str which, cr_named_model **out, size_t *count, cr_error *err) CR_MUST_CHECK;
bool cr_model_is_named(cr_arena *arena, const cr_named_model *m, cr_str which);
cr_status cr_models_remove(cr_arena *arena, cr_str folder, const cr_named_model *m, cr_error *err) CR_MUST_CHECK;

/* What was begun and is not whole: names and bytes of what is there of them. */
typedef struct cr_unfinished {
    cr_str name;
    uint64_t bytes;
} cr_unfinished;
cr_status cr_models_unfinished(cr_arena *arena, cr_str folder, cr_unfinished **out, size_t *count, cr_error *err) CR_MUST_CHECK;
#endif

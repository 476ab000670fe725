/* Installed translation models: what lies on this disk, for an engine to open and for people to look after.
 *
 *     cr_installed_model *m;
 *     size_t n;
 *     cr_models_list(arena, folder, &m, &n, &err);          // best first within a pair
 *     cr_model_files files = cr_installed_files(&m[0]);      // for cr_model_open (infer/infer.h)
 *
 * On disk, in the folder of models ([translate] models in courant.conf, else "models" in the data folder):
 *
 *     fr-en/tiny-3.0/model.bin vocab.spm [trgvocab.spm] [lex.s2t.bin] [config.yml] courant-model.json
 *     .incoming/…                     half-made; never listed; taken up again or cleaned away
 *
 * A model's folder is written under .incoming, synced and renamed into its place as the last step; from then on nothing in it
 * changes. So whoever lists sees a whole model or none, and a mapped file stays what it was, also after it is removed.
 *
 * courant-model.json: {"form": 1, "from": "fr", "to": "en", "name": …, "version": …, "architecture": …, "licence": …,
 * "origin": …, "installed": "2026-01-31T12:00:00Z", "files": {"model": {"name": "model.bin", "bytes": 1, "sha256": "…"}, …}}.
 * A folder whose description cannot be read is passed over by the list, and named by cr_models_list's `broken`. */
#ifndef CR_TRANSLATE_MODELS_H
#define CR_TRANSLATE_MODELS_H
#include <courant/str.h>
#include <stdint.h>

#include "infer/infer.h"

typedef enum cr_model_file_kind {
    CR_MODEL_FILE_MODEL,
    CR_MODEL_FILE_VOCABULARY,        /* of the source, or of both */
    CR_MODEL_FILE_TARGET_VOCABULARY,
    CR_MODEL_FILE_SHORTLIST,
    CR_MODEL_FILE_SETTINGS,
    CR_MODEL_FILE_KINDS
} cr_model_file_kind;

typedef struct cr_model_file {
    cr_str path;     /* none: the model has no such file */
    char sha256[65]; /* as recorded at installation */
    uint64_t bytes;
} cr_model_file;

typedef struct cr_installed_model {
    cr_str from, to;         /* ISO 639-1: "fr", "zh" */
    cr_str from_tag, to_tag; /* as its makers write them: "zh-Hant" */
    cr_str name;             /* "fr-en/tiny-3.0": its folder below the folder of models, and what `courant models remove` takes */
    cr_str version;          /* "3.0"; none where its makers gave none */
    cr_str architecture;     /* "tiny", "base", "base-memory"; none where not told */
    cr_str licence, origin;  /* licence or none; the address or path it came from */
    cr_str installed;        /* RFC 3339 UTC */
    cr_model_file files[CR_MODEL_FILE_KINDS];
    uint64_t bytes;          /* of all files */
} cr_installed_model;

const char *cr_model_file_name(cr_model_file_kind kind); /* "model.bin", as it is called when installed */
const char *cr_model_file_key(cr_model_file_kind kind);  /* "model", as in the description */

/* All installed models, by pair; within a pair the one to use first: better architecture, newer version, later installed.
 * A folder that is not there holds none. Everything lives in the arena. `broken` (may be NULL): folders that are no whole model. */
cr_status cr_models_list(cr_arena *arena, cr_str folder, cr_installed_model **out, size_t *count, cr_strs *broken, cr_error *err) CR_MUST_CHECK;

/* The model's SHA-256 is files[CR_MODEL_FILE_MODEL].sha256. */
cr_model_files cr_installed_files(const cr_installed_model *m);

/* 3.0 after 3.0a1 after 2.9; what is no version comes first. As strcmp. */
int cr_model_version_compare(cr_str a, cr_str b);
/* A higher number translates better: of several for a pair, the one to prefer. */
int cr_model_architecture_rank(cr_str architecture);

/* The description of a model's folder (courant-model.json), from its text and back. Paths are joined with `folder`; file names that
 * lead elsewhere are refused. */
cr_status cr_model_description_read(cr_arena *arena, cr_str json, cr_str folder, cr_installed_model *out, cr_error *err) CR_MUST_CHECK;
cr_status cr_model_description_write(cr_arena *arena, const cr_installed_model *m, cr_str *out, cr_error *err) CR_MUST_CHECK;
#endif

/* Inside the room: what a folder, a file or an archive says of the model in it, before anything is copied.
 *
 * Read are: model_info.json and config.*.yml as translateLocally keeps them, metadata.json as the Firefox project exports it, and
 * names ("model.esen.intgemm.alphas.bin", "vocab.esen.spm" or "srcvocab…" and "trgvocab…", "lex.50.50.esen.s2t.bin"), each file
 * packed with gzip or zstd or not at all. Nothing outside the folder is looked at, whatever a configuration names. */
#ifndef CR_TRANSLATE_FOUND_H
#define CR_TRANSLATE_FOUND_H
#include "base/limits.h"
#include "translate/models.h"

typedef struct cr_found_model {
    cr_str from_tag, to_tag;      /* none: not told */
    cr_strs from_tags;            /* of a model of several source languages: all of them; `from_tag` is then none */
    cr_str architecture, version, licence; /* or none */
    cr_str files[CR_MODEL_FILE_KINDS];     /* paths, perhaps of packed files; none: there is no such file */
    bool old_shortlist;           /* there is a shortlist in the older text form, which no engine of ours reads */
    char sha256[65];              /* of the model, unpacked, as its metadata.json says; "": not told */
    uint64_t bytes;               /* of the files as they lie there */
} cr_found_model;

/* `path`: a folder, or a model's .bin whose companions lie beside it. `from`, `to`: which pair of several is meant, or none. */
cr_status cr_found_read(cr_arena *arena, cr_str path, cr_str from, cr_str to, const cr_limits *limits, cr_found_model *out, cr_error *err) CR_MUST_CHECK;

/* The languages in which the model is to be installed: those wanted, those found, or an error that says what to add. */
cr_status cr_found_languages(cr_arena *arena, const cr_found_model *f, cr_str path, cr_str from, cr_str to, cr_installed_model *out, cr_error *err) CR_MUST_CHECK;

/* Is there a language that this names? "fr", "zh-Hant", "fra"; not "xx", not "french". */
bool cr_found_language(cr_str tag);

/* "es", "en" of "esen"; of "model.esen.intgemm.alphas.bin", "vocab.esen.spm", "es-en-tiny" as well. False: it tells no pair. */
bool cr_found_pair(cr_str name, char from[16], char to[16]);

/* Folders of models that other programs keep on this disk (translateLocally's), below `home`. */
cr_status cr_found_elsewhere(cr_arena *arena, cr_str home, cr_strs *folders, cr_error *err) CR_MUST_CHECK;
#endif

/* Registries of translation models: the public lists from which models are fetched, in the JSON forms of the Firefox project.
 *
 *     records    {"data": [{"name": "model.fren.intgemm.alphas.bin", "sourceLanguage": "fr", "targetLanguage": "en",
 *                "architecture": "base-memory", "version": "3.0", "fileType": "model", "filter_expression": "",
 *                "decompressedSize": 37000000, "decompressedHash": SHA-256, "attachment": {"location": PATH, "size": 26000000, "hash": SHA-256}}]}
 *                one record a file (Remote Settings, collection translations-models-v2). PATH is below the address that the server's
 *                root document names: {"capabilities": {"attachments": {"base_url": URL}}}; files are packed with zstd.
 *     older      the same with fromLang, toLang, no architecture and files that are not packed (translations-models)
 *     catalogue  {"baseUrl": URL, "models": {"fr-en": [{"architecture", "releaseStatus": "Release", "sourceLanguage", "targetLanguage",
 *                "files": {"model": {"path", "uncompressedSize", "uncompressedHash"}, "lexicalShortlist", "vocab" | "srcVocab" + "trgVocab"}}]}}
 *                files are packed with gzip, only the model's hash is told
 *
 * A model is what has the same languages, architecture, version and release. A record that cannot be used costs itself; addresses
 * that are no plain path below the base are not used. Limits: "registry_records", "model_bytes". No fetching here. */
#ifndef CR_TRANSLATE_REGISTRY_H
#define CR_TRANSLATE_REGISTRY_H
#include "base/limits.h"
#include "translate/models.h"

typedef struct cr_registry_file {
    cr_str url;             /* none: there is no such file */
    uint64_t packed, bytes; /* as it comes and unpacked; 0: not told */
    char packed_sha256[65], sha256[65]; /* "": not told */
    uint64_t changed;       /* of the record; the latest counts */
} cr_registry_file;

typedef struct cr_registry_model {
    cr_str from, to;         /* ISO 639-1 */
    cr_str from_tag, to_tag; /* as the registry writes them */
    cr_str architecture, version; /* or none */
    bool released;           /* for everyone on a computer; else for testers or for telephones */
    cr_registry_file files[CR_MODEL_FILE_KINDS];
    uint64_t packed, bytes;  /* of all files, where told; a file of which it is not told counts 0 */
} cr_registry_model;

typedef struct cr_registry {
    cr_registry_model *models; /* those with a model and a vocabulary; by pair, within a pair the one to take first */
    size_t count;
    size_t passed_over;      /* records that could not be used */
    cr_str form;             /* "records", "older" or "catalogue" */
} cr_registry;

/* Does a list in this form need the server's root document to know where its files are? */
bool cr_registry_wants_base(cr_str json);
/* The root document's address of a list's: "https://host/v1/" of "https://host/v1/buckets/…"; none where there is none. */
cr_str cr_registry_root(cr_arena *arena, cr_str url);
/* Where attachments are, by the root document `json` that was had from `url`. None when it does not say. */
cr_str cr_registry_base(cr_arena *arena, cr_str json, cr_str url);

/* `url`: of the list. `base`: of attachments; none: beside the list. */
cr_status cr_registry_read(cr_arena *arena, cr_str json, cr_str url, cr_str base, const cr_limits *limits, cr_registry **out, cr_error *err) CR_MUST_CHECK;

/* The model to take for a pair: released, newest version, then better architecture (or that which is named). Languages match as the
 * registry writes them ("zh-Hant") or by their code ("zh"). NULL: there is none, and `err` says what there is. */
const cr_registry_model *cr_registry_choose(const cr_registry *r, cr_str from, cr_str to, cr_str architecture, cr_error *err);
#endif

/* Settings in YAML: a model's own ("special:model.yml") and a decoder's (config.yml), as names and values.
 *
 * Read by libyaml within limits: one mapping of scalars, lists of scalars and mappings of them ("a: {b: 1}" is "a.b"); a list gives
 * its name once for each value. Aliases and tags mean nothing here: an alias is refused. What is asked for and is not of the right
 * kind is an error that names it; what is not asked for may be anything. */
#ifndef CR_INFER_SETTINGS_H
#define CR_INFER_SETTINGS_H
#include "base/limits.h"

typedef struct cr_setting {
    cr_str key, value; /* in the arena; an empty list is not there at all */
} cr_setting;

typedef struct cr_settings {
    const char *name; /* of the file, for messages; borrowed */
    const cr_setting *items;
    size_t count;
} cr_settings;

cr_status cr_settings_read(cr_arena *arena, const char *name, cr_str yaml, const cr_limits *limits, cr_settings *out,
                           cr_error *err) CR_MUST_CHECK;

/* The first value of that key; CR_STR_NONE when it is not there. */
cr_str cr_settings_get(const cr_settings *s, const char *key);
/* The value at that place of a list. */
cr_str cr_settings_at(const cr_settings *s, const char *key, size_t index);
size_t cr_settings_length(const cr_settings *s, const char *key); /* how many values the key has */
bool cr_settings_has(const cr_settings *s, const char *key, const char *value); /* is it there with that very value */

/* Each leaves *out as it is when the key is not there. */
cr_status cr_settings_count(const cr_settings *s, const char *key, size_t most, size_t *out, cr_error *err) CR_MUST_CHECK;
cr_status cr_settings_number(const cr_settings *s, const char *key, double *out, cr_error *err) CR_MUST_CHECK;
cr_status cr_settings_flag(const cr_settings *s, const char *key, bool *out, cr_error *err) CR_MUST_CHECK;
#endif

/* Every ceiling of Courant in one table: name, default, meaning, what is recorded when it is met.
 *
 * A limit is read as cr_limit(limits, CR_LIMIT_PAGE_BYTES); limits may be NULL for the defaults.
 * The configuration key is the name, in section [limits]. The table is src/base/limits.def;
 * `courant doctor --limits` and courant.conf(5) print it. */
#ifndef CR_BASE_LIMITS_H
#define CR_BASE_LIMITS_H
#include <courant/str.h>

typedef enum cr_limit_name {
#define CR_LIMIT(id, name, value, meaning) CR_LIMIT_##id,
#include "base/limits.def"
#undef CR_LIMIT
    CR_LIMIT_COUNT
} cr_limit_name;

typedef struct cr_limits {
    size_t value[CR_LIMIT_COUNT];
} cr_limits;

void cr_limits_init(cr_limits *limits); /* the defaults */
size_t cr_limit(const cr_limits *limits, cr_limit_name which);
const char *cr_limit_key(cr_limit_name which);
const char *cr_limit_meaning(cr_limit_name which);
/* False when there is no such key. */
bool cr_limits_set(cr_limits *limits, cr_str key, size_t value);
/* Says "KEY: ACTUAL is over the limit of N; raise `KEY` under [limits] in courant.conf if this is honest input". */
cr_status cr_limit_met(cr_error *err, const cr_limits *limits, cr_limit_name which, const char *what);
#endif

#include "base/limits.h"

static const struct {
    const char *key;
    size_t value;
    const char *meaning;
} table[CR_LIMIT_COUNT] = {
#define CR_LIMIT(id, name, value, meaning) [CR_LIMIT_##id] = {name, value, meaning},
#include "base/limits.def"
#undef CR_LIMIT
};

void cr_limits_init(cr_limits *limits) {
    for (int i = 0; i < CR_LIMIT_COUNT; i++)
        limits->value[i] = table[i].value;
}

size_t cr_limit(const cr_limits *limits, cr_limit_name which) {
    return limits ? limits->value[which] : table[which].value;
}

const char *cr_limit_key(cr_limit_name which) { return table[which].key; }
const char *cr_limit_meaning(cr_limit_name which) { return table[which].meaning; }

bool cr_limits_set(cr_limits *limits, cr_str key, size_t value) {
    for (int i = 0; i < CR_LIMIT_COUNT; i++)
        if (cr_str_is(key, table[i].key)) {
            limits->value[i] = value;
            return true;
        }
    return false;
}

cr_status cr_limit_met(cr_error *err, const cr_limits *limits, cr_limit_name which, const char *what) {
    return cr_fail(err, CR_ERR_LIMIT, "%s: over the limit %s = %zu; raise it under [limits] in courant.conf if this is honest input",
                   what, table[which].key, cr_limit(limits, which));
}

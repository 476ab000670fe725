#include <courant/status.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

static const char *const names[CR_STATUS_COUNT] = {
    [CR_OK] = "ok",
    [CR_ERR_MEMORY] = "memory",
    [CR_ERR_LIMIT] = "limit",
    [CR_ERR_SYNTAX] = "syntax",
    [CR_ERR_ENCODING] = "encoding",
    [CR_ERR_IO] = "io",
    [CR_ERR_NETWORK] = "network",
    [CR_ERR_REFUSED] = "refused",
    [CR_ERR_NOT_FOUND] = "not_found",
    [CR_ERR_USAGE] = "usage",
    [CR_ERR_STORE] = "store",
    [CR_ERR_ENGINE] = "engine",
    [CR_ERR_UNSUPPORTED] = "unsupported",
    [CR_ERR_CANCELLED] = "cancelled",
};

const char *cr_status_name(cr_status status) {
    return (unsigned)status < CR_STATUS_COUNT ? names[status] : "unknown";
}

cr_status cr_fail(cr_error *err, cr_status status, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        vsnprintf(err->line, sizeof err->line, format, args);
        va_end(args);
        cr_log_clean(err->line);
        err->status = status;
    }
    return status;
}

void cr_error_prefix(cr_error *err, const char *format, ...) {
    if (!err)
        return;
    char context[CR_ERROR_BYTES], old[CR_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof context, format, args);
    va_end(args);
    memcpy(old, err->line, sizeof old);
    size_t n = strlen(context);
    if (n > sizeof err->line - 3)
        n = sizeof err->line - 3;
    memcpy(err->line, context, n);
    int room = (int)(sizeof err->line - n - 3); /* for ": " and the NUL */
    snprintf(err->line + n, sizeof err->line - n, ": %.*s", room, old);
    cr_log_clean(err->line);
}

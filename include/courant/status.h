/* Courant: results and errors.
 *
 * Every function that can fail returns a cr_status and fills a cr_error that the caller
 * supplies with one line a person can act on: what happened, where, what to do.
 * Nothing in the library aborts, prints or exits.
 *
 *     cr_error err = {0};
 *     if (cr_feed_parse(arena, bytes, NULL, &feed, &err) != CR_OK)
 *         fprintf(stderr, "courant: %s\n", err.line);
 *
 * Numbers are for ever: a retired one keeps its place. */
#ifndef COURANT_STATUS_H
#define COURANT_STATUS_H

#if defined(__GNUC__)
#define CR_MUST_CHECK __attribute__((warn_unused_result))
#define CR_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define CR_MUST_CHECK
#define CR_PRINTF(f, a)
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cr_status {
    CR_OK = 0,
    CR_ERR_MEMORY = 1,      /* the allocator refused */
    CR_ERR_LIMIT = 2,       /* a named limit was met (src/base/limits.h) */
    CR_ERR_SYNTAX = 3,      /* the input is not in the form it claims */
    CR_ERR_ENCODING = 4,    /* bytes that cannot be decoded */
    CR_ERR_IO = 5,          /* a file could not be read or written */
    CR_ERR_NETWORK = 6,     /* name, connection, TLS, time-out, HTTP failure */
    CR_ERR_REFUSED = 7,     /* the address guard, robots.txt or rights said no */
    CR_ERR_NOT_FOUND = 8,   /* no such article, story, pair, file */
    CR_ERR_USAGE = 9,       /* the caller or the user asked for something impossible */
    CR_ERR_STORE = 10,      /* the store is damaged, locked, full or of another version */
    CR_ERR_ENGINE = 11,     /* a translation engine failed */
    CR_ERR_UNSUPPORTED = 12,/* a format or language Courant does not read */
    CR_ERR_CANCELLED = 13,  /* asked to stop */
    CR_STATUS_COUNT = 14
} cr_status;

/* One line, UTF-8, without a newline, ended by NUL; never longer than this. */
#define CR_ERROR_BYTES 512

typedef struct cr_error {
    cr_status status;
    char line[CR_ERROR_BYTES];
} cr_error;

/* A fixed short name of a status ("limit", "syntax"), for JSON and logs. Never NULL. */
const char *cr_status_name(cr_status status);

/* Fills `err` (NULL is allowed) and returns `status`, so that a function can end with
 *     return cr_fail(err, CR_ERR_IO, "%s: %s; check the path", path, strerror(errno));
 * Control characters in the text are replaced, so that hostile input cannot forge log lines. */
cr_status cr_fail(cr_error *err, cr_status status, const char *format, ...) CR_PRINTF(3, 4);

/* Puts "context: " before the line that is already there; keeps the status. */
void cr_error_prefix(cr_error *err, const char *format, ...) CR_PRINTF(2, 3);

/* Forwards a failure. */
#define CR_TRY(expr)                           \
    do {                                       \
        cr_status cr_try_status_ = (expr);     \
        if (cr_try_status_ != CR_OK)           \
            return cr_try_status_;             \
    } while (0)

#ifdef __cplusplus
}
#endif
#endif

#include "translate/remote.h"

#include <time.h>

#include "base/hash.h"
#include "base/utf8.h"

enum { WAIT_SECONDS = 5, ANSWER_BYTES = 8 << 20, PATIENCE = 4 /* times the limit for one sentence: an answer holds several */ };

/* "https://host:5000/prefix" -> "host:5000", for the guard's one exception. */
static cr_str authority_of(cr_str url) {
    size_t start = cr_str_find(url, CR_STR("://"), 0);
    if (start == CR_STR_NPOS)
        return CR_STR_NONE;
    size_t end = start += 3;
    while (end < url.len && !strchr("/?#", url.ptr[end]))
        end++;
    cr_str authority = cr_str_slice(url, start, end);
    size_t at = cr_str_find_byte(authority, '@', 0);
    return at == CR_STR_NPOS ? authority : cr_str_slice(authority, at + 1, authority.len);
}

cr_status cr_remote_open(cr_remote *r, const char *engine, cr_str url, const cr_limits *limits, cr_error *err) {
    *r = (cr_remote){.engine = engine, .arena = cr_arena_new(0)};
    while (url.len && url.ptr[url.len - 1] == '/')
        url.len--;
    if (!r->arena)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", engine);
    if (!cr_str_starts(url, "http://") && !cr_str_starts(url, "https://"))
        return cr_fail(err, CR_ERR_USAGE, "%s: \"%.*s\" is not an address that begins with http:// or https://", engine, CR_FMT(url));
    r->url = cr_str_copy(r->arena, url);
    r->allowed = authority_of(r->url);
    if (cr_str_none(r->url) || cr_str_none(r->allowed))
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", engine);
    cr_str address[] = {cr_str_starts(r->url, "https") ? CR_STR("https") : CR_STR("http"), cr_str_slice(r->url, (size_t)(r->allowed.ptr - r->url.ptr), r->url.len)};
    cr_hash_id(r->hash, sizeof r->hash - 1, address, 2);
    r->guard.allow = (cr_strs){&r->allowed, 1};
    cr_limits_init(&r->limits);
    if (limits)
        r->limits = *limits;
    size_t seconds = cr_limit(&r->limits, CR_LIMIT_TRANSLATE_SECONDS) * PATIENCE;
    r->limits.value[CR_LIMIT_FETCH_SECONDS] = r->limits.value[CR_LIMIT_FETCH_STALL_SECONDS] = seconds; /* nothing comes while a server works */
    r->limits.value[CR_LIMIT_HOST_PAUSE_MS] = 0;
    if (r->limits.value[CR_LIMIT_PAGE_BYTES] > ANSWER_BYTES)
        r->limits.value[CR_LIMIT_PAGE_BYTES] = ANSWER_BYTES;
    r->options = (cr_fetch_options){.limits = &r->limits, .guard = &r->guard};
    return cr_fetcher_new(&r->options, &r->fetcher, err);
}

void cr_remote_close(cr_remote *r) {
    cr_fetcher_free(r->fetcher);
    cr_arena_free(r->arena);
}

cr_status cr_remote_ask(cr_remote *r, cr_arena *a, const char *path, cr_str body, cr_strs headers, cr_fetch_answer **answer, cr_error *err) {
    cr_fetch_request q = {.url = cr_str_format(a, "%.*s%s", CR_FMT(r->url), path), .accept = CR_STR("application/json"), .headers = headers, .body = body,
                          .body_type = cr_str_none(body) ? CR_STR_NONE : CR_STR("application/json")};
    cr_status status = CR_OK;
    for (int round = 0; round < 2; round++) {
        *answer = NULL;
        status = cr_fetcher_one(r->fetcher, &q, a, answer, err);
        bool busy = *answer && (*answer)->http == 429 && (*answer)->retry_after <= WAIT_SECONDS;
        if (!busy || round)
            break;
        struct timespec pause = {.tv_sec = (*answer)->retry_after > 0 ? (*answer)->retry_after : 1};
        nanosleep(&pause, NULL);
    }
    return status;
}

cr_str cr_remote_text(cr_arena *a, cr_str text) {
    cr_str s = cr_utf8_repair(a, text);
    char *copy = cr_arena_alloc(a, s.len + 1);
    for (size_t i = 0; copy && i < s.len; i++)
        copy[i] = (unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7F ? ' ' : s.ptr[i];
    return copy ? cr_str_trim((cr_str){copy, s.len}) : CR_STR_NONE;
}

/* Who may have something translated, and how often. Keys are kept as hashes, compared whole, and never logged. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "site/page.h"
#include "site/translate.h"

enum { PER_MINUTE = 120, KEY_BYTES = 1000 };

cr_status cr_access_open(cr_service *s, cr_error *err) {
    const cr_strs *keys = &s->options->keys;
    if (!(s->keys = calloc(keys->count + 1, sizeof *s->keys)))
        return cr_fail(err, CR_ERR_MEMORY, "site: out of memory");
    for (size_t i = 0; i < keys->count; i++)
        if (keys->items[i].len)
            cr_hash_sha256(s->keys[s->key_count++], keys->items[i]);
    s->key_required = s->options->key_required || (s->options->on == CR_SERVICE_AUTO && !s->site->listening_on_loopback);
    if (s->options->key_required && !s->key_count)
        return cr_fail(err, CR_ERR_USAGE, "[serve] key_required = yes, but no keys: write keys = {\"a long secret\"} under [serve]");
    return CR_OK;
}

/* All digits of all keys in every case: neither which key nor how much of it fits shows in the time. */
static bool is_key(const cr_service *s, cr_str given) {
    char hash[65];
    unsigned found = 0;
    cr_hash_sha256(hash, given.len <= KEY_BYTES ? given : CR_STR(""));
    for (size_t i = 0; i < s->key_count; i++) {
        unsigned difference = 0;
        for (size_t k = 0; k < 64; k++)
            difference |= (unsigned)(unsigned char)hash[k] ^ (unsigned)(unsigned char)s->keys[i][k];
        found |= difference == 0;
    }
    return found != 0;
}

/* ---- how often ---- */

/* A bucket of `per_minute` that fills evenly (H. Saito's token bucket, as in RFC 2697). Of eight places where an address may stand
 * the one unused longest gives way: an attacker with many addresses can at most reset those of a few others. */
bool cr_rate_take(cr_rate *rate, uint64_t address, unsigned per_minute, int64_t now_ms, unsigned *seconds) {
    enum { WAYS = 8 };
    size_t first = (size_t)(address % (CR_RATE_SLOTS / WAYS)) * WAYS, at = first;
    double most = per_minute;
    bool granted;
    pthread_mutex_lock(&rate->lock);
    for (size_t i = first; i < first + WAYS; i++) {
        if (rate->slots[i].address == address) {
            at = i;
            break;
        }
        if (rate->slots[i].at < rate->slots[at].at)
            at = i;
    }
    if (rate->slots[at].address != address) {
        rate->slots[at].address = address;
        rate->slots[at].left = most;
    } else {
        double left = rate->slots[at].left + (double)(now_ms - rate->slots[at].at) * most / 60000.0;
        rate->slots[at].left = left > most ? most : left;
    }
    rate->slots[at].at = now_ms;
    if ((granted = rate->slots[at].left >= 1))
        rate->slots[at].left -= 1;
    else
        *seconds = (unsigned)((1 - rate->slots[at].left) * 60 / most) + 1;
    pthread_mutex_unlock(&rate->lock);
    return granted;
}

static bool often_enough(cr_call *call, const cr_site_request *request) {
    long wanted = call->service->options->requests_per_minute;
    unsigned most = wanted < 0 || (wanted == 0 && request->from_loopback) ? 0 : wanted == 0 ? PER_MINUTE : (unsigned)wanted, seconds = 0;
    if (!most || cr_rate_take(&call->service->rate, request->address, most, cr_time_monotonic_ms(), &seconds))
        return true;
    cr_call_error(call, 429, "Slowdown: %u per 1 minute", most);
    cr_response_header(&call->response, "Retry-After", cr_str_format(call->arena, "%u", seconds));
    return false;
}

bool cr_access_granted(cr_call *call, const cr_site_request *request, cr_str key) {
    const cr_service *s = call->service;
    bool posts = call->endpoint == CR_ENDPOINT_TRANSLATE || call->endpoint == CR_ENDPOINT_DETECT;
    bool fits = s->key_count && key.len && is_key(s, key);
    if (s->key_count && key.len && !fits) {
        cr_call_error(call, 403, "Invalid API key");
        return often_enough(call, request) && false; /* guessing keys is slow too */
    }
    if (posts && s->key_required && !fits) {
        cr_call_error(call, 400, "Please contact the server operator to get an API key");
        return false;
    }
    if (!fits && !cr_site_password_fits(s->site, call->arena, request->authorization)) {
        cr_call_error(call, 401, "This server has a password: send it, or an API key");
        cr_response_header(&call->response, "WWW-Authenticate", CR_STR("Basic realm=\"Courant\", charset=\"UTF-8\""));
        return false;
    }
    return fits || often_enough(call, request);
}

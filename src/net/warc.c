/* One record after the other:
 *
 *     ┌ header ─────────────┐┌ block, Content-Length bytes ─────────────┐
 *     WARC/1.0 CRLF           HTTP/1.1 200 OK CRLF
 *     WARC-Type: response …   Content-Type: text/html …
 *     Content-Length: 4711    (empty line)
 *     (empty line)            <!doctype html> …                          CRLF CRLF
 *
 * Where a header should begin and does not, or a packed member is damaged, the record is lost, `lost` is set, and the next
 * call first looks for "WARC/" and a digit at the beginning of a line. */
#include "net/warc.h"

#include <stdio.h>
#include <stdlib.h>

#include "net/warc_message.h"

enum { FIRST_LOOK = 2 << 10, KEEP_BYTES = 1 << 20, NAMED_BYTES = 200, CAN_HOLD = 64 << 10 };

struct cr_warc {
    cr_stream *s;
    const cr_limits *limits;
    cr_arena *a;               /* of the page given last */
    cr_buf block, spare, other;
    cr_warc_counts counts;
    size_t returned;           /* bytes given back to the stream, in all */
    bool want_errors, lost, ended, said_rest;
};

bool cr_warc_sniff(cr_str s) {
    size_t at = 0;
    while (at < s.len && (s.ptr[at] == '\r' || s.ptr[at] == '\n' || s.ptr[at] == ' '))
        at++;
    s = cr_str_slice(s, at, s.len);
    return s.len > 5 && cr_str_starts_nocase(s, "WARC/") && s.ptr[5] >= '0' && s.ptr[5] <= '9';
}

cr_warc *cr_warc_open(cr_stream *stream, const cr_limits *limits) {
    cr_warc *w = calloc(1, sizeof *w);
    if (w)
        w->a = cr_arena_new(0);
    if (!w || !w->a) {
        free(w);
        return NULL;
    }
    w->s = stream;
    w->limits = limits;
    cr_buf_init(&w->block, cr_limit(limits, CR_LIMIT_PAGE_BYTES));
    cr_buf_init(&w->spare, cr_limit(limits, CR_LIMIT_PAGE_BYTES));
    cr_buf_init(&w->other, cr_limit(limits, CR_LIMIT_PAGE_BYTES));
    return w;
}

void cr_warc_close(cr_warc *w) {
    if (!w)
        return;
    cr_buf_free(&w->block);
    cr_buf_free(&w->spare);
    cr_buf_free(&w->other);
    cr_arena_free(w->a);
    free(w);
}

void cr_warc_want_errors(cr_warc *w, bool want) { w->want_errors = want; }
const cr_warc_counts *cr_warc_counted(const cr_warc *w) { return &w->counts; }

static void clear(cr_buf *b) {
    if (b->capacity > KEEP_BYTES) /* one large page must not stay in memory for the whole archive */
        cr_buf_free(b);
    cr_buf_clear(b);
}

/* ---- what goes wrong ---- */

static cr_status broken(cr_warc *w, cr_status status, const char *what, cr_error *err) {
    w->counts.broken++;
    w->lost = true;
    return cr_fail(err, status, "record %zu: %s", w->counts.records, what);
}

/* The stream gave less than was asked for: why? */
static cr_status short_of(cr_warc *w, cr_error *err) {
    bool cut = cr_stream_cut(w->s);
    if (cr_stream_how(w->s) == CR_STREAM_BROKEN && !cut)
        return broken(w, CR_ERR_SYNTAX, cr_stream_why(w->s), err);
    w->ended = cr_stream_how(w->s) != CR_STREAM_BROKEN;
    if (cr_stream_how(w->s) == CR_STREAM_FAILED)
        return broken(w, CR_ERR_IO, cr_stream_why(w->s), err);
    return broken(w, CR_ERR_SYNTAX, "the archive is cut short inside it; the records before it were read", err);
}

/* ---- finding the way ---- */

static bool record_begins(cr_str s) { return s.len > 5 && cr_str_starts_nocase(s, "WARC/") && s.ptr[5] >= '0' && s.ptr[5] <= '9'; }

/* To the next header at the beginning of a line or of a packed member. False: there is none. */
static bool find_record(cr_warc *w) {
    for (;;) {
        cr_str s = cr_stream_peek(w->s, CAN_HOLD);
        size_t at = 0;
        while ((at = cr_str_find_byte(s, '\n', at)) != CR_STR_NPOS) {
            at++;
            if (record_begins(cr_str_slice(s, at, s.len))) {
                cr_stream_take(w->s, at);
                return true;
            }
        }
        if (cr_stream_how(w->s) == CR_STREAM_GOING) {
            cr_stream_take(w->s, s.len - 8); /* a header may begin in the last bytes */
            continue;
        }
        cr_stream_take(w->s, s.len);
        return cr_stream_how(w->s) == CR_STREAM_BROKEN && cr_stream_mend(w->s, CR_STR("WARC/"));
    }
}

/* Empty lines stand behind every record; some writers leave more or fewer of them. */
static cr_str skip_empty_lines(cr_warc *w) {
    for (;;) {
        cr_str s = cr_stream_peek(w->s, 6);
        size_t at = 0;
        while (at < s.len && (s.ptr[at] == '\r' || s.ptr[at] == '\n' || s.ptr[at] == '\0'))
            at++;
        cr_stream_take(w->s, at);
        if (at == 0 || (at < s.len && s.len - at > 5))
            return cr_stream_peek(w->s, 0);
        if (cr_stream_how(w->s) != CR_STREAM_GOING)
            return cr_stream_peek(w->s, 0);
    }
}

/* Everything up to the empty line, within the limit; the window holds it. */
static cr_str peek_head(cr_warc *w, uint64_t most, bool *whole) {
    for (size_t look = FIRST_LOOK;; look *= 2) {
        look = look < most ? look : (size_t)most;
        cr_str s = cr_stream_peek(w->s, look);
        s = cr_str_slice(s, 0, s.len < most ? s.len : (size_t)most);
        size_t end = cr_warc_head_end(s);
        *whole = end != CR_STR_NPOS;
        if (*whole || s.len < look || look == most)
            return cr_str_slice(s, 0, *whole ? end : s.len);
    }
}

/* ---- blocks ---- */

/* False: the archive ends or breaks first. */
static bool pass_over(cr_warc *w, uint64_t left) {
    while (left > 0) {
        cr_str s = cr_stream_peek(w->s, 1);
        if (s.len == 0)
            return false;
        size_t n = s.len < left ? s.len : (size_t)left;
        cr_stream_take(w->s, n);
        left -= n;
    }
    return true;
}

static bool copy_block(cr_warc *w, uint64_t left) {
    while (left > 0) {
        cr_str s = cr_stream_peek(w->s, 1);
        if (s.len == 0)
            return false;
        size_t n = s.len < left ? s.len : (size_t)left;
        cr_buf_add(&w->block, s.ptr, n);
        cr_stream_take(w->s, n);
        left -= n;
    }
    return true;
}

/* A length that is too large has swallowed the next record: then no header stands behind the block, and one does inside it. What
 * is behind the first is given back to the stream. */
static cr_status give_back(cr_warc *w, cr_error *err) {
    cr_str behind = cr_stream_peek(w->s, 10);
    size_t at = 0;
    while (at < behind.len && (behind.ptr[at] == '\r' || behind.ptr[at] == '\n'))
        at++;
    if (at == behind.len || record_begins(cr_str_slice(behind, at, behind.len)))
        return CR_OK;
    cr_str s = cr_buf_str(&w->block);
    for (at = 0; (at = cr_str_find(s, CR_STR("\nWARC/1."), at)) != CR_STR_NPOS; at++) {
        size_t end = at, lines = 1, rest = s.len - at - 1;
        for (; end > 0 && (s.ptr[end - 1] == '\r' || s.ptr[end - 1] == '\n'); end--)
            lines += s.ptr[end - 1] == '\n';
        if (lines < 2)
            continue; /* one line end alone: a text about archives */
        if (rest > w->block.ceiling - w->returned) /* each such length costs its block again: not for ever */
            return CR_OK;
        w->returned += rest;
        if (!cr_stream_return(w->s, cr_str_slice(s, at + 1, s.len)))
            return cr_fail(err, CR_ERR_MEMORY, "record %zu: out of memory", w->counts.records);
        w->block.len = end;
        return CR_OK;
    }
    return CR_OK;
}

static bool wanted_status(const cr_warc *w, int http) {
    return http == 0 || (http >= 200 && http < 300) || (w->want_errors && http >= 400 && http < 600);
}

/* robots.txt, and what a crawler writes of itself: <metadata://gnu.org/software/wget/warc/wget.log> */
static bool is_no_page(cr_str url) {
    if (cr_str_starts_nocase(url, "metadata:"))
        return true;
    size_t query = cr_str_find_byte(url, '?', 0);
    return cr_str_ends(query == CR_STR_NPOS ? url : cr_str_slice(url, 0, query), "/robots.txt");
}

/* The payload is in `block`: is it a page, and what are its bytes? */
static cr_status finish(cr_warc *w, const cr_warc_message *m, cr_warc_kind kind, cr_warc_page *page, bool *found, cr_error *err) {
    cr_error why = {0};
    cr_str bytes = cr_buf_str(&w->block);
    if (m->chunked && bytes.len)
        bytes = cr_warc_unchunk(w->block.bytes, w->block.len);
    cr_status status = cr_warc_decode(&m->headers, bytes, &w->spare, &w->other, &bytes, &why);
    if (status != CR_OK) { /* its length was right: nothing is lost but itself */
        w->counts.broken++;
        return cr_fail(err, status, "record %zu: %s", w->counts.records, why.line);
    }
    if (kind == CR_WARC_ASK_BYTES)
        kind = cr_warc_is_html(bytes) ? CR_WARC_HTML : CR_WARC_NO_PAGE;
    *found = bytes.len > 0 && kind != CR_WARC_NO_PAGE;
    if (!*found) {
        w->counts.not_pages++;
        return CR_OK;
    }
    page->is_text = kind == CR_WARC_TEXT;
    page->bytes = bytes;
    w->counts.pages++;
    return CR_OK;
}

/* The block of a record that may hold a page. `left` bytes of it stand in the stream. */
static cr_status read_block(cr_warc *w, const cr_warc_header *h, uint64_t left, cr_warc_page *page, bool *found, cr_error *err) {
    cr_warc_message m = {0};
    cr_str type = h->content_type, start = cr_stream_peek(w->s, left < 5 ? (size_t)left : 5);
    *found = false;
    if (h->type == CR_WARC_RESPONSE || cr_str_starts_nocase(type, "application/http") || cr_str_starts_nocase(type, "message/http")) {
        if (left > 5 && cr_str_starts_nocase(start, "HTTP/")) {
            bool whole;
            uint64_t most = cr_limit(w->limits, CR_LIMIT_FETCH_HEADER_BYTES);
            cr_str head = peek_head(w, left < most ? left : most, &whole);
            cr_warc_message_read(w->a, head, &m);
            cr_stream_take(w->s, whole || head.len == left ? head.len : 0);
            if (!whole && head.len < left) {
                if (head.len < most || !pass_over(w, left))
                    return short_of(w, err);
                w->counts.broken++;
                return cr_fail(err, CR_ERR_SYNTAX, "record %zu: the headers of its HTTP message have no end", w->counts.records);
            }
            left -= head.len;
            type = m.content_type;
        } else if (!cr_str_none(type) && cr_warc_kind_of(type) == CR_WARC_NO_PAGE && !cr_str_starts_nocase(type, "application/http") && !cr_str_starts_nocase(type, "message/http")) {
            w->counts.not_pages++; /* text/dns */
            return pass_over(w, left) ? CR_OK : short_of(w, err);
        } else if (cr_str_starts_nocase(type, "application/http") || cr_str_starts_nocase(type, "message/http"))
            type = CR_STR_NONE; /* HTTP/0.9: the answer without a head */
    }
    cr_warc_kind kind = cr_warc_kind_of(cr_str_empty(type) ? h->identified_type : type);
    bool good_status = wanted_status(w, m.http);
    if (!good_status || kind == CR_WARC_NO_PAGE || left == 0 || is_no_page(h->url)) {
        size_t *count = good_status ? &w->counts.not_pages : &w->counts.unsuccessful;
        ++*count;
        return pass_over(w, left) ? CR_OK : short_of(w, err);
    }
    if (left > w->block.ceiling) {
        char what[NAMED_BYTES];
        snprintf(what, sizeof what, "record %zu", w->counts.records);
        if (!pass_over(w, left))
            return short_of(w, err);
        w->counts.broken++;
        return cr_limit_met(err, w->limits, CR_LIMIT_PAGE_BYTES, what);
    }
    if (!copy_block(w, left))
        return short_of(w, err);
    if (w->block.failed) {
        w->counts.broken++;
        return cr_fail(err, w->block.failed, "record %zu: out of memory", w->counts.records);
    }
    CR_TRY(give_back(w, err));
    page->http = m.http;
    page->noai = m.noai;
    page->content_type = cr_str_none(type) ? CR_STR_NONE : cr_str_copy(w->a, type);
    return finish(w, &m, kind, page, found, err);
}

/* *found false: the record is none for the caller. */
static cr_status read_record(cr_warc *w, cr_warc_page *page, bool *found, cr_error *err) {
    cr_warc_header h;
    cr_error why = {0};
    bool whole;
    *found = false;
    w->counts.records++;
    uint64_t most = cr_limit(w->limits, CR_LIMIT_WARC_HEADER_BYTES);
    cr_str head = peek_head(w, most, &whole);
    if (!whole) {
        if (head.len < most) /* not whether the stream goes on: it may have seen the damage behind them already, or not yet */
            return short_of(w, err);
        cr_stream_take(w->s, 5);
        return broken(w, CR_ERR_SYNTAX, "its header has no end", err);
    }
    /* The header moves away with the window: what is needed of it is copied. */
    cr_arena_reset(w->a);
    head = cr_str_copy(w->a, head);
    if (cr_str_none(head))
        return broken(w, CR_ERR_MEMORY, "out of memory", err);
    cr_status status = cr_warc_header_read(head, &h, &why);
    cr_stream_take(w->s, status == CR_OK ? head.len : 5);
    if (status != CR_OK)
        return broken(w, status, why.line, err);
    if (h.whole && h.length < head.len)
        return broken(w, CR_ERR_SYNTAX, "its length is less than its header's", err);
    uint64_t left = h.whole ? h.length - head.len : h.length;
    if (h.type == CR_WARC_OTHER || h.segment > 1) {
        w->counts.other++;
        return pass_over(w, left) ? CR_OK : short_of(w, err);
    }
    CR_TRY(read_block(w, &h, left, page, found, err));
    if (*found) {
        page->ordinal = w->counts.records;
        page->record_id = h.record_id;
        page->url = h.url;
        page->fetched = cr_warc_date(w->a, h.date);
    }
    return CR_OK;
}

static cr_status next(cr_warc *w, cr_warc_page *page, cr_error *err) {
    for (bool found = false; !found;) {
        *page = (cr_warc_page){0};
        clear(&w->block);
        clear(&w->spare);
        clear(&w->other);
        if (w->ended)
            return CR_OK;
        if (w->lost && !find_record(w)) {
            w->ended = true;
            if (cr_stream_how(w->s) == CR_STREAM_FAILED)
                return broken(w, CR_ERR_IO, cr_stream_why(w->s), err);
            return CR_OK;
        }
        w->lost = false;
        cr_str s = skip_empty_lines(w);
        if (s.len == 0 && cr_stream_how(w->s) == CR_STREAM_ENDED) {
            w->ended = true;
            return CR_OK;
        }
        if (s.len == 0 || (s.len < 6 && cr_stream_how(w->s) != CR_STREAM_GOING)) {
            w->counts.records++;
            return short_of(w, err);
        }
        if (!record_begins(s)) {
            w->counts.records++;
            cr_stream_take(w->s, 1);
            return broken(w, CR_ERR_SYNTAX, "no WARC header where one should begin", err);
        }
        CR_TRY(read_record(w, page, &found, err));
    }
    return CR_OK;
}

cr_status cr_warc_next(cr_warc *w, cr_warc_page *page, cr_error *err) {
    size_t most = cr_limit(w->limits, CR_LIMIT_WARC_COMPLAINTS);
    cr_status status;
    do
        status = next(w, page, err);
    while (status != CR_OK && w->counts.broken > most && !(w->ended && !w->said_rest));
    if (w->ended && w->counts.broken > most && !w->said_rest) {
        w->said_rest = true;
        *page = (cr_warc_page){0};
        return cr_fail(err, CR_ERR_SYNTAX, "%zu more records are broken", w->counts.broken - most);
    }
    return status;
}

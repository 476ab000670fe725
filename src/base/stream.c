/* Two buffers: `raw` as it comes, `window` unpacked. What is not packed is read into the window at once.
 *
 *     read ──▶ raw [kept│taken│waiting] ──inflate, zstd──▶ window [taken│peeked] ──▶ caller
 *
 * `kept` reaches back to the beginning of the member in hand where it can: a damaged member may be noticed far behind the
 * damage, inside its neighbours, and mending looks for those from the member's own beginning. */
#include "base/stream.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { RAW_ROOM = 256 << 10, BLOCK_MOST = 160 << 10, CHUNK = 64 << 10, PROBE_IN = 512, PROBE_OUT = 32, FRAME_HEAD = 18, MEND_BYTES = 1 << 20, LARGE_WINDOW = 1 << 20, SKIPPABLE_HEAD = 8, WHOLE_BYTES = 4 << 20 };

typedef enum packing { UNKNOWN, PLAIN, GZIP, ZSTD } packing;

struct cr_stream {
    cr_stream_read read;
    void *context;
    const cr_limits *limits;
    cr_str bytes; /* of cr_stream_of_bytes: what is left */
    int fd;
    char *raw;
    size_t raw_at, raw_len, member; /* member: where the one in hand begins */
    bool raw_ended;
    uint64_t raw_read, gone_back; /* bytes in all; see cr_stream_mend */
    char *window;
    size_t at, len, room;
    packing packing;
    size_t hint;   /* bytes of the frame that the library asks for next */
    bool cut;
    bool between;  /* two members */
    uint64_t skip; /* bytes of a skippable frame still to pass */
    z_stream z;
    ZSTD_DCtx *zstd;
    unsigned dictionary; /* id of the one loaded, 0 none */
    cr_stream_state state;
    char why[160];
};

/* ---- where bytes come from ---- */

static ptrdiff_t read_fd(void *context, char *to, size_t room) {
    const cr_stream *s = context;
    ssize_t n;
    do
        n = read(s->fd, to, room);
    while (n < 0 && errno == EINTR);
    return n;
}

static ptrdiff_t read_bytes(void *context, char *to, size_t room) {
    cr_stream *s = context;
    size_t n = s->bytes.len < room ? s->bytes.len : room;
    if (n)
        memcpy(to, s->bytes.ptr, n);
    s->bytes = cr_str_slice(s->bytes, n, s->bytes.len);
    return (ptrdiff_t)n;
}

cr_stream *cr_stream_new(cr_stream_read read, void *context, const cr_limits *limits) {
    cr_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->read = read;
    s->context = context;
    s->limits = limits;
    s->fd = -1;
    s->raw = malloc(RAW_ROOM);
    if (s->raw)
        return s;
    free(s);
    return NULL;
}

cr_stream *cr_stream_of_fd(int fd, const cr_limits *limits) {
    cr_stream *s = cr_stream_new(read_fd, NULL, limits);
    if (s) {
        s->context = s;
        s->fd = fd;
    }
    return s;
}

cr_stream *cr_stream_of_bytes(cr_str bytes, const cr_limits *limits) {
    cr_stream *s = cr_stream_new(read_bytes, NULL, limits);
    if (s) {
        s->context = s;
        s->bytes = bytes;
    }
    return s;
}

void cr_stream_free(cr_stream *s) {
    if (!s)
        return;
    if (s->packing == GZIP)
        inflateEnd(&s->z);
    ZSTD_freeDCtx(s->zstd);
    free(s->raw);
    free(s->window);
    free(s);
}

static void stop(cr_stream *s, cr_stream_state state, const char *why) {
    s->state = state;
    snprintf(s->why, sizeof s->why, "%s", why);
}

static ptrdiff_t read_into(cr_stream *s, char *to, size_t room) {
    ptrdiff_t n = s->read(s->context, to, room);
    if (n < 0)
        stop(s, CR_STREAM_FAILED, errno ? strerror(errno) : "cannot be read");
    else if (n == 0)
        s->raw_ended = true;
    else
        s->raw_read += (uint64_t)n;
    return n;
}

/* At least `least` raw bytes in hand, at most BLOCK_MOST; false when the input has fewer. */
static bool need(cr_stream *s, size_t least) {
    while (s->raw_len - s->raw_at < least && !s->raw_ended && s->state == CR_STREAM_GOING) {
        if (RAW_ROOM - s->raw_len < CHUNK / 2) {
            size_t from = s->raw_at - s->member + least + CHUNK / 2 < RAW_ROOM ? s->member : s->raw_at;
            memmove(s->raw, s->raw + from, s->raw_len - from);
            s->raw_at -= from;
            s->raw_len -= from;
            s->member = 0;
        }
        ptrdiff_t n = read_into(s, s->raw + s->raw_len, RAW_ROOM - s->raw_len);
        if (n > 0)
            s->raw_len += (size_t)n;
    }
    return s->raw_len - s->raw_at >= least;
}

static bool raw_is(const cr_stream *s, const char *magic, size_t n) {
    return s->raw_len - s->raw_at >= n && memcmp(s->raw + s->raw_at, magic, n) == 0;
}

static const char GZIP_MAGIC[] = "\x1F\x8B\x08", ZSTD_MAGIC[] = "\x28\xB5\x2F\xFD", DICTIONARY_MAGIC[] = "\x5D\x2A\x4D\x18";

static bool is_skippable(const cr_stream *s) { /* 0x184D2A50 to 5F, little endian (RFC 8878 section 3.1.2) */
    return s->raw_len - s->raw_at >= 4 && ((unsigned char)s->raw[s->raw_at] & 0xF0) == 0x50 && memcmp(s->raw + s->raw_at + 1, "\x2A\x4D\x18", 3) == 0;
}

/* ---- zstd ---- */

/* The dictionary frame holds a dictionary, plain or itself a zstd frame. */
static void load_dictionary(cr_stream *s, size_t size) {
    size_t most = cr_limit(s->limits, CR_LIMIT_ZSTD_DICTIONARY_BYTES), got = 0;
    char *packed = size <= most ? malloc(size + 1) : NULL, *plain = NULL;
    if (!packed) {
        stop(s, CR_STREAM_FAILED, size > most ? "zstd: its dictionary is over the limit zstd_dictionary_bytes" : "out of memory");
        return;
    }
    while (got < size && need(s, 1)) {
        size_t n = s->raw_len - s->raw_at < size - got ? s->raw_len - s->raw_at : size - got;
        memcpy(packed + got, s->raw + s->raw_at, n);
        s->raw_at += n;
        got += n;
    }
    const char *dictionary = packed;
    size_t len = got;
    if (got == size && size > 4 && memcmp(packed, ZSTD_MAGIC, 4) == 0) {
        unsigned long long declared = ZSTD_getFrameContentSize(packed, size);
        plain = declared <= most ? malloc((size_t)declared + 1) : NULL;
        len = plain ? ZSTD_decompress(plain, (size_t)declared, packed, size) : 0;
        dictionary = plain;
        if (ZSTD_isError(len))
            len = 0;
    }
    s->dictionary = got == size && len > 8 ? ZSTD_getDictID_fromDict(dictionary, len) : 0;
    if (s->state == CR_STREAM_GOING && (!s->dictionary || ZSTD_isError(ZSTD_DCtx_loadDictionary(s->zstd, dictionary, len))))
        stop(s, CR_STREAM_FAILED, "zstd: the dictionary at its beginning is damaged");
    free(packed);
    free(plain);
}

static void zstd_frame(cr_stream *s) {
    need(s, FRAME_HEAD);
    unsigned id = ZSTD_getDictID_fromFrame(s->raw + s->raw_at, s->raw_len - s->raw_at);
    if (id == 0 || id == s->dictionary) {
        ZSTD_DCtx_reset(s->zstd, ZSTD_reset_session_only);
        s->between = false;
        s->hint = 5; /* magic and descriptor */
        return;
    }
    s->state = CR_STREAM_FAILED;
    snprintf(s->why, sizeof s->why, "zstd: packed with dictionary %u, which is not at its beginning; unpack it with `zstd -d -D DICTIONARY` first", id);
}

/* ---- members ---- */

/* A member that is all the raw bytes in hand, as of a packed page: its last four bytes say how long it unpacks (RFC 1952), and
 * libdeflate does it at once, three times as fast as zlib. False, with nothing changed, where it is not so. */
static bool inflate_whole(cr_stream *s) {
    enum { LEAST = 18, TIGHTEST = 1032 }; /* an empty member; deflate packs no tighter */
    size_t given = s->raw_len - s->raw_at, taken, got;
    if (given < LEAST || s->raw_len == RAW_ROOM)
        return false;
    const unsigned char *last = (const unsigned char *)s->raw + s->raw_len - 4;
    size_t size = (size_t)last[0] | (size_t)last[1] << 8 | (size_t)last[2] << 16 | (size_t)last[3] << 24;
    if (size == 0 || size > WHOLE_BYTES || size / TIGHTEST > given || size < given / 2)
        return false;
    if (s->room - s->len < size + CHUNK) {
        char *larger = realloc(s->window, s->len + size + CHUNK);
        if (!larger)
            return false;
        s->window = larger;
        s->room = s->len + size + CHUNK;
    }
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    bool ok = d && libdeflate_gzip_decompress_ex(d, s->raw + s->raw_at, given, s->window + s->len, size, &taken, &got) == LIBDEFLATE_SUCCESS &&
              taken == given && got == size;
    libdeflate_free_decompressor(d);
    s->raw_at += ok ? given : 0;
    s->len += ok ? size : 0;
    return ok;
}

/* What stands where a member should begin. */
static void begin_member(cr_stream *s) {
    s->member = s->raw_at;
    while (need(s, 1) && s->raw[s->raw_at] == '\0') /* tapes and aligned writers pad with zeros */
        s->raw_at++;
    if (!need(s, 1)) {
        if (s->state == CR_STREAM_GOING)
            s->state = CR_STREAM_ENDED;
        return;
    }
    s->member = s->raw_at;
    need(s, SKIPPABLE_HEAD);
    if (s->state != CR_STREAM_GOING)
        return;
    if (s->packing == GZIP && raw_is(s, GZIP_MAGIC, 3)) {
        if (inflate_whole(s))
            return;
        inflateReset(&s->z);
        s->between = false;
    } else if (s->packing == ZSTD && raw_is(s, ZSTD_MAGIC, 4))
        zstd_frame(s);
    else if (s->packing == ZSTD && is_skippable(s) && s->raw_len - s->raw_at >= SKIPPABLE_HEAD) {
        const unsigned char *p = (const unsigned char *)s->raw + s->raw_at;
        size_t size = (size_t)p[4] | (size_t)p[5] << 8 | (size_t)p[6] << 16 | (size_t)p[7] << 24;
        bool dictionary = raw_is(s, DICTIONARY_MAGIC, 4) && !s->dictionary;
        s->raw_at += SKIPPABLE_HEAD;
        if (dictionary)
            load_dictionary(s, size);
        else
            s->skip = size;
    } else
        stop(s, CR_STREAM_BROKEN, s->packing == GZIP ? "gzip: bytes that are no member" : "zstd: bytes that are no frame");
}

/* One step of unpacking into the window's room. */
static void unpack(cr_stream *s) {
    if (s->skip) {
        if (!need(s, 1)) {
            s->state = s->state == CR_STREAM_GOING ? CR_STREAM_ENDED : s->state;
            return;
        }
        size_t n = s->raw_len - s->raw_at;
        n = s->skip < n ? (size_t)s->skip : n;
        s->raw_at += n;
        s->skip -= n;
        return;
    }
    if (s->between) {
        begin_member(s);
        return;
    }
    if (!need(s, 1)) {
        if (s->state == CR_STREAM_GOING) {
            stop(s, CR_STREAM_BROKEN, s->packing == GZIP ? "gzip: cut short" : "zstd: cut short");
            s->cut = true;
        }
        return;
    }
    if (s->packing == GZIP) {
        s->z.next_in = (unsigned char *)s->raw + s->raw_at;
        s->z.avail_in = (unsigned)(s->raw_len - s->raw_at);
        s->z.next_out = (unsigned char *)s->window + s->len;
        s->z.avail_out = CHUNK;
        int rc = inflate(&s->z, Z_NO_FLUSH);
        s->raw_at = s->raw_len - s->z.avail_in;
        s->len += CHUNK - s->z.avail_out;
        s->between = rc == Z_STREAM_END;
        if (rc == Z_MEM_ERROR)
            stop(s, CR_STREAM_FAILED, "gzip: out of memory");
        else if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
            stop(s, CR_STREAM_BROKEN, "gzip: damaged");
        return;
    }
    /* A block at a time: at an error the library tells nothing of what it unpacked in the same call, and what is kept must not
     * depend on how the bytes came. It asks for the block and the head of the next, three bytes. */
    size_t asked = s->hint > 3 ? s->hint - 3 : s->hint;
    need(s, asked < BLOCK_MOST ? asked : BLOCK_MOST);
    if (s->state != CR_STREAM_GOING)
        return;
    size_t given = s->raw_len - s->raw_at;
    ZSTD_inBuffer in = {s->raw + s->raw_at, given < asked ? given : asked, 0};
    ZSTD_outBuffer out = {s->window + s->len, CHUNK, 0};
    size_t rc = ZSTD_decompressStream(s->zstd, &out, &in);
    s->raw_at += in.pos;
    s->len += out.pos;
    s->between = rc == 0;
    s->hint = rc;
    if (ZSTD_isError(rc)) {
        s->between = true;
        snprintf(s->why, sizeof s->why, "zstd: %s", ZSTD_getErrorName(rc));
        s->state = CR_STREAM_BROKEN;
    }
}

/* No more bytes than decide it: whoever writes a short line into a pipe waits for its answer. */
static void need_magic(cr_stream *s) {
    static const char *const magics[] = {GZIP_MAGIC, ZSTD_MAGIC, DICTIONARY_MAGIC};
    for (size_t have = 1; have <= 4 && need(s, have); have++) {
        bool may_be = false;
        for (size_t i = 0; i < 3; i++)
            may_be = may_be || raw_is(s, magics[i], have < strlen(magics[i]) ? have : strlen(magics[i]));
        if (!may_be)
            return;
    }
}

static void look_at_packing(cr_stream *s) {
    need_magic(s);
    s->packing = PLAIN;
    s->between = true;
    if (s->state != CR_STREAM_GOING)
        return;
    if (raw_is(s, GZIP_MAGIC, 3)) {
        if (inflateInit2(&s->z, 15 + 16) == Z_OK)
            s->packing = GZIP;
        else
            stop(s, CR_STREAM_FAILED, "gzip: out of memory");
    } else if (raw_is(s, ZSTD_MAGIC, 4) || raw_is(s, DICTIONARY_MAGIC, 4)) {
        int log = 10;
        while (log < 31 && ((size_t)1 << (log + 1)) <= cr_limit(s->limits, CR_LIMIT_ZSTD_WINDOW_BYTES))
            log++;
        s->zstd = ZSTD_createDCtx();
        if (s->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(s->zstd, ZSTD_d_windowLogMax, log)))
            s->packing = ZSTD;
        else
            stop(s, CR_STREAM_FAILED, "zstd: out of memory");
    }
}

/* Room for CHUNK more bytes behind the window. */
static bool make_room(cr_stream *s, size_t least) {
    if (s->at && (s->at == s->len || s->room - s->len < CHUNK)) {
        memmove(s->window, s->window + s->at, s->len - s->at);
        s->len -= s->at;
        s->at = 0;
    }
    if (s->len == 0 && s->room > LARGE_WINDOW && least < LARGE_WINDOW / 2) { /* one large peek must not stay for the whole input */
        free(s->window);
        s->window = NULL;
        s->room = 0;
    }
    if (s->room - s->len >= CHUNK)
        return true;
    size_t room = (least > s->len ? least : s->len) + 2 * CHUNK;
    if (s->len && room < s->room + s->room / 2) /* a long line is peeked at byte by byte */
        room = s->room + s->room / 2;
    char *larger = realloc(s->window, room);
    if (!larger) {
        stop(s, CR_STREAM_FAILED, "out of memory");
        return false;
    }
    s->window = larger;
    s->room = room;
    return true;
}

cr_str cr_stream_peek(cr_stream *s, size_t least) {
    if (s->packing == UNKNOWN)
        look_at_packing(s);
    while (s->len - s->at < least && s->state == CR_STREAM_GOING && make_room(s, least)) {
        if (s->packing != PLAIN)
            unpack(s);
        else if (s->raw_at < s->raw_len) { /* what told the packing */
            size_t n = s->raw_len - s->raw_at < CHUNK ? s->raw_len - s->raw_at : CHUNK;
            memcpy(s->window + s->len, s->raw + s->raw_at, n);
            s->raw_at += n;
            s->len += n;
        } else {
            ptrdiff_t n = s->raw_ended ? 0 : read_into(s, s->window + s->len, CHUNK);
            if (n > 0)
                s->len += (size_t)n;
            else if (n == 0)
                s->state = CR_STREAM_ENDED;
        }
    }
    return (cr_str){s->window ? s->window + s->at : "", s->len - s->at};
}

void cr_stream_take(cr_stream *s, size_t bytes) { s->at += bytes < s->len - s->at ? bytes : s->len - s->at; }

bool cr_stream_return(cr_stream *s, cr_str bytes) {
    size_t left = s->len - s->at;
    if (bytes.len > s->at) {
        char *larger = malloc(bytes.len + left + CHUNK);
        if (!larger)
            return false;
        if (left)
            memcpy(larger + bytes.len, s->window + s->at, left);
        free(s->window);
        s->window = larger;
        s->room = bytes.len + left + CHUNK;
        s->at = bytes.len;
        s->len = s->at + left;
    }
    s->at -= bytes.len;
    if (bytes.len)
        memcpy(s->window + s->at, bytes.ptr, bytes.len);
    return true;
}

cr_stream_state cr_stream_how(const cr_stream *s) { return s->state; }
const char *cr_stream_why(const cr_stream *s) { return s->why; }
bool cr_stream_cut(const cr_stream *s) { return s->state == CR_STREAM_BROKEN && s->cut; }
bool cr_stream_packed(const cr_stream *s) { return s->packing == GZIP || s->packing == ZSTD; }

/* ---- mending ---- */

/* Does the member that begins here unpack to what is looked for? A few hundred bytes of it decide. */
static bool begins_with(cr_stream *s, cr_str begins) {
    char out[PROBE_OUT];
    size_t n = 0;
    need(s, PROBE_IN);
    size_t in = s->raw_len - s->raw_at < PROBE_IN ? s->raw_len - s->raw_at : PROBE_IN;
    if (begins.len > sizeof out)
        begins.len = sizeof out;
    if (s->packing == GZIP) {
        if (inflateReset(&s->z) != Z_OK)
            return false;
        s->z.next_in = (unsigned char *)s->raw + s->raw_at;
        s->z.avail_in = (unsigned)in;
        s->z.next_out = (unsigned char *)out;
        s->z.avail_out = sizeof out;
        int rc = inflate(&s->z, Z_SYNC_FLUSH);
        n = rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR ? sizeof out - s->z.avail_out : 0;
    } else {
        ZSTD_inBuffer from = {s->raw + s->raw_at, in, 0};
        ZSTD_outBuffer to = {out, sizeof out, 0};
        unsigned id = ZSTD_getDictID_fromFrame(from.src, from.size);
        ZSTD_DCtx_reset(s->zstd, ZSTD_reset_session_only);
        if ((id != 0 && id != s->dictionary) || ZSTD_isError(ZSTD_decompressStream(s->zstd, &to, &from)))
            return false;
        if (to.pos == 0 && from.pos == from.size)
            return true; /* bytes come with the end of the first block, 128 KiB at most: the caller will see */
        n = to.pos;
    }
    return n >= begins.len && cr_str_eq_nocase((cr_str){out, begins.len}, begins);
}

bool cr_stream_mend(cr_stream *s, cr_str begins) {
    if (s->state != CR_STREAM_BROKEN)
        return false;
    s->at = s->len = 0;
    s->skip = 0;
    s->cut = false;
    s->state = CR_STREAM_GOING;
    s->between = true;
    uint64_t back = s->raw_at - s->member;
    if (s->gone_back + back <= s->raw_read * 2 + MEND_BYTES) { /* linear, whatever the input pretends to be */
        s->gone_back += back;
        s->raw_at = s->member;
    }
    s->raw_at += s->raw_at < s->raw_len; /* not the same one again */
    for (;;) {
        s->member = s->raw_at;
        if (!need(s, 4))
            break;
        const char *first = memchr(s->raw + s->raw_at, s->packing == GZIP ? GZIP_MAGIC[0] : ZSTD_MAGIC[0], s->raw_len - s->raw_at);
        s->raw_at = first ? (size_t)(first - s->raw) : s->raw_len;
        s->member = s->raw_at;
        if (!first || !need(s, 4))
            continue;
        bool magic = s->packing == GZIP ? raw_is(s, GZIP_MAGIC, 3) && ((unsigned char)s->raw[s->raw_at + 3] & 0xE0) == 0 : raw_is(s, ZSTD_MAGIC, 4);
        if (magic && begins_with(s, begins))
            return true;
        s->raw_at++;
    }
    if (s->state == CR_STREAM_GOING)
        s->state = CR_STREAM_ENDED;
    return false;
}

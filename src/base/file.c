#include "base/file.h"
#include <brotli/decode.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { CHUNK = 64 << 10 };

static cr_status buffer_status(const cr_buf *b, const char *what, cr_error *err) {
    if (b->failed == CR_ERR_LIMIT)
        return cr_fail(err, CR_ERR_LIMIT, "%s: more than %zu bytes; see [limits] in courant.conf", what, b->ceiling);
    if (b->failed)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", what);
    return CR_OK;
}

cr_status cr_file_read(const char *path, cr_buf *out, cr_error *err) {
    bool standard_input = strcmp(path, "-") == 0;
    const char *what = standard_input ? "standard input" : path;
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cr_fail(err, errno == ENOENT ? CR_ERR_NOT_FOUND : CR_ERR_IO, "%s: %s", what, strerror(errno));
    cr_status status = CR_OK;
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        status = cr_fail(err, CR_ERR_IO, "%s: is a folder", what);
        goto done;
    }
    if (S_ISREG(st.st_mode) && st.st_size > 0 && (size_t)st.st_size < out->ceiling)
        cr_buf_reserve(out, (size_t)st.st_size);
    for (;;) {
        size_t room = out->capacity > out->len + 1 ? out->capacity - out->len - 1 : 0;
        if (room < CHUNK) {
            size_t more = out->ceiling - out->len < CHUNK ? out->ceiling - out->len : CHUNK;
            if (more && !cr_buf_reserve(out, more))
                break;
            room = out->capacity - out->len - 1;
        }
        char probe;
        ssize_t n = room ? read(fd, out->bytes + out->len, room) : read(fd, &probe, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            status = cr_fail(err, CR_ERR_IO, "%s: %s", what, strerror(errno));
            goto done;
        }
        if (n == 0)
            break;
        if (!room || out->len + (size_t)n > out->ceiling) {
            out->failed = CR_ERR_LIMIT;
            break;
        }
        out->len += (size_t)n;
        out->bytes[out->len] = '\0';
    }
    status = buffer_status(out, what, err);
done:
    if (!standard_input)
        close(fd);
    return status;
}

static uint32_t little_endian(const unsigned char *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24; }

/* Gzip whole in memory, whose last four bytes say how long it unpacks (RFC 1952): libdeflate does it three times as fast as zlib.
 * False, with nothing added, where that is not so: broken, over the ceiling, several members. Then zlib tells what is wrong. */
static bool inflate_whole(cr_str bytes, cr_buf *out) {
    enum { LEAST = 18, MOST_PACKED = 1032 }; /* an empty member; deflate packs no tighter */
    size_t size = bytes.len < LEAST ? 0 : little_endian((const unsigned char *)bytes.ptr + bytes.len - 4), from = out->len;
    if (size == 0 || size / MOST_PACKED > bytes.len || size > out->ceiling - from || !cr_buf_reserve(out, size))
        return false;
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    size_t taken = 0, given = 0;
    bool ok = d && libdeflate_gzip_decompress_ex(d, bytes.ptr, bytes.len, out->bytes + from, size, &taken, &given) == LIBDEFLATE_SUCCESS &&
              taken == bytes.len && given == size;
    libdeflate_free_decompressor(d);
    out->len = ok ? from + size : from;
    out->bytes[out->len] = '\0';
    return ok;
}

static cr_status inflate_into(cr_str bytes, int window, cr_buf *out, cr_error *err) {
    z_stream z = {.next_in = (unsigned char *)(size_t)bytes.ptr, .avail_in = (unsigned)bytes.len};
    if (bytes.len > UINT32_MAX)
        return cr_fail(err, CR_ERR_LIMIT, "gzip: packed input of more than 4 GiB");
    if (window > 15 && inflate_whole(bytes, out))
        return CR_OK;
    if (inflateInit2(&z, window) != Z_OK)
        return cr_fail(err, CR_ERR_MEMORY, "gzip: out of memory");
    unsigned char *chunk = malloc(CHUNK);
    int rc = chunk ? Z_OK : Z_MEM_ERROR;
    while (rc == Z_OK && !out->failed) {
        z.next_out = chunk;
        z.avail_out = CHUNK;
        rc = inflate(&z, Z_NO_FLUSH);
        cr_buf_add(out, (char *)chunk, CHUNK - z.avail_out);
        if (rc == Z_STREAM_END && z.avail_in > 2 && z.next_in[0] == 0x1F && z.next_in[1] == 0x8B)
            rc = inflateReset(&z); /* several members one after the other (RFC 1952 section 2.2) */
        if (rc == Z_BUF_ERROR && z.avail_in == 0)
            break;
    }
    inflateEnd(&z);
    free(chunk);
    CR_TRY(buffer_status(out, "gzip", err));
    if (rc != Z_STREAM_END)
        return cr_fail(err, CR_ERR_SYNTAX, "gzip: broken after %zu bytes", out->len);
    return CR_OK;
}

static cr_status unzstd_into(cr_str bytes, cr_buf *out, cr_error *err) {
    ZSTD_DCtx *d = ZSTD_createDCtx();
    char *chunk = malloc(CHUNK);
    if (!d || !chunk) {
        ZSTD_freeDCtx(d);
        free(chunk);
        return cr_fail(err, CR_ERR_MEMORY, "zstd: out of memory");
    }
    ZSTD_DCtx_setParameter(d, ZSTD_d_windowLogMax, 27);
    ZSTD_inBuffer in = {bytes.ptr, bytes.len, 0};
    size_t rc = 1;
    while (!out->failed) {
        ZSTD_outBuffer o = {chunk, CHUNK, 0};
        size_t before = in.pos;
        rc = ZSTD_decompressStream(d, &o, &in);
        if (ZSTD_isError(rc))
            break;
        cr_buf_add(out, chunk, o.pos);
        if (in.pos == in.size && (rc == 0 || (o.pos == 0 && before == in.pos)))
            break;
    }
    ZSTD_freeDCtx(d);
    free(chunk);
    CR_TRY(buffer_status(out, "zstd", err));
    return rc == 0 ? CR_OK : cr_fail(err, CR_ERR_SYNTAX, "zstd: broken after %zu bytes", out->len);
}

static cr_status unbrotli_into(cr_str bytes, cr_buf *out, cr_error *err) {
    BrotliDecoderState *d = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    uint8_t *chunk = malloc(CHUNK);
    if (!d || !chunk) {
        BrotliDecoderDestroyInstance(d);
        free(chunk);
        return cr_fail(err, CR_ERR_MEMORY, "brotli: out of memory");
    }
    const uint8_t *next = (const uint8_t *)bytes.ptr;
    size_t left = bytes.len;
    BrotliDecoderResult rc = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (rc == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && !out->failed) {
        uint8_t *to = chunk;
        size_t room = CHUNK;
        rc = BrotliDecoderDecompressStream(d, &left, &next, &room, &to, NULL);
        cr_buf_add(out, (char *)chunk, CHUNK - room);
    }
    BrotliDecoderDestroyInstance(d);
    free(chunk);
    CR_TRY(buffer_status(out, "brotli", err));
    return rc == BROTLI_DECODER_RESULT_SUCCESS ? CR_OK : cr_fail(err, CR_ERR_SYNTAX, "brotli: broken after %zu bytes", out->len);
}

static bool magic(cr_str s, const char *m, size_t n) { return s.len >= n && memcmp(s.ptr, m, n) == 0; }
static bool is_gzip(cr_str s) { return magic(s, "\x1F\x8B\x08", 3); }
static bool is_zstd(cr_str s) { return magic(s, "\x28\xB5\x2F\xFD", 4); }

cr_status cr_file_unpack(cr_str bytes, cr_buf *out, cr_error *err) {
    cr_buf middle;
    cr_buf_init(&middle, out->ceiling);
    cr_status status = CR_OK;
    for (int layer = 0; layer < 2; layer++) {
        bool gzip = is_gzip(bytes);
        if (!gzip && !is_zstd(bytes)) {
            cr_buf_clear(out);
            cr_buf_add_str(out, bytes);
            status = buffer_status(out, "input", err);
            goto done;
        }
        cr_buf_clear(out);
        status = gzip ? inflate_into(bytes, 15 + 16, out, err) : unzstd_into(bytes, out, err);
        if (status != CR_OK || layer == 1 || (!is_gzip(cr_buf_str(out)) && !is_zstd(cr_buf_str(out))))
            goto done;
        cr_buf swap = middle;
        middle = *out;
        *out = swap;
        bytes = cr_buf_str(&middle);
    }
done:
    cr_buf_free(&middle);
    return status;
}

cr_status cr_file_decode(cr_str bytes, cr_str encoding, cr_buf *out, cr_error *err) {
    encoding = cr_str_trim(encoding);
    if (encoding.len == 0 || cr_str_is_nocase(encoding, "identity")) {
        cr_buf_add_str(out, bytes);
        return buffer_status(out, "input", err);
    }
    if (cr_str_is_nocase(encoding, "gzip") || cr_str_is_nocase(encoding, "x-gzip"))
        return inflate_into(bytes, 15 + 16, out, err);
    if (cr_str_is_nocase(encoding, "deflate")) /* zlib by RFC 9110, raw by some servers: the first byte tells */
        return inflate_into(bytes, bytes.len && (bytes.ptr[0] & 15) == 8 ? 15 : -15, out, err);
    if (cr_str_is_nocase(encoding, "br"))
        return unbrotli_into(bytes, out, err);
    if (cr_str_is_nocase(encoding, "zstd"))
        return unzstd_into(bytes, out, err);
    return cr_fail(err, CR_ERR_UNSUPPORTED, "content encoding \"%.*s\" is not one Courant reads", CR_FMT(encoding));
}

cr_status cr_file_write(const char *path, cr_str bytes, cr_error *err) {
    size_t room = strlen(path) + 32;
    char *beside = malloc(room);
    if (!beside)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", path);
    snprintf(beside, room, "%s.new-%ld", path, (long)getpid());
    cr_status status = CR_OK;
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        status = cr_fail(err, CR_ERR_IO, "%s: %s", path, strerror(errno)); /* the name beside it is nobody's business */
        free(beside);
        return status;
    }
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + at, bytes.len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            status = cr_fail(err, CR_ERR_IO, "%s: %s", path, strerror(errno));
            break;
        }
        at += (size_t)n;
    }
    if (status == CR_OK && fsync(fd) != 0)
        status = cr_fail(err, CR_ERR_IO, "%s: %s", path, strerror(errno));
    if (close(fd) != 0 && status == CR_OK)
        status = cr_fail(err, CR_ERR_IO, "%s: %s", path, strerror(errno));
    if (status == CR_OK && rename(beside, path) != 0)
        status = cr_fail(err, CR_ERR_IO, "%s: %s", path, strerror(errno));
    if (status != CR_OK)
        unlink(beside);
    free(beside);
    return status;
}

#include "infer/mapped.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

cr_grouped cr_group(uint64_t n) {
    cr_grouped g;
    char *p = g.text + sizeof g.text;
    *--p = '\0';
    for (int digits = 0; digits == 0 || n; digits++, n /= 10) {
        if (digits && digits % 3 == 0)
            *--p = ',';
        *--p = (char)('0' + n % 10);
    }
    memmove(g.text, p, (size_t)(g.text + sizeof g.text - p));
    return g;
}

static char *last_part(cr_str path) {
    size_t from = path.len;
    while (from > 0 && path.ptr[from - 1] != '/')
        from--;
    return strndup(path.ptr + from, path.len - from);
}

cr_status cr_mapped_open(cr_str path, const cr_limits *limits, cr_limit_name ceiling, cr_mapped *out, cr_error *err) {
    *out = (cr_mapped){0};
    char *whole = strndup(path.ptr ? path.ptr : "", path.len);
    cr_status status = CR_OK;
    struct stat st;
    /* without O_NONBLOCK a pipe would keep us waiting for its writer */
    int fd = whole ? open(whole, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    out->path = whole ? last_part(path) : NULL;
    if (!out->path) {
        status = cr_fail(err, CR_ERR_MEMORY, "out of memory for the name of a file");
        goto done;
    }
    if (fd < 0 || fstat(fd, &st) != 0) {
        status = cr_fail(err, errno == ENOENT ? CR_ERR_NOT_FOUND : CR_ERR_IO, "%s: %s", whole, strerror(errno));
        goto done;
    }
    if (!S_ISREG(st.st_mode)) {
        status = cr_fail(err, CR_ERR_IO, "%s: is not a plain file", whole);
        goto done;
    }
    if (st.st_size == 0) {
        status = cr_fail(err, CR_ERR_SYNTAX, "%s: is empty", whole);
        goto done;
    }
    if ((uint64_t)st.st_size > cr_limit(limits, ceiling)) {
        status = cr_limit_met(err, limits, ceiling, whole);
        goto done;
    }
    void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED) {
        status = cr_fail(err, CR_ERR_IO, "%s: cannot be mapped: %s", whole, strerror(errno));
        goto done;
    }
    out->bytes = at;
    out->len = (size_t)st.st_size;
done:
    if (fd >= 0)
        close(fd);
    free(whole);
    return status;
}

cr_status cr_mapped_borrow(cr_str bytes, const char *name, const cr_limits *limits, cr_limit_name ceiling, cr_mapped *out,
                           cr_error *err) {
    *out = (cr_mapped){(const unsigned char *)bytes.ptr, bytes.len, strdup(name), true};
    if (!out->path)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory for its name", name);
    if (bytes.len == 0)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: is empty", name);
    return bytes.len > cr_limit(limits, ceiling) ? cr_limit_met(err, limits, ceiling, name) : CR_OK;
}

void cr_mapped_close(cr_mapped *m) {
    if (m->bytes && !m->borrowed)
        munmap((void *)(uintptr_t)m->bytes, m->len);
    free(m->path);
    *m = (cr_mapped){0};
}

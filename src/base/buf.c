#include "base/buf.h"
#include <stdio.h>
#include <stdlib.h>

void cr_buf_init(cr_buf *b, size_t ceiling) { *b = (cr_buf){.ceiling = ceiling}; }

void cr_buf_free(cr_buf *b) {
    free(b->bytes);
    cr_buf_init(b, b->ceiling);
}

void cr_buf_clear(cr_buf *b) {
    b->len = 0;
    b->failed = CR_OK;
    if (b->bytes)
        b->bytes[0] = '\0';
}

bool cr_buf_reserve(cr_buf *b, size_t more) {
    if (b->failed)
        return false;
    if (more > b->ceiling || b->len > b->ceiling - more || b->len + more == SIZE_MAX) {
        b->failed = CR_ERR_LIMIT;
        return false;
    }
    size_t need = b->len + more + 1;
    if (need <= b->capacity)
        return true;
    size_t larger = b->capacity < 128 ? 256 : b->capacity > SIZE_MAX / 2 ? need : b->capacity * 2;
    if (larger < need)
        larger = need;
    char *moved = realloc(b->bytes, larger);
    if (!moved) {
        b->failed = CR_ERR_MEMORY;
        return false;
    }
    b->bytes = moved;
    b->capacity = larger;
    return true;
}

void cr_buf_add(cr_buf *b, const char *bytes, size_t len) {
    if (!cr_buf_reserve(b, len))
        return;
    if (len)
        memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
    b->bytes[b->len] = '\0';
}


void cr_buf_printf(cr_buf *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    if (need >= 0 && cr_buf_reserve(b, (size_t)need)) {
        vsnprintf(b->bytes + b->len, (size_t)need + 1, format, again);
        b->len += (size_t)need;
    }
    va_end(again);
    va_end(args);
}

cr_str cr_buf_copy(const cr_buf *b, cr_arena *a) { return cr_str_copy(a, cr_buf_str(b)); }

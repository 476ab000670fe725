/* A growing byte buffer, born with its ceiling.
 *
 * bytes is never NULL after the first append and always ended by a NUL that len does not count.
 * An append past the ceiling or without memory appends nothing and sets `failed`, which stays set:
 * a writer checks once at the end. */
#ifndef CR_BASE_BUF_H
#define CR_BASE_BUF_H
#include <courant/str.h>
#include <stdint.h>

typedef struct cr_buf {
    char *bytes;
    size_t len, capacity, ceiling;
    cr_status failed; /* CR_OK, CR_ERR_LIMIT or CR_ERR_MEMORY */
} cr_buf;

#define CR_BUF_NO_CEILING SIZE_MAX

void cr_buf_init(cr_buf *b, size_t ceiling);
void cr_buf_free(cr_buf *b); /* back to an empty buffer of the same ceiling */
void cr_buf_clear(cr_buf *b); /* keeps the memory */
bool cr_buf_reserve(cr_buf *b, size_t more);
void cr_buf_add(cr_buf *b, const char *bytes, size_t len);
static inline void cr_buf_add_str(cr_buf *b, cr_str s) { cr_buf_add(b, s.ptr, s.len); }
static inline void cr_buf_add_z(cr_buf *b, const char *z) { cr_buf_add(b, z, strlen(z)); }
static inline void cr_buf_add_byte(cr_buf *b, char c) {
    if (b->len + 1 < b->capacity && b->len < b->ceiling && !b->failed) {
        b->bytes[b->len++] = c;
        b->bytes[b->len] = '\0';
    } else
        cr_buf_add(b, &c, 1);
}
void cr_buf_printf(cr_buf *b, const char *format, ...) CR_PRINTF(2, 3);
static inline cr_str cr_buf_str(const cr_buf *b) { /* borrowed until the next change */
    return (cr_str){b->bytes ? b->bytes : "", b->len};
}
/* A copy in the arena. */
cr_str cr_buf_copy(const cr_buf *b, cr_arena *a);
#endif

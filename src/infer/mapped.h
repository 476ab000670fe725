/* A file of bytes from outside, mapped read-only, and a cursor that cannot leave it.
 *
 * The mapping is private and shares the page cache: two translators of one model hold its bytes once. Whoever shortens a file
 * that is mapped gets this process killed (SIGBUS), so installed models are replaced by renaming a new file over the old one,
 * never written in place. One that is written to in place gives wrong translations, and does no other harm: what is read of it after
 * it was checked is checked again or is only a value. */
#ifndef CR_INFER_MAPPED_H
#define CR_INFER_MAPPED_H
#include <courant/str.h>
#include <stdint.h>

#include "base/limits.h"

typedef struct cr_mapped {
    const unsigned char *bytes;
    size_t len;
    char *path;    /* for messages; the last part alone */
    bool borrowed; /* not mapped: bytes of the caller's */
} cr_mapped;

/* Maps a plain file that is not empty and not over the limit. Release with cr_mapped_close, also after a failure. */
cr_status cr_mapped_open(cr_str path, const cr_limits *limits, cr_limit_name ceiling, cr_mapped *out, cr_error *err) CR_MUST_CHECK;
/* Bytes of the caller's, which outlive it, in place of a file. */
cr_status cr_mapped_borrow(cr_str bytes, const char *name, const cr_limits *limits, cr_limit_name ceiling, cr_mapped *out,
                           cr_error *err) CR_MUST_CHECK;
void cr_mapped_close(cr_mapped *m);

/* Little-endian, wherever it stands. */
static inline uint32_t cr_le32(const void *p) {
    const unsigned char *b = p;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}
static inline uint64_t cr_le64(const void *p) { return (uint64_t)cr_le32(p) | (uint64_t)cr_le32((const char *)p + 4) << 32; }
static inline float cr_le_float(const void *p) {
    uint32_t bits = cr_le32(p);
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

/* 2147483648 as "2,147,483,648". */
typedef struct cr_grouped {
    char text[28];
} cr_grouped;
cr_grouped cr_group(uint64_t n);
#endif

/* Hashes: SHA-256 (libcrypto) where an id must not be forged, XXH3 (libxxhash) where speed counts. */
#ifndef CR_BASE_HASH_H
#define CR_BASE_HASH_H
#include <courant/str.h>
#include <stdint.h>

/* First `digits` (at most 64) hex digits of the SHA-256 over the parts, each preceded by its length
 * as 8 bytes little-endian, so that ("ab","c") and ("a","bc") differ. Writes a NUL after them. */
void cr_hash_id(char *out, size_t digits, const cr_str *parts, size_t count);
/* Plain SHA-256 of bytes, as 64 hex digits and a NUL. */
void cr_hash_sha256(char out[65], cr_str bytes);
/* The same, of bytes that come bit by bit: begin, add…, end. */
typedef struct cr_sha256 { uint64_t state[16]; } cr_sha256;
void cr_sha256_begin(cr_sha256 *h);
void cr_sha256_add(cr_sha256 *h, const void *bytes, size_t len);
void cr_sha256_end(cr_sha256 *h, char out[65]);
uint64_t cr_hash_64(cr_str bytes, uint64_t seed);
#endif

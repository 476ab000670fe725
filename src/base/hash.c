#include "base/hash.h"
/* The functions without allocation, which cannot fail: they use the processor's own instructions where it has them, and are several
 * times as fast as plain C. OpenSSL 3 would rather have all go through EVP. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static void hex(char *out, const uint8_t *digest, size_t digits) {
    for (size_t i = 0; i < digits; i++)
        out[i] = "0123456789abcdef"[(digest[i / 2] >> (i % 2 ? 0 : 4)) & 15];
    out[digits] = '\0';
}

void cr_hash_id(char *out, size_t digits, const cr_str *parts, size_t count) {
    SHA256_CTX c;
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_Init(&c);
    for (size_t i = 0; i < count; i++) {
        uint8_t length[8];
        for (unsigned k = 0; k < 8; k++)
            length[k] = (uint8_t)((uint64_t)parts[i].len >> 8 * k);
        SHA256_Update(&c, length, sizeof length);
        if (parts[i].len)
            SHA256_Update(&c, parts[i].ptr, parts[i].len);
    }
    SHA256_Final(digest, &c);
    hex(out, digest, digits > 64 ? 64 : digits);
}

void cr_hash_sha256(char out[65], cr_str bytes) {
    SHA256_CTX c;
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_Init(&c);
    if (bytes.len)
        SHA256_Update(&c, bytes.ptr, bytes.len);
    SHA256_Final(digest, &c);
    hex(out, digest, 64);
}

_Static_assert(sizeof(SHA256_CTX) <= sizeof(cr_sha256) && _Alignof(SHA256_CTX) <= _Alignof(cr_sha256), "room for the library's state");
void cr_sha256_begin(cr_sha256 *h) { SHA256_Init((SHA256_CTX *)(void *)h); }
void cr_sha256_add(cr_sha256 *h, const void *bytes, size_t len) {
    if (len)
        SHA256_Update((SHA256_CTX *)(void *)h, bytes, len);
}
void cr_sha256_end(cr_sha256 *h, char out[65]) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_Final(digest, (SHA256_CTX *)(void *)h);
    hex(out, digest, 64);
}

uint64_t cr_hash_64(cr_str bytes, uint64_t seed) { return XXH3_64bits_withSeed(bytes.ptr ? bytes.ptr : "", bytes.len, seed); }

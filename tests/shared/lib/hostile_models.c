/* hostile_models FILE: a real file of a translation model, cut at every KiB and with hostile numbers written over each word of its
 * head: it must be read, or refused with one line that begins with its name. Each variant lies in memory of exactly its size. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer/container.h"
#include "infer/mapped.h"
#include "infer/shortlist.h"
#include "infer/vocabulary.h"

typedef struct tally {
    size_t variants, refused;
    bool bad;
} tally;

static cr_status read_as(const char *name, cr_str bytes, cr_error *err) {
    cr_status status;
    if (strstr(name, ".spm")) {
        cr_vocabulary *v;
        cr_arena *a = cr_arena_new(0);
        cr_pieces p;
        status = cr_vocabulary_read(bytes, name, NULL, &v, err);
        if (status == CR_OK && !cr_vocabulary_encode(v, a, CR_STR("Año \xEF\xAC\x81n  \xE6\xBC\xA2 e\xCC\x81"), &p))
            status = CR_ERR_MEMORY;
        cr_vocabulary_close(v);
        cr_arena_free(a);
    } else if (strstr(name, "lex.")) {
        cr_shortlist *s;
        status = cr_shortlist_read(bytes, name, 2000, 2000, true, NULL, &s, err);
        cr_shortlist_close(s);
    } else {
        cr_container *c;
        status = cr_container_read(bytes, name, NULL, &c, err);
        cr_container_close(c);
    }
    return status;
}

static void try_variant(const char *name, cr_str bytes, tally *t) {
    cr_error err = {0};
    cr_status status = read_as(name, bytes, &err);
    size_t n = strlen(name);
    t->variants++;
    t->refused += status != CR_OK;
    if (status != CR_OK && (strncmp(err.line, name, n) != 0 || strlen(err.line) < n + 5) && !t->bad) {
        t->bad = true;
        printf("status %d with the line \"%s\"\n", status, err.line);
    }
}

static char *copy_of(const cr_mapped *f, size_t len) {
    char *copy = malloc(len ? len : 1);
    if (!copy)
        exit(2);
    memcpy(copy, f->bytes, len);
    return copy;
}

int main(int argc, char **argv) {
    static const uint64_t values[] = {0, UINT64_C(1) << 31, UINT64_C(1) << 63, UINT64_MAX};
    cr_mapped f;
    cr_error err;
    tally t = {0};
    if (argc != 2 || cr_mapped_open(cr_str_of(argv[1]), NULL, CR_LIMIT_MODEL_BYTES, &f, &err) != CR_OK ||
        read_as(f.path, (cr_str){(const char *)f.bytes, f.len}, &err) != CR_OK) {
        printf("%s\n", argc == 2 ? err.line : "usage: hostile_models FILE");
        return 2;
    }
    bool shortlist = strstr(f.path, "lex.") != NULL, vocabulary = strstr(f.path, ".spm") != NULL;
    for (size_t len = 0; len < f.len; len += 1024) {
        size_t before = t.refused;
        char *copy = copy_of(&f, len);
        try_variant(f.path, (cr_str){copy, len}, &t);
        free(copy);
        if (t.refused == before && !vocabulary) { /* a vocabulary cut between two pieces may be whole in its way */
            printf("taken although cut after %zu bytes\n", len);
            t.bad = true;
        }
    }
    char *copy = copy_of(&f, f.len);
    for (size_t at = 0, head = shortlist ? 2048 : vocabulary ? 1024 : 8192; at + 8 <= f.len && at < head; at += 8)
        for (size_t v = 0; v < 4; v++) {
            memcpy(copy + at, &values[v], 8);
            try_variant(f.path, (cr_str){copy, f.len}, &t);
            memcpy(copy + at, f.bytes + at, 8);
        }
    free(copy);
    printf("%zu variants, %zu refused\n", t.variants, t.refused);
    cr_mapped_close(&f);
    return t.bad;
}

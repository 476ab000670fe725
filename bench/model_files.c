/* How long the files of a translation model of released size take to open, and how fast text is cut into pieces; processor time,
 * best of ten. The files are made here: a "tiny" model of 17 MB, 32,000 pieces, a shortlist of 32,000 lists.
 *
 *     build/bench/model_files [TEXT-FILE]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../tests/support/model_file.h"
#include "infer/container.h"
#include "infer/mapped.h"
#include "infer/shortlist.h"
#include "infer/vocabulary.h"

enum { PIECES = 32000, WIDTH = 256, FEED = 1536, LAYERS = 6, TIMES = 10, ITEMS = 200 };

static double milliseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint32_t state = 1;
static uint32_t next(uint32_t below) { return (state = state * 1664525u + 1013904223u) / 65536u % below; }

static void make_model(cr_buf *out) {
    static const char *const parts[] = {"self_Wq", "self_Wk", "self_Wv", "self_Wo"};
    static char names[ITEMS][48];
    file_item items[ITEMS] = {{"Wemb", FILE_INT8, PIECES, WIDTH, NULL}, {"decoder_ff_logit_out_b", FILE_FLOAT, 1, PIECES, NULL}};
    size_t n = 2;
    for (int side = 0; side < 2; side++)
        for (int layer = 1; layer <= (side ? 2 : LAYERS); layer++) {
            for (size_t p = 0; p < 4; p++, n++) {
                snprintf(names[n], sizeof names[n], "%s_l%d_%s", side ? "decoder" : "encoder", layer, parts[p]);
                items[n] = (file_item){names[n], FILE_INT8, WIDTH, WIDTH, NULL};
            }
            for (int w = 1; w <= 2; w++, n++) {
                snprintf(names[n], sizeof names[n], "%s_l%d_ffn_W%d", side ? "decoder" : "encoder", layer, w);
                items[n] = (file_item){names[n], FILE_INT8, w == 1 ? WIDTH : FEED, w == 1 ? FEED : WIDTH, NULL};
            }
        }
    file_model(out, items, n);
}

static void make_vocabulary(cr_buf *out) {
    static const char *const parts[] = {"an", "er", "to", "es", "ion", "ti", "on", "re", "in", "de", "la", "mo", "s", "ra", "li", "que"};
    static const char *const to[] = {" "};
    file_piece(out, "</s>", 0, 3);
    file_piece(out, "<unk>", 0, 2);
    file_piece(out, "▁", -3, 1);
    for (char c = 'a'; c <= 'z'; c++)
        file_piece(out, (char[]){c, '\0'}, -9, 1);
    for (uint32_t i = 29; i < PIECES; i++) { /* i in base sixteen: all different, as the parts are when none begins another's rest */
        char text[64] = "";
        size_t at = (size_t)snprintf(text, sizeof text, "%s", i & 1 ? "▁" : "");
        for (uint32_t left = i / 2 + 1; left; left /= 16)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", parts[left % 16], left >= 16 ? "" : "'");
        file_piece(out, text, -5 - (float)i / 8000, 1);
    }
    file_vocabulary_end(out, &(file_vocabulary){.from = "\t", .to = to});
}

static void make_shortlist(cr_buf *out) {
    static uint64_t offsets[PIECES + 1];
    uint32_t *ids = malloc(PIECES * 50 * sizeof *ids);
    size_t n = 0;
    for (size_t i = 0; i < PIECES; i++) {
        offsets[i] = n;
        for (size_t k = 0, many = 25 + next(26); ids && k < many; k++)
            ids[n++] = next(PIECES);
    }
    offsets[PIECES] = n;
    file_shortlist(out, 50, 50, offsets, PIECES + 1, ids, n);
    free(ids);
}

typedef bool (*opener)(cr_str path);

static bool open_model(cr_str path) {
    cr_container *c;
    cr_error err;
    bool ok = cr_container_open(path, NULL, &c, &err) == CR_OK;
    cr_container_close(c);
    return ok;
}

static bool open_vocabulary(cr_str path) {
    cr_vocabulary *v;
    cr_error err;
    bool ok = cr_vocabulary_open(path, NULL, &v, &err) == CR_OK;
    if (!ok)
        fprintf(stderr, "%s\n", err.line);
    cr_vocabulary_close(v);
    return ok;
}

static bool open_shortlist(cr_str path) {
    cr_shortlist *s;
    cr_error err;
    bool ok = cr_shortlist_open(path, PIECES, PIECES, true, NULL, &s, &err) == CR_OK;
    cr_shortlist_close(s);
    return ok;
}

static void measure(const char *what, void (*make)(cr_buf *), opener open_it, const char *keep) {
    char path[] = P_tmpdir "/courant-bench-XXXXXX";
    cr_buf b;
    double best = 1e9;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    make(&b);
    int fd = mkstemp(path);
    bool ok = fd >= 0 && write(fd, b.bytes, b.len) == (ssize_t)b.len;
    for (int i = 0; i < TIMES && ok; i++) {
        double t = milliseconds();
        ok = open_it(cr_str_of(path));
        t = milliseconds() - t;
        best = t < best ? t : best;
    }
    printf("%-34s %8.2f ms (%.1f MB)%s\n", what, best, (double)b.len / 1e6, ok ? "" : "   FAILED");
    if (fd >= 0) {
        close(fd);
        if (!keep || rename(path, keep) != 0)
            unlink(path);
    }
    cr_buf_free(&b);
}

static void measure_text(const char *what, const char *vocabulary, FILE *in) {
    cr_vocabulary *v;
    cr_error err;
    cr_arena *a = cr_arena_new(0);
    char *line = NULL;
    size_t room = 0, bytes = 0, pieces = 0;
    double spent = 0;
    if (!a || cr_vocabulary_open(cr_str_of(vocabulary), NULL, &v, &err) != CR_OK)
        return;
    for (ssize_t len; (len = getline(&line, &room, in)) > 0; cr_arena_reset(a)) {
        cr_pieces p;
        double t = milliseconds();
        bool ok = cr_vocabulary_encode(v, a, (cr_str){line, (size_t)len}, &p);
        spent += milliseconds() - t;
        bytes += (size_t)len;
        pieces += ok ? p.count : 0;
    }
    printf("%-34s %8.1f MB a second (%zu pieces)\n", what, (double)bytes / 1e3 / spent, pieces);
    free(line);
    cr_arena_free(a);
    cr_vocabulary_close(v);
}

int main(int argc, char **argv) {
    const char *keep = P_tmpdir "/courant-bench-vocabulary.spm";
    measure("open a model", make_model, open_model, NULL);
    measure("open a vocabulary", make_vocabulary, open_vocabulary, keep);
    measure("open a shortlist", make_shortlist, open_shortlist, NULL);
    FILE *in = fopen(argc > 1 ? argv[1] : "README.md", "r");
    if (in) {
        measure_text("cut text into pieces", keep, in);
        fclose(in);
    }
    unlink(keep);
    return 0;
}

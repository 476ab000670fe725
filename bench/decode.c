/* Prints MB/s of decoding pages; with --detect reads samples, each behind its length (four bytes, little end first), and prints the
 * encoding that each is taken for: for bench/encodings.py. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/utf8_kernels.h"
#include "html/encoding.h"

enum { PAGE_BYTES = 1 << 20, ROUNDS = 40 };

static const char western[] = "<p class=\"text\">Le minist\xE8re a annonc\xE9 mercredi que les n\xE9gociations reprendront \xE0 Gen\xE8ve la semaine prochaine.</p>\n";
static const char cyrillic[] = "<p class=\"text\">\xCC\xE8\xED\xE8\xF1\xF2\xE5\xF0\xF1\xF2\xE2\xEE \xF1\xEE\xEE\xE1\xF9\xE8\xEB\xEE \xE2 \xF1\xF0\xE5\xE4\xF3, "
                               "\xF7\xF2\xEE \xEF\xE5\xF0\xE5\xE3\xEE\xE2\xEE\xF0\xFB \xEF\xF0\xEE\xE4\xEE\xEB\xE6\xE0\xF2\xF1\xFF.</p>\n";
static const char japanese[] = "<p class=\"text\">\x8A\x4F\x96\xB1\x8F\xC8\x82\xCD\x90\x85\x97\x6A\x93\xFA\x81\x41\x8B\xA6\x8B\x63\x82\xAA\x97\x88\x8F\x54\x82\xE0"
                               "\x8E\xF1\x93\x73\x82\xC5\x91\xB1\x82\xAF\x82\xE7\x82\xEA\x82\xE9\x82\xC6\x94\xAD\x95\x5C\x82\xB5\x82\xBD\x81\x42</p>\n";
static const char chinese[] = "<p class=\"text\">\xCD\xE2\xBD\xBB\xB2\xBF\xD0\xC7\xC6\xDA\xC8\xFD\xB1\xED\xCA\xBE\xA3\xAC\xBB\xE1\xCC\xB8\xBD\xAB\xD3\xDA\xCF\xC2\xD6\xDC\xBC\xCC\xD0\xF8\xA1\xA3</p>\n";
static const char english[] = "<p class=\"text\">The ministry said on Wednesday that the talks will go on next week in the capital \xE2\x80\x93 in the caf\xC3\xA9.</p>\n";
static const char russian[] = "<p class=\"text\">Министерство сообщило в среду, что переговоры продолжатся на следующей неделе.</p>\n";

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static cr_str page_of(cr_arena *arena, const char *line) {
    size_t len = strlen(line);
    char *page = cr_arena_alloc(arena, PAGE_BYTES);
    for (size_t i = 0; page && i < PAGE_BYTES / len; i++)
        memcpy(page + i * len, line, len);
    return (cr_str){page, PAGE_BYTES / len * len};
}

static void time_decoding(const char *line, const char *charset, const char *what) {
    cr_arena *keep = cr_arena_new(0), *arena = cr_arena_new(0);
    cr_str page = page_of(keep, line), utf8;
    const char *encoding = "";
    cr_error err;
    double best = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        if (cr_encoding_decode_html(arena, page, cr_str_of(charset), &utf8, &encoding, &err) != CR_OK)
            exit(1);
        double took = now() - start;
        best = took < best ? took : best;
        cr_arena_reset(arena);
    }
    printf("%-28s %-14s %9.0f MB/s\n", what, encoding, (double)page.len / best / 1e6);
    cr_arena_free(arena);
    cr_arena_free(keep);
}

static void time_kernels(const char *line, const char *what) {
    cr_arena *keep = cr_arena_new(0);
    cr_str page = page_of(keep, line);
    for (size_t k = 0; k < cr_utf8_kernel_count; k++) {
        if (!cr_utf8_kernels[k].usable())
            continue;
        double best = 1e9;
        for (int i = 0; i < ROUNDS; i++) {
            double start = now();
            if (cr_utf8_kernels[k].kind((const unsigned char *)page.ptr, page.len) == CR_UTF8_ILL_FORMED)
                exit(1);
            double took = now() - start;
            best = took < best ? took : best;
        }
        printf("check UTF-8, %-15s %-14s %9.0f MB/s\n", what, cr_utf8_kernels[k].name, (double)page.len / best / 1e6);
    }
    cr_arena_free(keep);
}

static int detect(void) {
    unsigned char size[4];
    while (fread(size, 1, sizeof size, stdin) == sizeof size) {
        size_t len = (size_t)size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 | (size_t)size[3] << 24;
        char *bytes = malloc(len + 1);
        if (!bytes || fread(bytes, 1, len, stdin) != len)
            return 1;
        size_t skip;
        puts(cr_encoding_sniff((cr_str){bytes, len}, CR_STR_NONE, &skip));
        free(bytes);
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count > 1 && strcmp(arguments[1], "--detect") == 0)
        return detect();
    time_kernels(english, "English");
    time_kernels(russian, "Russian");
    time_decoding(english, "utf-8", "English, declared");
    time_decoding(english, NULL, "English, undeclared");
    time_decoding(russian, "utf-8", "Russian, declared");
    time_decoding(western, "windows-1252", "French, declared");
    time_decoding(cyrillic, "windows-1251", "Russian, declared");
    time_decoding(cyrillic, NULL, "Russian, undeclared");
    time_decoding(japanese, "shift_jis", "Japanese, declared");
    time_decoding(chinese, "gbk", "Chinese, declared");
    return 0;
}

/* What the checks say of translations.
 * usage: build/bench/flags FILE.tsv    lines of FROM, TO, SOURCE, TARGET; prints the names of the flags joined by commas, or "-"
 *        build/bench/flags --count FILE.tsv    how many lines have each flag instead */
#include <courant/translate.h>
#include <stdio.h>

#include "base/file.h"
#include "translate/check.h"

enum { BITS = 16 };

static void print_flags(unsigned flags) {
    const char *name, *comma = "";
    for (unsigned i = 0; i < BITS; i++)
        if (flags & 1u << i && (name = cr_translate_flag_name(1u << i))) {
            printf("%s%s", comma, name);
            comma = ",";
        }
    puts(flags ? "" : "-");
}

int main(int argc, char **argv) {
    bool count = argc == 3 && strcmp(argv[1], "--count") == 0;
    cr_buf file;
    cr_error err;
    cr_buf_init(&file, 256u << 20);
    if (argc != 2 + count) {
        fprintf(stderr, "usage: %s [--count] FILE.tsv\n", argv[0]);
        return 2;
    }
    if (cr_file_read(argv[argc - 1], &file, &err) != CR_OK) {
        fprintf(stderr, "%s\n", err.line);
        return 1;
    }
    cr_arena *arena = cr_arena_new(0);
    cr_str text = cr_buf_str(&file), line, from, to, source;
    size_t lines = 0, any = 0, each[BITS] = {0};
    while (arena && cr_str_split(&text, '\n', &line)) {
        if (!cr_str_split(&line, '\t', &from) || !cr_str_split(&line, '\t', &to) || !cr_str_split(&line, '\t', &source))
            continue;
        cr_str target = line;
        cr_check c = {from, to, source, target, -1};
        unsigned flags = cr_check_run(arena, &c);
        if (!count)
            print_flags(flags);
        lines++;
        any += flags != 0;
        for (unsigned i = 0; i < BITS; i++)
            each[i] += (flags >> i) & 1;
        cr_arena_reset(arena);
    }
    if (count) {
        printf("%zu lines, any %zu", lines, any);
        for (unsigned i = 0; i < BITS; i++)
            if (each[i])
                printf(", %s %zu", cr_translate_flag_name(1u << i), each[i]);
        puts("");
    }
    cr_arena_free(arena);
    cr_buf_free(&file);
    return 0;
}

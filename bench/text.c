/* Prints MB/s of language, sentences, words and dates on one core, over text written here.
 * usage: build/bench/text [FILE]   (a file of plain French text instead) */
#include <courant/dates.h>
#include <courant/language.h>
#include <courant/text.h>
#include <stdio.h>

#include "base/file.h"
#include "base/time.h"

static const char sample[] =
    "Le secrétaire général de l’organisation, M. Dupont, a annoncé mardi que la réunion du 12 janvier se tiendrait à Bruxelles. « Nous "
    "voulons des relations prévisibles », a-t-il dit à la presse. Fin 2021, le ministère avait publié un projet de traité ; le 26 janvier, "
    "la réponse écrite a été remise aux ambassadeurs. Le lendemain, la porte-parole a confirmé que les discussions, commencées il y a "
    "trois mois, se poursuivraient la semaine prochaine. Selon elle, 3,5 % des fonds ont été versés depuis 2019.\n\n";

typedef struct bench {
    cr_text_tools *text;
    cr_date_tools *dates;
    cr_arena *arena;
} bench;

static void language(bench *b, cr_str s) { (void)b, (void)cr_language_detect(s, CR_STR_NONE); }
static void sentences(bench *b, cr_str s) {
    cr_span *spans;
    size_t n;
    if (cr_text_sentences_with(b->text, b->arena, s, CR_STR("fr"), &spans, &n, NULL) != CR_OK)
        puts("failed");
}
static void words(bench *b, cr_str s) {
    cr_word *list;
    size_t n;
    if (cr_text_words_with(b->text, b->arena, s, CR_STR("fr"), &list, &n, NULL) != CR_OK)
        puts("failed");
}
static void search(bench *b, cr_str s) {
    cr_str tokens;
    if (cr_text_search_tokens_with(b->text, b->arena, s, CR_STR("fr"), &tokens, NULL) != CR_OK)
        puts("failed");
}
static void dates(bench *b, cr_str s) {
    cr_date *list;
    size_t n;
    if (cr_dates_find_with(b->dates, b->arena, s, CR_STR("fr"), CR_STR("2022-01-29"), &list, &n, NULL) != CR_OK)
        puts("failed");
}

int main(int argc, char **argv) {
    static const struct { const char *name; void (*run)(bench *, cr_str); } stages[] = {
        {"language", language}, {"sentences", sentences}, {"words", words}, {"search", search}, {"dates", dates}};
    bench b = {cr_text_tools_new(), cr_date_tools_new(), cr_arena_new(0)};
    cr_buf text;
    cr_error err;
    cr_buf_init(&text, 64u << 20);
    if (argc > 1 && cr_file_read(argv[1], &text, &err) != CR_OK) {
        fprintf(stderr, "%s\n", err.line);
        return 1;
    }
    while (argc <= 1 && text.len < 8000)
        cr_buf_add(&text, sample, sizeof sample - 1);
    for (size_t k = 0; k < sizeof stages / sizeof *stages; k++) {
        size_t done = 0;
        int64_t start = cr_time_monotonic_ms(), spent;
        do {
            stages[k].run(&b, cr_buf_str(&text));
            cr_arena_reset(b.arena);
            done += text.len;
        } while ((spent = cr_time_monotonic_ms() - start) < 1000);
        printf("%-10s %7.2f MB/s\n", stages[k].name, (double)done / 1e3 / (double)spent);
    }
    cr_buf_free(&text);
    cr_text_tools_free(b.text);
    cr_date_tools_free(b.dates);
    cr_arena_free(b.arena);
    return 0;
}

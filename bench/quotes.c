/* Speed of finding statements: a text of news-like sentences is generated, read some times, and MB/s printed.
 *
 * usage: quotes [KILOBYTES]   (default 1000, cut into articles of 4 kB; then hostile texts of a megabyte)
 *        quotes FILE.jsonl…   articles as `courant quotes` reads them: names, statements, dates, and dates and statements together */
#include <courant/dates.h>
#include <courant/names.h>
#include <courant/quotes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "speech/tools.h"

static const char *const french[] = {
    "« Le pont rouvrira lundi », a déclaré la maire Claire Dumont. ", "Selon le ministère des Transports, les travaux ont coûté deux millions. ",
    "Elle a ajouté que les riverains seraient consultés avant l'été. ", "La rivière avait débordé au mois de mars, emportant deux piles du pont. ",
    "Les secours sont restés sur place toute la nuit. ", "Le trafic a été dévié par la route du nord, a indiqué la préfecture dans un communiqué. "};

static const char *const english[] = {
    "“The bridge will open on Monday,” said Mayor Clara Wood. ", "According to the Transport Ministry, the works cost two million. ",
    "She added that the residents would be heard before the summer. ", "The river had flooded in March, taking two piers of the bridge with it. ",
    "The fire brigade stayed all night. ", "Traffic was led along the northern road, the council said in a statement. "};

/* Time of this process alone: what else runs on the machine does not count. */
static int64_t cpu_ms(void) { return (int64_t)((double)clock() * 1e3 / CLOCKS_PER_SEC); }

static void measure(const char *name, cr_quotes_tools *tools, cr_date_tools *dates, const char *lang, cr_str text, size_t article) {
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    size_t found = 0;
    int64_t start = cpu_ms(), spent;
    size_t rounds = 0;
    do {
        for (size_t at = 0; at < text.len; at += article) {
            size_t end = at + article < text.len ? at + article : text.len;
            cr_quotes_input in = {.text = cr_str_slice(text, at, end), .lang = cr_str_of(lang), .date = CR_STR("2022-03-09"), .dates = dates};
            cr_statement *s;
            size_t n = 0;
            cr_arena_reset(a);
            if (cr_quotes_find_with(tools, a, &in, &s, &n, &err) != CR_OK)
                fprintf(stderr, "%s: %s\n", name, err.line);
            found += n;
        }
        rounds++;
        spent = cpu_ms() - start;
    } while (spent < 1000);
    printf("quotes %s %-28s %6.1f MB/s  (%zu statements a round)\n", lang, name, (double)(text.len * rounds) / 1e3 / (double)spent, found / rounds);
    cr_arena_free(a);
}

/* What an article costs in the edition: its dates and its statements. */
static void both(cr_quotes_tools *tools, cr_date_tools *dates, const char *lang, cr_str text, size_t article) {
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    int64_t start = cpu_ms(), spent;
    size_t rounds = 0;
    do {
        for (size_t at = 0; at < text.len; at += article) {
            size_t end = at + article < text.len ? at + article : text.len, n = 0;
            cr_str piece = cr_str_slice(text, at, end);
            cr_quotes_input in = {.text = piece, .lang = cr_str_of(lang), .date = CR_STR("2022-03-09"), .dates = dates};
            cr_statement *s;
            cr_date *d;
            cr_arena_reset(a);
            if (cr_quotes_find_with(tools, a, &in, &s, &n, &err) != CR_OK || cr_dates_find_with(dates, a, piece, in.lang, in.date, &d, &n, &err) != CR_OK)
                fprintf(stderr, "both: %s\n", err.line);
        }
        rounds++;
        spent = cpu_ms() - start;
    } while (spent < 1000);
    printf("dates and quotes %s %-19s %6.1f MB/s\n", lang, "articles", (double)(text.len * rounds) / 1e3 / (double)spent);
    cr_arena_free(a);
}

/* ---- articles of a file ---- */

enum { MOST_ARTICLES = 20000, STAGES = 4 };

typedef struct articles {
    cr_quotes_input list[MOST_ARTICLES];
    json_t *owners[MOST_ARTICLES]; /* of the strings */
    size_t count, bytes;
} articles;

static cr_str member(const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    return json_is_string(v) ? (cr_str){json_string_value(v), json_string_length(v)} : CR_STR_NONE;
}

static void read_articles(articles *a, const char *path, cr_date_tools *dates) {
    FILE *f = fopen(path, "r");
    a->count = a->bytes = 0;
    for (json_t *o; f && a->count < MOST_ARTICLES && (o = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL)) != NULL;) {
        a->owners[a->count] = o;
        a->list[a->count] = (cr_quotes_input){.text = member(o, "text"), .lang = member(o, "lang"), .date = member(o, "date"), .title = member(o, "title"), .dates = dates};
        a->bytes += a->list[a->count++].text.len;
    }
    if (f)
        fclose(f);
}

static void one_stage(int stage, const cr_quotes_input *in, cr_quotes_tools *tools, cr_arena *arena) {
    cr_error err;
    cr_name *names;
    cr_statement *said;
    cr_date *dates;
    size_t n;
    cr_status status = CR_OK;
    if (stage == 0)
        status = cr_names_find_with(cr_quotes_tools_lexicon(tools, in->lang), arena, in->text, in->lang, &names, &n, &err);
    if (stage == 1 || stage == 3)
        status = cr_quotes_find_with(tools, arena, in, &said, &n, &err);
    if (status == CR_OK && stage >= 2)
        status = cr_dates_find_with(in->dates, arena, in->text, in->lang, in->date, &dates, &n, &err);
    if (status != CR_OK)
        fprintf(stderr, "%s\n", err.line);
}

static int measure_files(cr_quotes_tools *tools, cr_date_tools *dates, char **files) {
    static const char *const stages[STAGES] = {"names", "quotes", "dates", "both"};
    articles *a = malloc(sizeof *a);
    cr_arena *arena = cr_arena_new(0);
    for (; a && arena && *files; files++) {
        read_articles(a, *files, dates);
        printf("%-40s", *files);
        for (int stage = 0; stage < STAGES; stage++) {
            int64_t start = cpu_ms(), spent;
            size_t rounds = 0;
            do {
                for (size_t i = 0; i < a->count; i++) {
                    one_stage(stage, &a->list[i], tools, arena);
                    cr_arena_reset(arena);
                }
                rounds++;
                spent = cpu_ms() - start;
            } while (spent < 400);
            printf("  %s %5.1f MB/s", stages[stage], (double)(a->bytes * rounds) / 1e3 / (double)spent);
        }
        printf("\n");
        for (size_t i = 0; i < a->count; i++)
            json_decref(a->owners[i]);
    }
    cr_arena_free(arena);
    free(a);
    return 0;
}

int main(int argc, char **argv) {
    size_t bytes = (argc > 1 ? strtoul(argv[1], NULL, 10) : 1000) * 1000;
    cr_quotes_tools *tools = cr_quotes_tools_new();
    cr_date_tools *dates = cr_date_tools_new();
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    if (!tools || !dates)
        return 1;
    if (argc > 1 && strtoul(argv[1], NULL, 10) == 0) {
        int status = measure_files(tools, dates, argv + 1);
        cr_quotes_tools_free(tools);
        cr_date_tools_free(dates);
        return status;
    }
    for (int en = 0; en < 2; en++) {
        const char *lang = en ? "en" : "fr";
        cr_buf_clear(&b);
        for (size_t i = 0; b.len < bytes; i++) {
            cr_buf_add_z(&b, (en ? english : french)[i * 7 % 6]);
            if (i % 5 == 4)
                cr_buf_add_z(&b, "\n\n");
        }
        measure("articles", tools, dates, lang, cr_buf_str(&b), 4000);
        both(tools, dates, lang, cr_buf_str(&b), 4000);
        measure("one text", tools, dates, lang, cr_buf_str(&b), SIZE_MAX / 2);
        static const char *const hostile[2][9] = {{"«", "« a dit ", "il a dit que ", "\"", "Jean ", "le ministre ", "l'", "selon lui, ", "a », dit "},
                                                  {"“", "said ", "“A,” said ", "he said that ", "according to ", "and said, ", "“A,\n\n", "(a) said ", ", telling "}};
        for (size_t h = 0; h < 9; h++) {
            cr_buf_clear(&b);
            while (b.len < 1000000)
                cr_buf_add_z(&b, hostile[en][h]);
            char name[40];
            snprintf(name, sizeof name, "1 MB of \"%s\"", strchr(hostile[en][h], '\n') ? "“A, (a line each)" : hostile[en][h]);
            measure(name, tools, dates, lang, cr_buf_str(&b), SIZE_MAX / 2);
        }
    }
    cr_buf_free(&b);
    cr_quotes_tools_free(tools);
    cr_date_tools_free(dates);
    return 0;
}

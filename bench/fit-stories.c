/* Grouping against the story bench, with other constants: a table of what each value of each constant does to every set.
 *
 * Each figure is a mean over shuffles of the stream, of B-cubed F1 (and pairwise F1 for ecbplus) of what is told in the end,
 * corrections followed; "first" counts each article by the answer it got when it came. With --half 0 or 1 only half of the
 * subjects take part (by a hash of their name), so that a value chosen on one half can be confirmed on the other.
 *
 * usage: fit-stories FOLDER [--shuffles N] [--half 0|1] [--ids] [NAME=VALUE,VALUE…]… */
#include <courant/story.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "story/state.h"

enum { MOST = 2000, SETTINGS = 64 };

static const struct constant {
    const char *name;
    size_t at;
} constants[] = {
#define C(x) {#x, offsetof(cr_story_tuning, x)}
    C(title), C(lead), C(name), C(cross_name), C(number), C(counted), C(lead_words), C(idf_floor), C(prior_articles), C(cross_prior),
    C(moment), C(story), C(story_linked), C(cross_scale), C(dossier), C(part), C(part_share), C(part_prior), C(part_pairs),
    C(dossier_join), C(dossier_part), C(month_apart), C(year_apart), C(decay), C(relay), C(same_pair),
#undef C
};

typedef struct item {
    cr_story_input in, other; /* `other`: of a pair */
    const char *cluster, *dossier;
    bool same;
    int place; /* in the file */
} item;

typedef struct set {
    const char *name;
    item items[MOST];
    size_t count;
} set;

static cr_str get(json_t *o, const char *key) {
    json_t *v = json_object_get(o, key);
    return json_is_string(v) ? (cr_str){json_string_value(v), json_string_length(v)} : CR_STR_NONE;
}

static cr_story_input input_of(json_t *o) {
    return (cr_story_input){.id = get(o, "id"), .lang = get(o, "lang"), .date = get(o, "date"), .title = get(o, "title"), .text = get(o, "text")};
}

/* "ecb-12-plus" and "ecb-12-ecb" are one subject. */
static uint64_t subject(const item *x) {
    cr_str name = cr_str_of(x->dossier ? x->dossier : x->cluster ? x->cluster : x->in.id.ptr);
    if (!x->dossier && x->cluster && strrchr(x->cluster, '-'))
        name.len = (size_t)(strrchr(x->cluster, '-') - x->cluster);
    return cr_hash_64(name, 7);
}

static set *load(const char *folder, const char *name, int half) {
    char path[4096], *line = NULL;
    size_t room = 0;
    snprintf(path, sizeof path, "%s/%s.jsonl", folder, name);
    FILE *f = fopen(path, "r");
    set *s = calloc(1, sizeof *s);
    if (!f || !s) {
        perror(path);
        exit(1);
    }
    s->name = name;
    while (getline(&line, &room, f) > 0 && s->count < MOST) {
        json_t *o = json_loads(line, 0, NULL); /* kept: the slices point into it */
        item *x = &s->items[s->count];
        *x = (item){.in = input_of(o), .cluster = get(o, "cluster").ptr, .dossier = get(o, "dossier").ptr, .place = (int)s->count};
        if (json_object_get(o, "a")) {
            x->in = input_of(json_object_get(o, "a"));
            x->other = input_of(json_object_get(o, "b"));
            x->in.id = get(o, "id");
            x->in.lang = x->other.lang = get(o, "lang");
            x->same = json_is_true(json_object_get(o, "same"));
        }
        s->count += half < 0 || (int)(subject(x) >> 20 & 1) == half;
    }
    free(line);
    fclose(f);
    return s;
}

static int by_place(const void *a, const void *b) { return ((const item *)a)->place - ((const item *)b)->place; }

static void shuffle(set *s, uint32_t seed) {
    qsort(s->items, s->count, sizeof *s->items, by_place);
    uint32_t r = seed * 2654435761u + 12345;
    for (size_t i = s->count; i > 1; i--) {
        r = r * 1664525u + 1013904223u;
        size_t k = (size_t)((uint64_t)r * i >> 32);
        item x = s->items[i - 1];
        s->items[i - 1] = s->items[k];
        s->items[k] = x;
    }
}

static double f1(double p, double r) { return p + r > 0 ? 200 * p * r / (p + r) : 0; }

static void agree(const set *s, const char *(*gold)(const item *), char said[][24], double *cubed, double *pairs) {
    double p = 0, r = 0, both = 0, told = 0, true_ = 0;
    for (size_t i = 0; i < s->count; i++) {
        double b = 0, t = 0, g = 0;
        for (size_t k = 0; k < s->count; k++) {
            bool x = strcmp(said[i], said[k]) == 0, y = strcmp(gold(&s->items[i]), gold(&s->items[k])) == 0;
            b += x && y;
            t += x;
            g += y;
        }
        p += b / t;
        r += b / g;
        both += b - 1;
        told += t - 1;
        true_ += g - 1;
    }
    *cubed = f1(p / (double)s->count, r / (double)s->count);
    *pairs = f1(told > 0 ? both / told : 1, both / true_);
}

static const char *cluster_of(const item *x) { return x->cluster; }
static const char *dossier_of(const item *x) { return x->dossier; }

typedef struct figures { double first, cubed, pairs, dossiers, stories; } figures;

static char first[MOST][24], story[MOST][24], dossier[MOST][24];

static void group(set *s, const cr_story_tuning *tuned, figures *sum) {
    cr_stories *state = cr_stories_new(NULL);
    state->tuned = state->features.tuned = tuned;
    for (size_t i = 0; i < s->count; i++) {
        cr_story_answer a;
        cr_error err;
        if (cr_stories_add(state, &s->items[i].in, &a, &err) != CR_OK) {
            fprintf(stderr, "%s\n", err.line);
            exit(1);
        }
        memcpy(first[i], a.story, 24);
        memcpy(story[i], a.story, 24);
        memcpy(dossier[i], a.dossier, 24);
        for (size_t k = 0; k < a.correction_count; k++)
            for (size_t n = 0; n < i; n++)
                if (cr_str_eq(s->items[n].in.id, a.corrections[k].id)) {
                    memcpy(story[n], a.corrections[k].story, 24);
                    memcpy(dossier[n], a.corrections[k].dossier, 24);
                }
    }
    cr_stories_free(state);
    figures f = {0};
    double ignored;
    agree(s, cluster_of, first, &f.first, &ignored);
    agree(s, cluster_of, story, &f.cubed, &f.pairs);
    if (s->items[0].dossier)
        agree(s, dossier_of, dossier, &f.dossiers, &ignored);
    for (size_t i = 0; i < s->count; i++) {
        size_t k = 0;
        while (k < i && strcmp(story[k], story[i]) != 0)
            k++;
        f.stories += k == i;
    }
    sum->first += f.first;
    sum->cubed += f.cubed;
    sum->pairs += f.pairs;
    sum->dossiers += f.dossiers;
    sum->stories += f.stories;
}

static double judge_pairs(const set *s, const cr_story_tuning *tuned) {
    double right = 0, told = 0, same = 0;
    for (size_t i = 0; i < s->count; i++) {
        cr_error err;
        bool said;
        double similarity;
        if (cr_stories_same_tuned(&s->items[i].in, &s->items[i].other, tuned, &said, &similarity, &err) != CR_OK)
            exit(1);
        right += said && s->items[i].same;
        told += said;
        same += s->items[i].same;
    }
    return f1(told > 0 ? right / told : 0, right / same);
}

static void row(set **sets, int shuffles, const char *label, const cr_story_tuning *tuned) {
    printf("%-26s", label);
    for (int i = 0; i < 3; i++) {
        figures f = {0};
        for (int k = 0; k < shuffles; k++) {
            shuffle(sets[i], (uint32_t)k + 1);
            group(sets[i], tuned, &f);
        }
        double n = shuffles;
        printf(" | %s %5.1f %5.1f", sets[i]->name, f.first / n, f.cubed / n);
        if (sets[i]->items[0].dossier)
            printf(" dossiers %5.1f", f.dossiers / n);
        else
            printf(" pairs %5.1f", f.pairs / n);
        printf(" (%.0f)", f.stories / n);
    }
    printf(" | pairs %5.1f\n", judge_pairs(sets[3], tuned));
    fflush(stdout);
}

int main(int argc, char **argv) {
    int shuffles = 5, half = -1, at = 2;
    if (argc < 2) {
        fprintf(stderr, "usage: fit-stories FOLDER [--shuffles N] [--half 0|1] [NAME=VALUE,VALUE…]…\n");
        return 2;
    }
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2)
        *(strcmp(argv[at], "--half") == 0 ? &half : &shuffles) = (int)strtol(argv[at + 1], NULL, 10);
    set *sets[4] = {load(argv[1], "rpm2", half), load(argv[1], "ecbplus", half), load(argv[1], "ntrex", half), load(argv[1], "pairs", half)};
    puts("each set: B-cubed F1 of the first answers, of what is told in the end, then dossiers or pairwise F1 (stories told)");
    cr_story_tuning tuned = cr_story_tuned;
    row(sets, shuffles, "as it is", &tuned);
    for (; at < argc; at++) { /* NAME=VALUE alone stays for the rows after it; several values are tried each alone */
        char *value = strchr(argv[at], '='), label[64];
        size_t i = 0, n = sizeof constants / sizeof *constants;
        while (value && i < n && (strlen(constants[i].name) != (size_t)(value - argv[at]) || strncmp(constants[i].name, argv[at], strlen(constants[i].name)) != 0))
            i++;
        if (!value || i == n) {
            fprintf(stderr, "no constant in %s\n", argv[at]);
            return 2;
        }
        bool several = strchr(value, ',') != NULL;
        float *x = (float *)(void *)((char *)&tuned + constants[i].at), was = *x;
        for (char *v = value; v; v = strchr(v + 1, ',')) {
            *x = strtof(v + 1, NULL);
            snprintf(label, sizeof label, "%s %g", constants[i].name, (double)*x);
            row(sets, shuffles, label, &tuned);
        }
        if (several)
            *x = was;
    }
    return 0;
}

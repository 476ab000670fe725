/* Grouping at scale: a generated stream that fills a window of seven days, articles a second and memory an article in it.
 *
 * Make-up, whatever the size N of the window: N articles in seven days from 2024-01-01 on, evenly; a new event begins with every
 * fourth article and is told with falling frequency for five days, so that articles per event are the same for every N. An event
 * has 40 words and 4 names that no other event has, a place out of 500 and a topic out of 60 with 200
 * words. An article has 350 words: 30 % common (Zipf over 5,000), 40 % of its topic, 22 % of its event, 8 % names and places. One
 * language, no title. The texts are made beside and not measured.
 *
 * Measured over the last tenth of the stream, when the window is full: reading (words, stems, sketch) alone, on the same texts; the
 * index step: all of cr_stories_add less the reading, that is vocabulary, candidates, decision, remembering, reviews, corrections.
 * "candidates" are articles compared closely with a new one: the limit story_candidates holds their number. Memory is the heap of
 * the state divided by the articles in the window: vocabulary, representatives of stories, index and what was read of words included.
 * Instructions are told where the kernel counts them: they do not hang on who else is using the machine. Pairs: of two articles of one
 * event, how many are told in one story (recall), and the reverse (precision), as the stories stand in the end.
 *
 * usage: stories [ARTICLES…], default 10000 100000; the issue asks for 10000 1000000 */
#include <courant/story.h>
#include <linux/perf_event.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/time.h"
#include "story/state.h"

#define WORDS 350

static uint64_t state = 88172645463325252u;
static uint32_t next(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}

static size_t word(char *out, uint32_t n, bool capital) { /* a pronounceable word for a number */
    static const char onset[] = "bcdfghklmnprstvz", vowel[] = "aeiou";
    size_t k = 0;
    n = n * 7 + 80;
    for (; n; n /= 80) {
        out[k++] = onset[n % 16];
        out[k++] = vowel[n / 16 % 5];
    }
    if (capital)
        out[0] = (char)(out[0] - 32);
    out[k++] = ' ';
    return k;
}

static void compose(char *text, uint32_t event) {
    size_t k = 0;
    for (int i = 0; i < WORDS; i++) {
        uint32_t r = next(10);
        if (r < 3)
            k += word(text + k, next(1 + next(5000)), false);
        else if (r < 7)
            k += word(text + k, 10000 + event * 2654435761u % 60 * 200 + next(200), false);
        else if (next(4))
            k += word(text + k, 1000000 + event * 40 + next(40), false);
        else
            k += word(text + k, 100000000 + (next(4) ? 1000 + event * 4 + next(4) : event % 500), true);
        if (i % 18 == 17)
            text[k - 1] = '.', text[k++] = ' ';
    }
    text[k] = '\0';
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int counter = -1; /* of our instructions; -1: the kernel does not tell */

static void count_instructions(void) {
    struct perf_event_attr what = {.type = PERF_TYPE_HARDWARE, .size = sizeof what, .config = PERF_COUNT_HW_INSTRUCTIONS, .exclude_kernel = 1};
    counter = (int)syscall(SYS_perf_event_open, &what, 0, -1, -1, 0);
}

static double instructions(void) {
    uint64_t n = 0;
    return counter >= 0 && read(counter, &n, sizeof n) == sizeof n ? (double)n : 0;
}

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Pairs of equal keys. */
static double pairs(uint64_t *keys, size_t n) {
    double sum = 0;
    qsort(keys, n, sizeof *keys, by_value);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && keys[k] == keys[i]; k++)
            ;
        sum += (double)(k - i) * (double)(k - i - 1) / 2;
    }
    return sum;
}

/* Of the stories against the events of the articles in the window. */
static void tell_pairs(const cr_stories *s, const uint32_t *events) {
    uint64_t *keys = malloc(s->article_count * sizeof *keys);
    double found[3];
    for (int what = 0; keys && what < 3; what++) {
        for (uint32_t i = 0; i < s->article_count; i++) {
            uint64_t story = cr_story_at(s, s->oldest + i)->story, event = events[s->oldest + i];
            keys[i] = what == 0 ? story : what == 1 ? event : story << 32 | event;
        }
        found[what] = pairs(keys, s->article_count);
    }
    if (keys)
        printf("; pairs precision %.1f recall %.1f", 100 * found[2] / found[0], 100 * found[2] / found[1]);
    free(keys);
}

static size_t heap(void) {
    struct mallinfo2 m = mallinfo2();
    return m.uordblks + m.hblkhd;
}

typedef struct figures { double reading, index, read_steps, index_steps; } figures;

static figures measure(uint32_t count) {
    size_t before = heap(), corrections = 0;
    cr_stories *s = cr_stories_new(NULL);
    char *text = malloc(WORDS * 16), id[16], date[16];
    double reading = 0, whole = 0, read_steps = 0, all_steps = 0;
    uint32_t *events = malloc(count * sizeof *events);
    uint32_t from = count - count / 10;
    state = 88172645463325252u;
    for (uint32_t n = 0; n < count; n++) {
        uint32_t newest = n / 4, days = count / 4 / 7 * 5, back = next(1 + next(1 + days)), event = newest > back ? newest - back : 0;
        compose(text, event);
        events[n] = event;
        int year, month, day;
        cr_civil_from_days(19723 + (int64_t)n * 7 / count, &year, &month, &day);
        snprintf(id, sizeof id, "%u", n);
        snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, day);
        cr_story_input in = {.id = cr_str_of(id), .lang = CR_STR("en"), .date = cr_str_of(date), .text = cr_str_of(text)};
        cr_story_answer answer;
        cr_error err;
        double start = now(), first = instructions();
        if (cr_story_features_read(&s->features, &in, &err) != CR_OK)
            exit(1);
        double middle = now(), second = instructions();
        if (cr_stories_take(s, &in, &answer, &err) != CR_OK) {
            fprintf(stderr, "%s\n", err.line);
            exit(1);
        }
        corrections += answer.correction_count;
        if (n >= from) {
            reading += middle - start;
            whole += now() - start;
            read_steps += second - first;
            all_steps += instructions() - first;
        }
    }
    size_t used = heap() - before - WORDS * 16 - count * sizeof *events, stories = 0;
    for (uint32_t i = 0; i < s->story_count; i++)
        stories += s->stories[i].articles > 0;
    double n = count / 10;
    figures out = {reading / n * 1e6, (whole - reading) / n * 1e6, read_steps / n, (all_steps - read_steps) / n};
    printf("stories: window of %u: reading %.0f us, index step %.0f us an article, %.0f articles/s on one core; %zu bytes of memory an article in the "
           "window; %.2f articles a story, %.2f corrections an article; %u terms; at most %zu candidates an article (limit story_candidates); "
           "thousands of instructions: reading %.0f, index step %.0f",
           count, out.reading, out.index, n / whole, used / count, count / (double)stories, (double)corrections / count, s->vocabulary.used,
           (size_t)cr_limit(NULL, CR_LIMIT_STORY_CANDIDATES), out.read_steps / 1000, out.index_steps / 1000);
    tell_pairs(s, events);
    putchar('\n');
    fflush(stdout);
    free(text);
    free(events);
    cr_stories_free(s);
    return out;
}

/* What the libraries keep for themselves from the first use on is none of the window's. */
static void warm_up(void) {
    cr_story_features f = {0};
    cr_story_input in = {.id = CR_STR("0"), .lang = CR_STR("en"), .text = CR_STR("A word.")};
    cr_error err;
    if (cr_story_features_read(&f, &in, &err) != CR_OK)
        exit(1);
    cr_story_features_free(&f);
}

int main(int argc, char **argv) {
    count_instructions();
    warm_up();
    figures first = {0}, last = {0};
    uint32_t sizes[2] = {10000, 100000};
    for (int i = 0; i < (argc > 1 ? argc - 1 : 2); i++) {
        last = measure(argc > 1 ? (uint32_t)strtoul(argv[i + 1], NULL, 10) : sizes[i]);
        if (i == 0)
            first = last;
    }
    if (last.index > first.index * 2)
        puts("stories: the index step costs more than twice what it costs in the smallest window");
    else
        printf("stories: the index step costs %.2f times what it costs in the smallest window, in instructions %.2f times\n", last.index / first.index,
               first.index_steps > 0 ? last.index_steps / first.index_steps : 0);
    return 0;
}

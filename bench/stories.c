/* Grouping at scale: a generated stream, articles a second and memory an article.
 *
 * Make-up: 200 articles a day from 2024-01-01 on. A new event begins with every fourth article and is told with falling
 * frequency for five days; each has 40 words of its own out of a vocabulary of 400,000, 4 names, a place out of 500 and a
 * topic out of 60 with 200 words. An article has 350 words: 30 % common (Zipf over 5,000), 40 % of its topic, 30 % of
 * its event; one in ten copies 60 % of an earlier article of its event. The text is made first and not measured.
 *
 * usage: stories [ARTICLES…], default 10000 100000 */
#include <courant/story.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/time.h"

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
            k += word(text + k, 30000 + (event * 40 + next(40)) % 400000, false);
        else
            k += word(text + k, 500000 + (next(4) ? event * 4 + next(4) : event % 500), true);
        if (i % 18 == 17)
            text[k - 1] = '.', text[k++] = ' ';
    }
    text[k] = '\0';
}

static void measure(uint32_t count) {
    cr_stories *s = cr_stories_new(NULL);
    char *text = malloc(WORDS * 16), id[16], date[16], last[24] = "";
    double seconds = 0;
    size_t before = mallinfo2().uordblks, stories = 0, live = 0;
    for (uint32_t n = 0; n < count; n++) {
        uint32_t newest = n / 4, back = next(1 + next(250)), event = newest > back ? newest - back : 0;
        compose(text, event);
        int year, month, day;
        cr_civil_from_days(19723 + n / 200, &year, &month, &day);
        snprintf(id, sizeof id, "%u", n);
        snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, day);
        cr_story_input in = {.id = cr_str_of(id), .lang = CR_STR("en"), .date = cr_str_of(date), .text = cr_str_of(text)};
        cr_story_answer answer;
        cr_error err;
        struct timespec a, b;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
        if (cr_stories_add(s, &in, &answer, &err) != CR_OK) {
            fprintf(stderr, "%s\n", err.line);
            exit(1);
        }
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
        seconds += (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
        stories = (size_t)strtoul(answer.story + 1, NULL, 10) > stories ? (size_t)strtoul(answer.story + 1, NULL, 10) : stories;
        memcpy(last, answer.dossier, sizeof last);
        live = n + 1 < 200 * 14 ? n + 1 : 200 * 14;
    }
    size_t used = mallinfo2().uordblks - before;
    printf("stories: %u articles: %.0f articles/s on one core, %zu bytes of memory an article read, %zu MB in all, about %zu in the window; "
           "%zu stories, last dossier %s\n", count, count / seconds, used / count, used >> 20, live, stories, last);
    free(text);
    cr_stories_free(s);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        measure((uint32_t)strtoul(argv[i], NULL, 10));
    if (argc == 1) {
        measure(10000);
        measure(100000);
    }
    return 0;
}

/* Articles out of arbitrary bytes: a line is an article ("lang date title|text"), the same lines loaded again in the middle
 * must give the same answers. */
#include <courant/story.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static cr_story_input article(cr_str line, char id[16], unsigned n) {
    snprintf(id, 16, "%u", n);
    cr_story_input in = {.id = cr_str_of(id)};
    cr_str_split(&line, ' ', &in.lang);
    cr_str_split(&line, ' ', &in.date);
    cr_str_split(&line, '|', &in.title);
    in.text = line;
    if (n % 7 == 3)
        in.relay_of = in.site = in.title;
    return in;
}

static void reload(cr_stories **s) {
    cr_arena *arena = cr_arena_new(0);
    cr_str state;
    cr_error err;
    cr_stories *t = NULL;
    if (arena && cr_stories_save(*s, arena, &state, &err) == CR_OK) {
        if (cr_stories_load(state, NULL, &t, &err) != CR_OK)
            abort();
        cr_stories_free(*s);
        *s = t;
    }
    cr_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_stories *a = cr_stories_new(NULL), *b = cr_stories_new(NULL);
    cr_str rest = {(const char *)data, size}, line;
    for (unsigned n = 0; a && b && n < 200 && cr_str_split(&rest, '\n', &line); n++) {
        char id[16];
        cr_story_answer x, y;
        cr_error err;
        cr_story_input in = article(line, id, n);
        if (n % 16 == 5)
            reload(&b);
        if (cr_stories_add(a, &in, &x, &err) != CR_OK || cr_stories_add(b, &in, &y, &err) != CR_OK)
            continue;
        if (strcmp(x.story, y.story) != 0 || strcmp(x.dossier, y.dossier) != 0 || !cr_str_eq(x.relay_of, y.relay_of))
            abort();
    }
    cr_stories_free(a);
    cr_stories_free(b);
    return 0;
}

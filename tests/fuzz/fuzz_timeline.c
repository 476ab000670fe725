/* Articles out of arbitrary bytes: a line is an article ("lang date title|text"); the first line's title is the entity. */
#include <courant/timeline.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *arena = cr_arena_new(64u << 20);
    cr_timeline_article articles[16];
    cr_str rest = {(const char *)data, size}, line;
    size_t n = 0, count;
    cr_timeline_entry *entries;
    cr_error err;
    for (; n < 16 && cr_str_split(&rest, '\n', &line); n++) {
        cr_timeline_article *a = &articles[n];
        *a = (cr_timeline_article){.id = CR_STR("x")};
        cr_str_split(&line, ' ', &a->lang);
        cr_str_split(&line, ' ', &a->date);
        cr_str_split(&line, '|', &a->title);
        a->text = line;
    }
    cr_timeline_options o = {.sentences = 2};
    if (arena && cr_timeline_build(arena, articles, n, &o, &entries, &count, &err) == CR_OK)
        for (size_t i = 1; i < count; i++)
            if (cr_str_compare(entries[i - 1].date, entries[i].date) >= 0)
                abort();
    o.entity = n ? articles[0].title : CR_STR_NONE;
    o.from = CR_STR("2000");
    o.to = CR_STR("2024-05-01");
    o.entries = 3;
    if (arena && cr_timeline_build(arena, articles, n, &o, &entries, &count, &err) == CR_OK && count > 3)
        abort();
    cr_arena_free(arena);
    return 0;
}

/* First byte: language and whether there is a reference; then the text. */
#include <courant/dates.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const langs[] = {"fr", "en", "de", "es", "it", "pt", "ca", "id", "ru", "ar", "zh", "ja", "nl", "xx"};
    static cr_date_tools *tools; /* compiled once: the rules are not what is fuzzed */
    if (!tools)
        tools = cr_date_tools_new();
    if (!size || !tools)
        return 0;
    cr_str lang = cr_str_of(langs[(data[0] >> 1) % (sizeof langs / sizeof *langs)]), text = {(const char *)data + 1, size - 1};
    cr_str reference = data[0] & 1 ? CR_STR("2022-01-12T10:30:00") : CR_STR_NONE;
    cr_arena *arena = cr_arena_new(0);
    cr_error err;
    cr_date *d;
    size_t n, reached = 0;
    if (arena && cr_dates_find_with(tools, arena, text, lang, reference, &d, &n, &err) == CR_OK)
        for (size_t i = 0; i < n; reached = d[i++].end)
            if (d[i].start < reached || d[i].end <= d[i].start || d[i].end > text.len || cr_str_none(d[i].timex))
                abort();
    cr_arena_free(arena);
    return 0;
}

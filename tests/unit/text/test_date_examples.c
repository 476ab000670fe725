/* Expressions of each language by class, with their values: tests/unit/text/dates/LANG.txt.
 *
 *     # a comment
 *     @ 2018-10-17T14:30:00            the reference of what follows
 *     TEXT | VALUE VALUE …             in the order of the text; a value is the TIMEX3, the value or FROM..TO
 *     ? TEXT | VALUE …                 known to be read wrongly: when it is read right, the mark must go
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <dirent.h>

#include "base/buf.h"
#include "text/dates.h"

static const char folder[] = "tests/unit/text/dates";

/* "T15:00:00" and "15:00:00" lose the seconds that nobody told. */
static cr_str plain(cr_str v) {
    bool clock = v.len >= 8 && v.ptr[v.len - 3] == ':' && v.ptr[v.len - 6] == ':';
    return clock && cr_str_ends(v, ":00") ? cr_str_slice(v, 0, v.len - 3) : v;
}

static bool is_value(cr_arena *arena, const cr_date *d, cr_str want) {
    cr_str from = plain(d->from), to = plain(d->to);
    size_t t = cr_str_find_byte(d->timex, 'T', 0), dots = cr_str_find(want, CR_STR(".."), 0);
    if (dots != CR_STR_NPOS)
        want = cr_str_format(arena, "%.*s..%.*s", CR_FMT(plain(cr_str_slice(want, 0, dots))), CR_FMT(plain(cr_str_slice(want, dots + 2, want.len))));
    return cr_str_eq(d->timex, want) || cr_str_eq(plain(d->value), plain(want)) ||
           (d->type == CR_TIME && t != CR_STR_NPOS && cr_str_eq(cr_str_slice(d->timex, t + 1, d->timex.len), want)) ||
           cr_str_eq(cr_str_format(arena, "%.*s..%.*s", CR_FMT(from), CR_FMT(to)), want);
}

static bool is_right(cr_arena *arena, cr_date_tools *tools, cr_str lang, cr_str reference, cr_str text, cr_str values, cr_str *got) {
    cr_date *d;
    size_t n, seen = 0;
    cr_error err;
    bool right = cr_dates_find_with(tools, arena, text, lang, reference, &d, &n, &err) == CR_OK;
    cr_str want;
    while (cr_str_split(&values, ' ', &want))
        if (want.len)
            right &= seen < n && is_value(arena, &d[seen], want), seen++;
    *got = CR_STR("");
    for (size_t i = 0; i < n; i++)
        *got = cr_str_format(arena, "%.*s [%.*s %.*s %.*s..%.*s]", CR_FMT(*got), CR_FMT(cr_str_slice(text, d[i].start, d[i].end)), CR_FMT(d[i].timex),
                             CR_FMT(d[i].from), CR_FMT(d[i].to));
    return right && seen == n;
}

static cr_str read_file(cr_arena *arena, const char *name) {
    FILE *f = fopen(cr_str_format(arena, "%s/%s", folder, name).ptr, "rb");
    assert_non_null(f);
    size_t room = 1 << 20;
    char *bytes = cr_arena_alloc(arena, room);
    size_t n = fread(bytes, 1, room, f);
    fclose(f);
    assert_true(n > 0 && n < room);
    return (cr_str){bytes, n};
}

static size_t run_file(cr_date_tools *tools, const char *name) {
    cr_arena *arena = cr_arena_new(0);
    cr_str file = read_file(arena, name), line, reference = CR_STR_NONE, lang = cr_str_slice(cr_str_of(name), 0, 2);
    size_t number = 0, cases = 0, wrong = 0, known = 0;
    while (cr_str_split(&file, '\n', &line)) {
        number++;
        line = cr_str_trim(line);
        if (cr_str_starts(line, "@ "))
            reference = cr_str_slice(line, 2, line.len);
        if (!line.len || *line.ptr == '#' || *line.ptr == '@')
            continue;
        bool marked = cr_str_starts(line, "? ");
        size_t bar = cr_str_find_byte(line, '|', 0);
        assert_true(bar != CR_STR_NPOS);
        cr_str text = cr_str_trim(cr_str_slice(line, marked ? 2 : 0, bar)), values = cr_str_trim(cr_str_slice(line, bar + 1, line.len)), got;
        bool right = is_right(arena, tools, lang, reference, text, values, &got);
        cases++;
        known += marked;
        if (right == marked) {
            wrong++;
            print_message("%s:%zu: %s: %.*s | %.*s | got%.*s\n", name, number, marked ? "right now" : "wrong", CR_FMT(text), CR_FMT(values), CR_FMT(got));
        }
    }
    print_message("%s: %zu examples, %zu known to be wrong\n", name, cases, known);
    cr_arena_free(arena);
    assert_true(cases >= 10);
    return wrong;
}

static void examples(void **state) {
    (void)state;
    cr_date_tools *tools = cr_date_tools_new();
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    size_t wrong = 0, files = 0;
    for (struct dirent *e; (e = readdir(dir));)
        if (cr_str_ends(cr_str_of(e->d_name), ".txt")) {
            wrong += run_file(tools, e->d_name);
            files++;
        }
    closedir(dir);
    cr_date_tools_free(tools);
    assert_true(files >= 3);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(examples)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The examples that stand in the data files of the languages (src/speech/data/LANG.txt): what they say must be found.
 *
 *     #= « Le pont rouvrira », a dit la maire Claire Dumont.        a text
 *     #> direct | Claire Dumont | a dit | Le pont rouvrira          a statement of it: type, speaker ("-": nobody), verb, words
 *     #> none                                                       that it holds none
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <courant/quotes.h>
#include <stdio.h>
#include <string.h>

#include "base/data.h"
#include "speech/tools.h"

static cr_str field(cr_str *rest) {
    size_t bar = cr_str_find(*rest, CR_STR(" | "), 0);
    cr_str part = cr_str_slice(*rest, 0, bar == CR_STR_NPOS ? rest->len : bar);
    *rest = bar == CR_STR_NPOS ? CR_STR_NONE : cr_str_slice(*rest, bar + 3, rest->len);
    return cr_str_trim(part);
}

static cr_str shown(cr_str s) { return s.ptr ? s : CR_STR("-"); }

static bool fits(const cr_statement *s, cr_str want) {
    cr_str type = field(&want), speaker = field(&want), verb = field(&want);
    return cr_str_is(type, cr_speech_type_name(s->type)) && cr_str_eq(speaker, shown(s->speaker)) && cr_str_eq(verb, shown(s->verb)) &&
           cr_str_eq(cr_str_trim(want), s->quote);
}

static unsigned read_file(const cr_quotes_tools *tools, cr_arena *arena, const char *name, unsigned *wrong) {
    char lang[16];
    snprintf(lang, sizeof lang, "%.*s", (int)(strlen(name) - strlen("speech/.txt")), name + strlen("speech/"));
    cr_str rest = cr_data(name), line, text = CR_STR_NONE;
    cr_statement *found = NULL;
    size_t count = 0, next = 0;
    unsigned examples = 0;
    cr_error err;
    while (cr_str_split(&rest, '\n', &line)) {
        bool ends = !cr_str_starts(line, "#>");
        if (ends && text.ptr && next != count) {
            print_error("%s: %.*s\n  more found: %s | %.*s | %.*s | %.*s\n", lang, CR_FMT(text), cr_speech_type_name(found[next].type), CR_FMT(shown(found[next].speaker)),
                        CR_FMT(shown(found[next].verb)), CR_FMT(found[next].quote));
            ++*wrong;
        }
        if (ends)
            text = CR_STR_NONE;
        if (cr_str_starts(line, "#= ")) {
            text = cr_str_trim(cr_str_slice(line, 3, line.len));
            cr_quotes_input in = {.text = text, .lang = cr_str_of(lang), .date = CR_STR("2022-03-09")};
            cr_arena_reset(arena);
            assert_int_equal(cr_quotes_find_with(tools, arena, &in, &found, &count, &err), CR_OK);
            next = 0;
            examples++;
        } else if (cr_str_starts(line, "#> ") && text.ptr) {
            cr_str want = cr_str_trim(cr_str_slice(line, 3, line.len));
            if (cr_str_is(want, "none"))
                continue;
            if (next < count && fits(&found[next], want)) {
                next++;
                continue;
            }
            print_error("%s: %.*s\n  wanted: %.*s\n", lang, CR_FMT(text), CR_FMT(want));
            if (next < count)
                print_error("  found:  %s | %.*s | %.*s | %.*s\n", cr_speech_type_name(found[next].type), CR_FMT(shown(found[next].speaker)), CR_FMT(shown(found[next].verb)), CR_FMT(found[next].quote));
            ++*wrong;
            next = count;
        }
    }
    return examples;
}

static void examples_of_the_languages(void **state) {
    (void)state;
    cr_quotes_tools *tools;
    cr_error err;
    if (cr_quotes_tools_read(&tools, &err) != CR_OK) { /* a file that cannot be read: which, and its line */
        print_error("%s\n", err.line);
        fail();
    }
    cr_arena *arena = cr_arena_new(0);
    assert_non_null(arena);
    unsigned wrong = 0, files = 0;
    for (size_t i = 0; i < cr_data_file_count; i++) {
        const char *name = cr_data_files[i].name;
        if (!cr_str_starts(cr_str_of(name), "speech/") || !cr_str_ends(cr_str_of(name), ".txt"))
            continue;
        unsigned examples = read_file(tools, arena, name, &wrong);
        files++;
        if (examples < 5) {
            print_error("%s: %u examples, wanted at least 5\n", name, examples);
            wrong++;
        }
    }
    assert_true(files > 10);
    cr_quotes_tools_free(tools);
    cr_arena_free(arena);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(examples_of_the_languages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

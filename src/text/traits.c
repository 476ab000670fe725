/* Traits of languages, from src/text/data/traits.txt. */
#include "text/traits.h"

#include <stddef.h>

#include "base/data.h"

static const struct { const char *name; size_t at; } names[] = {
    {"nouns-capital", offsetof(cr_traits, nouns_capital)}, {"titles-capital", offsetof(cr_traits, titles_capital)}, {"bare-genitive", offsetof(cr_traits, bare_genitive)},
    {"bare-nouns", offsetof(cr_traits, bare_nouns)},       {"syllables", offsetof(cr_traits, syllables)},           {"caseless", offsetof(cr_traits, caseless)},
    {"inverts", offsetof(cr_traits, inverts)},             {"genitive-s", offsetof(cr_traits, genitive_s)},         {"drops-subject", offsetof(cr_traits, drops_subject)},
    {"subject-first", offsetof(cr_traits, subject_first)}};

/* The words of one line behind the language's code; false at one that is not known. */
static bool read_line(cr_str line, cr_traits *t) {
    cr_str word;
    while (line.len && cr_str_split(&line, ' ', &word)) {
        if (!word.len)
            continue;
        if (cr_str_is(word, "elides")) {
            t->elides = cr_str_trim(line);
            return t->elides.len > 0;
        }
        size_t i = 0;
        while (i < sizeof names / sizeof *names && !cr_str_is(word, names[i].name))
            i++;
        if (i == sizeof names / sizeof *names)
            return false;
        *(bool *)((char *)t + names[i].at) = true;
    }
    return true;
}

cr_traits cr_traits_of(cr_str lang) {
    cr_traits t = {0};
    cr_str data = cr_data("text/traits.txt"), line, code;
    while (lang.len && cr_str_split(&data, '\n', &line))
        if (cr_str_starts(line, "#") || !cr_str_split(&line, ' ', &code) || !cr_str_eq(code, lang))
            continue;
        else {
            (void)read_line(line, &t);
            break;
        }
    return t;
}

bool cr_traits_elide(const cr_traits *traits, cr_str word) {
    const char *heads = traits->elides.ptr;
    for (size_t at = 0, len = traits->elides.len; word.len && at + word.len <= len; at++) { /* by the letter: in French every sixth word has an apostrophe */
        size_t n = 0;
        while (n < word.len && heads[at + n] == (word.ptr[n] >= 'A' && word.ptr[n] <= 'Z' ? word.ptr[n] + 32 : word.ptr[n]))
            n++;
        if (n == word.len && (at + n == len || heads[at + n] == ' '))
            return true;
        for (at += n; at < len && heads[at] != ' ';)
            at++;
    }
    return false;
}

cr_str cr_traits_wrong(cr_str data) {
    cr_str line, rest, code;
    while (cr_str_split(&data, '\n', &line)) {
        cr_traits t = {0};
        rest = line;
        if (line.len && !cr_str_starts(line, "#") && (!cr_str_split(&rest, ' ', &code) || !code.len || code.len > 8 || !read_line(rest, &t)))
            return line;
    }
    return CR_STR_NONE;
}

/* What the reports of one story say together. The examples of every data file of counts are run as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <courant/digest.h>

#include "base/data.h"
#include "story/counts.h"

static cr_digest_article article(const char *lang, const char *date, const char *outlet, const char *title, const char *text) {
    return (cr_digest_article){.id = cr_str_of(outlet), .lang = cr_str_of(lang), .date = cr_str_of(date), .outlet = cr_str_of(outlet), .title = cr_str_of(title), .text = cr_str_of(text)};
}

static cr_digest digest(cr_arena *arena, const cr_digest_article *a, size_t n) {
    cr_digest d;
    cr_error err;
    assert_int_equal(cr_digest_make(arena, a, n, NULL, &d, &err), CR_OK);
    return d;
}

/* ---- the examples in the data files: "> At least 12 people were killed and 30 injured. | dead >=12, wounded 30" ---- */

static void tell(char *out, size_t room, const cr_count *c) {
    const char *bound = c->low == 0 ? "<=" : c->about ? "~" : c->high > c->value * 2 ? ">=" : "";
    size_t n = strlen(out);
    snprintf(out + n, room - n, "%s%s %s%.10g", n ? ", " : "", cr_count_concept_name(c->concept), bound, c->value);
}

static void run_example(cr_str lang, cr_str text, cr_str expected) {
    cr_arena *arena = cr_arena_new(0);
    cr_error err;
    cr_digest_article a = {.id = CR_STR("a"), .lang = lang, .text = text};
    cr_digest_options none = {0};
    cr_digest_work w = {.arena = arena, .articles = &a, .count = 1, .options = &none, .err = &err, .words = cr_map_new(), .powers = cr_map_new(), .holders = cr_map_new()};
    cr_count *counts = NULL;
    size_t count = 0, capacity = 0;
    char said[300] = "";
    assert_int_equal(cr_digest_read(&w), CR_OK);
    for (uint32_t i = 0; i < w.sentence_count; i++)
        assert_int_equal(cr_counts_find(&w, i, &counts, &count, &capacity), CR_OK);
    for (size_t i = 0; i < count; i++)
        if (counts[i].concept)
            tell(said, sizeof said, &counts[i]);
    if (!cr_str_is(expected, said))
        fail_msg("%.*s: %.*s\n  says %s", CR_FMT(lang), CR_FMT(text), said);
    cr_count_words_free(w.words);
    cr_map_free(w.powers);
    cr_map_free(w.holders);
    cr_arena_free(arena);
}

static void test_examples(void **unused) {
    (void)unused;
    size_t files = 0, examples = 0;
    for (size_t f = 0; f < cr_data_file_count; f++) {
        cr_str name = cr_str_of(cr_data_files[f].name), data = cr_data(cr_data_files[f].name), line;
        if (!cr_str_starts(name, "story/counts/") || cr_str_ends(name, "/common.txt"))
            continue;
        cr_str lang = cr_str_slice(name, strlen("story/counts/"), name.len - 4);
        size_t own = 0;
        while (cr_str_split(&data, '\n', &line)) {
            size_t bar = cr_str_find(line, CR_STR(" | "), 0);
            if (!cr_str_starts(line, "> ") || bar == CR_STR_NPOS)
                continue;
            run_example(lang, cr_str_slice(line, 2, bar), cr_str_slice(line, bar + 3, line.len));
            own++;
        }
        assert_true(own > 0); /* a language without an example is untested */
        files++;
        examples += own;
    }
    assert_true(files >= 12 && examples >= 30);
}

/* ---- differences ---- */

/* Bounds that a later count does not contradict, one outlet's later count, and a count that is disputed. */
static void test_count_rises(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        article("en", "2024-03-05T09:00:00Z", "Harbour News", "Blast in Velno", "At least 12 people were killed in the Velno blast on Tuesday."),
        article("fr", "2024-03-05T14:00:00Z", "Le Quai", "Explosion à Velno", "L'explosion de Velno a fait au moins 14 morts mardi, selon le maire."),
        article("en", "2024-03-06T09:00:00Z", "Harbour News", "Velno blast toll rises to 17", "The death toll of the Velno blast rose to 17 on Wednesday."),
        article("ja", "2024-03-06T12:00:00Z", "Minato", "ベルノの爆発、死者17人に", "ベルノの工場で起きた爆発で、死者は17人になった。"),
        article("en", "2024-03-06T11:00:00Z", "The Union", "Velno blast", "Twenty-three people were killed in the Velno blast, a union said.")};
    cr_digest d = digest(arena, a, 4);
    assert_int_equal(d.difference_count, 1);
    assert_true(d.differences[0].development);
    assert_int_equal(d.differences[0].count, 3);
    assert_true(cr_str_is(d.differences[0].sides[2].value, "17") && d.differences[0].sides[2].count == 2);
    d = digest(arena, a, 5);
    assert_int_equal(d.difference_count, 2);
    assert_false(d.differences[0].development);
    assert_true(d.differences[1].development);
    assert_int_equal(d.differences[1].count, 3); /* the union's number is nobody else's */
    cr_arena_free(arena);
}

static void test_numbers_differ(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        article("fr", "2024-03-05", "Le Quai", "Explosion à Velno", "L'explosion de Velno a fait 12 morts et 30 blessés mardi, selon le maire."),
        article("en", "2024-03-05", "Harbour News", "Blast in Velno", "Fifteen people were killed and 30 wounded in the Velno blast."),
        article("es", "2024-03-05", "El Faro", "Explosión en Velno", "La explosión de Velno dejó doce muertos.")};
    cr_digest d = digest(arena, a, 3);
    assert_int_equal(d.difference_count, 1);
    const cr_digest_difference *x = &d.differences[0];
    assert_int_equal(x->kind, CR_DIFFERENCE_NUMBER);
    assert_true(cr_str_is(x->about, "dead"));
    assert_false(x->development);
    assert_int_equal(x->count, 2);
    assert_true(cr_str_is(x->sides[0].value, "12") && x->sides[0].count == 2); /* most reports first */
    assert_true(cr_str_is(x->sides[1].value, "15") && x->sides[1].count == 1);
    const cr_digest_mention *m = &x->sides[1].mentions[0];
    assert_int_equal(m->article, 1);
    assert_true(cr_str_is(cr_str_slice(a[1].text, m->words.start, m->words.end), "Fifteen"));
    assert_true(m->span.start == 0 && m->span.end == a[1].text.len);
    cr_arena_free(arena);
}

/* Many long texts in one story must not cost a page minutes: what stands far behind is not compared. */
static void test_long_texts_are_read_from_their_beginning(void **unused) {
    (void)unused;
    enum { LONG = 40 << 10 };
    cr_arena *arena = cr_arena_new(0);
    char *text[2] = {cr_arena_bytes(arena, LONG + 200), cr_arena_bytes(arena, LONG + 200)};
    for (int i = 0; i < 2; i++) {
        size_t n = 0;
        while (n < LONG)
            n += (size_t)snprintf(text[i] + n, 200, n % 2000 > 1900 ? "water. The " : "water and ");
        snprintf(text[i] + n, 190, "rose. The Velno blast killed %d people.", 12 + i * 3);
    }
    cr_digest_article a[] = {article("en", "2024-03-05", "Harbour News", "Blast in Velno", text[0]), article("en", "2024-03-05", "Coast Echo", "Blast in Velno", text[1])};
    assert_int_equal(digest(arena, a, 2).difference_count, 0);
    a[0].text = cr_str_slice(a[0].text, LONG, a[0].text.len); /* the same sentence near the beginning is found */
    a[1].text = cr_str_slice(a[1].text, LONG, a[1].text.len);
    assert_int_equal(digest(arena, a, 2).difference_count, 1);
    cr_arena_free(arena);
}

static void test_development(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        article("en", "2024-03-05T15:00:00Z", "Harbour News", "Velno blast", "The Velno blast killed 9 people."),
        article("en", "2024-03-05T09:00:00Z", "Nordvik Post", "Velno blast", "The Velno blast killed 5 people.")};
    cr_digest d = digest(arena, a, 2);
    assert_int_equal(d.difference_count, 1);
    assert_true(d.differences[0].development);
    assert_true(cr_str_is(d.differences[0].sides[0].value, "5")); /* in the order of time */
    assert_true(cr_str_is(d.differences[0].sides[0].first, "2024-03-05T09:00:00Z"));
    /* A third one, of the same hour as the first: those two differ, and the early count still grew. */
    cr_digest_article b[] = {a[0], a[1], article("en", "2024-03-05T15:10:00Z", "Coast Echo", "Velno blast", "The Velno blast killed 8 people.")};
    d = digest(arena, b, 3);
    assert_int_equal(d.difference_count, 2);
    assert_true(!d.differences[0].development && d.differences[0].count == 2);
    assert_true(d.differences[1].development && d.differences[1].count == 3);
    assert_true(cr_str_is(d.differences[1].sides[0].value, "5"));
    a[1].date = CR_STR("2024-03-05T18:00:00Z"); /* the smaller count later: no growth */
    d = digest(arena, a, 2);
    assert_int_equal(d.difference_count, 1);
    assert_false(d.differences[0].development);
    cr_arena_free(arena);
}

/* Pairs that must not be told apart. */
static void test_no_difference(void **unused) {
    (void)unused;
    static const char *const pairs[][2] = {
        {"At least 12 people were killed in Velno.", "The Velno blast killed 14 people."},
        {"The Velno blast killed 12 people, including 3 children.", "Three children were killed in the Velno blast."},
        {"The Velno blast killed 12 people.", "The Velno blast wounded 30 people."},
        {"In Velno 1,000 people were evacuated.", "One thousand people were evacuated in Velno."},
        {"In Velno 1,214 people were evacuated.", "Some 1,200 people were evacuated in Velno."},
        {"The Velno blast killed 27 people, up from 14.", "The Velno blast killed 27 people."},
        {"The Velno blast killed 4 people.", "In 1998, 62 people were killed in a Velno blast."},
        {"In Velno 40 people are dead and wounded.", "In Velno 12 people are dead."},
        {"He was arrested 4 times in Velno.", "He was arrested 3 times in Velno."}};
    cr_arena *arena = cr_arena_new(0);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cr_digest_article a[] = {article("en", "2024-03-05", "A", "Velno blast", pairs[i][0]), article("en", "2024-03-05", "B", "Velno blast", pairs[i][1])};
        cr_digest d = digest(arena, a, 2);
        if (d.difference_count)
            fail_msg("%s | %s: told as %.*s and %.*s", pairs[i][0], pairs[i][1], CR_FMT(d.differences[0].sides[0].value), CR_FMT(d.differences[0].sides[1].value));
    }
    cr_arena_free(arena);
}

static void test_words_differ(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        article("en", "2024-03-05", "A", "Launch", "The satellite Aurora will be launched from the Velno space port on 3 April 2024, the agency said."),
        article("en", "2024-03-05", "B", "Launch", "The satellite Aurora will be launched from the Velno space port on 5 April 2024, the agency said.")};
    cr_digest d = digest(arena, a, 2);
    assert_int_equal(d.difference_count, 1);
    assert_int_equal(d.differences[0].kind, CR_DIFFERENCE_DATE);
    assert_true(cr_str_is(d.differences[0].sides[1].value, "2024-04-05"));
    a[1].copy = true; /* a copy tells nothing of its own */
    assert_int_equal(digest(arena, a, 2).difference_count, 0);
    a[1].copy = false;
    a[1].outlet = a[0].outlet; /* nor does an outlet disagree with itself */
    assert_int_equal(digest(arena, a, 2).difference_count, 0);
    cr_arena_free(arena);
}

/* ---- happenings: one at several grains; another of the same month apart ---- */

static void test_grains(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        article("fr", "2022-01-20", "Le Quai", "Velno", "Fin 2021, le port de Velno a publié un projet d'accord sur les garanties de sécurité des navires. En décembre 2021, la mairie a fermé une école."),
        article("fr", "2022-01-12", "La Digue", "Velno", "Le mois dernier, le port de Velno a publié des projets d'accords sur la sécurité des navires."),
        article("fr", "2021-12-27", "Radio Cap", "Velno", "Le 17 décembre, le port de Velno a publié un projet d'accord avec la mairie sur les garanties de sécurité des navires."),
        article("en", "2022-01-13", "Harbour News", "Velno", "On 17 December 2021 the mayor of Velno met fishermen in the old town hall.")};
    cr_digest d = digest(arena, a, 4);
    size_t grains = 0;
    for (size_t i = 0; i < d.happening_count; i++) {
        const cr_digest_happening *h = &d.happenings[i];
        if (i)
            assert_true(cr_str_compare(d.happenings[i - 1].date, h->date) <= 0);
        if (h->count == 3) {
            grains++;
            assert_true(cr_str_is(h->date, "2021-12-17")); /* the finest grain names it */
            assert_true(h->mentions[0].article == 2 && h->mentions[1].article == 1 && h->mentions[2].article == 0);
            assert_true(cr_str_is(h->mentions[1].date, "2021-12") && cr_str_is(h->mentions[2].date, "2021"));
            assert_true(cr_str_is(cr_str_slice(a[0].text, h->mentions[2].words.start, h->mentions[2].words.end), "Fin 2021"));
        } else
            assert_int_equal(h->count, 1);
    }
    assert_int_equal(grains, 1);
    assert_int_equal(d.happening_count, 3); /* the school and the mayor stand apart */
    cr_arena_free(arena);
}

/* A year cannot draw two days into one. */
static void test_periods_must_meet(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        article("en", "2022-01-20", "A", "Velno", "On 3 May 2021 the port of Velno opened a new ferry terminal for tourists."),
        article("en", "2022-01-20", "B", "Velno", "In 2021 the port of Velno opened a new ferry terminal for tourists."),
        article("en", "2022-01-20", "C", "Velno", "On 9 June 2021 the port of Velno opened a new ferry terminal for tourists.")};
    cr_digest d = digest(arena, a, 3);
    assert_int_equal(d.happening_count, 2);
    assert_int_equal(d.happenings[0].count + d.happenings[1].count, 3);
    cr_arena_free(arena);
}

/* Across languages names and cognates are all that two sentences share. */
static void test_languages_meet(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        article("en", "2024-03-05", "A", "Velno", "The port was busy. On 2 March 2024 mayor Ida Lund opened the new terminal of Velno with captain Peter Holm of the Aurora."),
        article("es", "2024-03-05", "B", "Velno", "Hubo mucha gente. El 2 de marzo de 2024 la alcaldesa Ida Lund inauguró la nueva terminal de Velno con el capitán Peter Holm del Aurora."),
        article("es", "2024-03-05", "C", "Velno", "Hacía frío. El 2 de marzo de 2024 el equipo de Velno perdió ante el de Sandhamn por tres goles.")};
    cr_digest d = digest(arena, a, 3);
    assert_int_equal(d.happening_count, 2);
    assert_int_equal(d.happenings[0].count + d.happenings[1].count, 3);
    assert_true(d.happenings[0].count == 2 ? d.happenings[1].mentions[0].article == 2 : d.happenings[0].mentions[0].article == 2);
    cr_arena_free(arena);
}

/* ---- gist ---- */

static void test_gist(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        article("en", "2024-03-05", "A", "Ferry hits pier", "The ferry Aurora hit the pier of Nordvik in thick fog on Tuesday morning. A baker sold many more rolls than usual in the old town. The captain was not hurt."),
        article("en", "2024-03-05", "B", "Aurora hits pier of Nordvik", "In thick fog the ferry Aurora hit the pier of Nordvik on Tuesday morning, the coast guard said. The harbour was closed until noon."),
        article("fr", "2024-03-05", "C", "Un ferry heurte la jetée", "Le ferry Aurora a heurté la jetée de Nordvik dans un épais brouillard mardi matin."),
        article("en", "2024-03-05", "D", "Copy", "The ferry Aurora hit the pier of Nordvik in thick fog on Tuesday morning.")};
    a[3].copy = true;
    cr_digest d = digest(arena, a, 4);
    assert_true(d.gist_count > 0 && d.gist_count <= 3);
    cr_str first = cr_str_slice(a[d.gist[0].article].text, d.gist[0].span.start, d.gist[0].span.end);
    assert_true(cr_str_contains(first, "hit the pier of Nordvik"));
    for (size_t i = 0; i < d.gist_count; i++) {
        assert_true(d.gist[i].article < 2); /* neither the copy nor another language */
        for (size_t k = 0; k < i; k++)
            assert_false(d.gist[i].article == d.gist[k].article && d.gist[i].span.start == d.gist[k].span.start);
    }
    assert_true(d.central < 2);
    cr_error err;
    assert_int_equal(cr_digest_make(arena, a, 4, &(cr_digest_options){.lang = CR_STR("fr")}, &d, &err), CR_OK);
    assert_int_equal(d.gist_count, 1);
    assert_int_equal(d.gist[0].article, 2); /* the reader's language first */
    cr_arena_free(arena);
}

static void test_nothing(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest d = digest(arena, NULL, 0);
    assert_true(d.difference_count == 0 && d.gist_count == 0 && d.happening_count == 0 && d.central == SIZE_MAX);
    cr_digest_article a[] = {article("", NULL, "", NULL, ""), article("xx", "no date", "", "12", "\xFF\xFE 12 12 12 - 12 \xC3")};
    d = digest(arena, a, 2);
    assert_int_equal(d.difference_count, 0);
    cr_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples), cmocka_unit_test(test_count_rises), cmocka_unit_test(test_numbers_differ), cmocka_unit_test(test_long_texts_are_read_from_their_beginning), cmocka_unit_test(test_development),
                                       cmocka_unit_test(test_no_difference), cmocka_unit_test(test_words_differ), cmocka_unit_test(test_grains),
                                       cmocka_unit_test(test_periods_must_meet), cmocka_unit_test(test_languages_meet), cmocka_unit_test(test_gist), cmocka_unit_test(test_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Statements: one test a form of speech. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <courant/quotes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "speech/tools.h"

static cr_quotes_tools *tools;
static cr_arena *arena;
static cr_statement *found;
static size_t count;

static void read_text(const char *lang, const char *text) {
    cr_error err;
    cr_quotes_input in = {.text = cr_str_of(text), .lang = cr_str_of(lang), .date = CR_STR("2022-03-09")};
    cr_arena_reset(arena);
    assert_int_equal(cr_quotes_find_with(tools, arena, &in, &found, &count, &err), CR_OK);
}

static void same(cr_str got, const char *want, const char *what) {
    if (!want ? !cr_str_none(got) : !cr_str_is(got, want)) {
        print_error("%s: wanted \"%s\", got \"%.*s\"\n", what, want ? want : "(none)", CR_FMT(got));
        fail();
    }
}

/* The n-th statement. */
static void is(size_t n, cr_speech_type type, const char *speaker, const char *verb, const char *quote) {
    if (n >= count) {
        print_error("wanted statement %zu (%s), found %zu\n", n, quote, count);
        fail();
    }
    same(found[n].quote, quote, "quote");
    same(found[n].speaker, speaker, "speaker");
    same(found[n].verb, verb, "verb");
    assert_int_equal(found[n].type, type);
}

static void direct_with_the_verb_after(void **state) {
    (void)state;
    read_text("fr", "« Le pont rouvrira lundi », a déclaré la maire Claire Dumont.");
    is(0, CR_SPEECH_DIRECT, "Claire Dumont", "a déclaré", "Le pont rouvrira lundi");
    assert_int_equal(count, 1);
    read_text("en", "“The bridge will open on Monday,” said Mayor Clara Wood.");
    is(0, CR_SPEECH_DIRECT, "Clara Wood", "said", "The bridge will open on Monday");
    assert_int_equal(count, 1);
}

static void cut_by_its_verb(void **state) {
    (void)state;
    read_text("en", "“We had no choice,” Peter Lang said. “The water was rising.”");
    assert_int_equal(count, 1);
    assert_int_equal(found[0].quote_span_count, 2);
    same(found[0].speaker, "Peter Lang", "speaker");
}

static void indirect(void **state) {
    (void)state;
    read_text("fr", "Mardi, Paul Mercier a affirmé que la récolte serait bonne.");
    is(0, CR_SPEECH_INDIRECT, "Paul Mercier", "a affirmé", "la récolte serait bonne");
    read_text("fr", "La récolte serait bonne cette année, a affirmé Paul Mercier, président de la coopérative, dans un communiqué.");
    is(0, CR_SPEECH_INDIRECT, "Paul Mercier", "a affirmé", "La récolte serait bonne cette année");
    same(found[0].channel, "communique", "channel");
    same(found[0].role, "président de la coopérative", "role");
}

static void mixed(void **state) {
    (void)state;
    read_text("fr", "Anna Weber a estimé que le projet était « une chance pour la vallée ».");
    is(0, CR_SPEECH_MIXED, "Anna Weber", "a estimé", "le projet était « une chance pour la vallée »");
}

static void selon(void **state) {
    (void)state;
    read_text("fr", "Selon le ministre bolivien Juan Rojas, le lac a perdu un tiers de son eau.");
    is(0, CR_SPEECH_INDIRECT, "Juan Rojas", "Selon", "le lac a perdu un tiers de son eau");
    read_text("fr", "Le lac a perdu un tiers de son eau, selon l'institut de géographie.");
    is(0, CR_SPEECH_INDIRECT, "institut de géographie", "selon", "Le lac a perdu un tiers de son eau");
}

static void broken_marks(void **state) {
    (void)state;
    read_text("fr", "Karl Brandt assure qu' »il n’y a aucun danger » .");
    is(0, CR_SPEECH_DIRECT, "Karl Brandt", "assure", "il n’y a aucun danger");
}

static void pronouns(void **state) {
    (void)state;
    read_text("fr", "Luc Martin a présenté le plan.\n\nIl a ajouté que les travaux dureraient deux ans.");
    is(0, CR_SPEECH_INDIRECT, "Luc Martin", "a ajouté", "les travaux dureraient deux ans");
    read_text("fr", "Il a ajouté que les travaux dureraient deux ans.");
    is(0, CR_SPEECH_INDIRECT, NULL, "a ajouté", "les travaux dureraient deux ans");
}

static void carried(void **state) {
    (void)state;
    read_text("fr", "Le sommet aura lieu en mai, a annoncé l’agence Antara, citant une source au ministère.");
    is(0, CR_SPEECH_INDIRECT, "une source au ministère", "a annoncé", "Le sommet aura lieu en mai");
    assert_int_equal(found[0].via.count, 1);
    same(found[0].via.items[0], "Antara", "via");
}

static void incise_within_the_marks(void **state) {
    (void)state;
    read_text("fr", "« Le pont est sûr, a assuré Claire Dumont. Il rouvrira lundi. »");
    assert_int_equal(count, 1);
    same(found[0].speaker, "Claire Dumont", "speaker");
    same(found[0].quote, "Le pont est sûr … Il rouvrira lundi.", "quote");
    read_text("fr", "« Il m'a dit que le pont était sûr », a raconté Claire Dumont.");
    is(0, CR_SPEECH_DIRECT, "Claire Dumont", "a raconté", "Il m'a dit que le pont était sûr");
    assert_int_equal(count, 1);
}

static void lines_of_one_quotation(void **state) {
    (void)state;
    read_text("fr", "« Le pont est sûr.\nIl rouvrira lundi », a assuré Claire Dumont.");
    is(0, CR_SPEECH_DIRECT, "Claire Dumont", "a assuré", "Le pont est sûr.");
    is(1, CR_SPEECH_DIRECT, "Claire Dumont", "a assuré", "Il rouvrira lundi");
    assert_int_equal(count, 2);
}

static void bodies_and_documents(void **state) {
    (void)state;
    read_text("fr", "L’UNESCO suit le dossier, a indiqué l’organisation dans un communiqué.\n\n« Rien n’est décidé » , souligne le document.");
    is(0, CR_SPEECH_INDIRECT, "UNESCO", "a indiqué", "L’UNESCO suit le dossier");
    same(found[0].channel, "communique", "channel");
    is(1, CR_SPEECH_DIRECT, "UNESCO", "souligne", "Rien n’est décidé");
    same(found[1].channel, "document", "channel");
    read_text("en", "“We will rebuild,” the foundation’s director, Mary Holt, told the BBC.");
    same(found[0].speaker, "Mary Holt", "speaker");
    same(found[0].via.items[0], "BBC", "via");
}

static void acts(void **state) {
    (void)state;
    read_text("fr", "Paul Mercier a démenti que le pont soit fermé. Il n’a pas dit que tout allait bien. Il a averti que l’eau montait.");
    assert_int_equal(count, 3);
    assert_int_equal(found[0].act, CR_ACT_DENIES);
    assert_true(found[1].negated);
    assert_int_equal(found[2].act, CR_ACT_WARNS);
    assert_string_equal(cr_speech_act_name(found[2].act), "warns");
}

static void no_statements(void **state) {
    (void)state;
    read_text("fr", "La demande de l’annonce a été faite. Il pense que tout va bien. Le film « Le Pont » sort lundi.");
    assert_int_equal(count, 0);
    read_text("en", "The state reports were called comments. The report of the statement is long.");
    assert_int_equal(count, 0);
}

static void when_it_was_said(void **state) {
    (void)state;
    read_text("en", "Peter Lang said on Tuesday that the dam would hold until Friday.");
    assert_int_equal(count, 1);
    same(found[0].date, "2022-03-08", "date");
}

static void other_languages(void **state) {
    (void)state;
    read_text("es", "El alcalde, Luis Soto, aseguró que la presa aguantará. Además, añadió que no habrá cortes.");
    is(0, CR_SPEECH_INDIRECT, "Luis Soto", "aseguró", "la presa aguantará");
    is(1, CR_SPEECH_INDIRECT, "Luis Soto", "añadió", "no habrá cortes");
    read_text("it", "«La diga reggerà», ha dichiarato il sindaco Paolo Rossi.");
    is(0, CR_SPEECH_DIRECT, "Paolo Rossi", "ha dichiarato", "La diga reggerà");
    read_text("pt", "Segundo o porta-voz, Pedro Costa, a barragem vai aguentar.");
    is(0, CR_SPEECH_INDIRECT, "Pedro Costa", "Segundo", "a barragem vai aguentar");
    read_text("de", "„Der Damm hält“, sagte Bürgermeisterin Anna Weber.");
    is(0, CR_SPEECH_DIRECT, "Anna Weber", "sagte", "Der Damm hält");
    read_text("ca", "«La presa aguantarà», va dir l'alcalde Jordi Puig.");
    is(0, CR_SPEECH_DIRECT, "Jordi Puig", "va dir", "La presa aguantarà");
    read_text("id", "Gubernur Budi Santoso mengatakan bahwa bendungan itu aman.");
    is(0, CR_SPEECH_INDIRECT, "Budi Santoso", "mengatakan", "bendungan itu aman");
    read_text("ru", "Мэр города Иван Петров сообщил, что плотина выдержит любую воду.");
    is(0, CR_SPEECH_INDIRECT, "Иван Петров", "сообщил", "плотина выдержит любую воду");
}

static void nearest_carrier_first(void **state) {
    (void)state;
    read_text("fr", "Le chef de la diplomatie a averti que la trêve prendrait fin, a rapporté l'agence Antara citant la chaîne Canal Sept.");
    is(0, CR_SPEECH_INDIRECT, "chef de la diplomatie", "a averti", "la trêve prendrait fin");
    assert_int_equal(found[0].via.count, 2);
    same(found[0].via.items[0], "Canal Sept", "via");
    same(found[0].via.items[1], "Antara", "via");
}

static void out_of_its_case(void **state) {
    (void)state;
    read_text("ru", "По мнению Анны Петровой, мост откроют в мае. По словам Александра Невского, мост откроют в мае.");
    is(0, CR_SPEECH_INDIRECT, "Анна Петрова", "По мнению", "мост откроют в мае");
    is(1, CR_SPEECH_INDIRECT, "Александр Невский", "По словам", "мост откроют в мае");
    read_text("zh", "“”，王小明说，“我们同意这个计划。”");
    assert_true(count <= 1); /* an empty half is none */
}

static void no_carrier_of_its_own(void **state) {
    (void)state;
    read_text("fr", "Selon l'agence Antara, la trêve a pris fin, a rapporté Antara.");
    is(0, CR_SPEECH_INDIRECT, "agence Antara", "Selon", "la trêve a pris fin");
    assert_int_equal(found[0].via.count, 0);
    read_text("it", "La tregua è finita, ha detto il sindaco Paolo Rossi all'agenzia di stampa Antara.");
    assert_int_equal(found[0].via.count, 1);
    same(found[0].via.items[0], "Antara", "via");
}

static void english_by_order(void **state) {
    (void)state;
    /* a second verb of the same subject, words of an opening clause, the writer's lead */
    read_text("en", "Clara Wood praised the volunteers of the town and said the dam would hold.");
    assert_true(count >= 1);
    is((size_t)(count - 1), CR_SPEECH_INDIRECT, "Clara Wood", "said", "the dam would hold");
    read_text("en", "Asked about the dam, Clara Wood said, “It will hold.”");
    is(0, CR_SPEECH_DIRECT, "Clara Wood", "said", "It will hold.");
    assert_int_equal(count, 1);
    /* no speech: an offer that nobody makes, a verb behind a preposition, a title */
    read_text("en", "The harbour offered a view of the old town. By saying nothing at all the council lost the vote.");
    assert_int_equal(count, 0);
    read_text("en", "The mayor was a guest on “Morning River” last week.");
    assert_int_equal(count, 0);
}

static void paragraphs_of_one_quotation(void **state) {
    (void)state;
    read_text("en", "“We had no choice,” Peter Lang said.\n\n“The water was rising. We left.\n\n“Nobody was hurt.”");
    assert_int_equal(count, 1);
    assert_int_equal(found[0].quote_span_count, 3);
    same(found[0].speaker, "Peter Lang", "speaker");
}

static void day_from_outside_the_words(void **state) {
    (void)state;
    read_text("en", "“The bridge,” Clara Wood said on Tuesday, “will open on Monday.”");
    same(found[0].date, "2022-03-08", "date");
}

/* Names found on the way to statements are those that are found alone. */
static void names_on_the_way(void **state) {
    (void)state;
    static const char *const texts[][2] = {{"fr", "« Le pont rouvrira », a dit la maire Claire Dumont. Selon le ministère des Transports, Mme Dumont a tort."},
                                           {"en", "“It opens,” said Mayor Clara Wood of Leeds. Wood said that Tom Hill, 34, agreed."}, {"de", "„Ja“, sagte Bürgermeisterin Klara Holz."},
                                           {"zh", "外交部长安东尼·布林肯说：“桥将开放。”"}, {"ja", "没有"}, {"xx", "Anna Holz “A b c.”"}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        cr_quotes_input in = {.text = cr_str_of(texts[k][1]), .lang = cr_str_of(texts[k][0]), .date = CR_STR("2022-03-09")};
        cr_statement *said[2];
        cr_name *names[2];
        size_t statements[2], n[2];
        cr_error err;
        cr_arena_reset(arena);
        assert_int_equal(cr_quotes_find_named(tools, arena, &in, &said[0], &statements[0], &names[0], &n[0], &err), CR_OK);
        assert_int_equal(cr_quotes_find_with(tools, arena, &in, &said[1], &statements[1], &err), CR_OK);
        assert_int_equal(cr_names_find_with(cr_quotes_tools_lexicon(tools, in.lang), arena, in.text, in.lang, &names[1], &n[1], &err), CR_OK);
        assert_int_equal(statements[0], statements[1]);
        assert_int_equal(n[0], n[1]);
        assert_true(n[0] > 0 || k == 4);
        for (size_t i = 0; i < n[0]; i++) {
            assert_int_equal(names[0][i].start, names[1][i].start);
            assert_int_equal(names[0][i].end, names[1][i].end);
            assert_int_equal(names[0][i].kind, names[1][i].kind);
            assert_true(cr_str_eq(names[0][i].full, names[1][i].full) && cr_str_eq(names[0][i].role, names[1][i].role));
        }
    }
}

/* The work on a text grows no faster than the text: tokens looked at on N and on 4 N repetitions. */
static void work_is_linear(void **state) {
    (void)state;
    static const struct {
        const char *lang, *piece;
    } texts[] = {{"fr", "«"}, {"fr", "« a dit "}, {"fr", "il a dit que "}, {"fr", "\""}, {"fr", "selon lui, "}, {"fr", "a », dit "}, {"fr", "Jean, qui dit, "},
                 {"en", "“"}, {"en", "said "}, {"en", "“A,” said "}, {"en", "“A,\n\n"}, {"en", "he said that "}, {"en", ", telling "}, {"en", "(said) "},
                 {"en", "“A B C D.”\n\n"}, {"it", "– ha detto – "}, {"de", "zufolge nicht "}, {"es", "—dijo —"},
                 {"fr", "“"}, {"fr", "»"}, {"fr", "« “ 「 "}, {"fr", "« »"}, {"fr", "« a b c »"}, {"fr", "« A », a-t-il dit. "}, {"fr", "selon selon "}, {"fr", "selon "}, {"fr", "d’après "}, {"fr", "citant "},
                 {"fr", ", citant "}, {"fr", "dit-il, "}, {"fr", "Elle a ajouté que. "}, {"fr", "M. "}, {"fr", "le ministre de la "}, {"fr", "Anne Leroux, directeur, "}, {"fr", "le 9, "}, {"fr", "mars "}, {"fr", "12 "},
                 {"fr", "\n"}, {"fr", "a"}, {"fr", "A"}, {"fr", "e\u0301"}, {"fr", ", "}, {"fr", "? "}, {"fr", "( "}, {"fr", "qu' »il "}, {"fr", "il "}, {"fr", "que "},
                 {"en", "‘"}, {"en", "'"}, {"en", "“ ‘ ” ’ "}, {"en", "“A,” he said. "}, {"en", "Mr. "}, {"en", "Mr."}, {"en", "A "}, {"en", "12/"}, {"en", "Monday, "}, {"en", "who said "}, {"en", "who said. "},
                 {"en", "according to, "}, {"en", "John Smith and Mary Jones said. "}, {"en", "“A\n"}, {"de", "„"}, {"de", "sagte er, "}, {"ru", "«"}, {"ru", "сказал, что "}, {"id", "kata dia, "}, {"pt", "disse que "}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        uint64_t steps[2] = {0, 0};
        for (size_t big = 0; big < 2; big++) {
            cr_buf b;
            cr_buf_init(&b, CR_BUF_NO_CEILING);
            for (size_t i = 0; i < (big ? 40000u : 10000u); i++)
                cr_buf_add_z(&b, texts[k].piece);
            cr_error err;
            cr_quotes_input in = {.text = cr_buf_str(&b), .lang = cr_str_of(texts[k].lang), .date = CR_STR("2022-03-09")};
            cr_arena_reset(arena);
            assert_int_equal(cr_quotes_find_counting(tools, arena, &in, &found, &count, &steps[big], &err), CR_OK);
            cr_buf_free(&b);
        }
        if (steps[1] > 5 * steps[0] + 100000 || steps[0] > 10000 * 4000ull)
            print_error("%s \"%s\": %llu steps, four times the text %llu\n", texts[k].lang, texts[k].piece, (unsigned long long)steps[0], (unsigned long long)steps[1]);
        assert_true(steps[1] <= 5 * steps[0] + 100000);
        assert_true(steps[0] <= 10000 * 4000ull);
    }
}

/* Nothing may take more than linear time: these finish at once or the test run does not. */
static void hostile(void **state) {
    (void)state;
    enum { SIZE = 1 << 20 };
    char *text = malloc(SIZE + 4);
    assert_non_null(text);
    for (size_t i = 0; i < SIZE; i += 2)
        memcpy(text + i, "\xC2\xAB", 2);
    text[SIZE] = 0;
    read_text("fr", text);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = "il dit que "[i % 11];
    read_text("fr", text);
    static const char *const strings[][2] = {{"zh", "据"}, {"zh", "表示，"}, {"zh", "「『』」"}, {"zh", "“A”"}, {"zh", "。"}, {"ja", "によると、"}, {"ja", "と述べた"}, {"ar", "بحسب "}, {"ar", "«"}, {"ar", "\u064B"}, {"zh", "\xE8\xAF\xB4"}, {"zh", "\xE2\x80\x9C"}, {"ja", "\xE3\x81\xA8"}, {"ja", "\xE3\x80\x8C"}, {"ar", "\xD9\x82\xD8\xA7\xD9\x84 "}};
    for (size_t k = 0; k < sizeof strings / sizeof *strings; k++) {
        size_t len = strlen(strings[k][1]), whole = SIZE / len * len;
        for (size_t i = 0; i < whole; i++)
            text[i] = strings[k][1][i % len];
        text[whole] = 0;
        read_text(strings[k][0], text);
    }
    free(text);
}

static int start(void **state) {
    (void)state;
    tools = cr_quotes_tools_new();
    arena = cr_arena_new(0);
    return tools && arena ? 0 : 1;
}
static int stop(void **state) {
    (void)state;
    cr_quotes_tools_free(tools);
    cr_arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(direct_with_the_verb_after), cmocka_unit_test(cut_by_its_verb), cmocka_unit_test(indirect),
                                       cmocka_unit_test(mixed), cmocka_unit_test(selon), cmocka_unit_test(broken_marks), cmocka_unit_test(pronouns),
                                       cmocka_unit_test(carried), cmocka_unit_test(incise_within_the_marks), cmocka_unit_test(lines_of_one_quotation),
                                       cmocka_unit_test(bodies_and_documents), cmocka_unit_test(acts), cmocka_unit_test(no_statements), cmocka_unit_test(other_languages), cmocka_unit_test(when_it_was_said), cmocka_unit_test(hostile), cmocka_unit_test(names_on_the_way), cmocka_unit_test(work_is_linear), cmocka_unit_test(nearest_carrier_first),
        cmocka_unit_test(no_carrier_of_its_own),
        cmocka_unit_test(out_of_its_case),
                                       cmocka_unit_test(english_by_order), cmocka_unit_test(paragraphs_of_one_quotation), cmocka_unit_test(day_from_outside_the_words)};
    return cmocka_run_group_tests(tests, start, stop);
}

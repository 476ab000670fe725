/* Notices in single lines, dates as pages write them, outlets in headlines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "page/notice.h"
#include "page/when.h"

static cr_notice *notice_of(cr_arena *a, const char *line) {
    cr_notice *n = NULL;
    return cr_notice_line(cr_notice_rules_load(a), a, cr_str_of(line), &n) ? n : NULL;
}

static void reads_notices(void **state) {
    (void)state;
    static const struct { const char *line, *main, *languages, *operator_name; bool relayed; } cases[] = {
        {"This page was translated automatically from Russian; errors are possible.", "ru", "", NULL, false},
        {"Die französische und die spanische Fassung dieser Seite werden maschinell übersetzt.", NULL, "fr es ", NULL, false},
        {"Cet article a été traduit automatiquement de l'anglais par un logiciel.", "en", "", NULL, false},
        {"Dieser Text wurde maschinell aus dem Englischen übersetzt. Für Fehler wird keine Haftung übernommen.", "en", "", NULL, false},
        {"Esta noticia ha sido traducida por una inteligencia artificial y puede contener errores.", NULL, "", NULL, false},
        {"This site relays its news automatically and translates them by software (powered by Example Systems).", NULL, "", "Example Systems", true},
        {"本站新闻由程序自动转载并翻译，可能存在错误。", NULL, "", NULL, true},
        {"この記事は自動翻訳されています。", NULL, "", NULL, false},
        {"Berita di situs ini diterjemahkan secara otomatis; bahasa utama kami adalah bahasa Indonesia.", "id", "", NULL, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_notice *n = notice_of(a, cases[i].line);
        if (!n)
            fail_msg("no notice: %s", cases[i].line);
        cr_str list = CR_STR("");
        for (size_t k = 0; k < n->languages.count; k++)
            list = cr_str_format(a, "%.*s%.*s ", CR_FMT(list), CR_FMT(n->languages.items[k]));
        if (!cr_str_is(list, cases[i].languages))
            fail_msg("languages \"%.*s\": %s", CR_FMT(list), cases[i].line);
        assert_true(n->machine_translated);
        if (n->relayed_automatically != cases[i].relayed)
            fail_msg("relayed: %s", cases[i].line);
        assert_true(cases[i].main ? cr_str_is(n->main_language, cases[i].main) : cr_str_none(n->main_language));
        assert_true(cases[i].operator_name ? cr_str_is(n->operator_name, cases[i].operator_name) : cr_str_none(n->operator_name));
        cr_arena_free(a);
    }
}

static void names_whose_report_it_is(void **state) {
    (void)state;
    static const struct { const char *line, *relay_of; } cases[] = {
        {"This page was collected automatically from the news agency Example Wire and machine-translated.", "Example Wire"},
        {"Cette page est relayée automatiquement depuis Radio Exemple et traduite par une machine.", "Radio Exemple"},
        {"Aviso: el contenido se recoge de forma automática de Agencia Latina. No nos hacemos responsables.", "Agencia Latina"},
        {"This site relays the news of others automatically and translates them from English by software.", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_notice *n = notice_of(a, cases[i].line);
        if (!n || !n->relayed_automatically)
            fail_msg("no relay: %s", cases[i].line);
        if (cases[i].relay_of ? !cr_str_is(n->relay_of, cases[i].relay_of) : n->relay_of.len > 0)
            fail_msg("relay of \"%.*s\": %s", CR_FMT(n->relay_of), cases[i].line);
        cr_arena_free(a);
    }
}

static void names_whose_original_it_is(void **state) {
    (void)state;
    static const struct { const char *line, *relay_of; } cases[] = {
        {"This article was automatically translated from French. The original was published by Le Quai.", "Le Quai"},
        {"Cet article a été traduit automatiquement de l'anglais. L'original a été publié par Harbour News.", "Harbour News"},
        {"Dieser Text wurde maschinell aus dem Englischen übersetzt. Das Original wurde von Harbour News veröffentlicht.", "Harbour News"},
        {"Este artículo fue traducido automáticamente del inglés. El original fue publicado por Harbour News.", "Harbour News"},
        {"This article was automatically translated from French by software. Published by our editors.", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_notice *n = notice_of(a, cases[i].line);
        if (!n || !n->machine_translated)
            fail_msg("no translation: %s", cases[i].line);
        if (cases[i].relay_of ? !cr_str_is(n->relay_of, cases[i].relay_of) : n->relay_of.len > 0)
            fail_msg("original of \"%.*s\": %s", CR_FMT(n->relay_of), cases[i].line);
        cr_arena_free(a);
    }
}

static void finds_none_in_articles(void **state) {
    (void)state;
    static const char *const lines[] = {
        "The new software automatically translates news from Chinese into English, its makers said.",
        "Le ministère a annoncé que les machines à voter seraient remplacées, selon une version du texte.",
        "Die Maschine übersetzt, sagte der Forscher, schneller als jeder Mensch.",
        "All rights reserved. This website uses cookies to improve your experience.",
        "Fin 2021, la Russie a publié des projets de traité avec les États-Unis.", ""};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_arena *a = cr_arena_new(0);
        if (notice_of(a, lines[i]))
            fail_msg("a notice was found: %s", lines[i]);
        cr_arena_free(a);
    }
}

static void reads_dates(void **state) {
    (void)state;
    static const struct { const char *text, *want; bool month_first; } cases[] = {
        {"2022-01-12T22:03:00-05:00", "2022-01-12T22:03:00-05:00", false}, {"2019-11-19T12:00:00.000+0000", "2019-11-19T12:00:00+00:00", false},
        {"Tue, 19 Nov 2019 10:00:00 GMT", "2019-11-19T10:00:00Z", false}, {"November 19, 2019", "2019-11-19", false}, {"19. November 2019", "2019-11-19", false},
        {"12 de enero de 2022", "2022-01-12", false}, {"le 1er février 2020", "2020-02-01", false}, {"2022年1月12日", "2022-01-12", false},
        {"12 января 2022 г.", "2022-01-12", false}, {"03/04/2020", "2020-04-03", false}, {"03/04/2020", "2020-03-04", true}, {"25/04/2020", "2020-04-25", true},
        {"3.4.2020", "2020-04-03", true}, {"20200131", "2020-01-31", false}, {"1642043000", "2022-01-13T03:03:20Z", false}, {"31.02.2020", NULL, false},
        {"2020", NULL, false}, {"may be later", NULL, false}, {"1234567", NULL, false}};
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_str got = cr_when_read(a, cr_str_of(cases[i].text), (cr_when_options){.month_first = cases[i].month_first});
        if (cases[i].want ? !cr_str_is(got, cases[i].want) : !cr_str_none(got))
            fail_msg("%s gave %.*s", cases[i].text, CR_FMT(got));
    }
    assert_true(cr_str_is(cr_when_in_url(a, CR_STR("https://x.example/2020/1/31/title")), "2020-01-31"));
    assert_true(cr_str_is(cr_when_in_url(a, CR_STR("https://x.example/a-20200131.html")), "2020-01-31"));
    assert_true(cr_str_none(cr_when_in_url(a, CR_STR("https://x.example/2020/13/31/12345678"))));
    cr_arena_free(a);
}

static void names_outlets(void **state) {
    (void)state;
    assert_true(cr_str_is(cr_notice_outlet(CR_STR("RT World News")), "RT"));
    assert_true(cr_str_is(cr_notice_outlet(CR_STR("BBC News")), "BBC News"));
    assert_true(cr_str_is(cr_notice_outlet(CR_STR("The Daily Star")), "The Daily Star"));
    assert_true(cr_str_none(cr_notice_outlet(CR_STR("a long tail that surely names no outlet at all"))));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_notices), cmocka_unit_test(names_whose_report_it_is), cmocka_unit_test(names_whose_original_it_is), cmocka_unit_test(finds_none_in_articles), cmocka_unit_test(reads_dates), cmocka_unit_test(names_outlets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

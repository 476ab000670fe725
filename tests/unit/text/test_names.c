/* Names: what is one, of which kind, and which mentions are the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <courant/names.h>
#include <stdio.h>

#include "base/data.h"
#include "text/lexicon.h"
#include "text/names_find.h"
#include "text/traits.h"

static cr_arena *arena;
static cr_name *names;
static size_t count;
static const char *given;

static void find(const char *lang, const char *text) {
    cr_error err;
    given = text;
    cr_arena_reset(arena);
    assert_int_equal(cr_names_find(arena, cr_str_of(text), cr_str_of(lang), &names, &count, &err), CR_OK);
}

/* The mention `text` is there, of this kind, standing for `full`, with this role (NULL: none). */
static void has(const char *text, cr_name_kind kind, const char *full, const char *role) {
    for (size_t i = 0; i < count; i++) {
        cr_str s = {given + names[i].start, names[i].end - names[i].start};
        if (!cr_str_is(s, text))
            continue;
        if (names[i].kind != kind || !cr_str_is(names[i].full, full) || (role ? !cr_str_is(names[i].role, role) : names[i].role.len > 0)) {
            print_error("%s: %s, full \"%.*s\", role \"%.*s\"\n", text, cr_name_kind_name(names[i].kind), CR_FMT(names[i].full), CR_FMT(names[i].role));
            fail();
        }
        return;
    }
    print_error("no mention \"%s\"\n", text);
    fail();
}

static void roles_and_variants(void **state) {
    (void)state;
    find("fr", "Le directeur du port de Brest, Yann Kerviel, a salué l’accord. M. Kerviel partira en mai. La ministre de la Mer Anne Leroux le remplacera ; Leroux a accepté.");
    has("Yann Kerviel", CR_NAME_PERSON, "Yann Kerviel", "directeur du port de Brest");
    has("Kerviel", CR_NAME_PERSON, "Yann Kerviel", NULL);
    has("Anne Leroux", CR_NAME_PERSON, "Anne Leroux", "ministre de la Mer");
    has("Leroux", CR_NAME_PERSON, "Anne Leroux", NULL);
    find("fr", "Paul Durand, président de la coopérative, et Mme Petit ont signé.");
    has("Paul Durand", CR_NAME_PERSON, "Paul Durand", "président de la coopérative");
    has("Petit", CR_NAME_PERSON, "Petit", NULL);
    find("en", "President Maria Lopez visited Anna Keller.");
    has("Maria Lopez", CR_NAME_PERSON, "Maria Lopez", "President");
    has("Anna Keller", CR_NAME_PERSON, "Anna Keller", NULL);
    find("en", "Sen. Carol Hughes met spokesman Dan Reeves. Mr. Reeves smiled.");
    has("Carol Hughes", CR_NAME_PERSON, "Carol Hughes", NULL);
    has("Reeves", CR_NAME_PERSON, "Dan Reeves", NULL);
}

static void places_and_bodies(void **state) {
    (void)state;
    find("fr", "La Bolivie et l’OTAN se sont vues à Moscou. Les États-Unis sont absents. L’UNCT proteste.");
    has("Bolivie", CR_NAME_PLACE, "Bolivie", NULL);
    has("OTAN", CR_NAME_ORGANISATION, "OTAN", NULL);
    has("Moscou", CR_NAME_PLACE, "Moscou", NULL);
    has("États-Unis", CR_NAME_PLACE, "États-Unis", NULL);
    has("UNCT", CR_NAME_ORGANISATION, "UNCT", NULL);
    find("en", "He works for Harbour Freight Inc in Boston.");
    has("Harbour Freight Inc", CR_NAME_ORGANISATION, "Harbour Freight Inc", NULL);
}

/* Names that no list holds are told by what stands around them, anywhere in the text. */
static void by_context(void **state) {
    (void)state;
    find("fr", "Le maire de Querqueval est venu. Querqueval attend la crue.");
    has("Querqueval", CR_NAME_PLACE, "Querqueval", NULL);
    find("en", "He was born in Ostwyck. Ostwyck is small. Drell Vanko, 34, left.");
    has("Ostwyck", CR_NAME_PLACE, "Ostwyck", NULL);
    has("Drell Vanko", CR_NAME_PERSON, "Drell Vanko", NULL);
    find("en", "They rowed up the Ostwyck River. Jack London, 40, met London at noon.");
    has("Ostwyck River", CR_NAME_PLACE, "Ostwyck River", NULL);
    find("it", "Lo dice l'Istituto superiore di sanità, e la Federazione italiana vela tace.");
    has("Istituto superiore di sanità", CR_NAME_ORGANISATION, "Istituto superiore di sanità", NULL);
    has("Federazione italiana", CR_NAME_ORGANISATION, "Federazione italiana", NULL);
    find("fr", "Le Conseil rejette la demande. La Commission de mercredi est annulée.");
    has("Conseil", CR_NAME_ORGANISATION, "Conseil", NULL);
    has("Commission", CR_NAME_ORGANISATION, "Commission", NULL);
    find("fr", "Les présidents de la région et du port, Yann Kerviel et Paul Durand, sont là.");
    has("Yann Kerviel", CR_NAME_PERSON, "Yann Kerviel", NULL); /* nobody's own role */
}

static void inflected(void **state) {
    (void)state;
    find("ru", "Встреча с Глебом Ракитиным прошла в Казани. Глеб Ракитин доволен. Ракитину ответили, по словам Ракитина, сразу.");
    has("Глебом Ракитиным", CR_NAME_PERSON, "Глеб Ракитин", NULL);
    has("Ракитину", CR_NAME_PERSON, "Глеб Ракитин", NULL);
    has("Ракитина", CR_NAME_PERSON, "Глеб Ракитин", NULL);
    has("Казани", CR_NAME_PLACE, "Казани", NULL);
    find("ru", "Президент Турции Орхан Текели встретил министра Веру Одинцову.");
    has("Турции", CR_NAME_PLACE, "Турции", NULL);
    has("Орхан Текели", CR_NAME_PERSON, "Орхан Текели", "Президент Турции");
    find("de", "Umweltministerin Annegret Brinkmann kam aus Kassel. Brinkmanns Vorschlag liegt vor. Der Vorschlag ist alt.");
    has("Annegret Brinkmann", CR_NAME_PERSON, "Annegret Brinkmann", "Umweltministerin");
    has("Brinkmanns", CR_NAME_PERSON, "Annegret Brinkmann", NULL);
    assert_int_equal(count, 3);
    find("en", "Malcolm Reeves left. Reeves’s car stood there.");
    has("Reeves", CR_NAME_PERSON, "Malcolm Reeves", NULL);
}

static void without_capitals(void **state) {
    (void)state;
    find("zh", "俄罗斯外长谢尔盖·库兹明在北京表示，北约应当停止。库兹明说，高兴的是谈判继续。国家主席陈国栋说不。");
    has("谢尔盖·库兹明", CR_NAME_PERSON, "谢尔盖·库兹明", "外长");
    has("库兹明", CR_NAME_PERSON, "谢尔盖·库兹明", NULL);
    has("陈国栋", CR_NAME_PERSON, "陈国栋", "国家主席");
    has("俄罗斯", CR_NAME_PLACE, "俄罗斯", NULL);
    has("北约", CR_NAME_ORGANISATION, "北约", NULL);
    assert_int_equal(count, 6);
    find("ja", "ロシアのセルゲイ・クズミン外相はパリで田村首相と会談した。クズミン氏はコーヒー・マシンを見た。");
    has("セルゲイ・クズミン", CR_NAME_PERSON, "セルゲイ・クズミン", "外相");
    has("クズミン", CR_NAME_PERSON, "セルゲイ・クズミン", NULL);
    has("田村", CR_NAME_PERSON, "田村", "首相");
    has("コーヒー・マシン", CR_NAME_UNKNOWN, "コーヒー・マシン", NULL);
    find("ar", "قال الأمين العام لحلف الناتو جان دوبون إن الحلف مستعد. وحذر دوبون من ذلك في موسكو.");
    has("جان دوبون", CR_NAME_PERSON, "جان دوبون", "الأمين العام لحلف الناتو");
    has("دوبون", CR_NAME_PERSON, "جان دوبون", NULL);
    has("موسكو", CR_NAME_PLACE, "موسكو", NULL);
}

static void no_names(void **state) {
    (void)state;
    find("fr", "Le pont est fermé. Mais demain, il rouvrira. Un homme attend.");
    assert_int_equal(count, 0);
    find("de", "Die Brücke über den Fluss wird im Sommer gesperrt.");
    assert_int_equal(count, 0);
    find("fr", "");
    assert_int_equal(count, 0);
}

static void tokens(void **state) {
    (void)state;
    cr_tokens t;
    cr_error err;
    cr_arena_reset(arena);
    assert_int_equal(cr_tokens_cut(arena, CR_STR("L’eau a-t-elle monté ? Aujourd’hui, qu' »oui » ."), CR_STR("fr"), &t, &err), CR_OK);
    const char *const want[] = {"l'", "eau", "a", "elle", "monté", NULL, "aujourd'hui", NULL, "qu'", NULL, "oui", NULL, NULL};
    assert_int_equal(t.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < t.count; i++)
        if (want[i])
            assert_true(cr_token_is(&t, i, want[i]));
        else
            assert_int_not_equal(t.at[i].point, 0);
    assert_true(t.at[3].flags & CR_TOKEN_INVERTED);
    assert_int_equal(cr_tokens_cut(arena, CR_STR("O’Neil’s dog ''ran''"), CR_STR("en"), &t, &err), CR_OK);
    assert_int_equal(t.count, 6);
    assert_true(cr_token_is(&t, 0, "o'neil"));
    assert_true(cr_token_is(&t, 1, "'s"));
    assert_int_equal(t.at[3].point, '"');
}

/* A megabyte of what names are made of takes twice the steps of half of it, and few for each word. */
static void hostile(void **state) {
    (void)state;
    static const struct { const char *lang, *piece; } cases[] = {
        {"fr", "A"}, {"fr", "M. "}, {"fr", "Anne "}, {"fr", "Le Le "}, {"fr", "ministre de la "}, {"fr", "Anne Leroux, "}, {"fr", "directeur, Anne Leroux, directeur "}, {"fr", "Banque de l'ordre de "},
        {"en", "President "}, {"en", "Mr. Mr. Smith "}, {"en", "A.B. "}, {"en", "Ann'"}, {"en", "University of "}, {"en", "& A "}, {"de", "Minister Donau"}, {"de", "Ministers "}, {"ru", "Президента Президенту "},
        {"ru", "Ивановаовыми "}, {"id", "Presiden Turki "}, {"zh", "王"}, {"zh", "安·"}, {"zh", "总统"}, {"ja", "ア・"}, {"ja", "田中"}, {"ar", "محمد "}, {"ar", "ولبكف "}, {"ar", "الرئيس "}, {"xx", "Ab. "},
        {"fr", "«"}, {"fr", "« “ 「 "}, {"fr", "e\u0301"}, {"fr", "l'"}, {"fr", "a-"}, {"fr", "é"}, {"fr", "\n"}, {"fr", "selon "}, {"fr", "Jean Dupont, "}, {"fr", "le 9, "}, {"en", "Mr."}, {"en", "said "},
        {"en", "12/"}, {"en", "March, "}, {"en", "John Smith and Mary Jones said. "}, {"en", "A. "}, {"de", "A"}, {"de", "Ab "}, {"ru", "И "}, {"zh", "字"}, {"zh", "「『』」"}, {"zh", "\u0301"}, {"ja", "あ"}, {"ja", "3月"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        uint64_t steps[2];
        size_t tokens = 0;
        cr_lexicon *lexicon = cr_lexicon_new(cr_str_of(cases[k].lang));
        for (int big = 0; big < 2; big++) {
            enum { HALF = 512 << 10 };
            size_t unit = strlen(cases[k].piece), len = (size_t)(big ? 2 * HALF : HALF) / unit * unit, n;
            cr_arena *a = cr_arena_new(0);
            char *bytes = cr_arena_alloc(a, len);
            for (size_t i = 0; i < len; i++)
                bytes[i] = cases[k].piece[i % unit];
            cr_tokens t;
            cr_mention *mentions;
            cr_error err;
            assert_int_equal(cr_tokens_cut(a, (cr_str){bytes, len}, cr_str_of(cases[k].lang), &t, &err), CR_OK);
            cr_lexicon_mark(lexicon, &t);
            assert_int_equal(cr_mentions_find_counting(a, &t, &mentions, &n, &steps[big], &err), CR_OK);
            tokens = t.count;
            cr_arena_free(a);
        }
        cr_lexicon_free(lexicon);
        if (steps[1] > 3 * steps[0] + 1000 || steps[1] > 60 * (uint64_t)tokens + 1000)
            fail_msg("%s %s: %zu, %zu steps of %zu words", cases[k].lang, cases[k].piece, (size_t)steps[0], (size_t)steps[1], tokens);
    }
}

/* Every data file reads, and a broken line is refused with its number. */
static void data_files(void **state) {
    (void)state;
    cr_error err;
    unsigned files = 0;
    for (size_t i = 0; i < cr_data_file_count; i++) { /* all that the program carries, whatever languages they are of */
        cr_str name = cr_str_of(cr_data_files[i].name);
        if (!cr_str_starts(name, "text/names/") || cr_str_is(name, "text/names/world.txt"))
            continue;
        cr_lexicon *l;
        if (cr_lexicon_open(cr_str_slice(name, 11, name.len - 4), &l, &err) != CR_OK) {
            print_error("%s\n", err.line);
            fail();
        }
        assert_true(cr_lexicon_get(l, CR_STR("paris")) & CR_LEX_PLACE);
        cr_lexicon_free(l);
        files++;
    }
    assert_true(files > 10);
    cr_str wrong = cr_traits_wrong(cr_data("text/traits.txt"));
    if (wrong.ptr)
        print_error("text/traits.txt: %.*s\n", CR_FMT(wrong));
    assert_null(wrong.ptr);
    assert_non_null(cr_traits_wrong(CR_STR("xx nonsense\n")).ptr);
    cr_traits traits = cr_traits_of(CR_STR("it"));
    assert_true(cr_traits_elide(&traits, CR_STR("Dell")) && !cr_traits_elide(&traits, CR_STR("del")) && traits.drops_subject && !traits.inverts);
    traits = cr_traits_of(CR_STR("xx"));
    assert_false(cr_traits_elide(&traits, CR_STR("l")));
    cr_lexicon *l = cr_lexicon_new(CR_STR("fr"));
    assert_int_equal(cr_lexicon_read(l, "made.txt", CR_STR("[verb says]\nclass er finite e ent\ner: chuint\n"), &err), CR_OK);
    assert_true(cr_lexicon_get(l, CR_STR("chuintent")) & CR_LEX_FINITE);
    assert_int_equal(cr_lexicon_read(l, "made.txt", CR_STR("[verb says]\nxx: chuint\n"), &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "made.txt:2"));
    assert_int_equal(cr_lexicon_read(l, "made.txt", CR_STR("[nonsense]\n"), &err), CR_ERR_SYNTAX);
    cr_lexicon_free(l);
}

static int start(void **state) {
    (void)state;
    arena = cr_arena_new(0);
    return arena ? 0 : 1;
}
static int stop(void **state) {
    (void)state;
    cr_arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(roles_and_variants), cmocka_unit_test(places_and_bodies), cmocka_unit_test(by_context), cmocka_unit_test(inflected), cmocka_unit_test(without_capitals), cmocka_unit_test(no_names), cmocka_unit_test(hostile), cmocka_unit_test(tokens), cmocka_unit_test(data_files)};
    return cmocka_run_group_tests(tests, start, stop);
}

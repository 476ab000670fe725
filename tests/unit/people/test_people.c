/* People: what is one person, what is not, and the state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <courant/people.h>
#include <string.h>

#include "people/name.h"

static char *id_of(cr_people *p, const char *name, cr_name_kind kind, const char *lang, const char *role, const char *date) {
    static char ids[8][24];
    static int turn;
    char *id = ids[turn++ % 8];
    cr_error err;
    assert_int_equal(cr_people_resolve(p, cr_str_of(name), kind, cr_str_of(lang), cr_str_of(role), cr_str_of(date), id, &err), CR_OK);
    return id;
}

static void one_person_across_languages(void **state) {
    (void)state;
    cr_people *p = cr_people_new();
    assert_non_null(p);
    const char *first = id_of(p, "Sergueï Lavrov", CR_NAME_PERSON, "fr", "ministre", "2022-01-02");
    assert_string_equal(first, "p1");
    assert_string_equal(id_of(p, "Sergey Lavrov", CR_NAME_PERSON, "en", NULL, NULL), "p1");
    assert_string_equal(id_of(p, "Сергей Лавров", CR_NAME_PERSON, "ru", NULL, NULL), "p1");
    assert_string_equal(id_of(p, "Vladimir Poutine", CR_NAME_PERSON, "fr", NULL, NULL), "p2");
    assert_string_equal(id_of(p, "Vladimir Putin", CR_NAME_PERSON, "en", NULL, NULL), "p2");
    assert_string_equal(id_of(p, "Владимир Путин", CR_NAME_PERSON, "ru", NULL, NULL), "p2");
    assert_string_equal(id_of(p, "习近平", CR_NAME_PERSON, "zh", NULL, NULL), "p3");
    assert_string_equal(id_of(p, "Xi Jinping", CR_NAME_PERSON, "fr", NULL, NULL), "p3");
    cr_people_free(p);
}

static void never_on_a_surname(void **state) {
    (void)state;
    cr_people *p = cr_people_new();
    assert_string_equal(id_of(p, "Dumont", CR_NAME_PERSON, "fr", NULL, NULL), "");
    assert_string_equal(id_of(p, "Claire Dumont", CR_NAME_PERSON, "fr", NULL, NULL), "p1");
    assert_string_equal(id_of(p, "Dumont", CR_NAME_PERSON, "fr", NULL, NULL), ""); /* the only one on record is not the only one there is */
    assert_string_equal(id_of(p, "Pierre Dumont", CR_NAME_PERSON, "fr", NULL, NULL), "p2");
    assert_string_equal(id_of(p, "Dumont", CR_NAME_PERSON, "fr", NULL, NULL), "");
    assert_string_equal(id_of(p, "Mario Rossi", CR_NAME_PERSON, "it", NULL, NULL), "p3");
    assert_string_equal(id_of(p, "Maria Rossi", CR_NAME_PERSON, "es", NULL, NULL), "p4");
    assert_string_equal(id_of(p, "John Smith", CR_NAME_PERSON, "en", NULL, NULL), "p5");
    assert_string_equal(id_of(p, "Joan Smith", CR_NAME_PERSON, "ca", NULL, NULL), "p6");
    assert_string_equal(id_of(p, "John Q. Smith", CR_NAME_PERSON, "en", NULL, NULL), "p5");
    assert_string_equal(id_of(p, "", CR_NAME_PERSON, "en", NULL, NULL), "");
    cr_people_free(p);
}

typedef struct form { const char *lang, *name; } form;

/* Forms of one name, a person a line: each must find the record of the first. */
static const form same[][6] = {
    {{"fr", "Jens Stoltenberg"}, {"ru", "Йенс Столтенберг"}, {"ar", "ينس ستولتنبرغ"}, {"ja", "イェンス・ストルテンベルグ"}},
    {{"en", "Sergey Lavrov"}, {"fr", "Sergueï Lavrov"}, {"de", "Sergej Lawrow"}, {"ru", "Сергей Лавров"}, {"ar", "سيرغي لافروف"}, {"ja", "セルゲイ・ラブロフ"}},
    {{"en", "Vladimir Putin"}, {"fr", "Vladimir Poutine"}, {"de", "Wladimir Putin"}, {"ru", "Владимир Путин"}, {"ar", "فلاديمير بوتين"}},
    {{"en", "Maria Zakharova"}, {"ru", "Мария Захарова"}, {"ar", "ماريا زاخاروفا"}, {"ja", "マリア・ザハロワ"}},
    {{"en", "Joe Biden"}, {"ru", "Джо Байден"}, {"ar", "جو بايدن"}, {"ja", "ジョー・バイデン"}},
    {{"en", "Antony Blinken"}, {"ru", "Энтони Блинкен"}, {"ar", "أنتوني بلينكن"}, {"ja", "アントニー・ブリンケン"}, {"zh", "安东尼·布林肯"}},
    {{"de", "Angela Merkel"}, {"ru", "Ангела Меркель"}, {"ar", "أنغيلا ميركل"}, {"ja", "アンゲラ・メルケル"}},
    {{"fr", "Emmanuel Macron"}, {"ru", "Эммануэль Макрон"}, {"ar", "إيمانويل ماكرون"}, {"ja", "エマニュエル・マクロン"}},
    {{"de", "Ursula von der Leyen"}, {"ru", "Урсула фон дер Ляйен"}, {"ar", "أورسولا فون دير لاين"}},
    {{"de", "Olaf Scholz"}, {"ru", "Олаф Шольц"}, {"ar", "أولاف شولتز"}, {"ja", "オラフ・ショルツ"}},
    {{"fr", "Bachar al-Assad"}, {"en", "Bashar al-Assad"}, {"ru", "Башар Асад"}, {"ar", "بشار الأسد"}},
    {{"en", "Alexander Fomin"}, {"fr", "Alexandre Fomine"}, {"ru", "Александр Фомин"}},
    {{"en", "Xi Jinping"}, {"zh", "习近平"}, {"fr", "Xi Jinping"}},
    {{"en", "Theresa May"}, {"ru", "Тереза Мэй"}},
    {{"en", "Mike Pence"}, {"ru", "Майк Пенс"}, {"ar", "مايك بنس"}, {"ja", "マイク・ペンス"}, {"zh", "迈克·彭斯"}},
    {{"fr", "Christine Lagarde"}, {"ru", "Кристин Лагард"}, {"ar", "كريستين لاغارد"}, {"ja", "クリスティーヌ・ラガルド"}},
    {{"en", "Alexei Navalny"}, {"ru", "Алексей Навальный"}, {"ar", "أليكسي نافالني"}, {"ja", "アレクセイ・ナワリヌイ"}},
    {{"en", "Barack Obama"}, {"ru", "Барак Обама"}, {"ar", "باراك أوباما"}, {"ja", "バラク・オバマ"}, {"zh", "巴拉克·奥巴马"}},
    {{"hu", "Orbán Viktor"}, {"en", "Viktor Orban"}, {"ru", "Виктор Орбан"}},
    {{"fr", "Kim Jong-un"}, {"en", "Kim Jong Un"}},
    {{"fr", "Jean-Claude Morvan"}, {"en", "Jean Claude Morvan"}},
};

/* Two persons, however alike. */
static const form apart[][2] = {
    {{"en", "Ivan Lavrov"}, {"fr", "Ivan Larov"}},
    {{"en", "Ivan Lavrov"}, {"ru", "Иван Ларов"}},
    {{"en", "Joe Biden"}, {"fr", "Joe Bidon"}},
    {{"en", "Robert Kendall"}, {"en", "Robert Kendall Jr."}},
    {{"en", "Robert Kendall"}, {"fr", "Robert Kendall Jr"}},
    {{"en", "George H. Walsh"}, {"en", "George W. Walsh"}},
    {{"fr", "Jean-Luc Martin"}, {"fr", "Jean Martin"}},
    {{"fr", "Jean-Luc Martin"}, {"en", "Jean-Marc Martin"}},
    {{"fr", "Daniel Roux"}, {"en", "Danielle Roux"}},
    {{"fr", "Simon Vidal"}, {"es", "Simone Vidal"}},
    {{"fr", "Martin Vidal"}, {"es", "Martine Vidal"}},
    {{"en", "Kim Jong Un"}, {"fr", "Kim Jong-il"}},
    {{"en", "Kim Yo Jong"}, {"fr", "Kim Jong-un"}},
    {{"en", "Anders Lindqvist"}, {"sv", "Anders Lundqvist"}},
    {{"en", "Martin Thomas"}, {"fr", "Thomas Martin"}},
    {{"en", "Peter Weber"}, {"ru", "Павел Вебер"}},
    {{"en", "Li Na"}, {"en", "Lina"}},
    {{"en", "Mario Rossi"}, {"ru", "Мария Росси"}},
    {{"en", "Dan May"}, {"ru", "Дэн Мой"}},
    {{"fr", "Louise Morel"}, {"ru", "Луи Морель"}},
    {{"en", "Paul Weber"}, {"ru", "Паула Вебер"}},
    {{"en", "Mike Pense"}, {"ru", "Майкл Пенс"}},
    {{"fr", "Anne Rolland"}, {"ru", "Анна Олланд"}},
    {{"en", "Sarah Bolt"}, {"ar", "سارة بولد"}},
    {{"en", "Pavel Dorin"}, {"ja", "パベル・トリン"}},
};

static void across_scripts(void **state) {
    (void)state;
    size_t missed = 0, all = 0;
    cr_people *p = cr_people_new();
    char ids[sizeof same / sizeof *same][24];
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        strcpy(ids[i], id_of(p, same[i][0].name, CR_NAME_PERSON, same[i][0].lang, NULL, NULL));
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        for (size_t k = 1; k < 6 && same[i][k].name; k++, all++) {
            const char *id = id_of(p, same[i][k].name, CR_NAME_PERSON, same[i][k].lang, NULL, NULL);
            if (strcmp(id, ids[i]) != 0) {
                missed++;
                print_message("%s is not found to be %s\n", same[i][k].name, same[i][0].name);
                for (size_t o = 0; o < i; o++) /* at least it is nobody else */
                    assert_string_not_equal(id, ids[o]);
            }
        }
    cr_people_free(p);
    print_message("%zu of %zu forms joined\n", all - missed, all);
    assert_int_equal(missed, 0);
}

static void never_two_in_one(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        for (int turned = 0; turned < 2; turned++) { /* whoever comes first */
            cr_people *p = cr_people_new();
            const form *x = &apart[i][turned], *y = &apart[i][!turned];
            char first[24];
            strcpy(first, id_of(p, x->name, CR_NAME_PERSON, x->lang, NULL, NULL));
            const char *second = id_of(p, y->name, CR_NAME_PERSON, y->lang, NULL, NULL);
            if (strcmp(first, second) == 0)
                fail_msg("%s and %s are one", x->name, y->name);
            cr_people_free(p);
        }
}

/* The records that a set of names comes to must not depend on the order of the names. */
static void order(void **state) {
    (void)state;
    enum { N = 12 };
    static const form names[N] = {{"en", "Sergey Lavrov"}, {"ru", "Сергей Лавров"}, {"fr", "Sergueï Lavrov"}, {"de", "Sergej Lawrow"}, {"en", "Robert Kendall"}, {"en", "Robert Kendall Jr."},
                                  {"fr", "Anne Leroux"}, {"en", "Anna Leroux"}, {"de", "Angela Merkel"}, {"ar", "أنغيلا ميركل"}, {"fr", "Jean-Luc Martin"}, {"fr", "Jean Martin"}};
    static const int person[N] = {0, 0, 0, 0, 1, 2, 3, 4, 5, 5, 6, 7};
    for (unsigned round = 0; round < 40; round++) {
        size_t at[N];
        char ids[N][24];
        unsigned seed = round * 2654435761u + 1;
        for (size_t i = 0; i < N; i++)
            at[i] = i;
        for (size_t i = N - 1; i > 0; i--) {
            seed = seed * 1664525u + 1013904223u;
            size_t k = (seed >> 8) % (i + 1), keep = at[i];
            at[i] = at[k];
            at[k] = keep;
        }
        cr_people *p = cr_people_new();
        for (size_t i = 0; i < N; i++)
            strcpy(ids[at[i]], id_of(p, names[at[i]].name, CR_NAME_PERSON, names[at[i]].lang, NULL, NULL));
        for (size_t i = 0; i < N; i++)
            for (size_t k = 0; k < i; k++)
                if ((strcmp(ids[i], ids[k]) == 0) != (person[i] == person[k]))
                    fail_msg("round %u: %s, %s", round, names[i].name, names[k].name);
        cr_people_free(p);
    }
}

/* A surname alone: only beside strong evidence, and never when two may be meant. */
static void surnames(void **state) {
    (void)state;
    cr_people *p = cr_people_new();
    cr_error err;
    char id[24];
    cr_person_mention claire = {.name = CR_STR("Claire Dumont"), .kind = CR_NAME_PERSON, .lang = CR_STR("fr"), .role = CR_STR("maire de Vannes"), .dossier = CR_STR("d1"), .article = CR_STR("a1"),
                                .date = CR_STR("2022-01-05")};
    cr_person_mention pierre = {.name = CR_STR("Pierre Dumont"), .kind = CR_NAME_PERSON, .lang = CR_STR("fr"), .role = CR_STR("ministre"), .dossier = CR_STR("d2")};
    cr_person_mention alone = {.name = CR_STR("Dumont"), .kind = CR_NAME_PERSON, .lang = CR_STR("fr")};
    assert_int_equal(cr_people_resolve_mention(p, &claire, id, &err), CR_OK);
    assert_int_equal(cr_people_resolve_mention(p, &pierre, id, &err), CR_OK);
    assert_int_equal(cr_people_resolve_mention(p, &alone, id, &err), CR_OK);
    assert_string_equal(id, "");
    alone.dossier = CR_STR("d1");
    assert_int_equal(cr_people_resolve_mention(p, &alone, id, &err), CR_OK);
    assert_string_equal(id, "p1");
    alone.dossier = CR_STR("d9");
    alone.role = CR_STR("Maire de Vannes");
    assert_int_equal(cr_people_resolve_mention(p, &alone, id, &err), CR_OK);
    assert_string_equal(id, "p1");
    alone.dossier = CR_STR("d10");
    alone.role = CR_STR("ministre"); /* of what? */
    assert_int_equal(cr_people_resolve_mention(p, &alone, id, &err), CR_OK);
    assert_string_equal(id, "");
    pierre.dossier = CR_STR("d1");
    assert_int_equal(cr_people_resolve_mention(p, &pierre, id, &err), CR_OK);
    assert_string_equal(id, "p2");
    alone = (cr_person_mention){.name = CR_STR("Dumont"), .kind = CR_NAME_PERSON, .lang = CR_STR("fr"), .dossier = CR_STR("d1")};
    assert_int_equal(cr_people_resolve_mention(p, &alone, id, &err), CR_OK);
    assert_string_equal(id, ""); /* two of them */
    cr_people_free(p);
}

/* What names nobody in particular is no record, a described body is one. */
static void descriptions(void **state) {
    (void)state;
    static const form nobody[] = {{"fr", "un haut responsable"}, {"fr", "Le vétéran officiel"}, {"fr", "une source au sein de l’alliance"}, {"fr", "Les deux maires"},
                                  {"fr", "président russe"}, {"en", "a senior official"}, {"en", "The spokesman"}, {"fr", "L’Espagne et le Portugal"}, {"en", "officials in Kenya"}};
    static const form somebody[] = {{"fr", "ministère de la Pêche"}, {"fr", "service de presse de l’OTAN"}, {"fr", "les États-Unis"}, {"en", "Harbour Freight"}, {"zh", "外交部"}};
    cr_people *p = cr_people_new();
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        if (*id_of(p, nobody[i].name, CR_NAME_UNKNOWN, nobody[i].lang, NULL, NULL))
            fail_msg("%s has a record", nobody[i].name);
    for (size_t i = 0; i < sizeof somebody / sizeof *somebody; i++)
        if (!*id_of(p, somebody[i].name, CR_NAME_UNKNOWN, somebody[i].lang, NULL, NULL))
            fail_msg("%s has no record", somebody[i].name);
    cr_people_free(p);
}

static void roles_with_dates(void **state) {
    (void)state;
    cr_people *p = cr_people_new();
    cr_arena *arena = cr_arena_new(0);
    cr_error err;
    cr_person person;
    char id[24];
    static const char *const told[][4] = {{"ministre", "2022-03-01", "a3", "fr"}, {"maire de Brest", "2019-05-02", "a1", "fr"}, {"ministre", "2021-07-01", "a2", "fr"}, {"minister", "2023-01-01", "a4", "en"},
                                          {"ministre", "2022-09-09", "a5", "fr"}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        cr_person_mention m = {.name = CR_STR("Anne Leroux"), .kind = CR_NAME_PERSON, .lang = cr_str_of(told[i][3]), .role = cr_str_of(told[i][0]), .date = cr_str_of(told[i][1]), .article = cr_str_of(told[i][2])};
        assert_int_equal(cr_people_resolve_mention(p, &m, id, &err), CR_OK);
    }
    assert_true(cr_people_get(p, "p1", arena, &person));
    assert_int_equal(person.roles.count, 3);
    assert_true(cr_str_is(person.roles.items[0], "maire de Brest") && cr_str_is(person.role_dates.items[0], "2019-05-02") && cr_str_is(person.role_articles.items[0], "a1"));
    assert_true(cr_str_is(person.roles.items[1], "ministre") && cr_str_is(person.role_dates.items[1], "2021-07-01") && cr_str_is(person.role_lasts.items[1], "2022-09-09"));
    assert_true(cr_str_is(person.role_articles.items[1], "a2") && cr_str_is(person.role_langs.items[2], "en"));
    cr_arena_free(arena);
    cr_people_free(p);
}

static void bodies(void **state) {
    (void)state;
    cr_people *p = cr_people_new();
    assert_string_equal(id_of(p, "OTAN", CR_NAME_ORGANISATION, "fr", NULL, NULL), "p1");
    assert_string_equal(id_of(p, "NATO", CR_NAME_ORGANISATION, "en", NULL, NULL), "p1");
    assert_string_equal(id_of(p, "НАТО", CR_NAME_ORGANISATION, "ru", NULL, NULL), "p1");
    assert_string_equal(id_of(p, "les États-Unis", CR_NAME_PLACE, "fr", NULL, NULL), "p2");
    assert_string_equal(id_of(p, "Estados Unidos", CR_NAME_PLACE, "es", NULL, NULL), "p2");
    assert_string_equal(id_of(p, "Lake Association", CR_NAME_ORGANISATION, "en", NULL, NULL), "p3");
    cr_people_free(p);
}

static void state_comes_back(void **state) {
    (void)state;
    cr_people *p = cr_people_new(), *q = NULL;
    cr_arena *arena = cr_arena_new(0);
    cr_str bytes, again;
    cr_error err;
    cr_person person;
    id_of(p, "Anna Weber", CR_NAME_PERSON, "de", "Ministerin", "2022-03-01");
    id_of(p, "Anna Weber", CR_NAME_PERSON, "fr", "maire", "2020-01-01");
    id_of(p, "Анна Вебер", CR_NAME_PERSON, "ru", NULL, NULL);
    id_of(p, "Lake Association", CR_NAME_ORGANISATION, "en", NULL, NULL);
    assert_int_equal(cr_people_save(p, arena, &bytes, &err), CR_OK);
    assert_int_equal(cr_people_load(bytes, &q, &err), CR_OK);
    assert_true(cr_people_get(q, "p1", arena, &person));
    assert_int_equal(person.roles.count, 2);
    assert_true(cr_str_is(person.roles.items[0], "maire")); /* oldest first */
    assert_true(cr_str_is(person.role_dates.items[0], "2020-01-01"));
    assert_int_equal(person.aliases.count, 1);
    assert_int_equal(cr_people_save(q, arena, &again, &err), CR_OK);
    assert_true(cr_str_eq(bytes, again));
    assert_string_equal(id_of(q, "Anna Weber", CR_NAME_PERSON, "en", NULL, NULL), "p1");
    assert_false(cr_people_get(q, "p3", arena, &person));
    assert_false(cr_people_get(q, "p", arena, &person));
    assert_false(cr_people_get(q, "p99999999999999999999999", arena, &person));
    cr_people_free(q);
    char *broken = cr_arena_alloc(arena, bytes.len);
    for (size_t i = 0; i < bytes.len; i++) { /* truncated anywhere, or one byte changed: refused */
        assert_int_not_equal(cr_people_load(cr_str_slice(bytes, 0, i), &q, &err), CR_OK);
        memcpy(broken, bytes.ptr, bytes.len);
        broken[i] ^= 1;
        assert_int_not_equal(cr_people_load((cr_str){broken, bytes.len}, &q, &err), CR_OK);
        assert_null(q);
    }
    cr_people_free(p);
    cr_arena_free(arena);
}

static void distances(void **state) {
    (void)state;
    assert_int_equal(cr_name_distance(CR_STR("poutine"), CR_STR("putin"), 5), 2);
    assert_int_equal(cr_name_distance(CR_STR("abc"), CR_STR("xyz"), 1), 2);
    assert_int_equal(cr_name_distance(CR_STR(""), CR_STR("ab"), 5), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_person_across_languages), cmocka_unit_test(never_on_a_surname), cmocka_unit_test(bodies), cmocka_unit_test(across_scripts), cmocka_unit_test(never_two_in_one), cmocka_unit_test(order),
                                       cmocka_unit_test(surnames), cmocka_unit_test(descriptions), cmocka_unit_test(roles_with_dates),
                                       cmocka_unit_test(state_comes_back), cmocka_unit_test(distances)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

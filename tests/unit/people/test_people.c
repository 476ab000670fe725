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
    assert_string_equal(id_of(p, "Dumont", CR_NAME_PERSON, "fr", NULL, NULL), "p1");
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_person_across_languages), cmocka_unit_test(never_on_a_surname), cmocka_unit_test(bodies),
                                       cmocka_unit_test(state_comes_back), cmocka_unit_test(distances)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

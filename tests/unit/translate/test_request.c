/* What a request does around its engine: languages of single sentences, memory, the next engine, what is not shown. */
#include "fake_engine.h"

#define ok(x) assert_int_equal(x, CR_OK)
#define assert_str(s, z) assert_true(cr_str_is(s, z))
#define COUNT(x) (sizeof(x) / sizeof *(x))

static const char english[] = "He said that the government would not accept the proposal of the opposition before the summer.";
static const char russian[] = "Сегодня президент заявил, что правительство не примет это предложение.";
static const char german[] = "Die Regierung werde den Vorschlag der Opposition nicht vor dem Sommer annehmen, sagte er gestern.";

typedef struct diary {
    char log[4000];
    cr_str known, known_hash;
} diary;

static bool look_up(void *context, cr_arena *a, const cr_route *route, cr_str segment, cr_translation *out) {
    diary *d = context;
    if (cr_str_none(d->known) || !cr_str_eq(segment, d->known) || !cr_str_eq(route->hash, d->known_hash) || !cr_str_is(route->from, "fr"))
        return false;
    *out = (cr_translation){.text = cr_str_copy_z(a, "from memory"), .score = 1, .probability = NAN, .engine = route->engine};
    return true;
}

static void keep(void *context, cr_str from, cr_str to, cr_str segment, const cr_translation *t) {
    diary *d = context;
    size_t used = strlen(d->log);
    snprintf(d->log + used, sizeof d->log - used, "%.*s-%.*s %.8s %.*s %.*s %d;", CR_FMT(from), CR_FMT(to), segment.ptr, CR_FMT(t->engine), CR_FMT(t->language), (int)t->grade);
}

static void each_sentence_by_its_language(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    diary d = {0};
    fake f;
    fake_init(&f, "fake", "fr-en de-en");
    cr_translator *t = fake_translator((cr_translate_memory){&d, look_up, keep}, &f, NULL);
    cr_str segments[] = {CR_STR("Le train part."), cr_str_of(english), cr_str_of(russian), cr_str_of(german), CR_STR("  ")};
    cr_translate_request q = {.from = CR_STR("fr"), .to = CR_STR("en"), .segments = segments, .count = COUNT(segments)};
    cr_translation *out;
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_str(out[0].text, "[En] Le train part.");
    assert_str(out[0].language, "fr");
    assert_str(out[1].text, english); /* a quotation that is in the reader's language already */
    assert_str(out[1].engine, "none");
    assert_str(out[1].language, "en");
    assert_true(cr_str_none(out[2].text)); /* nobody here knows Russian: no invention */
    assert_int_equal(out[2].flags, CR_FLAG_SOURCE_DOUBTFUL);
    assert_int_equal(out[2].grade, CR_GRADE_HOPELESS);
    assert_str(out[2].language, "ru");
    assert_true(cr_str_starts(out[3].text, "[En] Die Regierung")); /* by its own route */
    assert_str(out[3].language, "de");
    assert_str(out[4].text, "  ");
    assert_int_equal(f.runs, 2);
    assert_non_null(strstr(d.log, "fr-en Die Regi fake de")); /* kept where the page looks: under the article's language */
    assert_non_null(strstr(d.log, "fr-en He said  none en"));
    f.asked = 0;
    q.one_language = true;
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_int_equal(f.asked, 4);
    q.one_language = false;
    q.plain = true;
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_int_equal(f.asked, 8);
    assert_true(cr_str_starts(out[1].text, "[en] He said"));
    cr_translator_free(t);
    assert_true(f.freed);
    cr_arena_free(a);
}

static void the_same_language_is_no_work(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    fake f;
    fake_init(&f, "fake", "fr-fr");
    cr_translator *t = fake_translator((cr_translate_memory){0}, &f, NULL);
    cr_str segments[] = {CR_STR("Le train part.")};
    cr_translation *out;
    ok(cr_translator_run(t, a, &(cr_translate_request){.from = CR_STR("fr"), .to = CR_STR("fr"), .segments = segments, .count = 1}, &out, &err));
    assert_str(out[0].text, "Le train part.");
    assert_int_equal(f.runs, 0);
    cr_translator_free(t);
    cr_arena_free(a);
}

static void a_broken_engine_gives_way(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_error err, why = {0};
    fake first, second;
    fake_init(&first, "first", "fr-en");
    fake_init(&second, "second", "fr-en es-en");
    first.broken = true;
    cr_translator *t = fake_translator((cr_translate_memory){0}, &first, &second);
    cr_str segments[] = {CR_STR("Le train part.")};
    cr_translate_request q = {.from = CR_STR("fr"), .to = CR_STR("en"), .segments = segments, .count = 1};
    cr_translation *out;
    assert_false(cr_translator_fell_back(t, &why));
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_str(out[0].engine, "second");
    assert_true(cr_translator_fell_back(t, &why));
    assert_non_null(strstr(why.line, "first: its model is damaged"));
    second.broken = true;
    assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_ERR_ENGINE);
    first.broken = second.broken = false;
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_str(out[0].engine, "first");
    assert_false(cr_translator_fell_back(t, &why));
    q.engine = CR_STR("second");
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_str(out[0].engine, "second");
    q.from = CR_STR("ja");
    assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_ERR_NOT_FOUND);
    assert_non_null(strstr(err.line, "second lacks it"));
    cr_translator_free(t);
    cr_arena_free(a);
}

static void memory_is_asked_by_the_maker(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    diary d = {.known = CR_STR("Le train part."), .known_hash = CR_STR("aa")};
    fake f;
    fake_init(&f, "fake", "fr-en");
    f.hash = "aa";
    cr_translator *t = fake_translator((cr_translate_memory){&d, look_up, keep}, &f, NULL);
    cr_str segments[] = {CR_STR("Le train part."), CR_STR("Il arrive.")};
    cr_translate_request q = {.from = CR_STR("fr"), .to = CR_STR("en"), .segments = segments, .count = 2};
    cr_translation *out;
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_true(out[0].from_memory);
    assert_str(out[0].text, "from memory");
    assert_int_equal(f.asked, 1);
    f.hash = "bb"; /* other files under the same name */
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_false(out[0].from_memory);
    assert_int_equal(f.asked, 3);
    f.hash = "aa";
    assert_non_null(strstr(d.log, "fr-en Il arriv fake fr"));
    memset(d.log, 0, sizeof d.log);
    q.alternatives = 3; /* a wider search may end elsewhere: what others get must not depend on it */
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_false(out[0].from_memory);
    assert_string_equal(d.log, "");
    q.alternatives = 0;
    q.links = true;
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_false(out[0].from_memory);
    cr_translator_free(t);
    cr_arena_free(a);
}

static void by_content(cr_arena *a, const cr_route *r, const cr_engine_request *q, cr_str s, cr_engine_answer *out) {
    (void)r, (void)q;
    out->score = 0.9;
    out->probability = cr_str_contains(s, "doute") ? -0.7 : cr_str_contains(s, "nulle") ? -3 : -0.1;
    out->repeats = cr_str_contains(s, "boucle");
    out->cut = cr_str_contains(s, "longue");
    if (cr_str_contains(s, "muet"))
        return;
    out->text = cr_str_contains(s, "boucle") ? CR_STR("The loop the loop the loop the loop.") : cr_str_contains(s, "cyrillique") ? CR_STR("Это кириллица.")
              : cr_str_contains(s, "vide") ? CR_STR(" ") : cr_str_format(a, "The sentence of %zu bytes.", s.len);
}

static void what_is_hopeless_is_not_shown(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    fake f;
    fake_init(&f, "marian", "fr-en"); /* its name chooses the table's line */
    f.answer = by_content;
    cr_translator *t = fake_translator((cr_translate_memory){0}, &f, NULL);
    static const struct { const char *text; cr_grade grade; unsigned flags; bool shown; } cases[] = {
        {"La bonne phrase.", CR_GRADE_GOOD, 0, true},
        {"Une phrase en doute.", CR_GRADE_POOR, 0, true},
        {"Une phrase nulle.", CR_GRADE_HOPELESS, 0, false},
        {"Une boucle sans fin.", CR_GRADE_HOPELESS, CR_FLAG_REPETITION, false},
        {"Un mot en cyrillique.", CR_GRADE_HOPELESS, CR_FLAG_WRONG_LANGUAGE, false},
        {"Une phrase vide de sens.", CR_GRADE_HOPELESS, CR_FLAG_TOO_LONG, false},
        {"Une phrase trop longue.", CR_GRADE_POOR, CR_FLAG_TOO_LONG, true},
        {"Un engin muet.", CR_GRADE_HOPELESS, CR_FLAG_ENGINE_FAILED, false},
    };
    cr_str segments[COUNT(cases)];
    for (size_t i = 0; i < COUNT(cases); i++)
        segments[i] = cr_str_of(cases[i].text);
    cr_translate_request q = {.from = CR_STR("fr"), .to = CR_STR("en"), .segments = segments, .count = COUNT(cases), .one_language = true};
    cr_translation *out;
    ok(cr_translator_run(t, a, &q, &out, &err));
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned flags = out[i].flags & ~(unsigned)CR_FLAG_NUMBER_CHANGED; /* the fake counts bytes */
        if (flags != cases[i].flags || cr_str_none(out[i].text) == cases[i].shown)
            fail_msg("%s: flags %x, grade %d, text %.*s", cases[i].text, flags, (int)out[i].grade, CR_FMT(out[i].text));
        if (i == 0)
            assert_true(out[0].grade == CR_GRADE_POOR || out[0].grade == CR_GRADE_GOOD);
        else
            assert_int_equal(out[i].grade, cases[i].grade);
        assert_true(cases[i].shown ? cr_str_none(out[i].rejected) : (out[i].flags & CR_FLAG_ENGINE_FAILED) || !cr_str_none(out[i].rejected));
    }
    q.plain = true; /* as the engine says it, whatever it is worth */
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_str(out[3].text, "The loop the loop the loop the loop.");
    cr_translator_free(t);
    cr_arena_free(a);
}

/* A long article is many sentences, and what looks at one of them must be gone with it. */
static void checks_leave_nothing_behind(void **state) {
    (void)state;
    enum { MANY = 200, EACH = 8 << 10 };
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    fake f;
    fake_init(&f, "fake", "fr-en");
    cr_translator *t = fake_translator((cr_translate_memory){0}, &f, NULL);
    cr_str segments[MANY];
    for (size_t i = 0; i < MANY; i++)
        segments[i] = cr_str_format(a, "Le conseil de la ville a voté %zu millions pour les écoles et les routes du nord.", i);
    cr_translate_request q = {.from = CR_STR("fr"), .to = CR_STR("en"), .segments = segments, .count = MANY};
    cr_translation *out;
    size_t before = cr_arena_used(a);
    ok(cr_translator_run(t, a, &q, &out, &err));
    assert_in_range(cr_arena_used(a) - before, MANY, MANY * EACH);
    cr_translator_free(t);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(checks_leave_nothing_behind), cmocka_unit_test(each_sentence_by_its_language), cmocka_unit_test(the_same_language_is_no_work),
                                       cmocka_unit_test(a_broken_engine_gives_way), cmocka_unit_test(memory_is_asked_by_the_maker),
                                       cmocka_unit_test(what_is_hopeless_is_not_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Models one behind the other: sentences stay sentences, links and doubts go through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "translate/hops.h"

#define ok(x) assert_int_equal(x, CR_OK)

/* Turns the words round: "a b c" is "c b a", and links say so. */
static cr_status turn(void *context, cr_arena *a, const cr_engine_request *q, cr_engine_answer *answers, cr_error *err) {
    (void)err;
    double *probability = context;
    for (size_t i = 0; i < q->count; i++) {
        cr_str words[64], rest = q->segments[i], out = CR_STR("");
        size_t n = 0;
        while (n < 64 && cr_str_split(&rest, ' ', &words[n]))
            n++;
        answers[i] = CR_ENGINE_ANSWER_NONE;
        cr_link *links = CR_NEW_ARRAY(a, cr_link, n + 1);
        for (size_t k = n; k-- > 0;) {
            size_t start = out.len + (out.len != 0), source = (size_t)(words[k].ptr - q->segments[i].ptr);
            out = cr_str_format(a, "%.*s%s%.*s", CR_FMT(out), out.len ? " " : "", CR_FMT(words[k]));
            links[answers[i].link_count++] = (cr_link){{source, source + words[k].len}, {start, out.len}};
        }
        answers[i].links = links;
        answers[i].probability = cr_str_contains(q->segments[i], "doubt") ? -2 : *probability;
        answers[i].score = exp(answers[i].probability);
        answers[i].text = cr_str_contains(q->segments[i], "mute") ? CR_STR_NONE : out;
    }
    return CR_OK;
}

static size_t words_of(void *context, cr_str text) {
    (void)context;
    size_t n = text.len != 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == ' ';
    return n;
}

static void links_are_right(cr_str source, const cr_engine_answer *answer) {
    assert_true(answer->link_count > 0);
    for (size_t i = 0; i < answer->link_count; i++) {
        cr_link l = answer->links[i];
        assert_true(l.source.end <= source.len && l.target.end <= answer->text.len);
        assert_true(cr_str_eq(cr_str_slice(source, l.source.start, l.source.end), cr_str_slice(answer->text, l.target.start, l.target.end)));
    }
}

static void two_hops_make_a_route(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    double first = -0.2, second = -0.4;
    cr_hop hops[] = {{&first, turn, words_of, 100, CR_STR("en")}, {&second, turn, words_of, 100, CR_STR("de")}};
    cr_str segments[] = {CR_STR("one two three"), CR_STR("a doubt"), CR_STR("mute this"), CR_STR("last")};
    cr_engine_request q = {.segments = segments, .count = 4, .links = true};
    cr_engine_answer answers[4];
    ok(cr_hops_run(a, hops, 2, &q, answers, &err));
    assert_true(cr_str_is(answers[0].text, "one two three")); /* turned round twice */
    assert_true(answers[0].probability == -0.4);              /* the less certain hop speaks */
    assert_true(answers[1].probability == -2);
    assert_true(cr_str_none(answers[2].text));
    assert_true(cr_str_is(answers[3].text, "last"));
    links_are_right(segments[0], &answers[0]);
    ok(cr_hops_run(a, hops, 1, &q, answers, &err));
    assert_true(cr_str_is(answers[0].text, "three two one"));
    links_are_right(segments[0], &answers[0]);
    cr_arena_free(a);
}

static void a_long_text_is_cut_and_put_together(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    double p = -0.2;
    cr_hop hop = {&p, turn, words_of, 6, CR_STR("en")};
    cr_str segments[] = {CR_STR("one two three, four five six, seven eight nine ten"), CR_STR("short one")};
    cr_engine_request q = {.segments = segments, .count = 2, .links = true};
    cr_engine_answer answers[2];
    ok(cr_hops_run(a, &hop, 1, &q, answers, &err));
    assert_true(answers[0].parts >= 2);
    assert_true(words_of(NULL, answers[0].text) == 10);
    links_are_right(segments[0], &answers[0]);
    assert_int_equal(answers[0].link_count, 10);
    assert_int_equal(answers[1].parts, 0);
    assert_true(cr_str_is(answers[1].text, "one short"));
    q.plain = true; /* as it stands */
    ok(cr_hops_run(a, &hop, 1, &q, answers, &err));
    assert_int_equal(answers[0].parts, 0);
    cr_arena_free(a);
}

static void links_need_both_hops(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_link first[] = {{{0, 3}, {4, 7}}, {{4, 7}, {0, 3}}}, second[] = {{{0, 3}, {10, 13}}, {{5, 7}, {0, 2}}, {{20, 22}, {14, 16}}};
    size_t n;
    cr_link *l = cr_hops_links(a, first, 2, second, 3, &n);
    assert_int_equal(n, 2); /* the third word comes from nowhere */
    assert_int_equal(l[0].source.start, 4);
    assert_int_equal(l[0].target.start, 10);
    assert_int_equal(l[1].source.start, 0);
    assert_null(cr_hops_links(a, NULL, 0, second, 3, &n));
    assert_int_equal(n, 0);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_hops_make_a_route), cmocka_unit_test(a_long_text_is_cut_and_put_together), cmocka_unit_test(links_need_both_hops)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

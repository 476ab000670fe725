/* Sentences, words, folding, search tokens, and the order of the data they stand on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <courant/text.h>

#include "base/data.h"
#include "base/limits.h"

static cr_arena *arena;
static int setup(void **state) { (void)state; arena = cr_arena_new(0); return arena ? 0 : -1; }
static int teardown(void **state) { (void)state; cr_arena_free(arena); return 0; }

/* Sentences joined by '|'. */
static void cut(const char *lang, const char *text, const char *want) {
    cr_span *s;
    size_t n;
    cr_error err;
    assert_int_equal(cr_text_sentences(arena, cr_str_of(text), cr_str_of(lang), &s, &n, &err), CR_OK);
    cr_str got = CR_STR("");
    for (size_t i = 0; i < n; i++) {
        cr_str part = cr_str_slice(cr_str_of(text), s[i].start, s[i].end);
        got = i ? cr_str_format(arena, "%.*s|%.*s", CR_FMT(got), CR_FMT(part)) : cr_str_copy(arena, part);
    }
    assert_string_equal(got.ptr, want);
}

static void sentences_plain(void **state) {
    (void)state;
    cut("fr", "", "");
    cut("fr", "  \n\n ", "");
    cut("fr", "Il part. Elle reste.", "Il part.|Elle reste.");
    cut("en", "It rose 3.5 percent. Then it fell.", "It rose 3.5 percent.|Then it fell.");
    cut("zh", "他来了。她走了！真的吗？", "他来了。|她走了！|真的吗？");
    cut("ar", "وصل الرئيس. هل غادر؟ نعم.", "وصل الرئيس.|هل غادر؟|نعم.");
    cut("hi", "वह आया। वह गया।", "वह आया।|वह गया।");
}
static void sentences_abbreviations(void **state) {
    (void)state;
    cut("fr", "M. Dupont a parlé. Mme. Durand aussi.", "M. Dupont a parlé.|Mme. Durand aussi.");
    cut("en", "He met Mr. Smith in St. Petersburg. They spoke.", "He met Mr. Smith in St. Petersburg.|They spoke.");
    cut("en", "George W. Bush spoke. J. K. Rowling wrote.", "George W. Bush spoke.|J. K. Rowling wrote.");
    cut("en", "The U.S. Senate met at 5 p.m. Friday. It voted.", "The U.S. Senate met at 5 p.m.|Friday.|It voted.");
    cut("en", "See No. 5 today. He said no. They left.", "See No. 5 today.|He said no.|They left.");
    cut("de", "Am 12. Dezember kam Dr. Maier. Er blieb.", "Am 12. Dezember kam Dr. Maier.|Er blieb.");
    cut("en", "1. First point. 2. Second point.", "1. First point.|2. Second point.");
    cut("es", "El Sr. López llegó. EE.UU. respondió.", "El Sr. López llegó.|EE.UU. respondió.");
    cut("es", "Vive en los EE. UU. desde ayer. Salió de EE. UU. Las FF. AA. callan.", "Vive en los EE. UU. desde ayer.|Salió de EE. UU.|Las FF. AA. callan.");
}
static void sentences_quotations(void **state) {
    (void)state;
    cut("fr", "« Nous sommes prêts. » Il est parti.", "« Nous sommes prêts. »|Il est parti.");
    cut("fr", "« Vraiment ? » a-t-il demandé. Oui.", "« Vraiment ? » a-t-il demandé.|Oui.");
    cut("en", "\"Really?\" he asked. \"Yes.\" She left.", "\"Really?\" he asked.|\"Yes.\"|She left.");
    cut("en", "“We go.” “You stay.”", "“We go.”|“You stay.”");
    cut("fr", "Il hésite… La suite est connue.", "Il hésite…|La suite est connue.");
    cut("fr", "Il hésite… puis part.", "Il hésite… puis part.");
    cut("en", "He waited... then left.", "He waited... then left.");
}
static void sentences_lines(void **state) {
    (void)state;
    cut("fr", "Un titre sans point\n\nLe texte suit.", "Un titre sans point|Le texte suit.");
    cut("fr", "le début\n \n la suite", "le début|la suite");
    cut("en", "A line that is wrapped\nby hand goes on.", "A line that is wrapped\nby hand goes on.");
    cut("en", "A heading\nThe text.", "A heading|The text.");
}
static void sentences_limit(void **state) {
    (void)state;
    size_t most = cr_limit(NULL, CR_LIMIT_SENTENCE_BYTES), n, count = most * 3;
    char *long_one = cr_arena_alloc(arena, count);
    for (size_t i = 0; i < count; i++)
        long_one[i] = i % 7 == 6 ? ' ' : 'a';
    cr_span *s;
    cr_error err;
    assert_int_equal(cr_text_sentences(arena, (cr_str){long_one, count}, CR_STR("en"), &s, &n, &err), CR_OK);
    assert_true(n >= 3);
    for (size_t i = 0; i < n; i++) {
        assert_true(s[i].end - s[i].start <= most);
        assert_true(s[i].end > s[i].start && long_one[s[i].start] == 'a' && long_one[s[i].end - 1] == 'a');
    }
}

/* Limits of the configuration hold with tools that were told of them, and senseless ones do not stop the cutting. */
static void sentences_own_limits(void **state) {
    (void)state;
    static const char text[] = "One sentence, and it is long enough. Two are more. Three are more. Four are more.";
    cr_text_tools *tools = cr_text_tools_new();
    cr_limits limits;
    cr_span *s;
    size_t n;
    cr_error err;
    cr_limits_init(&limits);
    assert_true(cr_limits_set(&limits, CR_STR("sentences"), 2));
    cr_text_tools_limit(tools, &limits);
    assert_int_equal(cr_text_sentences_with(tools, arena, cr_str_of(text), CR_STR("en"), &s, &n, &err), CR_OK);
    assert_int_equal(n, 2);
    cr_limits_init(&limits);
    assert_true(cr_limits_set(&limits, CR_STR("sentence_bytes"), 20));
    cr_text_tools_limit(tools, &limits);
    assert_int_equal(cr_text_sentences_with(tools, arena, cr_str_of(text), CR_STR("en"), &s, &n, &err), CR_OK);
    assert_true(n >= 5);
    for (size_t i = 0; i < n; i++)
        assert_true(s[i].end - s[i].start <= 20);
    cr_limits_set(&limits, CR_STR("sentence_bytes"), 0);
    cr_text_tools_limit(tools, &limits);
    assert_int_equal(cr_text_sentences_with(tools, arena, CR_STR("ééééééééééééééééééééééé"), CR_STR("fr"), &s, &n, &err), CR_OK);
    assert_int_equal(n, 3);
    cr_text_tools_limit(tools, NULL);
    assert_int_equal(cr_text_sentences_with(tools, arena, cr_str_of(text), CR_STR("en"), &s, &n, &err), CR_OK);
    assert_int_equal(n, 4);
    cr_text_tools_free(tools);
}

static void words_and_stems(void **state) {
    (void)state;
    cr_word *w;
    size_t n;
    cr_error err;
    cr_str text = CR_STR("L’OTAN répondait à 30 alliés");
    assert_int_equal(cr_text_words(arena, text, CR_STR("fr"), &w, &n, &err), CR_OK);
    assert_int_equal(n, 6);
    assert_string_equal(w[0].stem.ptr, "l");
    assert_string_equal(w[1].stem.ptr, "otan");
    assert_true(w[1].capital && w[1].start == 4 && w[1].end == 8);
    assert_string_equal(w[2].stem.ptr, "répond");
    assert_true(w[4].number && !w[4].capital);
    assert_int_equal(cr_text_words(arena, CR_STR("北京大学在北京"), CR_STR("zh"), &w, &n, &err), CR_OK);
    assert_true(n >= 3);
    assert_int_equal(cr_text_words(arena, CR_STR("The allies’ responses"), CR_STR("en"), &w, &n, &err), CR_OK);
    assert_string_equal(w[2].stem.ptr, "respons");
}
static void search_meets(void **state) {
    (void)state;
    cr_str a, b;
    cr_error err;
    assert_int_equal(cr_text_search_tokens(arena, CR_STR("Élections présidentielles"), CR_STR("fr"), &a, &err), CR_OK);
    assert_int_equal(cr_text_search_tokens(arena, CR_STR("ELECTION présidentielle"), CR_STR("fr"), &b, &err), CR_OK);
    assert_string_equal(a.ptr, "elect presidentiel");
    assert_string_equal(b.ptr, a.ptr);
    assert_int_equal(cr_text_search_tokens(arena, CR_STR("ＮＡＴＯ"), CR_STR("ja"), &a, &err), CR_OK);
    assert_string_equal(a.ptr, "nato");
}
static void folding(void **state) {
    (void)state;
    assert_string_equal(cr_text_fold(arena, CR_STR("STRASSE Straße ÉTÉ")).ptr, "strasse strasse été");
    assert_string_equal(cr_text_latin(arena, CR_STR("Столтенберг")).ptr, "stoltenberg");
    assert_string_equal(cr_text_latin(arena, CR_STR("Łódź Ærø Đorđević")).ptr, "lodz aero dordevic");
    assert_string_equal(cr_text_latin(arena, CR_STR("Щербаков")).ptr, "shcherbakov");
    assert_string_equal(cr_text_latin(arena, CR_STR("Μητσοτάκης")).ptr, "metsotakes");
    assert_string_equal(cr_text_latin(arena, CR_STR("ASCII only")).ptr, "ascii only");
    assert_string_equal(cr_text_plain(arena, CR_STR("Ёлка")).ptr, "елка");
}
static void any_bytes(void **state) {
    (void)state;
    cr_span *s;
    cr_word *w;
    size_t n;
    cr_error err;
    char junk[600];
    uint32_t x = 7;
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < sizeof junk; i++)
            junk[i] = (char)((x = x * 1103515245u + 12345u) >> 16);
        assert_int_equal(cr_text_sentences(arena, (cr_str){junk, sizeof junk}, CR_STR("fr"), &s, &n, &err), CR_OK);
        for (size_t i = 0; i < n; i++)
            assert_true(s[i].start < s[i].end && s[i].end <= sizeof junk && (!i || s[i - 1].end <= s[i].start));
        assert_int_equal(cr_text_words(arena, (cr_str){junk, sizeof junk}, CR_STR("fr"), &w, &n, &err), CR_OK);
        cr_text_latin(arena, (cr_str){junk, sizeof junk});
    }
}
static void stop_words(void **state) {
    (void)state;
    assert_true(cr_text_is_stop_word(CR_STR("the"), CR_STR("en")));
    assert_true(cr_text_is_stop_word(CR_STR("était"), CR_STR("fr")));
    assert_false(cr_text_is_stop_word(CR_STR("alliance"), CR_STR("fr")));
    assert_false(cr_text_is_stop_word(CR_STR("the"), CR_STR("xx")));
    assert_false(cr_text_is_stop_word(CR_STR(""), CR_STR("en")));
}
/* The look-up is a binary search: a list out of order would lose words silently. */
static void lists_are_sorted(void **state) {
    (void)state;
    size_t seen = 0;
    for (size_t f = 0; f < cr_data_file_count; f++) {
        const char *name = cr_data_files[f].name;
        if (strncmp(name, "text/stop/", 10) != 0 && strncmp(name, "text/abbreviations/", 19) != 0 && strcmp(name, "text/language/words.txt") != 0)
            continue;
        seen++;
        cr_str rest = cr_data(name), line, before = CR_STR("");
        while (cr_str_split(&rest, '\n', &line) && line.len) {
            size_t tab = cr_str_find_byte(line, '\t', 0);
            cr_str key = tab == CR_STR_NPOS ? line : cr_str_slice(line, 0, tab);
            if (cr_str_compare(before, key) >= 0)
                fail_msg("%s: \"%.*s\" is out of order", name, CR_FMT(key));
            assert_true(cr_str_eq(cr_text_fold(arena, key), key));
            before = key;
        }
    }
    assert_true(seen > 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sentences_plain, setup, teardown),
        cmocka_unit_test_setup_teardown(sentences_abbreviations, setup, teardown),
        cmocka_unit_test_setup_teardown(sentences_quotations, setup, teardown),
        cmocka_unit_test_setup_teardown(sentences_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(sentences_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(sentences_own_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(words_and_stems, setup, teardown),
        cmocka_unit_test_setup_teardown(search_meets, setup, teardown),
        cmocka_unit_test_setup_teardown(folding, setup, teardown),
        cmocka_unit_test_setup_teardown(any_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(stop_words, setup, teardown),
        cmocka_unit_test_setup_teardown(lists_are_sorted, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

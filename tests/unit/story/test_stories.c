#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <courant/story.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "story/state.h"

/* A stream of our own: `topics` events told in turn, each article a shuffle of its topic's words and common ones. */
typedef struct item {
    char id[16], date[16], title[200], text[4000];
} item;

static uint32_t next(uint32_t *seed) { return (*seed = *seed * 1664525u + 1013904223u) >> 8; }

static void make(item *it, uint32_t n, uint32_t topics, uint32_t seed) {
    uint32_t topic = n % topics, r = seed + n * 977;
    snprintf(it->id, sizeof it->id, "a%u", n);
    snprintf(it->date, sizeof it->date, "2024-03-%02u", 1 + n / 20 % 28);
    snprintf(it->title, sizeof it->title, "Zone%ux Mayor%uq speaks on plan%uw", topic * 7, topic * 11, topic);
    size_t at = 0;
    for (int i = 0; i < 160; i++)
        at += (size_t)snprintf(it->text + at, sizeof it->text - at, i % 3 ? "word%u " : "Topic%ux%u ", i % 3 ? next(&r) % 400 : topic,
                               i % 3 ? 0 : next(&r) % 12);
}

static cr_story_input input(const item *it) {
    return (cr_story_input){.id = cr_str_of(it->id), .lang = CR_STR("en"), .date = cr_str_of(it->date), .title = cr_str_of(it->title),
                            .text = cr_str_of(it->text)};
}

static void add(cr_stories *s, const cr_story_input *in, char line[200]) {
    cr_story_answer a;
    cr_error err;
    assert_int_equal(cr_stories_add(s, in, &a, &err), CR_OK);
    cr_buf told; /* corrections and redirects as one number: they must be the same too */
    cr_buf_init(&told, CR_BUF_NO_CEILING);
    for (size_t i = 0; i < a.correction_count; i++) {
        const cr_story_correction *c = &a.corrections[i];
        cr_buf_printf(&told, "%.*s %s %s was %s %s\n", CR_FMT(c->id), c->story, c->dossier, c->was_story, c->was_dossier);
    }
    for (size_t i = 0; i < a.redirect_count; i++)
        cr_buf_printf(&told, "%s to %s\n", a.redirects[i].from, a.redirects[i].to);
    snprintf(line, 200, "%s %s %.*s %.4f %zu %zu %llx", a.story, a.dossier, CR_FMT(a.relay_of), a.similarity, a.correction_count, a.redirect_count,
             (unsigned long long)cr_hash_64(cr_buf_str(&told), 1));
    cr_buf_free(&told);
}

static cr_stories *reload(cr_stories *s) {
    cr_arena *arena = cr_arena_new(0);
    cr_str state;
    cr_error err;
    cr_stories *t;
    assert_int_equal(cr_stories_save(s, arena, &state, &err), CR_OK);
    assert_int_equal(cr_stories_load(state, NULL, &t, &err), CR_OK);
    cr_stories_free(s);
    cr_arena_free(arena);
    return t;
}

static void test_loaded_answers_equal(void **unused) {
    (void)unused;
    cr_stories *a = cr_stories_new(NULL), *b = cr_stories_new(NULL);
    for (uint32_t n = 0; n < 700; n++) {
        item it;
        char x[200], y[200];
        make(&it, n, 31, 5);
        cr_story_input in = input(&it);
        if (n == 1 || n == 40 || n == 333 || n == 699)
            b = reload(b);
        add(a, &in, x);
        add(b, &in, y);
        assert_string_equal(x, y);
    }
    cr_stories_free(a);
    cr_stories_free(b);
}

/* Two events of one affair, told in turn, whose first reports are alike: when enough has come they are told apart, and each
 * article's last answer is the one that holds. */
static void test_corrections(void **unused) {
    (void)unused;
    enum { REPORTS = 24 };
    static const char *const shared[] = {"Kalvenna", "Orrdal", "bridge", "council", "works", "minister", "budget", "engineers", "traffic", "river"};
    cr_stories *s = cr_stories_new(NULL);
    char story[REPORTS][24], first[REPORTS][24];
    size_t corrections = 0, redirects = 0;
    uint32_t r = 77;
    for (uint32_t n = 0; n < REPORTS; n++) {
        char text[4000], id[16];
        size_t at = 0;
        for (uint32_t i = 0; i < 120; i++) { /* the more reports, the more of their own event */
            bool own = next(&r) % 24 < 4 + n;
            if (own)
                at += (size_t)snprintf(text + at, sizeof text - at, "%s%u ", n % 2 ? "strike" : "collapse", next(&r) % 30);
            else
                at += (size_t)snprintf(text + at, sizeof text - at, "%s ", shared[next(&r) % 10]);
        }
        snprintf(id, sizeof id, "c%u", n);
        cr_story_answer a;
        cr_error err;
        cr_story_input in = {.id = cr_str_of(id), .lang = CR_STR("en"), .text = cr_str_of(text)};
        assert_int_equal(cr_stories_add(s, &in, &a, &err), CR_OK);
        memcpy(first[n], a.story, 24);
        memcpy(story[n], a.story, 24);
        for (size_t k = 0; k < a.correction_count; k++) {
            uint32_t which = (uint32_t)strtoul(a.corrections[k].id.ptr + 1, NULL, 10);
            assert_true(which < n); /* an earlier one */
            assert_string_equal(a.corrections[k].was_story, story[which]);
            memcpy(story[which], a.corrections[k].story, 24);
        }
        for (size_t k = 0; k < a.redirect_count; k++)
            for (uint32_t i = 0; i <= n; i++) /* nothing is left under an id that leads on */
                assert_string_not_equal(a.redirects[k].from, story[i]);
        corrections += a.correction_count;
        redirects += a.redirect_count;
    }
    assert_true(corrections > 0 || strcmp(first[0], first[1]) != 0);
    assert_string_not_equal(story[REPORTS - 1], story[REPORTS - 2]);
    for (uint32_t n = REPORTS / 2; n < REPORTS; n++)
        assert_string_equal(story[n], story[REPORTS - 2 + n % 2]);
    cr_stories_free(s);
}

static void test_groups(void **unused) {
    (void)unused;
    cr_stories *s = cr_stories_new(NULL);
    char story[31][200] = {{0}};
    for (uint32_t n = 0; n < 93; n++) {
        item it;
        make(&it, n, 31, 9);
        snprintf(it.date, sizeof it.date, "2024-03-01");
        cr_story_input in = input(&it);
        char line[200];
        add(s, &in, line);
        *strchr(line, ' ') = '\0';
        if (n < 31)
            memcpy(story[n], line, 200);
        else
            assert_string_equal(line, story[n % 31]);
        for (uint32_t k = 0; k < n && n < 31; k++)
            assert_string_not_equal(line, story[k]);
    }
    cr_stories_free(s);
}

static const char agency[] =
    "The harbour of Nordvik was closed on Monday after a ferry struck the pier in thick fog, the coast guard said. Nobody was hurt, "
    "but two hundred passengers spent the night on board while divers looked at the damage below the water line. The company said "
    "the ship would be towed to the yard at Brannes as soon as the wind allowed it, and that buses would replace the line until Friday.";

static void test_relay(void **unused) {
    (void)unused;
    cr_stories *s = cr_stories_new(NULL);
    cr_story_answer a;
    cr_error err;
    char longer[3000];
    snprintf(longer, sizeof longer, "Our reporter writes from the quay, where people have been waiting since dawn with flasks of coffee. %s Mayor Ida "
             "Lund promised an inquiry into the lights of the pier, which fishermen have called too weak for years, and said the town would pay "
             "for hotel rooms. Shops near the quay stayed open through the night and handed out blankets to everyone who came ashore.", agency);
    cr_story_input first = {.id = CR_STR("one"), .lang = CR_STR("en"), .date = CR_STR("2024-01-02"), .title = CR_STR("Ferry hits pier"),
                            .text = cr_str_of(agency), .site = CR_STR("www.nordnews.example")};
    assert_int_equal(cr_stories_add(s, &first, &a, &err), CR_OK);
    assert_true(cr_str_none(a.relay_of));
    cr_story_input second = {.id = CR_STR("two"), .lang = CR_STR("en"), .date = CR_STR("2024-01-02"), .title = CR_STR("A night on board"),
                             .text = cr_str_of(longer)};
    assert_int_equal(cr_stories_add(s, &second, &a, &err), CR_OK);
    assert_true(cr_str_is(a.relay_of, "one"));
    assert_string_equal(a.story, "s1");
    assert_true(a.similarity > 0.8);
    cr_story_input third = second; /* the same again: still the earliest */
    third.id = CR_STR("three");
    assert_int_equal(cr_stories_add(s, &third, &a, &err), CR_OK);
    assert_true(cr_str_is(a.relay_of, "one"));
    /* A declared relay in other words. */
    cr_story_input fourth = {.id = CR_STR("four"), .lang = CR_STR("en"), .date = CR_STR("2024-01-02"), .title = CR_STR("Ferry strikes Nordvik pier in fog"),
                             .text = CR_STR("A ferry hit the pier of Nordvik harbour on Monday in fog. Passengers spent the night on board; the coast "
                                            "guard says nobody was hurt and the ship is to be towed to Brannes."),
                             .relay_of = CR_STR("NordNews")};
    assert_int_equal(cr_stories_add(s, &fourth, &a, &err), CR_OK);
    assert_true(cr_str_is(a.relay_of, "one"));
    cr_stories_free(s);
}

static void test_window(void **unused) {
    (void)unused;
    const char *dates[] = {"2024-01-02", "2024-01-06", "2024-02-20", "2018-02-20"};
    char story[4][24], dossier[4][24];
    cr_stories *s = cr_stories_new(NULL);
    for (int i = 0; i < 4; i++) {
        cr_story_answer a;
        cr_error err;
        char text[1000];
        snprintf(text, sizeof text, "%s Report number %d of this kind.", agency, i);
        cr_story_input in = {.id = cr_str_of(dates[i]), .lang = CR_STR("en"), .date = cr_str_of(dates[i]), .title = CR_STR("Ferry hits pier in Nordvik"),
                             .text = cr_str_of(text)};
        assert_int_equal(cr_stories_add(s, &in, &a, &err), CR_OK);
        memcpy(story[i], a.story, 24);
        memcpy(dossier[i], a.dossier, 24);
    }
    assert_string_equal(story[0], story[1]);
    assert_string_not_equal(story[0], story[2]);
    assert_string_equal(dossier[0], dossier[2]);
    assert_string_not_equal(dossier[0], dossier[3]); /* six years before: read from the end of an archive */
    cr_stories_free(s);
}

/* A stream may begin with what is old: its newest articles are ahead of its clock, and must still be there when the clock has come. One
 * with a wrong date in the future goes like one without a date. */
static void test_clock_comes(void **unused) {
    (void)unused;
    static const char *const dates[] = {"1953-06-02", "1967-12-03", "1967-12-03", "2031-01-01", "2024-03-01", "2024-03-01", "2024-03-01", "2024-03-02", "2024-03-02"};
    cr_stories *s = cr_stories_new(NULL);
    for (uint32_t n = 0; n < sizeof dates / sizeof *dates; n++) {
        item it;
        cr_story_answer a;
        cr_error err;
        make(&it, n, 9, 3);
        cr_story_input in = input(&it);
        in.date = cr_str_of(dates[n]);
        assert_int_equal(cr_stories_add(s, &in, &a, &err), CR_OK);
    }
    assert_int_equal(cr_story_clock(s), 19783); /* 2024-03-01 */
    assert_non_null(cr_story_at(s, 4));
    assert_true(cr_story_drop_old(s));
    assert_null(cr_story_at(s, 2));
    assert_non_null(cr_story_at(s, 3)); /* the wrong one stays for a while */
    assert_non_null(cr_story_at(s, 4));
    s->window = 0; /* no room behind it: it goes */
    assert_true(cr_story_drop_old(s));
    assert_null(cr_story_at(s, 3));
    cr_stories_free(s);
}

static void test_sweep(void **unused) {
    (void)unused;
    cr_stories *s = cr_stories_new(&(cr_stories_options){.window_days = 1});
    char line[200];
    for (uint32_t n = 0; n < 400; n++) {
        item it;
        make(&it, n, 400, 2); /* every article a topic of its own */
        cr_story_input in = input(&it);
        add(s, &in, line);
    }
    assert_true(s->article_count < 100); /* three days of twenty articles */
    const cr_story_vocabulary *v = &s->vocabulary;
    uint32_t before = v->used;
    assert_true(cr_story_sweep(s, 3, s->oldest, v->bucket_count));
    assert_true(v->used < before * 3 / 4);
    uint32_t used = 0;
    for (uint32_t i = 0; i < v->bucket_count * CR_STORY_BUCKET; i++) {
        uint32_t hash = v->buckets[i / CR_STORY_BUCKET].hash[i % CR_STORY_BUCKET];
        assert_true(!hash || cr_story_cell_find(v, hash) == i);
        used += hash != 0;
    }
    assert_int_equal(used, v->used);
    for (uint32_t n = 390; n < 400; n++) {
        item it;
        make(&it, n, 400, 2);
        cr_story_input in = input(&it);
        add(s, &in, line);
        assert_non_null(strstr(line, " a3")); /* copies of what is still in the window */
    }
    s = reload(s);
    cr_stories_free(s);
}

static void test_hostile_state(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_stories *s = cr_stories_new(NULL), *t;
    cr_error err;
    cr_str state;
    for (uint32_t n = 0; n < 12; n++) {
        item it;
        char line[200];
        make(&it, n, 5, 1);
        cr_story_input in = input(&it);
        add(s, &in, line);
    }
    assert_int_equal(cr_stories_save(s, arena, &state, &err), CR_OK);
    cr_stories_free(s);
    for (size_t cut = 0; cut < state.len; cut += cut < 64 ? 1 : 97) {
        assert_int_equal(cr_stories_load(cr_str_slice(state, 0, cut), NULL, &t, &err), CR_ERR_STORE);
        assert_null(t);
    }
    uint32_t seed = 3;
    char *copy = malloc(state.len);
    for (int round = 0; round < 3000; round++) { /* damage, with the hash made right again: no crash, whatever the answer */
        memcpy(copy, state.ptr, state.len);
        for (uint32_t k = next(&seed) % 3 + 1; k--;)
            copy[next(&seed) % (state.len - 8)] ^= (char)(1u << next(&seed) % 8);
        cr_str damaged = {copy, state.len};
        assert_int_equal(cr_stories_load(damaged, NULL, &t, &err), CR_ERR_STORE);
        uint64_t sum = cr_hash_64(cr_str_slice(damaged, 0, state.len - 8), 1968);
        for (unsigned i = 0; i < 8; i++)
            copy[state.len - 8 + i] = (char)(unsigned char)(sum >> 8 * i);
        if (cr_stories_load(damaged, NULL, &t, &err) == CR_OK) {
            item it;
            cr_story_answer a;
            make(&it, 3, 5, 1);
            cr_story_input in = input(&it);
            assert_int_equal(cr_stories_add(t, &in, &a, &err), CR_OK);
            cr_stories_free(t);
        }
    }
    free(copy);
    cr_arena_free(arena);
}

static void test_odd_input(void **unused) {
    (void)unused;
    cr_stories *s = cr_stories_new(NULL);
    char line[200];
    cr_story_input empty = {.id = CR_STR_NONE};
    add(s, &empty, line);
    add(s, &empty, line);
    cr_story_input bad = {.id = CR_STR("x"), .lang = CR_STR("a-very-long-language-tag"), .date = CR_STR("soon"), .text = CR_STR("\xFF\xFE\x80 \xED\xA0\x80 1.2.3.4,5,,6")};
    add(s, &bad, line);
    cr_stories_free(s);
}

static void test_same(void **unused) {
    (void)unused;
    bool same;
    double similarity;
    cr_error err;
    cr_story_input a = {.lang = CR_STR("en"), .title = CR_STR("Ferry hits pier"), .text = cr_str_of(agency)};
    cr_story_input b = {.lang = CR_STR("en"), .title = CR_STR("Passengers stuck on ferry after Nordvik pier crash"),
                        .text = CR_STR("Two hundred passengers spent the night on a ferry that struck the pier of Nordvik harbour on Monday in fog.")};
    cr_story_input c = {.lang = CR_STR("en"), .title = CR_STR("Parliament votes on school meals"),
                        .text = CR_STR("Members of parliament agreed on Tuesday to pay for the meals of every pupil from next autumn.")};
    assert_int_equal(cr_stories_same(&a, &b, &same, &similarity, &err), CR_OK);
    assert_true(same);
    assert_int_equal(cr_stories_same(&a, &c, &same, &similarity, &err), CR_OK);
    assert_false(same);
}

/* How many cross terms the two have in common. */
static size_t crosses(const char *lang_a, const char *a, const char *lang_b, const char *b) {
    cr_story_features f = {0}, g = {0};
    cr_error err;
    cr_story_input x = {.lang = cr_str_of(lang_a), .text = cr_str_of(a)}, y = {.lang = cr_str_of(lang_b), .text = cr_str_of(b)};
    size_t n = 0;
    assert_int_equal(cr_story_features_read(&f, &x, &err), CR_OK);
    assert_int_equal(cr_story_features_read(&g, &y, &err), CR_OK);
    for (size_t i = 0; i < f.count; i++)
        for (size_t k = 0; k < g.count; k++)
            n += CR_STORY_IS_CROSS(f.items[i].hash) && f.items[i].hash == g.items[k].hash;
    cr_story_features_free(&f);
    cr_story_features_free(&g);
    return n;
}

static void test_moments(void **unused) {
    (void)unused;
    /* A day of the year meets beside its figure; in another month the figure alone. */
    static const char *const days[][2] = {{"en", "on 9 March"}, {"en", "on March 9"}, {"en", "since 09 March"}, {"es", "el 9 de marzo"},
                                          {"de", "am 9. März"}, {"ru", "это 9 марта"}, {"ar", "في 9 مارس"}, {"ja", "また3月9日に"}, {"zh", "在3月9日"}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        size_t other = crosses("fr", "le 9 avril", days[i][0], days[i][1]);
        assert_true(other <= 1);
        assert_true(crosses("fr", "le 9 mars", days[i][0], days[i][1]) > other);
    }
    /* A time of the day. */
    static const char *const hours[][2] = {{"en", "at 7.40 here"}, {"en", "at 07:40 here"}, {"fr", "à 7 h 40"}, {"pt", "às 7h40"},
                                           {"ru", "в 7 часов 40 минут"}, {"ja", "午前7時40分"}, {"ar", "الساعة 7:40"}};
    for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
        assert_true(crosses("it", "alle 7:40", hours[i][0], hours[i][1]) >= 1);
        assert_int_equal(crosses("it", "alle 8:41", hours[i][0], hours[i][1]), 0);
    }
    assert_int_equal(crosses("en", "it lasted 7 days in all for 40 men", "it", "alle 7:40"), 2); /* two figures, no hour */
    assert_int_equal(crosses("en", "at 90:99", "fr", "à 90 h 99"), 2);
}

/* The first reports ever read, each in its language: their own names must not become common by being told again. */
static void test_first_reports(void **unused) {
    (void)unused;
    static const char *const told[][3] = {
        {"en", "Ferry Tordenvik aground off Malmara", "The ferry Tordenvik ran aground off Malmara on 9 March at 7.40. Captain Elias Bergstrand and 212 passengers were taken off, said Ingrid Salvesen of the harbour office."},
        {"fr", "Le ferry Tordenvik échoué devant Malmara", "Le Tordenvik s'est échoué au large de Malmara le 9 mars à 7 h 40. Le commandant Elias Bergstrand et 212 passagers ont été évacués, a dit Ingrid Salvesen, du port."},
        {"es", "Encalla un barco", "El buque Tordenvik encalló frente a Malmara el 9 de marzo a las 7.40. El capitán Elias Bergstrand y 212 viajeros fueron rescatados, dijo Ingrid Salvesen, de la capitanía."},
        {"it", "Nave in secca", "La nave Tordenvik si è arenata davanti a Malmara il 9 marzo alle 7.40. Il comandante Elias Bergstrand e 212 persone sono stati tratti in salvo, ha detto Ingrid Salvesen."},
        {"id", "Kapal kandas", "Kapal Tordenvik kandas di lepas pantai Malmara pada 9 Maret pukul 07.40. Nakhoda Elias Bergstrand dan 212 penumpang diselamatkan, kata Ingrid Salvesen."},
        {"ru", "Паром сел на мель", "Паром «Торденвик» сел на мель у Мальмары 9 марта в 7 часов 40 минут. Капитана Элиаса Бергстранда и 212 пассажиров сняли с борта, сообщила Ингрид Сальвесен."},
        {"de", "Gericht hebt Maut auf", "Das Gericht in Quedlin hob am 11. März die Maut der Stadt auf. Richterin Petra Holzwarth gab 48 Klägern recht; Bürgermeister Uwe Kranzler will die Gebühr neu fassen."},
        {"en", "Court lifts toll", "A court in Quedlin lifted the city toll on 11 March. Judge Petra Holzwarth sided with 48 drivers; mayor Uwe Kranzler wants to write the charge anew."},
    };
    cr_stories *s = cr_stories_new(NULL);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        char id[8];
        cr_story_answer a;
        cr_error err;
        snprintf(id, sizeof id, "r%zu", i);
        cr_story_input in = {.id = cr_str_of(id), .lang = cr_str_of(told[i][0]), .date = CR_STR("2024-03-09"), .title = cr_str_of(told[i][1]), .text = cr_str_of(told[i][2])};
        assert_int_equal(cr_stories_add(s, &in, &a, &err), CR_OK);
        assert_string_equal(a.story, i < 6 ? "s1" : "s2");
    }
    cr_stories_free(s);
}

/* Articles of three languages that share neither names nor numbers meet in the hub; those of one language still meet in their own. */
static void test_hub(void **unused) {
    (void)unused;
    static const struct { const char *lang, *title, *text, *hub_title, *hub_lead; } of[] = {
        {"en", "The bridge is closed", "The government closes the wooden bridge over the river. The ferry brings bread and milk to the village.", "", ""},
        {"en", "Apples are early", "Farmers pick ripe apples after a mild spring. The orchards of the valley expect a large harvest.", "", ""},
        {"es", "El puente cierra", "El gobierno cierra el puente de madera sobre el cauce. El transbordador lleva pan y leche al pueblo.", "The bridge closes",
         "The government closes the wooden bridge over the river. The ferry takes bread and milk to the village."},
        {"it", "Mele in anticipo", "I contadini raccolgono mele mature dopo una primavera mite. I frutteti aspettano un raccolto abbondante.", "Apples early",
         "The farmers pick ripe apples after a mild spring. The orchards expect a large harvest."},
        {"it", "Chiuso il ponte", "Il governo chiude il ponte di legno sopra il corso. Il traghetto porta pane e latte al paese.", "The bridge closed",
         "The government closes the wooden bridge over the river. The ferry carries bread and milk to the village."},
        {"es", "El transbordador va", "El transbordador lleva pan y leche al pueblo, porque el gobierno cierra el puente de madera sobre el cauce.", "", ""}};
    char story[6][24];
    cr_stories *s = cr_stories_new(NULL);
    for (size_t i = 0; i < 6; i++) {
        char id[8];
        cr_error err;
        cr_story_answer a;
        snprintf(id, sizeof id, "h%zu", i);
        cr_story_input in = {.id = cr_str_of(id), .lang = cr_str_of(of[i].lang), .title = cr_str_of(of[i].title), .text = cr_str_of(of[i].text),
                             .date = CR_STR("2024-03-05")};
        if (of[i].hub_lead[0])
            in.hub_lang = CR_STR("en"), in.hub_title = cr_str_of(of[i].hub_title), in.hub_lead = cr_str_of(of[i].hub_lead);
        assert_int_equal(cr_stories_add(s, &in, &a, &err), CR_OK);
        memcpy(story[i], a.story, sizeof story[i]);
        s = reload(s); /* the tongues are told by their names */
    }
    cr_stories_free(s);
    assert_string_equal(story[2], story[0]);
    assert_string_equal(story[4], story[0]);
    assert_string_equal(story[3], story[1]);
    assert_string_not_equal(story[1], story[0]);
    assert_string_equal(story[5], story[0]); /* by its own language: it has no way into the hub */
}

/* The cosine of two vectors of two parts each, or of one, told as that of the part they share. */
static void test_tongues(void **unused) {
    (void)unused;
    cr_stories *s = cr_stories_new(NULL);
    uint16_t en = cr_story_tongue(s, CR_STR("en"), CR_STR("en")), fr = cr_story_tongue(s, CR_STR("fr"), CR_STR_NONE);
    uint16_t fr_en = cr_story_tongue(s, CR_STR("fr"), CR_STR("en")), es_en = cr_story_tongue(s, CR_STR("es"), CR_STR("en"));
    assert_int_equal(cr_story_tongue(s, CR_STR("fr"), CR_STR("en")), fr_en);
    assert_true(cr_story_scale(s, en, fr) <= 0);
    assert_float_equal(cr_story_scale(s, en, en), 1, 1e-6);
    assert_float_equal(cr_story_scale(s, fr_en, fr_en), 1, 1e-6);
    assert_float_equal(cr_story_scale(s, en, fr_en), 1.41421, 1e-4);
    assert_float_equal(cr_story_scale(s, fr_en, fr), 1.41421, 1e-4);
    assert_float_equal(cr_story_scale(s, fr_en, es_en), 2, 1e-6);
    for (int i = 0; i < 300; i++) { /* past the last place they share it, and none of them is taken for two */
        char code[8];
        snprintf(code, sizeof code, "%c%c", 'a' + i / 26 % 26, 'a' + i % 26);
        uint16_t tongue = cr_story_tongue(s, cr_str_of(code), CR_STR("en"));
        assert_in_range(tongue, 0, CR_STORY_LANGUAGES - 1);
        assert_in_range(s->parts[tongue].own, 0, s->language_count - 1);
    }
    cr_stories_free(s);
}

/* Hostile codes, and more of them than there are places: whatever was taken in is saved, and loaded again. */
static void test_codes(void **unused) {
    (void)unused;
    static const struct { const char *lang, *hub; size_t bytes; } of[] = {
        {"a>b", "en", 3}, {"", "und", 0}, {"fr>en", "en", 5}, {"a\0b", "en", 3}, {"a", "en", 1}, {"fr", ">", 2}, {"fr", "e>n", 2}, {"und", "en", 3}};
    cr_stories *s = cr_stories_new(NULL);
    cr_error err;
    cr_story_answer answer;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        cr_story_input in = {.id = CR_STR("c"), .lang = {of[i].lang, of[i].bytes}, .title = CR_STR("The ferry"), .text = CR_STR("struck the pier"),
                             .hub_lang = cr_str_of(of[i].hub), .hub_title = CR_STR("The ferry"), .hub_lead = CR_STR("")};
        assert_int_equal(cr_stories_add(s, &in, &answer, &err), CR_OK);
        s = reload(s);
    }
    uint16_t first = cr_story_tongue(s, CR_STR("fr"), CR_STR("en"));
    for (unsigned i = 0; i < 2 * CR_STORY_LANGUAGES; i++) {
        char code[8];
        snprintf(code, sizeof code, "%c%c", 'A' + (int)(i / 26), 'a' + (int)(i % 26));
        cr_story_parts parts = s->parts[cr_story_tongue(s, cr_str_of(code), i % 3 ? CR_STR("en") : CR_STR_NONE)];
        assert_true(parts.own < s->language_count && parts.hub < s->language_count);
    }
    assert_int_equal(s->language_count, CR_STORY_LANGUAGES);
    assert_int_equal(cr_story_tongue(s, CR_STR("fr"), CR_STR("en")), first); /* known before: it has its place */
    assert_null(memchr(s->languages[CR_STORY_LANGUAGES - 1], '>', 8));
    cr_stories_free(reload(s));
}

static bool has_term(cr_story_features *f, const char *lang, const char *text, const char *hub) {
    cr_error err;
    cr_story_input in = {.lang = cr_str_of(lang), .title = CR_STR(""), .text = cr_str_of(text), .hub_lang = CR_STR("en"), .hub_title = CR_STR(""), .hub_lead = cr_str_of(hub)};
    assert_int_equal(cr_story_features_read(f, &in, &err), CR_OK);
    bool both = false;
    for (size_t i = 0; i < f->count; i++)
        both |= f->items[i].weight > 0 && f->items[i].hub > 0;
    return both;
}

/* A number is the same term in the language of the article and in the hub, and each is its own. */
static void test_hub_numbers(void **unused) {
    (void)unused;
    cr_story_features f = {0};
    assert_true(has_term(&f, "it", "4711", "4711"));
    assert_false(has_term(&f, "it", "4711", "4712"));
    assert_false(has_term(&f, "it", "abc", "4711"));
    cr_story_features_free(&f);
}

/* Where most terms are forgotten at once the table shrinks: what is saved with room for many and few in it is not believed. */
static void test_vocabulary_shrinks(void **unused) {
    (void)unused;
    cr_stories *s = cr_stories_new(NULL);
    s->article_count = 1;
    for (uint32_t hash = 1; hash <= 600000; hash++) {
        assert_true(cr_story_vocabulary_reserve(s, 1));
        uint32_t cell = cr_story_cell_put(&s->vocabulary, hash);
        s->vocabulary.buckets[cell / CR_STORY_BUCKET].last[cell % CR_STORY_BUCKET] = cr_story_place(0, 1);
        s->vocabulary.buckets[cell / CR_STORY_BUCKET].articles[cell % CR_STORY_BUCKET] = 1;
    }
    s->article_count = 0;
    s->oldest = 1000; /* the window went on */
    uint32_t before = s->vocabulary.bucket_count;
    assert_true(before > CR_STORY_SPARE);
    assert_true(cr_story_vocabulary_reserve(s, 100000));
    assert_true(s->vocabulary.used < 600000 && s->vocabulary.bucket_count <= s->vocabulary.used + CR_STORY_SPARE);
    cr_stories_free(reload(s));
}

/* Articles of a story are one chain. A state in which it leads into another story is refused. */
static void test_chain_of_another(void **unused) {
    (void)unused;
    static const char *const texts[] = {"The harbour of Nordvik was closed after a ferry struck the pier in thick fog.", "Voters in Alvania chose a new parliament and turned the old cabinet out."};
    for (int broken = 0; broken < 3; broken++) {
        cr_stories *s = cr_stories_new(NULL), *again = NULL;
        cr_arena *arena = cr_arena_new(0);
        cr_str state;
        cr_error err;
        for (size_t i = 0; i < 4; i++) {
            cr_story_answer answer;
            cr_story_input in = {.id = CR_STR("x"), .lang = CR_STR("en"), .date = CR_STR("2024-01-03"), .title = CR_STR(""), .text = cr_str_of(texts[i % 2])};
            assert_int_equal(cr_stories_add(s, &in, &answer, &err), CR_OK);
        }
        assert_int_not_equal(cr_story_at(s, 0)->story, cr_story_at(s, 1)->story);
        if (broken == 1)
            cr_story_record_at(s, 0)->last_article = cr_story_record_at(s, 1)->last_article;
        if (broken == 2)
            cr_story_at(s, 3)->before = 1;
        assert_int_equal(cr_stories_save(s, arena, &state, &err), CR_OK);
        assert_int_equal(cr_stories_load(state, NULL, &again, &err), broken ? CR_ERR_STORE : CR_OK);
        cr_stories_free(again);
        cr_stories_free(s);
        cr_arena_free(arena);
    }
}

/* The state from which the fuzzer starts is one of this version: of another it would be refused at its ninth byte, and nothing behind tried. */
static void test_seed(void **unused) {
    (void)unused;
    static char bytes[1 << 16];
    FILE *f = fopen("tests/fuzz/corpus/story_state/fourteen", "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    cr_stories *s;
    cr_error err;
    assert_int_equal(cr_stories_load((cr_str){bytes, n}, NULL, &s, &err), CR_OK);
    assert_true(s->oldest > 0 && s->heads && s->language_count > 3); /* stories that stand for themselves, and tongues */
    cr_stories_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_loaded_answers_equal), cmocka_unit_test(test_groups), cmocka_unit_test(test_relay),
                                       cmocka_unit_test(test_window), cmocka_unit_test(test_sweep), cmocka_unit_test(test_hostile_state), cmocka_unit_test(test_odd_input),
                                       cmocka_unit_test(test_corrections), cmocka_unit_test(test_same), cmocka_unit_test(test_moments), cmocka_unit_test(test_first_reports),
                                       cmocka_unit_test(test_hub), cmocka_unit_test(test_tongues), cmocka_unit_test(test_codes),
                                       cmocka_unit_test(test_hub_numbers), cmocka_unit_test(test_vocabulary_shrinks), cmocka_unit_test(test_chain_of_another), cmocka_unit_test(test_seed), cmocka_unit_test(test_clock_comes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

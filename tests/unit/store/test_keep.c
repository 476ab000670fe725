/* What must never be lost or done twice: transactions, the queue, migrations, damage, checkpoints. */
#include "made.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

#include "store/pack.h"

static const made plain = {.url = "https://a.example/1", .lang = "en", .date = "2022-01-10", .title = "Title", .story = "s1", .dossier = "d1",
                           .text = "A text of some words. « Said » on 2022-01-09."};

static void transactions_nest_and_roll_back_whole(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_document d;
    bool fresh;
    int64_t before, after;
    ok(cr_store_version(p->s, &before, &err));
    ok(cr_store_begin(p->s, &err));
    take_in(p->s, &plain, &d, &fresh);
    ok(cr_store_begin(p->s, &err));
    cr_store_rollback(p->s); /* inside: the whole is lost */
    assert_int_equal(cr_store_commit(p->s, &err), CR_ERR_STORE);
    cr_store_counts counts;
    ok(cr_store_count(p->s, &counts, &err));
    assert_int_equal(counts.documents, 0);
    ok(cr_store_begin(p->s, &err));
    ok(cr_store_begin(p->s, &err));
    take_in(p->s, &plain, &d, &fresh);
    ok(cr_store_commit(p->s, &err));
    ok(cr_store_commit(p->s, &err));
    ok(cr_store_count(p->s, &counts, &err));
    assert_int_equal(counts.documents, 1);
    assert_int_equal(counts.owed[CR_WORK_UNDERSTAND], 1);
    assert_int_equal(cr_store_commit(p->s, &err), CR_ERR_USAGE);
    ok(cr_store_version(p->s, &after, &err));
    cr_source source = {.kind = CR_SOURCE_FEED, .url = CR_STR("https://a.example/feed")};
    ok(cr_store_source_put(p->s, &source, &fresh, &err));
    assert_true(fresh);
    ok(cr_store_version(p->s, &before, &err));
    assert_true(before > after);
    ok(cr_store_source_put(p->s, &source, &fresh, &err));
    assert_false(fresh);
}

static void the_same_document_is_taken_in_once(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_document d, again;
    bool fresh;
    take_in(p->s, &plain, &d, &fresh);
    assert_true(fresh);
    assert_int_equal(d.seq, 1);
    take_in(p->s, &plain, &again, &fresh);
    assert_false(fresh);
    assert_int_equal(again.seq, 1);
    assert_string_equal(again.id, d.id);
    cr_document read;
    ok(cr_store_document_get(p->s, p->a, 1, &read, &err));
    assert_str(read.bytes, plain.text);
    assert_str(read.url, plain.url);
    assert_true(cr_str_none(read.charset));
    assert_int_equal(cr_store_document_get(p->s, p->a, 99, &read, &err), CR_ERR_NOT_FOUND);
    bool seen;
    ok(cr_store_item_seen(p->s, "x", CR_STR("guid"), &seen, &err));
    assert_false(seen);
    ok(cr_store_item_mark(p->s, "x", CR_STR("guid"), &err));
    ok(cr_store_item_mark(p->s, "x", CR_STR("guid"), &err));
    ok(cr_store_item_seen(p->s, "x", CR_STR("guid"), &seen, &err));
    assert_true(seen);
    ok(cr_store_item_seen(p->s, "y", CR_STR("guid"), &seen, &err));
    assert_false(seen);
}

static void a_lost_lease_stores_nothing(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_document d;
    cr_work slow, quick, none;
    bool fresh, found;
    take_in(p->s, &plain, &d, &fresh);
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 1000, &slow, &found, &err));
    assert_true(found);
    assert_int_equal(slow.attempts, 1);
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 1001, &none, &found, &err));
    assert_false(found);
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 2000, &quick, &found, &err)); /* ten minutes later */
    assert_true(found);
    assert_int_equal(quick.attempts, 2);
    cr_knowledge *k = know(p->a, &plain, &d);
    ok(cr_store_begin(p->s, &err));
    ok(cr_store_knowledge_put(p->s, &d, k, &err));
    assert_int_equal(cr_store_work_done(p->s, &slow, &err), CR_ERR_STORE);
    assert_non_null(strstr(err.line, "lease lost"));
    cr_store_rollback(p->s);
    cr_store_counts counts;
    ok(cr_store_count(p->s, &counts, &err));
    assert_int_equal(counts.owed[CR_WORK_GROUP], 0);
    ok(cr_store_work_failed(p->s, &slow, "late", 2000, &err)); /* says nothing */
    ok(cr_store_begin(p->s, &err));
    ok(cr_store_knowledge_put(p->s, &d, k, &err));
    ok(cr_store_work_done(p->s, &quick, &err));
    ok(cr_store_commit(p->s, &err));
    ok(cr_store_knowledge_put(p->s, &d, k, &err)); /* the same again changes nothing */
    ok(cr_store_count(p->s, &counts, &err));
    assert_int_equal(counts.owed[CR_WORK_GROUP], 1);
    assert_int_equal(counts.owed[CR_WORK_UNDERSTAND] + counts.leased[CR_WORK_UNDERSTAND], 0);
}

static void failing_work_is_set_aside_and_tried_again_on_wish(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_document d;
    cr_work w;
    bool fresh, found;
    take_in(p->s, &plain, &d, &fresh);
    int64_t now = 1000;
    for (int i = 0; i < 3; i++, now += 100) {
        ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, now, &w, &found, &err));
        assert_true(found);
        ok(cr_store_work_failed(p->s, &w, "it broke", now, &err));
        ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, now, &w, &found, &err));
        assert_false(found); /* not at once */
    }
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, now + 10000, &w, &found, &err));
    assert_false(found);
    cr_set_aside *aside;
    size_t count;
    ok(cr_store_set_aside_list(p->s, p->a, 10, &aside, &count, &err));
    assert_int_equal(count, 1);
    assert_str(aside[0].reason, "it broke");
    assert_str(aside[0].url, plain.url);
    ok(cr_store_work_retry(p->s, &count, &err));
    assert_int_equal(count, 1);
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, now, &w, &found, &err));
    assert_true(found);
    assert_int_equal(w.attempts, 1);
    ok(cr_store_work_give_back(p->s, &w, &err));
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, now, &w, &found, &err));
    assert_int_equal(w.attempts, 1);
    for (int i = 0; i < 9; i++, now += 60) { /* what waits for somebody else is never set aside for it */
        ok(cr_store_work_postpone(p->s, &w, "the server is away", now + 60, &err));
        ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, now + 59, &w, &found, &err));
        assert_false(found);
        ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, now + 60, &w, &found, &err));
        assert_true(found);
        assert_int_equal(w.attempts, 1);
    }
}

static void a_second_try_that_dies_with_the_program_is_given_again_at_once(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_document d;
    cr_work w;
    bool fresh, found;
    take_in(p->s, &plain, &d, &fresh);
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 1000, &w, &found, &err));
    ok(cr_store_work_failed(p->s, &w, "it broke", 1000, &err));
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 1100, &w, &found, &err));
    assert_true(found);
    ok(cr_store_work_release_all(p->s, &err)); /* a new program, a second later: not after the old one's lease */
    ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 1101, &w, &found, &err));
    assert_true(found);
    assert_int_equal(w.attempts, 2);
}

static void what_a_dead_program_had_in_hand_is_given_again_but_not_for_ever(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_document d;
    cr_work w;
    bool fresh, found = true;
    take_in(p->s, &plain, &d, &fresh);
    int deaths = 0;
    for (; deaths < 50; deaths++) {
        ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 1000, &w, &found, &err));
        if (!found)
            break;
        assert_int_equal(w.attempts, 1);
        ok(cr_store_work_release_all(p->s, &err));
    }
    assert_int_equal(deaths, 10); /* limit work_interruptions */
    cr_store_counts counts;
    ok(cr_store_count(p->s, &counts, &err));
    assert_int_equal(counts.set_aside[CR_WORK_UNDERSTAND], 1);
}

static void grouping_waits_for_every_smaller_seq(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_document d[3];
    cr_work w[3], group;
    bool fresh, found;
    for (size_t i = 0; i < 3; i++) {
        char url[40];
        snprintf(url, sizeof url, "https://a.example/%zu", i);
        made m = plain;
        m.url = url;
        take_in(p->s, &m, &d[i], &fresh);
        d[i].url = cr_str_copy_z(p->a, url);
        ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 1000, &w[i], &found, &err));
    }
    int64_t *ready;
    size_t count;
    for (size_t i = 3; i-- > 1;) {
        ok(cr_store_knowledge_put(p->s, &d[i], know(p->a, &plain, &d[i]), &err));
        ok(cr_store_work_done(p->s, &w[i], &err));
        ok(cr_store_work_take(p->s, CR_WORK_GROUP, 1000, &group, &found, &err));
        assert_false(found);
        ok(cr_store_group_ready(p->s, p->a, 10, &ready, &count, &err));
        assert_int_equal(count, 0);
    }
    for (int i = 0; i < 3; i++) { /* the first is set aside: it holds nobody up */
        ok(cr_store_work_failed(p->s, &w[0], "broken", 1000, &err));
        ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 2000, &w[0], &found, &err));
    }
    ok(cr_store_group_ready(p->s, p->a, 10, &ready, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(ready[0], d[1].seq);
    ok(cr_store_work_take(p->s, CR_WORK_GROUP, 1000, &group, &found, &err));
    assert_true(found);
    assert_int_equal(group.seq, d[1].seq);
    ok(cr_store_work_take(p->s, CR_WORK_GROUP, 1000, &group, &found, &err)); /* the second waits for the first */
    assert_false(found);
}

static void heads_before_bodies_newest_first_wishes_before_all(void **state) {
    place *p = *state;
    cr_error err = {0};
    ok(cr_store_editions_set(p->s, (cr_strs){(cr_str[]){CR_STR("en"), CR_STR("fr")}, 2}, &err));
    char first[CR_ID_ROOM];
    whole(p->s, &plain, first);
    made m = plain;
    m.url = "https://a.example/2";
    m.lang = "fr";
    whole(p->s, &m, NULL);
    cr_work w;
    bool found;
    ok(cr_store_translate_wanted(p->s, first, CR_STR("fr"), &err));
    static const struct {
        int64_t seq;
        bool head;
        const char *language;
    } order[] = {{1, true, "fr"}, {1, false, "fr"}, {2, true, "en"}, {2, false, "en"}};
    bool seen[4] = {false};
    for (int i = 0; i < 4; i++) {
        ok(cr_store_work_take(p->s, CR_WORK_TRANSLATE, 1000, &w, &found, &err));
        assert_true(found);
        int at = -1;
        for (int k = 0; k < 4; k++)
            if (order[k].seq == w.seq && order[k].head == w.head && strcmp(order[k].language, w.language) == 0)
                at = k;
        assert_true(at >= 0 && !seen[at]);
        seen[at] = true;
        if (i < 2)
            assert_true(at < 2); /* the wish */
        if (i == 2)
            assert_true(w.head);
        ok(cr_store_work_done(p->s, &w, &err));
    }
    ok(cr_store_work_take(p->s, CR_WORK_TRANSLATE, 1000, &w, &found, &err));
    assert_false(found);
    ok(cr_store_editions_set(p->s, (cr_strs){(cr_str[]){CR_STR("en"), CR_STR("fr"), CR_STR("es")}, 3}, &err));
    size_t left;
    ok(cr_store_work_left(p->s, CR_WORK_TRANSLATE, &left, &err)); /* a new edition is owed what is there */
    assert_int_equal(left, 4);
}

static void checkpoints_and_turns_tell_a_reducer_what_it_missed(void **state) {
    place *p = *state;
    cr_error err = {0};
    int64_t turn, last, *seqs;
    size_t count;
    cr_str bytes;
    ok(cr_store_checkpoint_get(p->s, p->a, "stories", &turn, &bytes, &err));
    assert_int_equal(turn, 0);
    assert_true(cr_str_none(bytes));
    for (int i = 0; i < 5; i++) {
        char url[40];
        snprintf(url, sizeof url, "https://a.example/%d", i);
        made m = plain;
        m.url = url;
        whole(p->s, &m, NULL);
    }
    ok(cr_store_turn(p->s, &turn, &err));
    assert_int_equal(turn, 5);
    ok(cr_store_checkpoint_put(p->s, "stories", 2, CR_STR("the\0state"), &err));
    ok(cr_store_checkpoint_get(p->s, p->a, "stories", &turn, &bytes, &err));
    assert_int_equal(turn, 2);
    assert_int_equal(bytes.len, 9);
    ok(cr_store_grouped_after(p->s, p->a, 2, 2, &seqs, &count, &last, &err));
    assert_int_equal(count, 2);
    assert_int_equal(seqs[0], 3);
    assert_int_equal(last, 4);
    ok(cr_store_grouped_after(p->s, p->a, last, 2, &seqs, &count, &last, &err));
    assert_int_equal(count, 1);
}

static void every_older_form_is_brought_up_to_date_and_a_newer_one_refused(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_store *s;
    for (int version = 1; version < 100; version++) {
        char path[128], command[200];
        snprintf(path, sizeof path, "%s/old-%d.db", p->folder, version);
        cr_status status = cr_store_open(path, &(cr_store_options){.relaxed_sync = true, .version = version}, &s, &err);
        if (status != CR_OK) {
            unlink(path);
            break;
        }
        cr_store_close(s);
        s = open_at(path);
        whole(s, &plain, NULL);
        ok(cr_store_check(s, &err));
        cr_store_close(s);
        snprintf(command, sizeof command, "%s", path);
        unlink(command);
        if (version > 10)
            break;
    }
    cr_store_close(p->s);
    p->s = NULL;
    /* the form's number stands in the file's header: bytes 60 to 63, big-endian (SQLite file format, 1.3) */
    int fd = open(p->path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "\0\0\x27\x0f", 4, 60), 4);
    close(fd);
    assert_int_equal(cr_store_open(p->path, NULL, &s, &err), CR_ERR_STORE);
    assert_null(s);
    assert_non_null(strstr(err.line, "newer"));
    assert_non_null(strstr(err.line, "update Courant"));
}

static void refuses(const char *path, const char *what) {
    cr_error err = {0};
    cr_store *s;
    cr_status status = cr_store_open(path, &(cr_store_options){.relaxed_sync = true}, &s, &err);
    if (status == CR_OK) {
        status = cr_store_check(s, &err);
        cr_store_close(s);
    }
    assert_int_equal(status, CR_ERR_STORE);
    if (!strstr(err.line, what))
        fail_msg("%s does not say \"%s\"", err.line, what);
}

static void damage_is_said_and_not_papered_over(void **state) {
    place *p = *state;
    cr_error err = {0};
    char url[64];
    for (int i = 0; i < 30; i++) {
        snprintf(url, sizeof url, "https://a.example/%d", i);
        made m = plain;
        m.url = url;
        whole(p->s, &m, NULL);
    }
    char copy[128];
    snprintf(copy, sizeof copy, "%s.copy", p->path);
    ok(cr_store_backup(p->s, copy, &err));
    cr_store *s = open_at(copy);
    cr_store_counts counts;
    ok(cr_store_count(s, &counts, &err));
    assert_int_equal(counts.articles, 30);
    ok(cr_store_check(s, &err));
    cr_store_close(s);
    int fd = open(copy, O_RDWR);
    char zeros[4096] = {0};
    struct stat st;
    fstat(fd, &st);
    assert_int_equal(pwrite(fd, zeros, sizeof zeros, (st.st_size / 2) / 4096 * 4096), sizeof zeros);
    close(fd);
    refuses(copy, "courant backup");
    assert_int_equal(truncate(copy, st.st_size / 3), 0);
    refuses(copy, "courant backup");
    fd = open(copy, O_RDWR | O_TRUNC);
    assert_int_equal(write(fd, "this is a letter and no store at all, long enough for a header", 62), 62);
    close(fd);
    refuses(copy, "damaged");
    assert_int_equal(cr_store_open(p->folder, NULL, &s, &err), CR_ERR_STORE);
    assert_int_equal(cr_store_open("/nowhere/at/all/courant.db", NULL, &s, &err), CR_ERR_STORE);
    assert_int_equal(cr_store_open("/nowhere/at/all/courant.db", &(cr_store_options){.read_only = true}, &s, &err), CR_ERR_STORE);
}

static void knowledge_packed_survives_and_damage_is_refused(void **state) {
    place *p = *state;
    cr_document d = {.id = "0123456789abcdef"};
    cr_knowledge *k = know(p->a, &plain, &d), out;
    k->article->author = (cr_strs){(cr_str[]){CR_STR("A"), CR_STR_NONE, CR_STR("")}, 3};
    k->article->score = 0.123456;
    k->article->notice = CR_NEW(p->a, cr_notice);
    k->article->notice->machine_translated = true;
    k->article->notice->main_language = CR_STR("id");
    cr_buf b;
    cr_buf_init(&b, 1 << 20);
    cr_knowledge_pack(k, &b);
    assert_true(cr_knowledge_unpack(cr_buf_str(&b), p->a, &out));
    assert_str(out.article->text, plain.text);
    assert_true(cr_str_none(out.article->author.items[1]));
    assert_false(cr_str_none(out.article->author.items[2]));
    assert_true(out.article->score > 0.1234 && out.article->score < 0.1235);
    assert_str(out.article->notice->main_language, "id");
    assert_str(out.statements[0].speaker, "Ada Speaker");
    cr_buf again;
    cr_buf_init(&again, 1 << 20);
    cr_knowledge_pack(&out, &again);
    assert_int_equal(again.len, b.len);
    assert_memory_equal(again.bytes, b.bytes, b.len);
    for (size_t n = 0; n < b.len; n++) { /* cut at every byte */
        cr_arena_reset(p->a);
        assert_false(cr_knowledge_unpack((cr_str){b.bytes, n}, p->a, &out));
    }
    for (size_t n = 0; n < b.len; n++) { /* every byte wrong: never a crash, never a span outside the text */
        cr_arena_reset(p->a);
        again.bytes[n] = (char)(again.bytes[n] ^ 0xFF);
        if (cr_knowledge_unpack((cr_str){again.bytes, b.len}, p->a, &out))
            for (size_t i = 0; i < out.sentence_count; i++)
                assert_true(out.sentences[i].start <= out.sentences[i].end && out.sentences[i].end <= out.article->text.len);
        again.bytes[n] = (char)(again.bytes[n] ^ 0xFF);
    }
    cr_buf_free(&b);
    cr_buf_free(&again);
}

static void days_of_dates_are_those_a_timeline_can_show(void **state) {
    place *p = *state;
    static const struct {
        cr_date d;
        const char *day;
    } cases[] = {
        {{.type = CR_DATE, .timex = {"2022-01-26", 10}, .value = {"2022-01-26", 10}}, "2022-01-26"},
        {{.type = CR_DATE_RANGE, .timex = {"2021-12", 7}, .from = {"2021-12-01", 10}, .to = {"2022-01-01", 10}}, "2021-12"},
        {{.type = CR_DATE_RANGE, .timex = {"2021-W51", 8}, .from = {"2021-12-20", 10}, .to = {"2021-12-27", 10}}, "2021-12-20/2021-12-26"},
        {{.type = CR_DATETIME, .timex = {"2022-01-12T10:00", 16}, .value = {"2022-01-12T10:00", 16}}, "2022-01-12"},
        {{.type = CR_DATE_RANGE, .timex = {"(2025-03-10,2025-03-14,P4D)", 27}, .from = {"2025-03-10", 10}, .to = {"2025-03-14", 10}}, "2025-03-10/2025-03-14"},
        {{.type = CR_DATE_RANGE, .timex = {"(2024-05-01,2024-07-01,P2M)", 27}, .from = {"2024-05-01", 10}, .to = {"2024-07-01", 10}}, "2024-05-01/2024-07-31"},
        {{.type = CR_DATE_RANGE, .timex = {"(2019-01-01,2021-01-01,P2Y)", 27}, .from = {"2019-01-01", 10}, .to = {"2021-01-01", 10}}, "2019-01-01/2021-12-31"},
        {{.type = CR_DURATION, .timex = {"P3D", 3}}, NULL},
        {{.type = CR_DATE_SET, .timex = {"XXXX-WXX-1", 10}}, NULL},
        {{.type = CR_DATE, .timex = {"PRESENT_REF", 11}}, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_str day = cr_knowledge_day(&cases[i].d, p->a);
        if (cases[i].day)
            assert_str(day, cases[i].day);
        else
            assert_true(cr_str_none(day));
    }
}

/* Two threads with a connection each, one writer lock: nothing lost, nothing doubled. */
static void *put_many(void *context) {
    cr_store *s = context;
    cr_error err = {0};
    for (int i = 0; i < 50; i++) {
        char url[40];
        bool fresh;
        snprintf(url, sizeof url, "https://t.example/%d", i);
        cr_document d = {.url = cr_str_of(url), .is_text = true, .bytes = CR_STR("the same"), .taken_in = 1};
        if (cr_store_document_put(s, &d, &fresh, &err) != CR_OK)
            return s;
    }
    return NULL;
}

static void threads_share_a_store_by_their_own_connections(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_store *s[2];
    pthread_t threads[2];
    pthread_mutex_t writer = PTHREAD_MUTEX_INITIALIZER;
    for (int i = 0; i < 2; i++) {
        ok(cr_store_open(p->path, &(cr_store_options){.relaxed_sync = true, .writer = &writer}, &s[i], &err));
        assert_int_equal(pthread_create(&threads[i], NULL, put_many, s[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
        cr_store_close(s[i]);
    }
    cr_store_counts counts;
    ok(cr_store_count(p->s, &counts, &err));
    assert_int_equal(counts.documents, 50);
    assert_int_equal(counts.owed[CR_WORK_UNDERSTAND], 50);
}

static void a_read_only_store_refuses_to_write(void **state) {
    place *p = *state;
    cr_error err = {0};
    whole(p->s, &plain, NULL);
    cr_store *s;
    ok(cr_store_open(p->path, &(cr_store_options){.read_only = true}, &s, &err));
    cr_article_row *rows;
    size_t count;
    cr_str next;
    ok(cr_store_articles(s, p->a, &(cr_article_query){0}, &rows, &count, &next, &err));
    assert_int_equal(count, 1);
    cr_source source = {.url = CR_STR("https://x.example/")};
    assert_int_equal(cr_store_source_put(s, &source, NULL, &err), CR_ERR_STORE);
    cr_store_close(s);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, place_open, place_close)
    const struct CMUnitTest tests[] = {
        TEST(transactions_nest_and_roll_back_whole), TEST(the_same_document_is_taken_in_once), TEST(a_lost_lease_stores_nothing),
        TEST(failing_work_is_set_aside_and_tried_again_on_wish), TEST(a_second_try_that_dies_with_the_program_is_given_again_at_once),
        TEST(what_a_dead_program_had_in_hand_is_given_again_but_not_for_ever),
        TEST(grouping_waits_for_every_smaller_seq), TEST(heads_before_bodies_newest_first_wishes_before_all),
        TEST(checkpoints_and_turns_tell_a_reducer_what_it_missed),
        TEST(every_older_form_is_brought_up_to_date_and_a_newer_one_refused), TEST(damage_is_said_and_not_papered_over),
        TEST(knowledge_packed_survives_and_damage_is_refused), TEST(days_of_dates_are_those_a_timeline_can_show),
        TEST(threads_share_a_store_by_their_own_connections), TEST(a_read_only_store_refuses_to_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

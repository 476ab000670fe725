/* Text to pieces and back: the best cut, the bytes of each piece, what the normaliser does, and hostile files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "infer/trie.h"
#include "infer/vocabulary_inside.h"
#include "../../support/model_file.h"

static cr_arena *arena;
static int setup(void **state) {
    (void)state;
    return (arena = cr_arena_new(0)) ? 0 : -1;
}
static int teardown(void **state) {
    (void)state;
    cr_arena_free(arena);
    return 0;
}

static cr_vocabulary *made(const file_vocabulary *how) {
    cr_buf b;
    cr_vocabulary *v;
    cr_error err = {0};
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    file_small_vocabulary(&b, how);
    if (cr_vocabulary_read(cr_buf_str(&b), "vocab.spm", NULL, &v, &err) != CR_OK)
        fail_msg("%s", err.line);
    cr_buf_free(&b);
    return v;
}

/* "piece[bytes of the text] ..." of a text, and what its pieces give: "piece[bytes of it] ..." */
static void gives(const cr_vocabulary *v, const char *text, const char *cut, const char *back) {
    cr_pieces p;
    cr_str produced, got = CR_STR(""), again = CR_STR("");
    cr_span *spans;
    assert_true(cr_vocabulary_encode(v, arena, cr_str_of(text), &p));
    assert_true(cr_vocabulary_decode(v, arena, p.ids, p.count, &produced, &spans));
    for (size_t i = 0; i < p.count; i++) {
        cr_str piece = cr_vocabulary_piece(v, p.ids[i]), of = cr_str_slice(cr_str_of(text), p.spans[i].start, p.spans[i].end),
               gave = cr_str_slice(produced, spans[i].start, spans[i].end);
        got = cr_str_format(arena, "%.*s%s%.*s[%.*s]", CR_FMT(got), i ? " " : "", CR_FMT(piece), CR_FMT(of));
        again = cr_str_format(arena, "%.*s%s%.*s", CR_FMT(again), i ? "|" : "", CR_FMT(gave));
    }
    assert_string_equal(got.ptr, cut);
    assert_string_equal(again.ptr, back);
    cr_arena_reset(arena);
}

static void the_best_cut_wins(void **state) {
    (void)state;
    cr_vocabulary *v = made(&(file_vocabulary){0});
    gives(v, "the cats.", "▁the[the] ▁cat[ cat] s[s] .[.]", "the| cat|s|.");
    gives(v, "the", "▁the[the]", "the");
    gives(v, "thecat", "▁the[the] cat[cat]", "the|cat");
    gives(v, "at", "▁[] at[at]", "|at");
    gives(v, "\xC3\xA9", "▁[] é[\xC3\xA9]", "|\xC3\xA9");
    gives(v, "", "", "");
    cr_vocabulary_close(v);
    cr_vocabulary_close(NULL);
}

static void white_space_is_squeezed(void **state) {
    (void)state;
    cr_vocabulary *v = made(&(file_vocabulary){0});
    gives(v, "  the   cat  ", "▁the[the] ▁cat[   cat]", "the| cat"); /* the space put in front is of no bytes */
    gives(v, "   ", "", "");
    cr_vocabulary_close(v);
    v = made(&(file_vocabulary){.no_squeeze = true, .no_prefix = true});
    gives(v, " the  cat ", "▁the[ the] ▁[ ] ▁cat[ cat] ▁[ ]", " the| | cat| ");
    cr_vocabulary_close(v);
}

static void unknown_characters_are_one_piece(void **state) {
    (void)state;
    cr_vocabulary *v = made(&(file_vocabulary){0});
    gives(v, "xyz at", "▁[] <unk>[xyz] ▁[ ] at[at]", "| \xE2\x81\x87 | |at");
    gives(v, "a\xE6\xBC\xA2\xE5\xAD\x97", "▁[] a[a] <unk>[\xE6\xBC\xA2\xE5\xAD\x97]", "|a| \xE2\x81\x87 ");
    gives(v, "a\xFF\xC3s", "▁[] a[a] <unk>[\xFF\xC3] s[s]", "|a| \xE2\x81\x87 |s"); /* bytes that are no UTF-8 */
    cr_vocabulary_close(v);
}

static void bytes_stand_in_for_unknown_characters(void **state) {
    (void)state;
    cr_vocabulary *v = made(&(file_vocabulary){.byte_fallback = true});
    gives(v, "a\xE6\xBC\xA2s", "▁[] a[a] <0xE6>[] <0xBC>[] <0xA2>[\xE6\xBC\xA2] s[s]", "|a|||\xE6\xBC\xA2|s");
    uint32_t ids[4];
    cr_str text;
    cr_span *spans;
    static const char *const names[] = {"<0xE6>", "<0xBC>", "<0x41>", "<0xFF>"};
    for (size_t i = 0; i < 4; i++)
        assert_true(cr_vocabulary_find(v, cr_str_of(names[i]), &ids[i]));
    assert_true(cr_vocabulary_decode(v, arena, ids, 4, &text, &spans)); /* half a character: U+FFFD for each byte of it */
    assert_string_equal(text.ptr, "\xEF\xBF\xBD\xEF\xBF\xBD" "A\xEF\xBF\xBD");
    assert_int_equal(spans[2].start, 6);
    assert_int_equal(spans[2].end, 7);
    cr_vocabulary_close(v);
}

/* Pieces of the user are found before anything is rewritten; control pieces are never met in text; unused ones neither. */
static void some_pieces_are_special(void **state) {
    (void)state;
    static const char *const to[] = {"a"};
    cr_vocabulary *v = made(&(file_vocabulary){.from = "b", .to = to});
    gives(v, "at<b>b", "▁[] at[at] <b>[<b>] a[b]", "|at|<b>|a");
    gives(v, "</s>", "▁[] <unk>[</] s[s] <unk>[>]", "| \xE2\x81\x87 |s| \xE2\x81\x87 ");
    gives(v, "dog", "▁[] <unk>[dog]", "| \xE2\x81\x87 ");
    uint32_t id, end = cr_vocabulary_end(v);
    cr_str text;
    cr_span *spans;
    assert_true(cr_vocabulary_find(v, CR_STR("</s>"), &id));
    assert_int_equal(id, end);
    assert_true(cr_vocabulary_find(v, CR_STR("▁cat"), &id));
    assert_false(cr_vocabulary_find(v, CR_STR("▁ca"), &id));
    assert_false(cr_vocabulary_find(v, CR_STR(""), &id));
    assert_true(cr_vocabulary_decode(v, arena, (uint32_t[]){id, end}, 2, &text, &spans));
    assert_string_equal(text.ptr, "cat");
    assert_int_equal(spans[1].start, 3);
    assert_int_equal(spans[1].end, 3);
    assert_false(cr_vocabulary_decode(v, arena, (uint32_t[]){0, 10000}, 2, &text, &spans));
    assert_int_equal(cr_vocabulary_unknown(v), 1);
    cr_vocabulary_close(v);
}

/* One character to several, to none, to a space: each piece has the bytes it comes from. */
static void rules_rewrite_text(void **state) {
    (void)state;
    static const char *const to[] = {"fi", "", " ", "  c"};
    cr_vocabulary *v = made(&(file_vocabulary){.from = "F~_C", .to = to});
    gives(v, "F", "▁[] fi[F]", "|fi");
    gives(v, "F~s", "▁[] fi[F~] s[s]", "|fi|s");
    gives(v, "_the_~_cat", "▁the[the] ▁cat[_~_cat]", "the| cat");
    gives(v, "~", "", ""); /* the space put in front goes with all that end it */
    gives(v, "aCa", "▁[] a[a] ▁[] ▁c[C] a[a]", "|a| | c|a");
    cr_vocabulary_close(v);
}

static void a_long_text_is_cut_in_one_go(void **state) {
    (void)state;
    enum { N = 300000 };
    char *text = malloc(N);
    cr_vocabulary *v = made(&(file_vocabulary){0});
    cr_pieces p;
    for (size_t i = 0; i < N; i++)
        text[i] = "thecat s"[i % 8];
    assert_true(cr_vocabulary_encode(v, arena, (cr_str){text, N}, &p));
    assert_int_equal(p.spans[0].start, 0);
    for (size_t i = 1; i < p.count; i++)
        assert_int_equal(p.spans[i].start, p.spans[i - 1].end);
    assert_int_equal(p.spans[p.count - 1].end, N);
    free(text);
    cr_vocabulary_close(v);
    cr_arena_reset(arena);
}

static cr_status read_copy(const char *bytes, size_t len, cr_error *err) {
    char *copy = malloc(len ? len : 1);
    cr_vocabulary *v;
    cr_pieces p;
    memcpy(copy, bytes, len);
    *err = (cr_error){0};
    cr_status status = cr_vocabulary_read((cr_str){copy, len}, "vocab.spm", NULL, &v, err);
    if (status == CR_OK)
        assert_true(cr_vocabulary_encode(v, arena, CR_STR("the cats #~ \xC3\xA9"), &p));
    cr_vocabulary_close(v);
    free(copy);
    return status;
}

static void refused(const cr_buf *b, cr_status status, const char *words) {
    cr_error err;
    cr_status got = read_copy(b->bytes, b->len, &err);
    if (got != status || strncmp(err.line, "vocab.spm: ", 11) != 0 || !strstr(err.line, words))
        fail_msg("wanted \"%s\": status %d: %s", words, got, err.line);
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    const file_vocabulary plain = {0};
    static const struct {
        const char *text;
        float score;
        unsigned type;
        const char *words;
    } pieces[] = {
        {"", 0, 1, "piece 2: its text is empty"},
        {"\xFF", 0, 1, "piece 2: its text is not UTF-8"},
        {"a", 0, 7, "piece 2: type 7"},
        {"a", 0, 0, "piece 2: type 0"},
        {"a", 1.0f / 0.0f, 1, "piece 2: its score"},
        {"</s>", 0, 3, "piece 2 (</s>): is piece 0 as well"},
        {"<0x41>", 0, 6, "piece 2: of type byte"},
        {"<unk2>", 0, 2, "2 pieces of type unknown"},
    };
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        cr_buf_clear(&b);
        file_piece(&b, "</s>", 0, 3);
        file_piece(&b, "<unk>", 0, 2);
        file_piece(&b, pieces[i].text, pieces[i].score, pieces[i].type);
        file_vocabulary_end(&b, &plain);
        refused(&b, CR_ERR_SYNTAX, pieces[i].words);
    }
    char longest[600];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    cr_buf_clear(&b);
    file_piece(&b, longest, 0, 1);
    refused(&b, CR_ERR_SYNTAX, "piece 0: its text has 599 bytes");
    cr_buf_clear(&b);
    file_piece(&b, "<unk>", 0, 2);
    refused(&b, CR_ERR_SYNTAX, "no piece </s>");
    cr_buf_clear(&b);
    file_vocabulary_end(&b, &plain);
    refused(&b, CR_ERR_SYNTAX, "no pieces");
    cr_buf_clear(&b);
    file_small_vocabulary(&b, &(file_vocabulary){.bpe = true});
    refused(&b, CR_ERR_UNSUPPORTED, "BPE");
    cr_buf_clear(&b);
    file_piece(&b, "</s>", 0, 3);
    file_piece(&b, "<unk>", 0, 2);
    file_bytes_field(&b, 2, "\x98\x02\x01", 3); /* byte_fallback */
    refused(&b, CR_ERR_SYNTAX, "0 pieces of type byte");
    cr_buf_free(&b);
}

static void a_broken_charsmap_is_refused_or_harmless(void **state) {
    (void)state;
    static const char *const to[] = {"A", "fi ", ""};
    static const uint64_t values[] = {0, UINT64_C(1) << 31, UINT64_C(1) << 63, UINT64_MAX};
    cr_buf b, part, map;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_init(&part, CR_BUF_NO_CEILING);
    cr_buf_init(&map, CR_BUF_NO_CEILING);
    file_charsmap(&map, "#%~", to);
    static const struct {
        size_t len; /* of the charsmap */
        uint32_t trie;
        const char *words;
    } faults[] = {{3, 0, "charsmap: a trie of"}, {0, 7, "charsmap: a trie of 7"}, {0, UINT32_MAX, "charsmap: a trie of 4,294,967,295"},
                  {0, 0, "charsmap: a trie of 0"}};
    for (size_t i = 0; i < 4; i++) {
        cr_buf_clear(&b);
        cr_buf_clear(&part);
        file_bytes_field(&part, 2, map.bytes, faults[i].len ? faults[i].len : map.len);
        if (!faults[i].len)
            file_set(&part, part.len - map.len, faults[i].trie, 4);
        file_piece(&b, "</s>", 0, 3);
        file_piece(&b, "<unk>", 0, 2);
        file_bytes_field(&b, 3, part.bytes, part.len);
        refused(&b, CR_ERR_SYNTAX, faults[i].words);
    }
    cr_buf_clear(&part);
    file_bytes_field(&part, 2, map.bytes, map.len - 2); /* the last two NULs */
    cr_buf_clear(&b);
    file_piece(&b, "</s>", 0, 3);
    file_bytes_field(&b, 3, part.bytes, part.len);
    refused(&b, CR_ERR_SYNTAX, "does not end in NUL");
    cr_buf_clear(&b);
    file_small_vocabulary(&b, &(file_vocabulary){.from = "#%~", .to = to});
    for (size_t at = 0; at + 8 <= b.len; at += 2)
        for (size_t v = 0; v < 4; v++) {
            char keep[8];
            memcpy(keep, b.bytes + at, 8);
            file_set(&b, at, values[v], 8);
            if (read_copy(b.bytes, b.len, &err) != CR_OK)
                assert_int_equal(strncmp(err.line, "vocab.spm: ", 11), 0);
            memcpy(b.bytes + at, keep, 8);
            cr_arena_reset(arena);
        }
    cr_buf_free(&b);
    cr_buf_free(&part);
    cr_buf_free(&map);
}

/* A trie whose one branch leads back to its beginning takes any number of letters for one rule. */
static void a_rule_has_an_end(void **state) {
    (void)state;
    enum { UNITS = 512, LONG = 2 * CR_RULE_BYTES + 1 };
    char text[LONG];
    cr_buf b, part, map;
    cr_error err = {0};
    cr_vocabulary *v;
    cr_pieces p;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_init(&part, CR_BUF_NO_CEILING);
    cr_buf_init(&map, CR_BUF_NO_CEILING);
    file_le(&map, UNITS * 4, 4);
    for (unsigned i = 0; i < UNITS; i++) /* offset 256 at the root, 'a' back to it; the value behind it is 0 */
        file_le(&map, i == 0 ? 256u << 10 : i == (256u ^ 'a') ? (unsigned)'a' << 10 | 0x100u | 'a' : i == 256 ? 0x80000000u : 0, 4);
    cr_buf_add(&map, "c", 2);
    file_bytes_field(&part, 2, map.bytes, map.len);
    file_piece(&b, "</s>", 0, 3);
    file_piece(&b, "<unk>", 0, 2);
    file_piece(&b, "▁", -1, 1);
    file_piece(&b, "c", -1, 1);
    file_bytes_field(&b, 3, part.bytes, part.len);
    assert_int_equal(cr_vocabulary_read(cr_buf_str(&b), "vocab.spm", NULL, &v, &err), CR_OK);
    memset(text, 'a', sizeof text);
    assert_true(cr_vocabulary_encode(v, arena, (cr_str){text, sizeof text}, &p));
    assert_int_equal(p.count, 4); /* the space in front, and the rule three times */
    for (size_t i = 1; i < 4; i++)
        assert_int_equal(p.spans[i].end, i < 3 ? i * CR_RULE_BYTES : sizeof text);
    cr_vocabulary_close(v);
    cr_buf_free(&b);
    cr_buf_free(&part);
    cr_buf_free(&map);
    cr_arena_reset(arena);
}

static void a_cut_file_does_no_harm(void **state) {
    (void)state;
    static const char *const to[] = {"A"};
    cr_buf b;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    file_small_vocabulary(&b, &(file_vocabulary){.from = "#", .to = to, .byte_fallback = true});
    for (size_t len = 0; len < b.len; len++)
        if (read_copy(b.bytes, len, &err) != CR_OK) /* cut between two fields it may be whole in its way */
            assert_int_equal(strncmp(err.line, "vocab.spm: ", 11), 0);
    cr_buf_free(&b);
}

static void files_are_read_within_limits(void **state) {
    (void)state;
    char path[] = "vocab-test-XXXXXX";
    cr_vocabulary *v;
    cr_error err;
    cr_limits limits;
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    file_small_vocabulary(&b, &(file_vocabulary){0});
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, b.bytes, b.len), (ssize_t)b.len);
    close(fd);
    assert_int_equal(cr_vocabulary_open(cr_str_of(path), NULL, &v, &err), CR_OK);
    assert_int_equal(cr_vocabulary_count(v), 23);
    cr_vocabulary_close(v);
    cr_limits_init(&limits);
    cr_limits_set(&limits, CR_STR("vocabulary_pieces"), 22);
    assert_int_equal(cr_vocabulary_open(cr_str_of(path), &limits, &v, &err), CR_ERR_LIMIT);
    assert_non_null(strstr(err.line, "vocabulary_pieces"));
    cr_limits_set(&limits, CR_STR("vocabulary_bytes"), 100);
    assert_int_equal(cr_vocabulary_open(cr_str_of(path), &limits, &v, &err), CR_ERR_LIMIT);
    unlink(path);
    assert_int_equal(cr_vocabulary_open(cr_str_of(path), NULL, &v, &err), CR_ERR_NOT_FOUND);
    cr_buf_free(&b);
}

/* All keys that begin a text, shortest first, whatever the keys have in common. */
static void a_trie_finds_all_that_match(void **state) {
    (void)state;
    enum { N = 2000 };
    cr_str keys[N];
    uint32_t which[N], twins[2];
    char text[64] = "";
    for (size_t i = 0; i < N; i++) {
        keys[i] = cr_str_format(arena, "%.*s%zu", (int)(i % 12), "aaaaaaaaaaaa", i / 12 * 7919 % 1000);
        which[i] = (uint32_t)i;
    }
    cr_trie t;
    assert_int_equal(cr_trie_build(&t, keys, which, N, twins), CR_OK);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(cr_trie_find(&t, keys[i]), i);
        snprintf(text, sizeof text, "%.*s77", CR_FMT(keys[i]));
        size_t found = 0, want = 0, last = 0;
        for (cr_trie_walk w = cr_trie_at(&t, cr_str_of(text), 0); cr_trie_next(&w); found++, last = w.at) {
            assert_true(w.at > last && w.at == keys[w.key].len);
            assert_memory_equal(text, keys[w.key].ptr, w.at);
        }
        for (size_t k = 0; k < N; k++)
            want += cr_str_starts(cr_str_of(text), keys[k].ptr);
        assert_int_equal(found, want);
    }
    cr_trie_free(&t);
    keys[1500] = keys[3];
    assert_int_equal(cr_trie_build(&t, keys, which, N, twins), CR_ERR_SYNTAX);
    assert_int_equal(twins[0], 3);
    assert_int_equal(twins[1], 1500);
    cr_trie_free(&t);
    assert_int_equal(cr_trie_build(&t, keys, which, 0, twins), CR_OK);
    assert_int_equal(cr_trie_find(&t, CR_STR("a")), CR_TRIE_NONE);
    cr_trie_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_cut_wins),
        cmocka_unit_test(white_space_is_squeezed),
        cmocka_unit_test(unknown_characters_are_one_piece),
        cmocka_unit_test(bytes_stand_in_for_unknown_characters),
        cmocka_unit_test(some_pieces_are_special),
        cmocka_unit_test(rules_rewrite_text),
        cmocka_unit_test(a_long_text_is_cut_in_one_go),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_broken_charsmap_is_refused_or_harmless),
        cmocka_unit_test(a_rule_has_an_end),
        cmocka_unit_test(a_cut_file_does_no_harm),
        cmocka_unit_test(files_are_read_within_limits),
        cmocka_unit_test(a_trie_finds_all_that_match),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

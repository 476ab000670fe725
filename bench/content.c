/* Scores the main content against gold, many times over: pages are parsed once, then read again under each set of weights.
 * usage: build/bench/content FOLDER GOLD.json < commands     (bench/fit-content.py drives it)
 *
 * FOLDER holds ID.html or ID.html.gz, GOLD.json is that of the extraction bench. A command is a line of NAME=VALUE words, where
 * NAME is one of src/page/weights.def or "off" with the bits of judges (src/page/judges.h); empty: as fitted. The answer is a line
 * for each page, "ID SET a b c", and an empty line: for shub and read matching shingles, shingles given, shingles wanted; for wcxb
 * the same of words; for traf wanted snippets found, unwanted found, wanted at all. "weights" prints the table instead. */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "html/encoding.h"
#include "page/assemble.h"

enum { MOST_PAGES = 5000 };

typedef struct bag {
    uint64_t *items; /* sorted */
    size_t count;
} bag;

typedef struct page {
    char id[64], set[16];
    cr_page_parsed parsed;
    bag gold;
    cr_strs with, without; /* white space squeezed */
} page;

static const struct { const char *name; cr_judge judge; double value, least, most; const char *what; } table[] = {
#define CR_WEIGHT(judge, name, value, least, most, what) {#name, CR_JUDGE_##judge, value, least, most, what},
#include "page/weights.def"
};
static const char *const judges[CR_JUDGES] = {"text", "structure", "classes", "siblings", "position", "links", "bare", "wording", "body", "second"};

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Hashes of words (width 1, lower case) or of runs of `width` words. */
static bag bag_of(cr_arena *arena, cr_str s, size_t width) {
    uint64_t *words = cr_arena_alloc(arena, (s.len / 2 + 2) * sizeof *words);
    size_t n = 0, start = 0;
    cr_buf word;
    cr_buf_init(&word, CR_BUF_NO_CEILING);
    for (size_t at = 0; at <= s.len;) {
        uint32_t c = at < s.len ? cr_utf8_next(s, &at) : (at++, (uint32_t)' ');
        if (c == '_' || u_isalnum((UChar32)c) || u_charType((UChar32)c) == U_OTHER_NUMBER || u_charType((UChar32)c) == U_LETTER_NUMBER) {
            char utf8[4];
            cr_buf_add(&word, utf8, cr_utf8_encode(width == 1 ? (uint32_t)u_tolower((UChar32)c) : c, utf8));
            continue;
        }
        if (cr_buf_str(&word).len)
            words[n++] = cr_hash_64(cr_buf_str(&word), 1);
        cr_buf_clear(&word);
    }
    cr_buf_free(&word);
    bag b = {words, n};
    if (width > 1 && n) {
        b.count = n < width ? 1 : n - width + 1;
        for (; start < b.count; start++) {
            uint64_t h = 0;
            for (size_t i = start; i < n && i < start + width; i++)
                h = h * UINT64_C(0x9E3779B97F4A7C15) + words[i];
            words[start] = h;
        }
    }
    qsort(b.items, b.count, sizeof *b.items, by_value);
    return b;
}

static size_t common(bag a, bag b) {
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a.count && j < b.count;)
        if (a.items[i] == b.items[j])
            n++, i++, j++;
        else if (a.items[i] < b.items[j])
            i++;
        else
            j++;
    return n;
}

static cr_strs strings_of(cr_arena *arena, const json_t *list) {
    cr_strs out = {CR_NEW_ARRAY(arena, cr_str, json_array_size(list) + 1), 0};
    for (size_t i = 0; i < json_array_size(list); i++)
        out.items[out.count++] = cr_str_squeeze(arena, cr_str_copy(arena, cr_str_of(json_string_value(json_array_get(list, i)))));
    return out;
}

static bool load(cr_arena *arena, const char *folder, const char *id, const json_t *gold, const cr_page_tools *tools, page *p) {
    char path[4096];
    cr_str utf8;
    const char *encoding;
    cr_error err = {0};
    cr_buf packed, bytes;
    cr_buf_init(&packed, CR_BUF_NO_CEILING);
    cr_buf_init(&bytes, CR_BUF_NO_CEILING);
    snprintf(path, sizeof path, "%s/%s.html.gz", folder, id);
    if (cr_file_read(path, &packed, &err) != CR_OK) {
        snprintf(path, sizeof path, "%s/%s.html", folder, id);
        cr_buf_clear(&packed);
    }
    bool read = cr_buf_str(&packed).len || cr_file_read(path, &packed, &err) == CR_OK;
    read = read && cr_file_unpack(cr_buf_str(&packed), &bytes, &err) == CR_OK;
    cr_page_input in = {.tools = tools, .bytes = cr_str_copy(arena, cr_buf_str(&bytes))};
    cr_buf_free(&packed);
    cr_buf_free(&bytes);
    if (!read || cr_encoding_decode_html(arena, in.bytes, CR_STR_NONE, &utf8, &encoding, &err) != CR_OK ||
        cr_page_parse(arena, utf8, &in, &p->parsed, &err) != CR_OK) {
        fprintf(stderr, "%s: %s\n", path, err.line);
        return false;
    }
    snprintf(p->id, sizeof p->id, "%s", id);
    snprintf(p->set, sizeof p->set, "%s", json_string_value(json_object_get(gold, "set")));
    const char *text = json_string_value(json_object_get(gold, "text"));
    p->gold = bag_of(arena, text ? cr_str_of(text) : CR_STR(""), strcmp(p->set, "wcxb") ? 4 : 1);
    p->with = strings_of(arena, json_object_get(gold, "with"));
    p->without = strings_of(arena, json_object_get(gold, "without"));
    return true;
}

static size_t found(cr_strs list, cr_str in) {
    size_t n = 0;
    for (size_t i = 0; i < list.count; i++)
        n += cr_str_find(in, list.items[i], 0) != CR_STR_NPOS;
    return n;
}

static void score(const page *p, const cr_page_tools *tools) {
    cr_arena *arena = cr_arena_new(0);
    cr_page_input in = {.tools = tools};
    cr_article a = {0};
    cr_error err;
    if (cr_page_from_tree(arena, &p->parsed, &in, &a, &err) != CR_OK)
        a.text = CR_STR("");
    if (strcmp(p->set, "traf") == 0) {
        cr_str text = cr_str_squeeze(arena, a.text);
        printf("%s %s %zu %zu %zu\n", p->id, p->set, found(p->with, text), found(p->without, text), p->with.count);
    } else {
        bag b = bag_of(arena, a.text, strcmp(p->set, "wcxb") ? 4 : 1);
        printf("%s %s %zu %zu %zu\n", p->id, p->set, common(b, p->gold), b.count, p->gold.count);
    }
    cr_arena_free(arena);
}

static void set_weights(cr_judging *g, char *line) {
    *g = cr_judging_fitted;
    char *save = NULL;
    for (char *word = strtok_r(line, " \n", &save); word; word = strtok_r(NULL, " \n", &save)) {
        char *equals = strchr(word, '=');
        if (!equals)
            continue;
        *equals = '\0';
        double value = strtod(equals + 1, NULL);
        if (strcmp(word, "off") == 0)
            g->off = (unsigned)value;
        for (size_t i = 0; i < CR_WEIGHTS; i++)
            if (strcmp(word, table[i].name) == 0)
                g->weight[i] = value;
    }
}

int main(int argc, char **argv) {
    static page pages[MOST_PAGES];
    size_t count = 0;
    json_error_t wrong;
    json_t *gold = argc == 3 ? json_load_file(argv[2], 0, &wrong) : NULL;
    cr_page_tools *tools = cr_page_tools_new();
    if (!gold || !tools) {
        fputs("usage: build/bench/content FOLDER GOLD.json < commands\n", stderr);
        return 2;
    }
    const char *id;
    json_t *value;
    json_object_foreach(gold, id, value)
        if (count < MOST_PAGES && strcmp(json_string_value(json_object_get(value, "set")), "hdate") != 0)
            count += load(cr_arena_new(0), argv[1], id, value, tools, &pages[count]); /* kept to the end */
    char line[8192];
    while (fgets(line, sizeof line, stdin)) {
        if (strncmp(line, "weights", 7) == 0) {
            for (size_t i = 0; i < CR_WEIGHTS; i++)
                printf("%s %s %g %g %g %s\n", table[i].name, judges[table[i].judge], table[i].value, table[i].least, table[i].most, table[i].what);
            for (unsigned i = 0; i < CR_JUDGES; i++)
                printf("judge %u %s\n", i, judges[i]);
        } else {
            cr_judging g;
            set_weights(&g, line);
            tools->judging = &g;
            for (size_t i = 0; i < count; i++)
                score(&pages[i], tools);
        }
        puts("");
        fflush(stdout);
    }
    json_decref(gold);
    cr_page_tools_free(tools);
    return 0;
}

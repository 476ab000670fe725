/* Full text: entries of the index, and queries.
 *
 * The index holds our own tokens (courant/text.h). A query is cut into tokens by the rules of each language that the store
 * holds, so that "élections" finds French and Spanish texts by their own stems; the answers of all are one. Newest first, in
 * blocks of the newest BLOCK hits ordered by closeness, so that a common word costs no more than a rare one and a cursor can
 * go on where the last page ended. */
#include <courant/text.h>

#include "base/time.h"
#include "base/utf8.h"
#include "store/sqlite/db.h"

enum { BLOCK = 200, QUERY_WORDS = 16, QUERY_LANGUAGES = 12, SNIPPET_BYTES = 280, SNIPPET_SENTENCES = 40 };

static cr_status tokens_get(cr_store *s, cr_arena *a, int64_t seq, cr_str *title, cr_str *body, cr_str *keys, bool *found, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT title, body, keys FROM tokens WHERE seq = ?", "i", seq);
    size_t ceiling = cr_limit(s->limits, CR_LIMIT_ARENA_BYTES);
    cr_status status = CR_OK;
    *found = cr_sql_next(&q);
    if (*found) {
        status = cr_store_expand(s, a, cr_sql_borrow(&q, 0), ceiling, title, err);
        if (status == CR_OK)
            status = cr_store_expand(s, a, cr_sql_borrow(&q, 1), ceiling, body, err);
        *keys = cr_sql_str(&q, 2, a);
    }
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    return status != CR_OK ? status : ended;
}

static cr_status with_tokens(cr_store *s, int64_t seq, bool adding, bool public, cr_error *err) {
    cr_str title, body, keys;
    bool found;
    cr_arena *a = cr_arena_new(0);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    cr_status status = tokens_get(s, a, seq, &title, &body, &keys, &found, err);
    if (status != CR_OK || !found)
        goto done;
    if (adding && keys.len == 0) {
        cr_query q = cr_sql(s, "SELECT lang, source FROM article WHERE seq = ?", "i", seq);
        if (cr_sql_next(&q))
            keys = cr_str_format(a, "lang_%.*s source_%.*s%s", CR_FMT(cr_sql_borrow(&q, 0)), CR_FMT(cr_sql_borrow(&q, 1)), public ? " public" : "");
        status = cr_sql_end(&q, err);
        if (status == CR_OK)
            status = cr_sql_run(s, err, "UPDATE tokens SET keys = ? WHERE seq = ?", "si", keys, seq);
        if (status == CR_OK)
            status = cr_sql_run(s, err, "INSERT INTO search (rowid, title, body, keys) VALUES (?,?,?,?)", "isss", seq, title, body, keys);
    } else if (!adding && keys.len) { /* an index without content must be told what to take out */
        status = cr_sql_run(s, err, "INSERT INTO search (search, rowid, title, body, keys) VALUES ('delete',?,?,?,?)", "isss", seq, title, body, keys);
        if (status == CR_OK)
            status = cr_sql_run(s, err, "UPDATE tokens SET keys = '' WHERE seq = ?", "i", seq);
    }
done:
    cr_arena_free(a);
    return status;
}

cr_status cr_search_add(cr_store *s, int64_t seq, bool public, cr_error *err) { return with_tokens(s, seq, true, public, err); }
cr_status cr_search_remove(cr_store *s, int64_t seq, cr_error *err) { return with_tokens(s, seq, false, false, err); }

/* ---- queries ---- */

typedef struct wish {
    cr_str words[QUERY_WORDS]; /* a phrase is one word with spaces */
    size_t word_count;
    cr_str lang, source, since;
} wish;

static const struct {
    const char *name;
    size_t at;
} filters[] = {{"lang:", offsetof(wish, lang)}, {"source:", offsetof(wish, source)}, {"since:", offsetof(wish, since)}};

/* Letters and a colon with something behind it, but no address and no time of day. */
static bool like_filter(cr_str word) {
    size_t n = 0;
    while (n < word.len && (word.ptr[n] | 32) >= 'a' && (word.ptr[n] | 32) <= 'z')
        n++;
    return n > 0 && n + 1 < word.len && word.ptr[n] == ':' && !cr_str_starts(cr_str_slice(word, n, word.len), "://");
}

static cr_status wish_check(cr_arena *a, wish *w, cr_error *err) {
    cr_civil date;
    char code[8];
    if (w->lang.len) {
        if (!cr_language_normalise(w->lang, code) || cr_str_is(cr_str_of(code), "und"))
            return cr_fail(err, CR_ERR_USAGE, "search: \"%.*s\" is no language that is known here; write its code, as in lang:fr", CR_FMT(w->lang));
        w->lang = cr_str_copy_z(a, code);
    }
    if (w->since.len && !cr_time_parse(w->since, &date))
        return cr_fail(err, CR_ERR_USAGE, "search: \"%.*s\" is no date; write it as in since:2022-01-31", CR_FMT(w->since));
    w->source = cr_str_lower_ascii(a, w->source);
    return CR_OK;
}

static cr_status wish_read(cr_arena *a, cr_str text, wish *w, cr_error *err) {
    *w = (wish){0};
    size_t at = 0;
    while (at < text.len && w->word_count < QUERY_WORDS) {
        if (strchr(" \t\r\n\"", text.ptr[at]) && text.ptr[at] != '"') {
            at++;
            continue;
        }
        bool phrase = text.ptr[at] == '"';
        size_t start = at + phrase, end = start;
        while (end < text.len && (phrase ? text.ptr[end] != '"' : !strchr(" \t\r\n\"", text.ptr[end])))
            end++;
        cr_str word = cr_str_slice(text, start, end);
        at = end + (phrase && end < text.len);
        bool filter = false;
        for (size_t i = 0; !phrase && i < sizeof filters / sizeof *filters && !filter; i++)
            if (cr_str_starts_nocase(word, filters[i].name)) {
                cr_str value = cr_str_slice(word, strlen(filters[i].name), word.len);
                if (!value.len && at < text.len && text.ptr[at] == '"') { /* source:"two words" */
                    for (start = end = at + 1; end < text.len && text.ptr[end] != '"';)
                        end++;
                    value = cr_str_slice(text, start, end);
                    at = end + (end < text.len);
                }
                *(cr_str *)(void *)((char *)w + filters[i].at) = value;
                filter = true;
            }
        if (!filter && !phrase && like_filter(word))
            return cr_fail(err, CR_ERR_USAGE, "search: \"%.*s\" is no filter; there are lang:, source: and since:, and \"quotes\" for the words themselves",
                           CR_FMT(word));
        if (!filter && word.len)
            w->words[w->word_count++] = word;
    }
    return wish_check(a, w, err);
}

/* `"tok" "tok"` for one language; none when no token is left (only punctuation). `tokens` collects them for the marks. */
static cr_status expression(cr_store *s, cr_arena *a, const wish *w, cr_str lang, cr_str *out, cr_buf *tokens, cr_error *err) {
    cr_buf b;
    cr_buf_init(&b, 1 << 20);
    cr_status status = CR_OK;
    size_t n = 0;
    for (size_t i = 0; status == CR_OK && i < w->word_count; i++) {
        cr_str cut;
        status = cr_store_tokens(s, a, w->words[i], lang, &cut, err);
        if (status != CR_OK || cut.len == 0)
            continue;
        cr_buf_add_z(&b, n++ ? " AND \"" : "\""); /* several tokens of one word are a phrase */
        for (size_t k = 0; k < cut.len; k++) {
            if (cut.ptr[k] == '"')
                cr_buf_add_byte(&b, '"');
            cr_buf_add_byte(&b, cut.ptr[k] ? cut.ptr[k] : ' ');
        }
        cr_buf_add_byte(&b, '"');
        cr_buf_add_byte(tokens, ' ');
        cr_buf_add_str(tokens, cut);
    }
    *out = n ? cr_buf_copy(&b, a) : CR_STR_NONE;
    if (b.failed)
        status = cr_fail(err, CR_ERR_LIMIT, "search: the query is too long; use fewer words");
    cr_buf_free(&b);
    return status;
}

static void add_key(cr_buf *b, const char *prefix, cr_str value) {
    cr_buf_printf(b, " AND keys : \"%s", prefix);
    for (size_t i = 0; i < value.len; i++)
        if ((value.ptr[i] >= '0' && value.ptr[i] <= '9') || ((value.ptr[i] | 32) >= 'a' && (value.ptr[i] | 32) <= 'z') || value.ptr[i] == '-')
            cr_buf_add_byte(b, value.ptr[i]);
    cr_buf_add_byte(b, '"');
}

/* The whole MATCH expression; none when nothing can be asked. */
static cr_status match_of(cr_store *s, cr_arena *a, const wish *w, bool publishable, cr_str *out, cr_buf *tokens, cr_error *err) {
    cr_str langs[QUERY_LANGUAGES + 1], parts[QUERY_LANGUAGES + 1];
    size_t lang_count = 0, part_count = 0;
    if (w->lang.len)
        langs[lang_count++] = w->lang;
    else {
        cr_query q = cr_sql(s,
                            "SELECT lang FROM language_count WHERE view = 0 AND n > 0 ORDER BY n DESC, lang LIMIT ?",
                            "n", (int)QUERY_LANGUAGES);
        while (cr_sql_next(&q))
            langs[lang_count++] = cr_sql_str(&q, 0, a);
        CR_TRY(cr_sql_end(&q, err));
        if (lang_count == 0)
            langs[lang_count++] = CR_STR("und");
    }
    for (size_t i = 0; i < lang_count; i++) {
        cr_str part;
        CR_TRY(expression(s, a, w, langs[i], &part, tokens, err));
        bool known = cr_str_none(part);
        for (size_t k = 0; k < part_count && !known; k++)
            known = cr_str_eq(parts[k], part);
        if (!known)
            parts[part_count++] = part;
    }
    *out = CR_STR_NONE;
    if (part_count == 0)
        return CR_OK;
    cr_buf b;
    cr_buf_init(&b, 4 << 20);
    cr_buf_add_z(&b, "({title body} : (");
    for (size_t i = 0; i < part_count; i++)
        cr_buf_printf(&b, "%s(%.*s)", i ? " OR " : "", CR_FMT(parts[i]));
    cr_buf_add_z(&b, "))");
    if (w->lang.len)
        add_key(&b, "lang_", w->lang);
    if (publishable)
        cr_buf_add_z(&b, " AND keys : \"public\"");
    *out = cr_buf_copy(&b, a);
    cr_status status = b.failed ? cr_fail(err, CR_ERR_LIMIT, "search: the query is too long; use fewer words") : CR_OK;
    cr_buf_free(&b);
    return status;
}

/* ---- snippets ---- */

static bool token_wanted(cr_str tokens, cr_str token) {
    for (size_t at = cr_str_find(tokens, token, 0); at != CR_STR_NPOS && token.len; at = cr_str_find(tokens, token, at + 1))
        if ((at == 0 || tokens.ptr[at - 1] == ' ') && (at + token.len == tokens.len || tokens.ptr[at + token.len] == ' '))
            return true;
    return false;
}

static size_t wanted_in(cr_str wanted, cr_str tokens) {
    size_t n = 0;
    cr_str token;
    while (cr_str_split(&tokens, ' ', &token))
        n += token.len && token_wanted(wanted, token);
    return n;
}

/* The sentence with most of the words asked for, among the first; its words found are marked. */
static cr_status snippet(cr_store *s, cr_arena *a, cr_str wanted, cr_search_hit *hit, cr_error *err) {
    cr_knowledge k;
    CR_TRY(cr_store_knowledge_get(s, a, hit->article.seq, &k, err));
    cr_str text = k.article->text, best = hit->article.lead;
    size_t most = 0;
    for (size_t i = 0; i < k.sentence_count && i < SNIPPET_SENTENCES; i++) {
        cr_str sentence = cr_str_slice(text, k.sentences[i].start, k.sentences[i].end), tokens;
        CR_TRY(cr_store_tokens(s, a, sentence, hit->article.lang, &tokens, err));
        size_t n = wanted_in(wanted, tokens);
        if (n > most) {
            most = n;
            best = sentence;
        }
        if (n >= 2)
            break;
    }
    if (best.len > SNIPPET_BYTES) {
        size_t n = SNIPPET_BYTES;
        while (n > 0 && ((unsigned char)best.ptr[n] & 0xC0) == 0x80)
            n--;
        best.len = n;
    }
    hit->snippet = best;
    cr_word *words;
    size_t count, capacity = 0;
    if (!most)
        return CR_OK;
    CR_TRY(cr_text_words_with(s->text, a, best, hit->article.lang, &words, &count, err));
    for (size_t i = 0; i < count; i++) {
        cr_str tokens;
        CR_TRY(cr_store_tokens(s, a, cr_str_slice(best, words[i].start, words[i].end), hit->article.lang, &tokens, err));
        if (wanted_in(wanted, tokens)) {
            cr_span *mark = CR_PUSH(a, hit->marks, hit->mark_count, capacity);
            if (mark)
                *mark = (cr_span){words[i].start, words[i].end};
        }
    }
    return CR_OK;
}

/* ---- the answer ---- */

typedef struct found {
    int64_t seq;
    double rank;
} found;

static bool better(const found *x, const found *y) { return x->rank != y->rank ? x->rank < y->rank : x->seq > y->seq; }

/* ?N: id, host, or a part of the title or address of a source, in small letters; or none */
#define OF_SOURCE(N)                                                                                                                      \
    "(" N " IS NULL OR instr(lower(a.outlet), " N ") OR a.source IN (SELECT id FROM source WHERE id = " N                                 \
    " OR instr(lower(coalesce(title, '') || ' ' || url || ' ' || coalesce(site_url, '')), " N "))) "

static cr_str given(cr_str s) { return s.len ? s : CR_STR_NONE; }

/* The newest BLOCK hits below `below`, best first; *last: the oldest of them. */
static cr_status block(cr_store *s, cr_str match, int64_t below, const wish *w, found *hits, size_t *count, int64_t *last, cr_error *err) {
    cr_query q = cr_sql(s,
                        "SELECT search.rowid, bm25(search, 8.0, 1.0, 0.0) FROM search CROSS JOIN article a ON a.seq = search.rowid "
                        "WHERE search MATCH ?1 AND search.rowid < ?2 AND a.moment >= ?3 AND " OF_SOURCE("?4") "ORDER BY search.rowid DESC LIMIT ?5",
                        "siisn", match, below, cr_since_moment(w->since), given(w->source), (int)BLOCK);
    *count = 0;
    *last = 0;
    while (*count < BLOCK && cr_sql_next(&q)) {
        *last = cr_sql_int(&q, 0);
        found hit = {*last, cr_sql_real(&q, 1)};
        size_t at = (*count)++;
        for (; at > 0 && better(&hit, &hits[at - 1]); at--)
            hits[at] = hits[at - 1];
        hits[at] = hit;
    }
    return cr_sql_end(&q, err);
}

/* Filters without a word: by date, newest first; the cursor is the moment and seq of the last one. */
static cr_status filtered(cr_store *s, const wish *w, bool publishable, int64_t moment, int64_t seq, size_t size, found *hits, size_t *count, int64_t *last,
                          bool *more, cr_error *err) {
    *count = 0;
    *more = false;
    cr_query q = cr_sql(s,
                        "SELECT a.seq, a.moment FROM article a WHERE a.visible AND (a.moment, a.seq) < (?1, ?2) AND a.moment >= ?3 AND " OF_SOURCE("?4")
                        "AND (?5 IS NULL OR a.lang = ?5) AND (a.public OR NOT ?6) ORDER BY a.moment DESC, a.seq DESC LIMIT ?7",
                        "iiissni", moment, seq, cr_since_moment(w->since), given(w->source), given(w->lang), (int)publishable, (int64_t)size + 1);
    while (!*more && cr_sql_next(&q)) {
        *more = *count == size;
        if (*more)
            break;
        hits[(*count)++].seq = cr_sql_int(&q, 0);
        *last = cr_sql_int(&q, 1);
    }
    return cr_sql_end(&q, err);
}

static cr_status hit_read(cr_store *s, cr_arena *a, int64_t seq, cr_str wanted, cr_search_hit *hit, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT " CR_ARTICLE_COLUMNS CR_ARTICLE_FROM "WHERE a.seq = ?", "i", seq);
    bool there = cr_sql_next(&q);
    if (there)
        cr_article_row_read(&q, a, &hit->article, NULL);
    CR_TRY(cr_sql_end(&q, err));
    return there ? snippet(s, a, wanted, hit, err) : cr_fail(err, CR_ERR_NOT_FOUND, "article %lld is gone", (long long)seq);
}

cr_status cr_store_search(cr_store *s, cr_arena *a, const cr_search_query *query, cr_search_hit **out, size_t *count, cr_str *next, cr_error *err) {
    *out = NULL;
    *count = 0;
    *next = CR_STR_NONE;
    if (query->text.len > cr_limit(s->limits, CR_LIMIT_HTTP_QUERY_BYTES))
        return cr_limit_met(err, s->limits, CR_LIMIT_HTTP_QUERY_BYTES, "search");
    int64_t below = INT64_MAX, skip = 0, last = 0;
    cr_str parts[2];
    if (query->cursor.len &&
        !(cr_cursor_split(query->cursor, parts, 2) && cr_cursor_number(parts[0], &below) && cr_cursor_number(parts[1], &skip) && skip >= 0))
        return cr_fail(err, CR_ERR_USAGE, "search: this is no cursor of ours; begin again without it");
    wish w;
    CR_TRY(wish_read(a, cr_utf8_repair(a, query->text), &w, err));
    cr_buf tokens;
    cr_buf_init(&tokens, 1 << 20);
    cr_str match, wanted;
    found hits[BLOCK];
    size_t hit_count = 0, size = cr_page_size(s, query->limit), capacity = 0;
    bool more = false, listed = w.word_count == 0;
    cr_status status = match_of(s, a, &w, query->publishable, &match, &tokens, err);
    wanted = cr_buf_copy(&tokens, a);
    cr_buf_free(&tokens);
    if (status != CR_OK || (cr_str_none(match) && !(listed && (w.lang.len || w.source.len || w.since.len))))
        return status;
    if (listed) {
        CR_TRY(filtered(s, &w, query->publishable, below, query->cursor.len ? skip : INT64_MAX, size < BLOCK ? size : BLOCK, hits, &hit_count, &last, &more, err));
        skip = 0;
    } else
        CR_TRY(block(s, match, below, &w, hits, &hit_count, &last, err));
    size_t at = (size_t)skip;
    for (; at < hit_count && *count < size; at++) {
        cr_search_hit *hit = CR_PUSH(a, *out, *count, capacity);
        if (!hit)
            return cr_fail(err, CR_ERR_MEMORY, "search: out of memory");
        CR_TRY(hit_read(s, a, hits[at].seq, wanted, hit, err));
    }
    if (listed)
        *next = more ? cr_str_format(a, "%lld~%lld", (long long)last, (long long)hits[hit_count - 1].seq) : CR_STR_NONE;
    else if (at < hit_count)
        *next = cr_str_format(a, "%lld~%zu", (long long)below, at);
    else if (hit_count == BLOCK)
        *next = cr_str_format(a, "%lld~0", (long long)last);
    return CR_OK;
}

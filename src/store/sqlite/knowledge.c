/* Knowledge of one document: prepared outside the transaction, stored with a row for lists, read back. */
#include "base/hash.h"
#include "net/url.h"
#include "store/sqlite/db.h"

enum { LEAD_BYTES = 400, SENTENCE_HEADLINE_BYTES = 240, FULL_WORDS = 60 };

struct cr_prepared {
    cr_str packed;             /* zstd */
    cr_str title, body;        /* search tokens, zstd */
    cr_str lead, first_sentence;
    size_t words;
    uint64_t body_hash;
};

/* Cuts at a word, else at a code point. */
static cr_str cut(cr_str s, size_t most) {
    if (s.len <= most)
        return s;
    size_t n = most;
    while (n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
        n--;
    for (size_t i = n; i > most / 2; i--)
        if (s.ptr[i] == ' ')
            return (cr_str){s.ptr, i};
    return (cr_str){s.ptr, n};
}

static cr_str lead_of(const cr_article *article) {
    for (size_t i = 0; i < article->block_count; i++)
        if (article->blocks[i].kind == CR_BLOCK_PARAGRAPH && article->blocks[i].end > article->blocks[i].start)
            return cut(cr_block_text(article, i), LEAD_BYTES);
    return cr_str_none(article->text) ? CR_STR_NONE : cut(cr_str_trim(article->text), LEAD_BYTES);
}

static size_t count_words(cr_str tokens) {
    size_t n = tokens.len > 0;
    for (size_t i = 0; i < tokens.len; i++)
        n += tokens.ptr[i] == ' ';
    return n;
}

cr_status cr_store_knowledge_prepare(cr_store *s, cr_arena *a, cr_knowledge *k, cr_error *err) {
    const cr_article *article = k->article;
    struct cr_prepared *p = CR_NEW(a, struct cr_prepared);
    cr_buf bytes;
    cr_buf_init(&bytes, cr_limit(s->limits, CR_LIMIT_ARENA_BYTES));
    cr_knowledge_pack(k, &bytes);
    cr_status status = CR_OK;
    if (bytes.failed || !p) {
        status = cr_fail(err, CR_ERR_MEMORY, "%.*s: out of memory", CR_FMT(article->id));
        goto done;
    }
    p->packed = cr_store_compress(s, a, cr_buf_str(&bytes));
    p->title = p->body = CR_STR("");
    cr_str title = cr_str_none(article->title) ? CR_STR("") : article->title, text = cr_str_none(article->text) ? CR_STR("") : article->text;
    if (article->outcome == CR_OUTCOME_ARTICLE) {
        status = cr_store_tokens(s, a, title, article->lang, &p->title, err);
        if (status == CR_OK)
            status = cr_store_tokens(s, a, text, article->lang, &p->body, err);
        if (status != CR_OK)
            goto done;
    }
    p->words = count_words(p->body);
    p->body_hash = cr_hash_64(text, cr_hash_64(title, 0));
    p->title = cr_store_compress(s, a, p->title);
    p->body = cr_store_compress(s, a, p->body);
    p->lead = lead_of(article);
    if (cr_str_empty(article->title) && text.len)
        p->first_sentence = cut(k->sentence_count ? cr_str_slice(text, k->sentences[0].start, k->sentences[0].end) : p->lead, SENTENCE_HEADLINE_BYTES);
    if (cr_arena_exhausted(a))
        status = cr_fail(err, CR_ERR_MEMORY, "%.*s: out of memory", CR_FMT(article->id));
    k->prepared = p;
done:
    cr_buf_free(&bytes);
    return status;
}

cr_str cr_store_host(cr_arena *a, cr_str url) {
    if (!cr_str_starts_nocase(url, "http://") && !cr_str_starts_nocase(url, "https://"))
        return CR_STR_NONE;
    size_t start = cr_str_find(url, CR_STR("//"), 0) + 2, end = start;
    while (end < url.len && !strchr("/?#:", url.ptr[end]))
        end++;
    cr_str host = cr_str_slice(url, start, end);
    if (cr_str_starts_nocase(host, "www."))
        host = cr_str_slice(host, 4, host.len);
    return host.len ? cr_str_lower_ascii(a, host) : CR_STR_NONE;
}

/* Who publishes: a feed's articles are their source's; what was imported belongs to the host that its page names. */
static cr_str outlet_of(cr_arena *a, const cr_document *d, const cr_article *article, bool file) {
    if (!file)
        return cr_str_of(d->source);
    cr_str urls[] = {article->canonical_url, article->url, d->url};
    for (size_t i = 0; i < 3; i++) {
        cr_str host = cr_store_host(a, urls[i]);
        if (host.len)
            return host;
    }
    if (!cr_str_empty(article->site))
        return article->site;
    return cr_str_of(d->source[0] ? d->source : d->id);
}

/* Where readers find the original: a file's page names its own address. */
static cr_str address_shown(const cr_article *article) {
    return !cr_url_is_web(article->url) && cr_url_is_web(article->canonical_url) ? article->canonical_url : article->url;
}

static cr_status put(cr_store *s, cr_arena *a, const cr_document *d, const cr_knowledge *k, cr_error *err) {
    const cr_article *article = k->article;
    const struct cr_prepared *p = k->prepared;
    int64_t there, kind = -1, rights = CR_RIGHTS_EXTRACT;
    CR_TRY(cr_sql_number(s, err, &there, 0, "SELECT 1 FROM article WHERE seq = ?", "i", d->seq));
    if (there)
        return CR_OK;
    CR_TRY(cr_sql_number(s, err, &there, 0, "SELECT 1 FROM document WHERE seq = ?", "i", d->seq));
    if (!there)
        return cr_fail(err, CR_ERR_NOT_FOUND, "document %lld is no longer there", (long long)d->seq);
    cr_query q = cr_sql(s, "SELECT kind, rights FROM source WHERE id = ?", "z", d->source);
    if (cr_sql_next(&q)) {
        kind = cr_sql_int(&q, 0);
        rights = cr_sql_int(&q, 1);
    }
    CR_TRY(cr_sql_end(&q, err));
    const cr_notice *n = article->notice;
    bool public = rights != CR_RIGHTS_INTERNAL && !article->noai;
    CR_TRY(cr_sql_run(s, err,
                      "INSERT INTO article (seq, id, address, url, source, outlet, outcome, reason, title, lang, date, site, lead, rights, "
                      "own_rights, noai, public, own_public, machine_translated, relayed, notice_relay_of, notice_main_language, words, statements, "
                      "body_hash, full, first_sentence, taken_in) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                      "izsszsnssssssnnnnnnnssiiinsi", d->seq, d->id, cr_address_of(a, d, kind == CR_SOURCE_FILE), address_shown(article), d->source, outlet_of(a, d, article, kind < 0 || kind == CR_SOURCE_FILE),
                      (int)article->outcome, article->reason, cr_str_empty(article->title) ? CR_STR_NONE : article->title,
                      cr_str_empty(article->lang) ? CR_STR("und") : article->lang, article->date, article->site, p->lead, (int)rights, (int)rights,
                      article->noai, public, public, n && n->machine_translated, n && n->relayed_automatically, n ? n->relay_of : CR_STR_NONE,
                      n ? n->main_language : CR_STR_NONE, (int64_t)p->words, (int64_t)k->statement_count, (int64_t)p->body_hash, p->words >= FULL_WORDS,
                      p->first_sentence, d->taken_in));
    CR_TRY(cr_sql_run(s, err, "INSERT INTO knowledge VALUES (?,?)", "ib", d->seq, p->packed));
    if (article->outcome != CR_OUTCOME_ARTICLE)
        return CR_OK;
    CR_TRY(cr_sql_run(s, err, "INSERT INTO tokens VALUES (?,?,?,?)", "ibbs", d->seq, p->title, p->body, CR_STR("")));
    return cr_work_owe(s, CR_WORK_GROUP, d->seq, CR_STR(""), false, 0, err);
}

cr_status cr_store_knowledge_put(cr_store *s, const cr_document *document, const cr_knowledge *k, cr_error *err) {
    cr_knowledge own = *k;
    cr_status status = CR_OK;
    cr_arena *a = cr_arena_new(0);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", document->id);
    if (!own.prepared)
        status = cr_store_knowledge_prepare(s, a, &own, err);
    if (status == CR_OK)
        status = cr_store_begin(s, err);
    if (status == CR_OK)
        status = cr_store_settle(s, put(s, a, document, &own, err), err);
    cr_arena_free(a);
    return status;
}

cr_status cr_store_knowledge_get(cr_store *s, cr_arena *a, int64_t seq, cr_knowledge *out, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT bytes FROM knowledge WHERE seq = ?", "i", seq);
    cr_str bytes = CR_STR_NONE;
    cr_status status = CR_OK;
    bool found = cr_sql_next(&q);
    if (found)
        status = cr_store_expand(s, a, cr_sql_borrow(&q, 0), cr_limit(s->limits, CR_LIMIT_ARENA_BYTES), &bytes, err);
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    if (status != CR_OK || ended != CR_OK)
        return status != CR_OK ? status : ended;
    if (!found)
        return cr_fail(err, CR_ERR_NOT_FOUND, "document %lld is not understood yet", (long long)seq);
    if (!cr_knowledge_unpack(bytes, a, out))
        return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "document %lld: out of memory", (long long)seq)
                                     : cr_fail(err, CR_ERR_STORE, "%s: damaged (knowledge of document %lld); put a copy made by `courant backup` in its place",
                                               s->path, (long long)seq);
    return CR_OK;
}

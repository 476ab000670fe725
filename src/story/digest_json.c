#include "story/digest_json.h"

static cr_str slice(const cr_digest_article *articles, const cr_digest_mention *m, cr_span span) {
    const cr_digest_article *a = &articles[m->article];
    return cr_str_slice(m->in_title ? a->title : a->text, span.start, span.end);
}

static void write_mention(cr_json *j, cr_arena *arena, const cr_digest_mention *m, const cr_digest_article *articles) {
    const cr_digest_article *a = &articles[m->article];
    cr_json_object(j);
    cr_json_member(j, "article", a->id);
    cr_json_member(j, "outlet", a->outlet.len ? a->outlet : CR_STR_NONE);
    cr_json_member(j, "lang", a->lang);
    cr_json_member(j, "published", a->date.len ? a->date : CR_STR_NONE);
    cr_json_member(j, "sentence", cr_str_squeeze(arena, slice(articles, m, m->span)));
    if (m->words.end > m->words.start)
        cr_json_member(j, "words", slice(articles, m, m->words));
    if (m->date.len)
        cr_json_member(j, "date", m->date);
    cr_json_end(j);
}

static void write_mentions(cr_json *j, cr_arena *arena, const char *key, const cr_digest_mention *m, size_t count, const cr_digest_article *articles) {
    cr_json_key(j, key);
    cr_json_array(j);
    for (size_t i = 0; i < count; i++)
        write_mention(j, arena, &m[i], articles);
    cr_json_end(j);
}

static void write_difference(cr_json *j, cr_arena *arena, const cr_digest_difference *d, const cr_digest_article *articles) {
    cr_json_object(j);
    cr_json_member_z(j, "kind", cr_difference_kind_name(d->kind));
    cr_json_member(j, "about", d->about);
    cr_json_member_bool(j, "development", d->development);
    cr_json_key(j, "sides");
    cr_json_array(j);
    for (size_t i = 0; i < d->count; i++) {
        cr_json_object(j);
        cr_json_member(j, "value", d->sides[i].value);
        cr_json_member(j, "first", d->sides[i].first);
        write_mentions(j, arena, "reports", d->sides[i].mentions, d->sides[i].count, articles);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_end(j);
}

static void write_origin(cr_json *j, const cr_digest_origin *o, const cr_digest_article *articles, size_t at) {
    cr_json_object(j);
    cr_json_member(j, "article", articles[at].id);
    cr_json_member(j, "outlet", articles[at].outlet.len ? articles[at].outlet : CR_STR_NONE);
    cr_json_member_z(j, "origin", cr_origin_how_name(o->how));
    cr_json_member(j, "of", o->of == SIZE_MAX ? CR_STR_NONE : articles[o->of].id);
    cr_json_member(j, "earliest", articles[o->earliest].id);
    cr_json_member(j, "credit", articles[at].credit.len ? articles[at].credit : CR_STR_NONE);
    cr_json_member_bool(j, "machine_translated", articles[at].machine_translated);
    cr_json_end(j);
}

void cr_digest_json(cr_json *j, cr_arena *arena, const cr_digest *d, const cr_digest_article *articles, size_t count) {
    cr_json_member_int(j, "independent_reports", (long long)d->independent);
    cr_json_key(j, "relays");
    cr_json_array(j);
    for (size_t i = 0; i < count && d->origins; i++)
        write_origin(j, &d->origins[i], articles, i);
    cr_json_end(j);
    cr_json_member(j, "central", d->central == SIZE_MAX ? CR_STR_NONE : articles[d->central].id);
    write_mentions(j, arena, "gist", d->gist, d->gist_count, articles);
    cr_json_key(j, "happenings");
    cr_json_array(j);
    for (size_t i = 0; i < d->happening_count; i++) {
        cr_json_object(j);
        cr_json_member(j, "date", d->happenings[i].date);
        write_mentions(j, arena, "reports", d->happenings[i].mentions, d->happenings[i].count, articles);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_key(j, "differences");
    cr_json_array(j);
    for (size_t i = 0; i < d->difference_count; i++)
        write_difference(j, arena, &d->differences[i], articles);
    cr_json_end(j);
}

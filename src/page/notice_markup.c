/* What a page says of itself in its markup: that a machine translated it, from which language, whose report it is.
 *
 * A browser's translator marks <html class="translated-ltr">, some systems name the translator in <meta> or JSON-LD. What only
 * hints (alternates in other languages, an address of another host) makes no notice, but fills in what one leaves open. */
#include "net/url.h"
#include "page/assemble.h"
#include "page/loose.h"
#include "page/notice_rules.h"

enum { HEAD_NODES = 3000, ALTERNATES = 60, LD_NODES = 20000 };

typedef struct markup {
    cr_arena *arena;
    const cr_notice_rules *rules;
    cr_notice said;       /* what the markup says by itself */
    bool machine;
    cr_str main_language; /* of JSON-LD, or of the alternates */
} markup;

static bool of_machine(const markup *m, cr_str text) {
    cr_notice_text t = {.rules = m->rules, .s = cr_notice_plain(m->arena, cr_str_slice(text, 0, text.len < 200 ? text.len : 200))};
    return cr_notice_has(&t, CR_NOTICE_MACHINE, 0, t.s.len);
}

static bool yes(cr_str s) { return cr_str_eq_nocase(s, CR_STR("true")) || cr_str_eq_nocase(s, CR_STR("yes")) || cr_str_is(s, "1"); }

static bool name_is(cr_str name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (cr_str_eq_nocase(name, cr_str_of(list[i])))
            return true;
    return false;
}

static void of_meta(markup *m, const cr_html_node *n) {
    static const char *const by[] = {"translated-by", "translator", "translation-by", "dc.translator", "x-translated-by", "translation-engine", "translation-service"},
                             *const is[] = {"machine-translated", "machine-translation", "auto-translated", "automatic-translation", "machine_translated", "is-machine-translated"};
    cr_str name = cr_html_attribute(n, "name"), content = cr_str_trim(cr_html_attribute(n, "content"));
    if (name.len == 0)
        name = cr_html_attribute(n, "http-equiv");
    if (name.len == 0)
        name = cr_html_attribute(n, "property");
    if (content.len == 0)
        return;
    if (name_is(name, is, sizeof is / sizeof *is) && yes(content))
        m->machine = true;
    if (name_is(name, by, sizeof by / sizeof *by) && of_machine(m, content)) {
        m->machine = true;
        if (content.len <= 60 && cr_str_none(m->said.operator_name))
            m->said.operator_name = cr_str_copy(m->arena, content);
    }
}

/* The language whose alternate is the default one as well. */
typedef struct alternates {
    struct { cr_str language, href; } items[ALTERNATES];
    size_t count;
    cr_str fallback;
} alternates;

static void of_link(alternates *a, const cr_html_node *n) {
    cr_str language = cr_html_attribute(n, "hreflang"), href = cr_str_trim(cr_html_attribute(n, "href"));
    if (language.len == 0 || href.len == 0 || !cr_str_eq_nocase(cr_html_attribute(n, "rel"), CR_STR("alternate")))
        return;
    if (cr_str_eq_nocase(language, CR_STR("x-default")))
        a->fallback = href;
    else if (a->count < ALTERNATES) {
        a->items[a->count].language = language;
        a->items[a->count++].href = href;
    }
}

static cr_str primary(cr_arena *arena, cr_str tag) {
    size_t end = 0;
    while (end < tag.len && tag.ptr[end] != '-' && tag.ptr[end] != '_')
        end++;
    return end >= 2 && end <= 3 ? cr_str_lower_ascii(arena, cr_str_slice(tag, 0, end)) : CR_STR_NONE;
}

static cr_str default_language(cr_arena *arena, const alternates *a) {
    for (size_t i = 0; i < a->count && a->fallback.len; i++)
        if (cr_str_eq(a->items[i].href, a->fallback))
            return primary(arena, a->items[i].language);
    return CR_STR_NONE;
}

/* "translator" that is a program, "translationOfWork" with its language, anywhere in the object. */
static void of_json_ld(markup *m, cr_str text) {
    if (!cr_str_contains(text, "translat") && !cr_str_contains(text, "Translat"))
        return;
    size_t looks = 0, values = LD_NODES;
    const cr_loose *top = cr_loose_read(m->arena, text, &values);
    for (const cr_loose *o = top; o && looks < LD_NODES; looks++) {
        if (cr_str_is(o->key, "translator")) {
            const cr_loose *who = o->kind == CR_LOOSE_LIST ? o->first : o;
            cr_str name = cr_loose_text(m->arena, who && who->kind == CR_LOOSE_OBJECT ? cr_loose_get(who, "name") : who);
            cr_str type = who && who->kind == CR_LOOSE_OBJECT ? cr_loose_text(m->arena, cr_loose_get(who, "@type")) : CR_STR_NONE;
            bool program = cr_str_contains(type, "Application") || cr_str_contains(type, "Software") || (!cr_str_is(type, "Person") && name.len && of_machine(m, name));
            m->machine = m->machine || program;
            if (program && name.len && name.len <= 60)
                m->said.operator_name = name;
        }
        if (cr_str_is(o->key, "translationOfWork") && o->kind == CR_LOOSE_OBJECT) {
            cr_str language = cr_loose_text(m->arena, cr_loose_get(o, "inLanguage"));
            if (cr_str_none(m->main_language) && language.len)
                m->main_language = primary(m->arena, language);
        }
        const cr_loose *next = o->first;
        for (; !next && o != top; o = o->parent) {
            next = o->next;
            if (next)
                break;
        }
        o = next;
    }
}

/* The host of an address without "www.". */
static cr_str host_of(cr_str url) {
    size_t at = cr_str_find(url, CR_STR("://"), 0);
    if (at == CR_STR_NPOS)
        return CR_STR_NONE;
    size_t end = at + 3;
    while (end < url.len && !strchr("/?#:", url.ptr[end]))
        end++;
    cr_str host = cr_str_slice(url, at + 3, end);
    return cr_str_starts_nocase(host, "www.") ? cr_str_slice(host, 4, host.len) : host;
}

/* One host is the other's, or lies under it. */
static bool same_site(cr_str a, cr_str b) {
    cr_str longer = a.len >= b.len ? a : b, shorter = a.len >= b.len ? b : a;
    if (!cr_str_eq_nocase(cr_str_slice(longer, longer.len - shorter.len, longer.len), shorter))
        return false;
    return longer.len == shorter.len || longer.ptr[longer.len - shorter.len - 1] == '.';
}

static void fill(markup *m, cr_str url, cr_article *a) {
    cr_notice *n = a->notice;
    if (n->machine_translated && n->main_language.len == 0 && m->main_language.len && !cr_str_eq(m->main_language, a->lang))
        n->main_language = m->main_language;
    if (n->machine_translated && n->operator_name.len == 0)
        n->operator_name = m->said.operator_name;
    cr_str here = host_of(url), there = host_of(a->canonical_url);
    if (n->relayed_automatically && cr_str_none(n->relay_of) && here.len && there.len && !same_site(here, there))
        n->relay_of = cr_str_copy(m->arena, there);
}

void cr_notice_of_markup(cr_arena *arena, const cr_notice_rules *rules, const cr_html_document *d, const cr_metadata *meta, cr_str url, cr_article *a) {
    markup m = {.arena = arena, .rules = rules};
    alternates alternate = {.count = 0};
    unsigned looks = 0;
    for (const cr_html_node *n = d->root; n && looks < HEAD_NODES && !cr_html_is(n, "body"); n = cr_html_next(n, d->root), looks++) {
        if (cr_html_is(n, "html") && (cr_str_contains(cr_html_attribute(n, "class"), "translated-ltr") || cr_str_contains(cr_html_attribute(n, "class"), "translated-rtl"))) {
            m.machine = true;
            m.said.operator_name = CR_STR("Google Translate"); /* whose mark it is */
        } else if (cr_html_is(n, "meta"))
            of_meta(&m, n);
        else if (cr_html_is(n, "link"))
            of_link(&alternate, n);
    }
    for (size_t i = 0; i < meta->linked_count; i++)
        of_json_ld(&m, meta->linked[i]->text);
    if (cr_str_none(m.main_language))
        m.main_language = default_language(arena, &alternate);
    if (m.machine && !a->notice && (a->notice = CR_NEW(arena, cr_notice)) != NULL)
        a->notice->text = CR_STR("");
    if (m.machine && a->notice)
        a->notice->machine_translated = true;
    if (a->notice)
        fill(&m, url, a);
}

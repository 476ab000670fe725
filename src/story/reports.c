#include "story/reports.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "story/credit.h"
#include "story/words.h"
#include "text/agencies.h"

enum { NAMES = 5, DAY = 86400, TELLING = 6 /* words in common that tell whether two texts are one */ };
static const double ROUNDING = 1e-9, /* of a sum of cosines */
    WHOLE = 0.9;                     /* of a text's words: the whole text */

/* ---- sources ---- */

static uint64_t folded(cr_str name) {
    char form[96];
    size_t n = cr_story_phrase(name, form, sizeof form), kept = 0;
    for (size_t i = 0; i < n; i++)
        if (form[i] != ' ')
            form[kept++] = form[i];
    return kept ? cr_hash_64((cr_str){form, kept}, 83) : n == 0 && name.len ? cr_hash_64(name, 89) : 0;
}

/* The host of an address or of a name that is one; none where it is no name of the net. */
static cr_str host_of(cr_str s) {
    size_t scheme = cr_str_find(s, CR_STR("://"), 0);
    if (scheme != CR_STR_NPOS)
        s = cr_str_slice(s, scheme + 3, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '/' || s.ptr[i] == ':' || s.ptr[i] == ' ') {
            if (s.ptr[i] == ' ')
                return CR_STR_NONE;
            s.len = i;
            break;
        }
    if (cr_str_starts_nocase(s, "www."))
        s = cr_str_slice(s, 4, s.len);
    size_t dot = s.len;
    while (dot > 0 && s.ptr[dot - 1] != '.')
        dot--;
    bool name = dot > 0 && dot + 1 < s.len && (unsigned char)s.ptr[s.len - 1] > '9'; /* "192.0.2.1" and "localhost" are nobody's */
    return name ? s : CR_STR_NONE;
}

static cr_str without_last(cr_str host) {
    size_t dot = host.len;
    while (dot > 0 && host.ptr[dot - 1] != '.')
        dot--;
    return dot > 0 ? cr_str_slice(host, 0, dot - 1) : host;
}

static cr_str last_of(cr_str host) {
    cr_str front = without_last(host);
    return front.len < host.len ? cr_str_slice(host, front.len + 1, host.len) : host;
}

uint64_t cr_report_source(cr_str name) {
    if (cr_str_empty(name))
        return 0;
    cr_str agency = cr_text_agency(name), host = host_of(name);
    return folded(!cr_str_none(agency) ? agency : host.len ? without_last(host) : name);
}

/* "edition.example.co.uk": the name that its readers know. */
static uint64_t short_source(cr_str name) {
    static const char *const shared[] = {"co", "com", "org", "net", "gov", "ac"};
    cr_str host = host_of(name);
    if (!host.len)
        return 0;
    host = without_last(host);
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (cr_str_is(last_of(host), shared[i]) && without_last(host).len < host.len)
            return folded(last_of(without_last(host)));
    return folded(last_of(host));
}

typedef struct identity {
    uint64_t names[NAMES]; /* under which others may name it; 0: none */
    uint64_t number;       /* under which it counts */
    uint64_t named;        /* whom it says it carries; 0: nobody, or itself */
    int64_t moment;
    bool dated, timed;
} identity;

static bool goes_by(const identity *x, uint64_t name) {
    for (size_t i = 0; i < NAMES; i++)
        if (name && x->names[i] == name)
            return true;
    return false;
}

static identity identify(const cr_report *r, size_t at) {
    cr_str host = cr_str_empty(r->site) ? CR_STR_NONE : host_of(r->site);
    identity x = {.names = {host.len ? cr_report_source(host) : 0, cr_report_source(r->outlet), host.len ? 0 : cr_report_source(r->site), cr_report_source(r->called), short_source(r->site)}};
    cr_civil c;
    for (size_t i = 0; i < NAMES && !x.number; i++)
        x.number = x.names[i];
    if (!x.number)
        x.number = cr_hash_64((cr_str){(const char *)&at, sizeof at}, 97);
    x.named = cr_report_source(r->named);
    if (goes_by(&x, x.named))
        x.named = 0;
    x.dated = !cr_str_empty(r->date) && cr_time_parse(r->date, &c) && c.day;
    if (x.dated) {
        x.moment = cr_time_epoch(&c);
        x.timed = c.hour >= 0;
    }
    return x;
}

/* ---- families ---- */

typedef struct family_tree {
    const cr_report *reports;
    size_t count;
    identity *who;
    size_t *near;    /* those of the reports that hold */
    size_t *family;  /* lowest member */
    size_t *parent;  /* towards the original; SIZE_MAX: itself */
    size_t *child, *sibling; /* of the edges `near`, in both directions */
    size_t *queue;
} family_tree;

static int64_t day_of(int64_t moment) { return moment >= 0 ? moment / DAY : -((DAY - 1 - moment) / DAY); }

static bool says_it_carries(const family_tree *t, size_t at) { return t->who[at].named || t->reports[at].machine_translated || t->reports[at].relayed; }

/* Of two with one text, `a` came first. */
static bool before(const family_tree *t, size_t a, size_t b) {
    const identity *x = &t->who[a], *y = &t->who[b];
    if (x->dated && y->dated) {
        int64_t one = x->timed && y->timed ? x->moment : day_of(x->moment), two = x->timed && y->timed ? y->moment : day_of(y->moment);
        if (one != two)
            return one < two;
    }
    if (says_it_carries(t, a) != says_it_carries(t, b))
        return says_it_carries(t, b);
    return a < b;
}

static size_t root_of(size_t *family, size_t at) {
    while (family[at] != at)
        at = family[at] = family[family[at]];
    return at;
}

static void join_families(family_tree *t) {
    for (size_t i = 0; i < t->count; i++)
        t->family[i] = i;
    for (size_t i = 0; i < t->count; i++) {
        size_t near = t->near[i];
        if (near == SIZE_MAX)
            continue;
        size_t a = root_of(t->family, i), b = root_of(t->family, near);
        t->family[a > b ? a : b] = a > b ? b : a;
    }
    for (size_t i = 0; i < t->count; i++)
        t->family[i] = root_of(t->family, i);
}

/* The first member of its family that goes by the name which `at` says it carries; beyond it, of the reports of that name the one
 * most like it: names and numbers in their places, then in another language where a machine translated it. */
static size_t carried(const family_tree *t, size_t at, bool beyond) {
    size_t found = SIZE_MAX, most = 0;
    for (size_t i = 0, compared = 0; t->who[at].named && i < t->count; i++) {
        if (i == at || (t->family[i] == t->family[at]) == beyond || !goes_by(&t->who[i], t->who[at].named))
            continue;
        size_t alike = 0;
        if (beyond && compared++ < CR_REPORTS_COMPARED) {
            cr_sketch_match m = cr_sketch_compare(&t->reports[i].sketch, &t->reports[at].sketch);
            if (m.shared >= TELLING && 2 * m.placed < m.shared)
                continue; /* another report of that name */
            alike = 2 * m.placed;
            alike += t->reports[at].machine_translated && !cr_str_eq(t->reports[i].lang, t->reports[at].lang);
        }
        if (found == SIZE_MAX || alike > most || (alike == most && before(t, i, found))) {
            found = i;
            most = alike;
        }
    }
    return found;
}

/* Says that it carries what another member wrote, or that a machine translated it, while the family has others' words for it. */
static bool is_no_original(const family_tree *t, size_t at) {
    if (carried(t, at, false) != SIZE_MAX)
        return true;
    for (size_t i = 0; t->reports[at].machine_translated && i < t->count; i++)
        if (t->family[i] == t->family[at] && !t->reports[i].machine_translated && !cr_str_eq(t->reports[i].lang, t->reports[at].lang))
            return true;
    return false;
}

static size_t find_original(const family_tree *t, size_t family) {
    size_t best = SIZE_MAX;
    for (int pass = 0; pass < 2 && best == SIZE_MAX; pass++)
        for (size_t i = family; i < t->count; i++)
            if (t->family[i] == family && (pass || !is_no_original(t, i)) && (best == SIZE_MAX || before(t, i, best)))
                best = i;
    return best;
}

/* From the original along the edges, which tell who shares a text and not who took it from whom: each member hangs on the first
 * above it that came before it, and from there on as far up as the language stays. So copies hang on the earliest of their
 * language, and that one on what it translates. */
static void hang(family_tree *t, size_t original) {
    size_t head = 0, tail = 0;
    t->queue[tail++] = original;
    t->parent[original] = SIZE_MAX;
    while (head < tail) {
        size_t at = t->queue[head++], near = t->near[at];
        for (size_t next = t->child[at]; next != SIZE_MAX; next = t->sibling[next])
            if (next != original && t->parent[next] == SIZE_MAX) {
                t->parent[next] = at;
                t->queue[tail++] = next;
            }
        if (near != SIZE_MAX && near != original && t->parent[near] == SIZE_MAX) {
            t->parent[near] = at;
            t->queue[tail++] = near;
        }
    }
    for (size_t i = 1; i < tail; i++) {
        size_t at = t->queue[i], above = t->parent[at];
        while (above != original && !before(t, above, at))
            above = t->parent[above]; /* those nearer to the original hang already */
        while (above != original && cr_str_eq(t->reports[t->parent[above]].lang, t->reports[above].lang))
            above = t->parent[above];
        t->parent[at] = above;
    }
}

static bool hangs_on(const family_tree *t, size_t at, size_t on) {
    for (size_t step = 0; at != SIZE_MAX && step <= t->count; step++, at = t->parent[at])
        if (at == on)
            return true;
    return false;
}

static bool same_language(const family_tree *t, size_t a, size_t b) { return cr_str_eq(t->reports[a].lang, t->reports[b].lang); }

/* A translation is told by its looks. What a report says of itself tells more: who names another source than that other report
 * has or names has not translated it, nor has one that came before it and names none. */
static bool holds(const family_tree *t, size_t at) {
    size_t near = t->reports[at].near;
    if (near >= t->count || near == at)
        return false;
    const identity *x = &t->who[at], *y = &t->who[near];
    if (same_language(t, at, near) || x->named == y->named || goes_by(x, y->named) || goes_by(y, x->named))
        return true;
    return x->named && y->named ? false : x->named ? before(t, at, near) : before(t, near, at);
}

static bool make_tree(cr_arena *arena, family_tree *t) {
    size_t n = t->count + 1;
    t->who = CR_NEW_ARRAY(arena, identity, n);
    size_t **lists[] = {&t->near, &t->family, &t->parent, &t->child, &t->sibling, &t->queue};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (!(*lists[i] = CR_NEW_ARRAY(arena, size_t, n)))
            return false;
    if (!t->who)
        return false;
    for (size_t i = 0; i < t->count; i++) {
        t->who[i] = identify(&t->reports[i], i);
        t->parent[i] = t->child[i] = t->sibling[i] = SIZE_MAX;
    }
    for (size_t i = t->count; i-- > 0;) {
        size_t near = t->near[i] = holds(t, i) ? t->reports[i].near : SIZE_MAX;
        if (near == SIZE_MAX)
            continue;
        t->sibling[i] = t->child[near];
        t->child[near] = i;
    }
    join_families(t);
    return true;
}

/* ---- origins ---- */

/* Carries the whole text of the original in its own words: all between them are copies, and it is no shorter. */
static bool copies_all(const family_tree *t, size_t at, size_t original) {
    double own = (double)t->reports[at].sketch.words, its = (double)t->reports[original].sketch.words;
    for (size_t step = 0, on = at; on != original; on = t->parent[on], step++)
        if (on == SIZE_MAX || step > t->count || !same_language(t, on, original))
            return false;
    return own >= WHOLE * its && its >= WHOLE * own;
}

/* The agency that a copy credits, for an original that credits nobody: one text has one source. */
static cr_str family_credit(const family_tree *t, size_t original) {
    for (size_t i = t->family[original]; i < t->count; i++)
        if (i != original && t->family[i] == t->family[original] && t->who[i].named && !cr_str_none(cr_text_agency(t->reports[i].named)) &&
            !goes_by(&t->who[original], t->who[i].named) && copies_all(t, i, original))
            return cr_text_agency(t->reports[i].named);
    return CR_STR_NONE;
}

static void tell_original(family_tree *t, size_t at, cr_digest_origin *o) {
    const cr_report *r = &t->reports[at];
    cr_str credit = t->who[at].named ? r->named : family_credit(t, at);
    o->source = t->who[at].number;
    if (r->elsewhere && r->elsewhere == t->who[at].named) { /* what it says it carries is known, in another story */
        o->how = r->machine_translated ? CR_ORIGIN_TRANSLATION : CR_ORIGIN_COPY;
        o->named = credit;
        o->source = r->elsewhere;
    } else if (!cr_str_none(credit) || r->relayed) { /* a page translated by machine alone has its outlet's text, in the main language it names */
        o->how = CR_ORIGIN_DECLARED;
        o->named = credit;
        o->source = cr_report_source(credit); /* 0: nobody knows whose */
    } else if (r->elsewhere) {
        o->how = CR_ORIGIN_COPY;
        o->source = r->elsewhere;
    }
}

cr_status cr_reports_origins(cr_arena *arena, const cr_report *reports, size_t count, cr_digest_origin *out, cr_error *err) {
    family_tree t = {.reports = reports, .count = count};
    if (!make_tree(arena, &t))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < count; i++)
        if (t.family[i] == i)
            hang(&t, find_original(&t, i));
    for (size_t i = 0; i < count; i++) { /* what it says itself tells more than the path on which it was found */
        size_t said = carried(&t, i, false);
        if (said == SIZE_MAX && t.parent[i] == SIZE_MAX && !reports[i].elsewhere)
            said = carried(&t, i, true);
        if (said != SIZE_MAX && !hangs_on(&t, said, i))
            t.parent[i] = said;
    }
    for (size_t i = 0; i < count; i++) {
        cr_digest_origin *o = &out[i];
        *o = (cr_digest_origin){.of = t.parent[i], .earliest = i};
        if (o->of == SIZE_MAX)
            tell_original(&t, i, o);
        else {
            o->how = cr_str_eq(reports[i].lang, reports[o->of].lang) ? CR_ORIGIN_COPY : CR_ORIGIN_TRANSLATION;
            o->named = t.who[i].named ? reports[i].named : CR_STR_NONE;
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t step = 0; step < count && out[out[i].earliest].of != SIZE_MAX; step++)
            out[i].earliest = out[out[i].earliest].of;
        out[i].source = out[out[i].earliest].source;
    }
    return CR_OK;
}

size_t cr_origins_independent(const cr_digest_origin *origins, size_t count) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool counts = origins[i].source != 0;
        for (size_t k = 0; k < i && counts; k++)
            counts = origins[k].source != origins[i].source;
        n += counts;
    }
    return n || !count ? n : 1; /* somebody's it is */
}

size_t cr_reports_translated(const cr_report *reports, size_t count, size_t at) {
    size_t best = SIZE_MAX, most = 0;
    for (size_t i = 0, compared = 0; i < count && compared < CR_REPORTS_COMPARED; i++) {
        if (i == at || cr_str_eq(reports[i].lang, reports[at].lang))
            continue;
        compared++;
        if (!cr_sketch_translates(&reports[i].sketch, &reports[at].sketch))
            continue;
        size_t placed = cr_sketch_compare(&reports[i].sketch, &reports[at].sketch).placed;
        if (placed > most) {
            most = placed;
            best = i;
        }
    }
    return best;
}

/* ---- the central report ---- */

typedef struct told { /* one word of the title or beginning of one report */
    uint32_t key, report;
} told;

static int by_word(const void *a, const void *b) {
    const told *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->report > y->report) - (x->report < y->report);
}

/* The sum of the cosines with all own reports, itself among them: that over a word's holders of one over the root of their
 * lengths is the same for all who hold the word. */
static cr_status measure(cr_arena *arena, const cr_report *reports, const cr_digest_origin *origins, size_t count, double *near, cr_error *err) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += reports[i].sketch.lead_count;
    told *words = CR_NEW_ARRAY(arena, told, n + 1);
    if (!words)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    n = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < reports[i].sketch.lead_count; k++)
            words[n++] = (told){cr_sketch_lead(&reports[i].sketch, k), (uint32_t)i};
    if (n)
        qsort(words, n, sizeof *words, by_word);
    for (size_t i = 0, end; i < n; i = end) {
        double holders = 0;
        for (end = i; end < n && words[end].key == words[i].key; end++)
            if (origins[words[end].report].how == CR_ORIGIN_OWN)
                holders += 1 / sqrt((double)reports[words[end].report].sketch.lead_count);
        for (size_t k = i; k < end; k++)
            near[words[k].report] += holders / sqrt((double)reports[words[k].report].sketch.lead_count);
    }
    return CR_OK;
}

cr_status cr_reports_central(cr_arena *arena, const cr_report *reports, const cr_digest_origin *origins, size_t count, size_t *central, cr_error *err) {
    double *near = CR_NEW_ARRAY(arena, double, count + 1);
    size_t best = SIZE_MAX, least = SIZE_MAX;
    *central = SIZE_MAX;
    if (!near)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    CR_TRY(measure(arena, reports, origins, count, near, err));
    for (size_t i = 0; i < count; i++) {
        size_t lacks = (origins[i].how != CR_ORIGIN_OWN || reports[i].machine_translated ? 4u : 0u) + (reports[i].titled ? 0u : 2u) + (reports[i].whole ? 0u : 1u);
        if (lacks > least)
            continue;
        bool equal = lacks == least && fabs(near[i] - near[best]) <= ROUNDING;
        bool earlier = equal && !cr_str_empty(reports[i].date) && cr_str_compare(reports[i].date, reports[best].date) < 0;
        if (lacks < least || earlier || (!equal && near[i] > near[best])) {
            best = i;
            least = lacks;
        }
    }
    *central = best;
    return CR_OK;
}

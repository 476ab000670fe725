/* Verbs of saying within one sentence, by where the speaker stands: before them, before は, or behind them. */
#include "base/utf8.h"
#include "speech/strings_read.h"

enum { LEAST_WORDS = 8, SHORT_REGION = 24, CLOSING = 36 };

typedef cr_string_reading reading;
typedef cr_string_sentence sentence;
typedef cr_string_hit hit;

/* 环保组织“绿色河流”称: a few words between marks right before the verb are a name. */
static bool name_between_marks(const reading *r, const cr_span *g) {
    size_t len;
    if (g->end - g->start > SHORT_REGION)
        return false;
    for (size_t i = g->start; i < g->end; i += len) {
        uint32_t p = cr_string_point(r->text, i, &len);
        if (cr_string_joins(p) || cr_string_stops(p))
            return false;
    }
    return g->end < r->text.len && !cr_string_joins(cr_string_point(r->text, g->end, &len)) && !cr_string_stops(cr_string_point(r->text, g->end, &len)) &&
           g->start > 0 && !cr_string_at(r->text, g->start - (g->start > 2 ? 3 : 0), r->text.len, CR_STR("，"));
}

/* Where the clause that ends at `to` begins: behind the last comma or mark. */
static size_t clause_start(const reading *r, const sentence *s, size_t to) {
    size_t start = s->from, len;
    for (size_t i = s->from; i < to; i += len) {
        uint32_t p = cr_string_point(r->text, i, &len);
        const cr_span *g = cr_string_region(s, i);
        if (g && g->end <= to) {
            if (!name_between_marks(r, g))
                start = g->end;
            len = g->end - i;
        } else if (cr_string_joins(p) || cr_string_opens(p) || cr_string_closes(p) || p == '"')
            start = i + len;
    }
    return start;
}

/* "V援引X的话", "ذكرت V نقلا عن X", "VはXの話として": X is left in h->who, V goes to h->carrier. */
static void part_citing(const reading *r, hit *h, size_t from, size_t to) {
    const cr_string_words *w = r->w;
    size_t len;
    for (size_t i = from; i < to; i += len) {
        cr_string_point(r->text, i, &len);
        int k = i > from && cr_string_starts_word(w, r->text, i, from) ? cr_string_word(&w->citing, r->text, i, to) : -1;
        if (k < 0)
            continue;
        h->carrier = cr_string_who(r, from, i);
        size_t who = cr_string_skip(r->text, i + w->citing.items[k].len, to), end = to, before = to;
        while (end > who && (cr_string_blank(cr_utf8_previous(r->text, &before)) || cr_string_joins(cr_string_point(r->text, before, &len))))
            end = before;
        h->who = w->order == CR_VERB_FIRST ? (cr_span){who, end} : cr_string_who(r, who, to); /* "مسؤولين في البنتاغون" */
        return;
    }
}

/* --- Chinese ------------------------------------------------------------------------------------------------------- */

/* Does this verb at i say something here? Fills clause, verb, who, carrier, act, strong, shared. */
bool cr_string_speaker_first(const reading *r, const sentence *s, size_t i, int v, const hit *last, hit *h) {
    const cr_string_words *w = r->w;
    size_t end = i + w->verbs.items[v].len, len, clause = clause_start(r, s, i);
    uint32_t p = end < s->to ? cr_string_point(r->text, end, &len) : 0;
    bool sign = w->verbs.items[v].len < 6; /* one sign alone is part of many words */
    *h = (hit){.clause = clause, .verb = {i, end}, .act = w->verbs.tags[v], .who = cr_string_who(r, clause, i), .strong = !p || cr_string_joins(p) || cr_string_opens(p) || p == '"'};
    part_citing(r, h, clause, i);
    h->behind = end;
    if (cr_string_word(&w->dative, r->text, i, s->to) >= 0) { /* 告诉法新社，A */
        size_t k = end;
        while (k < s->to && k < end + CLOSING && !cr_string_joins(cr_string_point(r->text, k, &len)) && !cr_string_opens(cr_string_point(r->text, k, &len)))
            k += len;
        h->strong = k > end && k < s->to && cr_string_joins(cr_string_point(r->text, k, &len));
        h->behind = k;
        p = h->strong ? cr_string_point(r->text, k, &len) : p;
    }
    if (!last && clause > s->from && cr_string_skip(r->text, clause, i) == i) { /* 外交部发表声明，要求A: whose clause went before */
        size_t comma = clause;
        cr_utf8_previous(r->text, &comma);
        size_t start = clause_start(r, s, comma);
        h->who = cr_string_who(r, start, comma);
        if (h->who.end + 3 > comma) /* nothing else stands in that clause */
            h->who.end = h->who.start;
        else
            h->clause = start;
    }
    size_t joint = cr_string_skip(r->text, clause, i);
    int k = cr_string_word(&w->joint, r->text, joint, i);
    if (k >= 0 && last) {
        size_t behind = joint + w->joint.items[k].len;
        h->who = cr_string_who(r, behind, i);
        h->shared = cr_span_empty(h->who);
    }
    if (cr_string_ends(&w->negation, r->text, clause, i))
        return false;
    if (cr_span_empty(h->who) && !h->shared)
        return false;
    if (!h->strong && sign && !(cr_string_word(&w->bare, r->text, i, s->to) >= 0 && clause == s->from && h->who.end - h->who.start >= 6))
        return false;
    bool leads = p && !cr_string_stops(p) && p != ';' && p != 0xFF1B; /* "，判决将于周四宣布；": nothing follows that could be said */
    return !last || (h->strong && leads) || (h->shared && p);
}

/* The words of hit k: before its clause where a quotation ends there, else behind the verb up to the next clause. */
void cr_string_chinese_content(const reading *r, const sentence *s, hit *h, const hit *next) {
    size_t to = next ? next->clause : s->to;
    const cr_span *before = NULL, *behind = NULL;
    for (size_t k = 0; k < s->region_count; k++) {
        if (s->regions[k].end <= h->clause && cr_string_skip(r->text, s->regions[k].end, h->clause) >= h->clause)
            before = &s->regions[k];
        if (!behind && s->regions[k].start >= h->verb.end && s->regions[k].end <= to)
            behind = &s->regions[k];
    }
    size_t after = cr_string_skip(r->text, h->behind, to);
    if (h->act == CR_ACT_DENIES || h->act == CR_ACT_REFUSES) /* 否认了这一报道: which, another sentence tells */
        h->behind += cr_string_at(r->text, h->behind, to, CR_STR("了")) ? CR_STR("了").len : 0;
    h->content = (cr_span){h->behind, to};
    h->frame = (cr_span){h->clause, h->behind};
    if (h->act != CR_ACT_SAYS && cr_string_word(&r->w->anaphor, r->text, h->behind, to) >= 0)
        h->content.end = h->content.start;
    if (before && (after >= to || (behind && after == behind->start))) {
        h->content = *before;
        if (after < to)
            h->more = *behind;
    } else if (after >= to && h->clause > s->from + LEAST_WORDS) /* 大桥是安全的，市长说。 */
        h->content = (cr_span){s->from, h->clause};
    while (h->content.end > h->content.start) { /* the comma is the writer's */
        size_t end = h->content.end;
        uint32_t p = cr_utf8_previous(r->text, &end);
        if (!cr_string_joins(p) && !cr_string_blank(p))
            break;
        h->content.end = end;
    }
}

/* --- Japanese ------------------------------------------------------------------------------------------------------ */

/* The first は or が outside of marks in [from, to), not one inside a longer word; its place, and *end behind it. */
static size_t subject_in(const reading *r, const sentence *s, size_t from, size_t to, size_t *end) {
    size_t len;
    *end = 0;
    for (size_t k = from; k < to; k += len) {
        cr_string_point(r->text, k, &len);
        const cr_span *g = cr_string_region(s, k);
        size_t whole = g ? g->end : cr_string_compound(r->w, r->text, k, to);
        if (whole > k) {
            len = whole - k;
            continue;
        }
        int m = k > from ? cr_string_word(&r->w->subject, r->text, k, to) : -1;
        if (m >= 0) {
            *end = k + r->w->subject.items[m].len;
            return k;
        }
    }
    return to;
}

/* Behind "会見で、", "9日、", "に対し、": where and when, not what. */
static size_t skip_circumstance(const reading *r, size_t from, size_t to) {
    size_t len;
    for (size_t k = from, before = k; k < to && k < from + 60; before = k, k += len)
        if (cr_string_point(r->text, k, &len) == 0x3001) {
            bool place = cr_string_at(r->text, before, to, CR_STR("で")) || cr_string_at(r->text, before, to, CR_STR("日")) || cr_string_at(r->text, before, to, CR_STR("し")) || cr_string_at(r->text, before, to, CR_STR("後"));
            return place ? k + len : from;
        }
    return from;
}

/* The last と before the verb at i, not before `from`. 0: none. */
static size_t that_before(const reading *r, const sentence *s, size_t from, size_t i) {
    size_t that = 0, len;
    for (size_t k = from; k < i; k += len) {
        cr_string_point(r->text, k, &len);
        const cr_span *g = cr_string_region(s, k);
        if (g)
            len = g->end - k;
        else if (k > from && cr_string_word(&r->w->that, r->text, k, i) >= 0)
            that = k;
    }
    return that;
}

bool cr_string_verb_last(const reading *r, const sentence *s, size_t i, int v, const hit *last, hit *h) {
    const cr_string_words *w = r->w;
    size_t from = last ? last->behind : s->from, that = that_before(r, s, from, i), subject_end, len;
    size_t verb_end = i + w->verbs.items[v].len;
    *h = (hit){.clause = from, .verb = {i, verb_end}, .act = w->verbs.tags[v], .strong = true};
    if (!that || i - that > CLOSING || cr_string_word(&w->negation, r->text, verb_end, s->to) >= 0)
        return false;
    if (w->verbs.close[v] && that + CR_STR("と").len != i)
        return false;
    size_t subject = subject_in(r, s, from, i, &subject_end), content = from;
    const cr_span *g = NULL;
    for (size_t k = 0; k < s->region_count; k++)
        if (s->regions[k].end == that && s->regions[k].start >= from)
            g = &s->regions[k];
    bool own = subject_end && (!last || (g && subject_end == g->start));
    size_t behind = that + CR_STR("と").len, late_end, late = behind < i ? subject_in(r, s, behind, i, &late_end) : i;
    cr_span teller = late < i && late_end ? cr_string_who(r, behind, late) : (cr_span){0, 0};
    if (!cr_span_empty(teller) && subject < that) { /* 市長は辞めると通信社が報じた: between と and the verb stands whose verb it is */
        h->who = teller;
        h->frame = (cr_span){late_end, i};
        content = g && !last ? g->start : last ? skip_circumstance(r, from, that) : from;
    } else if (own && subject > that) { /* 「A」と市長は話した */
        h->who = cr_string_who(r, that + CR_STR("と").len, subject);
        h->frame = (cr_span){subject_end, i};
        content = g ? g->start : from;
    } else if (own && subject_end <= that) {
        size_t start = from;
        for (size_t k = from; k < subject; k += len) /* "9日、田中首相は" */
            if (cr_string_joins(cr_string_point(r->text, k, &len)))
                start = k + len;
        h->who = cr_string_who(r, start, subject);
        part_citing(r, h, start, that);
        content = skip_circumstance(r, cr_span_empty(h->carrier) ? subject_end : h->who.end, that);
        if (!cr_span_empty(h->carrier)) {
            h->carrier = cr_string_who(r, start, subject);
            for (size_t k = subject_end; k < that; k += len) { /* Xの話として、A */
                cr_string_point(r->text, k, &len);
                int c = cr_string_word(&w->citing, r->text, k, that);
                if (c >= 0) {
                    h->who = cr_string_who(r, cr_string_skip(r->text, subject_end, k), k);
                    content = k + w->citing.items[c].len;
                    break;
                }
            }
        }
        h->frame = (cr_span){from, g ? g->start : content};
        bool about = g && g->start >= subject_end + 6 && (cr_string_at(r->text, g->start - 3, g->start, CR_STR("は")) || cr_string_at(r->text, g->start - 3, g->start, CR_STR("が")));
        if (g && !about) /* 会見で「A」と: the quotation alone; 圧力は「A」との見方: mixed */
            content = g->start;
        else
            h->frame.end = content;
    } else if (last) {
        h->shared = true;
        content = g ? g->start : skip_circumstance(r, from, that);
    } else
        return false;
    h->content = (cr_span){content, that};
    for (h->behind = verb_end; h->behind < s->to && h->behind < verb_end + CLOSING; h->behind += len) /* the next clause begins behind a comma */
        if (cr_string_point(r->text, h->behind, &len) == 0x3001)
            break;
    h->behind = cr_string_skip(r->text, h->behind, s->to);
    return true;
}

/* 「A」。社長はこう強調した。 */
bool cr_string_pointed_at(const reading *r, const sentence *s, hit *h) {
    size_t len, subject_end, subject = r->w->order == CR_VERB_LAST && !cr_span_empty(r->alone) ? subject_in(r, s, s->from, s->to, &subject_end) : s->to;
    for (size_t i = subject; i < s->to; i += len) {
        cr_string_point(r->text, i, &len);
        int a = cr_string_word(&r->w->anaphor, r->text, i, s->to);
        size_t verb = a >= 0 ? cr_string_skip(r->text, i + r->w->anaphor.items[a].len, s->to) : s->to;
        int v = cr_string_word(&r->w->verbs, r->text, verb, s->to);
        if (v < 0)
            continue;
        *h = (hit){.clause = s->from, .verb = {verb, verb + r->w->verbs.items[v].len}, .act = r->w->verbs.tags[v], .who = cr_string_who(r, s->from, subject), .frame = {subject, i}, .content = r->alone};
        return true;
    }
    return false;
}

/* --- Arabic -------------------------------------------------------------------------------------------------------- */

static size_t word_end(const reading *r, size_t i, size_t to) {
    size_t len;
    while (i < to && !cr_string_blank(cr_string_point(r->text, i, &len)) && !cr_string_joins(cr_string_point(r->text, i, &len)))
        i += len;
    return i;
}
static bool definite(const reading *r, size_t i, size_t to) { return cr_string_at(r->text, i, to, CR_STR("ال")) || cr_string_at(r->text, i, to, CR_STR("لل")); }

/* Where the noun phrase at i ends: "وزارة الدفاع", "المتحدث باسم الشركة", "الحكومة السورية", a person's name behind it. i when it is none. */
static size_t phrase_end(const reading *r, size_t i, size_t to) {
    size_t from = i, end = i;
    for (unsigned parts = 0; parts < 2; parts++) {
        bool closed = false;
        for (unsigned n = 0; n < 4 && !closed && i < to; n++) {
            end = word_end(r, i, to);
            closed = definite(r, i, to) || (cr_lexicon_get(r->lexicon, cr_str_slice(r->text, i, end)) & (CR_LEX_PLACE | CR_LEX_NAMED_BODY));
            i = cr_string_skip(r->text, end, to);
        }
        if (!closed)
            return from;
        for (size_t e = word_end(r, i, to); e >= 4 && definite(r, i, to) && (cr_string_at(r->text, e - 2, e, CR_STR("ي")) || cr_string_at(r->text, e - 4, e, CR_STR("ية"))); e = word_end(r, i, to)) {
            end = e; /* السورية */
            i = cr_string_skip(r->text, e, to);
        }
        size_t e = word_end(r, i, to);
        if (!cr_str_is(cr_str_slice(r->text, i, e), "باسم"))
            break;
        i = cr_string_skip(r->text, e, to);
    }
    size_t e = word_end(r, i, to), second = cr_string_skip(r->text, e, to), second_end = word_end(r, second, to), any = cr_string_skip(r->text, second_end, to);
    bool role = (cr_lexicon_get(r->lexicon, cr_str_slice(r->text, from, word_end(r, from, to))) & CR_LEX_ROLE) != 0;
    if (role && second_end > second && e > i && cr_str_is(cr_str_slice(r->text, any, word_end(r, any, to)), "أي")) /* "نفت وزيرة النقل آنا كيلر أي مخالفة" */
        return second_end;
    if (cr_lexicon_get(r->lexicon, cr_str_slice(r->text, i, e)) & CR_LEX_GIVEN) { /* "وزير الخارجية أحمد سالم" */
        end = word_end(r, cr_string_skip(r->text, e, to), to);
    }
    return end;
}

/* "نفت وزارة الدفاع مقتل جنود", "رفض المتحدث التعليق": to deny, refuse or demand needs no conjunction. */
static bool object_of(const reading *r, const sentence *s, size_t start, hit *h) {
    if (h->act != CR_ACT_DENIES && h->act != CR_ACT_REFUSES && h->act != CR_ACT_DEMANDS)
        return false;
    size_t end = phrase_end(r, start, s->to);
    h->who = cr_string_who(r, start, end);
    h->content = (cr_span){end, s->to};
    return end > start && !cr_span_empty(h->who) && h->who.end == end;
}

/* "سفير الصين في واشنطن، لي مينغ، إن": a role, then two to four words between commas: the name. */
static cr_span with_apposition(const reading *r, cr_span who, size_t from, size_t to) {
    size_t comma = who.end, len, words = 0;
    if (cr_span_empty(who) || who.start != from || !(cr_lexicon_get(r->lexicon, cr_str_slice(r->text, who.start, word_end(r, who.start, to))) & CR_LEX_ROLE))
        return who;
    while (comma < to && !cr_string_joins(cr_string_point(r->text, comma, &len)))
        comma += len;
    size_t start = cr_string_skip(r->text, comma, to), i = start;
    while (i < to && words < 5) {
        size_t end = word_end(r, i, to);
        if (cr_lexicon_get(r->lexicon, cr_str_slice(r->text, i, end)) & (CR_LEX_COMMON | CR_LEX_ROLE | CR_LEX_TIME))
            return who;
        words++;
        if (end < to && cr_string_joins(cr_string_point(r->text, end, &len)))
            return words >= 2 && words <= 4 ? (cr_span){who.start, end} : who;
        i = end < to ? cr_string_skip(r->text, end, to) : to;
    }
    return who;
}

bool cr_string_verb_before(const reading *r, const sentence *s, size_t i, int v, const hit *last, hit *h) {
    const cr_string_words *w = r->w;
    size_t verb_end = i + w->verbs.items[v].len, len, start = cr_string_skip(r->text, verb_end, s->to);
    if (!cr_string_starts_word(w, r->text, i, s->from) || !cr_string_ends_word(w, r->text, verb_end, s->to))
        return false;
    size_t clause = clause_start(r, s, i), word = cr_string_skip(r->text, clause, i);
    if (cr_string_ends(&w->negation, r->text, s->from, i))
        return false;
    if (last) { /* "، لكنه أضاف", "، فيما أكد": only where a clause begins */
        int k = cr_string_word(&w->joint, r->text, word, i);
        if (k >= 0)
            word = cr_string_skip(r->text, word + w->joint.items[k].len, i);
        if (word + 2 < i || clause <= last->verb.end) /* و may stand before it */
            return false;
    }
    *h = (hit){.clause = clause, .verb = {i, verb_end}, .act = w->verbs.tags[v], .strong = true};
    bool relay = cr_string_word(&w->relay, r->text, i, s->to) >= 0;
    for (size_t k = start; k < s->to && k < start + 2 * CR_STRING_NAME; k += len) {
        uint32_t p = cr_string_point(r->text, k, &len);
        int t = cr_string_starts_word(w, r->text, k, s->from) ? cr_string_word(&w->that, r->text, k, s->to) : -1;
        bool that = t >= 0 && cr_string_ends_word(w, r->text, k + w->that.items[t].len, s->to), quoted = (cr_string_opens(p) || p == '"');
        if (that || p == ':' || quoted) {
            h->content = (cr_span){that ? k + w->that.items[t].len : quoted ? k : k + len, s->to};
            h->who = with_apposition(r, cr_string_who(r, start, k), start, k);
            h->frame = (cr_span){h->clause, k};
            part_citing(r, h, start, k);
            h->shared = cr_span_empty(h->who);
            return !relay || !cr_span_empty(h->carrier);
        }
        if (cr_string_stops(p))
            break;
    }
    if (!last && object_of(r, s, start, h))
        return true;
    for (size_t k = 0; k < s->region_count && !last; k++) /* "A"، قال X، "B" */
        if (s->regions[k].end <= i && cr_string_skip(r->text, s->regions[k].end, i) + 2 >= i) {
            h->content = s->regions[k];
            h->who = cr_string_who(r, start, s->to);
            h->frame = (cr_span){start, s->to};
            return !relay;
        }
    return false;
}

/* `«A»، يقول X، «B»`: the second half. */
void cr_string_second_half(const reading *r, const sentence *s, hit *h) {
    for (size_t k = 1; k < s->region_count; k++)
        if (s->regions[k - 1].end <= h->verb.start && s->regions[k].start >= h->verb.end && cr_string_skip(r->text, s->regions[k - 1].end, h->verb.start) + 2 >= h->verb.start) {
            size_t len;
            h->content = s->regions[k - 1];
            h->more = s->regions[k];
            size_t who = cr_string_skip(r->text, h->verb.end, h->more.start), end = who;
            while (end < h->more.start && !cr_string_joins(cr_string_point(r->text, end, &len)))
                end += len;
            h->who = cr_string_who(r, who, end);
            h->frame = (cr_span){end, h->more.start};
            return;
        }
}

/* What is counted in a sentence: the number, its bounds, and of what.
 *
 *     "At least 12 people were killed and 30 injured"   dead 12 and more; wounded 30
 *
 * What a number counts stands directly behind it ("12 dead"), directly before ("killed 12"), further behind in the same
 * clause ("12 people were killed"), or is the subject of what the number is reached by ("the death toll rose to 12"), looked for
 * in this order. Left out is what does not stand for itself: parts ("including 3") and wholes ("of its 80 passengers"), additions
 * ("12 more"), what no longer holds ("up from 12") or may come ("could kill 12"), what has added up over many happenings ("so far
 * this year"), ages, dates, scores, ranges, numbers in names. */
#include "story/counts.h"

#include <math.h>
#include <stdlib.h>

#include "base/vec.h"

enum { AHEAD = 7, /* words of a clause between a number and what it counts */
       SUBJECT = 24, /* words between the subject and the number it reached */
       OF = 3,       /* words between "number of" and what is counted: "number of people killed" */
       MAYBE = 6,    /* words between "could" and the number */
       TOPIC = 10,   /* words between what is counted and a number of people, in Chinese, Japanese, Korean */
       PEOPLE = 2 /* counted without more: no hash of a word */ };

typedef struct reading {
    cr_digest_work *w;
    const cr_digest_words *words;
    const cr_digest_sentence *s;
    cr_str text;
} reading;

typedef struct number {
    size_t at, end; /* tokens, scale included */
    double value, half; /* half of the last digit written, where a scale follows: "1.2 million" */
    bool round;         /* "a dozen", "une vingtaine de" */
} number;

static cr_str gap_before(const reading *r, size_t token) {
    size_t from = token ? r->s->tokens[token - 1].end : r->s->span.start;
    return cr_str_slice(r->text, from, r->s->tokens[token].start);
}
static cr_str gap_after(const reading *r, size_t end) {
    size_t to = end < r->s->token_count ? r->s->tokens[end].start : r->s->span.end;
    return cr_str_slice(r->text, r->s->tokens[end - 1].end, to);
}

/* A mark that parts clauses stands in the gap. */
static bool parted(cr_str gap) {
    static const char *const marks[] = {",", ";", ":", "(", ")", "\"", "!", "?", ". ", "\n", "\xC2\xAB", "\xC2\xBB", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x94",
                                        "\xE2\x80\x93", " - ", "\xE3\x80\x81", "\xE3\x80\x82", "\xEF\xBC\x8C", "\xD8\x8C"};
    for (size_t i = 0; gap.len && i < sizeof marks / sizeof *marks; i++)
        if (cr_str_contains(gap, marks[i]))
            return true;
    return false;
}

static uint64_t class_at(const reading *r, size_t at) { return at < r->s->token_count ? cr_count_class(r->words, r->s, at, 1) : 0; }

static double scale_of(uint64_t classes) {
    return classes & CR_COUNTED_BIT(CR_COUNTED_THOUSAND)  ? 1e3
           : classes & CR_COUNTED_BIT(CR_COUNTED_MILLION)  ? 1e6
           : classes & CR_COUNTED_BIT(CR_COUNTED_BILLION)  ? 1e9
           : classes & CR_COUNTED_BIT(CR_COUNTED_TRILLION) ? 1e12
                                                           : 0;
}

static bool read_number(const reading *r, size_t at, number *n) {
    const cr_digest_token *t = &r->s->tokens[at];
    size_t len = 1;
    *n = (number){.at = at};
    if (t->number) {
        if (t->form.len > 15)
            return false;
        n->value = strtod(t->form.ptr, NULL);
        size_t point = cr_str_find_byte(t->form, '.', 0);
        n->half = 0.5;
        for (size_t i = point; point != CR_STR_NPOS && i + 1 < t->form.len; i++)
            n->half /= 10;
    } else if (cr_count_number_word(r->words, r->s, at, &len, &n->value))
        n->half = 0.5;
    else
        return false;
    n->round = len > 1 && t->stop;
    n->end = at + len;
    double scale = 0;
    size_t phrase = 1;
    if (n->end < r->s->token_count && !parted(gap_before(r, n->end)))
        scale = scale_of(cr_count_class_from(r->words, r->s, n->end, &phrase));
    if (scale > 0) {
        n->value *= scale;
        n->half *= scale;
        n->end += phrase;
    } else
        n->half = 0;
    return true;
}

static bool in_date(const reading *r, const number *n) {
    size_t start = r->s->tokens[n->at].start, end = r->s->tokens[n->end - 1].end;
    for (size_t i = 0; i < r->s->date_count; i++)
        if (r->s->dates[i].start < end && r->s->dates[i].end > start)
            return true;
    return false;
}

/* "Boeing 737", "Covid-19", "3-1", "10-12 people", "12th", "12:30", "No 12" */
static bool is_label(const reading *r, const number *n) {
    const cr_digest_token *t = &r->s->tokens[n->at];
    cr_str before = gap_before(r, n->at), after = gap_after(r, n->end);
    if (n->at > 0) {
        const cr_digest_token *p = t - 1;
        bool spaceless = p->form.len && (unsigned char)p->form.ptr[0] >= 0x80; /* Chinese, Japanese */
        if ((!before.len && !spaceless) || cr_str_is(before, "-") || cr_str_is(before, "/") || cr_str_is(before, ":") ||
            cr_str_is(before, "\xE2\x80\x93") || cr_str_is(before, "\xE2\x80\x91"))
            return true;
        bool noun = cr_str_is(r->w->articles[r->s->article].lang, "de"); /* every noun has a capital there */
        if (p->capital && !p->opens && cr_str_is(before, " ") && !(class_at(r, n->at - 1) & CR_COUNTED_ANY_CONCEPT) && t->number && !noun)
            return true;
        if (p->number && n->value < 1000 && cr_str_is(before, " "))
            return true;
    }
    if (n->end < r->s->token_count) {
        const cr_digest_token *next = &r->s->tokens[n->end];
        bool glued = !after.len && !((unsigned char)next->form.ptr[0] >= 0x80) && !class_at(r, n->end);
        bool range = next->number && (cr_str_is(after, "-") || cr_str_is(after, "\xE2\x80\x93") || cr_str_is(after, ":") || cr_str_is(after, "/"));
        if (glued || range || cr_str_is(after, ". ") || cr_str_is(after, "-") || cr_str_is(after, "\xC2\xBA ") || cr_str_is(after, "\xC2\xB0 "))
            return true;
    }
    return cr_str_ends(before, "n\xC2\xB0") || cr_str_ends(before, "#") || cr_str_ends(before, "\xC2\xA7");
}

static int concept_of(uint64_t classes) {
    for (int i = 1; i <= CR_COUNTED_CONCEPTS; i++)
        if (classes & CR_COUNTED_BIT(i))
            return i;
    return 0;
}

/* "12 dead and wounded": what is counted are both together. */
static bool both_together(const reading *r, size_t behind, int concept) {
    size_t len;
    if (!(class_at(r, behind) & CR_COUNTED_BIT(CR_COUNTED_AND)) || parted(gap_before(r, behind)) || behind + 1 >= r->s->token_count)
        return false;
    int other = concept_of(cr_count_class_from(r->words, r->s, behind + 1, &len));
    return other && other != concept && cr_count_concept_grows(other);
}

/* Directly behind. False: the number does not stand for itself. */
static bool look_behind(const reading *r, const number *n, cr_count *c, size_t *at, bool *people) {
    size_t len;
    cr_str gap = gap_after(r, n->end);
    *at = n->end;
    if (cr_str_starts(gap, "%") || cr_str_starts(gap, " %") || cr_str_starts(gap, "\xC2\xA0%") || cr_str_starts(gap, "\xE2\x80\xAF%")) {
        c->unit = CR_COUNT_PERCENT;
        return true;
    }
    if (cr_str_contains(gap, "\xE2\x82\xAC"))
        c->concept = CR_COUNTED_EURO;
    if (cr_str_contains(gap, "$"))
        c->concept = CR_COUNTED_DOLLAR;
    for (int step = 0; step < 3 && *at < r->s->token_count && !parted(gap_before(r, *at)) && !c->concept; step++) {
        uint64_t classes = cr_count_class_from(r->words, r->s, *at, &len);
        if (classes & (CR_COUNTED_BIT(CR_COUNTED_YEARS) | CR_COUNTED_BIT(CR_COUNTED_MORE) | CR_COUNTED_BIT(CR_COUNTED_FORMER)))
            return false;
        if (classes & CR_COUNTED_BIT(CR_COUNTED_PERCENT))
            c->unit = CR_COUNT_PERCENT;
        else if (classes & CR_COUNTED_BIT(CR_COUNTED_POINTS))
            c->unit = CR_COUNT_POINTS;
        else if (classes & CR_COUNTED_ANY_CONCEPT) {
            c->concept = concept_of(classes);
            return !both_together(r, *at + len, c->concept);
        } else if (classes & CR_COUNTED_BIT(CR_COUNTED_PEOPLE)) {
            *at += len; /* anybody: what happened to them stands further behind */
            *people = true;
            break;
        } else if (!classes && r->s->tokens[*at].key && !r->s->tokens[*at].number && !c->head) {
            c->head = r->s->tokens[*at].key;
            ++*at;
            continue;
        } else if (!classes && r->s->tokens[*at].stop && step == 0 && n->end > n->at + 1) {
            ++*at; /* "millions d'euros" */
            continue;
        }
        break;
    }
    return true;
}

/* Directly before, behind "at least" and the like. False: the number does not stand for itself. */
static bool look_before(const reading *r, const number *n, cr_count *c, size_t *from, bool *whole) {
    size_t at = n->at, len;
    *from = n->at;
    cr_str gap = gap_before(r, n->at);
    if (cr_str_ends(gap, "$"))
        c->concept = CR_COUNTED_DOLLAR;
    else if (cr_str_ends(gap, "\xE2\x82\xAC"))
        c->concept = CR_COUNTED_EURO;
    else if (cr_str_ends(gap, "\xC2\xA3"))
        c->concept = CR_COUNTED_POUND;
    for (int step = 0; step < 4 && at > 0 && !parted(gap_before(r, at)); step++) {
        uint64_t classes = cr_count_class_to(r->words, r->s, at, &len);
        if (classes & (CR_COUNTED_BIT(CR_COUNTED_PART) | CR_COUNTED_BIT(CR_COUNTED_WAS) | CR_COUNTED_BIT(CR_COUNTED_MORE)))
            return (classes & (CR_COUNTED_BIT(CR_COUNTED_LEAST) | CR_COUNTED_BIT(CR_COUNTED_ABOUT))) != 0;
        if (classes & CR_COUNTED_BIT(CR_COUNTED_AND))
            return true;
        if (step == 0 || *from == at) {
            if (classes & CR_COUNTED_BIT(CR_COUNTED_WHOLE)) {
                *whole = true;
                return true;
            }
            if (classes & CR_COUNTED_BIT(CR_COUNTED_LEAST))
                c->high = HUGE_VAL;
            else if (classes & CR_COUNTED_BIT(CR_COUNTED_MOST))
                c->low = 0;
            else if (classes & CR_COUNTED_BIT(CR_COUNTED_ABOUT)) {
                c->about = true;
                c->low = c->value * 0.9;
                c->high = c->value * 1.1;
            }
            if (classes & (CR_COUNTED_BIT(CR_COUNTED_LEAST) | CR_COUNTED_BIT(CR_COUNTED_MOST) | CR_COUNTED_BIT(CR_COUNTED_ABOUT))) {
                at -= len;
                *from = at;
                continue;
            }
        }
        if (classes & CR_COUNTED_ANY_CONCEPT) {
            if (!c->concept)
                c->concept = concept_of(classes);
            return true;
        }
        if (!r->s->tokens[at - 1].stop)
            return true;
        at--;
    }
    return true;
}

/* Further behind, in the same clause. */
static void look_ahead(const reading *r, size_t at, cr_count *c) {
    size_t len;
    for (size_t i = at; i < at + AHEAD && i < r->s->token_count && !parted(gap_before(r, i)); i += len) {
        uint64_t classes = cr_count_class_from(r->words, r->s, i, &len);
        if (r->s->tokens[i].number || (classes & (CR_COUNTED_BIT(CR_COUNTED_PART) | CR_COUNTED_BIT(CR_COUNTED_WAS))))
            return;
        if (classes & CR_COUNTED_ANY_CONCEPT) {
            int concept = concept_of(classes);
            if (cr_count_concept_grows(concept) && !both_together(r, i + len, concept))
                c->concept = concept;
            return;
        }
    }
}

/* "number of people killed": what is counted behind such a word, or in it ("death toll"). */
static int told_of(const reading *r, size_t at, size_t end) {
    size_t len;
    int concept = concept_of(cr_count_class_from(r->words, r->s, at, &len));
    for (size_t i = at + len, step = 0; !concept && step <= OF && i < end && !parted(gap_before(r, i)); i += len, step++)
        concept = concept_of(cr_count_class_from(r->words, r->s, i, &len));
    return concept;
}

/* "The death toll of the collapse rose to 12", "the number of dead now stands at 12", "i dispersi sono 12": before the number a
 * word of reaching, and before that what has reached it. One earlier number may stand between: "rose from 3 to 12". */
static int look_subject(const reading *r, size_t from) {
    size_t len, numbers = 0, at = from;
    uint64_t by = from && !parted(gap_before(r, from)) ? cr_count_class_to(r->words, r->s, from, &len) : 0;
    if (!(by & (CR_COUNTED_BIT(CR_COUNTED_REACHED) | CR_COUNTED_BIT(CR_COUNTED_ARE))))
        return 0;
    at -= len;
    for (size_t step = 0; step < SUBJECT && at > 0 && !parted(gap_before(r, at)); step++) {
        at--;
        if (r->s->tokens[at].number && (numbers++ || from - at > 3))
            return 0;
        if (cr_count_class_from(r->words, r->s, at, &len) & CR_COUNTED_BIT(CR_COUNTED_TOLL))
            return told_of(r, at, from);
    }
    if (!(by & CR_COUNTED_BIT(CR_COUNTED_ARE)) || at + 1 >= from)
        return 0;
    int concept = concept_of(cr_count_class_from(r->words, r->s, at, &len)); /* the clause begins with it, or with its article */
    return concept || !r->s->tokens[at].stop ? concept : concept_of(cr_count_class_from(r->words, r->s, at + 1, &len));
}

/* Chinese, Japanese, Korean: "17人", "17名", "17명" */
static bool of_people(const reading *r, const number *n) {
    static const char *const people[] = {"\xE4\xBA\xBA", "\xE5\x90\x8D", "\xEB\xAA\x85"};
    cr_str behind = cr_str_slice(r->text, r->s->tokens[n->end - 1].end, r->s->span.end);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (cr_str_starts(behind, people[i]))
            return true;
    return false;
}

/* "死者は17人", "死亡人数从14人增至17人": a number of people, and before it in its clause what is counted, which is no one's attribute
 * ("死者の家族17人"). One earlier number may stand between. */
static int look_topic(const reading *r, const number *n, size_t from) {
    static const char *const of[] = {"\xE3\x81\xAE", "\xE7\x9A\x84"};
    size_t numbers = 0, len;
    for (size_t at = from, step = 0; of_people(r, n) && step < TOPIC && at > 0 && !parted(gap_before(r, at)); step++, at--) {
        const cr_digest_token *t = &r->s->tokens[at - 1];
        cr_str word = cr_str_slice(r->text, t->start, t->end);
        if ((t->number && numbers++) || cr_str_contains(word, of[0]) || cr_str_contains(word, of[1]))
            return 0;
        int concept = concept_of(cr_count_class_to(r->words, r->s, at, &len));
        if (concept)
            return cr_count_concept_grows(concept) ? concept : 0;
    }
    return 0;
}

/* "from 9 to 12" reads as hours as well. */
static bool hours_only(const reading *r, const number *n) {
    size_t start = r->s->tokens[n->at].start;
    for (size_t i = 0; i < r->s->date_count; i++)
        if (r->s->dates[i].start <= start && r->s->dates[i].end > start)
            return (r->s->dates[i].type == CR_TIME_RANGE || r->s->dates[i].type == CR_DATETIME_RANGE) &&
                   cr_str_find_byte(cr_str_slice(r->text, r->s->dates[i].start, r->s->dates[i].end), ':', 0) == CR_STR_NPOS;
    return false;
}

/* "12 people at least"; not "12 dead and at least 30 wounded". */
static bool least_behind(const reading *r, size_t end) {
    size_t len;
    for (size_t i = end; i < end + 3 && i < r->s->token_count && !parted(gap_before(r, i)); i++) {
        if (cr_count_class(r->words, r->s, i, 1) & CR_COUNTED_BIT(CR_COUNTED_AND))
            return false;
        if (!(cr_count_class_from(r->words, r->s, i, &len) & CR_COUNTED_BIT(CR_COUNTED_AFTER)))
            continue;
        for (size_t k = i + len; k < i + len + 2 && k < r->s->token_count; k++) {
            number other;
            if (read_number(r, k, &other))
                return false;
        }
        return true;
    }
    return false;
}

/* What only may be, before or behind the number in its clause. */
static bool is_guess(const reading *r, const number *n) {
    for (size_t i = n->at, step = 0; step < MAYBE && i > 0 && !parted(gap_before(r, i)); step++, i--)
        if (class_at(r, i - 1) & CR_COUNTED_BIT(CR_COUNTED_MAYBE))
            return true;
    for (size_t i = n->end, step = 0; step < MAYBE / 2 && i < r->s->token_count && !parted(gap_before(r, i)); step++, i++) {
        if (class_at(r, i) & CR_COUNTED_BIT(CR_COUNTED_AND))
            return false;
        if (class_at(r, i) & CR_COUNTED_BIT(CR_COUNTED_MAYBE))
            return true;
    }
    return false;
}

/* "so far this year": many happenings together. */
static bool adds_up(const reading *r) {
    size_t len;
    for (size_t i = 0; i < r->s->token_count; i++)
        if (cr_count_class_from(r->words, r->s, i, &len) & CR_COUNTED_BIT(CR_COUNTED_SINCE))
            return true;
    return false;
}

/* "claimed 12 lives" */
static bool took_lives(const reading *r, const number *n, size_t from) {
    size_t len;
    return (class_at(r, n->end) & CR_COUNTED_BIT(CR_COUNTED_LIVES)) && from &&
           (cr_count_class_to(r->words, r->s, from, &len) & CR_COUNTED_BIT(CR_COUNTED_TOOK));
}

/* What is counted, where it does not stand directly beside the number. */
static void look_around(const reading *r, const number *n, size_t from, size_t behind, bool whole, cr_count *c) {
    if (took_lives(r, n, from)) {
        c->concept = CR_COUNTED_DEAD;
        c->head = 0;
        return;
    }
    int subject = look_subject(r, from);
    if (cr_count_concept_grows(subject)) {
        c->concept = subject;
        c->head = 0;
    } else if (!whole)
        look_ahead(r, behind, c);
    if (!c->concept && !whole)
        c->concept = look_topic(r, n, from);
}

static bool read_count(const reading *r, const number *n, cr_count *c) {
    size_t from, at;
    bool people = false, whole = false;
    *c = (cr_count){.value = n->value, .low = n->value - n->half, .high = n->value + n->half};
    if (n->round) {
        c->about = true;
        c->low = n->value * 0.7;
        c->high = n->value * 1.35;
    }
    if ((in_date(r, n) && !(hours_only(r, n) && look_subject(r, n->at))) || is_label(r, n))
        return false;
    cr_count behind = *c;
    if (!look_behind(r, n, &behind, &at, &people) || !look_before(r, n, c, &from, &whole) || is_guess(r, n))
        return false;
    int before = c->concept;
    c->unit = behind.unit;
    c->head = behind.head;
    c->concept = behind.concept ? behind.concept : behind.unit == CR_COUNT_THINGS ? before : 0;
    if (!c->concept && c->unit == CR_COUNT_THINGS)
        look_around(r, n, from, at, whole, c);
    if (c->low == c->value && c->high == c->value && least_behind(r, n->end))
        c->high = HUGE_VAL;
    if (c->concept >= CR_COUNTED_EURO && c->concept <= CR_COUNTED_ROUBLE)
        c->unit = CR_COUNT_MONEY;
    if (c->concept && (!cr_count_concept_grows(c->concept) || of_people(r, n))) /* pairs of characters behind it are no kind of people */
        c->head = 0;
    if (!c->concept && !c->head && people)
        c->head = PEOPLE;
    c->words = (cr_span){r->s->tokens[from].start, r->s->tokens[n->end - 1].end};
    if (cr_count_concept_grows(c->concept) && adds_up(r))
        return false;
    bool year = !c->concept && n->end == n->at + 1 && n->value >= 1900 && n->value < 2100;
    return !year && (c->concept || c->head || c->unit != CR_COUNT_THINGS);
}

/* Words that any report of so many dead has. */
static cr_status read_frame(const reading *r, uint64_t **keys, size_t *count) {
    size_t len, capacity = 0;
    uint64_t counting = CR_COUNTED_ANY_CONCEPT | CR_COUNTED_BIT(CR_COUNTED_TOLL) | CR_COUNTED_BIT(CR_COUNTED_REACHED) | CR_COUNTED_BIT(CR_COUNTED_PEOPLE);
    for (size_t i = 0; i < r->s->token_count; i += len) {
        bool frame = (cr_count_class_from(r->words, r->s, i, &len) & counting) != 0;
        for (size_t k = i; frame && k < i + len && k < r->s->token_count; k++) {
            uint64_t *key = r->s->tokens[k].key ? CR_PUSH(r->w->arena, *keys, *count, capacity) : NULL;
            if (key)
                *key = r->s->tokens[k].key;
            else if (r->s->tokens[k].key)
                return cr_fail(r->w->err, CR_ERR_MEMORY, "digest: out of memory");
        }
    }
    return CR_OK;
}

enum { MOST_NUMBERS = 40 }; /* of one sentence that are looked at: what has more is a table, and each looks through the whole sentence */

cr_status cr_counts_find(cr_digest_work *w, uint32_t sentence, cr_count **out, size_t *count, size_t *capacity) {
    reading r = {.w = w, .s = &w->sentences[sentence]};
    number n;
    uint64_t *frame = NULL;
    size_t frame_count = 0, numbers = 0;
    CR_TRY(cr_count_words(w, w->articles[r.s->article].lang, &r.words));
    r.text = cr_digest_text(w, r.s);
    for (size_t i = 0; i < r.s->token_count && numbers < MOST_NUMBERS; i++) {
        cr_count c;
        if (!read_number(&r, i, &n))
            continue;
        numbers++;
        if (read_count(&r, &n, &c)) {
            cr_count *kept = CR_PUSH(w->arena, *out, *count, *capacity);
            if (!kept)
                return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
            *kept = c;
            kept->sentence = sentence;
            if (!frame)
                CR_TRY(read_frame(&r, &frame, &frame_count));
            kept->frame = frame;
            kept->frame_count = frame_count;
        }
        i = n.end - 1;
    }
    return CR_OK;
}

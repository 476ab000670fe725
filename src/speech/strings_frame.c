/* Who speaks, through which channel, who carried it, and when: read from the words around a verb, by strings. */
#include "base/limits.h"
#include "base/utf8.h"
#include "speech/strings_read.h"

enum { LEAST_SPEAKER = 2, MOST_VIA = 4, NAME_WORDS = 3 };

/* What is put around names: 《南方日报》. */
static bool bracket(uint32_t p) { return p == 0x300A || p == 0x300B || p == 0x3008 || p == 0x3009 || p == 0x300E || p == 0x300F; }

static cr_span bare(cr_str text, cr_span s) {
    size_t len;
    while (s.start < s.end && (bracket(cr_string_point(text, s.start, &len)) || cr_string_blank(cr_string_point(text, s.start, &len))))
        s.start += len;
    for (size_t end = s.end; end > s.start;) {
        uint32_t p = cr_utf8_previous(text, &end);
        if (!bracket(p) && !cr_string_blank(p) && !cr_string_joins(p) && p != 0x7684) /* "联合国的" */
            break;
        s.end = end;
    }
    return s;
}

cr_span cr_string_who(const cr_string_reading *r, size_t from, size_t to) {
    const cr_string_words *w = r->w;
    size_t len;
    for (bool again = true; again && from < to;) { /* time and small words before the speaker */
        size_t start = cr_string_skip(r->text, cr_string_date(r->text, cr_string_skip(r->text, from, to), to), to);
        int k = cr_string_word(&w->lead, r->text, start, to);
        if (k >= 0 && (cr_string_ends_word(w, r->text, start + w->lead.items[k].len, to) || cr_str_ends(w->lead.items[k], " ل")))
            start += w->lead.items[k].len;
        again = start > from;
        from = start;
    }
    for (size_t i = from; i < to; i += len) { /* what stands between speaker and verb begins here */
        cr_string_point(r->text, i, &len);
        size_t whole = cr_string_compound(w, r->text, i, to);
        if (whole > i) {
            len = whole - i;
            continue;
        }
        int k = cr_string_word(&w->between, r->text, i, to);
        if (k >= 0 && cr_string_starts_word(w, r->text, i, from) && (w->order != CR_VERB_FIRST || cr_string_ends_word(w, r->text, i + w->between.items[k].len, to)))
            to = i;
        else if (i > from && cr_string_date(r->text, i, to) > i)
            to = i;
    }
    cr_span s = bare(r->text, (cr_span){from, to});
    if (s.end < s.start + LEAST_SPEAKER || s.end - s.start > CR_STRING_NAME)
        return (cr_span){from, from};
    return s;
}

/* "وكالة رويترز" is "رويترز" where a name follows the noun. */
static cr_span without_noun(const cr_string_reading *r, cr_span s) {
    if (r->w->order != CR_VERB_FIRST)
        return s;
    int k = cr_string_word(&r->w->medium, r->text, s.start, s.end);
    size_t next = k >= 0 ? cr_string_skip(r->text, s.start + r->w->medium.items[k].len, s.end) : s.start;
    return k >= 0 && next < s.end && next > s.start + r->w->medium.items[k].len ? (cr_span){next, s.end} : s;
}

bool cr_string_medium(const cr_string_reading *r, cr_span who) {
    if (r->w->order != CR_VERB_FIRST)
        return cr_string_ends(&r->w->medium, r->text, who.start, who.end);
    for (size_t i = who.start, len; i < who.end; i += len) {
        cr_string_point(r->text, i, &len);
        int k = cr_string_starts_word(r->w, r->text, i, who.start) ? cr_string_word(&r->w->medium, r->text, i, who.end) : -1;
        if (k >= 0 && cr_string_ends_word(r->w, r->text, i + r->w->medium.items[k].len, who.end))
            return true;
    }
    return false;
}

void cr_string_carried(const cr_string_reading *r, cr_statement *q, cr_span carrier) {
    carrier = without_noun(r, bare(r->text, carrier));
    if (!q || cr_span_empty(carrier) || q->via.count >= MOST_VIA || carrier.end - carrier.start > CR_STRING_NAME)
        return;
    if (!q->via.items && !(q->via.items = CR_NEW_ARRAY(r->arena, cr_str, MOST_VIA)))
        return;
    cr_str name = cr_str_slice(r->text, carrier.start, carrier.end);
    for (size_t i = 0; i < q->via.count; i++)
        if (cr_str_eq(q->via.items[i], name))
            return;
    if (!cr_str_eq(name, q->speaker) && !cr_str_eq(name, q->mention))
        q->via.items[q->via.count++] = name;
}

static bool inside(cr_span s, size_t i) { return i >= s.start && i < s.end; }

/* "对塔斯社记者": the name ends with its noun. */
static void medium_behind(const cr_string_reading *r, cr_statement *q, cr_span frame, cr_span who) {
    size_t len, start = frame.start;
    for (size_t i = frame.start; i < frame.end; i += len) {
        uint32_t p = cr_string_point(r->text, i, &len);
        int k = cr_string_word(&r->w->between, r->text, i, frame.end);
        if (k < 0 && cr_string_word(&r->w->subject, r->text, i, frame.end) >= 0 && cr_string_compound(r->w, r->text, i, frame.end) == i) { /* Xは|AFP通信に */
            start = i + len;
            continue;
        }
        int m = inside(who, i) || cr_string_compound(r->w, r->text, i, frame.end) > i ? -1 : cr_string_word(&r->w->medium, r->text, i, frame.end);
        if (cr_string_joins(p) || cr_string_opens(p) || cr_string_closes(p) || bracket(p) || inside(who, i))
            start = i + len;
        else if (m >= 0) {
            size_t end = i + r->w->medium.items[m].len;
            if (i > start || cr_string_ends(&r->w->medium, r->text, i, end)) {
                if (i > start)
                    cr_string_carried(r, q, (cr_span){start, end});
                len = end - i;
                start = end;
            }
        } else if (k >= 0) {
            len = r->w->between.items[k].len;
            start = i + len;
        }
    }
}

/* "لوكالة تاس", "مع صحيفة الأهرام": the name stands behind its noun. */
static void medium_before(const cr_string_reading *r, cr_statement *q, cr_span frame, cr_span who) {
    size_t len;
    for (size_t i = frame.start; i < frame.end; i += len) {
        cr_string_point(r->text, i, &len);
        int m = inside(who, i) || !cr_string_starts_word(r->w, r->text, i, frame.start) ? -1 : cr_string_word(&r->w->medium, r->text, i, frame.end);
        if (m < 0 || !cr_string_ends_word(r->w, r->text, i + r->w->medium.items[m].len, frame.end))
            continue;
        size_t from = cr_string_skip(r->text, i + r->w->medium.items[m].len, frame.end), end = from, step;
        for (unsigned words = 0; end < frame.end && words < NAME_WORDS; words++) {
            size_t next = end;
            if (cr_string_word(&r->w->between, r->text, next, frame.end) >= 0 || cr_string_word(&r->w->that, r->text, next, frame.end) >= 0)
                break;
            while (next < frame.end && !cr_string_blank(cr_string_point(r->text, next, &step)) && !cr_string_joins(cr_string_point(r->text, next, &step)) && !cr_string_opens(cr_string_point(r->text, next, &step)))
                next += step;
            bool more = next < frame.end && cr_string_blank(cr_string_point(r->text, next, &step));
            end = more ? next + step : next;
            if (!more)
                break;
        }
        cr_string_carried(r, q, (cr_span){from, end});
        len = (end > i ? end : i + len) - i;
    }
}

/* "في مقابلة مع رويترز": who asked, without a noun. */
static void interviewer(const cr_string_reading *r, cr_statement *q, cr_span frame) {
    size_t at = cr_str_find(cr_str_slice(r->text, frame.start, frame.end), CR_STR(" مع "), 0), step;
    if (at == CR_STR_NPOS || q->via.count || !cr_str_is(q->channel, "interview"))
        return;
    size_t from = frame.start + at + CR_STR(" مع ").len, end = from;
    while (end < frame.end && !cr_string_blank(cr_string_point(r->text, end, &step)) && !cr_string_joins(cr_string_point(r->text, end, &step)))
        end += step;
    cr_string_carried(r, q, (cr_span){from, end});
}

static void channel(const cr_string_reading *r, cr_statement *q, cr_span frame, cr_span who) {
    static const char *const names[] = {"interview", "communique", "press_conference", "document", "social"};
    size_t len;
    for (size_t i = frame.start; i < frame.end && !q->channel.ptr; i += len) {
        cr_string_point(r->text, i, &len);
        int k = inside(who, i) ? -1 : cr_string_word(&r->w->channel, r->text, i, frame.end);
        if (k >= 0 && cr_string_ends_word(r->w, r->text, i + r->w->channel.items[k].len, frame.end))
            q->channel = cr_str_of(names[r->w->channel.tags[k]]);
    }
}

/* Is there anything that could be a date? Asking costs more than looking. */
static bool worth_asking(const cr_string_reading *r, cr_span frame, cr_span who) {
    size_t len;
    for (size_t i = frame.start; i < frame.end; i += len) {
        uint32_t p = cr_string_point(r->text, i, &len);
        if (!inside(who, i) && ((p >= '0' && p <= '9') || cr_string_word(&r->w->time, r->text, i, frame.end) >= 0))
            return true;
    }
    return false;
}

/* Nothing was said after the article that tells of it. */
static bool later(cr_str day, cr_str article) {
    size_t n = day.len < article.len ? day.len : article.len;
    n = n < 10 ? n : 10;
    return cr_str_compare(cr_str_slice(day, 0, n), cr_str_slice(article, 0, n)) > 0;
}

/* "8日", read as the coming one: of what was said, it is the last one, in the article's month or the one before. None for anything else. */
static cr_str bare_day(const cr_string_reading *r, cr_str expression) {
    cr_str date = r->in->date;
    unsigned day = 0, year = 0, month = 0;
    size_t n = 0;
    for (; n < expression.len && n < 2 && expression.ptr[n] >= '0' && expression.ptr[n] <= '9'; n++)
        day = day * 10 + (unsigned)(expression.ptr[n] - '0');
    cr_str unit = cr_str_slice(expression, n, expression.len);
    if (!day || day > 28 || date.len < 10 || (!cr_str_is(unit, "日") && !cr_str_is(unit, "号")))
        return CR_STR_NONE;
    for (size_t i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? date.ptr[i] != '-' : date.ptr[i] < '0' || date.ptr[i] > '9')
            return CR_STR_NONE;
    for (size_t i = 0; i < 4; i++)
        year = year * 10 + (unsigned)(date.ptr[i] - '0');
    month = (unsigned)(date.ptr[5] - '0') * 10 + (unsigned)(date.ptr[6] - '0');
    if (day > (unsigned)(date.ptr[8] - '0') * 10 + (unsigned)(date.ptr[9] - '0')) {
        year -= month == 1;
        month = month == 1 ? 12 : month - 1;
    }
    return cr_str_format(r->arena, "%04u-%02u-%02u", year, month, day);
}

static void when(cr_string_reading *r, cr_statement *q, cr_span frame, cr_span who) {
    if (!r->in->date.len || q->date.ptr || !worth_asking(r, frame, who))
        return;
    if (!r->dates && !(r->dates = r->own_dates = cr_date_tools_new()))
        return;
    cr_date *dates;
    size_t count;
    cr_error err;
    if (cr_dates_find_with(r->dates, r->arena, cr_str_slice(r->text, frame.start, frame.end), r->in->lang, r->in->date, &dates, &count, &err) != CR_OK)
        return; /* a statement without its date is still a statement */
    for (size_t i = 0; i < count && !q->date.ptr; i++)
        if (later(dates[i].value, r->in->date) && !inside(who, frame.start + dates[i].start))
            q->date = bare_day(r, cr_str_slice(r->text, frame.start + dates[i].start, frame.start + dates[i].end));
        else if ((dates[i].type == CR_DATE || dates[i].type == CR_DATETIME) && dates[i].value.len && !later(dates[i].value, r->in->date) && !inside(who, frame.start + dates[i].start))
            q->date = dates[i].value;
}

void cr_string_frame(cr_string_reading *r, cr_statement *q, cr_span frame, cr_span who) {
    if (cr_span_empty(frame) || frame.end - frame.start > 4 * CR_STRING_NAME)
        return;
    channel(r, q, frame, who);
    if (r->w->order == CR_VERB_FIRST) {
        medium_before(r, q, frame, who);
        interviewer(r, q, frame);
    } else
        medium_behind(r, q, frame, who);
    when(r, q, frame, who);
}

/* Dates and times in figures, alike in all languages but for the order of day and month. */
#include "text/dates.h"

typedef struct figures {
    int value[6], digits[6];
    char mark[6]; /* before the figure */
    int count, end;
} figures;

/* "2021-12-07": figures joined by single marks without white space. */
static void read_figures(const matcher *m, int i, figures *f) {
    f->count = 0;
    int at = i;
    while (f->count < 4 && (size_t)at < m->count && m->tokens[at].digits) {
        const token *t = &m->tokens[at];
        size_t len = t->end - t->start;
        int v = 0;
        if (len > 4)
            break;
        for (size_t k = t->start; k < t->end; k++) {
            if (m->text.ptr[k] < '0' || m->text.ptr[k] > '9')
                return;
            v = v * 10 + (m->text.ptr[k] - '0');
        }
        f->mark[f->count] = f->count ? m->tokens[at - 1].folded.ptr[0] : ' ';
        f->value[f->count] = v;
        f->digits[f->count++] = (int)len;
        f->end = ++at;
        if ((size_t)at + 1 >= m->count || m->tokens[at].space_before || m->tokens[at + 1].space_before || m->tokens[at].folded.len != 1 ||
            !strchr("-/.:", m->tokens[at].folded.ptr[0]))
            break;
        if (f->count >= 2 && m->tokens[at].folded.ptr[0] == '-' && f->mark[1] != '-')
            break; /* "5/1/2019-5/7/2020", "7:30-9:30": another one follows */
        at++;
    }
}

/* A run of figures is read from its start; but "7:30-9:30" and "10/1-11/7" are two. */
static bool inside_run(const matcher *m, int i) {
    const token *t = m->tokens;
    if (i < 2 || t[i].space_before || t[i - 1].space_before || t[i - 1].folded.len != 1 || !strchr("-/.,:", t[i - 1].folded.ptr[0]) || !t[i - 2].digits)
        return false;
    bool second = t[i - 1].folded.ptr[0] == '-' && (size_t)i + 2 < m->count && t[i + 2].digits && !t[i + 1].space_before && !t[i + 2].space_before &&
                  t[i + 1].folded.len == 1 && strchr("/:", t[i + 1].folded.ptr[0]);
    return !second;
}

static void add(matcher *m, int i, const char *class, int end, int year, int month, int day) {
    meaning *w = cr_dates_meaning(m->arena);
    if (!w)
        return;
    w->f[F_YEAR] = year ? (int16_t)year : UNSET;
    w->f[F_MONTH] = (int16_t)month;
    w->f[F_DAY] = day ? (int16_t)day : UNSET;
    cr_dates_add_edge(m, i, cr_date_symbol(m->rules, cr_str_of(class)), end, 0, -1, i, end, w);
}

static bool is_month(int v) { return v >= 1 && v <= 12; }
static bool is_day(int v) { return v >= 1 && v <= 31; }
static bool is_year(int v) { return v >= 1000 && v <= 2199; }

static void day_and_month(const matcher *m, const figures *f, int *day, int *month) {
    bool month_first = m->rules->order != ORDER_DMY && (f->mark[1] != '.' || f->count == 2); /* "4.5.2019" is written where days come first */
    if (month_first ? !is_month(f->value[0]) : !is_month(f->value[1]))
        month_first = !month_first;
    *month = f->value[month_first ? 0 : 1];
    *day = f->value[month_first ? 1 : 0];
}

static void clock_at(matcher *m, int i, const figures *f) {
    if (f->value[0] > 24 || f->value[1] > 59 || f->digits[1] != 2 || f->digits[0] > 2)
        return;
    meaning *w = cr_dates_meaning(m->arena);
    if (!w)
        return;
    bool seconds = f->count >= 3 && f->mark[2] == ':' && f->value[2] <= 59 && f->digits[2] == 2;
    w->f[F_HOUR] = (int16_t)f->value[0];
    w->f[F_MINUTE] = (int16_t)f->value[1];
    w->f[F_SECOND] = seconds ? (int16_t)f->value[2] : UNSET;
    int end = i + (seconds ? 5 : 3);
    cr_dates_add_edge(m, i, cr_date_symbol(m->rules, CR_STR("{xclock}")), end, 0, -1, i, end, w);
}

/* "20171225" */
static void eight_figures(matcher *m, int i) {
    const token *t = &m->tokens[i];
    int v = 0;
    for (size_t k = t->start; k < t->end; k++) {
        if (m->text.ptr[k] < '0' || m->text.ptr[k] > '9')
            return;
        v = v * 10 + (m->text.ptr[k] - '0');
    }
    int year = v / 10000, month = v / 100 % 100, day = v % 100;
    if (year >= 1900 && year < 2100 && is_month(month) && is_day(day))
        add(m, i, "{xnumdate}", i + 1, year, month, day);
}

void cr_dates_numeric(matcher *m, int i) {
    figures f;
    if (!m->tokens[i].digits || inside_run(m, i))
        return;
    if (m->tokens[i].end - m->tokens[i].start == 8)
        eight_figures(m, i);
    read_figures(m, i, &f);
    if (f.count < 2)
        return;
    char mark = f.mark[1];
    int day, month;
    if (mark == ':') {
        clock_at(m, i, &f);
    } else if (f.count >= 3 && f.mark[2] == mark) {
        if (f.digits[0] == 4 && is_year(f.value[0]) && is_month(f.value[1]) && is_day(f.value[2]))
            add(m, i, "{xnumdate}", i + 5, f.value[0], f.value[1], f.value[2]);
        if (m->rules->order == ORDER_YMD && f.digits[0] == 2 && f.digits[2] == 2 && is_month(f.value[1]) && is_day(f.value[2])) {
            add(m, i, "{xnumdate}", i + 5, f.value[0] + (f.value[0] < 50 ? 2000 : 1900), f.value[1], f.value[2]); /* "21/04/16" */
            return;
        }
        day_and_month(m, &f, &day, &month);
        int year = f.digits[2] == 2 ? f.value[2] + (f.value[2] < 50 ? 2000 : 1900) : f.value[2];
        if (f.digits[0] <= 2 && f.digits[1] <= 2 && is_day(day) && is_month(month) && is_year(year) && (f.digits[2] == 2 || f.digits[2] == 4) &&
            (mark != '.' || f.digits[2] == 4 || m->rules->order == ORDER_DMY))
            add(m, i, "{xnumdate}", i + 5, year, month, day);
    } else if (mark == '/' && f.count == 2 && f.digits[1] == 4 && is_month(f.value[0]) && is_year(f.value[1])) {
        add(m, i, "{xnumdate}", i + 3, f.value[1], f.value[0], 0);
    } else if (mark == '-' && f.count == 2 && f.digits[0] == 4 && f.digits[1] == 2 && is_year(f.value[0]) && is_month(f.value[1])) {
        add(m, i, "{xnumdate}", i + 3, f.value[0], f.value[1], 0);
    } else if (f.count == 2 && f.digits[0] <= 2 && f.digits[1] <= 2) { /* "22/04" is a date, "1/2" and "7.6" only beside a weekday */
        day_and_month(m, &f, &day, &month);
        if ((size_t)f.end < m->count && cr_str_is(m->tokens[f.end].folded, "%"))
            return;
        if (is_day(day) && is_month(month))
            add(m, i, mark == '/' && f.digits[0] + f.digits[1] >= 3 ? "{xnumdate}" : "{xshortdate}", i + 3, 0, month, day);
    }
}

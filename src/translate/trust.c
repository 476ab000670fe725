#include "translate/trust.h"

#include <math.h>

#include "base/data.h"
#include "base/utf8.h"
#include "translate/scripts.h"

/* Length that no translation has, far past what the checks flag. */
enum { TIMES_LONGER = 5, TIMES_LONGER_FROM_IDEOGRAPHS = 15, POINTS_MORE = 100, TIMES_SHORTER = 12, TIMES_SHORTER_TO_IDEOGRAPHS = 30, POINTS_LEAST = 60 };

/* "-0.35", whatever the locale's decimal point is. */
static bool cell(cr_str *line, double *out) {
    cr_str part;
    double unit = 1;
    bool minus, fraction = false;
    if (!cr_str_split(line, '\t', &part) || part.len == 0)
        return false;
    *out = 0;
    minus = part.ptr[0] == '-';
    for (size_t i = minus; i < part.len; i++) {
        if (part.ptr[i] == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (part.ptr[i] < '0' || part.ptr[i] > '9')
            return false;
        unit = fraction ? unit / 10 : 1;
        *out = fraction ? *out + unit * (part.ptr[i] - '0') : *out * 10 + (part.ptr[i] - '0');
    }
    *out = minus ? -*out : *out;
    return true;
}

cr_grade cr_trust_certainty(cr_str engine, double score, double probability) {
    cr_str table = cr_data("translate/grades.tsv"), line;
    while (cr_str_split(&table, '\n', &line)) {
        cr_str name, measure;
        double good, fair, poor;
        if (cr_str_empty(line) || line.ptr[0] == '#' || !cr_str_split(&line, '\t', &name) || !cr_str_eq(name, engine) || !cr_str_split(&line, '\t', &measure) ||
            !cell(&line, &good) || !cell(&line, &fair) || !cell(&line, &poor))
            continue;
        bool by_probability = cr_str_is(measure, "probability");
        double value = by_probability ? probability : score;
        if (isnan(value) || (!by_probability && value < 0))
            return CR_GRADE_NONE;
        return value >= good ? CR_GRADE_GOOD : value >= fair ? CR_GRADE_FAIR : value >= poor ? CR_GRADE_POOR : CR_GRADE_HOPELESS;
    }
    return CR_GRADE_NONE;
}

static bool absurd_length(const cr_trust *t) {
    size_t source = cr_utf8_length(t->source), target = cr_utf8_length(t->target);
    bool dense_source = cr_str_is(t->from, "zh") || cr_str_is(t->from, "ja") || cr_str_is(t->from, "ko");
    bool dense_target = cr_str_is(t->to, "zh") || cr_str_is(t->to, "ja") || cr_str_is(t->to, "ko");
    if (target > (dense_source && !dense_target ? TIMES_LONGER_FROM_IDEOGRAPHS : TIMES_LONGER) * source + POINTS_MORE)
        return true;
    return source >= POINTS_LEAST && target * (dense_target && !dense_source ? TIMES_SHORTER_TO_IDEOGRAPHS : TIMES_SHORTER) < source;
}

static cr_grade worse(cr_grade a, cr_grade b) { return a > b ? a : b; }

static cr_grade grade_of_flags(unsigned flags) {
    enum {
        HOPELESS = CR_FLAG_ENGINE_FAILED | CR_FLAG_REPETITION | CR_FLAG_WRONG_LANGUAGE,
        POOR = CR_FLAG_NUMBER_CHANGED | CR_FLAG_NAME_LOST | CR_FLAG_NEGATION_LOST | CR_FLAG_UNIT_CHANGED | CR_FLAG_URL_CHANGED |
               CR_FLAG_SOURCE_DOUBTFUL,
        FAIR = CR_FLAG_TOO_LONG | CR_FLAG_UNTRANSLATED_WORDS | CR_FLAG_QUOTES_CHANGED
    };
    return flags & HOPELESS ? CR_GRADE_HOPELESS : flags & POOR ? CR_GRADE_POOR : flags & FAIR ? CR_GRADE_FAIR : CR_GRADE_NONE;
}

cr_grade cr_trust_judge(const cr_trust *t, unsigned *flags) {
    *flags = t->flags | (t->repeats ? CR_FLAG_REPETITION : 0) | (t->cut ? CR_FLAG_TOO_LONG : 0);
    cr_fits fits = cr_scripts_fit(t->source, t->target, t->to);
    *flags |= fits == CR_FITS_NOT ? CR_FLAG_WRONG_LANGUAGE : fits == CR_FITS_PARTLY ? CR_FLAG_UNTRANSLATED_WORDS : 0;
    cr_grade grade = worse(cr_trust_certainty(t->engine, t->score, t->probability), grade_of_flags(*flags));
    if (t->cut) /* a part of the sentence is not there */
        grade = worse(grade, CR_GRADE_POOR);
    if (cr_str_empty(cr_str_trim(t->target)) || absurd_length(t)) {
        *flags |= CR_FLAG_TOO_LONG;
        grade = CR_GRADE_HOPELESS;
    }
    return grade;
}

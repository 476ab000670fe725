#include "site/texts.h"

#include <courant/language.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "base/data.h"
#include "base/time.h"

cr_status cr_texts_load(cr_arena *arena, cr_str lang, cr_texts *out, cr_error *err) {
    memset(out, 0, sizeof *out);
    if (!lang.len || lang.len >= sizeof out->lang)
        return cr_fail(err, CR_ERR_USAGE, "\"%.*s\" is not a language code; write it as in `editions = en, fr`", CR_FMT(lang));
    memcpy(out->lang, lang.ptr, lang.len);
    out->rtl = cr_language_is_rtl(lang);
    if (cr_str_is(lang, "en"))
        return CR_OK;
    cr_str name = cr_str_format(arena, "site/po/%s.po", out->lang);
    cr_str bytes = cr_str_none(name) ? CR_STR_NONE : cr_data(name.ptr);
    if (cr_str_none(bytes))
        return cr_fail(err, CR_ERR_NOT_FOUND, "no interface texts for \"%s\"; English stands in", out->lang);
    cr_po *po;
    CR_TRY(cr_po_read(arena, bytes, &po, err));
    out->po = po;
    return CR_OK;
}

cr_str cr_texts_get(const cr_texts *t, const char *english) {
    cr_str id = cr_str_of(english), found = t->po ? cr_po_find(t->po, id) : CR_STR_NONE;
    return cr_str_none(found) ? id : found;
}

cr_str cr_texts_plural(const cr_texts *t, const char *one, const char *many, size_t n) {
    cr_str found = t->po ? cr_po_find_plural(t->po, cr_str_of(one), n) : CR_STR_NONE;
    return cr_str_none(found) ? cr_str_of(n == 1 ? one : many) : found;
}

int cr_texts_next(cr_markup *m, cr_str *rest) {
    for (size_t i = 0; i + 2 < rest->len; i++)
        if (rest->ptr[i] == '{' && rest->ptr[i + 2] == '}' && rest->ptr[i + 1] >= '1' && rest->ptr[i + 1] <= '9') {
            int number = rest->ptr[i + 1] - '0';
            cr_markup_text(m, cr_str_slice(*rest, 0, i));
            *rest = cr_str_slice(*rest, i + 3, rest->len);
            return number;
        }
    cr_markup_text(m, *rest);
    *rest = cr_str_slice(*rest, rest->len, rest->len);
    return 0;
}

/* ---- dates ---- */

enum { PATTERNS = 6, CACHED = 96 };
static const char *const skeletons[PATTERNS] = {"y", "yMMMM", "yMMMMd", "yMMMd", "yMMMdHm", "Hm"};

struct cr_formats {
    int64_t today; /* days since 1970, UTC */
    struct { char lang[8]; int pattern; bool local; UDateFormat *format; } cached[CACHED];
    size_t count;
};

cr_formats *cr_formats_new(void) { return calloc(1, sizeof(cr_formats)); }

void cr_formats_today(cr_formats *f, int64_t epoch) { f->today = epoch / 86400; }

void cr_formats_free(cr_formats *f) {
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++)
        udat_close(f->cached[i].format);
    free(f);
}

static UDateFormat *open_format(const char *lang, int pattern, bool local) {
    UErrorCode status = U_ZERO_ERROR;
    char locale[64];
    snprintf(locale, sizeof locale, "%s@numbers=latn", lang); /* one kind of digits all over the page */
    UDateTimePatternGenerator *generator = udatpg_open(locale, &status);
    UChar skeleton[16], best[96];
    u_uastrcpy(skeleton, skeletons[pattern]);
    int32_t n = U_SUCCESS(status) ? udatpg_getBestPattern(generator, skeleton, -1, best, 96, &status) : 0;
    UDateFormat *format = NULL;
    if (U_SUCCESS(status)) {
        UChar utc[8];
        u_uastrcpy(utc, "Etc/UTC");
        format = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, local ? NULL : utc, local ? 0 : -1, best, n, &status);
    }
    if (generator)
        udatpg_close(generator);
    return U_SUCCESS(status) ? format : NULL;
}

static UDateFormat *format_of(cr_formats *f, const char *lang, int pattern, bool local) {
    for (size_t i = 0; i < f->count; i++)
        if (f->cached[i].pattern == pattern && f->cached[i].local == local && strcmp(f->cached[i].lang, lang) == 0)
            return f->cached[i].format;
    UDateFormat *format = open_format(lang, pattern, local);
    if (!format)
        return NULL;
    if (f->count == CACHED) /* more languages than editions can be: start again */
        while (f->count)
            udat_close(f->cached[--f->count].format);
    memcpy(f->cached[f->count].lang, lang, sizeof f->cached[0].lang);
    f->cached[f->count].pattern = pattern;
    f->cached[f->count].local = local;
    f->cached[f->count++].format = format;
    return format;
}

static cr_str to_utf8(cr_arena *a, const UChar *text, int32_t len) {
    char bytes[400];
    int32_t n = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8(bytes, sizeof bytes, &n, text, len, &status);
    return U_SUCCESS(status) ? cr_str_copy(a, (cr_str){bytes, (size_t)n}) : CR_STR_NONE;
}

static cr_str written(cr_formats *f, cr_arena *a, const char *lang, int pattern, bool local, int64_t epoch) {
    UDateFormat *format = format_of(f, lang, pattern, local);
    UChar text[120];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = format ? udat_format(format, (UDate)epoch * 1000.0, text, 120, NULL, &status) : 0;
    return n > 0 && n <= 120 && U_SUCCESS(status) ? to_utf8(a, text, n) : CR_STR_NONE;
}

cr_str cr_formats_date(cr_formats *f, cr_arena *a, const cr_texts *t, cr_str date, cr_date_style style) {
    cr_civil c;
    if (cr_str_none(date) || !cr_time_parse(date, &c))
        return date;
    /* Shown as the page says it: in its own offset. */
    int64_t epoch = cr_time_epoch(&c) + (c.has_offset ? (int64_t)c.offset * 60 : 0);
    bool hour = style >= CR_DATE_TIME && c.hour >= 0;
    int pattern = !c.month ? 0 : !c.day ? 1 : !hour ? (style == CR_DATE_LONG ? 2 : 3) : style == CR_DATE_TODAY && epoch / 86400 == f->today ? 5 : 4;
    cr_str out = written(f, a, t->lang, pattern, false, epoch);
    return cr_str_none(out) ? date : out;
}

cr_str cr_formats_instant(cr_formats *f, cr_arena *a, const cr_texts *t, int64_t epoch, bool with_day) {
    cr_str out = written(f, a, t->lang, with_day ? 4 : 5, true, epoch);
    return cr_str_none(out) ? CR_STR("") : out;
}

static cr_str language_name(cr_arena *a, const char *in, cr_str code) {
    char tag[12];
    if (!code.len || code.len >= sizeof tag || cr_str_is(code, "und"))
        return code;
    memcpy(tag, code.ptr, code.len);
    tag[code.len] = '\0';
    UChar name[80];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = uloc_getDisplayLanguage(tag, in ? in : tag, name, 80, &status);
    cr_str out = U_SUCCESS(status) && n > 0 && n < 80 ? to_utf8(a, name, n) : CR_STR_NONE;
    return cr_str_none(out) ? code : out;
}

cr_str cr_texts_language(cr_arena *a, const cr_texts *t, cr_str code) {
    if (!code.len || cr_str_is(code, "und"))
        return cr_texts_get(t, "unknown language");
    return language_name(a, t->lang, code);
}

cr_str cr_texts_own_name(cr_arena *a, cr_str code) { return language_name(a, NULL, code); }

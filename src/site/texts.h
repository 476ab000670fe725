/* What the interface says, in the reader's language: texts, numbers, dates, names of languages.
 *
 * Texts are keyed by their English form; where a language lacks one the English stands. Placeholders
 * are {1} to {9}. cr_texts_next writes up to the next one and says which it is, so that a link can
 * stand in a sentence of any word order:
 *
 *     cr_str rest = cr_texts_get(t, "Part of the dossier {1}");
 *     while (cr_texts_next(m, &rest)) write_the_link(m);
 */
#ifndef CR_SITE_TEXTS_H
#define CR_SITE_TEXTS_H
#include "site/markup.h"
#include "site/po.h"

/* Marks a text that is looked up later, for scripts/messages. */
#define CR_N(english) english

typedef struct cr_texts {
    char lang[8];
    bool rtl;
    const cr_po *po; /* NULL: English */
} cr_texts;

/* Reads the texts of a language that the program carries. CR_ERR_NOT_FOUND when there are none: English stands. */
cr_status cr_texts_load(cr_arena *arena, cr_str lang, cr_texts *out, cr_error *err) CR_MUST_CHECK;
cr_str cr_texts_get(const cr_texts *t, const char *english);
cr_str cr_texts_plural(const cr_texts *t, const char *one, const char *many, size_t n);
/* Writes text up to the next placeholder, moves *rest past it, returns its number; 0 at the end. */
int cr_texts_next(cr_markup *m, cr_str *rest);

typedef enum cr_date_style { CR_DATE_SHORT, CR_DATE_LONG, CR_DATE_TIME, CR_DATE_TODAY /* the hour alone, of today */ } cr_date_style;
/* ICU's formats are costly to open: a worker keeps them. One thread at a time. */
typedef struct cr_formats cr_formats;
cr_formats *cr_formats_new(void); /* NULL when memory is out */
void cr_formats_free(cr_formats *f);
void cr_formats_today(cr_formats *f, int64_t epoch); /* which day CR_DATE_TODAY means; never when not called */
/* "12 January 2022", "January 2022", "2022" - as much as the date tells; with the hour for CR_DATE_TIME where it is known,
 * in the date's own offset. The text itself where it is no date. Lives in the arena. */
cr_str cr_formats_date(cr_formats *f, cr_arena *a, const cr_texts *t, cr_str date, cr_date_style style);
/* Of an instant, in the server's time zone: "14:52" today's hour, or with the day. */
cr_str cr_formats_instant(cr_formats *f, cr_arena *a, const cr_texts *t, int64_t epoch, bool with_day);

/* "Russian" for ru in English; the code itself where ICU knows no name. */
cr_str cr_texts_language(cr_arena *a, const cr_texts *t, cr_str code);
/* "русский": the language's name in itself. */
cr_str cr_texts_own_name(cr_arena *a, cr_str code);
#endif

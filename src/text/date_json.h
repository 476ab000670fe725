/* A date as JSON, as `courant dates` prints it and the export keeps it. */
#ifndef CR_TEXT_DATE_JSON_H
#define CR_TEXT_DATE_JSON_H
#include <courant/dates.h>

#include "base/json.h"
#include "base/utf8.h"

/* One object; offsets are turned into code points of `points`, which was made of the text that the date was found in. */
void cr_date_write(cr_json *j, const cr_utf8_table *points, const cr_date *date);
#endif

/* News agencies, by the names that outlets credit them under (src/text/data/agencies.txt). */
#ifndef CR_TEXT_AGENCIES_H
#define CR_TEXT_AGENCIES_H
#include <courant/str.h>

enum { CR_CREDIT_BYTES = 60 }; /* a longer line cites, it does not credit */

/* The name under which an agency is shown, for as long as the program runs; none where it is no agency of the list. Exactly the name, as
 * it is written: "AP" is not "ap". */
cr_str cr_text_agency(cr_str name);
/* Of several credited together ("AFP, Reuters", "Reuters/AP") the first that is known. */
cr_str cr_text_agency_among(cr_str list);
/* The agency that a line credits at its end in brackets, "… (AFP)", "(avec AFP)", or as a whole: "Avec AFP", "Source : Reuters", "— Reuters". */
cr_str cr_text_credit(cr_str line);
#endif

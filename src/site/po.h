/* Interface texts: gettext's .po files, read as they lie, so that translators keep their tools.
 *
 *     cr_po *po;
 *     cr_po_read(arena, bytes, &po, &err);
 *     cr_po_find(po, CR_STR("Last minute"));                            // none when not translated
 *     cr_po_find_plural(po, CR_STR("{1} source"), 4);                    // the form of 4 in this language
 *
 * Read: msgctxt, msgid, msgid_plural, msgstr, msgstr[N], strings over several lines, comments;
 * fuzzy and obsolete entries are left out. Plural-Forms of the header is the C expression that the
 * gettext manual describes ("Plural forms"), with n, numbers, ?: || && == != < > <= >= + - * / % ! ( ).
 * A broken entry ends the reading with CR_ERR_SYNTAX and its line. Everything lives in the arena or
 * borrows `bytes`; a cr_po does not change once read and may be shared by threads. */
#ifndef CR_SITE_PO_H
#define CR_SITE_PO_H
#include <courant/str.h>

#define CR_PO_FORMS 6         /* Arabic has six, no language more */
#define CR_PO_ENTRIES 5000
#define CR_PO_TEXT_BYTES 16384 /* of one string */

typedef struct cr_po cr_po;

cr_status cr_po_read(cr_arena *arena, cr_str bytes, cr_po **out, cr_error *err) CR_MUST_CHECK;
size_t cr_po_count(const cr_po *po);
cr_str cr_po_find(const cr_po *po, cr_str id);
cr_str cr_po_find_plural(const cr_po *po, cr_str id, unsigned long n);
/* Index of the form for n: below the number of forms; 0 where the expression fails (division by zero). */
unsigned cr_po_form(const cr_po *po, unsigned long n);
#endif

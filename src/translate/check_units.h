/* Units of measure and currencies: which are of a kind, and how one is made of another. */
#ifndef CR_TRANSLATE_CHECK_UNITS_H
#define CR_TRANSLATE_CHECK_UNITS_H
#include <courant/str.h>
#include <stdint.h>

typedef unsigned cr_unit; /* 0: none */

cr_unit cr_unit_of(cr_str code);             /* "km", "usd", "pct": as the data files name them */
cr_unit cr_unit_of_symbol(uint32_t point);   /* $ € £ ¥ ₹ ₽ % ‰ ° */
/* Both of length, both currencies ...; no unit is of a kind with none. */
bool cr_unit_same_kind(cr_unit a, cr_unit b);
/* One unit: the same, or one name for two ("pounds", "degrees") that takes in the other. */
bool cr_unit_same(cr_unit a, cr_unit b);
/* Is `x` of unit `a` about `y` of unit `b`, as a writer would round it? Squares and cubes too; not for currencies. */
bool cr_unit_converts(double x, cr_unit a, double y, cr_unit b);
#endif

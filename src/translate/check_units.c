#include "translate/check_units.h"

#include <math.h>

enum { NO_KIND, LENGTH, MASS, TEMPERATURE, AREA, VOLUME, TIME, CURRENCY, SHARE, POWER, BYTES, FREQUENCY, FEW };

/* factor: to the first unit of its kind; 0 where nothing is made of anything. */
static const struct { const char *code; unsigned kind; double factor; } units[] = {
    {"", NO_KIND, 0},
    {"m", LENGTH, 1}, {"km", LENGTH, 1000}, {"cm", LENGTH, 0.01}, {"mm", LENGTH, 0.001}, {"mi", LENGTH, 1609.34}, {"ft", LENGTH, 0.3048},
    {"in", LENGTH, 0.0254}, {"yd", LENGTH, 0.9144}, {"kn", LENGTH, 1852},
    {"kg", MASS, 1}, {"g", MASS, 0.001}, {"t", MASS, 1000}, {"lb", MASS, 0.4536}, {"oz", MASS, 0.02835}, {"st", MASS, 6.35}, {"lb_gbp", MASS, 0.4536},
    {"c", TEMPERATURE, 1}, {"f", TEMPERATURE, 1}, {"deg", TEMPERATURE, 1},
    {"ha", AREA, 1e4}, {"ac", AREA, 4046.9}, {"l", VOLUME, 1e-3}, {"gal", VOLUME, 3.785e-3},
    {"sec", TIME, 1}, {"min", TIME, 60}, {"h", TIME, 3600}, {"d", TIME, 86400}, {"wk", TIME, 604800}, {"mo", TIME, 2629800}, {"y", TIME, 31557600},
    {"usd", CURRENCY, 0}, {"eur", CURRENCY, 0}, {"gbp", CURRENCY, 0}, {"jpy", CURRENCY, 0}, {"cny", CURRENCY, 0}, {"rub", CURRENCY, 0}, {"inr", CURRENCY, 0},
    {"chf", CURRENCY, 0}, {"krw", CURRENCY, 0}, {"brl", CURRENCY, 0}, {"idr", CURRENCY, 0}, {"cent", CURRENCY, 0},
    {"pct", SHARE, 0},
    {"w", POWER, 1}, {"kw", POWER, 1e3}, {"mw", POWER, 1e6}, {"gw", POWER, 1e9},
    {"mb", BYTES, 1}, {"gb", BYTES, 1e3}, {"tb", BYTES, 1e6}, {"hz", FREQUENCY, 1}, {"mhz", FREQUENCY, 1e6}, {"ghz", FREQUENCY, 1e9},
};
enum { UNITS = sizeof units / sizeof *units };

cr_unit cr_unit_of(cr_str code) {
    cr_unit u = UNITS - 1;
    while (u > 0 && !cr_str_is(code, units[u].code))
        u--;
    return u;
}

cr_unit cr_unit_of_symbol(uint32_t point) {
    switch (point) {
    case '$': return cr_unit_of(CR_STR("usd"));
    case 0x20AC: return cr_unit_of(CR_STR("eur"));
    case 0xA3: return cr_unit_of(CR_STR("gbp"));
    case 0xA5: case 0xFFE5: return cr_unit_of(CR_STR("jpy"));
    case 0x20B9: return cr_unit_of(CR_STR("inr"));
    case 0x20BD: return cr_unit_of(CR_STR("rub"));
    case 0x20A9: return cr_unit_of(CR_STR("krw"));
    case '%': case 0x66A: case 0xFF05: return cr_unit_of(CR_STR("pct"));
    case 0xB0: return cr_unit_of(CR_STR("deg"));
    case 0x2103: return cr_unit_of(CR_STR("c"));
    case 0x2109: return cr_unit_of(CR_STR("f"));
    default: return 0;
    }
}

/* "lb_gbp" is a mass and a currency. */
static bool pounds(cr_unit u) { return strcmp(units[u].code, "lb_gbp") == 0; }

bool cr_unit_same_kind(cr_unit a, cr_unit b) {
    if (!a || !b)
        return false;
    return units[a].kind == units[b].kind || (pounds(a) && units[b].kind == CURRENCY) || (pounds(b) && units[a].kind == CURRENCY);
}

static bool yen_sign(cr_unit a, cr_unit b) { return strcmp(units[a].code, "jpy") == 0 && strcmp(units[b].code, "cny") == 0; }

bool cr_unit_same(cr_unit a, cr_unit b) {
    if (a == b)
        return true;
    const char *x = units[a].code, *y = units[b].code;
    if (pounds(a) || pounds(b))
        return pounds(a) ? strcmp(y, "gbp") == 0 || strcmp(y, "lb") == 0 : strcmp(x, "gbp") == 0 || strcmp(x, "lb") == 0;
    return (units[a].kind == TEMPERATURE && units[b].kind == TEMPERATURE && (strcmp(x, "deg") == 0 || strcmp(y, "deg") == 0)) || yen_sign(a, b) || yen_sign(b, a);
}

static bool about(double x, double y) { return fabs(x - y) <= 0.12 * fabs(y); }

bool cr_unit_converts(double x, cr_unit a, double y, cr_unit b) {
    if (!a || !b || units[a].factor == 0 || units[b].factor == 0)
        return false;
    if (units[a].kind == TEMPERATURE && units[b].kind == TEMPERATURE) /* a reading or a difference, either way round */
        return fabs((x - 32) / 1.8 - y) < 2 || fabs((y - 32) / 1.8 - x) < 2 || about(x / 1.8, y) || about(y / 1.8, x);
    double ratio = units[a].factor / units[b].factor;
    if (units[a].kind == LENGTH && units[b].kind == AREA)
        ratio = units[a].factor * units[a].factor / units[b].factor;
    else if (units[a].kind == AREA && units[b].kind == LENGTH)
        ratio = units[a].factor / (units[b].factor * units[b].factor);
    else if (units[a].kind != units[b].kind)
        return false;
    if (about(x * ratio, y))
        return a != b;
    return units[a].kind == LENGTH && units[b].kind == LENGTH && a != b && (about(x * ratio * ratio, y) || about(x * ratio * ratio * ratio, y));
}

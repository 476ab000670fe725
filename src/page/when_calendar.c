/* Years of other calendars than the Gregorian, as pages of Iran and Thailand bear them. */
#include "base/time.h"
#include "page/when.h"

enum { FIRST_JALALI = 1370, LAST_JALALI = 1428, BUDDHIST = 543 };

/* 1 Farvardin 1370 was 21 March 1991. Leap years by the cycle of 33 years, which holds for all years that pages bear. */
bool cr_when_from_jalali(int year, int month, int day, int out[3]) {
    if (year < FIRST_JALALI || year > LAST_JALALI || month < 1 || month > 12 || day < 1 || day > (month <= 6 ? 31 : 30))
        return false;
    int64_t days = cr_days_from_civil(1991, 3, 21);
    for (int y = FIRST_JALALI; y < year; y++) {
        int place = y % 33;
        bool leap = place == 1 || place == 5 || place == 9 || place == 13 || place == 17 || place == 22 || place == 26 || place == 30;
        days += leap ? 366 : 365;
    }
    days += (month <= 7 ? (month - 1) * 31 : 6 * 31 + (month - 7) * 30) + day - 1;
    cr_civil_from_days(days, &out[0], &out[1], &out[2]);
    return true;
}

int cr_when_jalali_month(cr_str word) {
    static const char *const months[] = {"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"};
    for (int i = 0; i < 12; i++)
        if (cr_str_is(word, months[i]))
            return i + 1;
    return 0;
}

/* The Thai era is 543 years ahead; the months are those of the Gregorian calendar. */
int cr_when_from_buddhist(int year) { return year - BUDDHIST; }

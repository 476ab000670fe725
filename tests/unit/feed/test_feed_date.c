/* Dates as feeds write them. */
#include "feed_test.h"

#include "feed/feed_date.h"

static const struct { const char *text, *date; } good[] = {
    /* RFC 822 and 2822 */
    {"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
    {"Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"},
    {"01 Jan 99 00:00 EST", "1999-01-01T05:00:00Z"},
    {"Thu, 1 January 2004 19:48:21 +0100", "2004-01-01T18:48:21Z"},
    {"Thu,  5 Apr 2012 10:00:00 GMT", "2012-04-05T10:00:00Z"},
    {"Thu, 05 Apr 2012 10:00:00 UTC+2", "2012-04-05T08:00:00Z"},
    {"5 Apr 2012", "2012-04-05T00:00:00Z"},
    {"Apr 5, 2012 3:07 PM", "2012-04-05T15:07:00Z"},
    {"Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z"},
    {"Wed, 19 Aug 2009 18:28:00Etc/GMT", "2009-08-19T18:28:00Z"},
    /* asctime */
    {"Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06Z"},
    {"Sun Jan 04 16:29:06 PST 2004", "2004-01-05T00:29:06Z"},
    /* RFC 3339, W3C-DTF, ISO 8601 */
    {"2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"},
    {"2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z"},
    {"2003-12-31T10:14:55.123456+05:30", "2003-12-31T04:44:55Z"},
    {"2003-12-31T10:14", "2003-12-31T10:14:00Z"},
    {"2003-12-31 10:14:55", "2003-12-31T10:14:55Z"},
    {"2003-12-31", "2003-12-31T00:00:00Z"},
    {"2003-12", "2003-12-01T00:00:00Z"},
    {"2003", "2003-01-01T00:00:00Z"},
    {"20031231", "2003-12-31T00:00:00Z"},
    {"20031231T101455Z", "2003-12-31T10:14:55Z"},
    {"2003-335", "2003-12-01T00:00:00Z"},
    {"2003-W01-1", "2002-12-30T00:00:00Z"},
    /* as they come */
    {"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"},
    {"31.12.2003 10:14", "2003-12-31T10:14:00Z"},
    {"12/31/2003 10:14:55 AM", "2003-12-31T10:14:55Z"},
    {"3/4/2021 1:02:03 PM", "2021-03-04T13:02:03Z"},
    {"12/31/2003", "2003-12-31T00:00:00Z"},
    {"mar., 04 févr. 2020 08:00:00 +0100", "2020-02-04T07:00:00Z"},
    {"jeu, 15 août 2019 10:00:00 GMT", "2019-08-15T10:00:00Z"},
    {"Mi, 05 Mär 2014 09:10:11 +0100", "2014-03-05T08:10:11Z"},
    {"lun, 07 dic 2015 10:00:00 +0000", "2015-12-07T10:00:00Z"},
    {"Sen, 03 Agu 2020 10:00:00 WIB", "2020-08-03T03:00:00Z"},
    {"Пт, 06 мая 2016 12:00:00 +0300", "2016-05-06T09:00:00Z"},
    {"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"},
    {"2004-05-25 오후 11:23:17", "2004-05-25T23:23:17Z"},
    {"2004년 05월 28일 01:31:15", "2004-05-28T01:31:15Z"},
    {"2021年3月4日 12:30", "2021-03-04T12:30:00Z"},
    {"15 يناير 2020", "2020-01-15T00:00:00Z"},
    {"  Thu, 01 Jan 2004 19:48:21 GMT\n", "2004-01-01T19:48:21Z"}};

static const char *const bad[] = {"", "yesterday", "2003-13-01", "2003-02-30", "30 Feb 2003", "03/04/2021", "04/03/21", "Thu, 32 Jan 2004 10:00 GMT", "10:14:55",
                                  "2003-12-31T25:00:00Z", "99999999999", "--", "Jan", "2003-12-31T10:61:00Z", "1 2 3 4 5 6 7"};

static void dates_that_mean_one_thing_are_read(void **state) {
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        cr_str d = cr_feed_date(*state, cr_str_of(good[i].text));
        if (!cr_str_is(d, good[i].date))
            fail_msg("\"%s\" gives %.*s, not %s", good[i].text, CR_FMT(d), good[i].date);
    }
}

static void what_is_no_date_or_has_two_readings_gives_none(void **state) {
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_str d = cr_feed_date(*state, cr_str_of(bad[i]));
        if (!cr_str_none(d))
            fail_msg("\"%s\" gives %.*s", bad[i], CR_FMT(d));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(dates_that_mean_one_thing_are_read), TEST(what_is_no_date_or_has_two_readings_gives_none)};
    return cmocka_run_group_tests_name("feed_date", tests, NULL, NULL);
}

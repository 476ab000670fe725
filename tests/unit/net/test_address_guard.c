#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <stdio.h>

#include "net/address_guard.h"

static struct sockaddr_storage parse(const char *text) {
    struct sockaddr_storage s = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&s;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&s;
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1)
        s.ss_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1)
        s.ss_family = AF_INET6;
    else
        fail_msg("%s", text);
    return s;
}

static void test_kinds(void **state) {
    (void)state;
    static const char *const inside[] = {
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001::1", "2001:db8::1", "3fff::1", "fc00::1", "fd12:3456::1",
        "fe80::1", "febf::1", "fec0::1", "ff02::1", "4000::1", "100::1", NULL};
    static const char *const outside[] = {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1", "169.253.255.255",
                                          "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0", "198.17.255.255",
                                          "198.20.0.0", "223.255.255.255", "2a00:1450:4001::1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1", NULL};
    for (int i = 0; inside[i]; i++) {
        struct sockaddr_storage s = parse(inside[i]);
        if (!cr_address_kind((struct sockaddr *)&s))
            fail_msg("%s counts as public", inside[i]);
        assert_non_null(cr_address_refused(NULL, (struct sockaddr *)&s, CR_STR("x"), 80));
    }
    for (int i = 0; outside[i]; i++) {
        struct sockaddr_storage s = parse(outside[i]);
        if (cr_address_kind((struct sockaddr *)&s))
            fail_msg("%s counts as %s", outside[i], cr_address_kind((struct sockaddr *)&s));
    }
    struct sockaddr_storage local = {.ss_family = AF_UNIX};
    assert_non_null(cr_address_kind((struct sockaddr *)&local));
}

static void test_exceptions(void **state) {
    (void)state;
    static const struct { const char *entry, *address, *host; unsigned port; bool allowed; } table[] = {
        {"127.0.0.1:5000", "127.0.0.1", "127.0.0.1", 5000, true},  {"127.0.0.1:5000", "127.0.0.1", "127.0.0.1", 80, false},
        {"127.0.0.1", "127.0.0.1", "localhost", 80, true},         {"127.0.0.1", "127.0.0.2", "localhost", 80, false},
        {"10.0.0.0/8", "10.9.8.7", "x", 80, true},                 {"10.0.0.0/8", "11.9.8.7", "x", 80, true /* public anyway */},
        {"10.0.0.0/8", "192.168.0.1", "x", 80, false},             {"news.lan", "192.168.0.1", "News.LAN", 80, true},
        {"news.lan:81", "192.168.0.1", "news.lan", 80, false},     {"news.lan", "192.168.0.1", "evil.lan", 80, false},
        {"[::1]:8080", "::1", "::1", 8080, true},                  {"::1", "::1", "localhost", 1, true},
        {"fd00::/8", "fd12::1", "x", 80, true},                    {"fd00::/8", "fe80::1", "x", 80, false},
        {"0.0.0.0/0", "127.0.0.1", "x", 80, true}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cr_str entry = cr_str_of(table[i].entry);
        cr_address_guard g = {.allow = {&entry, 1}};
        struct sockaddr_storage s = parse(table[i].address);
        assert_true(cr_address_allow_valid(entry));
        if ((cr_address_refused(&g, (struct sockaddr *)&s, cr_str_of(table[i].host), table[i].port) == NULL) != table[i].allowed)
            fail_msg("%s and %s", table[i].entry, table[i].address);
    }
    static const char *const bad[] = {"", ":80", "[::1", "10.0.0.0/33", "fd00::/129", "host:99999", "host:x", "host/8", NULL};
    for (int i = 0; bad[i]; i++)
        if (cr_address_allow_valid(cr_str_of(bad[i])))
            fail_msg("%s was taken", bad[i]);
    cr_address_guard open = {.allow_private = true};
    struct sockaddr_storage loopback = parse("127.0.0.1"), multicast = parse("224.0.0.1");
    assert_null(cr_address_refused(&open, (struct sockaddr *)&loopback, CR_STR("x"), 80));
    assert_non_null(cr_address_refused(&open, (struct sockaddr *)&multicast, CR_STR("x"), 80));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds), cmocka_unit_test(test_exceptions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the tests of this room share. */
#ifndef CR_FEED_TEST_H
#define CR_FEED_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <courant/feed.h>

#define assert_str(s, z)                                                                    \
    do {                                                                                    \
        cr_str s_ = (s);                                                                    \
        const char *z_ = (z);                                                               \
        if (s_.len != strlen(z_) || (s_.len && memcmp(s_.ptr, z_, s_.len) != 0))            \
            fail_msg("%s:%d: \"%.*s\", not \"%s\"", __FILE__, __LINE__, CR_FMT(s_), z_);     \
    } while (0)
#define assert_none(s) assert_true(cr_str_none(s))

static inline int arena_up(void **state) { return (*state = cr_arena_new(0)) ? 0 : -1; }
static inline int arena_down(void **state) {
    cr_arena_free(*state);
    return 0;
}
#define TEST(f) cmocka_unit_test_setup_teardown(f, arena_up, arena_down)
#endif

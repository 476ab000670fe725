/* The place where a model is put together: who may have it, and who must not wait for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "translate/staging.h"

#define ok(x) assert_int_equal(x, CR_OK)

typedef struct patience {
    int left; /* how often it may be waited */
} patience;

static bool wait_on(void *context) { return ((patience *)context)->left-- > 0; }

/* What stands in the folder's place, or cannot be opened, is said; only for somebody who has it is it waited. */
static void what_can_never_be_locked_is_told(void **state) {
    (void)state;
    char models[] = "/tmp/XXXXXX";
    cr_arena *a = cr_arena_new(0);
    cr_error err = {0};
    cr_staging s, other;
    patience p = {3};
    assert_non_null(mkdtemp(models));
    cr_str incoming = cr_str_format(a, "%s/.incoming", models), place = cr_str_format(a, "%s/.incoming/one", models);
    ok(mkdir(incoming.ptr, 0700));
    FILE *f = fopen(place.ptr, "w");
    assert_non_null(f);
    fclose(f);
    assert_int_equal(cr_staging_open(a, cr_str_of(models), CR_STR("one"), NULL, wait_on, &p, &s, &err), CR_ERR_IO);
    assert_non_null(strstr(err.line, "/.incoming/one"));
    assert_int_equal(p.left, 3);
    unlink(place.ptr);
    ok(cr_staging_open(a, cr_str_of(models), CR_STR("one"), NULL, wait_on, &p, &s, &err));
    assert_int_equal(cr_staging_open(a, cr_str_of(models), CR_STR("one"), NULL, wait_on, &p, &other, &err), CR_ERR_CANCELLED);
    assert_int_equal(p.left, -1);
    cr_staging_close(&s, false);
    assert_int_not_equal(access(models, F_OK), 0); /* nothing is left */
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_can_never_be_locked_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

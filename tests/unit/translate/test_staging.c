/* The place where a model is put together: who may have it, and who must not wait for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static bool wait_long(void *context) {
    (void)context;
    return true;
}

/* Whoever is done takes the empty folders away, and must not take them from under one who begins. */
static int come_and_go(const char *models, int number) {
    cr_arena *a = cr_arena_new(0);
    cr_error err = {0};
    cr_status status = CR_OK;
    for (int i = 0; status == CR_OK && i < 500; i++) {
        cr_staging s;
        cr_arena_reset(a);
        status = cr_staging_open(a, cr_str_of(models), cr_str_format(a, "m%d", number), NULL, wait_long, NULL, &s, &err);
        if (status != CR_OK)
            break;
        int alone = cr_staging_alone(&s);
        if (alone < 0)
            return 2;
        close(alone);
        cr_staging_close(&s, false);
    }
    if (status != CR_OK)
        fprintf(stderr, "%s\n", err.line);
    cr_arena_free(a);
    return status == CR_OK ? 0 : 1;
}

static void several_come_and_go_at_once(void **state) {
    (void)state;
    enum { PROGRAMS = 4 };
    char models[] = "/tmp/XXXXXX";
    pid_t pids[PROGRAMS];
    assert_non_null(mkdtemp(models));
    for (int i = 0; i < PROGRAMS; i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0)
            _exit(come_and_go(models, i));
    }
    for (int i = 0; i < PROGRAMS; i++) {
        int how;
        assert_int_equal(waitpid(pids[i], &how, 0), pids[i]);
        assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    }
    rmdir(models);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_can_never_be_locked_is_told), cmocka_unit_test(several_come_and_go_at_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

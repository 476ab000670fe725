/* Every kernel this processor runs, the exactness of its integers and how near its floats come. */
#include "kernels_check.h"

#include <float.h>
#include <stdio.h>

static void test_integers(void **state) {
    (void)state;
    for (size_t i = 0; cr_kernels_at(i); i++) {
        print_message("kernel %s\n", cr_kernels_at(i)->name);
        check_all_integers(cr_kernels_at(i));
    }
}

static void test_floats(void **state) {
    (void)state;
    for (size_t i = 0; cr_kernels_at(i); i++)
        check_all_floats(cr_kernels_at(i));
}

static void test_choice(void **state) {
    (void)state;
    assert_ptr_equal(cr_kernels_best(), cr_kernels_at(0));
    assert_ptr_equal(cr_kernels_named(NULL), cr_kernels_at(0));
    assert_non_null(cr_kernels_named("portable"));
    assert_null(cr_kernels_named("abacus"));
    assert_true(cr_quantise_scale(0) == 1 && cr_quantise_scale(NAN) == 1 && cr_quantise_scale(2) == 63.5f);
    assert_true(cr_quantise_scale(INFINITY) > 0 && cr_quantise_scale(1e-45f) <= FLT_MAX);
}

/* Distance in units in the last place of the float nearest to the truth. */
static double ulps(float got, double truth) {
    float near = (float)truth;
    if (got == near)
        return 0;
    double unit = (double)(nextafterf(fabsf(near), INFINITY) - fabsf(near));
    return fabs((double)got - truth) / unit;
}

/* All floats that e^x has a normal answer for, every 7919th of them. */
static void test_exp(void **state) {
    (void)state;
    double worst = 0, worst_sigmoid = 0;
    for (uint32_t bits = 0; bits < 0x42b00000; bits += 7919)
        for (uint32_t sign = 0; sign < 2; sign++) {
            uint32_t b = bits | sign << 31;
            float x, e, s;
            memcpy(&x, &b, sizeof x);
            if (x < -87.33f)
                continue;
            cr_kernels_best()->exp(&x, 1, &e);
            cr_kernels_best()->sigmoid(&x, 1, &s);
            worst = fmax(worst, ulps(e, exp((double)x)));
            worst_sigmoid = fmax(worst_sigmoid, ulps(s, 1 / (1 + exp(-(double)x))));
        }
    print_message("exp: within %.2f units in the last place; sigmoid: %.2f\n", worst, worst_sigmoid);
    assert_true(worst < 2);
    assert_true(worst_sigmoid < 3);
    float edge[] = {-INFINITY, -87.4f, NAN, 89, INFINITY, 0, 88.7f}, out[7];
    cr_kernels_best()->exp(edge, 7, out);
    assert_true(out[0] == 0 && out[1] == 0 && out[2] == 0 && out[3] == INFINITY && out[4] == INFINITY && out[5] == 1);
    assert_true(out[6] < INFINITY);
}

static void test_rows(void **state) {
    (void)state;
    const cr_kernels *k = cr_kernels_best();
    float x[40], y[40], one[40], none[40] = {0}, out[40];
    double sum = 0, squares = 0, exps = 0;
    for (int i = 0; i < 40; i++) {
        x[i] = sinf((float)i * 3) * 4, y[i] = cosf((float)i), one[i] = 1;
        sum += (double)(x[i] + y[i]), exps += exp((double)x[i]);
    }
    for (int i = 0; i < 40; i++)
        squares += pow((double)(x[i] + y[i]) - sum / 40, 2);
    k->layer_norm(x, y, one, none, 1, 40, out);
    for (int i = 0; i < 40; i++)
        check_near((double)out[i], ((double)(x[i] + y[i]) - sum / 40) / sqrt(squares / 40 + 1e-6), 1e-5);
    check_near((double)k->log_sum_exp(x, 40), log(exps), 1e-6);
    assert_true(k->log_sum_exp(x, 0) == -INFINITY);
    memcpy(out, x, sizeof out);
    k->softmax(out, 40);
    for (int i = 0; i < 40; i++)
        check_near((double)out[i], exp((double)x[i]) / exps, 1e-6);
    float some[] = {1, 7, 3, 7, NAN};
    assert_int_equal(k->best(some, 5, SIZE_MAX), 1);
    assert_int_equal(k->best(some, 5, 1), 3);
    assert_int_equal(k->best(some + 4, 1, SIZE_MAX), 1);
    assert_int_equal(k->best(some, 0, SIZE_MAX), 0);
    assert_true(k->max_abs(some, 5) == 7);
    float gate = 0.5f, in = 2, c = -3, h;
    k->ssru(&gate, &in, 1, &c, &h);
    double f = 1 / (1 + exp(-0.5));
    check_near((double)c, f * -3 + (1 - f) * 2, 1e-6);
    assert_true(h == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_choice), cmocka_unit_test(test_integers), cmocka_unit_test(test_floats),
                                       cmocka_unit_test(test_exp), cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

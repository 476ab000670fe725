/* Any line as a notice, any text as a date, any headline's end as an outlet. */
#include <stdint.h>
#include <stdlib.h>

#include "base/time.h"
#include "base/utf8.h"
#include "page/notice.h"
#include "page/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static cr_arena *lists; /* reading them takes longer than a line */
    static const cr_notice_rules *rules;
    if (!lists)
        rules = cr_notice_rules_load(lists = cr_arena_new(0));
    cr_arena *arena = cr_arena_new(0);
    cr_str line = cr_utf8_repair(arena, (cr_str){(const char *)data, size});
    cr_notice *notice = NULL;
    if (cr_notice_line(rules, arena, line, &notice) && !notice)
        abort();
    cr_str date = cr_when_read(arena, line, (cr_when_options){.anywhere = size % 2, .month_first = size % 3 == 0});
    cr_civil civil;
    if (!cr_str_none(date) && !cr_time_parse(date, &civil))
        abort();
    cr_when_in_url(arena, line);
    cr_notice_outlet(line);
    cr_arena_free(arena);
    return 0;
}

#include "text/date_json.h"

void cr_date_write(cr_json *j, const cr_utf8_table *points, const cr_date *d) {
    cr_json_object(j);
    cr_json_member_int(j, "start", (long long)cr_utf8_table_at(points, d->start));
    cr_json_member_int(j, "end", (long long)cr_utf8_table_at(points, d->end));
    cr_json_member(j, "text", cr_str_slice(points->text, d->start, d->end));
    cr_json_member_z(j, "type", cr_date_type_name(d->type));
    cr_json_member(j, "timex", d->timex);
    if (!cr_str_none(d->value))
        cr_json_member(j, "value", d->value);
    if (!cr_str_none(d->from))
        cr_json_member(j, "from", d->from);
    if (!cr_str_none(d->to))
        cr_json_member(j, "to", d->to);
    cr_json_end(j);
}

#include "speech/statement_json.h"

void cr_span_write(cr_json *j, const cr_utf8_table *points, size_t start, size_t end) {
    cr_json_array(j);
    cr_json_int(j, (long long)cr_utf8_table_at(points, start));
    cr_json_int(j, (long long)cr_utf8_table_at(points, end));
    cr_json_end(j);
}

static void write_spans(cr_json *j, const cr_utf8_table *points, const char *key, const cr_span *spans, size_t count) {
    cr_json_key(j, key);
    cr_json_array(j);
    for (size_t i = 0; i < count; i++)
        if (spans[i].end > spans[i].start)
            cr_span_write(j, points, spans[i].start, spans[i].end);
    cr_json_end(j);
}

void cr_statement_write(cr_json *j, const cr_utf8_table *points, const cr_statement *s, const char *person) {
    cr_json_object(j);
    cr_json_member(j, "quote", s->quote);
    write_spans(j, points, "quote_spans", s->quote_spans, s->quote_span_count);
    cr_json_member(j, "speaker", s->speaker);
    if (person)
        cr_json_member(j, "person", person[0] ? cr_str_of(person) : CR_STR_NONE);
    cr_json_member(j, "mention", s->mention);
    write_spans(j, points, "speaker_spans", &s->speaker_span, 1);
    cr_json_member(j, "role", s->role);
    cr_json_member(j, "verb", s->verb);
    write_spans(j, points, "verb_spans", &s->verb_span, 1);
    cr_json_member_z(j, "type", cr_speech_type_name(s->type));
    cr_json_member_z(j, "act", cr_speech_act_name(s->act));
    cr_json_member_bool(j, "negated", s->negated);
    cr_json_member_strs(j, "via", s->via);
    cr_json_member(j, "channel", s->channel);
    cr_json_member(j, "date", s->date);
    cr_json_end(j);
}

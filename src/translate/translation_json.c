#include "translate/translation_json.h"

#include <math.h>

void cr_translation_json_maker(cr_json *j, const cr_translation *t) {
    cr_json_member(j, "engine", t->engine);
    cr_json_member(j, "model", t->model);
    cr_json_member(j, "hash", t->hash);
    cr_json_member_strs(j, "via", t->via);
}

void cr_translation_json_trust(cr_json *j, const cr_translation *t) {
    cr_json_key(j, "score");
    cr_json_number(j, t->score < 0 ? (double)NAN : t->score, 3);
    cr_json_key(j, "probability");
    cr_json_number(j, t->probability, 4);
    cr_json_member(j, "grade", cr_str_of(cr_translate_grade_name(t->grade)));
    cr_json_key(j, "flags");
    cr_translation_json_flags(j, t->flags);
}

void cr_translation_json_flags(cr_json *j, unsigned flags) {
    cr_json_array(j);
    for (unsigned bit = 1; bit; bit <<= 1)
        if ((flags & bit) && cr_translate_flag_name(bit))
            cr_json_z(j, cr_translate_flag_name(bit));
    cr_json_end(j);
}

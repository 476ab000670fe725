#include "text/agencies.h"

#include "base/data.h"

static bool word_byte(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80; }

cr_str cr_text_agency(cr_str name) {
    cr_str data = cr_data("text/agencies.txt"), line, other;
    name = cr_str_trim(name);
    while (name.len && cr_str_split(&data, '\n', &line)) {
        cr_str shown = CR_STR_NONE;
        if (line.len && line.ptr[0] == '#')
            continue;
        while (cr_str_split(&line, ',', &other)) {
            other = cr_str_trim(other);
            if (cr_str_none(shown))
                shown = other;
            if (cr_str_eq(other, name))
                return shown;
        }
    }
    return CR_STR_NONE;
}

cr_str cr_text_agency_among(cr_str list) {
    size_t start = 0;
    for (size_t i = 0; i <= list.len; i++) {
        if (i < list.len && !strchr("/,;|&+", list.ptr[i]))
            continue;
        cr_str found = cr_text_agency(cr_str_slice(list, start, i));
        if (!cr_str_none(found))
            return found;
        start = i + 1;
    }
    return CR_STR_NONE;
}

static cr_str in_brackets(cr_str line, bool *there) {
    size_t open = line.len;
    *there = false;
    if (!line.len || line.ptr[line.len - 1] != ')')
        return CR_STR_NONE;
    while (open > 0 && line.len - open < CR_CREDIT_BYTES && line.ptr[open - 1] != '(')
        open--;
    *there = open > 0 && line.ptr[open - 1] == '(';
    if (!*there)
        return CR_STR_NONE;
    cr_str inside = cr_str_slice(line, open, line.len - 1), found = cr_text_agency_among(inside);
    for (size_t i = 0; cr_str_none(found) && i < inside.len; i++) /* "(avec AFP)" */
        if (inside.ptr[i] == ' ')
            found = cr_text_agency_among(cr_str_slice(inside, i, inside.len));
    return found;
}

cr_str cr_text_credit(cr_str line) {
    bool there;
    line = cr_str_trim(line);
    if (line.len && line.ptr[line.len - 1] == '.')
        line.len--;
    cr_str found = in_brackets(line, &there);
    if (there || line.len > CR_CREDIT_BYTES)
        return found;
    found = cr_text_agency_among(line);
    for (size_t i = 0, words = 0; cr_str_none(found) && i < line.len && words < 4; i++)
        if (!word_byte(line.ptr[i])) {
            words += line.ptr[i] == ' ';
            found = cr_text_agency_among(cr_str_slice(line, i + 1, line.len));
        }
    return found;
}

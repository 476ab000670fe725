/* Authors, contributors, publishers: elements with name, email and address inside, or one text such as
 * "editor@example.org (Example Editor)". */
#include "feed/build.h"

static bool address_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("!#$%&'*+/=?^_`{|}~.-", c);
}

/* The first mail address in a text: bytes around an "@" whose domain has a point. */
static bool find_email(cr_str s, size_t *start, size_t *end) {
    for (size_t at = 0; (at = cr_str_find_byte(s, '@', at)) != CR_STR_NPOS; at++) {
        size_t from = at, to = at + 1, points = 0;
        while (from && at - from < 64 && s.ptr[from - 1] && address_byte(s.ptr[from - 1]))
            from--;
        while (to < s.len && to - at < 254 && s.ptr[to] &&
               (address_byte(s.ptr[to]) && !strchr("!#$%&'*+/=?^`{|}~", s.ptr[to])))
            points += s.ptr[to++] == '.';
        while (to > at + 1 && s.ptr[to - 1] == '.')
            to--, points--;
        if (from < at && to > at + 1 && points) {
            *start = from;
            *end = to;
            return true;
        }
    }
    return false;
}

static cr_str without(cr_arena *a, cr_str s, const char *part) {
    size_t at = cr_str_find(s, cr_str_of(part), 0);
    return at == CR_STR_NPOS ? s : cr_str_concat(a, cr_str_slice(s, 0, at), cr_str_slice(s, at + strlen(part), s.len));
}

void cr_feed_person_of_text(cr_feed_builder *b, cr_feed_node *person, cr_str text) {
    size_t start, end;
    cr_str name = text;
    if (find_email(text, &start, &end)) {
        cr_feed_set(b->arena, person, "email", cr_str_slice(text, start, end));
        name = cr_str_concat(b->arena, cr_str_slice(text, 0, start), cr_str_slice(text, end, text.len));
        name = without(b->arena, name, "mailto:");
        name = without(b->arena, name, "()");
        name = without(b->arena, name, "<>");
        name = cr_str_trim(without(b->arena, name, "&lt;&gt;"));
        if (name.len && name.ptr[0] == '(')
            name = cr_str_slice(name, 1, name.len);
        if (name.len && name.ptr[name.len - 1] == ')')
            name = cr_str_slice(name, 0, name.len - 1);
        name = cr_str_trim(name);
    }
    if (name.len)
        cr_feed_set(b->arena, person, "name", name);
}

void cr_feed_person_add(cr_feed_builder *b, cr_feed_node *context, const char *role, const cr_feed_node *person,
                        cr_str text) {
    if (!person || !person->count)
        return;
    bool publisher = strcmp(role, "publisher") == 0;
    if (!publisher) {
        cr_feed_node *list = cr_feed_member(
            b->arena, context, strcmp(role, "author") == 0 ? CR_STR("authors") : CR_STR("contributors"), CR_FEED_ARRAY);
        cr_feed_node *one = list && list->count < CR_FEED_MEMBERS ? cr_feed_push(b->arena, list, CR_FEED_OBJECT) : NULL;
        cr_feed_copy_members(b->arena, one, person);
        if (strcmp(role, "contributor") == 0)
            return;
    }
    cr_feed_node *detail = cr_feed_member(
        b->arena, context, publisher ? CR_STR("publisher_detail") : CR_STR("author_detail"), CR_FEED_OBJECT);
    cr_feed_copy_members(b->arena, detail, person);
    cr_str name = cr_feed_text(person, "name"), email = cr_feed_text(person, "email");
    if (!text.len)
        text = name.len && email.len ? cr_str_format(b->arena, "%.*s (%.*s)", CR_FMT(name), CR_FMT(email))
               : name.len            ? name
                                     : email;
    cr_feed_set(b->arena, context, role, text);
}

void cr_feed_person_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    cr_str text = cr_feed_mend(b, raw);
    cr_feed_node *person = f->object;
    if (!person)
        return;
    if (person->count) /* white space between the elements, or a stray word */
        text = CR_STR_NONE;
    else if (text.len)
        cr_feed_person_of_text(b, person, text);
    if (f->rule->weak && cr_feed_get(f->outer, f->rule->name))
        return;
    cr_feed_person_add(b, f->outer, f->rule->name, person, text);
}

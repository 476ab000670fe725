/* Reads a rule file (data/dates/README.txt tells its form) into tries, one a layer.
 *
 *     month MONTH=1: january, jan            a lexicon line: layer 0
 *     layer 2
 *     date <- the? {day} of? {month}         a rule: each optional doubles the paths it is written out to
 *
 * Files are ours, but a broken line is an error with its number, never a crash. */
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/data.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/dates.h"
#include "text/tools.h"

static const char *const field_names[F_COUNT] = {
#define CR_FIELD(name) #name,
#include "text/dates_fields.def"
#undef CR_FIELD
};

static const struct { const char *name; int value; } constants[] = {
    {"second", U_SECOND}, {"minute", U_MINUTE}, {"hour", U_HOUR}, {"day", U_DAY}, {"businessday", U_BUSINESS_DAY},
    {"weekend", U_WEEKEND}, {"week", U_WEEK}, {"month", U_MONTH}, {"quarter", U_QUARTER}, {"half", U_HALF},
    {"season", U_SEASON}, {"year", U_YEAR}, {"decade", U_DECADE}, {"century", U_CENTURY}, {"SP", SEASON_SP},
    {"SU", SEASON_SU}, {"FA", SEASON_FA}, {"WI", SEASON_WI}, {"MO", PART_MO}, {"MI", PART_MI}, {"AF", PART_AF},
    {"EV", PART_EV}, {"NI", PART_NI}, {"DT", PART_DT}, {"PRESENT", PRESENT_REF}, {"PAST", PAST_REF},
    {"FUTURE", FUTURE_REF}, {"NONE", NO_DATE}, {"START", 1}, {"MID", 2}, {"END", 3}, {"AM", 1}, {"PM", 2}};

typedef struct builder {
    cr_date_rules *r;
    cr_error *err;
    size_t line;
    int layer;
    struct { int symbols[MOST_ELEMENTS]; size_t count; int skip, length; } path; /* of the alternative being written out */
    size_t paths;
    cr_str inflections; /* what "~" stands for at the end of a word */
    cr_str with; /* the file of rules shared with other languages */
} builder;

static int intern(cr_date_rules *r, cr_str key) {
    int symbol = (int)cr_word_table_put(&r->symbols, key);
    r->symbol_count = (int)r->symbols.count;
    return symbol;
}

static cr_status wrong(builder *b, const char *what, cr_str near) {
    return cr_fail(b->err, CR_ERR_SYNTAX, "dates/%s.txt:%zu: %s: \"%.*s\"", b->r->lang, b->line, what, CR_FMT(near));
}

/* ---- assignments ---- */

static bool number_of(cr_str s, int16_t *out) {
    int v = 0;
    bool minus = s.len && s.ptr[0] == '-';
    size_t i = minus || (s.len && s.ptr[0] == '+');
    if (i >= s.len)
        return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || v > 3000)
            return false;
        v = v * 10 + (s.ptr[i] - '0');
    }
    *out = (int16_t)(minus ? -v : v);
    return true;
}

static bool term_of(cr_str s, bool *copy, int16_t *out) {
    *copy = false;
    if (number_of(s, out))
        return true;
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (cr_str_is(s, constants[i].name)) {
            *out = (int16_t)constants[i].value;
            return true;
        }
    for (int i = 0; i < F_COUNT; i++)
        if (cr_str_is(s, field_names[i])) {
            *copy = true;
            *out = (int16_t)i;
            return true;
        }
    return false;
}

/* "N=-NUM", "AMOUNT=NUM*10+5" */
static cr_status parse_assignment(builder *b, cr_str word, assignment *out) {
    size_t eq = cr_str_find_byte(word, '=', 0);
    bool known = false;
    *out = (assignment){.y = 1};
    for (int i = 0; eq != CR_STR_NPOS && i < F_COUNT; i++)
        if (cr_str_is(cr_str_slice(word, 0, eq), field_names[i])) {
            out->target = (field)i;
            known = true;
        }
    if (!known)
        return wrong(b, "not FIELD=VALUE", word);
    cr_str value = cr_str_slice(word, eq + 1, word.len);
    size_t plus = cr_str_find_byte(value, '+', 1);
    if (plus != CR_STR_NPOS) {
        if (!term_of(cr_str_slice(value, plus + 1, value.len), &out->copy_z, &out->z))
            return wrong(b, "not a field or number after +", word);
        value.len = plus;
    }
    size_t star = cr_str_find_byte(value, '*', 0);
    if (star != CR_STR_NPOS) {
        if (!term_of(cr_str_slice(value, star + 1, value.len), &out->copy_y, &out->y))
            return wrong(b, "not a field or number after *", word);
        value.len = star;
    }
    if (value.len > 1 && value.ptr[0] == '-' && !(value.ptr[1] >= '0' && value.ptr[1] <= '9')) {
        out->minus = true;
        value = cr_str_slice(value, 1, value.len);
    }
    return term_of(value, &out->copy_x, &out->x) ? CR_OK : wrong(b, "not a field, number or name", word);
}

static cr_status parse_assignments(builder *b, cr_str words, date_rule *rule) {
    cr_str word;
    assignment list[16];
    size_t n = 0;
    while (cr_str_split(&words, ' ', &word)) {
        if (!word.len)
            continue;
        if (cr_str_is(word, "RANGE")) {
            rule->range = true;
            continue;
        }
        if (n == sizeof list / sizeof *list)
            return wrong(b, "too many assignments", word);
        CR_TRY(parse_assignment(b, word, &list[n]));
        rule->counted |= list[n].target == F_N && list[n].copy_x && list[n].x == F_NUM;
        n++;
    }
    rule->assignments = CR_NEW_ARRAY(b->r->arena, assignment, n ? n : 1);
    if (!rule->assignments)
        return cr_fail(b->err, CR_ERR_MEMORY, "dates: out of memory");
    if (n)
        memcpy(rule->assignments, list, n * sizeof *list);
    rule->assignment_count = n;
    return CR_OK;
}

/* ---- paths ---- */

static cr_status add_path(builder *b, int rule) {
    cr_date_rules *r = b->r;
    if (!b->path.count)
        return CR_OK; /* everything was optional: matches nothing */
    if (++b->paths > 4096)
        return wrong(b, "written out, the rule is too large", CR_STR("more than 4096 paths"));
    int *slot = NULL, at = 0;
    /* the roots are sized when all symbols are known: until then they hang on node 0 of the layer's list */
    for (size_t i = 0; i < b->path.count; i++) {
        int parent = at, child = 0;
        int first = i ? r->nodes[parent].first_child : r->first_root[b->layer];
        for (child = first; child && r->nodes[child].symbol != b->path.symbols[i]; child = r->nodes[child].next) {
        }
        if (!child) {
            node *n = CR_PUSH(r->arena, r->nodes, r->node_count, r->node_capacity);
            if (!n)
                return cr_fail(b->err, CR_ERR_MEMORY, "dates: out of memory");
            child = (int)r->node_count - 1;
            *n = (node){.symbol = b->path.symbols[i], .next = first};
            slot = i ? &r->nodes[parent].first_child : &r->first_root[b->layer];
            *slot = child;
        }
        at = child;
    }
    size_t where = r->ending_count;
    ending *e = CR_PUSH(r->arena, r->endings, r->ending_count, r->ending_capacity);
    if (!e)
        return cr_fail(b->err, CR_ERR_MEMORY, "dates: out of memory");
    *e = (ending){.rule = rule, .skip = (uint8_t)b->path.skip, .length = (uint8_t)b->path.length};
    int *last = &r->nodes[at].ending;
    for (; *last; last = &r->endings[*last].next) { /* behind those of earlier lines */
    }
    *last = (int)where;
    return CR_OK;
}

/* Cuts words of the data as the text is cut: letters, digits, single marks. False when there is no room. */
static bool push_words(builder *b, cr_str words) {
    size_t at = 0;
    while (at < words.len) {
        size_t start = at;
        uint32_t c = cr_utf8_next(words, &at);
        if (cr_utf8_is_space(c) || c == '_')
            continue;
        bool letter = u_isalpha((UChar32)c), digit = u_isdigit((UChar32)c), single = c >= 0x2E80 && letter;
        while (at < words.len && (letter || digit) && !single) {
            size_t next = at;
            uint32_t d = cr_utf8_next(words, &next);
            if (letter ? !(u_isalpha((UChar32)d) || (U_GET_GC_MASK((UChar32)d) & U_GC_M_MASK)) || d >= 0x2E80 : !u_isdigit((UChar32)d))
                break;
            at = next;
        }
        if (b->path.count == MOST_ELEMENTS)
            return false;
        cr_str plain = cr_text_strip(b->r->arena, cr_str_slice(words, start, at));
        b->path.symbols[b->path.count++] = intern(b->r, c == 0x2019 ? CR_STR("'") : plain);
    }
    return true;
}

/* Elements are apart by spaces: word, {class}, a|b, each with "?" behind when optional; "_" joins words of one
 * alternative; "<" and ">" mark where the expression starts and ends among its context. */
static cr_status write_out(builder *b, cr_str rest, int rule) {
    cr_str element;
    do {
        if (!cr_str_split(&rest, ' ', &element))
            return add_path(b, rule);
    } while (!element.len);
    size_t count = b->path.count;
    if (cr_str_is(element, "<") || cr_str_is(element, ">")) {
        int *mark = element.ptr[0] == '<' ? &b->path.skip : &b->path.length, before = *mark;
        *mark = (int)count;
        cr_status s = write_out(b, rest, rule);
        *mark = before;
        return s;
    }
    bool optional = element.len > 1 && element.ptr[element.len - 1] == '?';
    if (optional)
        element.len--;
    cr_str alternative, all = element;
    while (cr_str_split(&all, '|', &alternative)) {
        cr_str part = alternative;
        while (part.len) { /* words and classes joined by "_" */
            if (part.ptr[0] == '{') {
                size_t close = cr_str_find_byte(part, '}', 0);
                if (close == CR_STR_NPOS || b->path.count == MOST_ELEMENTS)
                    return wrong(b, "class without }, or too long", element);
                b->path.symbols[b->path.count++] = intern(b->r, cr_str_slice(part, 0, close + 1));
                part = cr_str_slice(part, close + 1, part.len);
                continue;
            }
            size_t brace = cr_str_find_byte(part, '{', 0);
            size_t end = brace == CR_STR_NPOS ? part.len : brace;
            if (!push_words(b, cr_str_slice(part, 0, end)))
                return wrong(b, "too long", element);
            part = cr_str_slice(part, end, part.len);
        }
        CR_TRY(write_out(b, rest, rule));
        b->path.count = count;
    }
    return optional ? write_out(b, rest, rule) : CR_OK;
}

/* ---- lines ---- */

static cr_status new_rule(builder *b, cr_str class, cr_str assigned, int *out) {
    static const char *const outputs[] = {"date", "datetime", "time", "dur", "set", "range", "ref"};
    char key[40];
    date_rule *rule = CR_PUSH(b->r->arena, b->r->rules, b->r->rule_count, b->r->rule_capacity);
    if (!rule || class.len + 3 > sizeof key)
        return wrong(b, "no memory, or a class name too long", class);
    snprintf(key, sizeof key, "{%.*s}", CR_FMT(class));
    *rule = (date_rule){.symbol = intern(b->r, cr_str_of(key)), .layer = b->layer};
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        rule->output |= b->layer && cr_str_is(class, outputs[i]);
    rule->end = b->layer && (cr_str_starts(class, "date") || cr_str_starts(class, "time"));
    rule->keeps = !b->layer || class.ptr[0] == 'x';
    *out = (int)b->r->rule_count - 1;
    return parse_assignments(b, assigned, rule);
}

/* "MONTH=12 DAY=25 christmas": what stands before the phrases of a group. */
static cr_str take_assignments(cr_str *group) {
    *group = cr_str_trim(*group);
    size_t end = 0, at = 0;
    for (;;) {
        size_t word = at;
        while (at < group->len && group->ptr[at] >= 'A' && group->ptr[at] <= 'Z')
            at++;
        if (at == word || at >= group->len || group->ptr[at] != '=')
            break;
        while (at < group->len && group->ptr[at] != ' ')
            at++;
        end = at;
        while (at < group->len && group->ptr[at] == ' ')
            at++;
    }
    cr_str taken = cr_str_slice(*group, 0, end);
    *group = cr_str_slice(*group, end, group->len);
    return taken;
}

/* A class that carries nothing needs no rule for its single words. */
static cr_status add_member(builder *b, cr_str class) {
    cr_date_rules *r = b->r;
    char key[40];
    snprintf(key, sizeof key, "{%.*s}", CR_FMT(class));
    struct member *m = CR_PUSH(r->arena, r->members, r->member_count, r->member_capacity);
    if (!m)
        return cr_fail(b->err, CR_ERR_MEMORY, "dates: out of memory");
    *m = (struct member){b->path.symbols[0], intern(r, cr_str_of(key))};
    return CR_OK;
}

static cr_status add_phrases(builder *b, cr_str class, cr_str group, cr_str assigned, size_t counted, int16_t more) {
    int rule;
    CR_TRY(new_rule(b, class, assigned, &rule));
    date_rule *r = &b->r->rules[rule];
    if (more && (r->assignment_count <= counted || r->assignments[counted].copy_x))
        return wrong(b, "nothing to count up", group);
    if (more)
        r->assignments[counted].x = (int16_t)(r->assignments[counted].x + more);
    bool nothing = r->assignment_count == 0;
    cr_str phrase;
    while (cr_str_split(&group, ',', &phrase)) {
        phrase = cr_str_trim(phrase);
        cr_str stem = phrase.len > 1 && cr_str_ends(phrase, "~") ? cr_str_slice(phrase, 0, phrase.len - 1) : phrase, each;
        cr_str ends = stem.len < phrase.len ? b->inflections : CR_STR("");
        while (cr_str_split(&ends, ',', &each)) {
            each = cr_str_trim(each);
            b->path.count = 0;
            if (!push_words(b, each.len ? cr_str_format(b->r->arena, "%.*s%.*s", CR_FMT(stem), CR_FMT(each)) : stem))
                return wrong(b, "phrase too long", phrase);
            CR_TRY(nothing && b->path.count == 1 ? add_member(b, class) : add_path(b, rule));
        }
    }
    return CR_OK;
}

/* "month MONTH=1: january, jan | february, feb": behind each bar the first field is one more. A group may have fields
 * of its own, and counts up from them: "num: NUM=1 one | two | NUM=20 twenty". "dir,adir …": for both classes. */
static cr_status lexicon_line(builder *b, cr_str head, cr_str phrases) {
    size_t space = cr_str_find_byte(head, ' ', 0);
    cr_str classes = space == CR_STR_NPOS ? head : cr_str_slice(head, 0, space), class, group, own = CR_STR("");
    cr_str assigned = space == CR_STR_NPOS ? CR_STR("") : cr_str_trim(cr_str_slice(head, space, head.len));
    size_t fields = 0;
    for (size_t i = 0; i < assigned.len; i++)
        fields += assigned.ptr[i] == '=';
    int layer = b->layer;
    b->layer = 0;
    for (int16_t more = 0; cr_str_split(&phrases, '|', &group); more++) {
        cr_str taken = take_assignments(&group);
        if (taken.len) {
            own = taken;
            more = 0;
        }
        cr_str all = own.len ? cr_str_format(b->r->arena, "%.*s %.*s", CR_FMT(assigned), CR_FMT(own)) : assigned;
        for (cr_str rest = classes; cr_str_split(&rest, ',', &class);)
            CR_TRY(add_phrases(b, class, group, all, own.len ? fields : 0, more));
    }
    b->layer = layer;
    return CR_OK;
}

/* "future endings: era, dra" */
static bool read_affixes(builder *b, cr_str line) {
    static const struct { const char *name; int8_t tense; bool front; } kinds[AFFIXES] = {
        {"future endings:", 1, false}, {"future beginnings:", 1, true}, {"past endings:", -1, false}, {"likely past endings:", TENSE_MAYBE_PAST, false},
        {"coming endings:", TENSE_COMING, false}};
    for (size_t k = 0; k < AFFIXES; k++) {
        cr_str name = cr_str_of(kinds[k].name), each;
        if (!cr_str_starts(line, kinds[k].name))
            continue;
        affixes *a = &b->r->affixes[k];
        a->tense = kinds[k].tense;
        a->front = kinds[k].front;
        for (cr_str rest = cr_str_slice(line, name.len, line.len); cr_str_split(&rest, ',', &each);) {
            each = cr_str_trim(each);
            cr_str *slot = each.len >= 2 ? CR_PUSH(b->r->arena, a->list.items, a->list.count, a->capacity) : NULL;
            if (!slot)
                continue;
            *slot = each;
            uint32_t pair = cr_date_pair(each.ptr + (a->front ? 0 : each.len - 2));
            (a->front ? b->r->affix_starts : b->r->affix_ends)[pair / 64] |= UINT64_C(1) << pair % 64;
        }
        return true;
    }
    return false;
}

static cr_status read_line(builder *b, cr_str line) {
    size_t arrow = cr_str_find(line, CR_STR("<-"), 0);
    b->paths = 0;
    b->path.count = 0;
    b->path.skip = b->path.length = 0;
    if (cr_str_starts(line, "layer ")) {
        int16_t n;
        if (!number_of(cr_str_trim(cr_str_slice(line, 6, line.len)), &n) || n < 1 || n >= LAYERS)
            return wrong(b, "layers are 1 to 7", line);
        b->layer = n;
        return CR_OK;
    }
    if (cr_str_starts(line, "with ")) { /* read behind the language's own, which win */
        b->with = cr_data(cr_str_format(b->r->arena, "text/dates/%.*s.txt", CR_FMT(cr_str_slice(line, 5, line.len))).ptr);
        return cr_str_none(b->with) ? wrong(b, "no such file", line) : CR_OK;
    }
    if (cr_str_starts(line, "inflect:")) {
        b->inflections = cr_str_slice(line, 8, line.len);
        return CR_OK;
    }
    if (cr_str_starts(line, "order ")) {
        b->r->order = cr_str_ends(line, "mdy") ? ORDER_MDY : cr_str_ends(line, "ymd") ? ORDER_YMD : ORDER_DMY;
        return CR_OK;
    }
    if (cr_str_is(line, "small units")) {
        b->r->small_units = true;
        return CR_OK;
    }
    if (read_affixes(b, line))
        return CR_OK;
    if (arrow == CR_STR_NPOS) {
        size_t colon = cr_str_find_byte(line, ':', 0);
        if (colon == CR_STR_NPOS)
            return wrong(b, "neither \"CLASS …: phrases\" nor \"CLASS <- pattern\"", line);
        return lexicon_line(b, cr_str_trim(cr_str_slice(line, 0, colon)), cr_str_slice(line, colon + 1, line.len));
    }
    cr_str class = cr_str_trim(cr_str_slice(line, 0, arrow)), pattern = cr_str_slice(line, arrow + 2, line.len);
    cr_str assigned = CR_STR("");
    size_t then = cr_str_find(pattern, CR_STR("=>"), 0);
    if (then != CR_STR_NPOS) {
        assigned = cr_str_slice(pattern, then + 2, pattern.len);
        pattern.len = then;
    }
    do { /* several patterns: "a || b" */
        size_t bars = cr_str_find(pattern, CR_STR("||"), 0);
        cr_str one = cr_str_slice(pattern, 0, bars == CR_STR_NPOS ? pattern.len : bars);
        pattern = bars == CR_STR_NPOS ? CR_STR("") : cr_str_slice(pattern, bars + 2, pattern.len);
        int rule;
        CR_TRY(new_rule(b, class, assigned, &rule));
        b->path.count = 0;
        b->path.skip = b->path.length = 0;
        CR_TRY(write_out(b, cr_str_trim(one), rule));
    } while (pattern.len);
    return CR_OK;
}

static int by_word(const void *x, const void *y) {
    const struct member *a = x, *b = y;
    return a->word != b->word ? (a->word > b->word) - (a->word < b->word) : (a->set > b->set) - (a->set < b->set);
}

static void index_members(cr_date_rules *r) {
    if (r->member_count)
        qsort(r->members, r->member_count, sizeof *r->members, by_word);
    for (size_t k = r->member_count; k-- > 0;) {
        symbol_use *use = &r->uses[r->members[k].word], *set = &r->uses[r->members[k].set];
        use->first_member = (int)k;
        use->bits |= cr_date_bit(r->members[k].set);
        use->layers |= set->layers;
        use->follow |= set->follow;
        use->complete |= set->complete;
        use->opens |= (uint8_t)((r->clause && r->members[k].set == r->clause) | (r->relative && r->members[k].set == r->relative) << 1);
        for (int t = 0; t < TENSES; t++)
            use->tense |= (uint8_t)((r->tenses[t] && r->members[k].set == r->tenses[t]) << t);
    }
}

static void index_children(cr_date_rules *r) {
    for (int parent = 1; (size_t)parent < r->node_count; parent++)
        for (int n = r->nodes[parent].first_child; n; n = r->nodes[n].next) {
            uint32_t at = ((uint32_t)parent * 2654435761u ^ (uint32_t)r->nodes[n].symbol * 2246822519u) >> 7;
            while (r->children[at & r->child_mask].node)
                at++;
            r->children[at & r->child_mask] = (struct child){parent, r->nodes[n].symbol, n};
            r->nodes[parent].children |= cr_date_bit(r->nodes[n].symbol);
        }
}

/* The root of each layer becomes a table by symbol: it is looked up at every token. */
static cr_status index_roots(cr_date_rules *r, cr_error *err) {
    static const char *const tenses[] = {"{past}", "{future}", "{coming}", "{untensed}"};
    uint32_t slots = 16;
    while (slots < 2 * r->node_count)
        slots *= 2;
    r->child_mask = slots - 1;
    r->children = cr_arena_alloc(r->arena, slots * sizeof *r->children);
    r->uses = CR_NEW_ARRAY(r->arena, symbol_use, (size_t)r->symbol_count + 1);
    if (!r->children || !r->uses)
        return cr_fail(err, CR_ERR_MEMORY, "dates: out of memory");
    index_children(r);
    for (int symbol = 0; symbol <= r->symbol_count; symbol++) {
        r->uses[symbol].first_member = -1;
        r->uses[symbol].bits = cr_date_bit(symbol);
    }
    for (int layer = 0; layer < LAYERS; layer++)
        for (int n = r->first_root[layer]; n; n = r->nodes[n].next) {
            symbol_use *use = &r->uses[r->nodes[n].symbol];
            use->roots[layer] = n;
            use->next[layer] = r->nodes[n].ending ? UINT64_MAX : r->nodes[n].children;
            use->layers |= (uint8_t)(1u << layer);
            use->follow |= r->nodes[n].children;
            use->complete |= r->nodes[n].ending != 0;
        }
    for (int t = 0; t < TENSES; t++)
        r->tenses[t] = cr_date_symbol(r, cr_str_of(tenses[t]));
    r->clause = cr_date_symbol(r, CR_STR("{clause}"));
    r->relative = cr_date_symbol(r, CR_STR("{relative}"));
    r->who = cr_date_symbol(r, CR_STR("{who}"));
    r->and = cr_date_symbol(r, CR_STR("{and}"));
    r->ahead = cr_date_symbol(r, CR_STR("{ahead}"));
    r->topic = cr_date_symbol(r, CR_STR("{topic}"));
    r->given = cr_date_symbol(r, CR_STR("{given}"));
    r->before_month = cr_date_symbol(r, CR_STR("{beforemonth}"));
    r->measure = cr_date_symbol(r, CR_STR("{measure}"));
    index_members(r);
    return CR_OK;
}

static cr_status plain_meanings(cr_date_rules *r, cr_error *err) {
    for (size_t i = 0; i < r->rule_count; i++) {
        meaning *w = cr_dates_meaning(r->arena);
        if (!w)
            return cr_fail(err, CR_ERR_MEMORY, "dates: out of memory");
        cr_dates_assign(w, &r->rules[i]);
        r->rules[i].plain = w;
    }
    return CR_OK;
}

static cr_status compile(cr_date_rules *r, cr_str file, cr_error *err) {
    static const char *const digit_classes[] = {"{int}", "{day}", "{monthnum}", "{year}", "{yy}", "{hour}", "{min}", "{newsyear}",
                                                "{decade4}", "{decade2}", "{tenth}", "{hhmm}", "{hhmm0}"};
    builder b = {.r = r, .err = err, .layer = 1};
    size_t examples = 0, capacity = 0;
    node *nothing = CR_PUSH(r->arena, r->nodes, r->node_count, r->node_capacity);
    for (size_t i = 0; i < sizeof digit_classes / sizeof *digit_classes; i++)
        r->digit_symbols[i] = intern(r, cr_str_of(digit_classes[i]));
    intern(r, CR_STR("{date}"));
    intern(r, CR_STR("{time}"));
    ending *no_ending = CR_PUSH(r->arena, r->endings, r->ending_count, r->ending_capacity);
    if (!nothing || !no_ending || cr_arena_exhausted(r->arena))
        return cr_fail(err, CR_ERR_MEMORY, "dates: out of memory");
    cr_str line, common = cr_data("text/dates/common.txt");
    b.with = b.inflections = CR_STR("");
    while (cr_str_split(&common, '\n', &line) || cr_str_split(&file, '\n', &line) || cr_str_split(&b.with, '\n', &line)) {
        b.line++;
        line = cr_str_trim(line);
        if (cr_str_starts(line, "> ")) {
            cr_str *e = CR_PUSH(r->arena, r->examples.items, examples, capacity);
            if (e)
                *e = cr_str_slice(line, 2, line.len);
        } else if (line.len && line.ptr[0] != '#')
            CR_TRY(read_line(&b, line));
    }
    r->examples.count = examples;
    CR_TRY(plain_meanings(r, err));
    return index_roots(r, err);
}

cr_status cr_date_rules_new(cr_str lang, cr_date_rules **out, cr_error *err) {
    *out = NULL;
    cr_date_rules *r = calloc(1, sizeof *r);
    if (!r)
        return cr_fail(err, CR_ERR_MEMORY, "dates: out of memory");
    snprintf(r->lang, sizeof r->lang, "%.*s", CR_FMT(lang));
    r->arena = cr_arena_new(0);
    cr_str file = cr_text_list("dates", lang);
    cr_status status = r->arena && cr_word_table_init(&r->symbols) ? compile(r, cr_str_none(file) ? CR_STR("") : file, err)
                                              : cr_fail(err, CR_ERR_MEMORY, "dates: out of memory");
    if (status != CR_OK) {
        cr_date_rules_free(r);
        return status;
    }
    *out = r;
    return CR_OK;
}

void cr_date_rules_free(cr_date_rules *rules) {
    if (!rules)
        return;
    cr_word_table_free(&rules->symbols);
    cr_arena_free(rules->arena);
    free(rules);
}

#include "page/notice.h"

#include <courant/text.h>
#include <unicode/uchar.h>

#include "base/data.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { LINE_BYTES = 1500, MENTIONS = 40, NEAR = 90 };
enum group { AUTOMATIC, TRANSLATE, GENERATE, RELAY, SELF, WEAK, CAUTION, MAIN, OPERATOR, FROM, MEDIUM, LABEL, GROUPS };
static const char *const group_names[GROUPS] = {"automatic", "translate", "generate", "relay", "self", "weak", "caution", "main", "operator",
                                                "from", "medium", "label"};

typedef struct language_name {
    cr_str name; /* folded; endings that inflect are off */
    const char *code;
} language_name;

struct cr_notice_rules {
    cr_strs stems[GROUPS];
    language_name *names;
    size_t name_count;
};

static void load_stems(cr_arena *arena, cr_notice_rules *r) {
    cr_str rest = cr_data("page/notice.txt"), line;
    size_t capacity[GROUPS] = {0};
    int group = -1;
    while (cr_str_split(&rest, '\n', &line)) {
        line = cr_str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (line.ptr[0] == '[') {
            group = -1;
            for (int g = 0; g < GROUPS; g++)
                if (cr_str_is(cr_str_slice(line, 1, line.len - 1), group_names[g]))
                    group = g;
            continue;
        }
        cr_str *slot = group < 0 ? NULL : CR_PUSH(arena, r->stems[group].items, r->stems[group].count, capacity[group]);
        if (slot)
            *slot = cr_text_plain(arena, line);
    }
}

static bool spaced_script(unsigned char lead) { return lead < 0xD6 || lead == 0xE1; } /* Latin, Greek, Cyrillic, Armenian, Vietnamese */

/* "chino" is "china" beside "versión", "английский" has six endings: what inflects is cut off. */
static cr_str stem_of_name(cr_str s) {
    static const char *const endings[] = {"ий", "ии", "ый", "ая"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (s.len > 10 && cr_str_ends(s, endings[i]))
            return cr_str_slice(s, 0, s.len - strlen(endings[i]));
    if (s.len > 4 && (unsigned char)s.ptr[s.len - 2] < 0x80 && strchr("oei", s.ptr[s.len - 1]))
        return cr_str_slice(s, 0, s.len - 1);
    return s;
}

static void load_names(cr_arena *arena, cr_notice_rules *r) {
    cr_str rest = cr_data("page/languages.txt"), line, code, name;
    size_t capacity = 0;
    while (cr_str_split(&rest, '\n', &line)) {
        if (line.len == 0 || line.ptr[0] == '#' || !cr_str_split(&line, '\t', &code))
            continue;
        const char *z = cr_str_copy(arena, code).ptr;
        while (z && cr_str_split(&line, '|', &name)) {
            cr_str plain = cr_text_plain(arena, name);
            if (plain.len < 4)
                continue; /* "dán" would be every "dan" */
            language_name *n = CR_PUSH(arena, r->names, r->name_count, capacity);
            if (n)
                *n = (language_name){stem_of_name(plain), z};
        }
    }
}

const cr_notice_rules *cr_notice_rules_load(cr_arena *arena) {
    cr_notice_rules *r = CR_NEW(arena, cr_notice_rules);
    if (r) { /* all at once: threads share the rules and only read them */
        load_stems(arena, r);
        load_names(arena, r);
    }
    return r;
}

static bool letter_before(cr_str s, size_t at) {
    if (at == 0)
        return false;
    uint32_t c = cr_utf8_previous(s, &at);
    return u_isalpha((UChar32)c);
}

static size_t letters_after(cr_str s, size_t at) {
    size_t n = 0;
    while (at < s.len && u_isalpha((UChar32)cr_utf8_next(s, &at)))
        n++;
    return n;
}

static bool stands_at(cr_str s, size_t at, cr_str stem) {
    if (!spaced_script((unsigned char)stem.ptr[0]))
        return true;
    return !letter_before(s, at) && (stem.len > 3 || letters_after(s, at + stem.len) == 0);
}

/* First place of a stem of the group at or behind `from`; *end (may be NULL) behind it. */
static size_t find_stem(const cr_notice_rules *r, enum group g, cr_str s, size_t from, size_t *end) {
    size_t best = CR_STR_NPOS;
    for (size_t i = 0; i < r->stems[g].count; i++) {
        cr_str stem = r->stems[g].items[i];
        for (size_t at = stem.len ? cr_str_find(s, stem, from) : CR_STR_NPOS; at != CR_STR_NPOS && at < best; at = cr_str_find(s, stem, at + 1))
            if (stands_at(s, at, stem)) {
                best = at;
                if (end)
                    *end = at + stem.len;
                break;
            }
    }
    return best;
}

typedef struct mention {
    size_t start, end;
    const char *code;
} mention;

static size_t longest_name(const cr_notice_rules *r, cr_str s, size_t at, const char **code) {
    size_t longest = 0;
    for (size_t i = 0; i < r->name_count; i++) {
        cr_str name = r->names[i].name;
        if (name.len <= longest || s.len - at < name.len || s.ptr[at] != name.ptr[0] || memcmp(s.ptr + at, name.ptr, name.len) != 0)
            continue;
        if (spaced_script((unsigned char)name.ptr[0]) && (letter_before(s, at) || letters_after(s, at + name.len) > (name.len > 4 ? 4 : name.len > 3 ? 3 : 1)))
            continue;
        longest = name.len;
        *code = r->names[i].code;
    }
    return longest;
}

static size_t find_languages(const cr_notice_rules *r, cr_str s, mention out[MENTIONS]) {
    size_t n = 0;
    for (size_t at = 0; at < s.len && n < MENTIONS;) {
        const char *code = NULL;
        size_t len = longest_name(r, s, at, &code);
        if (len) {
            out[n++] = (mention){at, at + len, code};
            at += len;
        } else
            cr_utf8_next(s, &at);
    }
    return n;
}

/* "translated from Russian": the language of the source is no edition. */
static bool is_source(const cr_notice_rules *r, cr_str s, const mention *m) {
    static const char *const before[] = {"from the original ", "from the ", "from ", "depuis l'", "depuis le ", "de l'", "du ", "aus dem ", "desde el ", "del ", "dal ", "dall'", "do ",
                                         "с ", "из ", "uit het ", "dari bahasa ", "dari ", "z jezyka ", "z ", "de l'original ", "de l’", "aus der ", "dans l'", "由", "从", "自", "從", "من "};
    if (cr_str_starts(cr_str_slice(s, m->end, s.len), "から"))
        return true;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        cr_str head = cr_str_slice(s, 0, m->start);
        if (!cr_str_ends(head, before[i]))
            continue;
        size_t from = head.len > 70 ? head.len - 70 : 0, stop = cr_str_find_byte(s, '.', m->end);
        cr_str tail = cr_str_slice(s, m->end, stop < m->end + 40 ? stop : m->end + 40 < s.len ? m->end + 40 : s.len); /* "aus dem Englischen übersetzt" */
        return find_stem(r, TRANSLATE, cr_str_slice(head, from, head.len), 0, NULL) != CR_STR_NPOS || find_stem(r, TRANSLATE, tail, 0, NULL) != CR_STR_NPOS;
    }
    return false;
}

/* Stems of two groups stand near each other. */
static bool near(const cr_notice_rules *r, cr_str s, enum group a, enum group b) {
    size_t end = 0;
    for (size_t at = find_stem(r, a, s, 0, &end); at != CR_STR_NPOS; at = find_stem(r, a, s, end, &end)) {
        size_t from = at > NEAR ? at - NEAR : 0, to = end + NEAR < s.len ? end + NEAR : s.len;
        if (find_stem(r, b, cr_str_slice(s, from, to), 0, NULL) != CR_STR_NPOS)
            return true;
    }
    return false;
}

/* The same, in one sentence. */
static bool near_in_sentence(const cr_notice_rules *r, cr_str s, enum group a, enum group b) {
    for (size_t from = 0; from < s.len;) {
        size_t stop = cr_str_find(s, CR_STR(". "), from), to = stop == CR_STR_NPOS ? s.len : stop + 1;
        if (near(r, cr_str_slice(s, from, to), a, b))
            return true;
        from = to;
    }
    return false;
}

static size_t gap(const mention *m, size_t start, size_t end) { return m->start >= end ? m->start - end : m->end <= start ? start - m->end : 0; }

/* The mention beside a word for "main", or n. */
static size_t main_mention(const cr_notice_rules *r, cr_str s, const mention *m, size_t n) {
    size_t best = n, least = 60, end = 0;
    for (size_t at = find_stem(r, MAIN, s, 0, &end); at != CR_STR_NPOS; at = find_stem(r, MAIN, s, end, &end))
        for (size_t i = 0; i < n; i++)
            if (gap(&m[i], at, end) < least) {
                least = gap(&m[i], at, end);
                best = i;
            }
    return best;
}

static bool listed(const cr_notice *n, const char *code) {
    for (size_t i = 0; i < n->languages.count; i++)
        if (cr_str_is(n->languages.items[i], code))
            return true;
    return false;
}

static void take_languages(const cr_notice_rules *r, cr_arena *arena, cr_str folded, cr_notice *n) {
    mention found[MENTIONS];
    size_t count = find_languages(r, folded, found), main = main_mention(r, folded, found, count);
    for (size_t i = 0; i < count && main == count; i++) /* no word for "main": what it was translated from */
        if (is_source(r, folded, &found[i]))
            main = i;
    if (main < count)
        n->main_language = cr_str_of(found[main].code);
    cr_str *items = CR_NEW_ARRAY(arena, cr_str, n->languages.count + count + 1);
    if (!items)
        return;
    for (size_t i = 0; i < n->languages.count; i++)
        items[i] = n->languages.items[i];
    n->languages.items = items;
    cr_str relay = cr_text_plain(arena, n->relay_of);
    for (size_t i = 0; i < count; i++)
        if (cr_str_find(relay, cr_str_slice(folded, found[i].start, found[i].end), 0) == CR_STR_NPOS && !cr_str_is(n->main_language, found[i].code) && !listed(n, found[i].code) && !is_source(r, folded, &found[i]))
            items[n->languages.count++] = cr_str_of(found[i].code);
}

static bool name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

/* "Example.org" in the line: a domain's name. */
static cr_str domain_in(cr_str s) {
    for (size_t dot = cr_str_find_byte(s, '.', 0); dot != CR_STR_NPOS; dot = cr_str_find_byte(s, '.', dot + 1)) {
        size_t start = dot, end = dot + 1;
        while (start > 0 && (name_char(s.ptr[start - 1]) || (s.ptr[start - 1] == '.' && start > 1)))
            start--;
        while (end < s.len && (name_char(s.ptr[end]) || (s.ptr[end] == '.' && end + 1 < s.len && name_char(s.ptr[end + 1]))))
            end++;
        if (dot - start >= 2 && end - dot > 2 && s.ptr[dot + 1] >= 'a' && s.ptr[dot + 1] <= 'z' && (start == 0 || s.ptr[start - 1] != '@'))
            return cr_str_slice(s, start, end);
    }
    return CR_STR_NONE;
}

/* "(system supported by Example)": what follows the phrase, to the next mark. The folded text finds the place, the line gives the name:
 * words are counted, since folding keeps them apart. */
static cr_str operator_of(const cr_notice_rules *r, cr_str line, cr_str folded) {
    size_t end, at = find_stem(r, OPERATOR, folded, 0, &end);
    if (at == CR_STR_NPOS)
        return CR_STR_NONE;
    cr_str domain = domain_in(line);
    if (!cr_str_none(domain))
        return domain;
    size_t spaces = 0, i = 0;
    for (size_t k = 0; k < end; k++)
        spaces += folded.ptr[k] == ' ';
    for (; i < line.len && spaces; i++)
        spaces -= line.ptr[i] == ' ';
    size_t stop = cr_str_find_byte(line, ' ', i);
    if (stop == CR_STR_NPOS)
        return CR_STR_NONE;
    cr_str name = cr_str_slice(line, stop + 1, line.len);
    size_t n = 0;
    while (n < name.len && !strchr(").,;(|", name.ptr[n]) && (unsigned char)name.ptr[n] != 0xEF)
        n++;
    name = cr_str_trim(cr_str_slice(name, 0, n));
    return name.len > 1 && name.len <= 50 && !(name.ptr[0] >= 'a' && name.ptr[0] <= 'z') ? name : CR_STR_NONE;
}

static bool word_of(const cr_notice_rules *r, enum group g, cr_str word) {
    for (size_t i = 0; i < r->stems[g].count; i++)
        if (cr_str_eq(r->stems[g].items[i], word))
            return true;
    return false;
}

static bool capital(cr_str word) {
    size_t at = 0;
    return word.len && u_isupper((UChar32)cr_utf8_next(word, &at));
}

static bool ends_name(cr_str word) { return word.len && strchr(".,;:)", word.ptr[word.len - 1]) != NULL; }

static cr_str without_marks(cr_str word) {
    while (word.len && strchr("(\"'", word.ptr[0]))
        word = cr_str_slice(word, 1, word.len);
    while (word.len && strchr(".,;:)\"'", word.ptr[word.len - 1]))
        word = cr_str_slice(word, 0, word.len - 1);
    return word;
}

/* The name at the head of `rest`: words with a capital, to the next mark; none where it is a language's. */
static cr_str name_here(const cr_notice_rules *r, cr_arena *arena, cr_str rest) {
    cr_str word, name = CR_STR_NONE;
    size_t words = 0;
    while (words < 5 && cr_str_split(&rest, ' ', &word) && capital(without_marks(word))) {
        cr_str clean = without_marks(word);
        name = words ? (cr_str){name.ptr, (size_t)(clean.ptr + clean.len - name.ptr)} : clean;
        words++;
        if (ends_name(word))
            break;
    }
    mention found[MENTIONS];
    bool language = words == 1 && find_languages(r, cr_text_plain(arena, name), found) > 0;
    return words && name.len > 1 && !language ? name : CR_STR_NONE;
}

/* "relayed automatically from Example": whose report it is, as the notice says. */
static cr_str relayed_from(const cr_notice_rules *r, cr_arena *arena, cr_str line) {
    enum { REACH = 12, BETWEEN = 3 };
    cr_str rest = line, word;
    size_t since_relay = REACH, since_from = BETWEEN + 1;
    for (cr_str here = rest; cr_str_split(&rest, ' ', &word); here = rest) {
        cr_str plain = cr_text_plain(arena, without_marks(word));
        if (since_relay < REACH && since_from <= BETWEEN && capital(without_marks(word))) {
            cr_str name = name_here(r, arena, here);
            if (!cr_str_none(name))
                return name;
        }
        since_relay += since_relay < REACH;
        if (find_stem(r, RELAY, plain, 0, NULL) == 0)
            since_relay = 0;
        if (word_of(r, FROM, plain))
            since_from = 0;
        else
            since_from = word_of(r, MEDIUM, plain) ? since_from + 1 : BETWEEN + 1;
        if (ends_name(word) && !cr_str_ends(word, ","))
            since_relay = REACH;
    }
    return CR_STR_NONE;
}

static bool has(const cr_notice_rules *r, enum group g, cr_str s) { return find_stem(r, g, s, 0, NULL) != CR_STR_NPOS; }

/* A sentence about machines and translation may be an article's own: what tells is that it speaks of this page, lists editions,
 * names the main one, warns of errors or says that no human had a hand in it. */
static int evidence(const cr_notice_rules *r, cr_str folded, const cr_notice *n) {
    int points = has(r, SELF, folded) ? 2 : has(r, WEAK, folded) ? 1 : 0;
    points += n->languages.count >= 3 ? 2 : 0;
    bool caution = has(r, CAUTION, folded);
    points += caution;
    points += n->main_language.len > 0 && (caution || has(r, MAIN, folded)); /* "translates from Chinese" alone may be any report */
    points += find_stem(r, LABEL, folded, 0, NULL) == 0;
    points += n->relay_of.len > 0;
    points += has(r, OPERATOR, folded) && cr_str_find_byte(folded, '(', 0) != CR_STR_NPOS;
    return points;
}

bool cr_notice_line(const cr_notice_rules *r, cr_arena *arena, cr_str line, cr_notice **notice) {
    if (!r || line.len < 12 || line.len > LINE_BYTES)
        return false;
    line = cr_str_squeeze(arena, line);
    cr_str folded = cr_text_plain(arena, line);
    if (!has(r, AUTOMATIC, folded))
        return false;
    bool translated = near(r, folded, AUTOMATIC, TRANSLATE), relayed = near_in_sentence(r, folded, AUTOMATIC, RELAY), generated = near(r, folded, AUTOMATIC, GENERATE);
    if (!translated && !relayed && !generated)
        return false;
    cr_notice found = {.text = line};
    found.relayed_automatically = relayed;
    found.relay_of = relayed ? relayed_from(r, arena, line) : CR_STR_NONE;
    take_languages(r, arena, folded, &found);
    found.machine_translated = translated || (generated && found.languages.count > 1);
    if ((!found.machine_translated && !relayed) || evidence(r, folded, &found) < 2)
        return false;
    cr_notice *n = *notice ? *notice : (*notice = CR_NEW(arena, cr_notice));
    if (!n)
        return false;
    n->machine_translated = n->machine_translated || found.machine_translated;
    n->relayed_automatically = n->relayed_automatically || found.relayed_automatically;
    n->main_language = n->main_language.len ? n->main_language : found.main_language;
    n->languages = n->languages.count ? n->languages : found.languages;
    n->relay_of = n->relay_of.len ? n->relay_of : found.relay_of;
    n->operator_name = n->operator_name.len ? n->operator_name : operator_of(r, line, folded);
    n->text = n->text.len ? cr_str_format(arena, "%.*s %.*s", CR_FMT(n->text), CR_FMT(line)) : line;
    return true;
}

static bool acronym(cr_str word) {
    size_t capitals = 0;
    for (size_t at = 0; at < word.len;) {
        uint32_t c = cr_utf8_next(word, &at);
        if (!u_isupper((UChar32)c) && !u_isdigit((UChar32)c))
            return false;
        capitals++;
    }
    return capitals >= 2 && capitals <= 6;
}

cr_str cr_notice_outlet(cr_str tail) {
    tail = cr_str_trim(tail);
    size_t words = 1;
    for (size_t i = 0; i < tail.len; i++)
        words += tail.ptr[i] == ' ';
    cr_str rest = tail, first;
    if (tail.len < 2 || !cr_str_split(&rest, ' ', &first))
        return CR_STR_NONE;
    if (acronym(first) && words > 1)
        return words == 2 && cr_str_starts_nocase(rest, "news") ? tail : first;
    return words <= 4 && tail.len <= 60 ? tail : CR_STR_NONE;
}

size_t cr_notice_headline_end(cr_str s, size_t *width) {
    static const char *const signs[] = {" \xE2\x80\x94 ", " | ", " \xE2\x80\x93 ", " - ", " \xC2\xBB ", " \xC2\xB7 ", "\xE2\x80\x94\xE2\x80\x94", "\xE2\x80\x94", "_", "\xEF\xBD\x9C"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        cr_str sign = cr_str_of(signs[i]);
        size_t found = CR_STR_NPOS;
        for (size_t at = cr_str_find(s, sign, 0); at != CR_STR_NPOS; at = cr_str_find(s, sign, at + 1))
            found = at;
        cr_str tail = found == CR_STR_NPOS ? CR_STR_NONE : cr_str_trim(cr_str_slice(s, found + sign.len, s.len));
        if (tail.len && tail.len <= 80 && found > 12 && found > tail.len / 2) {
            *width = sign.len;
            return found;
        }
    }
    return CR_STR_NPOS;
}

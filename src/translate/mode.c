#include "translate/mode.h"

#include <string.h>

/* Two letters for three, as far as Apertium has data for them (ISO 639-1 and -3). "hbs" has no living code of two
 * letters, its deprecated "sh" is what people write. "zlm" is the Malay that "ms" means, "nor" both Norwegians. */
static const char codes[][2][4] = {
    {"afr", "af"}, {"ara", "ar"}, {"arg", "an"}, {"bel", "be"}, {"bre", "br"}, {"bul", "bg"}, {"cat", "ca"}, {"ces", "cs"},
    {"cym", "cy"}, {"dan", "da"}, {"deu", "de"}, {"ell", "el"}, {"eng", "en"}, {"epo", "eo"}, {"est", "et"}, {"eus", "eu"},
    {"fas", "fa"}, {"fin", "fi"}, {"fra", "fr"}, {"gle", "ga"}, {"glg", "gl"}, {"hbs", "sh"}, {"heb", "he"}, {"hin", "hi"},
    {"hrv", "hr"}, {"hun", "hu"}, {"ind", "id"}, {"isl", "is"}, {"ita", "it"}, {"kaz", "kk"}, {"kir", "ky"}, {"lav", "lv"},
    {"lit", "lt"}, {"mar", "mr"}, {"mkd", "mk"}, {"mlt", "mt"}, {"nld", "nl"}, {"nno", "nn"}, {"nob", "nb"}, {"nor", "no"},
    {"oci", "oc"}, {"pol", "pl"}, {"por", "pt"}, {"ron", "ro"}, {"rus", "ru"}, {"slk", "sk"}, {"slv", "sl"}, {"sme", "se"},
    {"spa", "es"}, {"sqi", "sq"}, {"srd", "sc"}, {"srp", "sr"}, {"swe", "sv"}, {"tat", "tt"}, {"tur", "tr"}, {"ukr", "uk"},
    {"urd", "ur"}, {"uzb", "uz"}, {"zho", "zh"}, {"zlm", "ms"}};

bool cr_mode_code(cr_str code, char out[8]) {
    if (code.len < 2 || code.len > 3)
        return false;
    for (size_t i = 0; i < code.len; i++)
        if (code.ptr[i] < 'a' || code.ptr[i] > 'z')
            return false;
    memcpy(out, code.ptr, code.len);
    out[code.len] = '\0';
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(codes[i][0], out) == 0)
            memcpy(out, codes[i][1], 3);
    return true;
}

bool cr_mode_name(cr_str name, char from[8], char to[8], cr_str *variant) {
    size_t dash = cr_str_find_byte(name, '-', 0);
    if (dash == CR_STR_NPOS)
        return false;
    size_t under = cr_str_find_byte(name, '_', dash);
    *variant = under == CR_STR_NPOS ? CR_STR_NONE : cr_str_slice(name, under + 1, name.len);
    cr_str second = cr_str_slice(name, dash + 1, under == CR_STR_NPOS ? name.len : under);
    return cr_mode_code(cr_str_slice(name, 0, dash), from) && cr_mode_code(second, to) && strcmp(from, to) != 0;
}

typedef struct reader {
    cr_arena *arena;
    cr_str line;
    size_t at;
    cr_error *err;
} reader;

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* One word of the line, quotes taken off. *word none: nothing ($2), *end: the line or the program ends. */
static cr_status read_word(reader *r, cr_str *word, bool *program_ends, bool *line_ends) {
    *word = CR_STR_NONE;
    *program_ends = *line_ends = false;
    while (r->at < r->line.len && blank(r->line.ptr[r->at]))
        r->at++;
    if (r->at == r->line.len) {
        *line_ends = *program_ends = true;
        return CR_OK;
    }
    if (r->line.ptr[r->at] == '|') {
        r->at++;
        *program_ends = true;
        return CR_OK;
    }
    char *out = cr_arena_alloc(r->arena, r->line.len - r->at + 1);
    if (!out)
        return cr_fail(r->err, CR_ERR_MEMORY, "mode file: out of memory");
    size_t n = 0, start = r->at;
    bool quoted = false;
    while (r->at < r->line.len && !blank(r->line.ptr[r->at]) && r->line.ptr[r->at] != '|') {
        char c = r->line.ptr[r->at];
        if (c == '\'' || c == '"') {
            size_t close = cr_str_find_byte(r->line, c, r->at + 1);
            if (close == CR_STR_NPOS)
                return cr_fail(r->err, CR_ERR_SYNTAX, "mode file: a quotation mark is not closed");
            cr_str inside = cr_str_slice(r->line, r->at + 1, close);
            if (c == '"' && (cr_str_contains(inside, "$") || cr_str_contains(inside, "`") || cr_str_contains(inside, "\\")))
                return cr_fail(r->err, CR_ERR_SYNTAX, "mode file: needs a shell");
            memcpy(out + n, inside.ptr, inside.len);
            n += inside.len;
            r->at = close + 1;
            quoted = true;
            continue;
        }
        if (strchr(";&<>`\\(){}*?~#!", c) || c == '\0')
            return cr_fail(r->err, CR_ERR_SYNTAX, "mode file: needs a shell for '%c'", c ? c : '0');
        out[n++] = c;
        r->at++;
    }
    cr_str raw = cr_str_slice(r->line, start, r->at);
    *word = (cr_str){out, n};
    if (cr_str_is(raw, "$1"))
        *word = cr_str_copy_z(r->arena, "-g");
    else if (cr_str_is(raw, "$2"))
        *word = CR_STR_NONE;
    else if (!quoted && memchr(out, '$', n))
        return cr_fail(r->err, CR_ERR_SYNTAX, "mode file: unknown parameter %.*s", CR_FMT(raw));
    if (memchr(out, '\0', n))
        return cr_fail(r->err, CR_ERR_SYNTAX, "mode file: holds a NUL");
    return CR_OK;
}

static bool bare_name(cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", s.ptr[i]))
            return false;
    return s.len > 0 && s.ptr[0] != '.' && s.ptr[0] != '-';
}

static cr_status read_program(reader *r, cr_mode_program *out, bool *line_ends) {
    out->argv = CR_NEW_ARRAY(r->arena, char *, CR_MODE_ARGUMENTS + 2);
    if (!out->argv)
        return cr_fail(r->err, CR_ERR_MEMORY, "mode file: out of memory");
    for (bool program_ends = false;;) {
        cr_str word;
        CR_TRY(read_word(r, &word, &program_ends, line_ends));
        if (program_ends)
            break;
        if (cr_str_none(word))
            continue;
        if (out->argc >= CR_MODE_ARGUMENTS)
            return cr_fail(r->err, CR_ERR_LIMIT, "mode file: a program with more than %d arguments", CR_MODE_ARGUMENTS);
        if (out->argc == 0 && !bare_name(word))
            return cr_fail(r->err, CR_ERR_SYNTAX, "mode file: \"%.*s\" is not the bare name of a program", CR_FMT(word));
        out->argv[out->argc++] = (char *)(size_t)word.ptr;
        if (out->argc == 1)
            out->argv[out->argc++] = (char *)(size_t)"-z";
    }
    if (out->argc == 0)
        return cr_fail(r->err, CR_ERR_SYNTAX, "mode file: no program before or after '|'");
    return CR_OK;
}

cr_status cr_mode_parse(cr_arena *arena, cr_str name, cr_str line, cr_mode *out, cr_error *err) {
    memset(out, 0, sizeof *out);
    if (!cr_mode_name(name, out->from, out->to, &out->variant))
        return cr_fail(err, CR_ERR_SYNTAX, "mode file: \"%.*s\" does not name a pair of languages", CR_FMT(name));
    if (line.len > CR_MODE_BYTES)
        return cr_fail(err, CR_ERR_LIMIT, "mode file: more than %d bytes", CR_MODE_BYTES);
    out->name = cr_str_copy(arena, name);
    out->programs = CR_NEW_ARRAY(arena, cr_mode_program, CR_MODE_PROGRAMS);
    if (!out->programs || cr_str_none(out->name))
        return cr_fail(err, CR_ERR_MEMORY, "mode file: out of memory");
    reader r = {arena, cr_str_trim(line), 0, err};
    for (bool line_ends = false; !line_ends;) {
        if (out->count == CR_MODE_PROGRAMS)
            return cr_fail(err, CR_ERR_LIMIT, "mode file: more than %d programs", CR_MODE_PROGRAMS);
        CR_TRY(read_program(&r, &out->programs[out->count], &line_ends));
        out->count++;
    }
    cr_mode_program *first = &out->programs[0];
    for (size_t i = 1; i < first->argc && cr_str_none(out->folder); i++) {
        const char *slash = strrchr(first->argv[i], '/');
        if (slash && slash != first->argv[i])
            out->folder = (cr_str){first->argv[i], (size_t)(slash - first->argv[i])};
    }
    return CR_OK;
}

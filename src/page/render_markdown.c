/* CommonMark 0.30 with GitHub's tables. Escaped is what would be taken for markup where it stands, and no more: a text full of
 * backslashes is no text. */
#include "page/article_json.h"
#include "page/render_parts.h"

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80; }
static char at_or_space(cr_str s, size_t i) { return i < s.len ? s.ptr[i] : ' '; }

/* Markup that counts only at the beginning of a line: "# ", "- ", "+ ", "> ", "===", "1. ", "~~~". */
static bool opens_line(cr_str s, size_t i) {
    char c = s.ptr[i], next = at_or_space(s, i + 1);
    return c == '#' || c == '>' || ((c == '-' || c == '+') && (next == ' ' || next == '\t' || next == '\n' || next == c)) || (c == '=' && (next == '=' || next == '\n')) || c == '~' || c == '|';
}

/* The mark behind the number of "12. text". */
static bool ends_number(cr_str s, size_t i, size_t line) {
    char next = at_or_space(s, i + 1);
    if ((s.ptr[i] != '.' && s.ptr[i] != ')') || i == line || i - line > 9 || (next != ' ' && next != '\n' && next != '\t'))
        return false;
    for (size_t k = line; k < i; k++)
        if (s.ptr[k] < '0' || s.ptr[k] > '9')
            return false;
    return true;
}

static bool is_markup(cr_str s, size_t i, size_t line, bool cell) {
    char c = s.ptr[i], next = at_or_space(s, i + 1), before = i ? s.ptr[i - 1] : ' ';
    switch (c) {
    case '\\': case '`': case '[': return true;
    case '*': return !((before == ' ' || before == '\n') && (next == ' ' || next == '\n')) || i == line;
    case '_': return !(is_word(before) && is_word(next));
    case '<': return next == '/' || next == '!' || next == '?' || is_word(next);
    case '&': return next == '#' || is_word(next);
    case '~': return next == '~' || before == '~' || i == line;
    case '|': return cell || i == line;
    default: return (i == line && opens_line(s, i)) || ends_number(s, i, line);
    }
}

/* A line end inside a block is kept by a backslash, and `indent` goes on with the block. */
static void add_markdown(cr_buf *out, cr_str s, const char *indent, bool cell) {
    size_t line = 0;
    s = cr_str_trim(s);
    for (size_t i = 0; i < s.len; i++) {
        size_t hidden = cr_render_visible(s, i);
        if (hidden) {
            i += hidden - 1;
            continue;
        }
        if (i == line && (s.ptr[i] == ' ' || s.ptr[i] == '\t')) { /* four of them would be code */
            line++;
            continue;
        }
        if (s.ptr[i] == '\n') {
            if (i > line)
                cr_buf_add_z(out, cell ? " " : "\\\n");
            if (i > line && !cell)
                cr_buf_add_z(out, indent);
            line = cell ? line : i + 1;
            continue;
        }
        if (is_markup(s, i, line, cell))
            cr_buf_add_byte(out, '\\');
        cr_buf_add_byte(out, s.ptr[i]);
    }
}

/* Indented by four: a text cannot close that, as it could a fence. */
static void add_code(cr_buf *out, cr_str s) {
    cr_str rest = s, line;
    while (cr_str_split(&rest, '\n', &line)) {
        cr_buf_add_z(out, "    ");
        for (size_t i = 0, hidden; i < line.len; i += hidden ? hidden : 1)
            if (!(hidden = cr_render_visible(line, i)))
                cr_buf_add_byte(out, line.ptr[i]);
        cr_buf_add_byte(out, '\n');
    }
}

static void add_yaml(cr_buf *out, const char *key, cr_str value) {
    if (!value.len)
        return;
    cr_buf_printf(out, "%s: ", key);
    cr_json j = cr_json_on(out);
    cr_json_str(&j, value);
    cr_buf_add_byte(out, '\n');
}

static void add_front_matter(cr_buf *out, const cr_article *a) {
    cr_buf_add_z(out, "---\n");
    add_yaml(out, "title", a->title);
    if (a->author.count) {
        cr_buf_add_z(out, "author: ");
        cr_json j = cr_json_on(out);
        cr_json_strs(&j, a->author);
        cr_buf_add_byte(out, '\n');
    }
    add_yaml(out, "date", a->date);
    add_yaml(out, "modified", a->modified);
    add_yaml(out, "site", a->site);
    add_yaml(out, "section", a->section);
    add_yaml(out, "url", cr_render_address(a));
    add_yaml(out, "lang", a->lang);
    add_yaml(out, "description", a->description);
    if (a->notice)
        add_yaml(out, "notice", a->notice->text);
    if (a->outcome != CR_OUTCOME_ARTICLE) {
        add_yaml(out, "outcome", cr_str_of(cr_outcome_name(a->outcome)));
        add_yaml(out, "reason", a->reason);
    }
    cr_buf_add_z(out, "---\n\n");
}

static void add_row(cr_buf *out, cr_str row, size_t cells) {
    cr_buf_add_byte(out, '|');
    for (size_t at = 0, i = 0; i < cells; i++) {
        size_t end = cr_str_find(row, CR_STR(" | "), at);
        end = end == CR_STR_NPOS ? row.len : end;
        cr_buf_add_byte(out, ' ');
        add_markdown(out, cr_str_slice(row, at, end), "", true);
        cr_buf_add_z(out, " |");
        at = end + 3 < row.len ? end + 3 : row.len;
    }
    cr_buf_add_byte(out, '\n');
}

static void add_table(cr_buf *out, const cr_article *a, size_t first, size_t rows, size_t cells) {
    for (size_t i = 0; i < rows; i++) {
        add_row(out, cr_block_text(a, first + i), cells);
        if (i == 0) {
            cr_buf_add_byte(out, '|');
            for (size_t k = 0; k < cells; k++)
                cr_buf_add_z(out, " --- |");
            cr_buf_add_byte(out, '\n');
        }
    }
}

static void add_block(cr_buf *out, const cr_article *a, size_t i) {
    const cr_block *b = &a->blocks[i];
    cr_str text = cr_block_text(a, i);
    switch (b->kind) {
    case CR_BLOCK_HEADING: /* the title is the only one of the first level */
        for (int level = 0; level < (b->level > 1 ? b->level : 2); level++)
            cr_buf_add_byte(out, '#');
        cr_buf_add_byte(out, ' ');
        add_markdown(out, text, "", true);
        break;
    case CR_BLOCK_QUOTATION:
        cr_buf_add_z(out, "> ");
        add_markdown(out, text, "> ", false);
        break;
    case CR_BLOCK_LIST_ITEM:
        cr_buf_add_z(out, "- ");
        add_markdown(out, text, "  ", false);
        break;
    case CR_BLOCK_CAPTION:
        cr_buf_add_byte(out, '*');
        add_markdown(out, text, "", true);
        cr_buf_add_byte(out, '*');
        break;
    case CR_BLOCK_PREFORMATTED:
        add_code(out, text);
        return;
    default:
        add_markdown(out, text, "", false);
    }
    cr_buf_add_byte(out, '\n');
}

void cr_render_markdown_to(cr_buf *out, const cr_article *a) {
    add_front_matter(out, a);
    if (a->title.len) {
        cr_buf_add_z(out, "# ");
        add_markdown(out, a->title, "", true);
        cr_buf_add_z(out, a->block_count ? "\n\n" : "\n");
    }
    for (size_t i = 0; i < a->block_count; i++) {
        size_t cells, rows = cr_render_rows(a, i, &cells);
        if (rows) {
            add_table(out, a, i, rows, cells);
            i += rows - 1;
        } else
            add_block(out, a, i);
        if (i + 1 == a->block_count)
            break;
        cr_block_kind kind = a->blocks[i].kind;
        bool same = a->blocks[i + 1].kind == kind;
        if (same && kind == CR_BLOCK_QUOTATION) /* paragraphs of one quotation */
            cr_buf_add_z(out, ">\n");
        else if (!same || kind != CR_BLOCK_LIST_ITEM)
            cr_buf_add_byte(out, '\n');
    }
}

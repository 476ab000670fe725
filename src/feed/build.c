/* Frames, namespaces, text: the part of the state machine that is the same for every element. */
#include "feed/build.h"

#include "base/utf8.h"
#include "feed/sanitise.h"
#include "html/html.h"

cr_status cr_feed_builder_init(cr_feed_builder *b, cr_arena *arena, const cr_limits *limits, cr_str base,
                               cr_str language, cr_error *err) {
    *b = (cr_feed_builder){.arena = arena, .limits = limits};
    cr_buf_init(&b->text, CR_BUF_NO_CEILING);
    size_t depth = cr_limit(limits, CR_LIMIT_FEED_DEPTH);
    b->frames = CR_NEW_ARRAY(arena, cr_feed_frame, depth + 1);
    b->bindings = CR_NEW_ARRAY(arena, cr_feed_namespace, cr_limit(limits, CR_LIMIT_FEED_NAMESPACES) + 1);
    b->root = CR_NEW(arena, cr_feed_node);
    if (!b->frames || !b->bindings || !b->root)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a feed");
    b->root->kind = CR_FEED_OBJECT;
    b->feed = cr_feed_member(arena, b->root, CR_STR("feed"), CR_FEED_OBJECT);
    b->entries = cr_feed_member(arena, b->root, CR_STR("entries"), CR_FEED_ARRAY);
    if (!b->feed || !b->entries)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a feed");
    /* frame 0 is the document */
    b->frames[0] = (cr_feed_frame){.context = b->feed, .outer = b->feed, .language = language, .base = base};
    b->depth = 1;
    return CR_OK;
}

void cr_feed_builder_free(cr_feed_builder *b) { cr_buf_free(&b->text); }

void cr_feed_limit(cr_feed_builder *b, cr_limit_name which, const char *what) {
    if (!cr_str_none(b->reason))
        return;
    cr_error err;
    cr_limit_met(&err, b->limits, which, what);
    b->reason = cr_str_copy_z(b->arena, err.line);
}

bool cr_feed_is_entry(const cr_feed_builder *b, const cr_feed_node *context) {
    return b->entry_frame && context == b->frames[b->entry_frame - 1].context;
}

cr_feed_node *cr_feed_new_entry(cr_feed_builder *b) {
    if (b->entries->count >= cr_limit(b->limits, CR_LIMIT_FEED_ENTRIES)) {
        cr_feed_limit(b, CR_LIMIT_FEED_ENTRIES, "entries of the feed");
        b->full = true;
        return NULL;
    }
    return cr_feed_push(b->arena, b->entries, CR_FEED_OBJECT);
}

void cr_feed_builder_doctype(cr_feed_builder *b, cr_str text) {
    if (!b->version && cr_str_find_nocase(text, CR_STR("netscape"), 0) != CR_STR_NPOS)
        b->version = "rss091n";
}

/* ---- names ---- */

static const cr_feed_namespace *binding(const cr_feed_builder *b, cr_str prefix) {
    for (size_t i = b->binding_count; i-- > 0;)
        if (cr_str_eq(b->bindings[i].prefix, prefix))
            return &b->bindings[i];
    return NULL;
}

static void bind_prefix(cr_feed_builder *b, cr_str prefix, cr_str uri) {
    if (b->binding_count >= cr_limit(b->limits, CR_LIMIT_FEED_NAMESPACES)) {
        cr_feed_limit(b, CR_LIMIT_FEED_NAMESPACES, "namespaces of the feed");
        return;
    }
    cr_feed_namespace *n = &b->bindings[b->binding_count];
    n->prefix = cr_str_copy(b->arena, prefix);
    n->uri = cr_str_copy(b->arena, uri);
    n->usual = cr_feed_usual_prefix(uri);
    if (!cr_str_none(n->prefix) && !cr_str_none(n->uri))
        b->binding_count++;
}

/* "Dublin:Creator" -> "dc_creator". */
static void key_of(cr_feed_builder *b, cr_feed_frame *f, cr_str name) {
    size_t colon = cr_str_find_byte(name, ':', 0), n = 0;
    cr_str prefix = CR_STR(""), local = name;
    if (colon != CR_STR_NPOS) {
        prefix = cr_str_slice(name, 0, colon);
        local = cr_str_slice(name, colon + 1, name.len);
    }
    const cr_feed_namespace *bound = binding(b, prefix);
    b->name_version = bound ? cr_feed_version_of_namespace(bound->uri) : NULL;
    if (bound && bound->usual)
        prefix = cr_str_of(bound->usual);
    else if (!bound && prefix.len && !cr_str_is(prefix, "xml"))
        b->ill = true;
    for (size_t i = 0; i < prefix.len && n + 2 < sizeof f->key; i++)
        f->key[n++] = prefix.ptr[i];
    if (prefix.len)
        f->key[n++] = '_';
    for (size_t i = 0; i < local.len && n + 1 < sizeof f->key; i++)
        f->key[n++] = local.ptr[i];
    f->key[n] = '\0';
    for (size_t i = 0; i < n; i++)
        f->key[i] = (char)(f->key[i] == '-' ? '_' : f->key[i] >= 'A' && f->key[i] <= 'Z' ? f->key[i] + 32 : f->key[i]);
    while (n && (unsigned char)f->key[n - 1] >= 0x80 && !cr_utf8_valid((cr_str){f->key, n}))
        f->key[--n] = '\0'; /* cut inside a character */
}

cr_str cr_feed_attr(const cr_feed_attribute *attributes, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        cr_str n = attributes[i].name;
        if (cr_str_is_nocase(n, name))
            return attributes[i].value;
        size_t colon = cr_str_find_byte(n, ':', 0);
        if (colon != CR_STR_NPOS && cr_str_is_nocase(cr_str_slice(n, colon + 1, n.len), name))
            return attributes[i].value;
    }
    return CR_STR_NONE;
}

/* ---- markup inside a text construct ---- */

static void markup_name(cr_feed_builder *b, cr_str name) {
    size_t colon = cr_str_find_byte(name, ':', 0);
    cr_buf_add_str(&b->text, colon == CR_STR_NPOS ? name : cr_str_slice(name, colon + 1, name.len));
}

static bool resolves(cr_str name) {
    static const char *const names[] = {"href", "src", "action", "cite", "background", "longdesc", "poster", NULL};
    for (size_t i = 0; names[i]; i++)
        if (cr_str_is_nocase(name, names[i]))
            return true;
    return false;
}

static void markup_start(cr_feed_builder *b, const cr_feed_frame *f, const cr_feed_attribute *attributes,
                         size_t count) {
    cr_buf_add_byte(&b->text, '<');
    markup_name(b, (cr_str){f->name, f->name_len});
    for (size_t i = 0; i < count; i++) {
        cr_str name = attributes[i].name, value = attributes[i].value;
        if (cr_str_starts(name, "xmlns") || cr_str_is(name, "xml:base"))
            continue;
        if (f->base.len && value.len && resolves(name)) /* xml:base may differ from element to element */
            value = cr_feed_address(b->arena, f->base, value);
        cr_buf_add_byte(&b->text, ' ');
        cr_buf_add_str(&b->text, name);
        cr_buf_add_z(&b->text, "=\"");
        cr_buf_add_str(&b->text, cr_feed_escape(b->arena, value));
        cr_buf_add_byte(&b->text, '"');
    }
    cr_buf_add_byte(&b->text, '>');
}

static bool is_xml_type(cr_str type) { return cr_str_ends(type, "xml"); }

static void inside_construct(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *attributes, size_t count) {
    cr_feed_frame *c = &b->frames[b->construct - 1];
    cr_str name = {f->name, f->name_len};
    f->kind = CR_FEED_FRAME_MARKUP;
    if (!is_xml_type(c->type)) {
        if (cr_str_is_nocase(name, "div") || cr_str_is_nocase(name, "xhtml:div")) {
            f->kind = CR_FEED_FRAME_DIV; /* an XHTML div around escaped HTML, as some systems wrote it */
            return;
        }
        c->type = CR_STR("application/xhtml+xml"); /* markup that nothing announced */
    }
    markup_start(b, f, attributes, count);
}

/* ---- frames ---- */

static void scope(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *attributes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        cr_str name = attributes[i].name, value = attributes[i].value;
        if (cr_str_starts(name, "xmlns") && (name.len == 5 || name.ptr[5] == ':'))
            bind_prefix(b, name.len == 5 ? CR_STR("") : cr_str_slice(name, 6, name.len), value);
        else if (cr_str_is_nocase(name, "xml:base")) {
            cr_str base = cr_feed_address(b->arena, f->base, value);
            if (base.len)
                f->base = cr_str_copy(b->arena, base);
        } else if (cr_str_is_nocase(name, "xml:lang") || cr_str_is_nocase(name, "lang")) {
            char *copy = cr_arena_alloc(b->arena, value.len + 1);
            for (size_t k = 0; copy && k < value.len; k++)
                copy[k] = (char)(value.ptr[k] == '_' ? '-' : value.ptr[k]);
            f->language = value.len && copy ? (cr_str){copy, value.len} : CR_STR_NONE;
        }
    }
}

static void close_top(cr_feed_builder *b) {
    cr_feed_frame *f = &b->frames[b->depth - 1];
    cr_str raw =
        b->text.len > f->text_start ? cr_str_slice(cr_buf_str(&b->text), f->text_start, b->text.len) : CR_STR("");
    if (f->kind == CR_FEED_FRAME_MARKUP) {
        /* "<br></br>": the sanitiser drops the end tag of an empty element */
        cr_buf_add_z(&b->text, "</");
        markup_name(b, (cr_str){f->name, f->name_len});
        cr_buf_add_byte(&b->text, '>');
    } else if (f->kind == CR_FEED_FRAME_ELEMENT) {
        if (b->construct == b->depth)
            b->construct = 0;
        cr_feed_rule_end(b, f, raw);
        if (b->entry_frame == b->depth)
            b->entry_frame = 0;
        if (b->text.len > f->text_start) {
            b->text.len = f->text_start;
            b->text.bytes[b->text.len] = '\0';
        }
    }
    b->binding_count = f->namespaces;
    b->depth--;
}

/* An element of a feed that no HTML fragment holds, or any but a title inside a title. */
static bool ends_construct(const cr_feed_frame *construct, const cr_feed_rule *rule) {
    if (!rule || rule->action == CR_FEED_PASS)
        return false;
    if (strcmp(construct->rule->name, "title") == 0)
        return strcmp(rule->key, "title") != 0;
    static const char *const sure[] = {
        "guid",     "pubdate",   "dc_creator", "dc_date",   "content_encoded", "description", "author", "category",
        "comments", "enclosure", "updated",    "published", "media_content",   "item",        "entry",  NULL};
    for (size_t i = 0; sure[i]; i++)
        if (strcmp(rule->key, sure[i]) == 0)
            return true;
    return false;
}

/* What was never closed ends where the next element of its kind begins: an entry at the next one, a text at the
 * next element of the feed. Only where nesting is broken anyway. */
static void recover(cr_feed_builder *b, cr_str name) {
    if (b->entry_frame) {
        const cr_feed_frame *open = &b->frames[b->entry_frame - 1];
        if (cr_str_eq_nocase(name, (cr_str){open->name, open->name_len}))
            while (b->entry_frame)
                close_top(b);
    }
    if (b->construct) {
        cr_feed_frame probe;
        key_of(b, &probe, name);
        if (ends_construct(&b->frames[b->construct - 1], cr_feed_rule_of(cr_str_of(probe.key))))
            while (b->construct)
                close_top(b);
    }
}

void cr_feed_builder_start(cr_feed_builder *b, cr_str name, const cr_feed_attribute *attributes, size_t count) {
    if (b->lenient)
        recover(b, name);
    if (b->skipped || b->depth > cr_limit(b->limits, CR_LIMIT_FEED_DEPTH)) {
        cr_feed_limit(b, CR_LIMIT_FEED_DEPTH, "nesting of the feed");
        b->skipped += !b->lenient; /* ends can be counted only where nesting is right */
        return;
    }
    if (b->full)
        return;
    const cr_feed_frame *parent = &b->frames[b->depth - 1];
    cr_feed_frame *f = &b->frames[b->depth];
    f->kind = CR_FEED_FRAME_ELEMENT;
    f->rule = NULL;
    f->object = NULL;
    f->outer = f->context = parent->context;
    f->person = parent->person;
    f->language = parent->language;
    f->base = parent->base;
    f->collects = true;
    f->permalink = f->base64 = false;
    f->type = f->src = CR_STR_NONE;
    f->text_start = b->text.len;
    f->namespaces = b->binding_count;
    f->name_len = name.len < sizeof f->name ? name.len : sizeof f->name;
    memcpy(f->name, name.ptr, f->name_len);
    f->key[0] = '\0';
    scope(b, f, attributes, count);
    b->depth++;
    if (b->construct) {
        inside_construct(b, f, attributes, count);
        return;
    }
    key_of(b, f, name);
    f->rule = cr_feed_rule_of(cr_str_of(f->key));
    if (f->rule && f->rule->action == CR_FEED_RDF && binding(b, CR_STR("")))
        b->name_version = cr_feed_version_of_namespace(binding(b, CR_STR(""))->uri); /* RDF itself has no version */
    cr_feed_rule_start(b, f, attributes, count);
}

void cr_feed_builder_end(cr_feed_builder *b, cr_str name) {
    if (b->skipped) {
        b->skipped--;
        return;
    }
    size_t len = name.len < CR_FEED_NAME ? name.len : CR_FEED_NAME;
    for (size_t i = b->depth; i-- > 1;) {
        const cr_feed_frame *f = &b->frames[i];
        if (f->name_len == len && cr_str_eq_nocase((cr_str){f->name, len}, cr_str_slice(name, 0, len))) {
            while (b->depth > i)
                close_top(b);
            return;
        }
    }
}

void cr_feed_builder_text(cr_feed_builder *b, cr_str text) {
    cr_feed_frame *f = &b->frames[b->depth - 1];
    if (b->skipped || b->full || b->depth < 2 || (!b->construct && !f->collects))
        return;
    cr_feed_frame *owner = b->construct ? &b->frames[b->construct - 1] : f;
    size_t used = b->text.len - owner->text_start, limit = cr_limit(b->limits, CR_LIMIT_FEED_TEXT_BYTES);
    if (text.len > limit || used > limit - text.len) {
        cr_feed_limit(b, CR_LIMIT_FEED_TEXT_BYTES, "one text of the feed");
        size_t keep = used < limit ? limit - used : 0;
        while (keep && keep < text.len && ((unsigned char)text.ptr[keep] & 0xC0) == 0x80)
            keep--;
        text.len = keep < text.len ? keep : text.len;
    }
    if (!b->construct || !cr_str_is(owner->type, "application/xhtml+xml")) {
        cr_buf_add_str(&b->text, text);
        return;
    }
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *instead = text.ptr[i] == '&'   ? "&amp;"
                              : text.ptr[i] == '<' ? "&lt;"
                              : text.ptr[i] == '>' ? "&gt;"
                                                   : NULL;
        if (instead) {
            cr_buf_add(&b->text, text.ptr + from, i - from);
            cr_buf_add_z(&b->text, instead);
            from = i + 1;
        }
    }
    cr_buf_add(&b->text, text.ptr + from, text.len - from);
}

/* ---- values ---- */

/* "â€™" where "’" was meant: UTF-8 read as ISO-8859-1 and encoded once more. Nothing written by hand looks so. */
static cr_str encoded_twice(cr_feed_builder *b, cr_str s) {
    char *out = cr_arena_alloc(b->arena, s.len + 1);
    size_t n = 0;
    bool high = false;
    for (size_t at = 0; out && at < s.len;) {
        uint32_t point = cr_utf8_next(s, &at);
        if (point > 0xFF)
            return s;
        high |= point >= 0x80;
        out[n++] = (char)point;
    }
    cr_str bytes = {out, n};
    return out && high && cr_utf8_valid(bytes) ? bytes : s;
}

/* C1 controls are windows-1252 that somebody called ISO-8859-1 or wrote as &#146;. */
static cr_str windows_1252(cr_feed_builder *b, cr_str s) {
    static const uint16_t points[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                        0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    char *out = cr_arena_alloc(b->arena, s.len * 3 / 2 + 4);
    size_t n = 0;
    if (!out)
        return s;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == 0xC2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] < 0xA0)
            n += cr_utf8_encode(points[(unsigned char)s.ptr[++i] - 0x80], out + n);
        else
            out[n++] = (char)c;
    }
    return (cr_str){out, n};
}

/* XML knows no other control characters than tab and line ends. */
static cr_str without_controls(cr_arena *arena, cr_str s) {
    char *out = cr_arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= ' ' || (s.ptr[i] && strchr("\n\t\r", s.ptr[i])))
            out[n++] = s.ptr[i];
    return out ? (cr_str){out, n} : s;
}

cr_str cr_feed_mend(cr_feed_builder *b, cr_str text) {
    cr_str s = cr_str_copy(b->arena, cr_str_trim(text));
    if (cr_str_none(s))
        return CR_STR("");
    bool high = false, c1 = false, control = false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        control |= c < ' ' && c != '\n' && c != '\t' && c != '\r';
        high |= c >= 0x80;
        c1 |= c == 0xC2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] < 0xA0;
    }
    if (control)
        s = without_controls(b->arena, s);
    if (high) {
        cr_str once = encoded_twice(b, s);
        c1 = c1 && once.ptr == s.ptr;
        s = once;
    }
    return c1 ? windows_1252(b, s) : s;
}

void cr_feed_store(cr_feed_builder *b, cr_feed_node *context, const char *name, cr_str value, unsigned depth,
                   bool weak) {
    const cr_feed_node *old = cr_feed_get(context, name);
    if (old && old->kind == CR_FEED_STRING && old->string.len) {
        if (weak && !old->weak)
            return;
        if (weak == old->weak && cr_feed_is_entry(b, context) && old->depth && depth > old->depth)
            return;
        if (strcmp(name, "title") == 0 && weak == old->weak && !weak && depth >= old->depth)
            return;
    }
    cr_feed_node *n = cr_feed_set(b->arena, context, name, value);
    if (n) {
        n->depth = depth;
        n->weak = weak;
    }
}

cr_feed_node *cr_feed_object_of(cr_feed_builder *b, const cr_feed_attribute *attributes, size_t count) {
    cr_feed_node *o = CR_NEW(b->arena, cr_feed_node);
    if (!o)
        return NULL;
    o->kind = CR_FEED_OBJECT;
    for (size_t i = 0; i < count && o->count < CR_FEED_MEMBERS; i++) {
        cr_str name = attributes[i].name;
        if (cr_str_starts(name, "xmlns"))
            continue;
        size_t colon = cr_str_find_byte(name, ':', 0);
        name = cr_str_lower_ascii(b->arena, colon == CR_STR_NPOS ? name : cr_str_slice(name, colon + 1, name.len));
        cr_feed_node *n = cr_feed_member(b->arena, o, name, CR_FEED_STRING);
        if (n)
            n->string = cr_feed_mend(b, attributes[i].value);
    }
    return o;
}

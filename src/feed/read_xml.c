/* Well-formed XML through libexpat, streaming. No entity of a DTD is ever expanded and nothing external opened: the
 * first entity declaration stops this reader, and the lenient one, which knows no DTD, reads the document instead.
 * So does a token of more than a megabyte, which expat 2.5 would scan anew with every block it is given
 * (CVE-2023-52425), and nesting that only costs memory. */
#include <expat.h>

#include "feed/build.h"

#define TOKEN (1u << 20)
#define NESTING 4096

typedef struct state {
    cr_feed_builder *b;
    XML_Parser parser;
    cr_feed_attribute *attributes;
    size_t room;
    bool stopped;
    size_t read, event; /* bytes given to expat, and how many of them when it last called back */
} state;

static void stop(state *s) {
    s->stopped = true;
    XML_StopParser(s->parser, XML_FALSE);
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **pairs) {
    state *s = context;
    size_t n = 0;
    s->event = s->read;
    while (pairs[n * 2])
        n++;
    if (n > s->room) {
        s->room = n * 2;
        s->attributes = CR_NEW_ARRAY(s->b->arena, cr_feed_attribute, s->room);
        if (!s->attributes) {
            stop(s);
            return;
        }
    }
    for (size_t i = 0; i < n; i++)
        s->attributes[i] = (cr_feed_attribute){cr_str_of(pairs[i * 2]), cr_str_of(pairs[i * 2 + 1])};
    cr_feed_builder_start(s->b, cr_str_of(name), s->attributes, n);
    if (s->b->full || s->b->skipped > NESTING)
        stop(s);
}

static void XMLCALL on_end(void *context, const XML_Char *name) {
    state *s = context;
    s->event = s->read;
    cr_feed_builder_end(s->b, cr_str_of(name));
}

static void XMLCALL on_text(void *context, const XML_Char *text, int len) {
    state *s = context;
    s->event = s->read;
    cr_feed_builder_text(s->b, (cr_str){text, (size_t)len});
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal) {
    (void)name, (void)internal;
    state *s = context;
    cr_feed_builder_doctype(s->b, cr_str_of(system));
    cr_feed_builder_doctype(s->b, cr_str_of(public));
}

static void XMLCALL on_entity(void *context, const XML_Char *name, int parameter, const XML_Char *value, int len,
                              const XML_Char *base, const XML_Char *system, const XML_Char *public,
                              const XML_Char *notation) {
    (void)name, (void)parameter, (void)value, (void)len, (void)base, (void)system, (void)public, (void)notation;
    stop(context);
}

bool cr_feed_read_xml(cr_feed_builder *b, cr_str utf8) {
    state s = {.b = b, .parser = XML_ParserCreate("UTF-8")};
    if (!s.parser)
        return false;
    XML_SetUserData(s.parser, &s);
    XML_SetElementHandler(s.parser, on_start, on_end);
    XML_SetCharacterDataHandler(s.parser, on_text);
    XML_SetStartDoctypeDeclHandler(s.parser, on_doctype);
    XML_SetEntityDeclHandler(s.parser, on_entity);
    XML_SetParamEntityParsing(s.parser, XML_PARAM_ENTITY_PARSING_NEVER);
    enum XML_Status status = XML_STATUS_OK;
    const size_t step = 64u << 10;
    for (size_t at = 0; status == XML_STATUS_OK && !s.stopped;) {
        size_t n = utf8.len - at < step ? utf8.len - at : step;
        bool last = at + n == utf8.len;
        s.read = at + n;
        if (s.read - s.event > TOKEN + step) {
            s.stopped = true;
            break;
        }
        status = XML_Parse(s.parser, utf8.ptr + at, (int)n, last);
        at += n;
        if (last)
            break;
    }
    bool good = (status == XML_STATUS_OK && !s.stopped) || b->full;
    XML_ParserFree(s.parser);
    return good && !cr_arena_exhausted(b->arena);
}

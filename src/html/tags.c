#include "html/tags.h"

#include "html/names.h"

typedef struct name_key {
    uint64_t first, next;
    size_t len;
} name_key;
#include "html/names.inc"

enum {
    SPECIAL = CR_TAG_IS_SPECIAL,
    FORMATTING = CR_TAG_IS_FORMATTING,
    SCOPE = CR_TAG_IS_SCOPE,
    TABLE_SCOPE = CR_TAG_IS_TABLE_SCOPE,
    IMPLIED = CR_TAG_IS_IMPLIED,
    VOID = CR_TAG_IS_VOID,
    BREAKOUT = CR_TAG_IS_BREAKOUT,
    FOSTER = CR_TAG_IS_FOSTER,
    STRUCTURE = CR_TAG_IS_STRUCTURE,
    HEADING = CR_TAG_IS_HEADING
};

#define TEXT_OF(literal) {(literal), sizeof(literal) - 1}

const uint16_t cr_html_tag_properties[CR_TAG_COUNT] = {
#define CR_TAG_ENTRY(id, name, svg, properties) [CR_TAG_##id] = (properties),
#include "html/tags.def"
#undef CR_TAG_ENTRY
};
const cr_str cr_html_tag_names[CR_TAG_COUNT] = {
    TEXT_OF(""), TEXT_OF(""),
#define CR_TAG_ENTRY(id, name, svg, properties) TEXT_OF(name),
#include "html/tags.def"
#undef CR_TAG_ENTRY
};
const cr_str cr_html_tag_svg_names[CR_TAG_COUNT] = {
    TEXT_OF(""), TEXT_OF(""),
#define CR_TAG_ENTRY(id, name, svg, properties) TEXT_OF(svg),
#include "html/tags.def"
#undef CR_TAG_ENTRY
};
const cr_str cr_html_attribute_names[CR_ATTRIBUTE_COUNT] = {
    TEXT_OF(""),
#define CR_ATTRIBUTE_ENTRY(id, name, svg) TEXT_OF(name),
#include "html/attributes.def"
#undef CR_ATTRIBUTE_ENTRY
};
const cr_str cr_html_attribute_svg_names[CR_ATTRIBUTE_COUNT] = {
    TEXT_OF(""),
#define CR_ATTRIBUTE_ENTRY(id, name, svg) TEXT_OF(svg),
#include "html/attributes.def"
#undef CR_ATTRIBUTE_ENTRY
};

/* A slot holds one candidate; its key decides. Past 16 bytes the key leaves some out, so the text itself is compared. */
static bool matches(const name_key *known, cr_html_key key, cr_str lower, cr_str whole) {
    return known->first == key.first && known->next == key.next && known->len == lower.len &&
           (lower.len <= 16 || cr_str_eq_nocase(lower, whole));
}

cr_html_tag cr_html_tag_of_key(cr_html_key key, cr_str name) {
    uint64_t mixed = key.first ^ key.next * STIR;
    cr_html_tag tag = tag_slots[(mixed * TAG_MULTIPLIER) >> (64 - TAG_BITS)];
    return matches(&tag_keys[tag], key, name, cr_html_tag_names[tag]) && tag ? tag : CR_TAG_UNKNOWN;
}

cr_html_attribute_id cr_html_attribute_of_key(cr_html_key key, cr_str name) {
    uint64_t mixed = key.first ^ key.next * STIR;
    cr_html_attribute_id id = attribute_slots[(mixed * ATTRIBUTE_MULTIPLIER) >> (64 - ATTRIBUTE_BITS)];
    return matches(&attribute_keys[id], key, name, cr_html_attribute_names[id]) ? id : CR_ATTRIBUTE_UNKNOWN;
}

cr_html_tag cr_html_tag_of(cr_str name) { return cr_html_tag_of_key(cr_html_key_of(name), name); }
cr_html_attribute_id cr_html_attribute_of(cr_str name) { return cr_html_attribute_of_key(cr_html_key_of(name), name); }

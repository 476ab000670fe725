/* The neutral form of a feed: an ordered tree of names and values, in the arena.
 *
 * `courant feed` prints it as JSON; the members of cr_feed that the wire uses are read out of it.
 * An object holds at most CR_FEED_MEMBERS members, so that looking one up stays cheap whatever a feed holds. */
#ifndef CR_FEED_TREE_H
#define CR_FEED_TREE_H
#include <courant/str.h>
#include <stdint.h>

#include "base/json.h"

typedef enum cr_feed_kind { CR_FEED_STRING, CR_FEED_NUMBER, CR_FEED_BOOL, CR_FEED_OBJECT, CR_FEED_ARRAY } cr_feed_kind;

typedef struct cr_feed_node {
    cr_feed_kind kind;
    cr_str name; /* of a member; none in an array */
    cr_str string;
    double number; /* of CR_FEED_BOOL 0 or 1 */
    struct cr_feed_node *first, *last, *next;
    unsigned count;
    unsigned depth; /* of the element that gave the value: a shallower one overrides a deeper one */
    bool weak;      /* given by an element of another vocabulary: the feed's own overrides it */
} cr_feed_node;

#define CR_FEED_MEMBERS 250 /* no real entry comes near */

/* All of these accept a NULL parent or a full object and then do nothing and return NULL. */
cr_feed_node *cr_feed_get(const cr_feed_node *object, const char *name);
cr_feed_node *cr_feed_get_str(const cr_feed_node *object, cr_str name);
/* The value of a string member, or none. */
cr_str cr_feed_text(const cr_feed_node *object, const char *name);
/* The member, made where it is absent; a member of another kind is emptied and becomes this one. `name` is borrowed. */
cr_feed_node *cr_feed_member(cr_arena *a, cr_feed_node *object, cr_str name, cr_feed_kind kind);
cr_feed_node *cr_feed_push(cr_arena *a, cr_feed_node *array, cr_feed_kind kind);
cr_feed_node *cr_feed_set(cr_arena *a, cr_feed_node *object, const char *name, cr_str value); /* none: nothing is set */
void cr_feed_set_bool(cr_arena *a, cr_feed_node *object, const char *name, bool value);
void cr_feed_set_number(cr_arena *a, cr_feed_node *object, const char *name, double value);
void cr_feed_set_default(cr_arena *a, cr_feed_node *object, const char *name, cr_str value); /* only where absent */
/* Members of `from` (strings only) into `to`. */
void cr_feed_copy_members(cr_arena *a, cr_feed_node *to, const cr_feed_node *from);
void cr_feed_tree_json(cr_json *j, const cr_feed_node *node);
#endif

/* One mode of Apertium, its programs spawned once and held open.
 *
 *       write ─▶ lt-proc ─▶ cg-proc ─▶ apertium-tagger ─▶ … ─▶ lt-proc ─▶ read
 *
 * A segment goes in, then a NUL; its answer comes out, then a NUL, in order. Several segments are on the way at once
 * (CR_PIPELINE_AHEAD), written and read from one poll loop: a writer that does not read would wait for ever. A program that
 * dies and one that stays silent past the limit "translate_seconds" are treated alike: the group is killed and started again.
 * The segment that was being answered is tried once more after a death (somebody may have killed the group) and
 * given up after a second one or after a silence; those behind it are sent again. After six failures in a row the
 * pipeline counts as broken, and what is left comes back untranslated at once.
 *
 * A segment that holds a line feed (the closing superblank of translate/stream.h) is answered only by one that holds one too:
 * programs whose input ends early close what they have with a NUL of their own.
 *
 * The programs are a process group of their own, end at the end of their input, and are killed by the kernel
 * (PR_SET_PDEATHSIG) when the thread that started them ends, so that nothing survives us, kill -9 included. */
#ifndef CR_TRANSLATE_PIPELINE_H
#define CR_TRANSLATE_PIPELINE_H
#include <stdint.h>

#include "base/limits.h"
#include "translate/mode.h"

enum { CR_PIPELINE_AHEAD = 64 };

typedef struct cr_pipeline cr_pipeline;

/* Finds the programs in `folders` (then $PATH); starts nothing yet. `mode` is borrowed. CR_ERR_ENGINE names the program
 * that is missing. Caller frees. */
cr_status cr_pipeline_new(const cr_mode *mode, cr_str folder, const cr_limits *limits, cr_pipeline **out, cr_error *err) CR_MUST_CHECK;
void cr_pipeline_free(cr_pipeline *p); /* kills the group; NULL is fine */

/* Sends segments in stream format (translate/stream.h), each without a NUL inside. answers[i] is in the arena, none where
 * the pipeline failed on it; *why then says how. */
cr_status cr_pipeline_run(cr_pipeline *p, cr_arena *arena, const cr_str *segments, size_t count, cr_str *answers,
                          cr_error *why) CR_MUST_CHECK;

/* Ends the programs when they have had nothing to do since `before` (cr_time_monotonic_ms); they start again when needed. */
void cr_pipeline_rest(cr_pipeline *p, int64_t before);
bool cr_pipeline_is_open(const cr_pipeline *p);
int64_t cr_pipeline_used(const cr_pipeline *p); /* cr_time_monotonic_ms of its last work */
/* The process group, 0 when nothing runs: for tests. */
int cr_pipeline_group(const cr_pipeline *p);
#endif

/* Memory of some size for what is read again and again: in huge pages where the system has them to give. A weight or an activation
 * then costs a look-up of its address once in two megabytes, not once in four kilobytes, and a load far fewer page faults. */
#ifndef CR_INFER_PAGES_H
#define CR_INFER_PAGES_H
#include <stddef.h>

/* At a multiple of 64, at least `bytes`; release with free. NULL: out of memory. Rounded up to 2 MB from 2 MB on. */
void *cr_pages_room(size_t bytes);
#endif

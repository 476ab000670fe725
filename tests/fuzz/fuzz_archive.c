/* A tar archive: any bytes give ordinary files inside the folder, or one line; nothing is written elsewhere. */
#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "translate/archive.h"

static char folder[] = "/tmp/XXXXXX";
static void leave(void) { rmdir(folder); }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static cr_limits limits;
    if (limits.value[0] == 0) {
        cr_limits_init(&limits);
        limits.value[CR_LIMIT_MODEL_BYTES] = 1 << 20;
        if (!mkdtemp(folder))
            abort();
        atexit(leave);
    }
    cr_str bytes = {(const char *)data, size};
    cr_stream *in = cr_stream_of_bytes(bytes, &limits);
    cr_error err = {0};
    if (in && cr_archive_unpack(in, "archive", cr_str_of(folder), &limits, &err) != CR_OK)
        assert(err.line[0]);
    cr_stream_free(in);
    cr_archive_is(bytes);
    int at = open(folder, O_RDONLY | O_DIRECTORY);
    DIR *d = fdopendir(at);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        assert(fstatat(at, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) && st.st_size <= 1 << 20);
        unlinkat(at, e->d_name, 0);
    }
    closedir(d);
    return 0;
}

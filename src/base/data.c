#include "base/data.h"

cr_str cr_data(const char *name) {
    size_t low = 0, high = cr_data_file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, cr_data_files[middle].name);
        if (order == 0)
            return (cr_str){(const char *)cr_data_files[middle].bytes, cr_data_files[middle].len};
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return CR_STR_NONE;
}

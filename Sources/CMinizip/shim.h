// minizip with an archive that lies in memory: the reader never opens a path itself.

#ifndef CHITRA_CMINIZIP_SHIM_H
#define CHITRA_CMINIZIP_SHIM_H

#include <minizip/unzip.h>
#include <string.h>

/// An archive in memory; `base` must outlive every use of the handle.
typedef struct {
    const unsigned char *base;
    ZPOS64_T size;
    ZPOS64_T position;
} chitra_zip_memory;

static inline voidpf chitra_zip_open(voidpf opaque, const void *name, int mode) {
    (void)name;
    (void)mode;
    ((chitra_zip_memory *)opaque)->position = 0;
    return opaque;
}

static inline uLong chitra_zip_read(voidpf opaque, voidpf stream, void *target, uLong size) {
    (void)opaque;
    chitra_zip_memory *memory = (chitra_zip_memory *)stream;
    ZPOS64_T left = memory->size - memory->position;
    uLong count = size < left ? size : (uLong)left;
    memcpy(target, memory->base + memory->position, count);
    memory->position += count;
    return count;
}

static inline uLong chitra_zip_write(voidpf opaque, voidpf stream, const void *bytes, uLong size) {
    (void)opaque;
    (void)stream;
    (void)bytes;
    (void)size;
    return 0;
}

static inline ZPOS64_T chitra_zip_tell(voidpf opaque, voidpf stream) {
    (void)opaque;
    return ((chitra_zip_memory *)stream)->position;
}

static inline long chitra_zip_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin) {
    (void)opaque;
    chitra_zip_memory *memory = (chitra_zip_memory *)stream;
    ZPOS64_T from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                    : origin == ZLIB_FILEFUNC_SEEK_CUR ? memory->position
                                                       : memory->size;
    if (offset > memory->size - from) return -1;
    memory->position = from + offset;
    return 0;
}

static inline int chitra_zip_close(voidpf opaque, voidpf stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

static inline int chitra_zip_error(voidpf opaque, voidpf stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

/// Opens the archive, or gives NULL when it is none.
static inline unzFile chitra_zip_open_memory(chitra_zip_memory *memory) {
    zlib_filefunc64_def functions;
    memset(&functions, 0, sizeof functions);
    functions.zopen64_file = chitra_zip_open;
    functions.zread_file = chitra_zip_read;
    functions.zwrite_file = chitra_zip_write;
    functions.ztell64_file = chitra_zip_tell;
    functions.zseek64_file = chitra_zip_seek;
    functions.zclose_file = chitra_zip_close;
    functions.zerror_file = chitra_zip_error;
    functions.opaque = memory;
    return unzOpen2_64("memory", &functions);
}

#endif

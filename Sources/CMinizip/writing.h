// minizip that writes an archive into memory, without compression and without a date: the same entries
// give the same bytes, whatever version of zlib there is.

#ifndef CHITRA_CMINIZIP_WRITING_H
#define CHITRA_CMINIZIP_WRITING_H

#include <minizip/zip.h>
#include <stdlib.h>
#include <string.h>

/// An archive that grows in memory; `base` belongs to who frees it with `free`.
typedef struct {
    unsigned char *base;
    size_t size;
    size_t room;
    size_t position;
} chitra_zip_target;

static inline voidpf chitra_zip_target_open(voidpf opaque, const void *name, int mode) {
    (void)name;
    (void)mode;
    return opaque;
}

static inline uLong chitra_zip_target_read(voidpf opaque, voidpf stream, void *bytes, uLong size) {
    (void)opaque;
    chitra_zip_target *target = (chitra_zip_target *)stream;
    size_t left = target->size - target->position;
    size_t count = size < left ? size : left;
    memcpy(bytes, target->base + target->position, count);
    target->position += count;
    return (uLong)count;
}

static inline uLong chitra_zip_target_write(voidpf opaque, voidpf stream, const void *bytes,
                                            uLong size) {
    (void)opaque;
    chitra_zip_target *target = (chitra_zip_target *)stream;
    size_t end = target->position + size;
    if (end > target->room) {
        size_t room = target->room * 2 > end ? target->room * 2 : end + 65536;
        unsigned char *base = (unsigned char *)realloc(target->base, room);
        if (!base) return 0;
        target->base = base;
        target->room = room;
    }
    memcpy(target->base + target->position, bytes, size);
    target->position = end;
    if (end > target->size) target->size = end;
    return size;
}

static inline ZPOS64_T chitra_zip_target_tell(voidpf opaque, voidpf stream) {
    (void)opaque;
    return ((chitra_zip_target *)stream)->position;
}

static inline long chitra_zip_target_seek(voidpf opaque, voidpf stream, ZPOS64_T offset,
                                          int origin) {
    (void)opaque;
    chitra_zip_target *target = (chitra_zip_target *)stream;
    ZPOS64_T from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                    : origin == ZLIB_FILEFUNC_SEEK_CUR ? target->position
                                                       : target->size;
    if (offset > target->size - from) return -1;
    target->position = (size_t)(from + offset);
    return 0;
}

static inline int chitra_zip_target_end(voidpf opaque, voidpf stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

/// Begins an archive, or gives NULL.
static inline zipFile chitra_zip_create(chitra_zip_target *target) {
    zlib_filefunc64_def functions;
    memset(&functions, 0, sizeof functions);
    functions.zopen64_file = chitra_zip_target_open;
    functions.zread_file = chitra_zip_target_read;
    functions.zwrite_file = chitra_zip_target_write;
    functions.ztell64_file = chitra_zip_target_tell;
    functions.zseek64_file = chitra_zip_target_seek;
    functions.zclose_file = chitra_zip_target_end;
    functions.zerror_file = chitra_zip_target_end;
    functions.opaque = target;
    return zipOpen2_64("memory", APPEND_STATUS_CREATE, NULL, &functions);
}

/// Adds one entry, stored as it is; 0 where it is in the archive.
static inline int chitra_zip_add(zipFile file, const char *name, const void *bytes, unsigned size) {
    zip_fileinfo info;
    memset(&info, 0, sizeof info);
    // 1980-01-01, the first day that the format knows.
    info.dosDate = 0x00210000;
    int result = zipOpenNewFileInZip4_64(file, name, &info, NULL, 0, NULL, 0, NULL, 0, 0, 0,
                                         -MAX_WBITS, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, NULL, 0, 20,
                                         0, 0);
    if (result != ZIP_OK) return result;
    result = zipWriteInFileInZip(file, bytes, size);
    int closed = zipCloseFileInZip(file);
    return result != ZIP_OK ? result : closed;
}

/// Gives the memory of an archive back.
static inline void chitra_zip_discard(chitra_zip_target *target) { free(target->base); }

/// Ends the archive; 0 where it is whole.
static inline int chitra_zip_finish(zipFile file) { return zipClose(file, NULL); }

#endif

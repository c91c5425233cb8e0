/* The calls that FaultShim.h tells of. They go to the kernel by syscall(2), so nothing has to be
 * looked up, and the library works from the first call of the first thread on. 64-bit Linux only.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "FaultShim.h"

#if defined(__linux__) && defined(__LP64__)

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode {
    MODE_COUNT, MODE_KILL, MODE_TORN, MODE_EIO, MODE_ENOSPC, MODE_STOP, MODE_FLIP, MODE_DROP
};
enum tear { TEAR_FIRST, TEAR_HALF, TEAR_LAST };

/* What a call is, as far as faults are concerned. */
enum kind {
    KIND_WRITE, /* writes bytes: may be torn, needs room */
    KIND_ROOM,  /* needs room: makes a name or grows a file */
    KIND_OTHER  /* syncs and takes away */
};

/* What is to be done with a call. */
enum verdict { GO_ON, TEAR, FAIL, LIE };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char root[PATH_MAX];
static size_t root_length;
static enum mode mode = MODE_COUNT;
static enum tear tear = TEAR_HALF;
static long target = -1;
static long last = -1;
static long seed = -1;
static const char *count_file;
static int trace_file = -1;
static atomic_long counted;
static atomic_int no_room;
static atomic_int reported;
static atomic_long drawn;

static void configure(void) {
    const char *text = getenv("FS_ROOT");
    if (text != NULL && text[0] == '/' && strlen(text) < sizeof root) {
        strcpy(root, text);
        root_length = strlen(root);
        while (root_length > 1 && root[root_length - 1] == '/') root[--root_length] = '\0';
    }
    text = getenv("FS_MODE");
    if (text != NULL) {
        if (strcmp(text, "kill") == 0) mode = MODE_KILL;
        if (strcmp(text, "torn") == 0) mode = MODE_TORN;
        if (strcmp(text, "eio") == 0) mode = MODE_EIO;
        if (strcmp(text, "enospc") == 0) mode = MODE_ENOSPC;
        if (strcmp(text, "stop") == 0) mode = MODE_STOP;
        if (strcmp(text, "flip") == 0) mode = MODE_FLIP;
        if (strcmp(text, "drop") == 0) mode = MODE_DROP;
    }
    text = getenv("FS_TEAR");
    if (text != NULL) {
        if (strcmp(text, "first") == 0) tear = TEAR_FIRST;
        if (strcmp(text, "last") == 0) tear = TEAR_LAST;
    }
    text = getenv("FS_N");
    if (text != NULL) target = atol(text);
    text = getenv("FS_END");
    if (text != NULL) last = atol(text);
    text = getenv("FS_SEED");
    if (text != NULL) seed = atol(text);
    count_file = getenv("FS_COUNT_FILE");
    text = getenv("FS_TRACE_FILE");
    if (text != NULL) {
        trace_file = (int)syscall(
            SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    }
}

/* Ends the process as if the power of this one process were cut: nothing is flushed. */
static void end_now(void) {
    for (;;) {
        kill(getpid(), SIGKILL);
        pause();
    }
}

static void report(void) {
    pthread_once(&once, configure);
    if (count_file == NULL || atomic_exchange(&reported, 1) != 0) return;
    int file = (int)syscall(
        SYS_openat, AT_FDCWD, count_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0) return;
    char line[32];
    int length = snprintf(line, sizeof line, "%ld\n", atomic_load(&counted));
    syscall(SYS_write, file, line, (size_t)length);
    syscall(SYS_close, file);
}

__attribute__((destructor)) static void at_end(void) { report(); }

/* Whether a clean absolute path is FS_ROOT or lies below it. */
static int below(const char *path) {
    return root_length > 0 && strncmp(path, root, root_length) == 0
        && (path[root_length] == '\0' || path[root_length] == '/' || root_length == 1);
}

/* The path of an open file; an empty text where it has none. */
static void path_of_file(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, (size_t)PATH_MAX - 1);
    path[length > 0 ? length : 0] = '\0';
}

/* Takes ".", ".." and doubled slashes out of an absolute path, in place. */
static void clean(char *path) {
    char *out = path;
    const char *in = path;
    while (*in != '\0') {
        while (*in == '/') in++;
        const char *part = in;
        while (*in != '\0' && *in != '/') in++;
        size_t length = (size_t)(in - part);
        if (length == 0 || (length == 1 && part[0] == '.')) continue;
        if (length == 2 && part[0] == '.' && part[1] == '.') {
            while (out > path && *--out != '/') {}
            continue;
        }
        *out++ = '/';
        memmove(out, part, length);
        out += length;
    }
    if (out == path) *out++ = '/';
    *out = '\0';
}

/* The clean absolute path of a name that is given relative to a folder. */
static void path_of_name(int folder, const char *name, char *path) {
    path[0] = '\0';
    if (name == NULL) return;
    if (name[0] != '/') {
        if (folder == AT_FDCWD) {
            if (syscall(SYS_getcwd, path, (size_t)PATH_MAX) < 0) path[0] = '\0';
        } else {
            path_of_file(folder, path);
        }
    }
    size_t length = strlen(path);
    if (length + strlen(name) + 2 > PATH_MAX) {
        path[0] = '\0';
        return;
    }
    path[length] = '/';
    strcpy(path + length + 1, name);
    clean(path);
}

static void trace(long index, const char *call, const char *path, const char *from) {
    if (trace_file < 0) return;
    char line[2 * PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld\t%s\t%s\t%s\n", index, call, path, from);
    if (length > 0 && (size_t)length < sizeof line)
        syscall(SYS_write, trace_file, line, (size_t)length);
}

/* Waits until somebody who looked at the folder sends SIGCONT. */
static void stop_now(void) { kill(getpid(), SIGSTOP); }

/* Counts a call on a path and says what is to become of it. */
static enum verdict judge(const char *call, enum kind kind, const char *path, const char *from) {
    if (!below(path) || (mode == MODE_TORN && kind != KIND_WRITE)) return GO_ON;
    long index = atomic_fetch_add(&counted, 1);
    trace(index, call, path, from);
    if (last >= 0 && index >= last) end_now();
    int hit = target >= 0 && index == target;
    switch (mode) {
    case MODE_COUNT:
        return GO_ON;
    case MODE_KILL:
        if (hit) end_now();
        return GO_ON;
    case MODE_TORN:
        return hit ? TEAR : GO_ON;
    case MODE_EIO:
        if (!hit) return GO_ON;
        errno = EIO;
        return FAIL;
    case MODE_ENOSPC:
        if (hit) atomic_store(&no_room, 1);
        if (!atomic_load(&no_room) || kind == KIND_OTHER) return GO_ON;
        errno = ENOSPC;
        return FAIL;
    case MODE_FLIP:
    case MODE_DROP:
        return hit && kind == KIND_WRITE ? LIE : GO_ON;
    case MODE_STOP:
        stop_now();
        return kind == KIND_WRITE ? TEAR : GO_ON;
    }
    return GO_ON;
}

static enum verdict judge_file(const char *call, enum kind kind, int file) {
    int before = errno;
    pthread_once(&once, configure);
    if (root_length == 0) return GO_ON;
    char path[PATH_MAX];
    path_of_file(file, path);
    errno = before;
    return judge(call, kind, path, "");
}

static enum verdict judge_name(const char *call, enum kind kind, int folder, const char *name) {
    int before = errno;
    pthread_once(&once, configure);
    if (root_length == 0) return GO_ON;
    char path[PATH_MAX];
    path_of_name(folder, name, path);
    errno = before;
    return judge(call, kind, path, "");
}

/* A rename counts once, where either name is below the folder. */
static enum verdict judge_rename(int from_folder, const char *from, int folder, const char *to) {
    int before = errno;
    pthread_once(&once, configure);
    if (root_length == 0) return GO_ON;
    char path[PATH_MAX];
    char old[PATH_MAX];
    path_of_name(folder, to, path);
    path_of_name(from_folder, from, old);
    errno = before;
    return judge("rename", KIND_OTHER, below(path) ? path : old, old);
}

/* How many bytes a torn write leaves. */
static size_t kept(size_t size, enum tear part) {
    if (size == 0) return 0;
    switch (part) {
    case TEAR_FIRST:
        return 1;
    case TEAR_HALF:
        return size / 2;
    case TEAR_LAST:
        return size - 1;
    }
    return 0;
}

/* Writes the bytes from..<to of a list of pieces at a place, or at the file's own place (-1).
 * Returns whether all of them were written.
 */
static int write_part(
    int file, const struct iovec *pieces, int count, off_t place, size_t from, size_t to) {
    size_t start = 0;
    for (int i = 0; i < count; i++) {
        size_t end = start + pieces[i].iov_len;
        while (from < to && from < end) {
            const char *bytes = (const char *)pieces[i].iov_base + (from - start);
            size_t size = (to < end ? to : end) - from;
            long done = place < 0
                ? syscall(SYS_write, file, bytes, size)
                : syscall(SYS_pwrite64, file, bytes, size, place + (off_t)from);
            if (done <= 0) return 0;
            from += (size_t)done;
        }
        start = end;
    }
    return 1;
}

/* Writes with a tear: a part, and then the end of the process, or a stop at each tear. */
static ssize_t tear_pieces(int file, const struct iovec *pieces, int count, off_t place) {
    size_t size = 0;
    for (int i = 0; i < count; i++) size += pieces[i].iov_len;
    if (mode != MODE_STOP) {
        write_part(file, pieces, count, place, 0, kept(size, tear));
        end_now();
    }
    static const char *const names[] = {"torn-first", "torn-half", "torn-last"};
    char path[PATH_MAX];
    path_of_file(file, path);
    size_t written = 0;
    for (int part = TEAR_FIRST; part <= TEAR_LAST; part++) {
        size_t next = kept(size, (enum tear)part);
        if (next <= written || next >= size) continue;
        if (!write_part(file, pieces, count, place, written, next)) return -1;
        written = next;
        trace(-1, names[part], path, "");
        stop_now();
    }
    if (!write_part(file, pieces, count, place, written, size)) return -1;
    return (ssize_t)size;
}

/* Says that all was written: nothing was, or one bit of it is another. */
static ssize_t lie_pieces(int file, const struct iovec *pieces, int count, off_t place) {
    size_t size = 0;
    for (int i = 0; i < count; i++) size += pieces[i].iov_len;
    if (mode == MODE_DROP || size == 0) {
        /* The next write goes where it would have gone: what was there before shows in between. */
        if (place < 0) syscall(SYS_lseek, file, (off_t)size, SEEK_CUR);
        return (ssize_t)size;
    }
    char *copy = NULL;
    /* A direct write wants a whole block's alignment. */
    if (posix_memalign((void **)&copy, 4096, size) != 0) end_now();
    size_t filled = 0;
    for (int i = 0; i < count; i++) {
        memcpy(copy + filled, pieces[i].iov_base, pieces[i].iov_len);
        filled += pieces[i].iov_len;
    }
    copy[tear == TEAR_FIRST ? 0 : tear == TEAR_HALF ? size / 2 : size - 1] ^= 0x10;
    struct iovec piece = {.iov_base = copy, .iov_len = size};
    int written = write_part(file, &piece, 1, place, 0, size);
    free(copy);
    return written ? (ssize_t)size : -1;
}

static ssize_t lie_bytes(int file, const void *bytes, size_t size, off_t place) {
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = size};
    return lie_pieces(file, &piece, 1, place);
}

static ssize_t tear_bytes(int file, const void *bytes, size_t size, off_t place) {
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = size};
    return tear_pieces(file, &piece, 1, place);
}

/* ---- Randomness ---- */

/* Bytes that count up from the seed (Vigna's splitmix64), or the kernel's where there is no seed. */
static int draw(unsigned char *bytes, size_t size) {
    pthread_once(&once, configure);
    if (seed < 0) {
        for (size_t done = 0; done < size;) {
            long got = syscall(SYS_getrandom, bytes + done, size - done, 0);
            if (got > 0) done += (size_t)got;
            if (got < 0 && errno != EINTR) return 0;
        }
        return 1;
    }
    uint64_t call = (uint64_t)atomic_fetch_add(&drawn, 1);
    uint64_t state = ((uint64_t)seed << 48) + (call << 24);
    for (size_t i = 0; i < size; i++) {
        state += 0x9e3779b97f4a7c15u;
        uint64_t mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
        bytes[i] = (unsigned char)(mixed >> 56);
    }
    return 1;
}

int RAND_bytes(unsigned char *bytes, int size) { return draw(bytes, (size_t)size); }
int RAND_priv_bytes(unsigned char *bytes, int size) { return draw(bytes, (size_t)size); }

int RAND_bytes_ex(void *context, unsigned char *bytes, size_t size, unsigned strength) {
    (void)context, (void)strength;
    return draw(bytes, size);
}

int RAND_priv_bytes_ex(void *context, unsigned char *bytes, size_t size, unsigned strength) {
    (void)context, (void)strength;
    return draw(bytes, size);
}

/* ---- Writes ---- */

ssize_t write(int file, const void *bytes, size_t size) {
    switch (judge_file("write", KIND_WRITE, file)) {
    case FAIL: return -1;
    case TEAR: return tear_bytes(file, bytes, size, -1);
    case LIE: return lie_bytes(file, bytes, size, -1);
    case GO_ON: break;
    }
    return syscall(SYS_write, file, bytes, size);
}

static ssize_t write_at(int file, const void *bytes, size_t size, off_t place) {
    switch (judge_file("pwrite", KIND_WRITE, file)) {
    case FAIL: return -1;
    case TEAR: return tear_bytes(file, bytes, size, place);
    case LIE: return lie_bytes(file, bytes, size, place);
    case GO_ON: break;
    }
    return syscall(SYS_pwrite64, file, bytes, size, place);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
    return write_at(file, bytes, size, place);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t place) {
    return write_at(file, bytes, size, place);
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
    switch (judge_file("writev", KIND_WRITE, file)) {
    case FAIL: return -1;
    case TEAR: return tear_pieces(file, pieces, count, -1);
    case LIE: return lie_pieces(file, pieces, count, -1);
    case GO_ON: break;
    }
    return syscall(SYS_writev, file, pieces, count);
}

static ssize_t write_pieces_at(int file, const struct iovec *pieces, int count, off_t place) {
    switch (judge_file("pwritev", KIND_WRITE, file)) {
    case FAIL: return -1;
    case TEAR: return tear_pieces(file, pieces, count, place);
    case LIE: return lie_pieces(file, pieces, count, place);
    case GO_ON: break;
    }
    return syscall(SYS_pwritev, file, pieces, count, place, 0L);
}

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t place) {
    return write_pieces_at(file, pieces, count, place);
}

ssize_t pwritev64(int file, const struct iovec *pieces, int count, off64_t place) {
    return write_pieces_at(file, pieces, count, place);
}

/* ---- Sizes and syncs ---- */

static int set_size(int file, off_t size) {
    if (judge_file("ftruncate", KIND_ROOM, file) == FAIL) return -1;
    return (int)syscall(SYS_ftruncate, file, size);
}

int ftruncate(int file, off_t size) { return set_size(file, size); }
int ftruncate64(int file, off64_t size) { return set_size(file, size); }

static int set_size_of_name(const char *name, off_t size) {
    if (judge_name("truncate", KIND_ROOM, AT_FDCWD, name) == FAIL) return -1;
    return (int)syscall(SYS_truncate, name, size);
}

int truncate(const char *name, off_t size) { return set_size_of_name(name, size); }
int truncate64(const char *name, off64_t size) { return set_size_of_name(name, size); }

static int reserve(int file, int how, off_t place, off_t size) {
    if (judge_file("fallocate", KIND_ROOM, file) == FAIL) return -1;
    return (int)syscall(SYS_fallocate, file, how, place, size);
}

int fallocate(int file, int how, off_t place, off_t size) {
    return reserve(file, how, place, size);
}

int fallocate64(int file, int how, off64_t place, off64_t size) {
    return reserve(file, how, place, size);
}

int fsync(int file) {
    if (judge_file("fsync", KIND_OTHER, file) == FAIL) return -1;
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    if (judge_file("fdatasync", KIND_OTHER, file) == FAIL) return -1;
    return (int)syscall(SYS_fdatasync, file);
}

/* ---- Names ---- */

static int open_name(int folder, const char *name, int flags, mode_t permissions) {
    int changes = (flags & O_CREAT) != 0 || (flags & O_TRUNC) != 0
        || (flags & O_TMPFILE) == O_TMPFILE;
    if (changes && judge_name("open", KIND_ROOM, folder, name) == FAIL) return -1;
    return (int)syscall(SYS_openat, folder, name, flags, permissions);
}

/* The permissions stand in the argument list only where a file may be made. */
#define PERMISSIONS_OF(flags, permissions)                                                     \
    mode_t permissions = 0;                                                                    \
    if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) {                      \
        va_list rest;                                                                          \
        va_start(rest, flags);                                                                 \
        permissions = va_arg(rest, mode_t);                                                    \
        va_end(rest);                                                                          \
    }

int open(const char *name, int flags, ...) {
    PERMISSIONS_OF(flags, permissions)
    return open_name(AT_FDCWD, name, flags, permissions);
}

int open64(const char *name, int flags, ...) {
    PERMISSIONS_OF(flags, permissions)
    return open_name(AT_FDCWD, name, flags, permissions);
}

int openat(int folder, const char *name, int flags, ...) {
    PERMISSIONS_OF(flags, permissions)
    return open_name(folder, name, flags, permissions);
}

int openat64(int folder, const char *name, int flags, ...) {
    PERMISSIONS_OF(flags, permissions)
    return open_name(folder, name, flags, permissions);
}

int creat(const char *name, mode_t permissions) {
    return open_name(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, permissions);
}

int creat64(const char *name, mode_t permissions) {
    return open_name(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, permissions);
}

int rename(const char *from, const char *to) {
    if (judge_rename(AT_FDCWD, from, AT_FDCWD, to) == FAIL) return -1;
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_folder, const char *from, int folder, const char *to) {
    if (judge_rename(from_folder, from, folder, to) == FAIL) return -1;
    return (int)syscall(SYS_renameat2, from_folder, from, folder, to, 0);
}

int renameat2(
    int from_folder, const char *from, int folder, const char *to, unsigned int flags) {
    if (judge_rename(from_folder, from, folder, to) == FAIL) return -1;
    return (int)syscall(SYS_renameat2, from_folder, from, folder, to, flags);
}

int link(const char *from, const char *to) {
    if (judge_name("link", KIND_ROOM, AT_FDCWD, to) == FAIL) return -1;
    return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int from_folder, const char *from, int folder, const char *to, int flags) {
    if (judge_name("link", KIND_ROOM, folder, to) == FAIL) return -1;
    return (int)syscall(SYS_linkat, from_folder, from, folder, to, flags);
}

int unlink(const char *name) {
    if (judge_name("unlink", KIND_OTHER, AT_FDCWD, name) == FAIL) return -1;
    return (int)syscall(SYS_unlinkat, AT_FDCWD, name, 0);
}

int unlinkat(int folder, const char *name, int flags) {
    if (judge_name("unlink", KIND_OTHER, folder, name) == FAIL) return -1;
    return (int)syscall(SYS_unlinkat, folder, name, flags);
}

int mkdir(const char *name, mode_t permissions) {
    if (judge_name("mkdir", KIND_ROOM, AT_FDCWD, name) == FAIL) return -1;
    return (int)syscall(SYS_mkdirat, AT_FDCWD, name, permissions);
}

int mkdirat(int folder, const char *name, mode_t permissions) {
    if (judge_name("mkdir", KIND_ROOM, folder, name) == FAIL) return -1;
    return (int)syscall(SYS_mkdirat, folder, name, permissions);
}

int rmdir(const char *name) {
    if (judge_name("rmdir", KIND_OTHER, AT_FDCWD, name) == FAIL) return -1;
    return (int)syscall(SYS_unlinkat, AT_FDCWD, name, AT_REMOVEDIR);
}

int remove(const char *name) {
    if (judge_name("unlink", KIND_OTHER, AT_FDCWD, name) == FAIL) return -1;
    long done = syscall(SYS_unlinkat, AT_FDCWD, name, 0);
    if (done != 0 && errno == EISDIR) done = syscall(SYS_unlinkat, AT_FDCWD, name, AT_REMOVEDIR);
    return (int)done;
}

/* ---- The ways out that run no destructor ---- */

void _exit(int status) {
    report();
    for (;;) syscall(SYS_exit_group, status);
}

void _Exit(int status) { _exit(status); }

#endif

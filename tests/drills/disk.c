/* Stands between a process and its disk (LD_PRELOAD), for the files under $DISK_WATCH.
 *
 * Writes down in $DISK_LOG, in their order, every call that changes a file or a folder or has the disk keep it, so that a power
 * cut can be played afterwards (power_cut.py). And lets the n-th call that needs room fail as on a full disk (full_disk.py):
 * `disk_fill(n, stays)`; a write that fails leaves half of itself first, as a disk does that has room for half.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 4096
#define REAL(name, ...) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))(__VA_ARGS__)

static char *path_of[MOST];
static int log_to = -2;
static long asked, full_at, stays, torn;

static const char *watched(int folder, const char *path, char *whole) {
    const char *root = getenv("DISK_WATCH");
    if (!root || !path) return NULL;
    if (path[0] == '/') snprintf(whole, PATH_MAX, "%s", path);
    else {
        char link[64], base[PATH_MAX];
        ssize_t length;
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        if ((length = readlink(link, base, sizeof base - 1)) < 0) return NULL;
        base[length] = 0;
        if (snprintf(whole, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return NULL;
    }
    return strncmp(whole, root, strlen(root)) == 0 ? whole : NULL;
}

static int is_watched(int fd) { return fd >= 0 && fd < MOST && path_of[fd]; }

static void all(const void *data, size_t length) {
    while (length > 0) {
        ssize_t done = syscall(SYS_write, log_to, data, length);
        if (done <= 0) abort();
        data = (const char *)data + done;
        length -= done;
    }
}

static void note(const void *data, size_t length, const char *format, ...) {
    char line[2 * PATH_MAX + 128];
    va_list values;
    if (log_to == -2) {
        const char *file = getenv("DISK_LOG");
        log_to = file ? syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    }
    if (log_to < 0) return;
    va_start(values, format);
    int size = vsnprintf(line, sizeof line, format, values);
    va_end(values);
    all(line, size);
    if (length) all(data, length);
}

/* What the drills call. */
void disk_mark(const char *word) { note(NULL, 0, "mark %s\n", word); }
void disk_fill(long at, long keeps) { asked = 0; full_at = at; stays = keeps; torn = 0; }
long disk_asked(void) { return asked; }

static int has_room(void) {
    asked++;
    if (!full_at || asked < full_at || (asked > full_at + torn && !stays)) return 1;
    return 0;
}

static int no_room(void) { errno = ENOSPC; return -1; }

static int opened(int fd, const char *path, int flags, int is_new) {
    if (fd >= 0 && fd < MOST) {
        free(path_of[fd]);
        path_of[fd] = strdup(path);
        note(NULL, 0, "open %d %d %d %s\n", fd, is_new, (flags & O_TRUNC) != 0, path);
    }
    return fd;
}

static int open_any(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    const char *name = watched(folder, path, whole);
    struct stat found;
    int is_new = name && (flags & O_CREAT) && syscall(SYS_newfstatat, AT_FDCWD, name, &found, 0) != 0;
    if (is_new && !has_room()) return no_room();
    int fd = syscall(SYS_openat, folder, path, flags, mode);
    return name ? opened(fd, name, flags, is_new) : fd;
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { va_list v; va_start(v, flags); mode = va_arg(v, mode_t); va_end(v); }
int open(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE return open_any(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE return open_any(folder, path, flags, mode); }

int close(int fd) {
    if (is_watched(fd)) { free(path_of[fd]); path_of[fd] = NULL; }
    return REAL(close, fd);
}

/* How much of a write there is room for: all, half, or nothing. */
static size_t room_for(size_t length) {
    if (has_room()) return length;
    if (!torn && length > 1) { torn = 1; return length / 2; }
    return 0;
}

ssize_t write(int fd, const void *data, size_t length) {
    if (!is_watched(fd)) return REAL(write, fd, data, length);
    size_t fits = room_for(length);
    if (length && !fits) return no_room();
    off_t at = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    ssize_t done = REAL(write, fd, data, fits);
    if (done > 0) note(data, done, "write %d %lld %zd\n", fd, (long long)at, done);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) {
    if (!is_watched(fd)) return REAL(pwrite64, fd, data, length, at);
    size_t fits = room_for(length);
    if (length && !fits) return no_room();
    ssize_t done = REAL(pwrite64, fd, data, fits, at);
    if (done > 0) note(data, done, "write %d %lld %zd\n", fd, (long long)at, done);
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return pwrite64(fd, data, length, at); }

int ftruncate64(int fd, off64_t length) {
    int done = REAL(ftruncate64, fd, length);
    if (!done && is_watched(fd)) note(NULL, 0, "truncate %d %lld\n", fd, (long long)length);
    return done;
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, int (*real)(int)) {
    if (is_watched(fd)) {
        if (!has_room()) return no_room(); /* where room is given late, the sync is what fails */
        note(NULL, 0, "sync %d\n", fd);
    }
    return real(fd);
}
int fsync(int fd) { return synced(fd, (int (*)(int))dlsym(RTLD_NEXT, "fsync")); }
int fdatasync(int fd) { return synced(fd, (int (*)(int))dlsym(RTLD_NEXT, "fdatasync")); }

int unlinkat(int folder, const char *path, int flags) {
    char whole[PATH_MAX];
    const char *name = watched(folder, path, whole);
    int done = REAL(unlinkat, folder, path, flags);
    if (!done && name) note(NULL, 0, "unlink %s\n", name);
    return done;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int rename(const char *from, const char *to) {
    char whole[PATH_MAX], other[PATH_MAX];
    const char *name = watched(AT_FDCWD, from, whole), *new = watched(AT_FDCWD, to, other);
    if (name && !has_room()) return no_room();
    int done = REAL(rename, from, to);
    if (!done && name && new) note(NULL, 0, "rename %s\t%s\n", name, new);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    char whole[PATH_MAX];
    const char *name = watched(AT_FDCWD, path, whole);
    if (name && !has_room()) return no_room();
    int done = REAL(mkdir, path, mode);
    if (!done && name) note(NULL, 0, "mkdir %s\n", name);
    return done;
}

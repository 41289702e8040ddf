/* Counts what a process changes below a folder, and lets one of these changes fail or kill it.

   Load it by LD_PRELOAD. FAULTS_ROOT is the folder; faults_arm(N, KIND) lets the N-th change from
   then on fail (1) or kill the process (2). With N = 0 they are only counted: faults_count(). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int count;
static int moment, kind;

void faults_arm(int at, int how) { count = 0; moment = at; kind = how; }
int faults_count(void) { return count; }

static int below(const char *path) {
    const char *root = getenv("FAULTS_ROOT");
    return root && strncmp(path, root, strlen(root)) == 0;
}

static int is_ours(int folder, const char *name) {
    char link[64], path[PATH_MAX];
    if (name && name[0] == '/') return below(name);
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}

/* Return whether this change is the one that fails. */
static int fails(int error) {
    if (++count != moment) return 0;
    if (kind == 2) kill(getpid(), SIGKILL);
    errno = error;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define ON_FILE(type, name, error, parameters, ...)                                                \
    type name parameters {                                                                         \
        if (is_ours(fd, NULL) && fails(error)) return -1;                                          \
        return REAL(name)(__VA_ARGS__);                                                            \
    }

ON_FILE(ssize_t, write, ENOSPC, (int fd, const void *data, size_t size), fd, data, size)
ON_FILE(ssize_t, writev, ENOSPC, (int fd, const struct iovec *data, int size), fd, data, size)
ON_FILE(ssize_t, pwrite, ENOSPC, (int fd, const void *data, size_t size, off_t at), fd, data, size, at)
ON_FILE(ssize_t, pwrite64, ENOSPC, (int fd, const void *data, size_t size, off64_t at), fd, data, size, at)
ON_FILE(ssize_t, sendfile, ENOSPC, (int fd, int from, off_t *at, size_t size), fd, from, at, size)
ON_FILE(ssize_t, sendfile64, ENOSPC, (int fd, int from, off64_t *at, size_t size), fd, from, at, size)
ON_FILE(int, fsync, EIO, (int fd), fd)
ON_FILE(int, fdatasync, EIO, (int fd), fd)
ON_FILE(int, flock, ENOLCK, (int fd, int how), fd, how)

int rename(const char *from, const char *to) {
    if (is_ours(AT_FDCWD, to) && fails(EIO)) return -1;
    return REAL(rename)(from, to);
}

int renameat(int folder, const char *from, int other, const char *to) {
    if (is_ours(other, to) && fails(EIO)) return -1;
    return REAL(renameat)(folder, from, other, to);
}

/*
 * full_disk.c
 *		A disk that is full for temporary files: to be loaded before the C library
 *		(LD_PRELOAD) by a server under test.
 *
 * The first million bytes that a process writes to files below a folder pgsql_tmp
 * are written; then there is no space left.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define ROOM 1000000

static size_t written = 0;

/* Is there room for so many bytes more in this file? */
static int
has_room(int file, size_t size)
{
	char		link[64];
	char		path[4096];
	ssize_t		length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return 1;
	path[length] = '\0';
	if (strstr(path, "pgsql_tmp") == NULL)
		return 1;
	written += size;
	if (written <= ROOM)
		return 1;
	errno = ENOSPC;
	return 0;
}

#define WRITE_ONE(name) \
ssize_t \
name(int file, const void *bytes, size_t size, off_t offset) \
{ \
	ssize_t		(*next) (int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, #name); \
\
	return has_room(file, size) ? next(file, bytes, size, offset) : -1; \
}

#define WRITE_MANY(name) \
ssize_t \
name(int file, const struct iovec *pieces, int count, off_t offset) \
{ \
	ssize_t		(*next) (int, const struct iovec *, int, off_t) = dlsym(RTLD_NEXT, #name); \
	size_t		size = 0; \
\
	for (int i = 0; i < count; i++) \
		size += pieces[i].iov_len; \
	return has_room(file, size) ? next(file, pieces, count, offset) : -1; \
}

WRITE_ONE(pwrite)
WRITE_ONE(pwrite64)
WRITE_MANY(pwritev)
WRITE_MANY(pwritev64)

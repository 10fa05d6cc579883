/*
 * temporary_file.h
 *		Going to a place in a temporary file.
 */
#ifndef TEMPORARY_FILE_H
#define TEMPORARY_FILE_H

#include "storage/buffile.h"

extern void temporary_file_seek(BufFile *file, int fileno, off_t offset, int whence);

#endif							/* TEMPORARY_FILE_H */

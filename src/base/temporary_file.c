/*
 * temporary_file.c
 *		Going to a place in a temporary file.
 */
#include "postgres.h"

#include "base/temporary_file.h"

/* As BufFileSeek(), to a place that was written before; errs where that cannot be gone to. */
void
temporary_file_seek(BufFile *file, int fileno, off_t offset, int whence)
{
	if (BufFileSeek(file, fileno, offset, whence) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not seek in a temporary file"),
				 errdetail("What outgrows work_mem is written there."),
				 errhint("Look after the disk of temp_tablespaces, or set a larger work_mem.")));
}

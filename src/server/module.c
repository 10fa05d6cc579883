/*
 * module.c
 *		Says which server this library was built for, and has the server call what
 *		must happen beside the functions: interrupts of long walks and texts, settings, the
 *		removal of files.
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/sort_numbers.h"
#include "base/stored_value.h"
#include "contact/walk_core.h"
#include "identity/identity_core.h"
#include "log/log_shared_file.h"
#include "money/apportion_core.h"
#include "server/refresh_progress.h"
#include "words/words_core.h"

PG_MODULE_MAGIC_EXT(.name = "failure_demand", .version = FD_VERSION);

PGDLLEXPORT void _PG_init(void);

static void
poll_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

void
_PG_init(void)
{
	apportion_poll = poll_interrupts;
	identity_poll = poll_interrupts;
	walk_poll = poll_interrupts;
	words_poll = poll_interrupts;
	words_sort = sort_elements;
	DefineCustomIntVariable("failure_demand.debug_value_limit",
							"Size beyond which a contact_log or an identity is an error, and a partial state goes to a file; for tests.",
							NULL, &value_limit_kb, VALUE_MOST_KB, 1, VALUE_MOST_KB, PGC_USERSET,
							GUC_NOT_IN_SAMPLE | GUC_NO_SHOW_ALL | GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomBoolVariable("failure_demand.log_refresh",
							 "Writes a line a refresh to the server's log.", NULL, &log_refresh_on, false, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	MarkGUCPrefixReserved("failure_demand");
	log_shared_file_init();
}

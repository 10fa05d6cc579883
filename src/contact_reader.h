/*
 * contact_reader.h
 *		Reads a contact from the arguments of an aggregate's transition function.
 */
#ifndef CONTACT_READER_H
#define CONTACT_READER_H

#include "fmgr.h"

#include "arguments.h"
#include "log_value.h"

/* Which argument is what; the first is the state. */
typedef struct ContactArguments
{
	int			customer;
	int			request;
	int			channel;
	int			kind;
	int			started_at;
	int			ended_at;
	int			handle_seconds;
	int			within;
} ContactArguments;

extern void read_contact(FunctionCallInfo fcinfo, const ContactArguments *argument,
						 LogRow *row);

#endif							/* CONTACT_READER_H */

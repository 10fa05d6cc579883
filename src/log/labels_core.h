/*
 * labels_core.h
 *		What a contact is told apart by, as one name: of it a log that a refresh keeps makes
 *		its channel.
 *
 *		r             if the contact ended before it started, and was taken to end there
 *		a label each  its length in decimal digits, a colon, its bytes; or a hyphen where
 *		              it is null
 *
 * The name is text where the labels are.
 */
#ifndef LABELS_CORE_H
#define LABELS_CORE_H

#include <stdbool.h>
#include <stddef.h>

#include "log/log_header_core.h"

typedef enum Label
{
	LABEL_CHANNEL,
	LABEL_TOUCHPOINT,
	LABEL_BRAND,
	LABELS
} Label;

/* The most that a name of labels of so many bytes takes. */
#define LABELS_MOST(bytes) (1 + LABELS * 6 + (size_t) (bytes))

extern size_t labels_write(char *out, bool reversed, const LogName *labels);
extern bool labels_read(LogName name, bool *reversed, LogName *labels);

#endif							/* LABELS_CORE_H */

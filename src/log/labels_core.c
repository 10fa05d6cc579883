/*
 * labels_core.c
 *		What a contact is told apart by, as one name.
 */
#include "log/labels_core.h"

#include <stdint.h>
#include <string.h>

static char *
write_label(char *out, LogName label)
{
	char		digits[5];
	int			n = 0;
	unsigned	size = label.size;

	if (label.bytes == NULL)
	{
		*out++ = '-';
		return out;
	}
	do
		digits[n++] = (char) ('0' + size % 10);
	while ((size /= 10) > 0);
	while (n > 0)
		*out++ = digits[--n];
	*out++ = ':';
	memcpy(out, label.bytes, label.size);
	return out + label.size;
}

/* Write the name of LABELS labels; out has room for LABELS_MOST() of their bytes.  Returns
 * how many it takes. */
size_t
labels_write(char *out, bool reversed, const LogName *labels)
{
	char	   *at = out;

	if (reversed)
		*at++ = 'r';
	for (int i = 0; i < LABELS; i++)
		at = write_label(at, labels[i]);
	return (size_t) (at - out);
}

/* Read one label, and go behind it; false where there is none. */
static bool
read_label(const char **at, const char *end, LogName *label)
{
	size_t		size = 0;
	int			digits = 0;

	label->bytes = NULL;
	label->size = 0;
	if (*at < end && **at == '-')
	{
		(*at)++;
		return true;
	}
	for (; *at < end && **at >= '0' && **at <= '9' && digits < 5; (*at)++, digits++)
		size = size * 10 + (size_t) (**at - '0');
	if (digits == 0 || *at == end || **at != ':')
		return false;
	(*at)++;
	if (size > UINT16_MAX || size > (size_t) (end - *at))
		return false;
	label->bytes = *at;
	label->size = (uint16_t) size;
	*at += size;
	return true;
}

/* Take a name apart; false where it is not one that was written so. */
bool
labels_read(LogName name, bool *reversed, LogName *labels)
{
	const char *at = name.bytes;
	const char *end = at ? at + name.size : at;

	*reversed = at < end && *at == 'r';
	if (*reversed)
		at++;
	for (int i = 0; i < LABELS; i++)
		if (!read_label(&at, end, &labels[i]))
			return false;
	return at == end;
}

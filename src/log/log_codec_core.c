/*
 * log_codec_core.c
 *		The compact form of sorted contacts.
 */
#include "log/log_codec_core.h"

#include "base/bit_pack_core.h"
#include "base/branchless_core.h"

/* Microseconds of each unit. */
#define UNITS 3
static const uint32_t microseconds[UNITS] = {1, 1000, 1000000};
#define UNIT_SHIFT 14			/* in the number of contacts */

/* A block's values, sorted into columns. */
typedef struct Columns
{
	size_t		n[LOG_COLUMNS];
	/* with one more, for loops that look at the next one before they know whether
	 * it is theirs */
	uint64_t	value[LOG_COLUMNS][LOG_BLOCK_CONTACTS + 1];
	uint8_t		new_request[LOG_BLOCK_CONTACTS];
	uint8_t		new_customer[LOG_BLOCK_CONTACTS];
	uint8_t		human[LOG_BLOCK_CONTACTS];
} Columns;

static inline int
columns_of(const LogCursor *cursor)
{
	return cursor->keyed ? KEYED_COLUMNS : LOG_COLUMNS;
}

/* ---- handle seconds ---- */

/* As a small number: 0 for none, so that a column of these takes no bits; else zigzag
 * and one, so that small negative numbers stay small. */
static inline uint64_t
handle_code(const uint64_t *record)
{
	uint32_t	seconds = (uint32_t) record_handle(record);

	if (!record_has_handle(record))
		return 0;
	return (uint64_t) (seconds << 1 ^ (0 - (seconds >> 31))) + 1;
}

/* What a record has for a code, which is at most 2 to the power of 32. */
static inline uint64_t
handle_from_code(uint64_t code)
{
	uint32_t	zigzag = (uint32_t) (code - 1);

	if (code == 0)
		return RECORD_NO_HANDLE;
	return record_handle_of((int32_t) (zigzag >> 1 ^ (0 - (zigzag & 1))));
}

/* ---- writing ---- */

/* Add a value to a column, if it is one: without a branch. */
static inline void
add_if(Columns *columns, LogColumn column, bool is_one, uint64_t value)
{
	columns->value[column][columns->n[column]] = value;
	columns->n[column] += is_one;
}

/* Sort contacts into columns, times in microseconds, and move the cursor past them. */
static inline void
split(const uint64_t *records, int n, LogCursor *cursor, Columns *columns, int words)
{
	memset(columns->n, 0, sizeof(columns->n));
	for (int i = 0; i < n; i++, records += words)
	{
		uint64_t	customer = records[0];
		uint64_t	request = words == FULL_WORDS ? records[1] : 0;
		int64_t		start = record_start(records, words);
		bool		new_customer = !cursor->begun | (customer != cursor->customer);
		bool		new_request = new_customer | (request != cursor->request);

		columns->new_customer[i] = new_customer;
		columns->new_request[i] = new_request;
		columns->human[i] = record_is_human(records, words);
		add_if(columns, COLUMN_CUSTOMER, new_customer,
			   customer - (cursor->begun ? cursor->customer : 0));
		add_if(columns, COLUMN_FIRST_START, new_request,
			   (uint64_t) start - (uint64_t) cursor->origin);
		add_if(columns, COLUMN_START_STEP, !new_request,
			   (uint64_t) start - (uint64_t) cursor->start);
		add_if(columns, COLUMN_LENGTH, true, (uint64_t) record_length(records, words));
		if (words == FULL_WORDS)
		{
			add_if(columns, COLUMN_REQUEST, new_request, request);
			add_if(columns, COLUMN_CHANNEL, true, record_channel(records));
			add_if(columns, COLUMN_HANDLE, true, handle_code(records));
		}
		cursor->begun = true;
		cursor->customer = customer;
		cursor->request = request;
		cursor->start = start;
	}
}

/* Divide by a constant into quotients.  Returns 0 if all are multiples. */
static inline uint64_t
divide(const uint64_t *values, uint64_t *quotients, size_t n, uint64_t divisor)
{
	uint64_t	rests = 0;

	for (size_t i = 0; i < n; i++)
	{
		quotients[i] = values[i] / divisor;
		rests |= values[i] - quotients[i] * divisor;
	}
	return rests;
}

/* Divide all times by a constant, if they are multiples of it. */
static inline bool
divide_times(Columns *columns, uint64_t divisor)
{
	static const LogColumn times[] = {COLUMN_FIRST_START, COLUMN_START_STEP, COLUMN_LENGTH};
	uint64_t	quotients[3][LOG_BLOCK_CONTACTS];

	for (int i = 0; i < 3; i++)
		if (divide(columns->value[times[i]], quotients[i], columns->n[times[i]], divisor) != 0)
			return false;
	for (int i = 0; i < 3; i++)
		memcpy(columns->value[times[i]], quotients[i], columns->n[times[i]] * sizeof(uint64_t));
	return true;
}

/*
 * Write a block of n contacts, at least one, in order after those before it.  out
 * has room for LOG_BLOCK_MOST_BYTES and PACK_SLACK more; returns the bytes written.
 */
size_t
log_block_encode(const uint64_t *records, int n, LogCursor *cursor, uint8_t *out)
{
	Columns		columns;
	int			count = columns_of(cursor);
	uint8_t    *widths = out + 4 + 2;
	uint8_t    *at = widths + count;
	int			unit;
	uint64_t	size;

	if (cursor->keyed)
		split(records, n, cursor, &columns, KEYED_WORDS);
	else
		split(records, n, cursor, &columns, FULL_WORDS);
	unit = divide_times(&columns, 1000000) ? 2 : divide_times(&columns, 1000) ? 1 : 0;

	at += pack_bits(at, columns.new_request, n);
	if (!cursor->keyed)
		at += pack_bits(at, columns.new_customer, n);
	at += pack_bits(at, columns.human, n);
	for (int column = 0; column < count; column++)
	{
		uint64_t	all = 0;

		for (size_t i = 0; i < columns.n[column]; i++)
			all |= columns.value[column][i];
		widths[column] = (uint8_t) bit_width(all);
		at += pack(at, columns.value[column], columns.n[column], widths[column]);
	}
	size = (uint64_t) (at - out);
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t) (size >> 8 * i);
	out[4] = (uint8_t) n;
	out[5] = (uint8_t) ((n | unit << UNIT_SHIFT) >> 8);
	return size;
}

/* ---- reading ---- */

/* The size that a block says it has; 0 where it cannot be right. */
size_t
log_block_size(const uint8_t *bytes, size_t size)
{
	size_t		said;

	if (size < LOG_BLOCK_HEADER(KEYED_COLUMNS))
		return 0;
	said = (size_t) bytes[0] | (size_t) bytes[1] << 8 |
		(size_t) bytes[2] << 16 | (size_t) bytes[3] << 24;
	return said >= LOG_BLOCK_HEADER(KEYED_COLUMNS) && said <= LOG_BLOCK_MOST_BYTES &&
		said <= size ? said : 0;
}

/*
 * Are all times of these columns sure to stay within an int64, whatever the
 * values?  Then they need not be checked one by one.
 */
static bool
times_are_small(const uint8_t *widths, const LogCursor *cursor, uint32_t unit)
{
	int			unit_bits = bit_width(unit);
	int			first_bits = widths[COLUMN_FIRST_START] + unit_bits;
	int			step_bits = widths[COLUMN_START_STEP] + unit_bits + bit_width(LOG_BLOCK_CONTACTS);
	int			length_bits = widths[COLUMN_LENGTH] + unit_bits;
	const int64_t limit = INT64_C(1) << 62;

	return first_bits < 60 && step_bits < 60 && length_bits < 60 &&
		cursor->origin < limit && cursor->start < limit;
}

/* Add so many units to a time; false where an int64 does not hold it. */
static inline bool
advance(int64_t from, uint64_t units, uint32_t unit, bool checked, int64_t *to)
{
	uint64_t	step;

	if (checked)
		return !__builtin_mul_overflow(units, unit, &step) &&
			!__builtin_add_overflow(from, step, to);
	*to = from + (int64_t) (units * unit);
	return true;
}

/*
 * Make records of the columns, but for channel and handle.  False where they are out
 * of order or have impossible times.  Where a column is used up it has one more
 * value, of any kind, that is looked at and not used.
 */
static inline bool
join(const Columns *columns, int n, LogCursor *cursor, uint32_t unit, bool checked,
	 uint64_t *records, int words)
{
	const uint64_t *customers = columns->value[COLUMN_CUSTOMER];
	const uint64_t *requests = columns->value[COLUMN_REQUEST];
	const uint64_t *firsts = columns->value[COLUMN_FIRST_START];
	const uint64_t *steps = columns->value[COLUMN_START_STEP];
	const uint64_t *lengths = columns->value[COLUMN_LENGTH];
	const int64_t origin = cursor->origin;
	uint64_t	customer = cursor->customer;
	uint64_t	request = cursor->request;
	int64_t		start = cursor->start;
	int64_t		latest = INT64_MIN;
	bool		begun = cursor->begun;
	bool		bad = false;

	for (int i = 0; i < n; i++, records += words)
	{
		bool		new_customer = columns->new_customer[i];
		bool		new_request = columns->new_request[i];
		uint64_t	last = customer;
		int64_t		end;

		customer += *customers & all_bits_if(new_customer);
		customers += new_customer;
		bad |= new_customer & begun & (customer <= last);
		begun = true;
		records[0] = customer;
		if (words == FULL_WORDS)
		{
			last = request;
			request = either(new_request, *requests, request);
			requests += new_request;
			bad |= new_request & !new_customer & (request <= last);
			records[1] = request;
			records[4] = RECORD_NO_HANDLE;
		}

		if (!advance(either_time(new_request, origin, start),
					 either(new_request, *firsts, *steps), unit, checked, &start) ||
			!advance(start, lengths[i], unit, checked, &end) ||
			(checked && (uint64_t) end - (uint64_t) start > INT64_MAX))
			return false;
		firsts += new_request;
		steps += !new_request;
		latest = start > latest ? start : latest;
		records[words - (words == FULL_WORDS ? 3 : 2)] = biased_time(start);
		records[words - (words == FULL_WORDS ? 2 : 1)] = ((uint64_t) end - (uint64_t) start) |
			(uint64_t) columns->human[i] << RECORD_KIND_SHIFT;
	}
	cursor->begun = true;
	cursor->customer = customer;
	cursor->request = request;
	cursor->start = start;
	return !bad & (latest <= cursor->last_start);
}

/* The same, made for each sort of log and of times. */
static bool
join_behaviour(const Columns *columns, int n, LogCursor *cursor, uint32_t unit, bool checked,
			   uint64_t *records)
{
	if (cursor->keyed)
		return checked ? join(columns, n, cursor, unit, true, records, KEYED_WORDS) :
			join(columns, n, cursor, unit, false, records, KEYED_WORDS);
	return checked ? join(columns, n, cursor, unit, true, records, FULL_WORDS) :
		join(columns, n, cursor, unit, false, records, FULL_WORDS);
}

/* Put channels and handle seconds into the records. */
static bool
join_details(const Columns *columns, int n, const LogCursor *cursor, uint64_t *records)
{
	for (int i = 0; i < n; i++)
	{
		uint64_t	channel = columns->value[COLUMN_CHANNEL][i];
		uint64_t	code = columns->value[COLUMN_HANDLE][i];

		if (channel >= cursor->channels || code > UINT64_C(0x100000000))
			return false;
		records[i * FULL_WORDS + FULL_WORDS - 1] =
			channel << RECORD_CHANNEL_SHIFT | handle_from_code(code);
	}
	return true;
}

/* Read which contacts begin what, and how many do; false where that cannot be. */
static bool
read_planes(const uint8_t *bytes, size_t n, const LogCursor *cursor, Columns *columns,
			size_t *customers, size_t *requests)
{
	size_t		plane = packed_size(n, 1);
	bool		bad = false;

	unpack_bits(bytes, columns->new_request, n);
	if (cursor->keyed)
		memcpy(columns->new_customer, columns->new_request, n);
	else
		unpack_bits(bytes += plane, columns->new_customer, n);
	unpack_bits(bytes + plane, columns->human, n);

	*customers = *requests = 0;
	for (size_t i = 0; i < n; i++)
	{
		bad |= columns->new_customer[i] & !columns->new_request[i];
		*customers += columns->new_customer[i];
		*requests += columns->new_request[i];
	}
	return !bad && (cursor->begun || columns->new_customer[0]);
}

/*
 * Read a block of so many bytes, as log_block_size() gave, after which PACK_SLACK
 * more are readable, into room for LOG_BLOCK_CONTACTS records.  With behaviour_only
 * channels are 0 and handle seconds missing.  Returns the number of contacts, or 0
 * for a block that is damaged.
 */
int
log_block_decode(const uint8_t *bytes, size_t size, LogCursor *cursor,
				 bool behaviour_only, uint64_t *records)
{
	Columns		columns;
	int			count = columns_of(cursor);
	const uint8_t *widths = bytes + 4 + 2;
	size_t		at = LOG_BLOCK_HEADER(count);
	unsigned	head = bytes[4] | (unsigned) bytes[5] << 8;
	size_t		n = head & ((1u << UNIT_SHIFT) - 1);
	unsigned	unit = head >> UNIT_SHIFT;
	size_t		planes = packed_size(n, 1) * (cursor->keyed ? 2 : 3);
	size_t		customers;
	size_t		requests;
	bool		checked;

	if (n == 0 || n > LOG_BLOCK_CONTACTS || unit >= UNITS || size < at + planes ||
		!read_planes(bytes + at, n, cursor, &columns, &customers, &requests))
		return 0;
	at += planes;
	for (int column = 0; column < count; column++)
	{
		size_t		values = column == COLUMN_CUSTOMER ? customers :
			column == COLUMN_REQUEST || column == COLUMN_FIRST_START ? requests :
			column == COLUMN_START_STEP ? n - requests : n;
		size_t		length = packed_size(values, widths[column]);

		if (widths[column] > 64 || length > size - at)
			return 0;
		if (!(behaviour_only && (column == COLUMN_CHANNEL || column == COLUMN_HANDLE)))
			unpack(bytes + at, columns.value[column], values, widths[column]);
		columns.value[column][values] = 0;
		at += length;
	}
	if (at != size)
		return 0;

	if (!cursor->begun)
		cursor->customer = cursor->request = 0;
	checked = !times_are_small(widths, cursor, microseconds[unit]);
	if (!join_behaviour(&columns, (int) n, cursor, microseconds[unit], checked, records) ||
		(!cursor->keyed && !behaviour_only &&
		 !join_details(&columns, (int) n, cursor, records)))
		return 0;
	return (int) n;
}

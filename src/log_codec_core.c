/*
 * log_codec_core.c
 *		The compact form of sorted contacts.
 */
#include <string.h>

#include "log_codec_core.h"

/* ---- numbers in bytes and bits ---- */

static inline uint64_t
load_word(const uint8_t *bytes)
{
	uint64_t	word;

	memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

static inline void
store_word(uint8_t *bytes, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	memcpy(bytes, &word, sizeof(word));
}

static inline int
bit_width(uint64_t value)
{
	return value ? 64 - __builtin_clzll(value) : 0;
}

static inline size_t
packed_size(size_t n, int width)
{
	return (n * width + 7) / 8;
}

/* Write n values of so many bits each; returns the bytes they take. */
static size_t
pack(uint8_t *out, const uint64_t *values, size_t n, int width)
{
	uint8_t    *at = out;
	uint64_t	word = 0;
	int			filled = 0;		/* bits of word */

	if (width == 0)
		return 0;
	for (size_t i = 0; i < n; i++)
	{
		word |= values[i] << filled;
		if (filled + width < 64)
		{
			filled += width;
			continue;
		}
		store_word(at, word);
		at += 8;
		word = filled ? values[i] >> (64 - filled) : 0;
		filled += width - 64;
		if (filled == 0)
			word = 0;
	}
	for (; filled > 0; filled -= 8, word >>= 8)
		*at++ = (uint8_t) word;
	return at - out;
}

/*
 * Read n values of so many bits each.  There are at least 8 readable bytes after
 * the last one that counts.
 */
static void
unpack(const uint8_t *bytes, uint64_t *values, size_t n, int width)
{
	uint64_t	mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
	size_t		bit = 0;

	if (width == 0)
		memset(values, 0, n * sizeof(*values));
	else if (width <= 56)
		for (size_t i = 0; i < n; i++, bit += width)
			values[i] = load_word(bytes + bit / 8) >> bit % 8 & mask;
	else
		for (size_t i = 0; i < n; i++, bit += width)
		{
			uint64_t	low = load_word(bytes + bit / 8) >> bit % 8;
			uint64_t	high = bit % 8 ? (uint64_t) bytes[bit / 8 + 8] << (64 - bit % 8) : 0;

			values[i] = (low | high) & mask;
		}
}

/* Write n bits, given a byte each. */
static size_t
pack_bits(uint8_t *out, const uint8_t *bits, size_t n)
{
	memset(out, 0, packed_size(n, 1));
	for (size_t i = 0; i < n; i++)
		out[i / 8] |= (uint8_t) (bits[i] << i % 8);
	return packed_size(n, 1);
}

static void
unpack_bits(const uint8_t *bytes, uint8_t *bits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bits[i] = bytes[i / 8] >> i % 8 & 1;
}

/* ---- a block ---- */

/* A block's values, sorted into columns. */
typedef struct Columns
{
	size_t		n[LOG_COLUMNS];
	uint64_t	value[LOG_COLUMNS][LOG_BLOCK_CONTACTS];
} Columns;

static inline void
add(Columns *columns, LogColumn column, uint64_t value)
{
	columns->value[column][columns->n[column]++] = value;
}

static inline int
columns_of(const LogCursor *cursor)
{
	return cursor->keyed ? KEYED_COLUMNS : LOG_COLUMNS;
}

/* Sort the contacts of a block into columns, and move the cursor past them. */
static void
split(const LogBlock *block, LogCursor *cursor, Columns *columns,
	  uint8_t *new_request, uint8_t *new_customer)
{
	memset(columns->n, 0, sizeof(columns->n));
	for (int i = 0; i < block->n; i++)
	{
		uint64_t	customer = block->customer[i];
		uint64_t	request = cursor->keyed ? 0 : block->request[i];

		new_customer[i] = !cursor->begun || customer != cursor->customer;
		new_request[i] = new_customer[i] || request != cursor->request;
		if (new_customer[i])
			add(columns, COLUMN_CUSTOMER, customer - (cursor->begun ? cursor->customer : 0));
		if (new_request[i])
		{
			if (!cursor->keyed)
				add(columns, COLUMN_REQUEST, request);
			add(columns, COLUMN_FIRST_START,
				((uint64_t) block->start[i] - (uint64_t) cursor->first_start) / cursor->unit);
		}
		else
			add(columns, COLUMN_START_STEP,
				((uint64_t) block->start[i] - (uint64_t) cursor->start) / cursor->unit);
		add(columns, COLUMN_LENGTH, block->length[i] / cursor->unit);
		if (!cursor->keyed)
		{
			add(columns, COLUMN_CHANNEL, block->channel[i]);
			add(columns, COLUMN_HANDLE, block->handle[i]);
		}
		cursor->begun = true;
		cursor->customer = customer;
		cursor->request = request;
		cursor->start = block->start[i];
	}
}

/*
 * Write a block of at least one contact, in order after those before it.  out has
 * room for LOG_BLOCK_MOST_BYTES and 8 more; returns the bytes written.
 */
size_t
log_block_encode(const LogBlock *block, LogCursor *cursor, uint8_t *out)
{
	Columns		columns;
	uint8_t		new_request[LOG_BLOCK_CONTACTS];
	uint8_t		new_customer[LOG_BLOCK_CONTACTS];
	int			count = columns_of(cursor);
	uint8_t    *widths = out + 4 + 2;
	uint8_t    *at = widths + count;
	uint64_t	size;

	split(block, cursor, &columns, new_request, new_customer);
	at += pack_bits(at, new_request, block->n);
	if (!cursor->keyed)
		at += pack_bits(at, new_customer, block->n);
	at += pack_bits(at, block->human, block->n);
	for (int column = 0; column < count; column++)
	{
		uint64_t	all = 0;

		for (size_t i = 0; i < columns.n[column]; i++)
			all |= columns.value[column][i];
		widths[column] = (uint8_t) bit_width(all);
		at += pack(at, columns.value[column], columns.n[column], widths[column]);
	}
	size = at - out;
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t) (size >> 8 * i);
	out[4] = (uint8_t) block->n;
	out[5] = (uint8_t) (block->n >> 8);
	return size;
}

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
times_are_small(const uint8_t *widths, const LogCursor *cursor)
{
	int			unit_bits = bit_width(cursor->unit);
	int			first_bits = widths[COLUMN_FIRST_START] + unit_bits;
	int			step_bits = widths[COLUMN_START_STEP] + unit_bits + bit_width(LOG_BLOCK_CONTACTS);
	int			length_bits = widths[COLUMN_LENGTH] + unit_bits;
	const int64_t limit = INT64_C(1) << 62;

	return first_bits < 60 && step_bits < 60 && length_bits < 60 &&
		cursor->first_start < limit && cursor->start < limit;
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

/* Put times and identities back where the contacts are. */
static inline bool
join_behaviour(const Columns *columns, const uint8_t *new_customer, LogCursor *cursor,
			   bool checked, LogBlock *block)
{
	const uint64_t *customers = columns->value[COLUMN_CUSTOMER];
	const uint64_t *requests = columns->value[COLUMN_REQUEST];
	const uint64_t *firsts = columns->value[COLUMN_FIRST_START];
	const uint64_t *steps = columns->value[COLUMN_START_STEP];
	const uint64_t *lengths = columns->value[COLUMN_LENGTH];
	int64_t		end;

	for (int i = 0; i < block->n; i++)
	{
		bool		is_first = block->new_request[i];

		if (new_customer[i])
			cursor->customer += *customers++;
		if (is_first && !cursor->keyed)
			cursor->request = *requests++;
		if (!advance(is_first ? cursor->first_start : cursor->start,
					 is_first ? *firsts++ : *steps++, cursor->unit, checked, &cursor->start) ||
			!advance(cursor->start, lengths[i], cursor->unit, checked, &end))
			return false;
		block->customer[i] = cursor->customer;
		block->request[i] = cursor->request;
		block->start[i] = cursor->start;
		block->length[i] = (uint64_t) end - (uint64_t) cursor->start;
		if (checked && block->length[i] > INT64_MAX)
			return false;
	}
	return true;
}

/* Put channels and handle codes back. */
static bool
join_details(const Columns *columns, const LogCursor *cursor, LogBlock *block)
{
	for (int i = 0; i < block->n; i++)
	{
		if (columns->value[COLUMN_CHANNEL][i] >= cursor->channels ||
			columns->value[COLUMN_HANDLE][i] > UINT64_C(0x100000000))
			return false;
		block->channel[i] = (uint16_t) columns->value[COLUMN_CHANNEL][i];
		block->handle[i] = columns->value[COLUMN_HANDLE][i];
	}
	return true;
}

/*
 * Read a block of so many bytes, as log_block_size() gave, after which 8 more are
 * readable.  With behaviour_only channel and handle are left out.  Returns false
 * for a block that is damaged.
 */
bool
log_block_decode(const uint8_t *bytes, size_t size, LogCursor *cursor,
				 bool behaviour_only, LogBlock *block)
{
	Columns		columns;
	uint8_t		new_customer[LOG_BLOCK_CONTACTS];
	int			count = columns_of(cursor);
	const uint8_t *widths = bytes + 4 + 2;
	size_t		at = LOG_BLOCK_HEADER(count);
	size_t		n = bytes[4] | (size_t) bytes[5] << 8;
	size_t		plane = packed_size(n, 1);
	size_t		customers = 0;
	size_t		requests = 0;

	if (n == 0 || n > LOG_BLOCK_CONTACTS || size < at + plane * (cursor->keyed ? 2 : 3))
		return false;
	block->n = (int) n;

	unpack_bits(bytes + at, block->new_request, n);
	at += plane;
	if (cursor->keyed)
		memcpy(new_customer, block->new_request, n);
	else
	{
		unpack_bits(bytes + at, new_customer, n);
		at += plane;
	}
	unpack_bits(bytes + at, block->human, n);
	at += plane;

	for (size_t i = 0; i < n; i++)
	{
		if (new_customer[i] > block->new_request[i])
			return false;
		customers += new_customer[i];
		requests += block->new_request[i];
	}
	if (!cursor->begun && !new_customer[0])
		return false;
	if (!cursor->begun)
		cursor->customer = 0;
	cursor->begun = true;

	for (int column = 0; column < count; column++)
	{
		size_t		values = column == COLUMN_CUSTOMER ? customers :
			column == COLUMN_REQUEST || column == COLUMN_FIRST_START ? requests :
			column == COLUMN_START_STEP ? n - requests : n;
		size_t		length = packed_size(values, widths[column]);

		if (widths[column] > 64 || length > size - at)
			return false;
		if (!(behaviour_only && (column == COLUMN_CHANNEL || column == COLUMN_HANDLE)))
			unpack(bytes + at, columns.value[column], values, widths[column]);
		at += length;
	}
	if (at != size ||
		!(times_are_small(widths, cursor) ?
		  join_behaviour(&columns, new_customer, cursor, false, block) :
		  join_behaviour(&columns, new_customer, cursor, true, block)))
		return false;
	return cursor->keyed || behaviour_only || join_details(&columns, cursor, block);
}

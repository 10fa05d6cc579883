/*
 * fingerprint.c
 *		64-bit fingerprints of values of any hashable type.
 *
 * Values that PostgreSQL holds equal have the same fingerprint: numeric 1.0 and
 * 1.00, 'a' and 'a ' as char(2), -0 and 0; and so have equal integers of
 * different width.  The common types are fingerprinted here, the same on every
 * server; a type not known here (an extension's, say, or a range) by its own
 * extended hash function, which may differ between machines and major versions.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/pg_locale.h"
#include "utils/syscache.h"
#include "utils/typcache.h"
#include "utils/uuid.h"

#include "base/compat.h"
#include "base/fingerprint.h"

/* What stands for a null field of a composite value. */
#define NULL_FIELD UINT64_C(0x6e756c6c)

static uint64
take_int16(Fingerprinter *self, Datum value)
{
	return fingerprint_integer(DatumGetInt16(value));
}

static uint64
take_int32(Fingerprinter *self, Datum value)
{
	return fingerprint_integer(DatumGetInt32(value));
}

static uint64
take_int64(Fingerprinter *self, Datum value)
{
	return fingerprint_integer(DatumGetInt64(value));
}

static uint64
take_oid(Fingerprinter *self, Datum value)
{
	return fingerprint_integer(DatumGetObjectId(value));
}

static uint64
take_byte(Fingerprinter *self, Datum value)
{
	return fingerprint_integer((unsigned char) DatumGetChar(value));
}

/* Equal floats have equal bits, but for the two zeros and the NaNs. */
static uint64
fingerprint_float(float8 value)
{
	uint64		bits;

	if (value == 0)
		value = 0;
	else if (isnan(value))
		value = get_float8_nan();
	memcpy(&bits, &value, sizeof(bits));
	return fingerprint_integer((int64) bits);
}

static uint64
take_float4(Fingerprinter *self, Datum value)
{
	return fingerprint_float(DatumGetFloat4(value));
}

static uint64
take_float8(Fingerprinter *self, Datum value)
{
	return fingerprint_float(DatumGetFloat8(value));
}

static uint64
take_uuid(Fingerprinter *self, Datum value)
{
	return fingerprint_bytes(DatumGetUUIDP(value)->data, UUID_LEN);
}

static uint64
take_cstring(Fingerprinter *self, Datum value)
{
	const char *string = DatumGetCString(value);

	return fingerprint_bytes(string, strlen(string));
}

static uint64
take_name(Fingerprinter *self, Datum value)
{
	const char *string = NameStr(*DatumGetName(value));

	return fingerprint_bytes(string, strlen(string));
}

/* Free a detoasted value where detoasting made a copy. */
static void
free_copy(struct varlena *detoasted, Datum value)
{
	if (detoasted != (struct varlena *) DatumGetPointer(value))
		pfree(detoasted);
}

/* text under a deterministic collation, and bytea */
static uint64
take_varlena(Fingerprinter *self, Datum value)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
	uint64		result = fingerprint_bytes(VARDATA_ANY(bytes),
										   VARSIZE_ANY_EXHDR(bytes));

	free_copy(bytes, value);
	return result;
}

/* character(n): blanks at the end do not count */
static uint64
take_bpchar(Fingerprinter *self, Datum value)
{
	struct varlena *string = PG_DETOAST_DATUM_PACKED(value);
	int			size = bpchartruelen(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string));
	uint64		result = fingerprint_bytes(VARDATA_ANY(string), size);

	free_copy(string, value);
	return result;
}

/* numeric: zeros at the end do not count */
static uint64
take_numeric(Fingerprinter *self, Datum value)
{
	Numeric		number = DatumGetNumeric(value);
	char	   *digits = numeric_normalize(number);
	uint64		result = fingerprint_bytes(digits, strlen(digits));

	pfree(digits);
	free_copy((struct varlena *) number, value);
	return result;
}

/* enum: by the label, for its OID differs between databases */
static uint64
take_enum(Fingerprinter *self, Datum value)
{
	Oid			label = DatumGetObjectId(value);

	if (label != self->label)
	{
		HeapTuple	tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(label));
		const char *name;

		if (!HeapTupleIsValid(tuple))
			elog(ERROR, "invalid internal value for enum: %u", label);
		name = NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel);
		self->label_fingerprint = fingerprint_bytes(name, strlen(name));
		self->label = label;
		ReleaseSysCache(tuple);
	}
	return self->label_fingerprint;
}

/* array: its shape, then element by element */
static uint64
take_array(Fingerprinter *self, Datum value)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	Fingerprinter *element = self->fields;
	int16		length;
	bool		byval;
	char		align;
	Datum	   *values;
	bool	   *nulls;
	int			count;
	uint64		result = fingerprint_integer(ARR_NDIM(array));

	check_stack_depth();
	for (int i = 0; i < ARR_NDIM(array); i++)
	{
		result = fingerprint_append(result, ARR_DIMS(array)[i]);
		result = fingerprint_append(result, ARR_LBOUND(array)[i]);
	}
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &byval, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, byval, align,
					  &values, &nulls, &count);
	for (int i = 0; i < count; i++)
		result = fingerprint_append(result, nulls[i] ? NULL_FIELD :
									fingerprint_of(element, values[i]));
	pfree(values);
	pfree(nulls);
	free_copy((struct varlena *) array, value);
	return result;
}

static void
open_array(Fingerprinter *self, Oid element_type)
{
	self->fields = MemoryContextAlloc(self->context, sizeof(Fingerprinter));
	fingerprinter_open(self->fields, element_type, self->collation, self->context);
	self->version = self->fields->version;
	self->take = take_array;
}

/* By the type's own extended hash function. */
static uint64
take_hash(Fingerprinter *self, Datum value)
{
	return DatumGetUInt64(FunctionCall2Coll(self->hash, self->collation,
											value, Int64GetDatum(0)));
}

/* Learn how the fields of a row type are fingerprinted. */
static void
open_fields(Fingerprinter *self, TupleDesc type)
{
	Fingerprinter *fields = MemoryContextAllocZero(self->context,
												   Max(type->natts, 1) * sizeof(Fingerprinter));

	for (int i = 0; i < type->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(type, i);

		if (attribute->attisdropped)
			continue;
		fingerprinter_open(&fields[i], attribute->atttypid,
						   attribute->attcollation, self->context);
		if (fields[i].version)
			self->version = fields[i].version;
	}
	self->fields = fields;
	self->field_count = type->natts;
	self->row_type = type->tdtypeid;
	self->row_typmod = type->tdtypmod;
}

/* composite: field by field */
static uint64
take_record(Fingerprinter *self, Datum value)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(value);
	TupleDesc	type;
	HeapTupleData tuple = {0};
	Datum	   *values;
	bool	   *nulls;
	uint64		result = fingerprint_integer(0);

	check_stack_depth();
	type = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(header),
								  HeapTupleHeaderGetTypMod(header));
	if (self->fields == NULL || self->field_count != type->natts ||
		self->row_type != type->tdtypeid || self->row_typmod != type->tdtypmod)
		open_fields(self, type);

	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	tuple.t_data = header;
	values = palloc(Max(type->natts, 1) * sizeof(Datum));
	nulls = palloc(Max(type->natts, 1) * sizeof(bool));
	heap_deform_tuple(&tuple, type, values, nulls);
	for (int i = 0; i < type->natts; i++)
	{
		if (TupleDescAttr(type, i)->attisdropped)
			continue;
		result = fingerprint_append(result, nulls[i] ? NULL_FIELD :
									fingerprint_of(&self->fields[i], values[i]));
	}
	pfree(values);
	pfree(nulls);
	ReleaseTupleDesc(type);
	free_copy((struct varlena *) header, value);
	return result;
}

/* Use the extended hash function of a type that is not known here. */
static void
open_hash(Fingerprinter *self)
{
	TypeCacheEntry *cached = lookup_type_cache(self->type,
											   TYPECACHE_HASH_EXTENDED_PROC);

	if (!OidIsValid(cached->hash_extended_proc))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify an extended hash function for type %s",
						format_type_be(self->type)),
				 errdetail("Customers and requests are known by their hash."),
				 errhint("Cast the customer or request to a type that can be hashed, such as text.")));
	self->hash = MemoryContextAlloc(self->context, sizeof(FmgrInfo));
	fmgr_info_cxt(cached->hash_extended_proc, self->hash, self->context);
	self->take = take_hash;
}

static const struct
{
	Oid			type;
	uint64		(*take) (Fingerprinter *self, Datum value);
}			known_types[] = {
	{INT2OID, take_int16},
	{INT4OID, take_int32},
	{INT8OID, take_int64},
	{OIDOID, take_oid},
	{BOOLOID, take_byte},
	{CHAROID, take_byte},
	{FLOAT4OID, take_float4},
	{FLOAT8OID, take_float8},
	{NUMERICOID, take_numeric},
	{CASHOID, take_int64},
	{DATEOID, take_int32},
	{TIMEOID, take_int64},
	{TIMESTAMPOID, take_int64},
	{TIMESTAMPTZOID, take_int64},
	{UUIDOID, take_uuid},
	{TEXTOID, take_varlena},
	{VARCHAROID, take_varlena},
	{BYTEAOID, take_varlena},
	{BPCHAROID, take_bpchar},
	{NAMEOID, take_name},
	{UNKNOWNOID, take_cstring}, /* an untyped literal is text */
	{RECORDOID, take_record}
};

/* The version of a collation's rules, as the library at hand has them. */
static const char *
collation_version(Oid collation, MemoryContext context)
{
	HeapTuple	tuple = SearchSysCache1(COLLOID, ObjectIdGetDatum(collation));
	Datum		locale;
	bool		isnull;
	char	   *version = NULL;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for collation %u", collation);
	locale = SysCacheGetAttr(COLLOID, tuple, Anum_pg_collation_locale, &isnull);
	if (!isnull)
		version = get_collation_actual_version(((Form_pg_collation) GETSTRUCT(tuple))->collprovider,
											   TextDatumGetCString(locale));
	ReleaseSysCache(tuple);
	return MemoryContextStrdup(context, version ? version : "unknown");
}

/*
 * Make ready for values of a type under a collation, which may be invalid where
 * the type has none.  Errs where the type cannot be hashed (42883), and where
 * text has no one collation (42P22).
 */
void
fingerprinter_open(Fingerprinter *self, Oid type, Oid collation, MemoryContext context)
{
	memset(self, 0, sizeof(Fingerprinter));
	self->type = getBaseType(type);
	self->collation = collation;
	self->context = context;

	if (type_is_collatable(self->type))
	{
		if (!OidIsValid(collation))
			ereport(ERROR,
					(errcode(ERRCODE_INDETERMINATE_COLLATION),
					 errmsg("could not determine which collation to use for type %s",
							format_type_be(type)),
					 errdetail("Two collations meet in the customer or request, and neither was written out."),
					 errhint("Use the COLLATE clause to set the collation explicitly.")));
		if (!get_collation_isdeterministic(collation) && !type_is_array(self->type))
		{
			/* By the sort key, which the type's hash function knows to make. */
			open_hash(self);
			self->version = collation_version(collation, context);
			return;
		}
	}

	for (int i = 0; i < lengthof(known_types); i++)
		if (known_types[i].type == self->type)
			self->take = known_types[i].take;
	if (self->take)
		return;
	if (type_is_enum(self->type))
		self->take = take_enum;
	else if (type_is_array(self->type))
		open_array(self, get_element_type(self->type));
	else if (type_is_rowtype(self->type))
		self->take = take_record;
	else
		open_hash(self);
}

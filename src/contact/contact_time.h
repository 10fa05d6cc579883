/*
 * contact_time.h
 *		Times of a source in its time zone.
 */
#ifndef CONTACT_TIME_H
#define CONTACT_TIME_H

#include "datatype/timestamp.h"

extern TimestampTz zoned_time(Timestamp local, text *time_zone);
extern TimestampTz known_in_zone(TimestampTz at, text *time_zone);

#endif							/* CONTACT_TIME_H */

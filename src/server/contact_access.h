/*
 * contact_access.h
 *		Which contacts whoever asks may see.
 */
#ifndef CONTACT_ACCESS_H
#define CONTACT_ACCESS_H

extern bool sees_all_contacts(Oid reader);

#endif							/* CONTACT_ACCESS_H */

/*
 * enum_label.h
 *		Values of the extension's enums.
 */
#ifndef ENUM_LABEL_H
#define ENUM_LABEL_H

extern Oid	enum_label_oid(Oid type, const char *label);
extern text *enum_label_text(Oid value);

#endif							/* ENUM_LABEL_H */

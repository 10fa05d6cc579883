/*
 * demand_core.h
 *		Failure demand against value demand: of a human contact, the first that speaks
 *		decides.
 *
 * A reason code that is mapped can say either.  Markers, bounces and repeats can prove
 * failure, but never value: words in which nothing was found, and a first contact, are no
 * evidence.  So only what a reason says is assessed, and has a share.
 */
#ifndef DEMAND_CORE_H
#define DEMAND_CORE_H

#include <stdbool.h>

/* The labels of demand_class and demand_evidence, in order. */
typedef enum DemandClass
{
	DEMAND_FAILURE,
	DEMAND_VALUE,
	DEMAND_UNCLASSIFIED,
	DEMAND_CLASSES
} DemandClass;

typedef enum DemandEvidence
{
	EVIDENCE_REASON,
	EVIDENCE_MARKER,
	EVIDENCE_BOUNCE,
	EVIDENCE_REPEAT,
	EVIDENCE_WORDS,				/* a model that labels have taught: no such speaks yet */
	EVIDENCES,
	EVIDENCE_NONE = EVIDENCES
} DemandEvidence;

extern const char *const demand_class_labels[DEMAND_CLASSES];
extern const char *const demand_evidence_labels[EVIDENCES];

typedef struct Verdict
{
	DemandClass demand;
	DemandEvidence evidence;
	bool		assessed;
} Verdict;

/* What the evidence says, in the order in which it is heard. */
typedef struct Evidence
{
	DemandClass reason;			/* unclassified where no reason is mapped */
	bool		has_marker;
	bool		is_bounce_back;
	bool		is_repeat;
} Evidence;

extern Verdict demand_decide(const Evidence *evidence);

#endif							/* DEMAND_CORE_H */

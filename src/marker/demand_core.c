/*
 * demand_core.c
 *		Failure demand against value demand.
 */
#include "marker/demand_core.h"

const char *const demand_class_labels[DEMAND_CLASSES] = {"failure", "value", "unclassified"};
const char *const demand_evidence_labels[EVIDENCES] = {
	"reason", "marker", "bounce", "repeat", "words"
};

Verdict
demand_decide(const Evidence *evidence)
{
	Verdict		verdict = {DEMAND_FAILURE, EVIDENCE_NONE, false};

	if (evidence->reason != DEMAND_UNCLASSIFIED)
	{
		verdict.demand = evidence->reason;
		verdict.evidence = EVIDENCE_REASON;
		verdict.assessed = true;
	}
	else if (evidence->has_marker)
		verdict.evidence = EVIDENCE_MARKER;
	else if (evidence->is_bounce_back)
		verdict.evidence = EVIDENCE_BOUNCE;
	else if (evidence->is_repeat)
		verdict.evidence = EVIDENCE_REPEAT;
	else
		verdict.demand = DEMAND_UNCLASSIFIED;
	return verdict;
}

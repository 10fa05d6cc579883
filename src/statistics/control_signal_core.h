/*
 * control_signal_core.h
 *		Which points of a control chart are signals.
 *
 * A point breaks a rule when it is the last one of its pattern:
 *
 * outside		it is beyond a limit (Shewhart 1931);
 * run			eight points in a row are on one side of the centre (Western Electric
 *				1956).  A point on the centre neither counts nor ends a run;
 * trend		six points in a row rise, or fall (Nelson 1984).  A point equal to the
 *				one before neither counts nor ends a trend (Provost and Murray 2011);
 * two_of_three	it, and one of the two before it, are beyond two sigma on the same side
 *				(Western Electric 1956).
 *
 * A missing point ends all patterns.
 */
#ifndef CONTROL_SIGNAL_CORE_H
#define CONTROL_SIGNAL_CORE_H

#include <stdbool.h>

/* The rules, as bits. */
#define SIGNAL_OUTSIDE 1
#define SIGNAL_RUN 2
#define SIGNAL_TREND 4
#define SIGNAL_TWO_OF_THREE 8
#define SIGNAL_RULES 4

/* The lines of a chart, where a point is. */
typedef struct SignalLines
{
	double		centre;
	double		lower;
	double		upper;
	double		lower_two;		/* two sigma from the centre */
	double		upper_two;
} SignalLines;

/* What the points so far were; all zeros where none was.  A side, or a direction, is 1 or
 * -1, or 0 for none. */
typedef struct SignalState
{
	int			side;			/* of the run */
	int			run;			/* its points, up to as many as make a signal */
	int			direction;		/* of the trend */
	int			trend;			/* its points, likewise */
	int			beyond[2];		/* beyond which two sigma the last two points were */
	bool		has_last;
	double		last;
} SignalState;

/* Take the next point.  Returns the rules that it breaks. */
extern unsigned signal_step(SignalState *state, double value, const SignalLines *lines);

#endif							/* CONTROL_SIGNAL_CORE_H */

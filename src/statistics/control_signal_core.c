/*
 * control_signal_core.c
 *		Which points of a control chart are signals.
 */
#include "statistics/control_signal_core.h"

/* So many points in a row. */
#define RUN_LENGTH 8
#define TREND_LENGTH 6

static int
sign_of(double value, double against)
{
	return (value > against) - (value < against);
}

/* Is this point one of a run that is long enough? */
static bool
step_run(SignalState *state, int side)
{
	if (side == 0)
		return false;
	if (side != state->side)
		state->run = 0;
	state->side = side;
	if (state->run < RUN_LENGTH)
		state->run++;
	return state->run == RUN_LENGTH;
}

/* Is this point one of a trend that is long enough? */
static bool
step_trend(SignalState *state, double value)
{
	int			direction = state->has_last ? sign_of(value, state->last) : 0;

	state->has_last = true;
	state->last = value;
	if (direction == 0)
		return false;
	/* the point before the first step belongs to the trend */
	if (direction != state->direction)
		state->trend = 1;
	state->direction = direction;
	if (state->trend < TREND_LENGTH)
		state->trend++;
	return state->trend == TREND_LENGTH;
}

/* Is this point the second one of three? */
static bool
step_two_of_three(SignalState *state, int beyond)
{
	bool		is_second = beyond != 0 &&
		(state->beyond[0] == beyond || state->beyond[1] == beyond);

	state->beyond[0] = state->beyond[1];
	state->beyond[1] = beyond;
	return is_second;
}

/* Take the next point.  Returns the rules that it breaks. */
unsigned
signal_step(SignalState *state, double value, const SignalLines *lines)
{
	unsigned	broken = 0;

	if (value < lines->lower || value > lines->upper)
		broken |= SIGNAL_OUTSIDE;
	if (step_run(state, sign_of(value, lines->centre)))
		broken |= SIGNAL_RUN;
	if (step_trend(state, value))
		broken |= SIGNAL_TREND;
	if (step_two_of_three(state, (value > lines->upper_two) - (value < lines->lower_two)))
		broken |= SIGNAL_TWO_OF_THREE;
	return broken;
}

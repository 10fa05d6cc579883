/*
 * some_plans.h
 *		Phone plans that differ in all that a plan can say.
 */
#ifndef SOME_PLANS_H
#define SOME_PLANS_H

#include "identity/normal_phone_core.h"

#define SOME_PLANS 12

static const char *const prefixes_00[] = {"00"};
static const char *const prefixes_011[] = {"011"};
static const char *const prefixes_810[] = {"810"};
static const char *const prefixes_0011[] = {"0011"};
static const char *const prefixes_singapore[] = {"001", "002", "008"};
static const char *const prefixes_0[] = {"0"};
static const char *const prefixes_1[] = {"1"};
static const char *const prefixes_06[] = {"06"};
static const char *const prefixes_8[] = {"8"};
static const char *const prefixes_mexico[] = {"01", "044", "045"};
static const char *const prefixes_0_8[] = {"0", "8"};

static const struct
{
	int			country_code;
	PhonePlan	plan;
}			some_plans[SOME_PLANS] = {
	{1, {prefixes_011, prefixes_1, 1, 1, 10, false}},
	{7, {prefixes_810, prefixes_8, 1, 1, 10, false}},
	{34, {prefixes_00, NULL, 1, 0, 9, false}},
	{36, {prefixes_00, prefixes_06, 1, 1, 9, false}},
	{39, {prefixes_00, NULL, 1, 0, 11, true}},
	{44, {prefixes_00, prefixes_0, 1, 1, 10, false}},
	{49, {prefixes_00, prefixes_0, 1, 1, 0, false}},
	{52, {prefixes_00, prefixes_mexico, 1, 3, 10, false}},
	{61, {prefixes_0011, prefixes_0, 1, 1, 9, false}},
	{65, {prefixes_singapore, NULL, 3, 0, 8, false}},
	{238, {prefixes_0, NULL, 1, 0, 7, false}},
	{370, {prefixes_00, prefixes_0_8, 1, 2, 8, false}}
};

static const PhonePlans *
all_some_plans(void)
{
	static PhonePlans plans;

	for (int i = 0; i < SOME_PLANS; i++)
		plans.by_code[some_plans[i].country_code] = &some_plans[i].plan;
	return &plans;
}

#endif							/* SOME_PLANS_H */

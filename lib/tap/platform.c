/* The platforms that can be tapped: add one here. */
#include "tap/platform.h"

const struct platform *const platforms[PLATFORMS] = {
	&platform_chzzk,
	&platform_official,
	&platform_twitch,
	&platform_youtube,
};

const struct platform *
platform_of(struct str name)
{
	if (name.p == NULL)
		return platforms[0];
	for (int i = 0; i < PLATFORMS; i++)
		if (str_is(name, platforms[i]->name))
			return platforms[i];
	return NULL;
}

const struct platform *
platform_named(struct str source, struct str *id)
{
	for (int i = 0; i < PLATFORMS; i++)
		if (platforms[i]->named(source, id))
			return platforms[i];
	return NULL;
}

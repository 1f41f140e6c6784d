/* Finds out which models are asked, and their keys. */
#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/secret.h"
#include "llm/servers.h"

struct servers {
	struct servers_settings set;
	struct llm_endpoints *ends;
	char *file_key; /* of the key file */
	char *urls[LLM_ENDPOINTS], *models[LLM_ENDPOINTS];
};

/* "https://host", for what belongs to it alone. */
static struct str
origin_of(const char *url)
{
	const char *host = strstr(url, "://");

	if (host == NULL)
		return str_of(url);
	host += 3;
	return (struct str){ url, (size_t)(host - url) + strcspn(host, "/?#") };
}

static bool
is_groq(const char *url)
{
	return str_is(origin_of(url), "https://api.groq.com");
}

/* A key is for the host it was given for, and for nobody else. */
static const char *
key_for(struct servers *s, size_t i, const char *url)
{
	const char *key = NULL;

	if (i > 0 && !str_eq(origin_of(url), origin_of(s->ends->at[0].url)))
		key = conf_secret("CHZ_LLM_FALLBACK_KEY");
	else if (s->set.key_file != NULL)
		key = s->file_key;
	else
		key = conf_secret("CHZ_LLM_KEY");
	if (key == NULL && is_groq(url))
		key = conf_secret("GROQ_API_KEY");
	if (key == NULL && is_groq(url) && !s->set.keyless)
		diag_die(EXIT_DENIED,
		    "no key for %s: set GROQ_API_KEY, or CHZ_LLM_KEY, or use "
		    "--key-file",
		    url);
	if (key != NULL && strpbrk(key, "\r\n") != NULL)
		diag_die(EXIT_DENIED, "the key is more than one line");
	return key;
}

static void
add_endpoint(struct servers *s, struct str url, struct str model)
{
	size_t i = s->ends->n;
	struct llm_endpoint *e = &s->ends->at[i];

	if (i >= LLM_ENDPOINTS)
		opt_misuse("--fallback: at most %d", LLM_ENDPOINTS - 1);
	while (str_ends(url, "/"))
		url.n--;
	s->urls[i] = xstrndup(url.p, url.n);
	s->models[i] = xstrndup(model.p, model.n);
	*e = (struct llm_endpoint){ .url = s->urls[i],
		.model = s->models[i],
		.form = LLM_SCHEMA,
		.groq = is_groq(s->urls[i]),
		.reasons =
		    s->set.reasons || strstr(s->models[i], "gpt-oss") != NULL };
	e->key = key_for(s, i, e->url);
	s->ends->n++;
}

/* "MODEL" of the same server, or "MODEL@URL". */
static void
add_fallback(struct servers *s, const char *text)
{
	const char *at = strstr(text, "@http");

	if (at == NULL)
		add_endpoint(s, str_of(s->ends->at[0].url), str_of(text));
	else
		add_endpoint(s, str_of(at + 1),
		    (struct str){ text, (size_t)(at - text) });
}

static void
read_key(struct servers *s)
{
	const char *path = s->set.key_file;

	if (path == NULL)
		return;
	s->file_key = secret_read(path);
	if (s->file_key == NULL || s->file_key[0] == '\0')
		diag_die(EXIT_DENIED, "%s: no key there", path);
}

struct servers *
servers_open(struct llm_endpoints *ends, const struct servers_settings *set)
{
	struct servers *s = xcalloc(1, sizeof *s);

	s->set = *set;
	s->ends = ends;
	read_key(s);
	add_endpoint(s,
	    str_of(set->url != NULL ? set->url : conf_get("CHZ_LLM_URL")),
	    str_of(
		set->model != NULL ? set->model : conf_get("CHZ_LLM_MODEL")));
	for (size_t i = 0; i < set->fallback->n; i++)
		add_fallback(s, set->fallback->at[i]);
	return s;
}

void
servers_close(struct servers *s)
{
	if (s == NULL)
		return;
	secret_free(s->file_key);
	for (size_t i = 0; i < LLM_ENDPOINTS; i++) {
		free(s->urls[i]);
		free(s->models[i]);
	}
	free(s);
}

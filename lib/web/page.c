/* The list of the pages' files. */
#include "web/page.h"

/* Made by the Makefile, each with a NUL behind it. */
extern const char web_overlay_overlay_html[], web_overlay_overlay_css[],
    web_overlay_overlay_js[], web_overlay_live_js[], web_overlay_message_js[],
    web_overlay_control_html[], web_overlay_control_css[],
    web_overlay_control_js[];

static const struct {
	const char *path, *text;
} overlay_files[] = {
	{ "/", web_overlay_overlay_html },
	{ "/overlay.css", web_overlay_overlay_css },
	{ "/overlay.js", web_overlay_overlay_js },
	{ "/live.js", web_overlay_live_js },
	{ "/message.js", web_overlay_message_js },
	{ "/control", web_overlay_control_html },
	{ "/control.css", web_overlay_control_css },
	{ "/control.js", web_overlay_control_js },
};

static const struct {
	const char *end, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".gif", "image/gif" },
	{ ".webp", "image/webp" },
	{ ".woff2", "font/woff2" },
};

const char *
page_type(struct str name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_ends(name, types[i].end))
			return types[i].type;
	return NULL;
}

bool
page_overlay(struct str path, struct page_file *file)
{
	for (size_t i = 0; i < sizeof overlay_files / sizeof *overlay_files;
	     i++) {
		if (!str_is(path, overlay_files[i].path))
			continue;
		file->type = page_type(path);
		if (file->type == NULL) /* its address has no name in it */
			file->type = types[0].type;
		file->text = str_of(overlay_files[i].text);
		return true;
	}
	return false;
}

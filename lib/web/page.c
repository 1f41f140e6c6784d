/* The list of the pages' files. */
#include <stdio.h>
#include <string.h>

#include "web/page.h"

/* Made by the Makefile, each with a NUL behind it. */
extern const char web_overlay_overlay_html[], web_overlay_overlay_css[],
    web_overlay_overlay_js[], web_overlay_live_js[], web_overlay_message_js[],
    web_overlay_control_html[], web_overlay_control_css[],
    web_overlay_control_js[], web_page_frame_html[], web_page_page_html[],
    web_page_page_css[], web_page_page_js[], web_page_map_html[],
    web_page_map_js[], web_page_common_js[], web_page_index_html[],
    web_page_index_js[], web_room_room_html[], web_room_room_css[],
    web_room_room_js[];

struct served {
	const char *path, *text;
};

static const struct served overlay_files[] = {
	{ "/", web_overlay_overlay_html },
	{ "/overlay.css", web_overlay_overlay_css },
	{ "/overlay.js", web_overlay_overlay_js },
	{ "/live.js", web_overlay_live_js },
	{ "/message.js", web_overlay_message_js },
	{ "/control", web_overlay_control_html },
	{ "/control.css", web_overlay_control_css },
	{ "/control.js", web_overlay_control_js },
};

static const struct served room_files[] = {
	{ "/", web_room_room_html },
	{ "/room.css", web_room_room_css },
	{ "/room.js", web_room_room_js },
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

/* One of `n` files. */
static bool
find(const struct served *at, size_t n, struct str path, struct page_file *file)
{
	for (size_t i = 0; i < n; i++) {
		if (!str_is(path, at[i].path))
			continue;
		file->type = page_type(path);
		if (file->type == NULL) /* its address has no name in it */
			file->type = types[0].type;
		file->text = str_of(at[i].text);
		return true;
	}
	return false;
}

bool
page_overlay(struct str path, struct page_file *file)
{
	return find(overlay_files, sizeof overlay_files / sizeof *overlay_files,
	    path, file);
}

bool
page_room(struct str path, struct page_file *file)
{
	return find(
	    room_files, sizeof room_files / sizeof *room_files, path, file);
}

struct page_files
page_broadcast(void)
{
	return (struct page_files){ .html = str_of(web_page_frame_html),
		.body = str_of(web_page_page_html),
		.style = str_of(web_page_page_css),
		.common = str_of(web_page_common_js),
		.script = str_of(web_page_page_js) };
}

struct page_files
page_map(void)
{
	struct page_files files = page_broadcast();

	files.body = str_of(web_page_map_html);
	files.script = str_of(web_page_map_js);
	return files;
}

struct page_files
page_index(void)
{
	struct page_files files = page_broadcast();

	files.body = str_of(web_page_index_html);
	files.script = str_of(web_page_index_js);
	return files;
}

void
page_fill(struct buf *b, struct str page, const struct page_part *part)
{
	for (; part->name != NULL; part++) {
		char place[32];
		int n = snprintf(place, sizeof place, "{{%s}}", part->name);
		const char *at = memmem(page.p, page.n, place, (size_t)n);

		if (at == NULL)
			continue;
		buf_add(b, page.p, (size_t)(at - page.p));
		buf_str(b, part->text);
		page.n -= (size_t)(at - page.p) + (size_t)n;
		page.p = at + n;
	}
	buf_str(b, page);
}

#!/bin/sh
# The pipelines of chz-recipes(7) run as they are written.
. "${0%/*}/../tap.sh"
need mandoc
. "$here/../examples.sh"

for path in "$examples_top"/man/chz-recipes.7 \
    "$examples_top"/man/ko/chz-recipes.[7]; do
	test -f "$path" || continue
	page=${path#"$examples_top"/man/}
	displays "$path" "$T/shown/$page"
	ok "$page has at least 25" test "$(ls "$T/shown/$page" | wc -l)" -ge 25
	for shown in "$T/shown/$page"/*; do
		example "$page" "$(cat "$shown")"
	done
done
examples_run
done_testing

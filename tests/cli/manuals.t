#!/bin/sh
# What the manuals show behind a "$ ", as they are on a terminal of 80 columns,
# runs as it is written there.
. "${0%/*}/../tap.sh"
need mandoc
. "$here/../examples.sh"

for path in "$examples_top"/man/*.[1-8] "$examples_top"/man/ko/*.[1-8]; do
	page=${path#"$examples_top"/man/}
	displays "$path" "$T/shown/$page"
	case $page in
	*chz-recipes.7) continue ;; # recipes.t runs them
	esac
	for shown in "$T/shown/$page"/*; do
		test -f "$shown" && example "$page" "$(cat "$shown")"
	done
done
examples_run
done_testing

#!/bin/sh
# What the manuals show, as they are on a terminal of 80 columns: it fits, and
# what stands behind a "$ " runs as it is written there.
. "${0%/*}/../tap.sh"
need mandoc
. "$here/../examples.sh"

# Lines of the examples that are shown without a "$ ".
strays() {
	rendered "$1" | awk '
	/^[^ ]/ { examples = /^(EXAMPLES|예)$/ }
	!/^           *[^ ]/ { shown = 0 }
	/^          +\$ / { shown = 1 }
	examples && !shown && /^           / { print }'
}

for path in "$examples_top"/man/*.[1-8] "$examples_top"/man/ko/*.[1-8]; do
	page=${path#"$examples_top"/man/}
	displays "$path" "$T/shown/$page"
	is "$(rendered "$path" | wc -L | awk '$1 > 80')" '' "$page fits 80 columns"
	is "$(strays "$path")" '' '... and its examples begin with a $'
	case $page in
	*chz-recipes.7) continue ;; # recipes.t runs them
	esac
	for shown in "$T/shown/$page"/*; do
		test -f "$shown" && example "$page" "$(cat "$shown")"
	done
done
examples_run
done_testing

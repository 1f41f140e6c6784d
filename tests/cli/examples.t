#!/bin/sh
# Every example of every tool's --help, run as it is written.
. "${0%/*}/../tap.sh"
. "$here/../examples.sh"
build=$(dirname "$(command -v chz)")

for path in "$build"/chz-*; do
	"$path" --help | sed -n '/^Examples:/,/^$/s/^  //p' >"$T/shown"
	ok "${path##*/} has examples" test -s "$T/shown"
	while read -r command; do
		example "${path##*/}" "$command"
	done <"$T/shown"
done
examples_run
done_testing

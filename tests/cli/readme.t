#!/bin/sh
# The README's examples give what it shows.
. "${0%/*}/../tap.sh"
top=$here/../..

cd "$T" || exit 1
awk -f "$top/tests/demo-chat.awk" >chatLog-12345678.log
awk -f "$top/tests/demo-crowd.awk" >crowd.jsonl

# Each "$ command" and the lines below it, in both languages.
for readme in README.md README.ko.md; do
	awk '/^    \$ / { n++; shown = 1; print substr($0, 7) >("command" n); next }
	    !/^    / { shown = 0 }
	    shown { print substr($0, 5) >("wanted" n) }' "$top/$readme"
	n=1
	while [ -f "command$n" ]; do
		touch "wanted$n"
		is "$(sh "./command$n" 2>&1)" "$(cat "wanted$n")" \
		    "$readme: $(cat "command$n")"
		n=$((n + 1))
	done
	ok "$readme has five" test "$n" -ge 6
	for picture in $(sed -n 's/^!\[.*\](\(.*\))$/\1/p' "$top/$readme"); do
		ok "$readme: $picture is there" test -s "$top/$picture"
	done
	rm -f command* wanted*
done
done_testing

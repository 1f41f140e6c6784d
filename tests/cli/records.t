#!/bin/sh
# chz-records(5) and the tables of records name the same keys.
. "${0%/*}/../tap.sh"
page=$here/../../man/chz-records.5

# The tables' keys, one "TYPE KEY" a line; below an array of objects
# "TYPE KEY.KEY".
chz-schema | jq -r '."$defs" | to_entries[] | .key as $type |
    .value.properties | to_entries[] | select(.key != "type") |
    .key as $key | $type + " " + (., (.value.items.properties // {} |
    to_entries[] | .key |= $key + "." + .) | .key)' | sort >"$T/tables"

# The page's: the items of a type's section, and those of a chat where the
# section begins with them.  Common keys are of the type "common".
awk '
/^\.Ss Common keys/ { type = "common"; next }
/^\.Ss [a-z_]+$/ { type = $2; next }
/^\.S[hs] / { type = "" }
/^The keys of a chat, and:/ { as_chat[type] = 1 }
type != "" && /^\.It Cm / {
	for (i = 3; i <= NF; i++)
		if ($i != ",") {
			print type, $i
			if (type == "chat")
				chat[$i] = 1
		}
}
END { for (t in as_chat) for (key in chat) print t, key }' "$page" |
    sort -u >"$T/page"

# Those of the common keys that tables have are as good as in each section.
grep '^common ' "$T/page" | cut -d' ' -f2 >"$T/common"
awk 'NR == FNR { common[$1] = 1; next } $2 in common' "$T/common" \
    "$T/tables" >"$T/shared"
grep -v '^common ' "$T/page" | sort -u - "$T/shared" >"$T/documented"

ok 'the tables have keys' test "$(wc -l <"$T/tables")" -gt 150
is "$(grep -v '\.' "$T/tables" | comm -23 - "$T/documented")" '' \
    'every key of a table is in its section of chz-records(5)'
is "$(comm -13 "$T/tables" "$T/documented")" '' \
    'every key in chz-records(5) is in a table'
is "$(cut -d' ' -f2 "$T/shared" | sort -u | comm -13 - "$T/common")" '' \
    'every common key is in some table'

# section TYPE: its text.
section() {
	awk -v head=".Ss $1" '/^\.S[hs] / { on = $0 == head } on' "$page"
}
grep '\.' "$T/tables" | tr . ' ' >"$T/inner"
while read -r type list key; do
	ok "$type: the key $key of an item of $list is in its section" \
	    sh -c 'grep -qw "$1"' sh "Cm $key" <<-TEXT
	$(section "$type")
	TEXT
done <"$T/inner"

is "$(chz-schema | jq -r '."$defs" | keys_unsorted[]' | sort)" \
    "$(cut -d' ' -f1 "$T/documented" | sort -u)" \
    'the page has a section for each type, with keys'
done_testing

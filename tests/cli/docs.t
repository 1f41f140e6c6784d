#!/bin/sh
# Every tool has its words: manual, help, test, a line in the README.
. "${0%/*}/../tap.sh"
. "$here/../rendered.sh"
top=$here/../..
build=$(dirname "$(command -v chz)")

# differences TOOL PAGE: where the options of a tool and its manual differ.
# Each has an item, spelled alike, that names all choices and the default;
# options of every tool are in chz(7).
differences() {
	"$1" --complete | awk -F'\t' '
	NR == FNR && !/\t(help|version|quiet|verbose|progress|log-format)\t/ {
		option[++n] = $2
		sub(/^\[/, "[=", $3) || sub(/^./, "=&", $3)
		spelled[n] = ($1 == "" ? "" : "-" $1 ",") "--" $2 $3
		words[n] = $5 " " $6
	}
	NR == FNR { next }
	/^\.(It Fl|S[hs])/ {
		now = $0
		sub(/^\.It /, "", now)
		gsub(/Fl /, "-", now)
		if (sub(/Op /, "[", now))
			now = now "]"
		gsub(/(Ns|Ar) | /, "", now)
		next
	}
	{
		for (i = split($0, token, /[ \t]+/); i > 0; i--) {
			gsub(/^[(]|[^!-~].*|[,.;:)]+$/, "", token[i])
			has[now, token[i]] = 1
		}
		item[now] = 1
	}
	END {
		for (i = 1; i <= n; i++) {
			if (!(spelled[i] in item)) {
				print spelled[i]
				continue
			}
			for (w = split(words[i], word, " "); w > 0; w--)
				if (!((spelled[i], word[w]) in has))
					print spelled[i] ": " word[w]
		}
	}' - "$2"
}

# The widest line, counted as a terminal does for plain text.
widest() {
	awk '{ if (length > n) n = length } END { print n + 0 }'
}

for path in "$build"/chz "$build"/chz-*; do
	tool=${path##*/}
	page=$top/man/$tool.1
	ok "$tool has a manual" test -f "$page"
	like "$("$tool" --help | head -1)" "Usage: $tool *" \
	    "$tool --help begins with the usage"
	ok "... and fits 80 columns" \
	    test "$("$tool" --help | widest)" -le 80
	like "$("$tool" -V)" "$tool (chz) [0-9]*.[0-9]*.[0-9]*" \
	    "$tool -V says the version"
	ok "$tool has a test" test -x "$here/$tool.t"
	ok "$tool is in the README" grep -qw -e "$tool" "$top/README.md"
	ok "$tool is in chz(7)" grep -q -e "Xr $tool 1" "$top/man/chz.7"
	# A script has no table of options.
	if [ -f "$page" ] && "$tool" --complete >/dev/null 2>&1; then
		is "$(differences "$tool" "$page")" '' \
		    "$tool's manual has every option, choice and default"
	fi
done

# A letter means one thing: the letters, and the options that have them.
letters() {
	for path in "$build"/chz "$build"/chz-*; do
		"$path" --complete
	done | cut -f 1,2 | grep -v '^	' | sort -u | awk -F'\t' '
	    { names[$1] = names[$1] " " $2 }
	    END { for (letter in names) print letter names[letter] }' | sort
}
is "$(letters)" 'F format
V version
b bucket
c channel channels
d device
e engine
f follow
g gap group
h help
i input
j jobs
k keep
l listen
m min-messages min-viewers minimum
n max top
o output
p persona
q quiet
r rolling
s size
t min-jaccard threshold
v verbose
w window
x exec' 'a letter means one thing in all tools'

# What a build links with, make deps installs.
packages() {
	sed -n '/^PKGS = /,/[^\\]$/p' "$top/Makefile" | sed 's/^PKGS = //' |
	    tr -d '\\' | xargs -n 1
}
is "$(for package in $(packages); do
	grep -q "^build .* pc  *$package\$" "$top/tests/deps" || echo "$package"
done)" '' 'tests/deps knows every library of the Makefile'

# Lint: silent for every page.  mandoc knows English headings only.
lint() {
	mandoc -Tlint -W warning "$1" 2>&1 | grep -v \
	    -e 'first section is not "NAME": Sh [\[]' \
	    -e 'description line outside NAME section'
}
for page in "$top"/man/*.[1-8] "$top"/man/ko/*.[1-8]; do
	is "$(lint "$page")" '' "${page#"$top"/} is clean"
	is "$(rendered "$page" | wc -L | awk '$1 > 80')" '' '... fits 80 columns'
	is "$(strays "$page")" '' '... shows its examples behind a $'
done

# Every page but that of the records is there in Korean.
for page in "$top"/man/*.[17]; do
	ok "${page##*/} has a Korean page" test -f "$top/man/ko/${page##*/}"
done

# A translation has all the options, too.
for page in "$top"/man/ko/chz-*.1; do
	tool=$(basename "$page" .1)
	is "$(differences "$tool" "$page")" '' \
	    "$tool's Korean manual has every option, choice and default"
done

# Each page on files or ideas that another of ours names is there.
named() {
	cat "$top"/man/*.[1-8] | sed -n 's/^\.Xr \(chz[a-z-]*\) \([57]\).*/\1.\2/p' |
	    sort -u
}
for page in $(named); do
	ok "$page, referred to, is there" test -f "$top/man/$page"
done

# The records of chz-records(5) are what they say: one line, good JSON.
examples() {
	sed -n '/^\.Bd -literal/,/^\.Ed/p' "$top/man/chz-records.5" |
	    grep -v '^\.' | sed 's/^ *//; s/^{/\n{/' | awk -v RS= \
	    '{ gsub(/\n/, ""); print }'
}
examples >"$T/records"
ok 'chz-records(5) has examples' test "$(wc -l <"$T/records")" -ge 15
is "$(jq -r 'select(.type == null)' "$T/records" 2>&1)" '' \
    '... all of them JSON objects with a type'
for type in $(jq -r .type "$T/records" | sort -u); do
	ok "$type has a section" grep -q "^\\.Ss \(.* \)*$type\(,.*\)*\$" "$top/man/chz-records.5"
done
done_testing

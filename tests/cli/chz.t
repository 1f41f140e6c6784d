#!/bin/sh
# chz: one command in front of all the tools.
. "${0%/*}/../tap.sh"
build=$(dirname "$(command -v chz)")

# A tool of our own, to see what reaches it, and what is none.
mkdir "$T/bin"
cat >"$T/bin/chz-echo" <<'TOOL'
#!/bin/sh
printf '<%s>' "${0##*/}" "$@"
exit 7
TOOL
chmod +x "$T/bin/chz-echo"
echo >"$T/bin/chz-notes"
PATH=$PATH:$T/bin:$T/bin

is "$(chz echo -x 'two words' '' --help)" \
    '<chz-echo><-x><two words><><--help>' \
    'arguments reach the tool as they were given'
status 7 "the tool's status is chz's own" chz echo
cp "$build/chz" "$build/chz-schema" "$T"
printf '#!/bin/sh\nexit 9\n' >"$T/chz-ts"
chmod +x "$T/chz-ts"
status 9 'the tool beside it comes first' "$T/chz" ts
ln -s "$T/chz" "$T/bin/mine"
status 9 '... also when it is called by a link' mine ts

# ---- what there is ----

help=$(chz --help)
is "$(chz help)" "$help" 'chz help is chz --help'
like "$help" 'Usage: chz TOOL *' 'the usage comes first'
like "$help" '*Others in PATH:
  echo

*' 'other programs are listed, once, and not started'
chz --list >"$T/list"
for path in "$build"/chz-*; do
	tool=${path##*/}
	about=$("$tool" --help | sed -n 2p)
	ok "$tool is in its list, in the tool's own words" \
	    grep -qx "${tool#chz-}	$about" "$T/list"
	ok '... and in the help' sh -c 'echo "$1" | grep -qx "  $2  *$3"' sh \
	    "$help" "${tool#chz-}" "$about"
done
is "$(grep -cx 'echo	' "$T/list")" 1 'the list has other programs, too'
is "$(chz help schema)" "$(chz-schema --help)" "a tool's help"
like "$(chz -V)" 'chz (chz) [0-9]*.[0-9]*.[0-9]*' '-V says the version'

# ---- misuse ----

misuse "name a tool, such as 'chz ts'"
misuse "unknown option '--nope'" --nope
misuse "no tool 'nothing'" nothing
misuse "no tool ''" ''
misuse "no tool 'bin/echo'" bin/echo
misuse "no tool 'stast'; did you mean 'stats'?" stast -n 3
misuse "no tool 'ehco'; did you mean 'echo'?" ehco
misuse "no tool 'jac'; did you mean 'jaccard'?" help jac
is "$(chz notes 2>&1)" 'chz: chz-notes: Permission denied' \
    'what cannot be run is said'
status 1 'a full disk is an error' sh -c 'chz --help >/dev/full'

# --help has each option that --complete offers.
for tool in chz-filter chz-ts chz-tap; do
	$tool --help >"$T/help"
	is "$($tool --complete | cut -f2 | while read -r name; do
		grep -q -e "--$name\\b" "$T/help" || echo "$name"
	done)" '' "$tool: --help has every option"
	ok '... and there are some' test "$($tool --complete | wc -l)" -gt 5
done
done_testing

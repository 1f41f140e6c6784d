#!/bin/sh
# chz: one command in front of all the tools.
. "${0%/*}/../tap.sh"

# A tool of our own, to see what reaches it.
mkdir "$T/bin"
cat >"$T/bin/chz-echo" <<'TOOL'
#!/bin/sh
test "$1" = --help && { printf 'Usage: chz-echo\nSay it again.\n'; exit; }
printf '<%s>' "$@"
exit 7
TOOL
chmod +x "$T/bin/chz-echo"
PATH=$PATH:$T/bin

is "$(chz echo -x 'two words' '')" '<-x><two words><>' \
    'arguments reach the tool as they were given'
status 7 "the tool's status is chz's own" chz echo
like "$(chz --help)" '*echo       Say it again.*' '--help lists the tools'
is "$(chz --help | head -1)" 'Usage: chz TOOL [ARGUMENT...]' 'usage comes first'
like "$(chz -V)" 'chz (chz) [0-9]*.[0-9]*.[0-9]*' '-V says the version'
status 2 'no tool is misuse' chz
status 2 'an unknown tool is misuse' chz nope
status 2 'an unknown option is misuse' chz --nope
is "$(chz nope 2>&1)" "chz: no tool 'nope' (try 'chz --help')" '... and says so'
done_testing

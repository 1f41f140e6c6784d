# tap.sh - TAP for shell tests: source it, call is, ok, status, done_testing.
# The tools under test come first in PATH; $T is a scratch directory.
export LC_ALL=C.UTF-8 TZ=UTC
export HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent
here=$(cd "$(dirname "$0")" && pwd)
fixtures=$here/../fixtures
tap_run=0 tap_failed=0
T=$(mktemp -d "${TMPDIR:-/tmp}/chz-test.XXXXXX")
trap 'rm -rf "$T"' EXIT
trap 'exit 1' INT TERM

# ok NAME COMMAND...: the command succeeds.
ok() {
	tap_name=$1; shift
	tap_run=$((tap_run + 1))
	if "$@"; then
		echo "ok $tap_run - $tap_name"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_run - $tap_name"
	fi
}

# is GOT WANTED NAME
is() {
	ok "$3" test "$1" = "$2"
	test "$1" = "$2" || printf '%s\n' "$1" "--- wanted:" "$2" | sed 's/^/# /'
}

# like GOT PATTERN NAME: GOT matches the shell pattern.
like() {
	# shellcheck disable=SC2254
	case $1 in
	$2) ok "$3" true ;;
	*) ok "$3" false; printf '%s\n' "$1" "--- wanted: $2" | sed 's/^/# /' ;;
	esac
}

# status WANTED NAME COMMAND...: the command ends with that exit status.
status() {
	tap_want=$1 tap_what=$2; shift 2
	tap_got=0
	"$@" >/dev/null 2>&1 </dev/null || tap_got=$?
	is "$tap_got" "$tap_want" "$tap_what"
}

# await COMMAND...: until it succeeds; false when that takes half a minute.
await() {
	tap_tries=600
	until "$@"; do
		tap_tries=$((tap_tries - 1))
		test $tap_tries -gt 0 || return 1
		sleep .05
	done
}

# skip NAME REASON
skip() {
	tap_run=$((tap_run + 1))
	echo "ok $tap_run - $1 # SKIP $2"
}

done_testing() {
	echo "1..$tap_run"
	test "$tap_failed" = 0
}

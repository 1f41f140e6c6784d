# tap.sh - TAP for shell tests: source it, call is, ok, status, done_testing.
# A check is named by a sentence that says what holds.
# The tools under test come first in PATH; $T is a scratch directory.
export LC_ALL=C.UTF-8 TZ=UTC
export HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent
here=$(cd "$(dirname "$0")" && pwd)
fixtures=$here/../fixtures
. "$here/../wait.sh"
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

# misuse WHY ARGUMENT...: the tool of this test refuses them and says why.
misuse() {
	tap_want=$1 tap_got=0 tap_tool=$(basename "$0" .t)
	shift
	tap_said=$("$tap_tool" "$@" 2>&1 </dev/null) || tap_got=$?
	is "$tap_got $tap_said" \
	    "2 $tap_tool: $tap_want (try '$tap_tool --help')" \
	    "misuse: $tap_tool $*"
}

# ended PID: waits for a job of ours, without the shell's word on the signal it
# may have died of; gives its status.
ended() { wait "$1" 2>/dev/null; }

# skip NAME REASON
skip() {
	tap_run=$((tap_run + 1))
	echo "ok $tap_run - $1 # SKIP $2"
}

# skip_all REASON: leaves the whole test out.
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# need PROGRAM...: the test is of use only where these are.
need() {
	for tap_need; do
		command -v "$tap_need" >/dev/null ||
		    skip_all "$tap_need is not installed"
	done
}

# need_module NAME...: the same for npm's packages, which NODE_PATH then has.
need_module() {
	need node
	export NODE_PATH="${CHZ_PEER:-$here/../../build/peer}/node_modules"
	for tap_need; do
		test -d "$NODE_PATH/$tap_need" ||
		    skip_all "npm's $tap_need is not installed"
	done
}

# Whether the tools are sanitized: then no other library can replace calls, and
# what is freed stays for a while.
is_sanitized() {
	! LD_PRELOAD=$(dirname "$(command -v chz-ts)")/tests/fault/fault.so \
	    chz-ts --version >/dev/null 2>&1
}

# peak COMMAND...: the most memory that it had, in KiB.
peak() {
	perl -e 'my $pid = fork; if (!$pid) { open STDOUT, ">", "/dev/null";
	    exec @ARGV } my $most = 0;
	    until (waitpid $pid, 1) { if (open my $s, "<", "/proc/$pid/status") {
		while (<$s>) { $most = $1 if /^VmHWM:\s*(\d+)/ && $1 > $most } }
		select undef, undef, undef, 0.005 } print "$most\n"' "$@"
}

done_testing() {
	echo "1..$tap_run"
	test "$tap_failed" = 0
}

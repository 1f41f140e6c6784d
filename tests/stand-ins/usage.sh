# usage.sh - for the stand-ins: programs that do not do here what they are for,
# such as recording a broadcast, and that look at how they are called instead.

# wants WHAT COMMAND...: ends the stand-in unless it succeeds.
wants() {
	wants_what=$1; shift
	"$@" || {
		echo "${0##*/}: wants $wants_what: $asked" >&2
		exit 2
	}
}
asked=$*

# after OPTION ARGUMENT...: the argument behind the option.
after() {
	after_option=$1; shift
	while test $# -gt 1; do
		test "$1" != "$after_option" || { echo "$2"; return; }
		shift
	done
}

# real PROGRAM ARGUMENT...: the one that it stands before.
real() {
	PATH=${PATH#*:} exec "$@"
}

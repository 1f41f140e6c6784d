# wait.sh - waiting for what another program does: tap.sh sources it, and so do
# the scripts that tests run beside a simulator.

# wait_for COMMAND...: until it succeeds; false when that takes half a minute.
wait_for() {
	wait_tries=600
	until "$@"; do
		wait_tries=$((wait_tries - 1))
		test $wait_tries -gt 0 || return 1
		sleep .05
	done
}

# has N COMMAND...: what it prints is N lines or more.
has() {
	wait_lines=$1; shift
	test "$("$@" 2>/dev/null | wc -l)" -ge "$wait_lines"
}

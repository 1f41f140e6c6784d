#!/bin/sh
# The service manager: what tools say to it, and the units for it.
. "${0%/*}/../tap.sh"
top=$here/../..

# ---- ready, alive, ending ----

# The manager's socket, and what comes by it, a line each.
listen() {
	rm -f "$T/socket"
	perl -MSocket -e '
		$| = 1;
		socket my $s, AF_UNIX, SOCK_DGRAM, 0 or die "socket: $!\n";
		bind $s, sockaddr_un($ARGV[0]) or die "bind: $!\n";
		print "$_\n" while defined recv $s, $_, 4096, 0;' \
	    "$T/socket" >"$T/words" &
	manager=$!
	wait_for test -S "$T/socket"
}
# begin COMMAND...: as a service whose watchdog bites after 20 s, or $bite, and
# whose input is what descriptor 9 reads.
exec 9</dev/null
begin() {
	listen
	NOTIFY_SOCKET=$T/socket WATCHDOG_USEC=${bite-20000000} "$@" <&9 \
	    >"$T/out" 2>"$T/err" &
	tool=$!
}
heard() { grep -qx "$1" "$T/words"; }
# hears NAME WORD...: until it was said.
hears() {
	tap_heard=$1; shift
	ok "$tap_heard" wait_for heard "$@"
}
end() { kill $tool; ended $tool; }
quiet() { kill $manager; ended $manager; }

begin chz-overlay -l 0 --stay
hears 'a server is ready' READY=1
hears '... and alive' WATCHDOG=1
end
hears '... until it ends' STOPPING=1
quiet

bite=200000
begin chz-room -l 0
wait_for has 5 grep WATCHDOG "$T/words"
ok 'it says so again and again' has 5 grep WATCHDOG "$T/words"
end
quiet

mkfifo "$T/in"
exec 8<>"$T/in"
exec 9<"$T/in"
begin chz-store "$T/archive" 8>&-
exec 9</dev/null
ok 'so does an archive that waits for chat' wait_for has 3 grep WATCHDOG "$T/words"
ok '... and it is ready' heard READY=1
exec 8>&-
ended $tool
quiet

echo chzzk:00000000000000000000000000000000 >"$T/channels"
CHZ_API_URL=http://127.0.0.1:1 begin chz-watch "$T/channels" "$T/watched"
hears 'chz-watch is ready' READY=1
ok '... and alive' wait_for has 3 grep WATCHDOG "$T/words"
end
hears '... until it ends' STOPPING=1
quiet

NOTIFY_SOCKET=$T/nowhere chz-room -l 0 </dev/null >"$T/out" 2>"$T/err" &
tool=$!
ok 'a manager that is gone is no matter' wait_for grep -q http: "$T/err"
end

# ---- the units ----

if command -v systemd-analyze >/dev/null; then
	mkdir "$T/units" "$T/run"
	for kind in system user; do
		for unit in "$top/contrib/systemd/$kind"/*; do
			sed 's,^ExecStart=chz-[a-z]* ,ExecStart=/bin/true ,' \
			    "$unit" >"$T/units/${unit##*/}"
		done
		for unit in "$T/units"/*; do
			is "$(XDG_RUNTIME_DIR=$T/run systemd-analyze "--$kind" \
			    --man=no verify "$unit" 2>&1)" '' \
			    "$kind: ${unit##*/} is well formed"
		done
		rm "$T/units"/*
	done
else
	skip 'units are well formed' 'systemd-analyze is not installed'
fi
# unknown FILE: options in its command that the tool does not have.
unknown() {
	sed -n '/^ExecStart=/,/[^\\]$/p' "$1" | tr "'|\\\\" '\n' |
	    grep -o 'chz-[a-z]*\( .*\)*' | while read -r name rest; do
		for word in $rest; do
			case $word in
			--*) "$name" --complete | cut -f 2 |
			    grep -qx -e "${word#--}" || echo "$name $word" ;;
			esac
		done
	done
}
for unit in "$top"/contrib/systemd/*/*.service; do
	is "$(unknown "$unit")" '' "${unit##*/} has options that there are"
	for page in $(sed -n 's/^Documentation=//; s/man:\(chz[a-z-]*\)(\([1-8]\))/\1.\2/gp' "$unit"); do
		ok "... and refers to $page" test -f "$top/man/$page"
	done
done
done_testing

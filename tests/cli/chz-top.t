#!/bin/sh
# chz-top: on a real terminal, tmux's, and without one; tests/unit/view_test.c
# has what is shown.
. "${0%/*}/../tap.sh"
need tmux
unset TMUX

# ten minutes of three channels, the last seconds of one much faster
awk 'function chat(c, ms, u, text) {
	printf("{\"type\":\"chat\",\"channel_id\":\"%s\",\"channel\":\"%s\",\"sent_at\":\"2026-01-06T11:%02d:%06.3fZ\",\"message_id\":\"m%d\",\"user_id\":\"u%d\",\"user\":\"이름%d\",\"text\":\"%s\"}\n",
	    c, c, 20 + int(ms / 60000), ms % 60000 / 1000, n++, u, u, text)
}
BEGIN {
	for (ms = 0; ms < 600000; ms += 500) {
		chat("봄하늘👨‍👩‍👧", ms, ms % 90, "오늘 뭐 먹지")
		if (ms % 1000 == 0) chat("Ninja❤️", ms, ms % 70, "gg")
		if (ms % 1500 == 0) chat("구름빵", ms, ms % 30, "안녕")
		for (i = 0; ms > 570000 && i < 9; i++)
			chat("구름빵", ms, 100 + (ms + i) % 211, "펜타킬 ㅋㅋ")
	}
}' >"$T/log"

# start SIZE COMMAND: runs it in a terminal, and says how it ended.
n=0
start() {
	n=$((n + 1))
	at=$T/tmux$n
	echo "trap : INT
	$2
	echo \"ended \$?\"
	stty -a | grep -qw -e -echo || echo 'it echoes'
	exec cat" >"$T/run$n"
	tmux -S "$at" -f /dev/null new-session -d -x "${1%x*}" -y "${1#*x}" \
	    "sh '$T/run$n'"
}
screen() { tmux -S "$at" capture-pane -p; }
shown() { wait_for eval 'screen | grep -qF -e "$tap_text"'; }
# shows TEXT NAME: the screen comes to show it.
shows() {
	tap_text=$1
	if shown; then ok "$2" true; else ok "$2" false; screen | sed 's/^/# /'; fi
}
# becomes WANTED NAME FILTER...: what FILTER makes of the screen.
is_now() { test "$(screen | "$@")" = "$tap_wanted"; }
becomes() {
	tap_wanted=$1 tap_named=$2; shift 2
	wait_for is_now "$@"
	is "$(screen | "$@")" "$tap_wanted" "$tap_named"
}
keys() { tmux -S "$at" send-keys "$@"; }
signal() { kill -s "$1" "$(cat "$T/pid")"; }
# right STATUS NAME: it ended so, and the terminal is as it was.
right() {
	shows "ended $1" "$2"
	shows 'it echoes' '... the terminal echoes again'
	is "$(tmux -S "$at" display-message -p '#{alternate_on} #{cursor_flag} #{keypad_cursor_flag}')" '0 1 0' \
	    '... shows what was there before, and the cursor'
	tmux -S "$at" kill-server
}
end_all() {
	for at in "$T"/tmux*; do tmux -S "$at" kill-server 2>/dev/null; done
	rm -rf "$T"
}
trap end_all EXIT

# ---- the screen ----

chz-top --once "$T/log" >"$T/once"
like "$(cat "$T/once")" 'chz-top  11:29:59  3 channels  1,*
CHANNEL *CHAT/min *10 MINUTES *PEOPLE *TIMES *LINK *GIFTS *MOMENT
구름빵 *█ * 0:2? *펜타킬*
봄하늘👨 * 120 *
Ninja❤ * 60 *' '--once prints the list'
start 80x24 "chz-top '$T/log'"
shows 'end of input' 'eighty columns'
becomes "$(cat "$T/once")" \
    '... straight, as the terminal has them: emoji, Hangul and all' head -5
shows 'q quit  s sort' '... with the keys'
keys s s s s
becomes 'Ninja❤
구름빵
봄하늘👨' 'sorted by name' awk 'NR > 2 && NR < 6 { print $1 }'
keys / ㄱㄹ
shows '/ㄱㄹ_' 'a filter is typed'
shows '1 of 3' '... and works at once'
keys Escape
shows '  3 channels' '... and is taken back'
keys Down Down Enter
shows '11:29:59 이름' "one channel's chat"
becomes '봄하늘👨' '... which is chosen' sed -n 2p
keys Escape
tmux -S "$at" resize-window -x 200 -y 60
shows 'TITLE' 'resized to two hundred columns'
becomes 'q quit' '... and sixty lines' awk 'NR == 60 { print $1, $2 }'
tmux -S "$at" resize-window -x 40 -y 8
becomes 'CHANNEL CHAT/min PEOPLE TIMES' '... and to forty' \
    awk 'NR == 2 { print $1, $2, $3, $4 }'
keys q
right 0 'q quits'

# ---- records by pipes, keys from the terminal ----

mkfifo "$T/pipe"
start 80x24 "chz-top -k 2>'$T/err' <'$T/pipe' >'$T/kept'"
exec 9>"$T/pipe"
head -5 "$T/log" >&9
shows '봄하늘' 'records by a pipe are shown while they come'
keys Space
shows FROZEN 'frozen by a key'
head -40 "$T/log" | tail -35 >&9
wait_for has 40 cat "$T/kept"
is "$(wc -l <"$T/kept")" 40 '... what comes is passed on meanwhile'
ok '... and not shown' eval 'screen | grep -q "11:20:0[01]"'
keys Space
shows '11:20:' '... and then it is'
exec 9>&-
shows 'end of input' 'the end of the input is said'
keys q
right 0 '... and leaves the last picture'
is "$(cksum <"$T/kept")" "$(head -40 "$T/log" | cksum)" '-k passed all on, as it was'

start 80x24 "(echo nope; cat '$T/log') | chz-top; echo"
shows 'end of input' 'a bad line'
keys q
shows '<stdin>:1: column 1' '... is named when the screen is gone'
tmux -S "$at" kill-server

# ---- ends ----

# ending STATUS HOW NAME: of one whose input goes on.
ending() {
	rm -f "$T/pid"
	start 80x24 "sh -c 'echo \$\$ >\"$T/pid\"; exec chz-top' <'$T/pipe'"
	exec 9>"$T/pipe"
	head -5 "$T/log" >&9
	tap_text=봄하늘
	shown
	eval "$2"
	right "$1" "$3"
	exec 9>&-
}
ending 143 'signal TERM' 'it dies of SIGTERM'
ending 130 'keys C-c' '... of ^C'
ending 129 'signal HUP' '... of SIGHUP'
ending 139 'signal SEGV' 'it crashes'

start 80x24 "set -m; chz-top '$T/log'; echo stopped; read x; fg"
shows 'end of input' 'job control'
keys C-z
shows stopped '^Z leaves the terminal to the shell'
keys Enter
shows 'end of input' '... and fg takes it back'
keys q
right 0 '... for as long as it lasts'

start 80x24 "{ head -5 '$T/log'; cat '$T/pipe'; } | sh -c 'chz-top -k; echo \"left \$?\" >&2' | sed -u 1q >/dev/null"
exec 9>"$T/pipe"
tap_text=봄하늘
shown
tail -n 1000 "$T/log" >&9 2>/dev/null
shows 'left 141' 'its reader leaves'
exec 9>&-
is "$(tmux -S "$at" display-message -p '#{alternate_on}')" 0 '... and the terminal is right'
tmux -S "$at" kill-server

# ---- without a terminal ----

is "$(setsid chz-top "$T/log" 2>&1 </dev/null; echo $?)" 'chz-top: no terminal
1' 'no terminal is an error'
is "$(chz-top --once --sort name --filter ninja "$T/log" | tail -n +3 | cut -c1-5)" Ninja 'a filter and an order'
is "$(TERM=nonsense start 80x24 "TERM=nonsense chz-top '$T/log'"; tap_text='ended 1'; shown; screen | head -1)" \
    'chz-top: a terminal that cannot do this: what is TERM?' 'a terminal that is unknown'
misuse '--once and --keep exclude each other' --once -k
status 1 'a file that is not there' chz-top --once "$T/none"
is "$(chz-top --once </dev/null | wc -l)" 2 'nothing to show is no failure'
done_testing

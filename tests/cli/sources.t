#!/bin/sh
# chz-tap with a list of sources: many platforms at once, and how each stands.
. "${0%/*}/../tap.sh"

cat >"$T/tap" <<'END'
. "$here/../wait.sh"
chz-lives -m 0 >"$T/lives"
{
	echo '# what I watch'
	jq -r '"chzzk:" + .channel_id' "$T/lives"
	echo 'twitch:sim1  시뮬 # on the other side'
	echo 'nonsense'
	echo '- "https://www.twitch.tv/Sim2"'
	echo 'chzzk:0123456789abcdef0123456789abcdef'
} >"$T/list"
chz-tap --status -c "$T/list" twitch:sim3 >"$T/got" 2>"$T/err" & tap=$!
speak() { jq -r 'select(.type == "chat") | .channel_id' "$T/got" | sort -u; }
wait_for has 6 speak
kill -USR1 $tap
wait_for has 6 grep '"type":"source"' "$T/got"
kill -TERM $tap
wait $tap
echo $? >"$T/status"
END
T=$T here=$here timeout 120 chz-sim --rate 200 -- sh "$T/tap" 2>/dev/null

is "$(jq -r 'select(.type == "chat") | .platform + " " + .channel_id' "$T/got" |
	sort -u | awk '{ print $1 }' | xargs)" \
	'chzzk chzzk chzzk twitch twitch twitch' 'all that can be tapped are'
like "$(cat "$T/err")" "*chz-tap: $T/list:6: not a channel: nonsense*" \
	'a line that is no source is named'
like "$(cat "$T/err")" '*chz-tap: 0123456789abcdef0123456789abcdef: *' \
	'... and so is a source that fails'
is "$(jq -r 'select(.channel_id == "sim1") | .channel' "$T/got" | sort -u)" \
	시뮬 'a name of the list is the channel'"'"'s'
is "$(jq -s '[.[] | select(.type == "source") |
	.state == "open" and .messages > 0 and .losses == 0] |
	"\(length) \(all)"' "$T/got")" '"6 true"' \
	'SIGUSR1: how each source stands'
is "$(cat "$T/status")" 143 '... and it goes on'

echo nonsense >"$T/list"
status 1 'a list of nothing good' chz-tap -c "$T/list"
status 1 'a list that is not there' chz-tap -c "$T/none"
status 0 'an empty list is done' sh -c ': | chz-tap -c -'
CHZ_TWITCH_URL=ws://127.0.0.1:1 status 75 'a list from a pipe' \
	sh -c 'echo twitch:nobody | chz-tap --max-retries 1 -c -'
done_testing

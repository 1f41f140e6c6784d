#!/bin/sh
# chz-obs: what it is asked for, and what it refuses.  tests/peer/obs.t has the
# rest.
. "${0%/*}/../tap.sh"
unset CHZ_OBS_URL CHZ_OBS_PASSWORD

like "$(chz-obs --help | head -1)" 'Usage: chz-obs *' '--help'
status 2 'an unknown option is misuse' chz-obs --nope
misuse '--cues is missing'
status 1 'a missing sheet is an error' chz-obs --cues "$T/nothing"
printf '# cues\n[chat]\nscene = Main\nsing = loud\n' >"$T/bad"
is "$(chz-obs --cues "$T/bad" 2>&1 </dev/null)" \
    "chz-obs: $T/bad: line 4: no cue: sing = loud" 'so is a mistake in it, by its line'
printf '[chat]\nscene = Main\n' >"$T/cues"
status 75 'an OBS that is away is "try again later"' \
    chz-obs --cues "$T/cues" --url ws://127.0.0.1:1
echo '{"type":"chat","text":"x"}' |
    chz-obs --cues "$T/cues" --url ws://127.0.0.1:1 2>"$T/err"
is "$?" 75 '... and the pipe goes on meanwhile'
like "$(cat "$T/err")" '*OBS is away: a cue of ?chat?*' '... and what is missed is said'
status 1 'an address that can never be one is not tried again' \
    chz-obs --cues "$T/cues" --url nonsense
done_testing

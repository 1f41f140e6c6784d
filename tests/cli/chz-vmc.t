#!/bin/sh
# chz-vmc: what it is asked for, and what it refuses.
. "${0%/*}/../tap.sh"
unset CHZ_VMC_TO

like "$(chz-vmc --help | head -1)" 'Usage: chz-vmc *' '--help'
status 2 'an unknown option is misuse' chz-vmc --nope
misuse "--vrm: '2' is not one of 0, 1" --vrm 2
misuse "--fps: '5' is not a whole number from 10 to 120" --fps 5
is "$(chz-vmc --to nowhere 2>&1 </dev/null)" 'chz-vmc: nowhere: not HOST:PORT' \
    'an address has a port'
status 1 '... and is an error without' chz-vmc --to nowhere
status 1 'a missing file of poses is an error' chz-vmc --poses "$T/nothing"
echo '[happy' >"$T/bad"
status 1 'so is a mistake in it' chz-vmc --poses "$T/bad"
printf '{"type":"mouth","open":7}\n' | chz-vmc --to 127.0.0.1:9 2>"$T/err"
is $? 1 'a bad mouth is status 1'
ok '... and named' grep -q '<stdin>:1: a mouth needs open from 0 to 1' "$T/err"

mkfifo "$T/fifo"
exec 4<>"$T/fifo" 5<"$T/fifo"
echo '{"type":"mouth","open":7}' >&4
exec 4>&-
timeout 60 chz-vmc --to 127.0.0.1:9 <&5 2>"$T/err"
is "$? $(cat "$T/err")" '1 chz-vmc: <stdin>:1: a mouth needs open from 0 to 1' \
    'a pipe that was left before it was read has its end all the same'
done_testing

#!/bin/sh
# What chz-vmc sends, as liblo understands it.
. "${0%/*}/../tap.sh"
need oscdump

port=$((20000 + $$ % 12000))
oscdump -L $port >"$T/osc" 2>&1 &
dump=$!
trap 'kill $dump; rm -rf "$T"' EXIT
heard() { grep -q "$1" "$T/osc"; }
mkfifo "$T/in"
chz-vmc --to "127.0.0.1:$port" "$@" <"$T/in" 2>"$T/err" &
vmc=$!
exec 3>"$T/in"
tell() { printf '{"type":%s}\n' "$@" >&3; }

ok 'it says that it is there' wait_for heard '/VMC/Ext/OK i 1'
ok '... and the time' wait_for heard '/VMC/Ext/T f '
for bone in Head Neck Spine LeftEye RightEye; do
	ok "the $bone is turned" \
	    wait_for heard "/VMC/Ext/Bone/Pos sfffffff \"$bone\" 0.000000 0.000000 0.000000 "
done
ok 'all shapes are meant at once' wait_for heard '/VMC/Ext/Blend/Apply'
tell '"reply","text":"x","emotion":"happy"'
ok 'a face comes' wait_for heard '"Joy" 1.000000'
tell '"speech","state":"start"' '"mouth","open":0.8,"vowel":"A"'
ok 'lips make vowels' wait_for heard '"A" 0.7[0-9]*\|"A" 0.8'
tell '"speech","state":"end"' '"reply","text":"x","emotion":"sad"'
ok 'another face comes' wait_for heard '"Sorrow" 1.000000'
ok '... and the one before goes' wait_for heard '"Joy" 0.000'
ok 'it blinks' wait_for heard '"Blink_L" 0.[5-9]\|"Blink_L" 1'
exec 3>&-
wait $vmc
is "$? $(cat "$T/err")" '0 ' 'it ends with its input'

# Every rotation is one: a quaternion of length 1.
is "$(awk '/Bone\/Pos/ { n = $8 ^ 2 + $9 ^ 2 + $10 ^ 2 + $11 ^ 2
    if (n < .9999 || n > 1.0001) bad++ } END { print (NR > 100), bad + 0 }' \
    "$T/osc")" '1 0' 'rotations are rotations'

: >"$T/osc"
printf '[neutral]\nFaceAngleX = 30\n[happy]\nexpression = Wink\n' >"$T/poses"
{
	echo '{"type":"reply","text":"x","emotion":"happy"}'
	wait_for heard '"Wink" 1.000000' && wait_for heard '"Head" .* 0.15[0-9]* '
} | chz-vmc --to "127.0.0.1:$port" --vrm 1 --still --poses "$T/poses"
ok 'poses name faces of their own' heard '"Wink" 1.000000'
ok "... and the other names are VRM 1's" heard '"aa" 0.000000'
# 30 degrees to the right, 0.6 of them the head's: sin(9 degrees) = 0.156.
ok 'the head turns as far as is asked for' \
    heard '"Head" 0.000000 0.000000 0.000000 [-0-9.]* 0.15[67]'
done_testing

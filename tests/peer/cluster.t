#!/bin/sh
# contrib/cluster/chz-hadoop: files counted by Hadoop Streaming, whose shuffle
# keeps no more than it promises.
. "${0%/*}/../tap.sh"
cluster=$(cd "$here/../../contrib/cluster" && pwd)

mkdir "$T/logs"
awk -v seed=3 -v copies=0 -f "$here/../log.awk" >"$T/log"
split -l 150 "$T/log" "$T/logs/log."
tools='chz-ts chz-words chz-jaccard'
for tool in $tools; do
	$tool -q "$T/log" >"$T/$tool" 2>"$T/said"
done

# answer TOOL COMMAND...: what it says beside one run of the tool, and its
# status.
answer() {
	tool=$1 got=0
	shift
	"$@" >"$T/got" 2>"$T/said" || got=$?
	cmp -s "$T/$tool" "$T/got" || got="$got, another answer"
	echo "$got"
}

# A stand-in for Hadoop that does what its documentation allows: input in splits,
# what a mapper writes in spills, each sorted by its key, which is the line, and
# given to the combiner never or several times, alone or with others; a line
# comes to combiner and reducer as key, tab and nothing.
mkdir "$T/bin"
cat >"$T/bin/hadoop" <<'END'
#!/bin/bash
# hadoop jar JAR -D NAME=VALUE... -input DIR -output DIR -mapper, -combiner,
# -reducer COMMAND
set -e -o pipefail
shift 2
mkdir -p "$W"
while test $# -gt 0; do
	case $1 in
	-D) echo "$2" >>"$W/settings" ;;
	*) declare "${1#-}=$2" ;;
	esac
	shift 2
done
RANDOM=$SEED
mkdir -p "$W/in" "$W/spills" "$output"
cat "$input"/* | awk -v seed="$SEED" -v dir="$W/in" '
	BEGIN { srand(seed) }
	rand() < 0.01 { split_++ }
	{ print >(dir "/" split_ + 0) }'
n=0
for piece in "$W"/in/*; do
	sh -c "$mapper" <"$piece" >"$W/mapped"
	awk -v seed="$RANDOM" -v dir="$W/spills" -v n="$n" '
		BEGIN { srand(seed) }
		rand() < 0.04 { spill++ }
		{ print $0 "\t" >(dir "/" n "-" spill + 0) }' "$W/mapped"
	n=$((n + 1))
done
for spill in "$W"/spills/*; do
	sort -o "$spill" "$spill"
	while test $((RANDOM % 3)) = 0; do
		sh -c "$combiner" <"$spill" | sed 's/$/\t/' | sort >"$W/combined"
		mv "$W/combined" "$spill"
	done
done
# Some spills are merged, and combined again, before they are sent.
ls "$W"/spills/* | sort -R --random-source=<(yes "$SEED") >"$W/order"
split -l 3 "$W/order" "$W/merge."
for some in "$W"/merge.*; do
	xargs sort -m <"$some" >"$W/merged"
	if test $((RANDOM % 2)) = 0; then
		sh -c "$combiner" <"$W/merged" | sed 's/$/\t/' | sort >"$some.out"
	else
		cp "$W/merged" "$some.out"
	fi
done
sort -m "$W"/merge.*.out | sh -c "$reducer" >"$output/part-00000"
END
chmod +x "$T/bin/hadoop"

# hadoop TOOL SEED OPTION...: the answer of the stand-in.
hadoop() {
	tool=$1 seed=$2
	shift 2
	rm -rf "$T/work" "$T/answer"
	W="$T/work" SEED="$seed" PATH="$T/bin:$PATH" \
	    "$cluster/chz-hadoop" "$T/logs" "$T/answer" -- "$tool" "$@" || return
	cat "$T/answer"/part-*
}

for tool in $tools; do
	failed=
	for seed in 1 2; do
		test "$(answer $tool hadoop $tool $seed)" = 0 ||
		    failed="$failed $seed"
	done
	is "$failed" '' "chz-hadoop: $tool, however it is shuffled"
done
is "$(grep -c '^mapreduce.job.reduces=1$' "$T/work/settings")" 1 \
    '... with one reducer'
# A shuffle that loses something is none.
sed -i '/sort -m "$W".merge/s/|/| sed 1d |/' "$T/bin/hadoop"
ok 'what the shuffle loses is missed' test "$(answer chz-ts hadoop chz-ts 1)" != 0
like "$(cat "$T/said")" '*chz-ts: * records *' '... and the tool says so'
is "$(sh "$cluster/chz-hadoop" "$T/logs" 2>&1; echo $?)" "$(sed -n '2,4s/^# *//p' "$cluster/chz-hadoop")
2" 'misuse'
done_testing

#!/bin/sh
# Completions in bash, zsh and fish ask the tools.
. "${0%/*}/../tap.sh"
dir=$here/../../completions

# A tool of our own, whose options cannot change; the real ones come after it.
mkdir "$T/bin"
cat >"$T/bin/chz-mock" <<'TOOL'
#!/bin/sh
test "$1" = --complete || exit 2
printf 'b\tbucket\tDUR\tlength of a [bucket]\t\t1s\n'
printf '\tby\tKEY[,KEY...]\tdetectors\tz volume surge\tz\n'
printf '\tstrict\t\tstop at the first bad line\t\t\n'
printf 't\ttheme\tNAME\tcolours\tlight dark\tlight\n'
TOOL
chmod +x "$T/bin/chz-mock"
PATH=$T/bin:$PATH

# ---- bash ----

# in_bash WORD...: what bash offers for the last word.
in_bash() {
	bash --norc -c '
		source "$1/chz.bash"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
		_chz
		printf "%s\n" "${COMPREPLY[@]}"' bash "$dir" "$@" | sort | xargs
}
is "$(in_bash chz-mock --)" '--bucket --by --strict --theme' \
    'bash: long options'
is "$(in_bash chz-mock -)" '--bucket --by --strict --theme -b -t' \
    'bash: all options'
is "$(in_bash chz-mock --s)" '--strict' 'bash: those that begin so'
is "$(in_bash chz-mock --theme '')" 'dark light' 'bash: values'
is "$(in_bash chz-mock -t d)" dark 'bash: ... of a letter too'
is "$(in_bash chz-mock --theme = d)" dark 'bash: ... behind ='
is "$(in_bash chz-mock --theme =)" 'dark light' 'bash: ... right behind it'
is "$(in_bash chz-mock --by z,v)" z,volume 'bash: ... in a list'
is "$(in_bash chz-mock --bucket x)" '' 'bash: none where they are free'
is "$(in_bash chz mock --b)" '--bucket --by' 'bash: through chz'
is "$(in_bash chz mock -t l)" light 'bash: ... values too'
is "$(in_bash chz mo)" 'mock' 'bash: tools'
is "$(in_bash chz help mo)" 'mock' 'bash: ... to be helped with'
is "$(in_bash chz --li)" '--list' "bash: chz's own options"
like "$(bash --norc -c 'source "$1/chz.bash"; complete -p chz-import' \
    bash "$dir")" '*-F _chz chz-import' 'bash: every tool is registered'
like "$(in_bash chz-import --ch)" '--channels' 'bash: the real tools answer'
is "$(in_bash chz-plot --theme '')" 'dark light' 'bash: ... with values'

# ---- zsh ----

# in_zsh FUNCTION WORD...: what the completion hands to _arguments or
# _describe, which need a terminal to show it.
in_zsh() {
	zsh -f -c '
		_arguments() { print -rl -- "$@" }
		_describe() { print -rl -- ${(P)2} }
		zmodload zsh/parameter
		rehash
		dir=$1; shift
		words=("$@") CURRENT=$#
		source $dir/_chz' zsh "$dir" "$@"
}
is "$(in_zsh chz-mock --)" '-s
-S
*--bucket=[length of a \[bucket\]]:DUR:_files
*-b+[length of a \[bucket\]]:DUR:_files
*--by=[detectors]:KEY:_values -s , KEY z volume surge
*--strict[stop at the first bad line]
*--theme=[colours]:NAME:(light dark)
*-t+[colours]:NAME:(light dark)
*:file:_files' 'zsh: options and values as _arguments wants them'
is "$(in_zsh chz mock --)" "$(in_zsh chz-mock --)" 'zsh: through chz'
like "$(in_zsh chz '' | xargs -0)" '*import:Read *mock:*' 'zsh: tools'
is "$(in_zsh chz help '')" "$(in_zsh chz '')" 'zsh: ... to be helped with'
like "$(in_zsh chz --)" '*--list*' "zsh: chz's own options"
is "$(head -1 "$dir/_chz")" '#compdef chz -P chz-*' 'zsh: for every tool'

# ---- fish ----

in_fish() {
	XDG_CONFIG_HOME=$T XDG_DATA_HOME=$T HOME=$T fish --no-config -c '
		source $argv[1]/chz.fish; complete -C $argv[2]' \
	    "$dir" "$1" | sort
}
is "$(in_fish 'chz-mock --')" "--bucket	length of a [bucket]
--by	detectors
--strict	stop at the first bad line
--theme	colours" 'fish: long options and their help'
is "$(in_fish 'chz-mock --theme ' | xargs)" 'dark light' 'fish: values'
is "$(in_fish 'chz-mock -t d')" dark 'fish: ... of a letter too'
is "$(in_fish 'chz-mock --theme=d')" --theme=dark 'fish: ... behind ='
is "$(in_fish 'chz-mock --by z,v')" z,volume 'fish: ... in a list'
is "$(in_fish 'chz mock --s')" '--strict	stop at the first bad line' \
    'fish: through chz'
like "$(in_fish 'chz mo')" 'mock*' 'fish: tools'
like "$(in_fish 'chz help imp')" 'import	Read *' 'fish: ... to be helped with'
like "$(in_fish 'chz --l')" '--list	*' "fish: chz's own options"
is "$(in_fish 'chz-plot --theme ' | xargs)" 'dark light' \
    'fish: the real tools answer'
done_testing

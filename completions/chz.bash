# bash completion for chz: every option comes from the tool's own --complete.

# _chz_options TOOL: its options, spelled as they are typed.
_chz_options() {
	"$1" --complete 2>/dev/null | awk -F'\t' \
		'{ print "--" $2 } $1 != "" { print "-" $1 }'
}

# The tools that are installed, without their "chz-".
_chz_tools() {
	compgen -c chz- | sed 's/^chz-//' | sort -u
}

_chz() {
	local word=${COMP_WORDS[COMP_CWORD]} tool=${COMP_WORDS[0]##*/}

	COMPREPLY=()
	if [[ $tool == chz ]]; then
		if ((COMP_CWORD == 1)); then
			mapfile -t COMPREPLY < <(compgen -W "$(_chz_tools)" -- "$word")
			return
		fi
		tool=chz-${COMP_WORDS[1]}
	fi
	if [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(
			compgen -W "$(_chz_options "$tool")" -- "$word")
	fi
}

# shellcheck disable=SC2046
complete -o default -F _chz chz $(compgen -c chz- | sort -u)

# bash completion for chz: options and their values come from the tool's own
# --complete.

# _chz_options TOOL: its options, spelled as they are typed.
_chz_options() {
	"$1" --complete 2>/dev/null | awk -F'\t' \
		'{ print "--" $2 } $1 != "" { print "-" $1 }'
}

# _chz_values TOOL OPTION: what the option takes; nothing when that is free.
_chz_values() {
	"$1" --complete 2>/dev/null | awk -F'\t' -v o="$2" \
		'o == "--" $2 || $1 != "" && o == "-" $1 { print $5 }'
}

# The tools, without their "chz-".
_chz_tools() {
	chz --list 2>/dev/null | cut -f 1
}

# _chz_reply WORDS: those that begin as the word does; of a list with commas,
# as its last part does.
_chz_reply() {
	local before=
	[[ $word == *,* ]] && before=${word%,*},
	mapfile -t COMPREPLY < <(
		compgen -P "$before" -W "$1" -- "${word##*,}")
}

_chz() {
	local word=${COMP_WORDS[COMP_CWORD]} tool=${COMP_WORDS[0]##*/}
	local at=$((COMP_CWORD - 1)) values

	COMPREPLY=()
	if [[ $tool == chz ]]; then
		if [[ $COMP_CWORD == 1 && $word != -* ]] ||
			[[ $COMP_CWORD == 2 && ${COMP_WORDS[1]} == help ]]; then
			_chz_reply "$(_chz_tools)"
			return
		fi
		((COMP_CWORD == 1)) || tool=chz-${COMP_WORDS[1]}
	fi
	# "--theme=d" comes as three words.
	if [[ $word == = ]]; then
		word=
	elif [[ ${COMP_WORDS[at]} == = ]]; then
		at=$((at - 1))
	fi
	values=$(_chz_values "$tool" "${COMP_WORDS[at]}")
	if [[ -n $values ]]; then
		_chz_reply "$values"
	elif [[ $word == -* ]]; then
		_chz_reply "$(_chz_options "$tool")"
	fi
}

# shellcheck disable=SC2046
complete -o default -F _chz chz $(compgen -c chz- | sort -u)

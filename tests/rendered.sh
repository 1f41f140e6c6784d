# rendered.sh - manuals as they are on a terminal of 80 columns.

# rendered PAGE: as it is on a terminal of 80 columns, without its bold.
rendered() { mandoc -T utf8 -O width=80 "$1" | sed 's/.\x08//g' | expand; }

# displays PAGE DIR: what stands behind a "$ ", with the lines below it up to an
# empty one or to the text, in files NUMBER of DIR.
displays() {
	mkdir -p "$2"
	rendered "$1" | awk -v dir="$2" '
	/^          +\$ / && !shown { file = sprintf("%s/%03d", dir, ++n); shown = 1 }
	!/^           *[^ ]/ { shown = 0 }
	shown { sub(/^ +(\$ )?/, ""); print >file }'
}

# strays PAGE: lines of its examples that are shown without a "$ ".
strays() {
	rendered "$1" | awk '
	/^[^ ]/ { examples = /^(EXAMPLES|예)$/ }
	!/^           *[^ ]/ { shown = 0 }
	/^          +\$ / { shown = 1 }
	examples && !shown && /^           / { print }'
}

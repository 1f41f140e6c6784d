# npm.sh - packages of the npm registry as peers: source it after tap.sh.
peer=${CHZ_PEER:-$here/../../build/peer}

# installed PACKAGE@VERSION...: installs what is missing; later runs find it.
installed() {
	for package; do
		grep -qs "\"version\": \"${package##*@}\"" \
		    "$peer/node_modules/${package%@*}/package.json" || break
		shift
	done
	test $# = 0 && return
	command -v npm >/dev/null && command -v node >/dev/null || return
	# One at a time: tests run beside each other.
	mkdir -p "$peer" &&
	    flock "$peer" npm install --prefix "$peer" --cache "$peer/cache" --no-audit \
	        --no-fund --ignore-scripts --silent "$@" >/dev/null 2>&1
}

#!/bin/sh
# make install puts everything in its place, make uninstall takes it away.
. "${0%/*}/../tap.sh"
top=$(cd "$here/../.." && pwd)
build=$(dirname "$(command -v chz)")
build=${build#"$top"/}

# make's own variables would tell this make what the other was asked for.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL
run() {
	make -s -C "$top" O="$build" DESTDIR="$T/root" PREFIX=/usr "$@"
}
share=$T/root/usr/share

ok 'it installs' run install
for file in bin/chz bin/chz-ts share/man/man1/chz-ts.1 \
    share/man/man5/chz-records.5 share/man/man7/chz.7 \
    share/man/ko/man7/chz.7 share/zsh/site-functions/_chz \
    share/bash-completion/completions/chz-ts \
    share/fish/vendor_completions.d/chz-ts.fish; do
	ok "... $file" test -f "$T/root/usr/$file"
done
is "$(find "$T/root" -type f ! -perm 755 -path '*/bin/*')" '' 'tools can be run'
is "$(find "$share" -type f ! -perm 644)" '' 'the rest can be read'
is "$(PATH=$T/root/usr/bin:/usr/bin:/bin chz ts --version)" \
    "$(chz-ts --version)" 'what is installed runs'
ok 'it uninstalls' run uninstall
run PREFIX=/usr/local install
ok '... or where fish looks for what is local' \
    test -f "$T/root/etc/fish/completions/chz-ts.fish"
run PREFIX=/usr/local uninstall
is "$(find "$T/root" -type f)" '' '... without a trace'
done_testing

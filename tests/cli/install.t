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
    share/fish/vendor_completions.d/chz-ts.fish \
    lib/systemd/system/chz-watch@.service lib/systemd/user/chz-watch.service \
    share/doc/chz/examples/chz-parallel \
    share/locale/ko/LC_MESSAGES/chz.mo; do
	ok "... $file" test -f "$T/root/usr/$file"
done
is "$(find "$T/root" -type f ! -perm 755 -path '*/bin/*')" '' 'tools can be run'
ok '... and logs are rotated' test -f "$T/root/etc/logrotate.d/chz"
is "$(find "$share" -type f ! -perm 644 ! -path '*/examples/*')" '' 'the rest can be read'
like "$(LC_ALL=ko_KR.UTF-8 "$T/root/usr/bin/chz-ts" --help)" '사용법: *' \
    'it speaks Korean where it is installed'
is "$(PATH=$T/root/usr/bin:/usr/bin:/bin chz ts --version)" \
    "$(chz-ts --version)" 'what is installed runs'
# The package has what the Makefile has.
version=$(sed -n 's/^VERSION = //p' "$top/Makefile")
like "$(head -1 "$top/contrib/debian/changelog")" "chz ($version) *" \
    'the Debian package has the same version'
is "$(sed -n 's/^build  *\([^ ]*\).*/\1/p' "$top/tests/deps" | sort -u |
    grep -vx -e gcc -e libc6-dev | while read -r package; do
	grep -q "^               $package,\{0,1\}$" "$top/contrib/debian/control" ||
	    echo "$package"
done)" '' '... and needs what a build needs'

# Installed twice, it is the same.
list() { (cd "$T/root" && find . -type f | sort | xargs cksum); }
list >"$T/first"
run install
is "$(list | diff "$T/first" - | head -3)" '' 'installing again changes nothing'
ok 'it uninstalls' run uninstall
run PREFIX=/usr/local install
ok '... or where fish looks for what is local' \
    test -f "$T/root/etc/fish/completions/chz-ts.fish"
run PREFIX=/usr/local uninstall
is "$(find "$T/root" -type f)" '' '... without a trace'
done_testing

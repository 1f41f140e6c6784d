# chz - a toolkit of small filters for live-stream chat.
#
#	make deps      install what a build and the tests need (Debian)
#	make           build the tools into build/
#	make check     install that, build, and run every test
#	make demo      chat in, a chart out: see what it does
#	make studio    a character that hears chat and answers, for a minute
#	make install   DESTDIR= PREFIX=
#
# and: deb (a Debian package), test (the tests, with what is installed), asan,
# tsan, coverage, bench, soak, fuzz, mutants, promises, tidy, uninstall, clean.
# CC, CFLAGS, CPPFLAGS and LDFLAGS given by the caller are honoured.

VERSION = 0.1.0
PREFIX = /usr/local
O = build

PKGS = jansson ncursesw libzstd libxxhash cairo pangocairo libpng libuv \
	libcurl libwebsockets hiredis libutf8proc openssl espeak-ng libpulse \
	libpulse-simple soxr libmpg123 ogg opus vorbis igraph libpcre2-8 zlib
CC ?= cc
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wformat=2 \
	-Wvla -Wnull-dereference -Wimplicit-fallthrough
HARDEN = -fPIE -fstack-protector-strong -fstack-clash-protection -fno-common
REPRODUCE = -ffile-prefix-map=$(CURDIR)=.
# Without it, gcc stores the two words of an id by way of a vector register that
# it fills through memory; what reads them next waits.
CFLAGS ?= -O2 -g -fno-tree-slp-vectorize
FORTIFY = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
PKG_CFLAGS := $(shell pkg-config --silence-errors --cflags $(PKGS) 2>&-)
PKG_LIBS := $(shell pkg-config --silence-errors --libs $(PKGS) 2>&-)

ALL_CPPFLAGS = -Ilib -D_GNU_SOURCE -DCHZ_VERSION='"$(VERSION)"' $(FORTIFY) \
	$(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 $(WARNINGS) $(HARDEN) $(REPRODUCE) $(CFLAGS) $(SAN)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(LDFLAGS)
LDLIBS = $(PKG_LIBS) -lwslay -lpthread -lm

TOOLS = $(patsubst bin/%.c,$O/%,$(wildcard bin/chz*.c))
SCRIPTS = $(patsubst bin/%,$O/%,$(filter-out %.c,$(wildcard bin/chz*)))
LIBOBJS = $(patsubst %.c,$O/%.o,$(wildcard lib/*/*.c)) \
	$(patsubst %.tab,$O/%_lines.o,$(wildcard lib/*/*.tab)) \
	$(patsubst %,$O/%.o,$(PAGES))
CATALOGUES = $(patsubst po/%.po,$O/locale/%/LC_MESSAGES/chz.mo,$(wildcard po/*.po))
PAGES = $(wildcard lib/web/*/*.html lib/web/*/*.css lib/web/*/*.js)
LIB = $O/libchz.a
UNITS = $(patsubst tests/%_test.c,$O/tests/%.t,$(wildcard tests/unit/*_test.c))
FUZZ = $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*_fuzz.c))
FAULTS = $(patsubst tests/%.c,$O/tests/%.so,$(wildcard tests/fault/*.c))
REPLAYS = $(patsubst %,$O/tests/fuzz/%.t,$(FUZZ))
SOURCES = $(wildcard bin/*.c lib/*/*.[ch] tests/*.h tests/*/*.[ch])
MANS = $(wildcard man/*.[1-8] man/ko/*.[1-8])
UNITS_SYSTEM = $(wildcard contrib/systemd/system/*)
UNITS_USER = $(wildcard contrib/systemd/user/*)
EXAMPLES = $(wildcard contrib/cluster/* contrib/tools/*)
COMPLETED = $(patsubst $O/%,%,$(TOOLS) $(SCRIPTS))

BINDIR = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
BASH_DIR = $(SHARE)/bash-completion/completions
ZSH_DIR = $(SHARE)/zsh/site-functions
# The system's fish looks beside itself and in /etc, not in /usr/local/share.
FISH_DIR = $(if $(filter /usr/local,$(PREFIX)),$(DESTDIR)/etc/fish/completions,\
    $(SHARE)/fish/vendor_completions.d)
UNIT_DIR = $(DESTDIR)$(PREFIX)/lib/systemd
ROTATE_DIR = $(DESTDIR)$(if $(filter /usr%,$(PREFIX)),,$(PREFIX))/etc/logrotate.d
EXAMPLE_DIR = $(SHARE)/doc/chz/examples
# man/chz-ts.1 goes to man1/chz-ts.1, man/ko/chz-ts.1 to ko/man1/chz-ts.1.
man_dir = $(SHARE)/$(patsubst %/,%,$(dir $1))/man$(subst .,,$(suffix $1))
man_path = $(call man_dir,$1)/$(notdir $1)

all: $(TOOLS) $(SCRIPTS) $(CATALOGUES)

# Says what is missing before the compiler does.
ready:
	@tests/deps -n build

$O/%.o: %.c | ready
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -Itests -MMD -MP -c -o $@ $<

# A table's lines as an array, NAME_lines, without its comments.
$O/%_lines.c: %.tab
	@mkdir -p $(@D)
	{ echo 'extern const char *const $(*F)_lines[];'; \
	    echo 'const char *const $(*F)_lines[] = {'; \
	    sed '/^$$/d; /^#$$/d; /^# /d; s/["\\]/\\&/g; s/.*/	"&",/' $<; \
	    echo '	0 };'; } >$@

$O/%_lines.o: $O/%_lines.c
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# A page's file as an array: lib/web/overlay/live.js is web_overlay_live_js.
$O/lib/web/%.c: lib/web/%
	@mkdir -p $(@D)
	{ n=$$(echo 'web/$*' | tr /.- ___); \
	    echo "extern const char $$n[];"; echo "const char $$n[] = {"; \
	    od -An -v -td1 $< | sed 's/  */,/g; s/^,//; s/$$/,/'; \
	    echo '0 };'; } >$@

$O/lib/web/%.o: $O/lib/web/%.c
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(LIB): $(LIBOBJS)
	@rm -f $@
	$(AR) rcs $@ $^

$(TOOLS): $O/%: $O/bin/%.o $(LIB)
	$(CC) $(SAN) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# What people read, in their language; "po/extract build" has what there is.
$O/locale/%/LC_MESSAGES/chz.mo: po/%.po
	@mkdir -p $(@D)
	msgfmt -o $@ $<

$(SCRIPTS): $O/%: bin/%
	@mkdir -p $(@D)
	sed 's/@VERSION@/$(VERSION)/' $< >$@
	@chmod 755 $@

$O/tests/%.t: $O/tests/%_test.o $(LIB)
	$(CC) $(SAN) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# The fuzz targets with the inputs that are kept.
$O/tests/fuzz/%.t: $O/tests/fuzz/%.o $O/tests/fuzz/replay.o $O/tests/fuzz/peer.o \
    $(LIB)
	$(CC) $(SAN) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# Preloaded, so neither hardened nor sanitized.
$O/tests/fault/%.so: tests/fault/%.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(WARNINGS) $(CFLAGS) -fPIC -shared -o $@ $<

$O/tests/bench/%: $O/tests/bench/%.o $(LIB)
	$(CC) $(SAN) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# A folder of files that make one program.
$O/tests/bench/peaks/peaks: $(patsubst %.c,$O/%.o,$(wildcard \
    tests/bench/peaks/*.c)) $(LIB)
	$(CC) $(SAN) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$O/tests/fuzz/%: $O/tests/fuzz/%.o $O/tests/fuzz/peer.o $(LIB)
	$(CC) $(SAN) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

deps:
	tests/deps build test peer

# These find the libraries that deps has just installed, and use all cores.
AGAIN = @$(MAKE) --no-print-directory -j$(shell nproc)

check: deps
	$(AGAIN) test SKIPS=none

# SKIPS=none: a test that leaves something out fails.
SKIPS =
test: all $(UNITS) $(REPLAYS) $(FAULTS)
	@tests/deps -n test peer || :
	@PATH=$(abspath $O):$$PATH SKIPS=$(SKIPS) tests/run $(UNITS) $(REPLAYS) \
	    tests/cli tests/peer

asan:
	$(MAKE) test O=build/asan FORTIFY= \
	    SAN='-fsanitize=address,undefined -fno-sanitize-recover=all'

# How much of the program the tests run, by folder.
COVERAGE = build/coverage
coverage:
	@mkdir -p $(COVERAGE)
	$(CC) -c -o $(COVERAGE)/dump.o tests/coverage/dump.c
	$(MAKE) test O=$(COVERAGE) FORTIFY= CFLAGS=-O0 SAN=--coverage \
	    LDFLAGS='-Wl,--wrap=raise $(abspath $(COVERAGE)/dump.o)'
	@tests/coverage/report $(COVERAGE)

# Threads: what reads with -j, syncs, resolves names, speaks.
TSAN = jobs chz-store chz-stats chz-jaccard chz-say
tsan:
	$(MAKE) all O=build/tsan FORTIFY= SAN=-fsanitize=thread
	PATH=$(abspath build/tsan):$$PATH TSAN_OPTIONS=halt_on_error=1 \
	    LIMIT=1200 tests/run $(TSAN:%=tests/cli/%.t)

# Peers that are not for the tests; simdjson_bench needs a C++ compiler.
bench-deps:
	tests/deps bench
	@mkdir -p $O/bench
	cd $O/bench && npm install --no-audit --no-fund @duckdb/node-api
	for isa in native haswell; do \
	    $(CXX) -O3 -march=$$isa -o $O/bench/simdjson_$$isa \
	    tests/bench/peers/simdjson_bench.cc -lsimdjson || exit; \
	done

# Each fuzzer for FUZZ_SECONDS; what it finds stays in build/fuzz.  Lines are
# many when they are short.
FUZZ_SECONDS = 60
fuzz_length = $(if $(filter scan_fuzz,$1),256,4096)
fuzzers: $(patsubst %,$O/tests/fuzz/%,$(FUZZ))
fuzz:
	$(MAKE) fuzzers O=build/fuzz CC=clang FORTIFY= \
	    SAN='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'
	@cd build/fuzz && $(foreach f,$(FUZZ),mkdir -p $f && \
	    tests/fuzz/$f -max_total_time=$(FUZZ_SECONDS) \
	    -max_len=$(call fuzz_length,$f) -timeout=1 -rss_limit_mb=512 $f \
	    $(CURDIR)/tests/fuzz/corpus/$(f:_fuzz=) &&) :

# Every script in tests/bench but the soak: each builds what it needs and prints
# figures.  The last, versus, ends with one table of chz beside the others; it
# comes whatever the others say.
bench: all
	@failed=; \
	for b in $(filter-out %/versus %/soak,$(wildcard tests/bench/*)) \
	    tests/bench/versus; do \
	    if [ -f $$b ] && [ -x $$b ]; then \
		echo "# $$b"; $$b || failed="$$failed $$b"; fi; \
	done; \
	test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }

# What takes minutes: two hundred kills of the archive's writer, as many cuts of
# its power, collection while everything goes wrong, and threads under tsan.
# By hand, since they fetch systems: tests/soak/deb, the package in a fresh
# Debian, and tests/soak/arm64, built for and run as another processor.
soak: all $(FAULTS) tsan
	ROUNDS=200 PATH=$(abspath $O):$$PATH prove tests/cli/chz-store-kill.t \
	    tests/cli/chz-store-power.t
	PATH=$(abspath $O):$$PATH prove tests/soak
	PATH=$(abspath $O):$$PATH tests/soak/rehearsal
	PATH=$(abspath $O):$$PATH tests/soak/overlay
	PATH=$(abspath $O):$$PATH tests/soak/platforms
	PATH=$(abspath $O):$$PATH tests/bench/soak

# Breaks the program in small ways: does a test notice?  tests/mutants/run says
# more.  "make mutants FILE..." tries all mutants of some files, "make promises"
# one for each sentence of chz-reliability(7).
MUTANTS = 40
mutants: all
	tests/mutants/run $(if $(filter %.c,$(MAKECMDGOALS)),,-n $(MUTANTS)) \
	    $(filter %.c,$(MAKECMDGOALS))
promises: all
	tests/mutants/run -p

demo:
	tests/deps build test
	$(AGAIN) all
	@PATH=$(abspath $O):$$PATH tests/demo $O/demo

# An AI VTuber at work for a minute, and how long each of its stages takes.
studio: all
	tests/deps -n test peer || :
	@PATH=$(abspath $O):$$PATH tests/studio/run $O/studio

# The README's; they are kept, and look the same wherever they are made with the
# same fonts.
pictures: all
	tests/deps peer
	@PATH=$(abspath $O):$$PATH tests/pictures doc

tidy: all
	clang-format -i $(SOURCES)
	@tests/layers $O
	@tests/unused $O
	cppcheck --quiet --error-exitcode=1 --inline-suppr -Ilib -D_GNU_SOURCE \
	    --library=tests/cppcheck.cfg --suppress=invalidPointerCast \
	    --enable=warning,portability lib bin

install: all
	install -d $(BINDIR) $(BASH_DIR) $(ZSH_DIR) $(FISH_DIR) \
	    $(UNIT_DIR)/system $(UNIT_DIR)/user $(ROTATE_DIR) $(EXAMPLE_DIR) \
	    $(sort $(foreach m,$(MANS),$(call man_dir,$m)))
	install -m 755 $(TOOLS) $(SCRIPTS) $(BINDIR)
	$(foreach m,$(MANS),install -m 644 $m $(call man_path,$m) &&) :
	install -m 644 completions/_chz $(ZSH_DIR)/_chz
	install -m 644 $(UNITS_SYSTEM) $(UNIT_DIR)/system
	install -m 644 $(UNITS_USER) $(UNIT_DIR)/user
	install -m 644 contrib/logrotate/chz $(ROTATE_DIR)/chz
	install -m 755 $(EXAMPLES) $(EXAMPLE_DIR)
	for l in $(notdir $(basename $(wildcard po/*.po))); do \
	    install -D -m 644 $O/locale/$$l/LC_MESSAGES/chz.mo \
	    $(SHARE)/locale/$$l/LC_MESSAGES/chz.mo || exit; \
	done
	for t in $(COMPLETED); do \
	    install -m 644 completions/chz.bash $(BASH_DIR)/$$t && \
	    install -m 644 completions/chz.fish $(FISH_DIR)/$$t.fish || exit; \
	done

uninstall:
	rm -f $(foreach t,$(COMPLETED),$(BINDIR)/$t $(BASH_DIR)/$t \
	    $(FISH_DIR)/$t.fish) $(ZSH_DIR)/_chz $(ROTATE_DIR)/chz \
	    $(UNITS_SYSTEM:contrib/systemd/%=$(UNIT_DIR)/%) \
	    $(UNITS_USER:contrib/systemd/%=$(UNIT_DIR)/%) \
	    $(addprefix $(EXAMPLE_DIR)/,$(notdir $(EXAMPLES))) \
	    $(CATALOGUES:$O/locale/%=$(SHARE)/locale/%) \
	    $(foreach m,$(MANS),$(call man_path,$m))

# A Debian package of what is here, in build/deb.  It is built in a directory of
# its own, and is the same wherever that is.
DEB = $O/deb/chz-$(VERSION)
deb:
	rm -rf $O/deb
	mkdir -p $(DEB)
	cp -a Makefile LICENSE README.md README.ko.md bin lib man po \
	    completions contrib $(DEB)
	mkdir -p $(DEB)/tests
	cp -a tests/deps $(DEB)/tests
	mv $(DEB)/contrib/debian $(DEB)/debian
	cd $(DEB) && env -u MAKEFLAGS -u MAKELEVEL \
	    DEB_BUILD_OPTIONS='nocheck noautodbgsym parallel=$(shell nproc)' \
	    dpkg-buildpackage -us -uc -b
	lintian --fail-on error,warning $O/deb/*.deb

clean:
	rm -rf $O

.PHONY: all ready deps check test asan coverage tsan bench bench-deps soak \
	fuzzers fuzz demo studio pictures mutants promises tidy install \
	uninstall deb clean
.SECONDARY:
-include $(shell find $O -path $O/deb -prune -o -name '*.d' -print 2>/dev/null)

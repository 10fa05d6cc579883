# failure_demand: make, make install, make installcheck; make unit; make fuzz; make bench; make dist
#
# The install script is joined from the parts in sql/: room after room, in each by their numbers;
# and the shipped markers.
# Every object depends on every header, and on the version: the server's own dependency
# tracking is off in Debian's builds.

EXTENSION = failure_demand
MODULE_big = failure_demand
PG_CONFIG ?= pg_config

srcdir_of_this := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" $(srcdir_of_this)/$(EXTENSION).control)

SOURCES := $(sort $(patsubst $(srcdir_of_this)/%,%,$(wildcard $(srcdir_of_this)/src/*/*.c)))
OWN_HEADERS := $(wildcard $(srcdir_of_this)/src/*/*.h)
SQL_ROOMS = base contact log question marker statistics identity source refresh report money contract judgement check server
PARTS := $(foreach room,$(SQL_ROOMS),$(sort $(wildcard $(srcdir_of_this)/sql/$(room)/[0-9][0-9]_*.sql)))
MARKERS := $(sort $(wildcard $(srcdir_of_this)/sql/marker/shipped/*.txt))
MAKE_MARKERS := $(srcdir_of_this)/sql/marker/shipped/make_sql
SCRIPT := $(EXTENSION)--$(EXTVERSION).sql
UPDATES := $(sort $(wildcard $(srcdir_of_this)/sql/updates/$(EXTENSION)--*--*.sql))

OBJS = $(SOURCES:.c=.o)
SHLIB_EXPORTS = $(EXTENSION).exports.txt
DATA = $(patsubst $(srcdir_of_this)/%,%,$(UPDATES))
DATA_built = $(SCRIPT)
DOCS = $(patsubst $(srcdir_of_this)/%,%,$(wildcard $(srcdir_of_this)/doc/failure_demand*.md))

WARNINGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
PG_CFLAGS = $(WARNINGS)

# ICU cuts texts into words. Its names here are not those that the server's Makefile has.
PKG_CONFIG ?= pkg-config
WORDS_ICU := $(shell $(PKG_CONFIG) --exists icu-uc icu-i18n 2>&1 && echo found)
WORDS_ICU_CFLAGS := $(shell $(PKG_CONFIG) --cflags icu-uc icu-i18n 2>/dev/null)
WORDS_ICU_LIBS := $(shell $(PKG_CONFIG) --libs icu-uc icu-i18n 2>/dev/null)
# The library knows its version: failure_demand.version() compares it with the catalogue's.
PG_CPPFLAGS = -I$(srcdir_of_this)/src -DFD_VERSION='"$(EXTVERSION)"' $(WORDS_ICU_CFLAGS)
SHLIB_LINK = $(WORDS_ICU_LIBS)

COMPILES_NOTHING = clean distclean maintainer-clean uninstall installcheck bench dist
ifneq ($(filter-out $(COMPILES_NOTHING),$(or $(MAKECMDGOALS),all)),)
ifneq ($(WORDS_ICU),found)
$(error ICU was not found by "$(PKG_CONFIG) icu-uc icu-i18n". Please install its development \
	files and pkg-config: libicu-dev pkg-config (Debian, Ubuntu), libicu-devel pkgconf (Fedora, \
	Red Hat), icu-dev pkgconf (Alpine), icu4c pkgconf (Homebrew))
endif
endif

REGRESS = $(sort $(patsubst %.sql,%,$(notdir $(wildcard $(srcdir_of_this)/test/sql/*.sql))))
REGRESS_OPTS = --inputdir=$(srcdir_of_this)/test
TAP_TESTS = 1
# those that take long first, for several may be run at once
LONG_TESTS := $(foreach number,040 044 041 042,$(wildcard $(srcdir_of_this)/test/t/$(number)_*.pl))
PROVE_TESTS = $(LONG_TESTS) $(filter-out $(LONG_TESTS),$(sort $(wildcard $(srcdir_of_this)/test/t/*.pl)))

EXTRA_CLEAN = $(SCRIPT) $(SHLIB_EXPORTS) $(SHLIB_EXPORTS:%.txt=%.list) test/unit/build test/fuzz/build

# No bitcode: a function that JIT writes into a query would look up what it calls by name in
# the whole process, where what is not exported is not found, or another library's is.
override with_llvm = no

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# The parts, then the shipped markers.
PERL ?= perl
$(SCRIPT): $(PARTS) $(MARKERS) $(MAKE_MARKERS)
	cat $(PARTS) > $@.new
	$(PERL) $(MAKE_MARKERS) $(MARKERS) >> $@.new
	mv $@.new $@

# Nothing is exported but what the server looks up by name: functions of SQL, their records,
# and what is marked PGDLLEXPORT. Else another library's function of the same name, loaded
# before, would be called instead of ours, or ours instead of another's.
$(SHLIB_EXPORTS): $(SOURCES:%=$(srcdir_of_this)/%)
	$(AWK) -F'[()]' ' \
		/^PG_FUNCTION_INFO_V1\(/ { print $$2; print "pg_finfo_" $$2 } \
		/^PG_MODULE_MAGIC/ { print "Pg_magic_func" } \
		/^PGDLLEXPORT .*\(/ { n = split($$1, word, /[ *]+/); print word[n] }' $^ > $@.new
	mv $@.new $@

# In a build outside the source tree the rooms are not there yet; by their full paths,
# so that make does not find the source tree's.
ROOMS := $(sort $(addprefix $(CURDIR)/,$(patsubst %/,%,$(dir $(SOURCES)))))
$(OBJS): $(OWN_HEADERS) $(srcdir_of_this)/$(EXTENSION).control | $(ROOMS)
$(ROOMS):
	mkdir -p $@

# PGXS installs documents flat, but looks for them under doc/ to remove them.
.PHONY: uninstall-documents
uninstall: uninstall-documents
uninstall-documents:
	rm -f $(addprefix '$(DESTDIR)$(docdir)/$(docmoduledir)'/, $(notdir $(DOCS)))

# Scripts of users' tools: \i `pg_config --sharedir`/extension/failure_demand/report.sql
TOOL_SCRIPTS := $(wildcard $(foreach tool,psql bi,$(srcdir_of_this)/doc/$(tool)/*))
TOOL_FOLDER = $(DESTDIR)$(datadir)/$(datamoduledir)/$(EXTENSION)
.PHONY: install-scripts uninstall-scripts
install: install-scripts
install-scripts:
	$(MKDIR_P) '$(TOOL_FOLDER)'
	$(INSTALL_DATA) $(TOOL_SCRIPTS) '$(TOOL_FOLDER)/'
uninstall: uninstall-scripts
uninstall-scripts:
	rm -rf '$(TOOL_FOLDER)'

# pg_regress looks for expected/ where the build is.
ifneq ($(abspath $(srcdir_of_this)),$(CURDIR))
installcheck: $(CURDIR)/expected
$(CURDIR)/expected:
	ln -s $(abspath $(srcdir_of_this))/expected $@
endif

include $(srcdir_of_this)/test/unit/unit.mk
include $(srcdir_of_this)/test/fuzz/fuzz.mk

.PHONY: bench
bench:
	$(srcdir_of_this)/test/bench/run

# The archive that PGXN takes: what is committed, in a folder of its name, without what
# .gitattributes leaves out.
DISTRIBUTION = $(EXTENSION)-$(EXTVERSION)
GIT = git -C '$(srcdir_of_this)' -c safe.directory='$(abspath $(srcdir_of_this))'
.PHONY: dist clean-dist
dist:
	@command -v git >/dev/null || { echo "make dist: packs what git has, and there is no git" >&2; exit 1; }
	@above=$$($(GIT) rev-parse --show-prefix 2>/dev/null) && [ -z "$$above" ] || \
		{ echo "make dist: packs what is committed, and $(abspath $(srcdir_of_this)) is no clone" >&2; exit 1; }
	@changed=$$($(GIT) status --short) && [ -z "$$changed" ] || \
		{ printf 'make dist: not committed, and so in no archive:\n%s\n' "$$changed" >&2; exit 1; }
	$(GIT) archive --format=zip --prefix=$(DISTRIBUTION)/ --output='$(CURDIR)/$(DISTRIBUTION).zip' HEAD
distclean: clean-dist
clean-dist:
	rm -f $(DISTRIBUTION).zip

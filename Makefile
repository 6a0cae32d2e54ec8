# make          installs what is missing (Debian packages), builds ./suluh, turns content/ into output/
# make test     the same, and everything that proves it; installs what only the tests need
# Others: suluh, lib, unit-FOLDER, fuzz-NAME, bench, format, clean. SAN=1 builds with ASan and UBSan. B=DIR is the build folder.

PACKAGES = gcc make pkg-config libc6-dev libcmark-dev libxml2-dev libhpdf-dev libharfbuzz-dev libyaml-dev libqrencode-dev \
           zlib1g-dev libxxhash-dev libcairo2-dev liblcms2-dev \
           hunspell-id libhunspell-1.7-0 libjpeg-dev libpng-dev libwebp-dev libbrotli-dev libzip-dev libhyphen-dev hyphen-en-us
# command=package: npm and Java may have come from elsewhere than Debian
TEST_COMMANDS = clang=clang clang-format=clang-format python3=python3 node=nodejs npm=npm javac=default-jdk-headless qpdf=qpdf unzip=unzip \
                pdffonts=poppler-utils gs=ghostscript zbarimg=zbar-tools chromium=chromium
TEST_PACKAGES = libclang-rt-14-dev libjaxb-java ca-certificates libcsv-dev

# V=1 shows the commands.
V ?= 0
Q = $(if $(filter 1,$(V)),,@)

B ?= .build
CC ?= gcc
ifeq ($(origin CC),default)
CC = gcc
endif

FOLDERS = base data site template markdown typeset draw web print kit check serve
SOURCES = $(wildcard generator/*/*.c)
MAIN = $(wildcard generator/*.c)
LIBRARIES = libxml-2.0 harfbuzz harfbuzz-subset yaml-0.1 libqrencode zlib libjpeg libpng lcms2
# cairo is linked into the program: its shared library brings X11 and a dozen others along, 2 ms at every start; libwebp and brotli with it.
CAIRO = -Wl,-Bstatic -lcairo -lpixman-1 -lwebp -lbrotlienc -lbrotlicommon -Wl,-Bdynamic -lfontconfig -lfreetype
# pkg-config knows neither cmark's nor libharu's Debian package everywhere: they are in the default paths.
# Asked once, and only when something is compiled: on a fresh machine pkg-config is not there when this file is read.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags cairo $$(LIBRARIES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $$(LIBRARIES)) $$(CAIRO) -lcmark -lhpdf -lhyphen -lm -lpthread)$(PKG_LIBS)

OPTIMISE = -O2
ifdef SAN
OPTIMISE = -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
override B := $(B)-san
endif
WARNINGS = -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wconversion
CFLAGS += -std=gnu17 $(OPTIMISE) -g $(WARNINGS) $(WERROR)
CPPFLAGS += -D_GNU_SOURCE -Igenerator $(PKG_CFLAGS:-I%=-isystem%)

# Archives from the highest layer down, as the linker wants them.
LAYERED = serve check kit print web draw typeset template markdown site data base
ARCHIVES = $(foreach f,$(LAYERED),$(if $(wildcard generator/$(f)/*.c),$(B)/lib$(f).a))

.PHONY: all lib install units units-read fuzzers test bench bench-typeset bench-chart format clean
.DELETE_ON_ERROR:

all: install
	@$(MAKE) --no-print-directory -j$$(nproc) suluh
	./suluh build

suluh: $(B)/suluh
	@cmp -s $< $@ || cp $< $@

$(B)/suluh: $(MAIN:generator/%.c=$(B)/%.o) $(ARCHIVES)
	@echo "  LD $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

lib: $(ARCHIVES)

define archive
$(B)/lib$(1).a: $(patsubst generator/%.c,$(B)/%.o,$(wildcard generator/$(1)/*.c))
	@rm -f $$@; ar rcs $$@ $$^
below_$(1) = $(foreach f,$(shell echo $(LAYERED) | tr ' ' '\n' | sed -n '/^$(1)$$/,$$p'),$(if $(wildcard generator/$(f)/*.c),$(B)/lib$(f).a))
.PHONY: unit-$(1)
unit-$(1): $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/$(1)_*.c))
	@set -e; for t in $$^; do echo "# $$$$t"; $$$$t; done
$(B)/unit/$(1)_%: tests/unit/$(1)_%.c tests/unit/tap.h $$(below_$(1))
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CPPFLAGS) -Itests/unit $$(CFLAGS) $$(LDFLAGS) -o $$@ $$< $$(below_$(1)) $$(PKG_LIBS)
endef
$(foreach f,$(FOLDERS),$(eval $(call archive,$(f))))

$(B)/%.o: generator/%.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# ---- tests ----

# Every unit test, built but not run.
units: $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))

# Every unit test, only read by the compiler.
units-read:
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -fsyntax-only $(wildcard tests/unit/*.c)

# Fuzz targets: tests/fuzz/FOLDER_NAME.c (clang's libFuzzer); make fuzz-FOLDER_NAME runs one for 60 seconds.
FUZZING = -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
fuzzers: $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*.c))
$(B)/fuzz/%: tests/fuzz/%.c $(ARCHIVES)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -fsanitize=fuzzer -o $@ $< $(ARCHIVES) $(PKG_LIBS) -lzip # which suluh itself loads on demand
fuzz-%: tests/fuzz/%.c
	@mkdir -p $(B)-fuzz/corpus/$*
	$(MAKE) --no-print-directory B=$(B)-fuzz CC=clang OPTIMISE="$(FUZZING)" $(B)-fuzz/fuzz/$*
	$(B)-fuzz/fuzz/$* -max_total_time=60 -timeout=5 $(addprefix -dict=,$(wildcard tests/fuzz/dictionary/$*)) $(B)-fuzz/corpus/$* $(wildcard tests/fuzz/corpus/$*)

# Everything that proves the program: builds by gcc and clang without warnings, format, layers, unit tests, the whole program, all of it
# again under sanitizers, and a little fuzzing. The last line counts the tests.
test: install
	@missing=; for c in $(TEST_COMMANDS); do command -v $${c%=*} >/dev/null || missing="$$missing $${c#*=}"; done; \
	$(MAKE) --no-print-directory install PACKAGES="$(TEST_PACKAGES) $$missing"
	@python3 tests/suite.py --build $(B)

# Time and memory for sites of 100, 1,000 and 10,000 guides against a floor program; nothing is asserted.
bench: $(B)/suluh bench-typeset bench-chart
	@B=$(B) CC="$(CC)" tests/bench/bench.sh

# Word spaces of justified text against the goals of the print engine, and the time of breaking lines.
bench-typeset: $(B)/bench/typeset
	@$<
$(B)/bench/typeset: tests/bench/typeset.c tests/unit/word_space.h $(below_typeset)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(LDFLAGS) -o $@ $< $(below_typeset) $(PKG_LIBS)

# 1,000 charts of all types: the goal is under 0.3 s.
bench-chart: $(B)/bench/chart
	@$<
$(B)/bench/chart: tests/bench/chart.c $(below_draw)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(below_draw) $(PKG_LIBS)

format:
	clang-format -i $(SOURCES) $(MAIN) $(wildcard generator/*.h generator/*/*.h tests/unit/*.[ch] tests/fuzz/*.c tests/bench/*.c)

clean:
	rm -rf $(B) $(B)-gcc $(B)-san $(B)-fuzz suluh

# Installs the packages that are not there yet; without root and without sudo it says what is missing.
install:
	@missing=; for p in $(PACKAGES); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "Memasang / installing:$$missing"; \
	  if [ "$$(id -u)" = 0 ]; then s=; else s=sudo; fi; \
	  $$s apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$s apt-get install -y -qq --no-install-recommends $$missing; fi

-include $(shell [ -d $(B) ] && find $(B) -name '*.d')

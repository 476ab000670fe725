# Courant. `make` builds build/courant; `./run` and `./test` call this after the set-up.
#
#   make              the program and libcourant.a        make bench        measurements, printed
#   make install      DESTDIR and PREFIX are honoured     make fuzz         the fuzz targets (clang)
#   make test         what ./test runs after its set-up   make lint         the rules of the house
#   make golden-accept   write the golden files anew; read the diff before you commit it
#   make clean
#
# Knobs: CC, CXX, CFLAGS, BUILD (folder), SANITIZE=address,undefined, V=1 (show commands).

CC = gcc
CXX = g++
PREFIX = /usr/local
BUILD = build
OPT = -O2
CFLAGS =
SANITIZE =

PACKAGES = libcurl expat icu-i18n icu-uc sqlite3 jansson libmicrohttpd libconfuse libzstd libbrotlidec zlib libdeflate libcrypto libxxhash yaml-0.1
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-missing-field-initializers -Werror
DEPEND_FLAGS := $(shell pkg-config --cflags $(PACKAGES))
CPPFLAGS_ALL = -D_GNU_SOURCE -Isrc -Iinclude -I$(BUILD)/generated $(DEPEND_FLAGS)
SANITIZE_FLAGS = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
CFLAGS_ALL = -std=c17 $(OPT) -g $(WARN) $(SANITIZE_FLAGS) -pthread $(CFLAGS)
CXXFLAGS_ALL = -std=c++17 $(OPT) -g -Wall -Wextra -Werror $(SANITIZE_FLAGS) -pthread
# stemmer and cld2 have no .pc file
LIBS := $(shell pkg-config --libs $(PACKAGES)) -lstemmer -lcld2 -lm

SOURCES := $(filter-out src/cli/%,$(wildcard src/*/*.c src/*/*/*.c))
SHIMS := $(wildcard src/*/*.cc)
CLI := $(wildcard src/cli/*.c)
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o) $(SHIMS:%.cc=$(BUILD)/%.o) $(BUILD)/generated/embedded.o
CLI_OBJECTS = $(CLI:%.c=$(BUILD)/%.o)
UNIT := $(wildcard tests/unit/*/test_*.c)
UNIT_PROGRAMS = $(UNIT:%.c=$(BUILD)/%)
FUZZ := $(wildcard tests/fuzz/fuzz_*.c)
BENCH := $(wildcard bench/*.c)

Q = $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

all: $(BUILD)/courant

$(BUILD)/courant: $(CLI_OBJECTS) $(BUILD)/libcourant.a
	$(call say,LINK,$@)
	$(Q)$(CXX) $(SANITIZE_FLAGS) -pthread -o $@ $(CLI_OBJECTS) $(BUILD)/libcourant.a $(LIBS)

$(BUILD)/libcourant.a: $(OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $(OBJECTS)

$(BUILD)/%.o: %.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(BUILD)/%.o: %.cc
	$(call say,CXX,$<)
	@mkdir -p $(@D)
	$(Q)$(CXX) $(CPPFLAGS_ALL) $(CXXFLAGS_ALL) -MMD -MP -c $< -o $@

# One source, several processors: which of these objects runs is decided when the program runs (src/infer/kernels.c). All of them
# round each operation by itself (no contraction), so that all give the same bits.
KERNEL_FLAGS = -O3 -ffp-contract=off -fno-math-errno -Wno-psabi
$(BUILD)/src/infer/kernels%.o: CFLAGS_ALL += $(KERNEL_FLAGS)
$(BUILD)/tests/unit/infer/test_kernels%.o: CFLAGS_ALL += $(KERNEL_FLAGS)
$(BUILD)/src/infer/kernels_avx2.o: CFLAGS_ALL += -mavx2 -mfma
$(BUILD)/src/infer/kernels_avxvnni.o: CFLAGS_ALL += -mavx2 -mfma -mavxvnni
$(BUILD)/src/infer/kernels_avx512vnni.o: CFLAGS_ALL += -mfma -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni

# Data files that the program carries: src/ROOM/data/NAME becomes cr_data_ROOM_NAME (scripts/embed), see src/base/data.h.
DATA := $(sort $(shell find src/*/data -type f 2>/dev/null))
$(BUILD)/generated/embedded.c: $(DATA) scripts/embed
	@mkdir -p $(@D)
	$(Q)scripts/embed $(DATA) > $@.$$$$ && mv $@.$$$$ $@
$(BUILD)/generated/embedded.o: $(BUILD)/generated/embedded.c
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -c $< -o $@

unit: $(UNIT_PROGRAMS)
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libcourant.a
	$(call say,LINK,$@)
	$(Q)$(CXX) $(SANITIZE_FLAGS) -pthread -o $@ $< $(BUILD)/libcourant.a $(LIBS) -lcmocka
.PRECIOUS: $(BUILD)/tests/unit/%.o

# Fuzz targets: with clang's libFuzzer (make fuzz), or with a plain main that replays files (make replay).
fuzz:
	$(Q)$(MAKE) BUILD=build/fuzz CC=clang CXX=clang++ OPT=-O1 SANITIZE=fuzzer-no-link,address,undefined WARN= fuzz-programs FUZZ_LINK=-fsanitize=fuzzer
replay:
	$(Q)$(MAKE) BUILD=build/asan OPT=-O1 SANITIZE=address,undefined fuzz-programs FUZZ_MAIN=build/asan/tests/fuzz/replay.o
fuzz-programs: $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(FUZZ))
$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(FUZZ_MAIN) $(BUILD)/libcourant.a
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(CXX) $(SANITIZE_FLAGS) $(FUZZ_LINK) -pthread -o $@ $< $(FUZZ_MAIN) $(BUILD)/libcourant.a $(LIBS)
.PRECIOUS: $(BUILD)/tests/fuzz/%.o

asan:
	$(Q)$(MAKE) BUILD=build/asan OPT=-O1 SANITIZE=address,undefined all unit

bench-programs: $(patsubst bench/%.c,$(BUILD)/bench/%,$(BENCH))
# libgumbo, where it is installed, is measured beside our parser.
$(BUILD)/bench/html: BENCH_LIBS := $(shell pkg-config --silence-errors --libs gumbo)
$(BUILD)/bench/%: $(BUILD)/bench-objects/%.o $(BUILD)/libcourant.a
	@mkdir -p $(@D)
	$(Q)$(CXX) $(SANITIZE_FLAGS) -pthread -o $@ $< $(BUILD)/libcourant.a $(LIBS) $(BENCH_LIBS)
$(BUILD)/bench-objects/%.o: bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c $< -o $@
bench: all bench-programs
	bench/run

# HTML conformance cases as JSON Lines: make html-conformance SUITE=FILE [VERBOSE=1] [ONLY=tree/adoption01/]
CONFORMANCE = $(wildcard tests/conformance/*.c)
$(BUILD)/conformance/html: $(CONFORMANCE:%.c=$(BUILD)/%.o) $(BUILD)/libcourant.a
	@mkdir -p $(@D)
	$(Q)$(CXX) $(SANITIZE_FLAGS) -pthread -o $@ $^ $(LIBS)
html-conformance: $(BUILD)/conformance/html
	$(Q)$< $(if $(VERBOSE),--verbose) $(if $(ONLY),--only $(ONLY)) $(SUITE)

lint:
	scripts/lint
test: all
	tests/run
golden-accept: all
	tests/golden.sh --accept build/courant

MAN = $(BUILD)/man
install: all
	install -D -m 755 $(BUILD)/courant $(DESTDIR)$(PREFIX)/bin/courant
	install -D -m 644 $(BUILD)/libcourant.a $(DESTDIR)$(PREFIX)/lib/libcourant.a
	mkdir -p $(DESTDIR)$(PREFIX)/include/courant $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/doc/courant
	install -m 644 include/courant/*.h $(DESTDIR)$(PREFIX)/include/courant
	scripts/pkgconfig "$(PREFIX)" $(PACKAGES) > $(BUILD)/courant.pc
	install -D -m 644 $(BUILD)/courant.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig/courant.pc
	scripts/manpages $(BUILD)/courant $(DESTDIR)$(PREFIX)/share/man
	install -D -m 644 /dev/null $(DESTDIR)$(PREFIX)/share/bash-completion/completions/courant
	$(BUILD)/courant help --completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/courant
	install -m 644 README.md LICENSE CHANGELOG.md SECURITY.md $(DESTDIR)$(PREFIX)/share/doc/courant
	cp -r examples docs $(DESTDIR)$(PREFIX)/share/doc/courant/
	mkdir -p $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(BUILD)/courant help --completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_courant
	$(BUILD)/courant help --completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/courant.fish

clean:
	rm -rf build

.PHONY: all unit fuzz replay fuzz-programs asan html-conformance bench bench-programs lint test golden-accept install clean
.DELETE_ON_ERROR:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

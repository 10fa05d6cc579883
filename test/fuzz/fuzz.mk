# Fuzzing of the pure cores with clang's libFuzzer: no server needed, nor its headers.
#
# make fuzz           looks for inputs that break something, for FUZZ_SECONDS a target
# make fuzz-corpus    tries the inputs that are kept, once
# make fuzz-NAME, fuzz-corpus-NAME    the same of one target

FUZZ_DIR := $(srcdir_of_this)/test/fuzz
FUZZ_BUILD = test/fuzz/build
FUZZ_SECONDS ?= 60
FUZZ_CLANG ?= clang
FUZZ_HEADERS := $(wildcard $(FUZZ_DIR)/*.h $(UNIT_DIR)/*.h) $(OWN_HEADERS)
FUZZ_CC = $(FUZZ_CLANG) -std=c99 -g -O1 $(WARNINGS) -Werror -I$(srcdir_of_this)/src $(WORDS_ICU_CFLAGS)
FUZZ_SANITIZE = -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# What is fuzzed: of each its cores, its longest input, and what it begins with beside its corpus.
FUZZ_TARGETS = log words markers
FUZZ_CORES_log := $(addprefix $(srcdir_of_this)/src/,log_codec_core.c survival_core.c walk_core.c)
FUZZ_CORES_words := $(wildcard $(srcdir_of_this)/src/words_*core.c)
FUZZ_CORES_markers := $(FUZZ_CORES_words) $(addprefix $(UNIT_DIR)/,plain_markers.c test_arena.c) \
	$(foreach core,phrase phrase_reader vocabulary segment automaton transitions beginning ending hits markers,$(srcdir_of_this)/src/$(core)_core.c)
FUZZ_MOST_log = 8192
FUZZ_MOST_words = 512
FUZZ_MOST_markers = 2048
FUZZ_SEEDS_log = $(FUZZ_BUILD)/seeds
FUZZ_WAY_markers = -dict=$(FUZZ_DIR)/markers.dict

.PHONY: fuzz fuzz-corpus $(FUZZ_TARGETS:%=fuzz-%) $(FUZZ_TARGETS:%=fuzz-corpus-%)

# one after the other, also where make has several jobs
fuzz:
	for target in $(FUZZ_TARGETS); do $(MAKE) -f $(firstword $(MAKEFILE_LIST)) fuzz-$$target || exit 1; done
fuzz-corpus: $(FUZZ_TARGETS:%=fuzz-corpus-%)

$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: $(FUZZ_BUILD)/fuzz_% $(FUZZ_BUILD)/seeds
	mkdir -p $(FUZZ_BUILD)/found/$*
	$< -max_total_time=$(FUZZ_SECONDS) -max_len=$(FUZZ_MOST_$*) -timeout=10 -use_value_profile=1 $(FUZZ_WAY_$*) \
		-verbosity=0 -print_final_stats=1 -artifact_prefix=$(FUZZ_BUILD)/ $(FUZZ_BUILD)/found/$* $(FUZZ_DIR)/corpus/$* $(FUZZ_SEEDS_$*)
$(FUZZ_TARGETS:%=fuzz-corpus-%): fuzz-corpus-%: $(FUZZ_BUILD)/fuzz_% $(FUZZ_BUILD)/seeds
	$< -runs=0 $(FUZZ_DIR)/corpus/$* $(FUZZ_SEEDS_$*)

.SECONDEXPANSION:
$(FUZZ_TARGETS:%=$(FUZZ_BUILD)/fuzz_%): $(FUZZ_BUILD)/fuzz_%: $(FUZZ_DIR)/fuzz_%.c $$(FUZZ_CORES_$$*) $(FUZZ_HEADERS)
	mkdir -p $(@D)
	$(FUZZ_CC) -I$(UNIT_DIR) $(FUZZ_SANITIZE) -o $@ $< $(FUZZ_CORES_$*) -lm $(WORDS_ICU_LIBS)
$(FUZZ_BUILD)/seeds: $(FUZZ_DIR)/make_seeds.c $(FUZZ_CORES_log) $(FUZZ_HEADERS)
	mkdir -p $@
	$(FUZZ_CC) -o $(FUZZ_BUILD)/make_seeds $(FUZZ_DIR)/make_seeds.c $(FUZZ_CORES_log) -lm
	$(FUZZ_BUILD)/make_seeds $@
	touch $@

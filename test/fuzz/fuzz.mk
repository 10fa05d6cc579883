# Fuzzing of the pure cores with clang's libFuzzer: no server needed, nor its headers.
#
# make fuzz           looks for inputs that break something, for FUZZ_SECONDS
# make fuzz-corpus    tries the inputs that are kept, once

FUZZ_DIR := $(srcdir_of_this)/test/fuzz
FUZZ_BUILD = test/fuzz/build
FUZZ_SECONDS ?= 60
FUZZ_CLANG ?= clang
FUZZ_CORES := $(addprefix $(srcdir_of_this)/src/,log_codec_core.c survival_core.c walk_core.c)
FUZZ_HEADERS := $(wildcard $(FUZZ_DIR)/*.h) $(OWN_HEADERS)
FUZZ_CC = $(FUZZ_CLANG) -std=c99 -g -O1 $(WARNINGS) -Werror -I$(srcdir_of_this)/src

.PHONY: fuzz fuzz-corpus
fuzz: $(FUZZ_BUILD)/fuzz_log $(FUZZ_BUILD)/seeds
	mkdir -p $(FUZZ_BUILD)/found
	$< -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=10 -use_value_profile=1 \
		-verbosity=0 -print_final_stats=1 -artifact_prefix=$(FUZZ_BUILD)/ $(FUZZ_BUILD)/found $(FUZZ_DIR)/corpus $(FUZZ_BUILD)/seeds
fuzz-corpus: $(FUZZ_BUILD)/fuzz_log $(FUZZ_BUILD)/seeds
	$< -runs=0 $(FUZZ_DIR)/corpus $(FUZZ_BUILD)/seeds

$(FUZZ_BUILD)/fuzz_log: $(FUZZ_DIR)/fuzz_log.c $(FUZZ_CORES) $(FUZZ_HEADERS)
	mkdir -p $(@D)
	$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
		-o $@ $(FUZZ_DIR)/fuzz_log.c $(FUZZ_CORES) -lm
$(FUZZ_BUILD)/seeds: $(FUZZ_DIR)/make_seeds.c $(FUZZ_CORES) $(FUZZ_HEADERS)
	mkdir -p $@
	$(FUZZ_CC) -o $(FUZZ_BUILD)/make_seeds $(FUZZ_DIR)/make_seeds.c $(FUZZ_CORES) -lm
	$(FUZZ_BUILD)/make_seeds $@
	touch $@

# Tests of the pure cores: no server needed, nor its headers.

UNIT_DIR := $(srcdir_of_this)/test/unit
UNIT_BUILD = test/unit/build
UNIT_SOURCES := $(wildcard $(UNIT_DIR)/*.c) $(wildcard $(srcdir_of_this)/src/*_core.c)
UNIT_DEPENDS := $(UNIT_SOURCES) $(wildcard $(UNIT_DIR)/*.h) $(OWN_HEADERS)
UNIT_CC = $(CC) -std=c99 -g $(WARNINGS) -Werror -I$(srcdir_of_this)/src $(WORDS_ICU_CFLAGS)

.PHONY: unit unit-sanitize
unit: $(UNIT_BUILD)/unit
	$<
unit-sanitize: $(UNIT_BUILD)/unit-sanitize
	$<

$(UNIT_BUILD)/unit: $(UNIT_DEPENDS)
	mkdir -p $(@D)
	$(UNIT_CC) -O2 -o $@ $(UNIT_SOURCES) -lm $(WORDS_ICU_LIBS)
$(UNIT_BUILD)/unit-sanitize: $(UNIT_DEPENDS)
	mkdir -p $(@D)
	$(UNIT_CC) -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -o $@ $(UNIT_SOURCES) -lm $(WORDS_ICU_LIBS)

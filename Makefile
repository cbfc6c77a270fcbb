# The few commands of this project. `make` alone builds; `make test` is what continuous
# integration runs, from a fresh clone on.
BUILD := build/release
JOBS ?= $(shell nproc)

.PHONY: all dependencies configure test fuzz-diff demo bench format tidy install clean

all: configure
	cmake --build $(BUILD) -j $(JOBS)

dependencies:
	scripts/install-dependencies

configure: dependencies
	cmake --preset release

test: all
	ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

# Random programs through all executors: make fuzz-diff N=100000 [SEED=1]
N ?= 10000
SEED ?= $(shell date +%s)000000

fuzz-diff: all
	@echo "seed $(SEED)"
	RELON_COMPILER=$(BUILD)/lib/relon/librelon-compiler.so $(BUILD)/tests/fuzz-diff/relon-fuzz-diff --seed $(SEED) --count $(N)

demo: all
	scripts/demo $(BUILD)

bench:
	scripts/install-dependencies --bench
	cmake --preset release -DRELON_BUILD_BENCHMARKS=ON
	cmake --build $(BUILD) -j $(JOBS)
	scripts/bench $(BUILD)

format:
	scripts/format

tidy: configure
	scripts/tidy $(BUILD)

install: all
	cmake --install $(BUILD)

clean:
	rm -rf build

# The commands of this project. `make demo` shows it, `make test` judges it; .ci/run calls both.
# All of them work from any folder (make -f …/Makefile test) and ask for no rights of their own.

ROOT := $(shell cd "$$(dirname "$(strip $(MAKEFILE_LIST))")" && pwd)

# Test data that lies beside a checkout; tests that need it say why they are skipped without it.
ifeq ($(origin CHITRA_TEST_DATA),undefined)
CHITRA_TEST_DATA := $(shell cd "$(ROOT)/../shared" 2>/dev/null && pwd)
endif
ifneq ($(CHITRA_TEST_DATA),)
export CHITRA_TEST_DATA
endif

# A crash is reported by its exit code; the backtracer would run for minutes in the kill tests.
export SWIFT_BACKTRACE := enable=no

# One set of flags for building and testing, or SwiftPM builds everything twice.
SWIFT_TEST_FLAGS := --disable-xctest
# The programs carry the Swift runtime: they start sooner, and run where no Swift is.
SWIFT_RELEASE_FLAGS := -c release --static-swift-stdlib

.PHONY: help demo test fast fuzz fuzz-coverage faults journals ledger-model law-model law-coverage docs sanitize lint format \
    bench bench-bank bench-ledger bench-peers instructions release clean bootstrap hooks
.NOTPARALLEL:

help:
	@echo 'make demo       a month of seven communes, from the register to verified files'
	@echo 'make test       lint, shipped data, Ledger alone, every test'
	@echo 'make fast       unit tests only'
	@echo 'make fuzz       damaged files for every reader, for minutes (CHITRA_FUZZ_ROUNDS, CHITRA_SEED)'
	@echo 'make fuzz-coverage  the readers of bank files under libFuzzer (CHITRA_FUZZ_SECONDS each, CHITRA_FUZZ_READERS)'
	@echo 'make faults     every write of a month cut off, torn, failed, dropped or flipped; long (FAULTS_PART=1/5)'
	@echo 'make journals   a journal of 100,000 entries against hledger, ledger and beancount, for minutes'
	@echo 'make ledger-model  a million random operations on the ledger and on a naive one (CHITRA_LEDGER_OPERATIONS)'
	@echo 'make law-coverage  every article of the law with the cases that exercise it'
	@echo 'make law-model  the evaluator against the law written by hand (CHITRA_LAW_PERSONS, CHITRA_SEED)'
	@echo 'make docs       the documentation of the ledger library; a missing word or dead link is an error'
	@echo 'make sanitize   unit tests under the address and thread sanitizers, each a build of its own'
	@echo 'make lint       swift format lint --strict'
	@echo 'make format     write the format'
	@echo 'make bench      measure a month at growing sizes (SIZES="1000000 10000000" RUNS=1 for the long ones)'
	@echo 'make bench-bank  bank files alone beside lxml (BANK_SIZES="1000000 10000000"); a part of make bench'
	@echo 'make bench-ledger  the journal alone (LEDGER_SIZES="1000000 10000000"); a part of make bench'
	@echo 'make bench-peers  what others need for pieces of the same work (SIZES=50000)'
	@echo 'make instructions  instruction counts of small commands against their thresholds'
	@echo 'make bootstrap  look for what is needed and install what can be'
	@echo 'make hooks      check every commit before it is made'
	@echo 'make clean      remove what was built'

bootstrap:
	@"$(ROOT)/.ci/bootstrap"

demo:
	@"$(ROOT)/.ci/bootstrap" demo
	@$(MAKE) --no-print-directory -f "$(ROOT)/Makefile" release
	@cd "$(ROOT)" && bin="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path)" && \
	    PATH="$$bin:$$PATH" CHITRA_BIN="$$bin" Fixtures/demo/demo.sh

test: bootstrap lint
	@cd "$(ROOT)" && .ci/embed --check
	@cd "$(ROOT)" && .ci/docs
	@cd "$(ROOT)" && swift build --build-tests $(SWIFT_TEST_FLAGS)
	@$(MAKE) --no-print-directory -f "$(ROOT)/Makefile" release
# The drills start thousands of processes: beside the other tests they would take minutes more.
	@rm -f "$(FAULT_REPORT)"
	@cd "$(ROOT)" && bin="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path)" && begun="$$(date +%s)" && \
	    CHITRA_BIN="$$bin" CHITRA_FAULT_REPORT="$(FAULT_REPORT)" \
	    swift test $(SWIFT_TEST_FLAGS) --skip-build --filter KillTests && \
	    .ci/fault-summary "$(FAULT_REPORT)" "$$begun" $(SHORT_FAULTS)
	@cd "$(ROOT)" && CHITRA_BIN="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path)" \
	    swift test $(SWIFT_TEST_FLAGS) --skip KillTests

fast:
	@cd "$(ROOT)" && swift test $(SWIFT_TEST_FLAGS) --skip KillTests --skip WorkflowTests --skip CommandLineTests

# What the drills tried, a line for each, and the sum.
FAULT_REPORT := $(ROOT)/.build/faults.txt
SHORT_FAULTS := "short form: every step killed at every call and torn in every write, restarted once where a \
restart can see the same; in \"ledger clear\" every call failed and every write lied about, in other steps calls failed \
at the commit, its sync, the last file and the checkpoint, and writes lied about at the commit and the last file. \
The whole form is \"make faults\"."

# Kills and torn writes everywhere, and every fault of one step, are in `make test`. What is started gives way
# to others as far as this does (`nice make faults`): `swift test` starts its tests with no niceness of its own.
# FAULTS_PART=2/5 tries the second of five parts; all five together are all points.
FAULTS_PART ?= 1/1
faults: bootstrap release
	@cd "$(ROOT)" && swift build --build-tests $(SWIFT_TEST_FLAGS)
	@rm -f "$(FAULT_REPORT)"
	@cd "$(ROOT)" && bin="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path)" && begun="$$(date +%s)" && \
	    CHITRA_BIN="$$bin" CHITRA_ALL_FAULTS=1 CHITRA_FAULTS_PART="$(FAULTS_PART)" CHITRA_NICE="$$(nice)" \
	    CHITRA_FAULT_REPORT="$(FAULT_REPORT)" \
	    swift test $(SWIFT_TEST_FLAGS) --skip-build --filter KillTests || status=$$?; \
	    .ci/fault-summary "$(FAULT_REPORT)" "$$begun" "whole form, part $(FAULTS_PART)"; exit $${status:-0}

# Short runs are in `make test`. Each finding says with which seed it comes back.
fuzz:
	@cd "$(ROOT)" && CHITRA_FUZZ_ROUNDS="$${CHITRA_FUZZ_ROUNDS:-40000}" \
	    swift test $(SWIFT_TEST_FLAGS) --filter Fuzz

# Bytes that take new ways through a reader are kept and changed further; a finding lies in .build-fuzz.
fuzz-coverage:
	@"$(ROOT)/.ci/fuzz-coverage"

# Other programs add up a long journal; a short one is in `make test`.
journals: bootstrap
	@cd "$(ROOT)" && CHITRA_JOURNAL_ENTRIES="$${CHITRA_JOURNAL_ENTRIES:-100000}" \
	    swift test $(SWIFT_TEST_FLAGS) --package-path Ledger --scratch-path .build-ledger --filter ExportTests

# What the library answers against a ledger that works everything out anew; a short run is in `make test`.
ledger-model:
	@cd "$(ROOT)" && CHITRA_LEDGER_OPERATIONS="$${CHITRA_LEDGER_OPERATIONS:-1000000}" \
	    swift test -c release -Xswiftc -enable-testing $(SWIFT_TEST_FLAGS) --package-path Ledger \
	    --scratch-path .build-ledger --filter SimulationTests

docs:
	@"$(ROOT)/.ci/docs"

# Every person is looked at in 60 months as known on three days; `make test` takes a part of it.
law-model:
	@cd "$(ROOT)" && CHITRA_LAW_PERSONS="$${CHITRA_LAW_PERSONS:-100000}" \
	    swift test -c release -Xswiftc -enable-testing $(SWIFT_TEST_FLAGS) --scratch-path .build-release-tests \
	    --filter NaiveLawTests

# The report is written to the file that LAW_COVERAGE names.
law-coverage: export CHITRA_LAW_COVERAGE := $(or $(LAW_COVERAGE),$(ROOT)/.build/law-coverage.txt)
law-coverage:
	@cd "$(ROOT)" && swift test $(SWIFT_TEST_FLAGS) --filter ArticleCoverageTests
	@cat "$(CHITRA_LAW_COVERAGE)"

# What the compiler cannot see of unsafe code and of threads. Leaks are not counted: the TOML library
# keeps every table that it has read.
sanitize: bootstrap
	@cd "$(ROOT)" && ASAN_OPTIONS=detect_leaks=0 swift test $(SWIFT_TEST_FLAGS) --sanitize=address \
	    --scratch-path .build-address --skip KillTests --skip WorkflowTests --skip CommandLineTests
	@cd "$(ROOT)" && swift test $(SWIFT_TEST_FLAGS) --sanitize=thread \
	    --scratch-path .build-thread --skip KillTests --skip WorkflowTests

lint:
	@cd "$(ROOT)" && swift format lint --strict --parallel --recursive \
	    $$(ls -d Package.swift Ledger/Package.swift Ledger/Sources Ledger/Tests Sources Tests Benchmarks 2>/dev/null)

format:
	@cd "$(ROOT)" && swift format --in-place --parallel --recursive \
	    $$(ls -d Package.swift Ledger/Package.swift Ledger/Sources Ledger/Tests Sources Tests Benchmarks 2>/dev/null)
	@cd "$(ROOT)" && .ci/embed

# SIZES: people of one commune. RUNS: the least of so many counts. BENCH_FLAGS: see bench.py --help.
bench: bootstrap release
	@cd "$(ROOT)" && PATH="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path):$$PATH" \
	    sh -c 'python3 Benchmarks/bench.py $(SIZES) $(if $(RUNS),--runs $(RUNS)) $(BENCH_FLAGS) && \
	    python3 Benchmarks/law.py $(if $(RUNS),--runs $(RUNS)) $(if $(findstring --no-results,$(BENCH_FLAGS)),--no-results)'
	@$(MAKE) --no-print-directory -f "$(ROOT)/Makefile" bench-bank BENCH_FLAGS=
	@$(MAKE) --no-print-directory -f "$(ROOT)/Makefile" bench-ledger BENCH_FLAGS=

# BANK_SIZES: payments of a file and entries of a statement.
bench-bank: bootstrap release
	@cd "$(ROOT)" && swift build $(SWIFT_RELEASE_FLAGS) --product bank-bench
	@cd "$(ROOT)" && PATH="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path):$$PATH" \
	    python3 Benchmarks/bank.py $(BANK_SIZES) $(if $(RUNS),--runs $(RUNS)) $(BENCH_FLAGS)

# LEDGER_SIZES: postings of the journal.
bench-ledger: bootstrap release
	@cd "$(ROOT)" && swift build $(SWIFT_RELEASE_FLAGS) --product ledger-bench
	@cd "$(ROOT)" && PATH="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path):$$PATH" \
	    python3 Benchmarks/ledger.py $(LEDGER_SIZES) $(if $(RUNS),--runs $(RUNS)) $(BENCH_FLAGS)

bench-peers:
	@"$(ROOT)/.ci/bootstrap" peers
	@$(MAKE) --no-print-directory -f "$(ROOT)/Makefile" release
	@cd "$(ROOT)" && PATH="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path):$$PATH" \
	    python3 Benchmarks/peers.py $(SIZES) $(if $(RUNS),--runs $(RUNS)) $(BENCH_FLAGS)

instructions: bootstrap release
	@cd "$(ROOT)" && PATH="$$(swift build $(SWIFT_RELEASE_FLAGS) --show-bin-path):$$PATH" \
	    python3 Benchmarks/instructions.py $(if $(UPDATE),--update)

release:
	@cd "$(ROOT)" && swift build $(SWIFT_RELEASE_FLAGS) --product chitra
	@cd "$(ROOT)" && swift build $(SWIFT_RELEASE_FLAGS) --product chitra-verify

hooks:
	@git -C "$(ROOT)" config core.hooksPath .githooks
	@echo 'commits are checked by .githooks/pre-commit'

# The Python tools in .venv stay: bootstrap would only fetch them again.
clean:
	@cd "$(ROOT)" && rm -rf .build .build-ledger .build-address .build-thread .build-release-tests Ledger/.build .demo .docs

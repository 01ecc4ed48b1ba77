# SPDX-License-Identifier: Apache-2.0
# `make` lists the targets. People and CI run the same ones.

SWIFT ?= swift
FLEDGE := .build/release/fledge
# What `make run`, `package`, `sign` and `release` hand to fledge: make run ARGUMENTS="check --json"
ARGUMENTS ?=
# Further flags of the release build. On Linux, fledge then starts where no Swift is installed, and in less time.
BUILD_FLAGS ?= $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
SWIFT_SOURCES := Package.swift Sources Tests Examples
SHELL_SCRIPTS := scripts/bootstrap scripts/demo scripts/docs scripts/fuzz .ci/run

export PATH := $(CURDIR)/.build/tools/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help build run test lint clean release package sign demo bench acceptance format check layers golden docs examples

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

build: ## Build .build/release/fledge, installing the libraries it needs
	@scripts/bootstrap build
	$(SWIFT) build -c release --product fledge $(BUILD_FLAGS)

run: build ## Run fledge, with ARGUMENTS="..."
	@$(FLEDGE) $(ARGUMENTS)

test: examples ## Run all tests, installing the programs they need
	$(SWIFT) test

examples: ## Run the example programs' own tests
	@scripts/bootstrap test
	cd Examples/tally && GOTOOLCHAIN=local go vet ./... && GOTOOLCHAIN=local go test ./...
	$(SWIFT) test --quiet --package-path Examples/hello --scratch-path .build/examples/hello

acceptance: build ## Run only the tests that install what the built program made
	@scripts/bootstrap test
	$(SWIFT) test --filter AcceptanceTests

lint: check layers ## Check format, layers and shell scripts; no network
	shellcheck $(SHELL_SCRIPTS)

check: ## Check the format of Swift sources
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format: ## Format Swift sources in place
	$(SWIFT) format --in-place --parallel --recursive $(SWIFT_SOURCES)

layers: ## Check that imports point down, and that no file is too long
	scripts/layers --self-test
	scripts/layers

golden: ## Rewrite the expected outputs of the tests; fails if any was rewritten
	UPDATE_GOLDEN=1 $(SWIFT) test

docs: ## Write the modules' documentation to .build/docs
	scripts/docs

package: build ## Package Fledge itself, of the working tree as it is
	$(FLEDGE) package --snapshot $(ARGUMENTS)

sign: build ## Write Fledge's own checksums and signatures
	$(FLEDGE) sign $(ARGUMENTS)

release: build ## Release Fledge itself, from the tag at HEAD
	$(FLEDGE) release $(ARGUMENTS)

demo: build ## Release the example programs and install them into throw-away roots
	@scripts/bootstrap test
	@scripts/demo

bench: build ## Measure packaging side by side with the peers
	@scripts/bootstrap bench
	Benchmarks/packages

clean: ## Remove build products and dist/
	$(SWIFT) package clean
	rm -rf dist .build/examples .build/docs

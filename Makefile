# FrameWatch. `make help` lists the targets. A fresh Debian 12 needs Swift 6.3 and make; the rest installs itself.

SWIFT ?= swift
# The only place for build flags: an import that Package.swift does not declare is an error.
SWIFTFLAGS := --explicit-target-dependency-import-check error
SOURCES := $(wildcard Package.swift Sources Tests DeviceClasses Examples Benchmarks)
export SWIFT SWIFTFLAGS

.DEFAULT_GOAL := help
.PHONY: help demo run build bootstrap test check format bench docs clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
	    printf '  make %-10s %s\n' "$$name" "$$text"; done

demo: build ## start a server without any database, feed it frames, show the result
	@Scripts/demo

run: build ## start the server for real use, directories under ./var
	@Scripts/run

build: bootstrap ## release programs in .build/release
	@$(SWIFT) build -c release $(SWIFTFLAGS)

bootstrap: ## install what the build needs and this machine lacks
	@Scripts/bootstrap

test: ## install what the tests need and run them all
	@Scripts/bootstrap --tests
	@Scripts/test

check: bootstrap ## format, layers and warnings, as the checks of every change do
	@$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	@Scripts/check-sources
	@$(SWIFT) build --build-tests $(SWIFTFLAGS)

format: ## rewrite the sources in the house format
	@$(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

bench: build ## measure the pipeline and the calls against their references
	@Scripts/bootstrap --tests
	@Benchmarks/run

docs: bootstrap ## reference pages of the public modules in .build/docs
	@Scripts/docs

clean: ## remove what was built and what a demo left
	@rm -rf .build .venv var

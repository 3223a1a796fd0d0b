# Each target is one line, and says what it does; the work is in Scripts/ and in Swift.
.PHONY: help deps build test simulate lint demo demo-down bench image e2e clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

deps: ## install what building and testing need (Debian, Ubuntu), or say what is missing
	@Scripts/deps

build: deps ## build the program
	swift build --product martlet

test: ## install what is missing, build everything, run all tests
	@Scripts/test

simulate: deps ## play seeds of the simulation: make simulate SEEDS=1-10000
	@Scripts/simulate $(or $(SEEDS),1-1000)

lint: ## check formatting and the rules that a machine can check
	@Scripts/lint

demo: deps ## a cluster, a repository and the controller: see Martlet work
	@Scripts/demo

demo-down: ## end the demo and remove what it made
	@Scripts/demo down

image: ## build the container image: martlet:latest
	@Scripts/image

bench: deps ## measure 1,000 applications (release build)
	@Scripts/bench

e2e: ## build the image, install it on a real node, and try it there (Linux, root)
	@Scripts/e2e

clean: demo-down ## remove everything that was built
	rm -rf .build

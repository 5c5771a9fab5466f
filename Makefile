# One machine, one command. Each target explains itself in bin/ops/<its name>.py.
PYTHON ?= python3

.PHONY: help run test lint services stop bench

help:
	@echo "make run       everything, at http://127.0.0.1:8000 (HOST=, PORT= for another place)"
	@echo "make test      style, types and tests"
	@echo "make lint      style and types alone"
	@echo "make services  the private PostGIS and Redis, until 'make stop'"
	@echo "make bench     the benchmarks"

run:
	@$(PYTHON) bin/run

test:
	@$(PYTHON) bin/test $(ARGS)

lint:
	@$(PYTHON) bin/test --lint

services:
	@$(PYTHON) bin/setup && $(PYTHON) bin/services start

stop:
	@$(PYTHON) bin/services stop

bench:
	@$(PYTHON) bin/bench $(ARGS)

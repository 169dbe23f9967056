# make run                          opens the window       make run ARGS="--env testnet"
# make test                         runs the tests         make test ARGS="tests/grid -x"
# make faults                       220 fault schedules   make soak ARGS="--minutes 60"
# make bench                        measures the speed     make bench ARGS="--markdown docs/benchmarks.md"
# make tour                         drives the window over the demo exchange and pictures it   make tour ARGS="--quick"
# make translations                 takes new texts into resources/translations and compiles them
# make lint                         checks the source
# make clean                        removes the virtual environment and everything generated
# Another Python than python3:      make run PYTHON=python3.12   (3.11, 3.12 or 3.13)

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test faults soak bench tour translations lint clean ready-run ready-test ready-lint
.NOTPARALLEL:

run: ready-run
	@$(BIN)/python -m gui $(ARGS)

test: ready-test
	@$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

# Two hundred and twenty fault schedules over real sockets; the ordinary tests run twenty of them.
faults: ready-test
	@GRIDWELL_FAULT_SCHEDULES=220 $(BIN)/python -m pytest tests/desk/test_fault_schedules.py $(ARGS)

# An hour against the demo exchange at 20 times speed with a fault every few seconds; make soak ARGS="--minutes 5"
soak: ready-test
	@$(BIN)/python -m tests.benchmarks.soak $(ARGS)

# Every figure against its baseline in the same run, about half an hour; make bench ARGS="--only matching chart-frame"
bench: ready-test
	@$(BIN)/python -m tests.benchmarks $(ARGS)

# The scripted tour: every view in both languages, themes and sizes, and where the loop stood still.
tour: ready-test
	@$(BIN)/python -m tests.tour $(ARGS)

# New texts come in as unfinished: translate them in the .ts files (pyside6-linguist, or any editor), and run this again.
TRANSLATIONS := resources/translations
LUPDATE = $(BIN)/pyside6-lupdate -silent -extensions py -locations none -no-obsolete -source-language en
translations: ready-run
	@$(LUPDATE) gui -target-language zh_CN -ts $(TRANSLATIONS)/gridwell_zh_CN.ts
	@$(LUPDATE) -pluralonly gui -target-language en -ts $(TRANSLATIONS)/gridwell_en.ts
	@$(BIN)/pyside6-lrelease -silent $(TRANSLATIONS)/gridwell_zh_CN.ts $(TRANSLATIONS)/gridwell_en.ts
	@grep -c 'type="unfinished"' $(TRANSLATIONS)/*.ts || true

lint: ready-lint
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -c 'from importlinter.cli import lint_imports_command as run; run()' --no-cache

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find engine gui resources tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment. It is made for one Python at one place (.made-for) and remade when either changed or it
# does not run; what is installed in it is noted with the state of pyproject.toml (.ready-*), after success only.
ready-run: EXTRAS :=
ready-test: EXTRAS := [test]
ready-lint: EXTRAS := [test,lint]
ready-run: COVERS := run
ready-test: COVERS := run test
ready-lint: COVERS := run test lint

ready-run ready-test ready-lint:
	@say() { echo "$$*" >&2; }; \
	command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  say "There is no $(PYTHON) here. Gridwell needs Python 3.11, 3.12 or 3.13: make $(@:ready-%=%) PYTHON=/path/to/python3"; exit 1; }; \
	"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
	  say "Gridwell needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is $$("$(PYTHON)" -V 2>&1)."; \
	  say "Name another one, for instance: make $(@:ready-%=%) PYTHON=python3.12"; exit 1; }; \
	base=$$("$(PYTHON)" -c 'import sys; print(sys._base_executable)') || exit 1; \
	made_for="$$base $$("$$base" -V) $(CURDIR)"; \
	ready_for="$$made_for $$(cksum < pyproject.toml)"; \
	runs() { "$(BIN)/python" -c "" >/dev/null 2>&1; }; \
	holds() { [ -f "$$1" ] && [ "$$(cat "$$1")" = "$$2" ]; }; \
	if runs && holds "$(VENV)/.$@" "$$ready_for"; then exit 0; fi; \
	if [ -e "$(VENV)" ] && [ ! -w "$(VENV)" ]; then \
	  say "The folder $(VENV) belongs to another user; have it removed, or run this as that user."; exit 1; fi; \
	if ! runs || ! holds "$(VENV)/.made-for" "$$made_for"; then \
	  "$$base" -c 'import ensurepip, venv' 2>/dev/null || { \
	    say "This Python cannot make a virtual environment: its venv module is not installed."; \
	    say "On Debian or Ubuntu: apt-get install python3-venv   (as root, or with sudo)"; exit 1; }; \
	  say "Making a virtual environment in $(VENV) with $$("$$base" -V)"; \
	  rm -rf "$(VENV)" && "$$base" -m venv "$(VENV)" || { \
	    say "The virtual environment could not be made in $(CURDIR)/$(VENV)."; exit 1; }; \
	  printf '%s\n' "$$made_for" > "$(VENV)/.made-for"; \
	fi; \
	say "Installing; the first time this takes a minute or two"; \
	rm -f $(COVERS:%="$(VENV)/.ready-%"); \
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --no-input --editable ".$(EXTRAS)" || { \
	  say "Installing failed, see above. Once the cause is gone, run the same command again."; exit 1; }; \
	for part in $(COVERS); do printf '%s\n' "$$ready_for" > "$(VENV)/.ready-$$part"; done

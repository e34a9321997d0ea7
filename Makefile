# Everything a maintainer types. `make site` and `make test` start from a machine that has python3 and make only.

PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8000
# Where the site is published; empty, no page names an address of its own.
export SITE_URL ?=
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready

.PHONY: help site studies slides lite archive pdf epub anki outside look test test-deep test-doors serve bench clean requirements strip replicas binder-check release grade

help:
	@echo "make site    build the website into _build/html, every notebook executed"
	@echo "make slides  the same, with a deck for each of four sessions in _build/html/slides"
	@echo "make lite    the same, with every lesson to be run in the reader's browser [SOURCE=packages|cdn|folder]"
	@echo "make archive pdf epub anki   the built site as one file, as paper, as an e-book, as cards, into _build/archive"
	@echo "make studies        fetch the deposited studies once, and fail where their values changed"
	@echo "make outside ask every link of the course, and the archive of studies, whether they are still there"
	@echo "make look    compare pictures of the pages with those that were accepted last"
	@echo "make test    run every check"
	@echo "make test-deep    run what takes minutes: some lessons in a browser, and the data there against those here"
	@echo "make test-doors   run every lesson and assignment in a browser, and as on Colab"
	@echo "make serve   show the built website on http://localhost:$(PORT)/"
	@echo "make bench   time the statistics, the explorables and the browser door, and grade five hundred simulated submissions"
	@echo "make binder-check   run every notebook beside Binder's own Jupyter versions"
	@echo "make replicas       remake the simulated studies in data/"
	@echo "make release        make the students' notebooks of the assignments, and write the repository's address in all"
	@echo "make grade ASSIGNMENT=A0 FROM=zip-or-folder MARKS=folder [ROSTER=csv]   grade a class"
	@echo "make strip          remove outputs from the notebooks before a commit"
	@echo "make requirements   renew the pins after a change to pyproject.toml"
	@echo "make clean   remove the environment and everything built"

# One environment for site, tests and classroom. It is made again when the pins change.
$(READY): requirements.txt pyproject.toml
	@tools/system-packages python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
# jsonschema compiles dozens of grammars with this package at every start; no Jupyter schema uses them.
	@$(BIN)/python -m pip uninstall --quiet --yes rfc3987-syntax
	@touch $@

site: $(READY)
	@$(BIN)/python tools/site.py

# The deposited studies, fetched once and held against the digests of the first fetch.
studies: $(READY)
	@$(BIN)/python -m isotretinoin.studies fetch all
	@$(BIN)/python -m isotretinoin.studies digest --against deploy/studies.txt

# The slides show what the lessons computed, so that the site is built with them.
slides: site

# Where Python for the browser comes from: the packages of two public indexes, Pyodide's own host, or a folder that
# somebody has unpacked. All are checked by the same hashes, and a reader's browser asks nobody but the site.
SOURCE ?= packages
LITE_BIN = .venv-lite/bin

.venv-lite/.ready: lite/requirements.txt
	@tools/system-packages python
	@test -x $(LITE_BIN)/python || $(PYTHON) -m venv .venv-lite
	@$(LITE_BIN)/python -m pip install --quiet --disable-pip-version-check --requirement lite/requirements.txt
	@touch $@

lite: $(READY) .venv-lite/.ready
	@test "$(SOURCE)" != packages || tools/system-packages node
	@$(BIN)/python tools/lite.py --source "$(SOURCE)" --jupyter $(LITE_BIN)/jupyter
	@$(BIN)/python tools/site.py

# What follows packs and prints the site as it stands, so that `make site` or `make lite` comes first.
archive: $(READY)
	@$(BIN)/python tools/archive.py

pdf: $(READY)
	@tools/system-packages browser
	@$(BIN)/python tools/pdf.py

epub: $(READY)
	@$(BIN)/python tools/epub.py

anki: $(READY)
	@$(BIN)/python tools/anki.py

outside: $(READY)
	@$(BIN)/python tools/outside.py

look: $(READY)
	@tools/system-packages browser
	@$(BIN)/python tools/look.py $(if $(ACCEPT),--accept)

serve: $(READY)
	@test -f _build/html/index.html || { echo "Nothing to serve yet: run 'make site' first."; exit 1; }
	@echo "Open http://localhost:$(PORT)/ and press Ctrl+C to stop."
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

# A test often waits for a page, so that one more at a time than there are processors keeps them busy; each has a browser.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); test $$n -ge 3 && echo 4 || echo $$((n + 1)))

test: $(READY) site
	@tools/system-packages browser
	@tools/system-packages spelling
	@tools/system-packages sandbox
	@tools/system-packages container
	@tools/outside-tools $(BIN)/python
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal -m "not deep and not doors"

test-deep: lite
	@tools/system-packages browser
	@tools/system-packages arrays
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile -m deep

# Every lesson and assignment in a browser, two at a time: each takes a gigabyte of memory.
test-doors: lite
	@tools/system-packages browser
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m doors

bench: $(READY)
	@tools/system-packages browser
	@tools/system-packages sandbox
	@$(BIN)/python tools/bench.py

release: $(READY)
	@$(BIN)/python -m isotretinoin.grading release
	@$(BIN)/python tools/lessons_on_colab.py

grade: $(READY)
	@test -n "$(ASSIGNMENT)" -a -n "$(FROM)" -a -n "$(MARKS)" || { \
		echo "Say what to grade: make grade ASSIGNMENT=A0 FROM=submissions.zip MARKS=folder [ROSTER=roster.csv]"; exit 2; }
	@tools/system-packages sandbox
	@$(BIN)/python -m isotretinoin.grading grade "$(ASSIGNMENT)" "$(FROM)" --marks "$(MARKS)" \
		$(if $(ROSTER),--roster "$(ROSTER)") --jobs $(shell getconf _NPROCESSORS_ONLN)

requirements:
	@tools/system-packages python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@tools/compile-requirements $(BIN)/uv

# Binder's image has Python 3.12: the system's own, or one that pyenv keeps.
BINDER_PYTHON ?= $(shell for python in python3.12 $$HOME/.pyenv/versions/3.12*/bin/python3.12; do \
	if $$python --version >/dev/null 2>&1; then echo $$python; break; fi; done)
BINDER_BIN = .venv-binder/bin

# The environment is used once: compiling every module of it takes longer than what is saved.
binder-check:
	@test -n "$(BINDER_PYTHON)" || { echo "This check needs Python 3.12, the version of Binder's image. Name it with BINDER_PYTHON=..."; exit 3; }
	@$(BINDER_PYTHON) -m venv --clear .venv-binder
	@$(BINDER_BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --constraint binder/base.txt jupyterlab notebook ipywidgets nbclient ipykernel
	@$(BINDER_BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --requirement binder/requirements.txt
	@$(BINDER_BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@$(BINDER_BIN)/python -m pip check
	@$(BINDER_BIN)/python tools/run_lessons.py notebooks/*.ipynb

replicas: $(READY)
	@$(BIN)/python tools/remake_replicas.py

strip: $(READY)
	@$(BIN)/jupyter nbconvert --clear-output --inplace notebooks/*.ipynb

clean:
	rm -rf $(VENV) .venv-* _build .pytest_cache .ruff_cache

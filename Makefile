# make demo   set up and grade a class of some sixty notebooks, each with a known due
# make test   set up and run all tests          make lint    ruff, mypy, import order
# make bench  speed against nbgrader            make release the students' notebooks, from source/
# make fuzz   hostile frames for FUZZ_SECONDS, guided by what the wire's code does with them
# make redteam  every attack on nbgrader and Otter too, and the tables in docs/security.md
.PHONY: demo test lint bench release fuzz redteam clean

VENV := .venv/bin

demo:
	@scripts/setup demo
	@$(VENV)/python -m demo.run

test:
	@scripts/setup test
	@$(VENV)/python -m pytest

lint:
	@scripts/setup test
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/python -m pytest -q tests/test_structure.py

bench:
	@scripts/setup test
	@$(VENV)/python -m bench.against_nbgrader
	@$(VENV)/python -m bench.mixed_class

release:
	@scripts/setup demo
	@$(VENV)/python scripts/release.py

FUZZ_SECONDS ?= 60

fuzz:
	@scripts/setup test
	@$(VENV)/python tests/wire/fuzz/target.py $(FUZZ_SECONDS) build/fuzz

# Otter has a Python of its own: its versions of Jupyter's packages are not ours.
redteam:
	@scripts/setup test
	@[ -x .venv-otter/bin/otter ] || { $(VENV)/python -m venv .venv-otter && \
		.venv-otter/bin/python -m pip install --quiet --disable-pip-version-check otter-grader==7.0.0; }
	@$(VENV)/python scripts/redteam.py

clean:
	rm -rf .venv .venv-otter demo/course

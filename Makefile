# make demo   set up and grade a class of some sixty notebooks, each with a known due
# make test   set up and run all tests          make lint    ruff, mypy, import order
# make bench  speed against nbgrader            make release the students' notebooks, from source/
.PHONY: demo test lint bench release clean

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

release:
	@scripts/setup demo
	@$(VENV)/python scripts/release.py

clean:
	rm -rf .venv demo/course

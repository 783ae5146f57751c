"""The table that an administrator reads is what the cases are, and what the graders did."""

from __future__ import annotations

from collections import Counter

import table
from case import NOT_APPLICABLE, Family, all_cases

LISTED = {"A": 24, "B": 33, "C": 20, "D": 26}
"""How many attacks each family of the catalogue has that the cases are numbered after."""


def test_the_page_has_the_table_of_these_cases():
    assert table.in_page("cases") == table.render(table.kept_results())


def test_the_page_has_the_table_of_these_defences():
    assert table.in_page("defences") == table.render_defences()


def test_the_readme_says_how_many_get_through():
    assert table.readme_row(table.kept_results()) in table.README.read_text()


def test_both_other_graders_were_tried_on_every_case_that_they_can_meet():
    tried = {case.number for case in all_cases() if not case.not_nbgrader}
    assert {name: set(found) for name, found in table.kept_results().items()} == dict.fromkeys(
        table.PEERS, tried
    )


def test_every_number_of_the_catalogue_is_a_case_or_has_a_reason():
    numbers = {case.number.rstrip("abcdefgh") for case in all_cases()} | set(NOT_APPLICABLE)
    due = {f"{family}{number}" for family, last in LISTED.items() for number in range(1, last + 1)}
    assert due - numbers == set()


def test_no_number_is_given_twice():
    assert [n for n, count in Counter(case.number for case in all_cases()).items() if count > 1] == []


def test_ten_or_more_attacks_are_in_no_list():
    assert sum(case.family is Family.OWN for case in all_cases()) >= 10

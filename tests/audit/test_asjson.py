"""An audit as JSON: all of it, every key documented, and nothing that JSON cannot hold."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from audit_examples import bad_audit, empty_audit, good_audit, large_audit
from documents import keys_of, page, table

from autograder.audit.model import Audit
from autograder.audit.showing.asjson import as_json

FREE = ("checks", "wrong", "seconds", "unlosable")
REPEATED = "steadiness[].failures[]."


def test_every_key_is_documented():
    audit = bad_audit()
    steady_last = as_json(audit) | {"steadiness": as_json(audit)["steadiness"][-1:]}
    keys = [key for key in keys_of(steady_last, free=FREE) if not key.startswith(REPEATED)]
    rows = table(page("docs/cli.md"), "### The JSON object of an audit")
    assert [key.strip("`") for key, _ in rows] == keys


def test_nothing_of_an_audit_is_left_out():
    assert {field.name for field in fields(Audit)} <= as_json(good_audit()).keys()


@pytest.mark.parametrize("audit", [good_audit(), bad_audit(), empty_audit(), large_audit()])
def test_it_is_json_as_the_standard_has_it(audit):
    text = json.dumps(as_json(audit), allow_nan=False)
    assert json.loads(text)["met"] is audit.is_met


def test_what_nobody_knows_is_null():
    recall = as_json(bad_audit())["thresholds"][1]
    assert (recall["false_fail"], recall["zero"], recall["full"]) == (None, None, None)
    assert recall["right"] == [0.9, 0.91, 0.92]

"""The page of an audit: what stands on it, and that it neither runs nor fetches anything."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from audit_examples import bad_audit, empty_audit, good_audit, hostile_audit, large_audit, mutant
from machine import open_browser

from autograder.audit.model import Ending, MutantFate
from autograder.audit.showing.page import CARDS, render_audit
from autograder.audit.showing.pictures import figure_chart, mistake_matrix
from autograder.pages.audit_page import diff_lines

PAYLOAD = "<img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}"
PHONE = 400


def words_of(html: str) -> str:
    """The text of the page's body, without its tags."""
    body = html.split("<body", 1)[1]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def test_verdict_and_targets_stand_on_top():
    words = words_of(render_audit(good_audit()))
    assert "✓ met All 6 targets met, 1 of them with argued exceptions." in words
    assert words.index("All 6 targets") < words.index("94.9 % (37 of 39)") < words.index("Mistakes Each row")


def test_what_is_wrong_is_said_in_words():
    words = words_of(render_audit(bad_audit()))
    for sentence in (
        "✗ missed 5 of 6 targets missed",
        "It loses 2.25 points and should lose 0.5.",
        "This is said by adam_checks::test_steps , which is not its check.",
        "… argued It loses nothing. Its check comes next term.",
        "2 of 150 4.1 % seed 17, 1 thread: classifier_checks::test_accuracy: accuracy 0.948 is below 0.95",
        "✗ move it 0.965 fails 3 of 100 right solutions",
        "Points that no mistake and no mutant can lose essay: 4",
        "A student can write any history.",
        "745 runs in 4 min 35 s; 220 more known from earlier audits.",
    ):
        assert sentence.replace(" ,", ",") in words


def test_a_bound_stands_beside_each_alternative():
    assert "with_einsum All products by einsum. ✓ never failed 0 of 149 2 %" in words_of(
        render_audit(good_audit())
    )


def test_an_empty_audit_says_what_is_missing():
    words = words_of(render_audit(empty_audit()))
    assert "! look at it Nothing was measured" in words
    assert "No mistake is known" in words
    assert "No alternative is known" in words
    assert "No mutant was tried." in words
    assert words.count("Nothing was found.") == 2


def test_every_place_of_the_matrix_has_its_sign():
    audit = bad_audit()
    picture = ElementTree.fromstring(mistake_matrix(audit.checks, audit.mistakes))
    signs = picture.findall("svg")[2]
    classes = [element.get("class") for element in signs.iter()]
    found = {name: classes.count(name) for name in ("own", "beside", "missed")}
    assert found == {"own": 4, "beside": 3, "missed": 3}
    titles = {element.text for element in signs.iter("title")}
    assert "no_shift by softmax_checks::test_large_scores: should fail, and passes" in titles
    assert "4 mistakes are not caught" in picture.get("aria-label", "")


def test_one_of_several_checks_is_enough():
    first = good_audit().mistakes[0]
    several = replace(first, caught_by=(*first.caught_by, "softmax_checks::test_loss"))
    assert 'class="missed"' not in mistake_matrix(good_audit().checks, [several])


def test_a_figure_is_drawn_with_its_thresholds():
    advice = good_audit().thresholds[0]
    picture = ElementTree.fromstring(figure_chart(advice))
    classes = [line.get("class") for line in picture.findall("line")]
    assert [classes.count(kind) for kind in ("threshold", "zero", "full")] == [2, 1, 1]
    counted = sum(int((bar.findtext("title") or "").split()[0]) for bar in picture.findall("rect"))
    assert counted == 100 + 3 * 20


def test_what_is_not_known_is_neither_drawn_nor_called_sound():
    recall = bad_audit().thresholds[1]
    picture = figure_chart(recall)
    assert "full" not in picture
    assert "nan" not in render_audit(bad_audit())
    assert "recall classifier_checks::test_accuracy … not known" in words_of(render_audit(bad_audit()))


def test_no_value_makes_no_picture():
    advice = good_audit().thresholds[0]
    nothing = replace(advice, values=replace(advice.values, right=(), wrong={"x": (float("nan"),)}))
    assert figure_chart(nothing) == ""


def test_a_diff_keeps_its_signs_beside_its_colours():
    kinds = [(line.kind, line.text[:1]) for line in diff_lines("  a\n- b\n+ c")]
    assert kinds == [("same", " "), ("gone", "-"), ("added", "+")]


def test_of_very_many_survivors_some_are_left_to_the_json_object():
    many = tuple(MutantFate(mutant(i), Ending.SURVIVED) for i in range(CARDS + 23))
    html = render_audit(replace(good_audit(), mutants=many))
    assert html.count('<article class="survivor">') == CARDS
    assert "23 more mutants" in html


def test_a_large_page_stays_small():
    assert len(render_audit(large_audit())) < 600_000


def test_text_from_files_is_text_on_the_page():
    html = render_audit(hostile_audit(PAYLOAD))
    assert "<img" not in html
    assert "{{ 7 * 7 }}" in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") > 40


def test_the_page_may_load_nothing():
    html = render_audit(good_audit())
    assert 'http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;' in html
    assert not re.search(r"https?://", html)


@pytest.mark.browser
def test_on_a_phone_nothing_sticks_out_and_nothing_runs(tmp_path: Path):
    pages = {"bad": bad_audit(), "large": large_audit(), "hostile": hostile_audit(PAYLOAD * 5)}
    with open_browser() as browser:
        for name, audit in pages.items():
            (tmp_path / f"{name}.html").write_text(render_audit(audit), encoding="utf-8")
            page = browser.new_page(viewport={"width": PHONE, "height": 900})
            complaints: list[str] = []
            page.on("console", lambda message, found=complaints: found.append(message.text))
            page.on("dialog", lambda dialog, found=complaints: found.append(dialog.message))
            page.goto((tmp_path / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, name
            assert complaints == [], name
            page.close()


@pytest.mark.browser
def test_names_stay_in_sight_while_a_large_matrix_scrolls(tmp_path: Path):
    (tmp_path / "large.html").write_text(render_audit(large_audit()), encoding="utf-8")
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((tmp_path / "large.html").as_uri())
        matrix = page.locator(".matrix").first
        matrix.evaluate("matrix => matrix.scrollTo(300, 300)")
        frame, top, left = (
            place.bounding_box() for place in (matrix, *map(matrix.locator, (".top", ".left")))
        )
        assert abs(top["y"] - frame["y"]) <= 2
        assert abs(left["x"] - frame["x"]) <= 2
        assert matrix.evaluate("matrix => matrix.scrollTop") > 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_names_stand_beside_their_rows(tmp_path: Path, width: int):
    (tmp_path / "large.html").write_text(render_audit(large_audit()), encoding="utf-8")
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto((tmp_path / "large.html").as_uri())
        boxes = [page.locator(f".matrix .{pane} .rule").last.bounding_box() for pane in ("left", "signs")]
        assert abs(boxes[0]["y"] - boxes[1]["y"]) <= 1


@pytest.mark.browser
def test_on_paper_a_large_matrix_fits_the_page(tmp_path: Path):
    (tmp_path / "large.html").write_text(render_audit(large_audit()), encoding="utf-8")
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 720, "height": 1000})
        page.emulate_media(media="print")
        page.goto((tmp_path / "large.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 720
        box = page.locator(".matrix .signs").first.bounding_box()
        assert box["x"] + box["width"] <= 720

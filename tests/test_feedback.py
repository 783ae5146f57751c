"""What a student may see: the projection, the pages made from it, and their folder."""

from __future__ import annotations

import base64
import io
import re
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from page_examples import SECRET, code, display, markdown, picture, png, rich_cells, rich_result, stream

from autograder.errors import UsageError
from autograder.feedback import (
    FeedbackPolicy,
    HiddenLevel,
    page_name,
    policy_for,
    render_feedback,
    student_view,
    two_digits,
    with_grades,
    write_feedback,
)
from autograder.pages import folders
from autograder.pages.drawings import check_drawing
from autograder.pages.refusals import NotShownError
from autograder.results import (
    CellGrade,
    CellKind,
    CellResult,
    CheckResult,
    Grades,
    Metric,
    NotebookRun,
    Outcome,
    SubmissionResult,
)
from autograder.settings import Settings


def check_of(result: SubmissionResult, name: str, **policy: Any) -> CheckResult:
    view = student_view(result, FeedbackPolicy(**policy))
    return next(check for cell in view.cells for check in cell.checks if check.name == name)


def page_of(*cells: dict[str, Any], **changes: Any) -> str:
    (html,) = render_feedback(rich_result(cells=list(cells), **changes), "Convolution").values()
    return html


def main_part(html: str) -> str:
    return html.partition("Your notebook</h2>")[2]


# The projection


def test_details_for_instructors_never_reach_a_student() -> None:
    view = student_view(rich_result())
    assert SECRET in repr(rich_result())
    assert SECRET not in repr(view)
    assert all(check.detail == "" for cell in view.cells for check in cell.checks)


def test_a_visible_check_is_shown_in_full() -> None:
    seen = check_of(rich_result(), "test_stride")
    assert "At index 0 diff: 15 != 16" in seen.message
    assert seen.seconds == 0.0


def test_a_hidden_check_keeps_its_name_and_points_and_gets_a_category() -> None:
    seen = check_of(rich_result(), "test_same_padding")
    assert (seen.name, seen.weight, seen.seconds) == ("test_same_padding", 2, 0.0)
    assert seen.message == "Your code gives a wrong result on a hidden case."


def test_a_hint_of_the_instructor_takes_the_place_of_the_category() -> None:
    assert check_of(rich_result(), "test_accuracy").message == "Try more epochs."


def test_a_metric_on_hidden_data_is_rounded_to_two_digits() -> None:
    assert check_of(rich_result(), "test_accuracy").metrics == (Metric("accuracy", 0.88, 0.85, 0.9, 1000),)


def test_metrics_on_hidden_data_can_be_left_out() -> None:
    assert check_of(rich_result(), "test_accuracy", hidden_metrics=False).metrics == ()


def test_hidden_checks_can_be_shown_by_name_only() -> None:
    seen = check_of(rich_result(), "test_accuracy", hidden=HiddenLevel.NAME)
    assert (seen.message, seen.metrics) == ("", ())


def test_hidden_checks_can_be_left_out_altogether() -> None:
    view = student_view(rich_result(), FeedbackPolicy(hidden=HiddenLevel.NOTHING))
    assert [check.name for check in view.cells[0].checks] == ["test_valid_padding", "test_stride"]
    assert view.cells[0].earned == 3.0


def test_hidden_checks_are_shown_wholly_once_they_are_revealed() -> None:
    seen = check_of(rich_result(), "test_accuracy", hidden=HiddenLevel.ALL)
    assert (seen.message, seen.detail, seen.seconds) == ("Try more epochs.", SECRET, 0.0)
    assert seen.metrics[0].value == 0.8765432


def test_what_a_visible_check_keeps_for_instructors_stays_with_them_also_then() -> None:
    assert check_of(rich_result(), "test_stride", hidden=HiddenLevel.ALL).detail == ""


def test_revealed_checks_are_shown_with_their_source_and_traceback() -> None:
    sources = {("conv", "shape-test"): "assert hidden_case()"}
    policy = FeedbackPolicy(HiddenLevel.ALL)
    html = render_feedback(rich_result(), "t", policy=policy, sources=sources)["conv.html"]
    assert "hidden_case" in main_part(html)
    assert f"expected {SECRET}" in html
    assert "The hidden checks of this assignment are shown here in full." in html


DAY = datetime(2026, 12, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "level"), [(-1, HiddenLevel.NAME), (0, HiddenLevel.ALL), (1, HiddenLevel.ALL)]
)
def test_the_day_of_revealing_begins_at_its_second(seconds: int, level: HiddenLevel) -> None:
    settings = Settings(hidden_feedback="name", reveal_hidden_after="2026-12-24 12:00")
    assert policy_for(settings, DAY + timedelta(seconds=seconds)).hidden is level


def test_without_a_day_the_setting_counts_for_ever() -> None:
    assert policy_for(Settings(), DAY).hidden is HiddenLevel.MESSAGE
    assert policy_for(Settings(hidden_feedback="all"), DAY).hidden is HiddenLevel.ALL


def test_an_unknown_level_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="it can be nothing, name, message, all"):
        policy_for(Settings(hidden_feedback="some"), DAY)


def test_the_text_of_the_assignment_takes_the_place_of_what_the_file_says() -> None:
    sources = {("conv", "shape-test"): "assert shown", ("other", "shape-test"): "assert wrong"}
    (run,) = student_view(rich_result(), sources=sources).notebooks
    texts = [cell["source"] for cell in run.content["cells"]]
    assert "assert shown" in texts
    assert "assert wrong" not in texts


def test_delimiters_of_the_course_are_cut_as_well() -> None:
    cells = [code(f"a\n# SECRET ON\n{SECRET}\n# SECRET OFF")]
    (run,) = student_view(rich_result(cells=cells), regions=(("SECRET ON", "SECRET OFF"),)).notebooks
    assert run.content["cells"][0]["source"] == "a"


def test_a_hidden_check_that_broke_shows_no_text_of_its_own() -> None:
    broken = CheckResult("test_x", True, Outcome.CHECKER_ERROR, message=f"NameError: {SECRET}")
    cell = CellResult("conv", "shape-test", CellKind.CHECK, 1, None, Outcome.CHECKER_ERROR, checks=(broken,))
    for level in HiddenLevel:
        view = student_view(replace(rich_result(), cells=(cell,)), FeedbackPolicy(level))
        assert SECRET not in repr(view.cells)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_of_a_hidden_check_has_words(outcome: Outcome) -> None:
    cell = CellResult("conv", "q", CellKind.CHECK, 1, 0, outcome, checks=(CheckResult("t", True, outcome),))
    message = student_view(replace(rich_result(), cells=(cell,))).cells[0].checks[0].message
    assert bool(message) is (outcome is not Outcome.PASSED)


def test_the_reason_of_a_platform_error_tells_nothing_of_the_machine() -> None:
    view = student_view(rich_result(outcome=Outcome.PLATFORM_ERROR, reason="/srv/course is full", score=None))
    assert "/srv" not in view.reason
    assert "not your work" in view.reason


@pytest.mark.parametrize("shows", list(HiddenLevel))
def test_how_the_grader_names_a_failure_is_kept_from_students(shows: HiddenLevel) -> None:
    seen = [replace(check, category="unreached", lacks="relu") for check in rich_result().cells[0].checks]
    cell = CellResult("conv", "shape-test", CellKind.CHECK, 5, 3, Outcome.FAILED, checks=tuple(seen))
    view = student_view(replace(rich_result(), cells=(cell,)), FeedbackPolicy(shows))
    assert {
        word for cell in view.cells for check in cell.checks for word in (check.category, check.lacks)
    } <= {""}


def test_exact_times_keys_and_provenance_are_gone() -> None:
    view = student_view(rich_result())
    assert (view.seconds, view.timings, view.key, view.provenance) == (0.0, {}, "", {})


def test_what_a_check_cell_printed_is_not_in_the_notebook() -> None:
    (run,) = student_view(rich_result()).notebooks
    assert SECRET in repr(rich_cells())
    assert SECRET not in repr(run)


def test_a_hidden_region_that_grading_left_behind_is_cut_out() -> None:
    source = (
        f"assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == '{SECRET}'\n### END HIDDEN TESTS\nlast = 1"
    )
    (run,) = student_view(rich_result(cells=[code(source, grade_id="shape-test", grade=True)])).notebooks
    assert run.content["cells"][0]["source"] == "assert f(1) == 1\nlast = 1"


def test_an_unclosed_hidden_region_is_cut_to_the_end() -> None:
    (run,) = student_view(rich_result(cells=[code(f"a\n# BEGIN HIDDEN TESTS\n{SECRET}")])).notebooks
    assert run.content["cells"][0]["source"] == "a"


@pytest.mark.parametrize(
    "content", [{}, {"cells": None}, {"cells": "x"}, {"cells": [None, 3, {"cell_type": "code"}]}]
)
def test_a_notebook_of_the_wrong_shape_still_makes_a_page(content: dict[str, Any]) -> None:
    result = replace(rich_result(), notebooks=(NotebookRun("conv", content),))
    assert "4 of 10 points" in render_feedback(result, "t")["conv.html"]


@pytest.mark.parametrize(
    ("figure", "rounded"),
    [(0.8765, 0.88), (0.00123, 0.0012), (1234.5, 1200.0), (0.0, 0.0), (float("inf"), float("inf"))],
)
def test_two_digits_are_significant_digits(figure: float, rounded: float) -> None:
    assert two_digits(figure) == rounded


# The pages


def test_no_byte_of_a_page_holds_what_is_hidden() -> None:
    html = page_of(*rich_cells())
    encoded = [SECRET, SECRET[::-1], base64.b64encode(SECRET.encode()).decode()[:12], SECRET.encode().hex()]
    assert [form for form in encoded if form in html] == []
    assert [figure for figure in ("1.23456", "9.87", "0.8765", "12.3456", "3.21") if figure in html] == []


def test_the_headline_counts_what_waits_for_a_person() -> None:
    assert "<h1>4 of 10 points; 3 wait for a person</h1>" in page_of()


def test_a_submission_that_nobody_could_grade_has_no_score() -> None:
    html = page_of(outcome=Outcome.CHECKER_ERROR, reason="x", score=None)
    assert "<h1>Not graded yet; 3 wait for a person</h1>" in html


def test_a_cell_that_nobody_could_grade_is_counted_apart() -> None:
    cell = CellResult("conv", "q", CellKind.CHECK, 2, None, Outcome.CHECKER_ERROR)
    html = render_feedback(replace(rich_result(), cells=(cell,)), "t")["conv.html"]
    assert "4 of 10 points; 2 could not be graded" in html


def test_results_stand_right_after_their_check_cell() -> None:
    html = main_part(page_of(*rich_cells()))
    assert html.index("conv_output_shape((") < html.index("test_same_padding") < html.index("A sketch")


def test_results_of_a_cell_that_was_deleted_stand_before_the_notebook() -> None:
    html = page_of(markdown("only this"))
    assert html.index("test_same_padding") < html.index("Your notebook</h2>")


def test_a_duplicated_cell_shows_its_results_once() -> None:
    check = code("assert True", grade_id="shape-test", grade=True)
    assert page_of(check, check).count(">test_same_padding") == 1


def test_comments_and_a_late_penalty_are_shown() -> None:
    cells = {("conv", "essay"): CellGrade(manual=2, comment="Well <b>done</b>")}
    html = render_feedback(rich_result(), "t", grades=Grades(cells, penalty=1.5))["conv.html"]
    assert "Well &lt;b&gt;done&lt;/b&gt;" in html
    assert "<h1>4.5 of 10 points</h1>" in html
    assert "a penalty of 1.5 points is already taken off" in html


def test_a_comment_on_a_cell_without_points_stands_at_that_cell() -> None:
    grades = Grades(
        {("conv", "shape"): CellGrade(comment="Nice."), ("conv", "gone"): CellGrade(comment="Where?")}
    )
    html = render_feedback(rich_result(), "t", grades=grades)["conv.html"]
    assert html.index("Comment on gone") < html.index("Your notebook</h2>")
    assert (
        main_part(html).index("padding") < main_part(html).index("Nice.") < main_part(html).index("A sketch")
    )


def test_points_that_people_changed_count_and_say_so() -> None:
    changed = CellGrade(auto=3, manual=5, extra_credit=0.5)
    html = render_feedback(rich_result(), "t", grades=Grades({("conv", "shape-test"): changed}))["conv.html"]
    assert "<h1>6.5 of 10 points; 3 wait for a person</h1>" in html
    assert "A person gave 5; the checks gave 3." in html
    assert "Extra credit of 0.5 is included." in html


def test_a_score_that_was_flagged_again_waits_for_a_person_and_counts() -> None:
    flagged = Grades({("conv", "essay"): CellGrade(manual=2, needs_manual=True)})
    graded = with_grades(rich_result(), flagged)
    assert (graded.score, graded.needs_manual) == (6.0, True)
    assert "waits for a person" in render_feedback(rich_result(), "t", grades=flagged)["conv.html"]


def test_a_penalty_takes_no_more_than_there_is() -> None:
    assert with_grades(rich_result(), Grades(penalty=100)).score == 0.0


def test_what_nobody_could_grade_gets_no_score_from_the_gradebook() -> None:
    ungraded = rich_result(outcome=Outcome.PLATFORM_ERROR, score=None)
    assert with_grades(ungraded, Grades({("conv", "essay"): CellGrade(manual=2)})).score is None


def test_an_essay_left_as_it_was_handed_out_was_graded_by_nobody() -> None:
    blank = CellResult("conv", "essay", CellKind.MANUAL, 3, 0.0, Outcome.FAILED)
    html = render_feedback(rich_result(), "t")["conv.html"]
    untouched = render_feedback(replace(rich_result(), cells=(blank,)), "t")["conv.html"]
    assert "left as it was handed out" in untouched
    assert "left as it was handed out" not in html
    assert "graded by a person" not in untouched


def test_notebooks_of_one_assignment_link_to_each_other() -> None:
    second = CellResult("part 2", "q", CellKind.CHECK, 1, 1, Outcome.PASSED)
    result = replace(rich_result(), cells=(*rich_result().cells, second))
    pages = render_feedback(result, "t")
    assert list(pages) == ["conv.html", "part 2.html"]
    assert 'href="part%202.html"' in pages["conv.html"]
    assert "1 of 1 points" in pages["part 2.html"]


def test_a_submission_that_could_not_be_read_has_a_page_with_the_reason() -> None:
    result = SubmissionResult("ada", "conv", Outcome.STUDENT_ERROR, "conv.ipynb is not JSON.", 0, 10, 0.1)
    pages = render_feedback(result, "t")
    assert list(pages) == ["conv.html"]
    assert "conv.ipynb is not JSON." in pages["conv.html"]


def test_formulas_become_mathml() -> None:
    html = main_part(page_of(*rich_cells()))
    assert html.count("<math") == 7
    assert '<mover accent="true"><mrow><mi>y</mi></mrow><mo>^</mo></mover>' in html
    assert "<mfrac>" in html
    assert "<mtable" in html
    assert "$" not in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    "tex", [r"\nosuchcommand{x}", "{" * 300, r"\text{<script>alert(1)</script>}", "x" * 3000]
)
def test_a_formula_that_cannot_be_converted_is_shown_as_tex(tex: str) -> None:
    html = main_part(page_of(markdown(f"${tex}$")))
    assert '<code class="tex">' in html
    assert "<script" not in html


def test_text_cannot_repeat_a_formula_by_naming_its_place() -> None:
    html = main_part(page_of(markdown("$x^2$\n\n<p>" + "&#xfdd0;0&#xfdd1;" * 50 + "</p>\n")))
    assert html.count("<math") == 1


def test_tables_code_and_links_of_markdown_are_kept() -> None:
    html = main_part(page_of(*rich_cells()))
    assert '<td style="text-align:right">224</td>' in html
    assert '<span class="k">def</span> <span class="f">relu</span>' in html
    assert 'href="https://example.org/conv" rel="noopener noreferrer nofollow"' in html


def test_ansi_colours_become_plain_text() -> None:
    html = main_part(page_of(*rich_cells()))
    assert "----&gt; 2 x @ x" in html
    assert "\x1b" not in html
    assert "[0;31m" not in html


def test_only_the_last_state_of_a_progress_bar_is_shown() -> None:
    html = main_part(page_of(*rich_cells()))
    assert "Epoch 20/20" in html
    assert "Epoch 19/20" not in html


def test_backspaces_take_back_what_was_written() -> None:
    html = page_of(code("print()", stream("7 %\b\b\b42 %\n\b\bdone\n")))
    assert '<pre class="stdout">42 %\ndone</pre>' in html
    bar = "\r\x1b[1m1/2\x1b[0m ##__\b\b\b\b\b\b\b\b\r\x1b[1m2/2\x1b[0m ####\n"  # as Keras writes it
    assert '<pre class="stdout">2/2 ####</pre>' in page_of(code("fit()", stream(bar)))


def test_characters_that_turn_text_around_are_marked() -> None:
    html = page_of(
        code("x = 1 # \u202e;)", stream("a\u2066b\x00c\u200bd\ud800")),
        markdown("&#x202e;z"),
        student="\u202eada",
    )
    assert not set("\u202e\u2066\x00\u200b\ud800") & set(html)
    assert "a\ufffdbcd\ufffd" in html


def test_classes_and_ids_of_a_notebook_do_not_survive() -> None:
    html = main_part(page_of(code("x", display(text_html='<p id="main" class="verdict good">10 of 10</p>'))))
    assert '<div class="rich"><p>10 of 10</p></div>' in html


def test_long_text_is_cut_and_says_so() -> None:
    html = main_part(page_of(code("x", stream("é" * 150_000))))
    assert html.count("é") == 100_000
    assert "Cut here: only the first 100 kB are shown." in html


def test_many_outputs_are_cut_and_say_so() -> None:
    html = main_part(page_of(code("x", *[display(text_plain=f"n{i}.") for i in range(150)])))
    assert "n99." in html
    assert "n100." not in html
    assert "only the first 100 outputs" in html


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png(claimed=(60_000, 60_000)), "it claims 60000 by 60000 pixels"),
        (png() + b"\0" * 2_000_000, "it is larger than 2 MB"),
        (b"<html>", "it is not a PNG, JPEG or GIF picture"),
        (b"\xff\xd8\xff\xe0\x00", "its JPEG header is damaged"),
    ],
)
def test_a_picture_that_is_no_sane_picture_is_replaced_by_the_reason(data: bytes, reason: str) -> None:
    html = main_part(page_of(code("x", picture(data))))
    assert reason in html
    assert "<img" not in html
    assert "&lt;Figure size 640x480" in html


def test_a_jpeg_is_measured_by_its_frame_header() -> None:
    frame = b"\xff\xc0\x00\x11\x08" + (480).to_bytes(2, "big") + (640).to_bytes(2, "big") + b"\x03"
    html = main_part(page_of(code("x", picture(b"\xff\xd8\xff\xe0\x00\x04ab" + frame))))
    assert "data:image/jpeg;base64," in html


def test_pictures_of_one_page_are_bounded_together() -> None:
    heavy = picture(png() + b"\0" * 1_900_000)
    html = main_part(page_of(*[code("x", heavy) for _ in range(9)]))
    assert html.count("<img") == 5
    assert "together are too large" in html


USE_BOMB = "".join(f'<g id="a{i}">' + f'<use xlink:href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 9))


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<script>alert(1)</script>", "a &lt;script&gt; element"),
        ("<foreignObject/>", "a &lt;foreignObject&gt; element"),
        ('<rect id="a0"/>' + USE_BOMB, "more than 100000 parts"),
        ('<g id="x"><use href="#x"/></g>', "nested too deeply"),
        ("<g>", "the drawing is damaged"),
    ],
)
def test_a_drawing_made_to_harm_is_not_shown(inner: str, reason: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inner}</svg>'
    html = main_part(page_of(code("x", {"output_type": "display_data", "data": {"image/svg+xml": svg}})))
    assert reason in html
    assert "<img" not in html


def test_a_drawing_with_entities_is_not_shown() -> None:
    svg = '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>'
    html = main_part(page_of(code("x", {"output_type": "display_data", "data": {"image/svg+xml": svg}})))
    assert "entities of its own" in html


@pytest.mark.parametrize("start", ["<!DOCTYPE", "<!DOCTYPE ", "<!doctype svg "])
def test_a_drawing_that_starts_its_entities_over_and_over_is_looked_through_once(start: str) -> None:
    text = (start * 100_000)[:1_000_000]
    begun = time.thread_time()
    with pytest.raises(NotShownError, match="damaged"):
        check_drawing(text)
    assert time.thread_time() - begun < 5, "each start would be followed to the end: minutes"


def test_drawings_that_are_refused_take_of_what_a_page_may_hold() -> None:
    refused = {"output_type": "display_data", "data": {"image/svg+xml": "<svg>" + " " * 999_000}}
    html = main_part(page_of(code("x", *([refused] * 40))))
    assert html.count("the drawing is damaged") == 30
    assert html.count("the pictures of this page together are too large") == 10


def test_a_plot_of_matplotlib_in_svg_is_shown() -> None:
    figure, file = Figure(), io.StringIO()
    figure.subplots().plot([1, 4, 9])
    figure.savefig(file, format="svg")
    html = main_part(
        page_of(code("x", {"output_type": "display_data", "data": {"image/svg+xml": file.getvalue()}}))
    )
    assert "data:image/svg+xml;base64," in html


def test_pictures_of_the_assignment_are_embedded_but_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "net.png").write_bytes(png())
    (tmp_path / "secret.png").write_bytes(png(10, 10))
    (tmp_path / "source" / "link.png").symlink_to(tmp_path / "secret.png")
    cells = [markdown("![a](net.png)"), markdown("![b](../secret.png) ![c](link.png) ![d](/etc/passwd)")]
    (html,) = render_feedback(rich_result(cells=cells), "t", figures=tmp_path / "source").values()
    assert main_part(html).count("data:image/png") == 1


def test_naming_one_picture_a_thousand_times_does_not_multiply_the_page() -> None:
    cell = markdown("![x](attachment:a.png)" * 1_000)
    cell["attachments"] = {"a.png": {"image/png": base64.b64encode(png() + b"\0" * 1_000_000).decode()}}
    html = page_of(cell)
    assert 0 < html.count("data:image/png") < 15
    assert len(html) < 20_000_000


def test_a_table_cell_that_spans_thousands_of_columns_is_narrowed() -> None:
    html = main_part(page_of(markdown('<table><tr><td colspan="100000" rowspan="2">x</td></tr></table>')))
    assert '<td rowspan="2">x</td>' in html


@pytest.mark.parametrize(
    "source",
    [
        "\\begin{align}\n" * 3_500,
        "[" * 50_000,
        "$a" * 25_000,
        "<div>" * 10_000,
        "a**b_" * 10_000,
        "`" * 50_000,
    ],
)
def test_markdown_made_to_be_slow_is_rendered_in_time(source: str) -> None:
    before = time.process_time()
    page_of(markdown(source))
    # On the machine where the limits were chosen the worst took 0.4 s; without them, minutes.
    assert time.process_time() - before < 5


def test_a_page_formats_only_so_much_text() -> None:
    html = main_part(page_of(*[markdown("# x\n" + "word " * 9_000) for _ in range(20)]))
    assert html.count('<div class="cell markdown">') == 11
    assert html.count('<div class="cell raw">') == 9


def test_forty_cells_take_a_few_milliseconds_once_warm() -> None:
    result = rich_result(cells=rich_cells() * 4)
    render_feedback(result, "t")
    before = time.process_time()
    for _ in range(5):
        render_feedback(result, "t")
    # About 5 ms an idle core; the margin is for a busy one.
    assert (time.process_time() - before) / 5 < 0.05


# Names and folders


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b", ".hidden", "x\x00y", "<script>", "", "n" * 300, "a\nb"]
)
def test_a_hostile_notebook_name_gives_a_harmless_file_name(name: str) -> None:
    made = page_name(name)
    assert re.fullmatch(r"[\w ()+,=@-][\w. ()+,=@-]{0,120}\.html", made)
    assert made != page_name(name + "2")


@pytest.mark.parametrize("name", ["Übung 1.2 (final)", "Q&A #1, Bob's"])
def test_an_ordinary_notebook_name_is_kept(name: str) -> None:
    assert page_name(name) == f"{name}.html"


def test_feedback_is_written_for_release_by_nbgrader(tmp_path: Path) -> None:
    submission = tmp_path / "submitted"
    submission.mkdir()
    (submission / "timestamp.txt").write_text("2026-03-02 17:04:11 UTC")
    (submission / "submission_secret.txt").write_text("abc")
    (submission / "conv.ipynb").write_text("{}")
    folder = write_feedback(tmp_path / "feedback", rich_result(), {"conv.html": "new"}, submission=submission)
    assert folder == tmp_path / "feedback" / "ada" / "conv"
    assert sorted(path.name for path in folder.iterdir()) == [
        "conv.html",
        "submission_secret.txt",
        "timestamp.txt",
    ]


def test_a_link_in_the_place_of_the_timestamp_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "private").write_text(SECRET)
    (tmp_path / "timestamp.txt").symlink_to(tmp_path / "private")
    folder = write_feedback(tmp_path / "feedback", rich_result(), {"conv.html": "x"}, submission=tmp_path)
    assert [path.name for path in folder.iterdir()] == ["conv.html"]


def test_a_folder_in_the_place_of_the_timestamp_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "timestamp.txt").mkdir()
    folder = write_feedback(tmp_path / "feedback", rich_result(), {"conv.html": "x"}, submission=tmp_path)
    assert [path.name for path in folder.iterdir()] == ["conv.html"]


def test_a_timestamp_that_becomes_a_link_after_a_look_at_it_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "private").write_text(SECRET)
    (tmp_path / "timestamp.txt").symlink_to(tmp_path / "private")
    monkeypatch.setattr(Path, "lstat", Path.stat)
    folder = write_feedback(tmp_path / "feedback", rich_result(), {"conv.html": "x"}, submission=tmp_path)
    assert [path.name for path in folder.iterdir()] == ["conv.html"]


@pytest.mark.parametrize("exchange", [True, False])
def test_new_feedback_replaces_the_whole_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(folders, "_exchanged", lambda *_: False)
    write_feedback(tmp_path, rich_result(), {"old.html": "old"})
    folder = write_feedback(tmp_path, rich_result(), {"conv.html": "new"})
    assert [path.name for path in folder.parent.rglob("*")] == ["conv", "conv.html"]


def test_a_write_that_fails_leaves_the_old_feedback(tmp_path: Path) -> None:
    folder = write_feedback(tmp_path, rich_result(), {"conv.html": "old"})
    with pytest.raises(OSError, match="missing"):
        write_feedback(tmp_path, rich_result(), {"conv.html": "new", "missing/x.html": "x"})
    assert (folder / "conv.html").read_text() == "old"
    assert [path.name for path in folder.parent.iterdir()] == ["conv"]


@pytest.mark.parametrize("moved_away", [False, True], ids=["while writing", "while swapping"])
def test_what_a_killed_writer_left_is_cleared_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved_away: bool
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    folder = write_feedback(tmp_path, rich_result(), {"conv.html": "old"})
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(folders.shutil, "rmtree", lambda *_, **__: None)
        if moved_away:
            patch.setattr(folders, "_exchanged", lambda *_: False)
            patch.setattr(Path, "rename", lambda old, new: (shutil.move(old, new), die()))
        else:
            patch.setattr(folders, "_put_in_place", die)
        write_feedback(tmp_path, rich_result(), {"conv.html": "half"})
    assert folder.exists() != moved_away
    assert len(list(folder.parent.iterdir())) == 2
    with pytest.raises(OSError, match="missing"):
        write_feedback(tmp_path, rich_result(), {"missing/x.html": "x"})
    assert (folder / "conv.html").read_text() == "old"
    assert [path.name for path in folder.parent.iterdir()] == ["conv"]


@pytest.mark.parametrize("student", ["../bob", "a/b", "", ".", "..", "a\\b", "a\x00b", "a\u202eb"])
def test_a_student_whose_name_is_no_folder_name_is_refused(tmp_path: Path, student: str) -> None:
    with pytest.raises(UsageError, match="plain folder names"):
        write_feedback(tmp_path, rich_result(student=student), {"conv.html": "x"})
    assert list(tmp_path.iterdir()) == []

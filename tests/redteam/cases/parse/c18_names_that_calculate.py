import csv
import io
from pathlib import Path

from case import Case
from target_course import RIGHT, TargetCourse

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http:attacker.invalid","grade")',
    "+1+cmd|'C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3+cmd|'C calc'!A0",
    "C18,,,,,11,0,11,11",
)


def add_students(folder: Path) -> None:
    course = TargetCourse(folder.parents[2])
    for name in FORMULAS:
        course.hand_in(name, RIGHT)


def exported(root: Path, _: str) -> list[str]:
    """What a spreadsheet would make of nbgrader's export."""
    from nbgrader.plugins.export import CsvExportPlugin

    course, place = TargetCourse(root), root.with_name(f"{root.name}-grades.csv")
    with course.gradebook() as book:
        plugin = CsvExportPlugin()
        plugin.to = str(place)
        plugin.export(book)
    return calculated(place.read_text())


def calculated(text: str) -> list[str]:
    rows = list(csv.reader(io.StringIO(text)))
    formulas = [field for row in rows for field in row if field[:1] in ("=", "+", "@") or field[:2] == "-2"]
    shifted = [row for row in rows if len(row) != len(rows[0])]
    return [
        *(f"a spreadsheet calculates {field}" for field in formulas),
        *(f"{row} is shifted" for row in shifted),
    ]


def write(_: Path) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([["student"], *([name] for name in FORMULAS)])
    return "; ".join(calculated(text.getvalue()))


CASE = Case(
    "C18",
    tries="hands in under names that a spreadsheet calculates, or that shift the fields of a table of grades",
    defence="names that are no formulas",
    mangle=add_students,
    inspect=exported,
    falls_without=("names that are no formulas",),
    control=write,
    not_nbgrader="its table is made for the whole course, and not for one submission",
)

"""A short coverage-guided run over frames and values; ``make fuzz`` is the same for as long as one likes."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from machine import missing

TARGET = Path(__file__).parent / "fuzz" / "target.py"
SECONDS = 10
HAS_A_WHEEL = sys.version_info < (3, 14) and (sys.platform, platform.machine()) == ("linux", "x86_64")


@pytest.fixture
def needs_atheris() -> None:
    if find_spec("atheris") is None:
        if HAS_A_WHEEL:
            missing("atheris")
        pytest.skip("there is no atheris for this Python")


def fuzz(seconds: int, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # By a shell of its own: else the memory that these very tests have used would count as the fuzzer's.
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, str(TARGET), str(seconds), str(folder)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, env={**os.environ, **environment}
    )


def test_thousands_of_hostile_frames_give_data_or_a_wire_error(needs_atheris: None, tmp_path: Path) -> None:
    done = fuzz(SECONDS, tmp_path)
    assert done.returncode == 0, done.stderr[-3_000:]
    assert list((tmp_path / "crashes").iterdir()) == []
    executed = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    assert executed is not None
    assert int(executed[1]) > 3_000


def test_a_slip_in_the_decoder_is_found_and_its_input_kept(needs_atheris: None, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import autograder.wire.times as times\n"
        "class Slip(BaseException): pass\n"
        "def broken(*_): raise Slip\n"
        "times.decode = broken\n"
    )
    done = fuzz(60, tmp_path, PYTHONPATH=str(tmp_path))
    assert done.returncode != 0
    assert "Slip" in done.stdout + done.stderr
    assert len(list((tmp_path / "crashes").iterdir())) == 1

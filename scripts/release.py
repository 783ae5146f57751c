"""Writes release/ from source/ with nbgrader's own generate_assignment, in a throwaway course."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Regenerate every assignment; returns nbgrader's exit status."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        shutil.copytree(ROOT / "source", course / "source")
        status = generate(course)
        if status == 0:
            shutil.rmtree(ROOT / "release", ignore_errors=True)
            shutil.copytree(course / "release", ROOT / "release")
    return status


def generate(course: Path) -> int:
    """Run ``nbgrader generate_assignment`` for all assignments of ``course``."""
    # nbgrader starts alembic by its bare name, so the virtual environment must be on the path.
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for assignment in sorted(path.name for path in (course / "source").iterdir() if path.is_dir()):
        command = [sys.executable, "-m", "nbgrader", "generate_assignment", assignment, "--force"]
        done = subprocess.run(
            command, cwd=course, env=environment, check=False, capture_output=True, text=True
        )
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())

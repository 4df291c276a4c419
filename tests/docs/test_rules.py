"""docs/rules.md says what the code says."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_rules_document_is_what_the_docstrings_say() -> None:
    run = subprocess.run(
        [sys.executable, "docs/make_rules.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "")


def test_every_source_that_the_domain_names_stands_in_the_rules() -> None:
    written = (ROOT / "docs" / "rules.md").read_text("utf-8")
    files = (ROOT / "contact_api" / "domain").rglob("*.py")
    naming = {
        str(file.relative_to(ROOT))
        for file in files
        if re.search(r"^ *Sources?: ", file.read_text("utf-8"), re.MULTILINE)
    }

    assert len(naming) > 10
    assert {name for name in naming if name not in written} == set()

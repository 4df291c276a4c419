"""The API does what its own document says, and refuses what the document rules out: all of schemathesis' checks."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.examples import many
from tests.journeys.outside import Outside
from tests.patience import PATIENCE_SECONDS

HERE = Path(__file__).parent
EXAMPLES = many(0.02)  # per operation and kind of test


def test_the_api_keeps_to_its_document(running_service: Outside) -> None:
    places = running_service.stack.places
    api = f"{places.api}/contact-routing/v1"
    finds = {
        "SCHEMATHESIS_HOOKS": "tests.journeys.schemathesis_hooks",
        "JOURNEY_SIGN_IN": places.sign_in,
        "JOURNEY_WEBHOOK_SECRET": places.webhook_secret,
        "NO_PROXY": "127.0.0.1",
    }
    asked = (
        *("--config-file", str(HERE / "schemathesis.toml"), "run", f"{api}/openapi.json", "--url", api),
        *("--checks", "all", "--max-examples", str(EXAMPLES), "--seed", "1", "--no-color"),
        *("--request-timeout", str(PATIENCE_SECONDS)),
    )

    run = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *asked],
        env=os.environ | finds,
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    chosen = re.search(r"Selected: (\d+)/\1\n  Tested: \1\n", run.stdout)
    assert chosen, run.stdout[-8000:]
    assert "request.failed" not in running_service.stack.programs.log("api").read_text()

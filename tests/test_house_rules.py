"""Rules of the house that no other tool checks; each names what to do when it is broken."""

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_origin

import pytest
from pydantic import BaseModel

from contact_api.adapters.queue.rq_queue import FUNCTION_OF, QUEUE_OF, QUEUES
from contact_api.ports import Job
from contact_api.settings import Settings

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text("utf-8")
SOURCES = sorted(path for part in ("contact_api", "workers") for path in (PROJECT / part).rglob("*.py"))
LONGEST_FILE = 250  # lines
LONG_BY_NATURE = {"contact_api/adapters/sql/migrations/versions"}
STILL_LONGER = {  # by a little; to be split by subject when their rooms are next opened
    "contact_api/cli.py",
    "contact_api/domain/capacity/capacity.py",
    "contact_api/domain/forecast/forecast.py",
    "contact_api/domain/promise/promise.py",
    "contact_api/domain/replanning/replan.py",
    "contact_api/http/schemas/work_queue.py",
    "contact_api/usecases/voice_menu/answer_caller.py",
}
LONGEST_BODY, LONGEST_STORY = 25, 50  # lines of a function without its docstring
STORIES = 1 / 50  # of all functions may be longer than the first and not than the second
LONGEST_SUBJECT = 72  # characters of a commit's first line

COMMITS = {  # the edge: the store, what works on a connection of its own, and one-shot commands
    "contact_api/adapters/sql/migrations/env.py",
    "contact_api/adapters/sql/outbox.py",
    "contact_api/adapters/sql/store.py",
    "contact_api/adapters/sql/transaction.py",
    "contact_api/seeding.py",
    "workers/schedule.py",
}
READS_THE_CLOCK = ("contact_api/bootstrap.py", "contact_api/demo/")
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}
TESTS = sorted((PROJECT / "tests").rglob("*.py"))
CLOCKS_OF_TESTS = {"sleep", "perf_counter", "monotonic", "process_time", "settimeout", "wait_for_timeout"}
FIVE_SECONDS = {"httpx.get", "httpx.post", "httpx.Client"}  # is what httpx waits if nothing is said
LIMITS = {"timeout", "deadline"}
WAITS = {"wait", "result", "join", "acquire"}
MAY_WAIT = {
    "tests/patience.py": "the one place",
    "tests/server_pair.py": "its keeper watches a run, however long that is",
    "tests/journeys/sip/kamailio.py": "a ping that is not answered is sent again",
}
NAMED_BY_OTHERS = {
    "data_received",
    "handle_events",
    "handle_exception",
    "handle_job_failure",
}  # of asyncio, uvicorn and RQ, whose classes some of ours extend
SAYS_NOTHING = {"manager", "service", "helper", "helpers", "util", "utils", "process", "handle", "data"}
OF_A_MACHINE = re.compile(
    "|".join(
        (
            r"/wo" + r"rk/",
            r"/ho" + r"me/\w",
            r"/Us" + r"ers/\w",
            r"/ro" + r"ot/",
            r"pythonho" + r"sted",
            r"py" + r"pi\.org",
            r"registry\.np" + r"mjs",
            r"(?<!no-emit-)index-" + r"url",
        )
    )
)
NOT_OURS = {
    "__pycache__",
    "build",
    "dist",
    "node_modules",
}  # and every folder that begins with a dot, but .ci


def _name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def _trees() -> Iterator[tuple[str, ast.Module]]:
    return ((_name(path), ast.parse(path.read_text("utf-8"))) for path in SOURCES)


def _calls(tree: ast.Module) -> Iterator[ast.Attribute]:
    return (
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


def _kept_files(folder: Path = PROJECT) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and (path.name == ".ci" or not (path.name.startswith(".") or path.name in NOT_OURS)):
            yield from _kept_files(path)
        elif path.is_file() and not path.name.startswith(".coverage"):
            yield path


def test_only_the_edge_commits() -> None:
    found = {name for name, tree in _trees() if any(call.attr == "commit" for call in _calls(tree))}

    assert found <= COMMITS, "a use case never commits: the edge opens the transaction and commits it"


def test_only_one_place_reads_the_clock() -> None:
    found = {
        f"{name}:{call.lineno}"
        for name, tree in _trees()
        for call in _calls(tree)
        if isinstance(call.value, ast.Name) and (call.value.id, call.attr) in CLOCKS
    }

    assert {place for place in found if not place.startswith(READS_THE_CLOCK)} == set(), "pass `now` in"


def test_no_test_is_judged_by_the_clock() -> None:
    found = {
        f"{_name(path)}:{node.lineno}"
        for path in TESTS
        if _name(path) not in MAY_WAIT
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Call) and _waits_by_the_clock(node))
        or (isinstance(node, ast.ImportFrom) and any(one.name == "until" for one in node.names))
    }

    assert found == set(), "wait by tests/patience.py: only a fault uses that up, however slow the machine"


def _waits_by_the_clock(call: ast.Call) -> bool:
    called = ast.unparse(call.func)
    name = called.rpartition(".")[2]
    limited = any(one.arg in LIMITS and _is_number(one.value) for one in call.keywords)
    limited |= name in WAITS and any(map(_is_number, call.args))
    return limited or name in CLOCKS_OF_TESTS or called in FIVE_SECONDS


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def test_no_file_is_too_long_to_be_read_in_one_go() -> None:
    lines = {
        _name(path): len(path.read_text("utf-8").splitlines())
        for path in SOURCES
        if _name(path.parent) not in LONG_BY_NATURE
    }

    assert {name for name, count in lines.items() if count > LONGEST_FILE} <= STILL_LONGER, "split by subject"


def test_functions_are_short_and_the_few_that_tell_a_story_are_not_long() -> None:
    lines = {f"{name}:{one.lineno} {one.name}": _length(one) for name, one in _functions()}
    stories = {place: length for place, length in lines.items() if length > LONGEST_BODY}

    assert {place: length for place, length in stories.items() if length > LONGEST_STORY} == {}
    assert len(stories) <= STORIES * len(lines), sorted(stories, key=stories.__getitem__)[-5:]


def _functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for name, tree in _trees():
        if Path(name).parent.as_posix() not in LONG_BY_NATURE:
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield name, node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_contributing_says_the_limits_that_are_held() -> None:
    told = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    ruff = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]
    lint, hook = ruff["lint"], (PROJECT / ".pre-commit-config.yaml").read_text("utf-8")

    for sentence in (
        f"a file has at most {LONGEST_FILE} lines",
        f"body has at most {LONGEST_BODY} lines, its docstring not counted",
        f"one in fifty may have up to {LONGEST_STORY} |",
        f"complexity is at most {lint['mccabe']['max-complexity']}",
        f"a line has at most {ruff['line-length']} characters, {lint['pycodestyle']['max-line-length']} where",
        f"more than {lint['pylint']['max-args']} parameters",
        f"subject has at most {LONGEST_SUBJECT} characters",
    ):
        assert sentence in told
    assert f"{{{LONGEST_SUBJECT + 1}}}" in hook


def test_names_say_what_things_are() -> None:
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = {
        f"{name}:{node.lineno} {node.name}"
        for name, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, named) and SAYS_NOTHING & set(_words(node.name))
        if node.name not in NAMED_BY_OTHERS
    }
    modules = {_name(path) for path in SOURCES if SAYS_NOTHING & set(path.stem.split("_"))}

    assert found | modules == set(), "name it by what it does in the field"


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def test_nothing_kept_names_a_machine_or_a_registry() -> None:
    found = {
        f"{_name(path)}: {match.group()}"
        for path in _kept_files()
        if (match := OF_A_MACHINE.search(path.read_text("utf-8", errors="ignore")))
    }

    assert found == set()


@pytest.mark.parametrize("job", list(Job))
def test_every_job_has_a_queue_and_a_function_that_takes_ids_and_numbers_only(job: Job) -> None:
    module, _, function = FUNCTION_OF[job].rpartition(".")
    parameters = inspect.signature(getattr(importlib.import_module(module), function)).parameters

    assert QUEUE_OF[job] in QUEUES
    assert parameters
    for name, parameter in parameters.items():
        assert parameter.annotation is int or (
            parameter.annotation is str and (name.endswith("_id") or name == "region")
        ), f"{job}: {name} would travel through Redis"


def test_every_setting_is_described_and_no_other() -> None:
    described = re.findall(r"`(CONTACT_[A-Z_]+)`", (PROJECT / "docs" / "settings.md").read_text("utf-8"))

    assert sorted(described) == sorted(_variables(Settings, "CONTACT_"))


def _variables(of: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in of.model_fields.items():
        given = field.annotation  # a mapping is one variable, written as JSON
        kinds = [given, *(() if get_origin(given) is dict else getattr(given, "__args__", ()))]
        group = next((one for one in kinds if inspect.isclass(one) and issubclass(one, BaseModel)), None)
        if group is None:
            yield f"{prefix}{name.upper()}"
        else:
            yield from _variables(group, f"{prefix}{name.upper()}__")


def test_the_readmes_map_is_the_real_tree() -> None:
    block = README.partition("## The map")[2].split("```")[1]
    top, inside = (
        set(re.findall(rf"^{indent}(\S+?)/? {{2,}}", block, re.MULTILINE)) for indent in ("", "  ")
    )
    top |= set(re.findall(r"^(\S+)/$", block, re.MULTILINE))

    assert top == {path.name for path in _folders(PROJECT)}
    assert {name for name in inside if not name.endswith(".py")} == {
        path.name for path in _folders(PROJECT / "contact_api")
    }
    assert all((PROJECT / "contact_api" / name).exists() for name in inside)


def _folders(parent: Path) -> Iterator[Path]:
    for path in parent.iterdir():
        if path.is_dir() and not path.name.startswith(".") and path.name not in NOT_OURS:
            yield path


def test_every_file_the_docs_name_exists() -> None:
    documents = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").rglob("*.md")]
    ours = r"(?:contact_api|workers|tests|docs|seeds|openapi|benchmarks)/[\w./-]*\w"
    named = {
        (_name(document), path)
        for document in documents
        for path in re.findall(rf"(?<![\w./]){ours}", document.read_text("utf-8"))
    }

    assert named
    assert {(document, path) for document, path in named if not (PROJECT / path).exists()} == set()

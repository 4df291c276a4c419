"""What the operator is told in one line when the command line gives up."""

import sys

import pytest

from contact_api.cli import main

SECRET = "a made-up master secret of forty characters"
NOWHERE = "postgresql+psycopg://contact@127.0.0.1:9/contact"  # the port for what is thrown away


class Operator:
    """Sets variables, types commands, and reads what was said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._env, self._said = monkeypatch, capsys

    def types(self, *command: str, **settings: str) -> tuple[object, list[str]]:
        """The exit status, and the lines of the errors."""
        for name, value in {"SECRET_KEY": SECRET, **settings}.items():
            self._env.setenv(f"CONTACT_{name}", value)
        self._env.setattr(sys, "argv", ["contact-api", *command])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, self._said.readouterr().err.splitlines()


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    return Operator(monkeypatch, capsys)


@pytest.mark.parametrize("command", [("migrate",), ("health", "api")])
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("TELEPHONY_SECRETS", '{"exchange": ["whsec_…"]}'),
        ("FORMER_SECRET_KEYS", '["an earlier key"]'),
        ("DUTY_PHONES", '{"alidhem": "+46701740610"}'),
        ("CALLS__PREFIXES", '["+46"]'),
        ("CALLS__CALLER_NUMBERS", '{"alidhem": "+46846500401"}'),
        ("TEXTS__PREFIXES", '["+46"]'),
        ("SIGN_IN", '{"staff": {"issuer": "https://…", "roles": ["staff"]}}'),
    ],
)
def test_a_setting_that_is_no_json_is_named_with_its_form_and_without_its_value(
    operator: Operator, command: tuple[str, ...], name: str, form: str
) -> None:
    status, said = operator.types(*command, **{name: "secret-and-no-json"})

    assert (status, len(said)) == (1, 1)
    assert said[0].startswith(f"contact-api: CONTACT_{name}: is no JSON; write it as {form}")
    assert "secret-and" not in said[0]


def test_json_of_another_form_is_met_with_the_form_it_must_have(operator: Operator) -> None:
    _, said = operator.types("migrate", TELEPHONY_SECRETS='{"exchange": "whsec_x"}')

    assert said == [
        'contact-api: CONTACT_TELEPHONY_SECRETS: must look like {"exchange": ["whsec_…"]} (docs/settings.md)'
    ]


@pytest.mark.parametrize(
    ("provider", "fault"),
    [
        ('{"roles": ["staff"]}', "x.issuer: Field required"),
        ('{"issuer": "https://a.example", "roles": ["boss"]}', "x.roles.0: Input should be 'citizen',"),
        (
            '{"issuer": "https://a.example", "algorithms": ["HS256"]}',
            "x.algorithms.0: Input should be 'ES256' or",
        ),
        ('{"issuer": "https://a.example", "lives": 1}', "x.lives: Extra inputs are not permitted"),
        (
            '{"issuer": "https://a.example", "everybody": ["citizen"]}',
            "x: Value error, `everybody` names a role",
        ),
    ],
)
def test_a_provider_that_cannot_be_meant_is_named_with_what_is_wrong(
    operator: Operator, provider: str, fault: str
) -> None:
    status, said = operator.types("migrate", SIGN_IN=f'{{"x": {provider}}}')

    assert (status, len(said)) == (1, 1)
    assert said[0].startswith(f"contact-api: CONTACT_SIGN_IN: {fault}")


def test_one_issuer_is_one_provider(operator: Operator) -> None:
    _, said = operator.types(
        "migrate", SIGN_IN='{"x": {"issuer": "https://a"}, "y": {"issuer": "https://a"}}'
    )

    assert said[0].startswith("contact-api: CONTACT_SIGN_IN: two providers have the same issuer")


def test_a_short_secret_is_counted_in_characters(operator: Operator) -> None:
    _, said = operator.types("migrate", SECRET_KEY="short")

    assert said == ["contact-api: CONTACT_SECRET_KEY: must be at least 32 characters long (docs/settings.md)"]


@pytest.mark.parametrize("command", ["migrate", "seed"])
def test_a_database_that_cannot_be_reached_is_one_line(operator: Operator, command: str) -> None:
    status, said = operator.types(command, DATABASE_URL=NOWHERE)

    assert (status, said) == (
        1,
        [
            "contact-api: PostgreSQL cannot be reached; nothing was written."
            " Is it running, and is CONTACT_DATABASE_URL right?"
        ],
    )


def test_a_scenario_that_is_not_there_is_named(operator: Operator) -> None:
    _, said = operator.types("simulate", "/nope", "--out", "/nope/out")

    assert said == ["contact-api: /nope: scenario.json: cannot be read (No such file or directory)"]

"""What docker-compose.yml, the Dockerfile, the Makefile and the lock files say is true of the product."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel
from typer.main import get_command

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "seed", "api", "worker", "scheduler")
LASTING = ("postgres", "valkey", "api", "worker", "scheduler")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
INSTRUCTIONS = [
    line.split(maxsplit=1) for line in DOCKERFILE.replace("\\\n", " ").splitlines() if line[:1].isupper()
]
LOCKS = ("requirements.txt", "requirements-dev.txt")


def commands_used() -> set[str]:
    """Every `contact-api COMMAND` in compose, Dockerfile, Makefile."""
    lists = [service.get("command") for service in SERVICES.values()]
    lists += [service.get("healthcheck", {}).get("test") for service in SERVICES.values()]
    text = " ".join(" ".join(words) for words in lists if words)
    text += " " + re.sub(r'[",\[\]]', " ", DOCKERFILE) + " " + (ROOT / "Makefile").read_text()
    return set(re.findall(r"(?<![/\w])(?:\$\(BIN\)/)?contact-api +([a-z][a-z-]+)", text))


def settings_used() -> set[str]:
    """Every CONTACT_ variable that compose hands to our programs, and the Dockerfile's."""
    names = {name for service in OURS for name in SERVICES[service]["environment"]}
    return names | set(re.findall(r"\b(CONTACT_[A-Z_]+)=", DOCKERFILE))


def names_of(model: type[BaseModel], prefix: str) -> set[str]:
    """The variables that a settings class reads, nested ones with `__`."""
    found = set()
    for name, field in model.model_fields.items():
        own = prefix + name.upper()
        nested = [
            part for part in (field.annotation, *getattr(field.annotation, "__args__", ())) if is_model(part)
        ]
        found |= {own, *(inner for part in nested for inner in names_of(part, f"{own}__"))}
    return found


def is_model(part: object) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


def test_every_command_that_compose_dockerfile_and_makefile_use_exists() -> None:
    from contact_api.cli import app

    existing = set(get_command(app).commands)  # type: ignore[attr-defined]

    assert {"serve", "work", "schedule", "migrate", "seed", "health", "demo", "openapi"} <= commands_used()
    assert commands_used() <= existing


def test_every_setting_that_compose_and_dockerfile_name_exists() -> None:
    from contact_api.settings import Settings

    assert {"CONTACT_DATABASE_URL", "CONTACT_SIGN_IN", "CONTACT_HOST"} <= settings_used()
    assert settings_used() <= names_of(Settings, "CONTACT_")


def test_telephony_is_passed_on_when_it_is_set_and_is_nothing_otherwise() -> None:
    passed = {name for name, value in SERVICES["worker"]["environment"].items() if value is None}

    assert {"CONTACT_TWILIO__AUTH_TOKEN", "CONTACT_TELEPHONY_SECRETS", "CONTACT_ORIGINATE__SECRET"} <= passed
    assert SERVICES["api"]["environment"] == SERVICES["worker"]["environment"]


def test_every_setting_without_a_default_is_set_by_compose() -> None:
    from contact_api.settings import Settings

    required = {
        f"CONTACT_{name.upper()}" for name, field in Settings.model_fields.items() if field.is_required()
    }

    assert required <= settings_used()


def test_every_part_that_is_asked_for_its_health_has_an_answer() -> None:
    from contact_api.health import PARTS

    asked = {
        test[-1]
        for s in SERVICES.values()
        if "contact-api" in (test := s.get("healthcheck", {}).get("test", []))
    }

    assert asked == {"api", "worker", "scheduler"} == set(PARTS) - {"roster"}  # no container of its own


@pytest.mark.parametrize("name", LASTING)
def test_what_stays_up_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_may_write_to_its_image_or_gain_rights(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]
    assert not SERVICES[name].get("privileged")


@pytest.mark.parametrize("name", OURS)
def test_our_containers_keep_no_capability_and_write_only_to_memory(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "volumes" not in SERVICES[name]


def test_programs_start_once_the_migrations_are_done() -> None:
    for name in ("api", "worker", "scheduler", "seed"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert SERVICES["migrate"]["restart"] == "no"


def test_the_api_does_not_wait_for_valkey() -> None:
    assert "valkey" not in SERVICES["api"]["depends_on"]


def test_only_the_api_is_published_and_only_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert list(published) == ["api"]
    assert all(port.startswith("127.0.0.1:") for port in published["api"])
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["inside"]


def test_valkey_keeps_its_jobs() -> None:
    options = shlex.split(SERVICES["valkey"]["command"][-1])

    assert options[options.index("--appendonly") + 1] == "yes"
    assert options[options.index("--maxmemory-policy") + 1] == "noeviction"
    assert "valkey:/data" in SERVICES["valkey"]["volumes"]


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    secrets = re.findall(r"\$\{((?:\w*PASSWORD|\w*SECRET\w*|\w*TOKEN\w*))([^}]*)\}", text)

    assert {name for name, _ in secrets} == {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "CONTACT_SECRET_KEY"}
    assert all(rest.startswith(":?") for _, rest in secrets)


def test_every_volume_and_network_that_is_used_is_declared() -> None:
    volumes = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    networks = {network for service in SERVICES.values() for network in service["networks"]}

    assert volumes == set(COMPOSE["volumes"])
    assert networks == set(COMPOSE["networks"])


def test_the_image_runs_without_rights_and_is_asked_for_its_health() -> None:
    last_stage = INSTRUCTIONS[max(i for i, (word, _) in enumerate(INSTRUCTIONS) if word == "FROM") :]
    by_word = dict(last_stage)

    assert by_word["USER"].split(":")[0] not in ("0", "root")
    assert "contact-api" in by_word["HEALTHCHECK"]
    assert "serve" in by_word["CMD"]
    assert [word for word, _ in INSTRUCTIONS].count("FROM") == 2


def test_the_image_installs_nothing_without_a_hash() -> None:
    installs = re.findall(r"pip install ([^\n&\\]*)", DOCKERFILE)

    assert installs
    assert all("--require-hashes" in rest or "--no-deps --no-index" in rest for rest in installs)


def test_what_the_image_copies_is_not_ignored() -> None:
    kept = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line[:1] == "!"
    }

    assert {"pyproject.toml", "README.md", "LICENSE", *LOCKS, "contact_api", "workers", "seeds"} <= kept
    assert all((ROOT / path).exists() for path in kept)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_has_a_hash_for_each_package_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^[a-z].*?(?=^\S|\Z)", text, flags=re.MULTILINE | re.DOTALL)

    assert len(packages) > 50
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text
    assert not re.search(r"^-", text, flags=re.MULTILINE)


def test_both_lock_files_agree() -> None:
    product, all_of_it = (
        set(re.findall(r"^([a-z][\w.\[\]-]*==[^\s;]+)", (ROOT / lock).read_text(), flags=re.MULTILINE))
        for lock in LOCKS
    )

    assert product < all_of_it

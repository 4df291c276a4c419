"""What `contact-api generate PROFILE --out DIR [--seed N] [--days N] [--force]` does."""

from collections.abc import Callable, Iterator
from pathlib import Path

from contact_api.replay.errors import ScenarioFault
from contact_api.replay.generate.generated_scenario import (
    GeneratedScenario,
    generate_scenario,
    region_template,
    write_generated,
)
from contact_api.replay.generate.nation import nation_regions
from contact_api.replay.generate.profiles import PROFILES, Profile

NATIONAL = "national"


def run(profile: str, out: Path, *, seed: int, days: int, force: bool, say: Callable[[str], None]) -> None:
    """Write the scenario folder, or one a region, and say what is in it. Errors: ScenarioFault, in one line."""
    if profile not in PROFILES:
        raise ScenarioFault(f"there is no profile {profile!r}; choose from {', '.join(PROFILES)}")
    if not force:
        _refuse_to_overwrite(out)
    written = []
    for folder, generated in _scenarios(PROFILES[profile], out, seed=seed, days=days):
        write_generated(folder, generated)
        written.append((folder, _sizes(generated)))
    contacts, centres, staff, work, minutes = (
        sum(column) for column in zip(*(sizes for _, sizes in written), strict=True)
    )
    regions = f" in {len(written)} regions" if len(written) > 1 else ""
    say(
        f"Made up {profile}-{seed}{regions}, {PROFILES[profile].description}: "
        f"{contacts} contacts at {centres} centres with {staff} staff; "
        f"their work is {work / minutes:.0%} of the callback time. Nobody and nothing in it is real but place names."
    )
    say(f"Next: contact-api simulate {written[0][0]} --out RESULT")


def _scenarios(
    profile: Profile, out: Path, *, seed: int, days: int
) -> Iterator[tuple[Path, GeneratedScenario]]:
    """The folders to write, one at a time: a nation need not fit into memory."""
    name = f"{profile.name}-{seed}"
    if profile.centres == NATIONAL:
        for template in nation_regions(seed=seed):
            yield (
                out / template.key,
                generate_scenario(profile, template, name=f"{name}-{template.key}", seed=seed, days=days),
            )
    else:
        yield (
            out,
            generate_scenario(profile, region_template(profile, seed=seed), name=name, seed=seed, days=days),
        )


def _sizes(generated: GeneratedScenario) -> tuple[int, int, int, int, int]:
    return generated.contacts, len(generated.centres), len(generated.staff), generated.work, generated.minutes


def _refuse_to_overwrite(out: Path) -> None:
    try:
        taken = out.is_dir() and any(out.iterdir())
    except OSError as error:
        raise ScenarioFault(f"{out}: cannot be read ({error.strerror or error})") from None
    if taken:
        raise ScenarioFault(f"{out}: is not empty; --force writes over what is there")

"""What stands in a scenario's `scenario.json`, read and checked."""

import json
from collections.abc import Mapping
from datetime import date, time
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.scenario.csv_rows import UPPER_LIMIT

FILE = "scenario.json"


class ScenarioSettings:
    """The keys of one scenario. Errors, of every function: ScenarioFault."""

    def __init__(self, folder: Path) -> None:
        self._keys = _object_in(folder)
        self.name = str(self._keys.get("name", folder.name))

    def planning(self) -> Planning:
        """The region's usual planning figures with those of the scenario."""
        return Planning(
            version="replay",
            wrap=ceil(self.number("wrap_minutes")) * MINUTE,
            ring=ceil(self.number("ring_minutes")) * MINUTE,
            max_attempts=int(self.number("max_attempts", least=1)),
            retry_after=ceil(self.number("retry_after_minutes")) * MINUTE,
            red_flag_retry_after=ceil(self.number("retry_after_minutes")) * MINUTE,
            urgent_within=int(self.number("urgent_within_minutes", least=1)) * MINUTE,
        )

    def zone(self) -> ZoneInfo:
        name = self._keys.get("timezone")
        try:
            return ZoneInfo(str(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise _fault("timezone", f"there is no time zone {name!r}") from None

    def days(self) -> tuple[date, ...]:
        days = self._keys.get("days")
        try:
            found = tuple(date.fromisoformat(day) for day in days) if isinstance(days, list) else ()
        except (TypeError, ValueError):
            found = ()
        if not found or list(found) != sorted(set(found)):
            raise _fault("days", "must be a list of dates such as 2025-11-03, in order")
        return found

    def clock(self, key: str) -> time:
        try:
            return time.fromisoformat(str(self._keys.get(key)))
        except ValueError:
            raise _fault(key, f"{self._keys.get(key)!r} is no time such as 17:00") from None

    def number(self, key: str, *, least: float = 0) -> float:
        found = self._keys.get(key)
        if isinstance(found, bool) or not isinstance(found, int | float) or not least <= found < UPPER_LIMIT:
            raise _fault(key, f"{found!r} must be a number, at least {least:g}")
        return float(found)


def _object_in(folder: Path) -> Mapping[str, Any]:
    try:
        read = json.loads((folder / FILE).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ScenarioFault(f"{FILE}: cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError:
        raise ScenarioFault(f"{FILE}: is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ScenarioFault(f"{FILE} line {error.lineno}: is no JSON ({error.msg})") from None
    if not isinstance(read, dict):
        raise ScenarioFault(f"{FILE}: must be an object")
    return read


def _fault(key: str, wrong: str) -> ScenarioFault:
    return ScenarioFault(f"{FILE}, {key}: {wrong}")

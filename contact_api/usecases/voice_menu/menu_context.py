"""What the keys of a caller are understood by."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.errors import NotAnIdentity
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, read_identity
from contact_api.domain.core.values import Language
from contact_api.domain.region.region import Region
from contact_api.domain.voice_menu.menu_flow import MenuContext
from contact_api.domain.voice_menu.menu_session import Number, NumberFault

KEYED_KINDS = (IdentityKind.PERSONAL_NUMBER, IdentityKind.COORDINATION_NUMBER)
TEN_DIGITS = 10
ReadNumber: TypeAlias = Callable[[str], Number | NumberFault]


def menu_context(
    region: Region, languages: Sequence[Language], read_number: ReadNumber, *, now: datetime
) -> MenuContext:
    """The region's menu, and how keys are read today.

    Ten digits that are a telephone number, too, are no coordination number: that kind is understood with twelve.
    """
    today = local_day(now, region.zone)

    def read(keys: str) -> PersonIdentity | None:
        may_be_telephone = len(keys) == TEN_DIGITS and isinstance(read_number(keys), Number)
        kinds = (IdentityKind.PERSONAL_NUMBER,) if may_be_telephone else KEYED_KINDS
        for kind in kinds:
            try:
                return read_identity(kind, keys, now=today)
            except NotAnIdentity:
                continue
        return None

    return MenuContext(region, languages, read_number, read)

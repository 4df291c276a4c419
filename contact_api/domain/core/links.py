"""The citizen's link to their case: how long it opens, and when it is called off.

Source: PDL, OSL 25 kap.: a link that went to a number which is not the citizen's tells a stranger who seeks care.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning

SERIALS = 2**16  # of a link's two bytes; then they begin anew


def link_called_off(contact: Contact) -> Contact:
    """The contact with another link: those that were sent before open nothing any more."""
    return replace(contact, link_serial=(contact.link_serial + 1) % SERIALS)


def link_opens(contact: Contact, serial: int, *, planning: Planning, now: datetime) -> bool:
    """Whether this link still opens the case: it is the newest, and the case ended no more than some days ago.

    A case is not over before the last time that was booked for it, or the last day on which one is waited for.
    """
    if serial != contact.link_serial or contact.closed_at is None:
        return serial == contact.link_serial
    ended = max(contact.closed_at, contact.booked_until or contact.closed_at)
    return now < ended + timedelta(days=planning.link_days)

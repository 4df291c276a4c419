"""On PostgreSQL a claim is a transaction of its own: when its answer cannot be made it is taken back."""

from datetime import timedelta

from contact_api.bootstrap import Application
from contact_api.domain.core.access import Permission
from contact_api.domain.core.contact import Details
from contact_api.domain.core.limits import LONGEST_NAME
from contact_api.domain.core.values import ContactState
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.routes.work_queue import next_claim
from tests.adapters.sql.small_region import ALPHA, NINE, NURSES, a_cell, a_request, lay, look, seek
from tests.makers import a_nurse_of


def test_a_claim_that_cannot_be_shown_is_given_back_and_the_next_is_pulled(app: Application) -> None:
    lay(app, a_cell(9, 60))
    hidden = seek(app).contact.id
    shown = seek(app, a_request(sought_at=NINE + timedelta(minutes=1))).contact.id
    look(app, lambda tx: tx.save_details(hidden, Details(name="x" * (LONGEST_NAME + 1))))
    context = RequestContext(app, a_nurse_of(ALPHA, NURSES[0]), NINE.replace(hour=11), Permission.WORK_QUEUE)

    claim = next_claim(context)

    assert claim is not None
    assert claim.contact.contact_id == shown
    left = look(app, lambda tx: tx.contact(hidden))
    assert left is not None
    assert (left.state, left.claimed_by) == (ContactState.WAITING, None)
    kinds = [one.kind for one in look(app, lambda tx: tx.history(hidden))]
    assert kinds[-2:] == ["contact.pulled", "contact.released"]

"""What identifies a person, or was written about them, cannot be read in the database."""

from contact_api.bootstrap import Application
from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import StaffId
from contact_api.usecases.work_queue.pull_next import pull_next, transfer
from tests.adapters.sql.small_region import NINE, NURSES, a_cell, a_request, asked, lay, look, seek

NURSE = StaffId(NURSES[0])
SAYS = "Hon hostar blod."


def test_what_staff_wrote_about_a_person_is_sealed_and_read_again_in_the_history(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(9, 60))
    contact = seek(app).contact
    pulled = app.transact(lambda tx: pull_next(NURSE, tx, now=NINE))
    assert pulled is not None

    app.transact(
        lambda tx: transfer(
            contact.id,
            NURSE,
            pulled.contact.lease_number,
            tx,
            why=SAYS,
            to_professions=("doctor",),
            to_unit=None,
            now=NINE,
        )
    )

    kept = str(asked(small_url, "select facts from contact_event where kind = 'contact.transferred'"))
    assert SAYS not in kept
    history = look(app, lambda tx: tx.history(contact.id))
    assert [event.facts["why"] for event in history if event.kind == "contact.transferred"] == [SAYS]


def test_name_number_and_free_text_are_sealed(app: Application, small_url: str) -> None:
    details = Details(name="Astrid Testberg", phone="+46701740605", free_text=SAYS)
    contact = seek(app, a_request(details=details)).contact

    row = str(asked(small_url, "select to_jsonb(c), to_jsonb(p) from contact_request c, person p"))

    assert not any(word in row for word in ("Astrid", "46701740605", SAYS))
    assert look(app, lambda tx: tx.details(contact.id)) == details

"""Who is who, and what makes two requests the same case."""

from contact_api.adapters.identity.sealing import Sealer
from contact_api.domain.core.identity import NOBODY, IdentityKind, PersonIdentity
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.usecases.identification.recognise import person_id_of, person_ids_of, recognise

INDEX = Sealer(["a made-up master secret of forty characters"])
ASTRID = PersonIdentity(IdentityKind.PERSONAL_NUMBER, "198004262385", "personal")
PHONE = "+46701740605"


def key(
    identity: PersonIdentity = ASTRID,
    phone: str | None = PHONE,
    speaker: str | None = None,
    unit: str = "a",
    reason: str = "R01",
) -> str | None:
    contact = ContactId("c-1")
    return recognise(contact, identity, phone, speaker, unit_id=UnitId(unit), reason=reason, index=INDEX)[1]


def test_an_identified_person_has_one_case_per_unit_whatever_the_reason_and_number() -> None:
    assert key() == key(reason="R02", phone="+46701740606")
    assert key() != key(unit="b")


def test_a_number_alone_has_one_case_per_unit_and_reason() -> None:
    assert key(NOBODY) == key(NOBODY)
    assert len({key(NOBODY), key(NOBODY, reason="R02"), key(NOBODY, unit="b"), key()}) == 4


def test_nobody_known_by_nothing_is_ever_the_same_as_another() -> None:
    assert key(NOBODY, phone=None) is None


def test_only_the_same_speaker_comes_back_to_a_case_of_another_person() -> None:
    assert key(speaker="x") == key(speaker="x")
    assert len({key(speaker="x"), key(speaker="y"), key()}) == 3
    assert key(NOBODY, speaker="x") is None


def test_the_id_of_a_person_gives_nothing_of_their_number_away() -> None:
    person = person_id_of(ASTRID, INDEX)

    assert "1980" not in person
    assert person == person_id_of(ASTRID, INDEX)


def test_a_person_is_found_again_after_the_secret_was_changed() -> None:
    before = person_id_of(ASTRID, INDEX)
    changed = Sealer(
        ["another made-up master secret, also long", "a made-up master secret of forty characters"]
    )

    assert before in person_ids_of(ASTRID, changed)
    assert person_ids_of(NOBODY, changed) == ()

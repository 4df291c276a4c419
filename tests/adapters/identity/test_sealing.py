"""Sealing at rest, blind look-up values and link tokens."""

from timeit import timeit
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.identity.sealing import (
    LARGEST_SERIAL,
    LinkedContact,
    SealBroken,
    Sealer,
    SecretTooShort,
)
from contact_api.domain.core.errors import ContactNotFound
from contact_api.domain.core.values import ContactId

OLD, NEW = "an old secret of forty characters, really", "a new secret of forty characters, really!"
sealer = Sealer([NEW])


@given(st.text(), st.text(max_size=40), st.text(max_size=20))
def test_what_is_sealed_for_a_field_of_a_row_opens_there(text: str, row: str, field: str) -> None:
    assert sealer.unseal(sealer.seal(text, row=row, field=field), row=row, field=field) == text


def test_the_same_text_is_sealed_differently_each_time_and_never_shows() -> None:
    one, other = (sealer.seal("ont i halsen", row="1", field="free_text") for _ in range(2))

    assert one != other
    assert "halsen" not in one


@pytest.mark.parametrize(("row", "field"), [("2", "phone"), ("1", "name"), ("1p", "hone"), ("", "1:1:phone")])
def test_a_sealed_text_opens_in_no_other_row_or_field(row: str, field: str) -> None:
    sealed = sealer.seal("+46701740605", row="1", field="phone")

    with pytest.raises(SealBroken):
        sealer.unseal(sealed, row=row, field=field)


@given(st.data())
def test_no_changed_character_goes_unnoticed(data: st.DataObject) -> None:
    sealed = sealer.seal("ont i halsen", row="1", field="free_text")
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != sealed[place]))

    with pytest.raises(SealBroken):
        sealer.unseal(sealed[:place] + other + sealed[place + 1 :], row="1", field="free_text")


@pytest.mark.parametrize("nonsense", ["", ".", "plain text", "00000000.AAAA", "å.å"])
def test_what_was_never_sealed_does_not_open(nonsense: str) -> None:
    with pytest.raises(SealBroken):
        sealer.unseal(nonsense, row="1", field="phone")


def test_after_a_change_of_secret_the_old_rows_open_and_new_ones_are_sealed_with_the_new_one() -> None:
    before, between, after = Sealer([OLD]), Sealer([NEW, OLD]), Sealer([NEW])
    sealed = before.seal("text", row="1", field="name")

    assert between.unseal(sealed, row="1", field="name") == "text"

    again = between.seal("text", row="1", field="name")

    assert after.unseal(again, row="1", field="name") == "text"
    with pytest.raises(SealBroken):
        after.unseal(sealed, row="1", field="name")


def test_a_person_is_found_again_by_number_and_system_alone() -> None:
    found = sealer.blind_index("198004262385", of="urn:personal")

    assert found == Sealer([NEW]).blind_index("198004262385", of="urn:personal")
    assert "1980" not in found
    assert (
        len({found, sealer.blind_index("198004262385", of="urn:other"), sealer.blind_index("1", of="a")}) == 3
    )
    assert sealer.blind_index("1:2", of="a") != sealer.blind_index("2", of="a:1")
    assert found != Sealer([OLD]).blind_index("198004262385", of="urn:personal")


def test_during_a_change_of_secret_a_person_is_looked_for_under_both() -> None:
    both = Sealer([NEW, OLD]).blind_indexes("198004262385", of="urn:personal")

    assert both == tuple(
        Sealer([secret]).blind_index("198004262385", of="urn:personal") for secret in (NEW, OLD)
    )


@given(st.uuids().map(str) | st.text(max_size=40), st.integers(0, LARGEST_SERIAL))
def test_a_link_names_its_contact_and_its_serial(contact: str, serial: int) -> None:
    token = sealer.link_token(ContactId(contact), serial)

    assert sealer.read_link_token(token) == LinkedContact(ContactId(contact), serial)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_link_is_short_enough_for_a_text_message() -> None:
    assert len(sealer.link_token(ContactId(str(uuid4())), 1)) == 47


@given(st.data())
def test_a_link_changed_in_any_place_leads_nowhere(data: st.DataObject) -> None:
    token = sealer.link_token(ContactId("0190f1d2-7c1a-7a55-8f00-1b2c3d4e5f60"), 1)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("AQgw09-_ZE.=%å").filter(lambda character: character != token[place]))

    with pytest.raises(ContactNotFound):
        sealer.read_link_token(token[:place] + other + token[place + 1 :])


@given(st.text(max_size=60))
def test_a_guessed_link_leads_nowhere(guess: str) -> None:
    with pytest.raises(ContactNotFound):
        sealer.read_link_token(guess)


def test_a_link_sent_before_a_change_of_secret_still_leads_there() -> None:
    token = Sealer([OLD]).link_token(ContactId("c1"), 7)

    assert Sealer([NEW, OLD]).read_link_token(token) == LinkedContact(ContactId("c1"), 7)
    with pytest.raises(ContactNotFound):
        Sealer([NEW]).read_link_token(token)


@pytest.mark.parametrize("given_secrets", [[], [""], ["too short"], [NEW, "short"]])
def test_a_secret_that_could_be_guessed_is_refused_at_the_start(given_secrets: list[str]) -> None:
    with pytest.raises(SecretTooShort):
        Sealer(given_secrets)


def test_sealing_costs_a_request_well_under_a_millisecond() -> None:
    def once() -> None:
        sealer.unseal(
            sealer.seal("ont i halsen sedan i går", row="1", field="free_text"), row="1", field="free_text"
        )
        sealer.blind_index("198004262385", of="urn:personal")
        sealer.read_link_token(sealer.link_token(ContactId("c1"), 1))

    assert min(timeit(once, number=100) for _ in range(5)) / 100 < 0.001

"""What is known of a person after they said it again."""

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.contact import Details, added_to

numbers = st.one_of(st.none(), st.sampled_from(["+46701740605", "+46701740606", "+46313900600"]))
some_details = st.builds(Details, phone=numbers, caller_phone=numbers, phone_takes_sms=st.booleans())


@given(st.lists(some_details, min_size=1, max_size=5))
def test_the_number_that_was_said_last_is_the_one_that_is_rung(said: list[Details]) -> None:
    known = Details()
    for one in said:
        known, _ = added_to(known, one)

    last = next((one for one in reversed(said) if one.callback_number), Details())
    assert known.callback_number == last.callback_number
    assert known.phone_takes_sms == last.phone_takes_sms


def test_who_speaks_for_a_child_and_gives_another_number_is_rung_there() -> None:
    first = Details(phone="+46701740605", caller_phone="+46701740606", caller_name="Sixten")

    known, _ = added_to(first, Details(phone="+46701740607"))

    assert (known.callback_number, known.caller_name) == ("+46701740607", "Sixten")

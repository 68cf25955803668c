from __future__ import annotations

import pytest

from s3align.desk.access import NotAllowedError, NotFoundError, NotSignedInError, Permission, Principal, Role, require

READER = Principal(account_id="a", roles={"one": Role.REVIEWER})


def test_a_reviewer_reads_in_their_call_and_in_no_other():
    require(READER, Permission.READ, "one")
    with pytest.raises(NotFoundError):
        require(READER, Permission.READ, "two")


def test_a_reviewer_does_not_lead():
    with pytest.raises(NotAllowedError):
        require(READER, Permission.LEAD, "one")


def test_nobody_is_asked_to_sign_in():
    with pytest.raises(NotSignedInError):
        require(Principal(), Permission.SIGNED_IN)


def test_a_token_has_no_more_than_its_scopes_and_its_call():
    token = Principal(
        account_id="a",
        roles=dict.fromkeys(("one", "two"), Role.LEAD),
        scopes=frozenset({Permission.READ}),
        call_id="one",
    )
    assert token.may(Permission.READ, "one")
    assert not token.may(Permission.READ, "two")
    assert not token.may(Permission.LEAD, "one")


def test_a_permission_of_a_call_needs_a_call_even_for_the_user_of_a_laptop():
    assert not Principal(account_id="local", is_local=True).may(Permission.READ)

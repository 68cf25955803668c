from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from s3align.desk.people import passwords
from s3align.errors import UsageError


@pytest.fixture(scope="module", autouse=True)
def cheap_passwords():
    """Here they cost what they cost everywhere."""


def test_a_hash_is_argon2id_with_the_parameters_of_rfc_9106_and_fits_its_password_alone():
    kept = passwords.hashed("drei Birnen im Regen")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(kept, "drei Birnen im Regen")
    assert not passwords.matches(kept, "drei Birnen im regen")
    assert not passwords.is_outdated(kept)


def test_two_keyboards_that_write_an_umlaut_differently_write_one_password():
    kept = passwords.hashed("Brücke über den Fluß")
    assert passwords.matches(kept, "Bru\u0308cke u\u0308ber den Fluß")


def test_nothing_fits_an_account_without_a_password():
    assert not passwords.matches("", "")
    assert not passwords.matches("", "A" * 30)
    assert not passwords.matches("no hash", "A" * 30)


def test_a_hash_of_weaker_parameters_is_outdated():
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash("x"))


@pytest.mark.parametrize(
    "password",
    [
        "drei Birnen im Regen",
        "correct horse battery stapler wagon",
        "xK9$mQ2!vL7#",
        "日本語のとても長い合言葉です",
        "zwölf Boxkämpfer",
    ],
)
def test_long_and_unusual_passwords_are_good(password):
    passwords.require_good(password, "ada@example.org", "Ada Beispiel")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elf Zeichen",
        "x" * 257,
        "aaaaaaaaaaaaaa",
        "ababababababab",
        "123456789012",
        "password1234",
        "P@ssw0rd2024!",
        "Passwort12345",
        "qwertzuiop123",
        "qwertyuiopasdf",
        "0987654321098",
        "ada@example.org",
        "AdaBeispiel2024",
        "beispiel-ada-1",
        "hallohallohallo",
        "Administrator1",
    ],
)
def test_short_endless_common_and_personal_passwords_are_refused(password):
    with pytest.raises(UsageError):
        passwords.require_good(password, "ada@example.org", "Ada Beispiel")

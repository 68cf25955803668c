"""Passwords: argon2id hashes, and which are good enough (NIST SP 800-63B: long, not common, no rules of composition)."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from s3align.errors import UsageError, said

LEAST_CHARACTERS = 12
"""Long enough that the delay after wrong passwords makes guessing hopeless, short enough for a phrase of three words."""
MOST_CHARACTERS = 256
"""More than any person or password manager writes; bounds the work that a stranger can cause."""
_AT_ONCE = threading.BoundedSemaphore(4)
"""Each hash takes 64 MiB of memory: so many at a time, or strangers who try passwords could use up all of it."""
_COMMON = frozenset(
    "passwor kennwort passwort geheim hallo willkommen welcome letmein qwertz qwerty asdfgh yxcvbn iloveyou ichliebedich "
    "admin administrator sonnenschein sunshine princess football fussball dragon monkey master schatz baby michael "
    "superman batman test login start trustno abc abcd abcdef abcdefgh abcdefghijkl changeme default guest gast "
    "correcthorsebatterystaple correct horse battery staple".split()
)
"""Words that the commonest passwords are made of, as they stand in lists of leaked ones."""
_ROWS = ("1234567890", "0123456789", "qwertzuiopü", "qwertyuiop", "asdfghjklö", "abcdefghijklmnopqrstuvwxyz")
_LEET = str.maketrans("013457@$!", "oleastasi")


def hashed(password: str) -> str:
    """The argon2id hash of a password, with its parameters in it."""
    with _AT_ONCE:
        return _hasher().hash(_normal(password))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one of a hash; as long for an account without one ("") as for any other."""
    if len(password) > MOST_CHARACTERS:
        password = ""
    with _AT_ONCE:
        try:
            return _hasher().verify(kept or _of_nobody(), _normal(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash has other parameters than those of now, so that it is made again at the next sign-in."""
    return _hasher().check_needs_rehash(kept)


def require_good(password: str, *known: str) -> None:
    """Raises UsageError for a password that is too short, too long, common, or made of what is ``known`` of its owner."""
    if not LEAST_CHARACTERS <= len(_normal(password)) <= MOST_CHARACTERS:
        raise UsageError(
            said(
                "password_length",
                "The password must have {least} to {most} characters. A sentence of several words is good.",
                least=LEAST_CHARACTERS,
                most=MOST_CHARACTERS,
            )
        )
    if _is_guessable(password, known):
        raise UsageError(
            said(
                "password_common",
                "The password is easy to guess: it is common, repeats itself, or is made of the name. Choose another one.",
            )
        )


def _is_guessable(password: str, known: tuple[str, ...]) -> bool:
    """Nothing is left of it once common words, rows of keys, digits, signs, and the owner's names are taken away."""
    text = _normal(password).casefold()
    names = {word for name in known for word in _words(name) if len(word) > 2}
    return len(set(text)) < 5 or any(len(_rest(form, names)) < 4 for form in (text, _core(text).translate(_LEET)))


def _core(text: str) -> str:
    """Without the year and the sign that people put behind a word."""
    return text.rstrip("".join({sign for sign in text if not sign.isalpha()}))


def _rest(text: str, names: set[str]) -> str:
    for row in _ROWS:
        for way in (row, row[::-1]):
            for length in range(len(way), 3, -1):
                for at in range(len(way) - length + 1):
                    text = text.replace(way[at : at + length], " ")
    for word in sorted(_COMMON | names, key=len, reverse=True):
        text = text.replace(word, " ")
    return "".join(sorted(set(filter(str.isalpha, text))))


def _words(name: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in name.casefold()).split()


def _normal(password: str) -> str:
    """One form of what two keyboards write in two ways (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    """The second of the parameters that RFC 9106 recommends: 64 MiB and three passes."""
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _of_nobody() -> str:
    """A hash that no password belongs to, for logins that there are not."""
    return _hasher().hash(unicodedata.name("A") * 8)

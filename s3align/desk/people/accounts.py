"""Accounts: who they are, and what they may do in which call.

An administrator makes accounts and gives roles, and reads no proposal without a role in its call: who runs the server does
not screen. They may give themselves a role; the audit log then says so.
"""

from __future__ import annotations

import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk.access import NotAllowedError, Permission, Principal, Role, not_found, require
from s3align.desk.audit import SYSTEM, append
from s3align.desk.people import passwords, sessions
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import Account, Call, Membership
from s3align.errors import S3AlignError, UsageError, said

LOCAL = "local"
"""Id and login of the one user of a computer without accounts."""
COMMAND_LINE = Principal(account_id=SYSTEM, name=SYSTEM, is_administrator=True, is_local=True)
"""Who has a shell on the server: they could write into the database anyway, so they may everything; logged as the program."""
GIVEN_BY_LEADS = (Role.APPLICANT, Role.REVIEWER)
"""Roles that the lead of a call gives and takes; who leads is said by administrators."""
_BY_LEADS = frozenset({None, *GIVEN_BY_LEADS})
_MOST_LOGIN = 254
"""Characters: as long as an e-mail address may be (RFC 5321)."""
_MOST_NAME = 200


class NotLinkedError(S3AlignError):
    """The identity provider knows a person for whom there is no account."""

    http_status = 403


def local_principal(database: Database) -> Principal:
    """The one user of a computer without accounts, who may everything; their row is made where it is missing."""
    with database.reading() as session:
        known = session.get(Account, LOCAL)
    if known is None:
        with database.writing() as session:
            if session.get(Account, LOCAL) is None:
                session.add(Account(id=LOCAL, login=LOCAL, name=LOCAL, is_administrator=True))
    return Principal(account_id=LOCAL, name=LOCAL, is_administrator=True, is_local=True)


def principal_of(session: Session, account_id: str) -> Principal:
    """Who an account is, with its roles of now; nobody for one that is disabled or that there is not."""
    account = session.get(Account, account_id)
    if account is None or not account.is_active or account.id == LOCAL:
        return Principal()
    roles = session.execute(select(Membership.call_id, Membership.role).where(Membership.account_id == account_id))
    return Principal(
        account_id=account.id,
        name=account.name,
        roles={call_id: Role(role) for call_id, role in roles},
        is_administrator=account.is_administrator,
    )


def create(
    session: Session,
    asking: Principal,
    login: str,
    name: str = "",
    *,
    is_administrator: bool = False,
    password: str = "",
) -> Account:
    """Makes an account; without a password nobody can sign in with one before an invitation is taken up.

    Raises UsageError for a login that is empty, too long, not visible or there already, and as ``passwords.require_good``.
    """
    require(asking, Permission.ADMINISTER)
    login, name = normal_login(login), _normal_name(name or login)
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise UsageError(
            said("account_exists", "There is an account '{login}' already. Choose another login.", login=login)
        )
    if password:
        passwords.require_good(password, login, name)
    account = Account(
        login=login,
        name=name,
        is_administrator=is_administrator,
        password=passwords.hashed(password) if password else "",
    )
    session.add(account)
    session.flush()
    append(session, asking.account_id, "account.created", after=_shown(account))
    return account


def find(session: Session, login: str) -> Account:
    """The account of a login. Raises UsageError where there is none."""
    account = session.scalar(select(Account).where(Account.login == _folded(login), Account.id != LOCAL))
    if account is None:
        raise UsageError(said("account_unknown", "There is no account '{login}'. Check the login.", login=login))
    return account


def get(session: Session, account_id: str, version: int | None = None) -> Account:
    """An account by its id. Raises NotFoundError; StaleDataError where it is not of ``version`` any more."""
    account = session.get(Account, account_id)
    if account is None or account.id == LOCAL:
        raise not_found()
    if version is not None and account.version != version:
        raise StaleDataError("account")
    return account


def of_subject(session: Session, issuer: str, subject: str, email: str) -> Account:
    """The account of a person at an identity provider; the first time that one whose login is their e-mail address.

    ``email``: one that the provider vouches for, else "": anybody could claim one. Raises NotLinkedError where there is none
    for them, or it is disabled, or somebody else's.
    """
    known = session.scalar(select(Account).where(Account.issuer == issuer, Account.subject == subject))
    if known is None and subject and email:
        known = session.scalar(
            select(Account).where(Account.login == _folded(email), Account.subject == "", Account.id != LOCAL)
        )
        if known is not None and known.is_active:
            known.issuer, known.subject = issuer, subject
            append(session, known.id, "account.linked", after={"account": known.id})
    if known is None or not known.is_active:
        raise NotLinkedError(
            said(
                "not_linked",
                "There is no account here for you. Ask an administrator to make one with your e-mail address.",
            )
        )
    return known


def everybody(session: Session, asking: Principal) -> list[Account]:
    """All accounts by name."""
    require(asking, Permission.ADMINISTER)
    return list(session.scalars(select(Account).where(Account.id != LOCAL).order_by(Account.name, Account.login)))


def rename(session: Session, asking: Principal, account_id: str, name: str, version: int | None = None) -> None:
    """Changes how an account is called: one's own, or any for an administrator."""
    _require_self_or_administrator(asking, account_id)
    account = get(session, account_id, version)
    account.name = _normal_name(name)
    append(session, asking.account_id, "account.renamed", after={"account": account.id})


def set_active(
    session: Session, asking: Principal, account_id: str, *, is_active: bool, version: int | None = None
) -> None:
    """Disables an account, which ends its sessions and stops its tokens at once, or enables it again.

    Raises UsageError for the last administrator.
    """
    require(asking, Permission.ADMINISTER)
    account = get(session, account_id, version)
    if not is_active:
        _require_another_administrator(session, account)
        sessions.revoke_all(session, account.id)
    before, account.is_active = _shown(account), is_active
    append(
        session,
        asking.account_id,
        "account.enabled" if is_active else "account.disabled",
        before=before,
        after=_shown(account),
    )


def set_administrator(
    session: Session, asking: Principal, account_id: str, *, is_administrator: bool, version: int | None = None
) -> None:
    """Makes somebody an administrator, or no longer; they sign in again. Raises UsageError for the last one."""
    require(asking, Permission.ADMINISTER)
    account = get(session, account_id, version)
    if account.is_administrator == is_administrator:
        return
    if not is_administrator:
        _require_another_administrator(session, account)
    before, account.is_administrator = _shown(account), is_administrator
    sessions.revoke_all(session, account.id)
    append(session, asking.account_id, "account.rights_changed", before=before, after=_shown(account))


def set_password(session: Session, asking: Principal, account_id: str, password: str) -> None:
    """Gives an account another password, and ends all its sessions: its own, or any for an administrator.

    Raises UsageError as ``passwords.require_good``.
    """
    _require_self_or_administrator(asking, account_id)
    account = get(session, account_id)
    passwords.require_good(password, account.login, account.name)
    account.password = passwords.hashed(password)
    sessions.revoke_all(session, account.id)
    append(session, asking.account_id, "account.password_changed", after={"account": account.id})


def give_role(session: Session, asking: Principal, call_id: str, account_id: str, role: Role | None) -> None:
    """Gives an account a role in a call in place of the one that it has; None takes it away.

    Administrators give any role, the lead of the call those of ``GIVEN_BY_LEADS``, to accounts that are active. Raises
    NotFoundError where there is no such call or account, NotAllowedError for what a lead may not, and as ``require``.
    """
    gives_all = asking.may(Permission.ADMINISTER)
    if not gives_all:
        require(asking, Permission.LEAD, call_id)
    account = get(session, account_id)
    if session.get(Call, call_id) is None:
        raise not_found()
    known = session.get(Membership, (account.id, call_id))
    before = known.role if known is not None else ""
    if not gives_all and not (
        {role, Role(before) if before else None} <= _BY_LEADS and (account.is_active or role is None)
    ):
        raise NotAllowedError(
            said(
                "role_by_lead",
                "The lead of a call gives the roles of reviewer and applicant alone. Ask an administrator for any other one.",
            )
        )
    if role is not None and known is not None:
        known.role = role.value
    elif role is not None:
        session.add(Membership(account_id=account.id, call_id=call_id, role=role.value))
    elif known is not None:
        session.delete(known)
    after = role.value if role is not None else ""
    if before != after:
        append(
            session,
            asking.account_id,
            "account.role_changed",
            call_id=call_id,
            before={"account": account.id, "role": before},
            after={"account": account.id, "role": after},
        )


def people_of(session: Session, call_id: str) -> dict[str, tuple[str, Role]]:
    """Who has a role in a call: account -> name and role, by name."""
    found = session.execute(
        select(Account.id, Account.name, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.call_id == call_id)
        .order_by(Account.name, Account.login)
    )
    return {account_id: (name, Role(role)) for account_id, name, role in found}


def roles_of(session: Session, account_id: str) -> dict[str, Role]:
    """The roles of an account: call -> role."""
    found = session.execute(select(Membership.call_id, Membership.role).where(Membership.account_id == account_id))
    return {call_id: Role(role) for call_id, role in found}


def normal_login(login: str) -> str:
    """A login in the one form in which it is kept. Raises UsageError for one that cannot be used."""
    folded = _folded(login)
    if (
        not folded
        or len(folded) > _MOST_LOGIN
        or not folded.isprintable()
        or " " in folded
        or folded in (LOCAL, SYSTEM)
    ):
        raise UsageError(
            said("account_login", "The login cannot be used. Write an e-mail address, or a word without spaces.")
        )
    return folded


def _folded(login: str) -> str:
    return unicodedata.normalize("NFKC", login).strip().casefold()


def _normal_name(name: str) -> str:
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned or len(cleaned) > _MOST_NAME or not cleaned.isprintable():
        raise UsageError(
            said("account_name", "The name cannot be used. Write 1 to {most} characters in one line.", most=_MOST_NAME)
        )
    return cleaned


def require_person(asking: Principal) -> None:
    """Raises NotAllowedError for a token: what opens an account is changed by its owner alone, and NotSignedInError."""
    require(asking, Permission.SIGNED_IN)
    if asking.scopes is not None:
        raise NotAllowedError(said("not_by_token", "A token may not do that. Sign in on the page, and do it there."))


def _require_self_or_administrator(asking: Principal, account_id: str) -> None:
    require_person(asking)
    if asking.account_id != account_id:
        require(asking, Permission.ADMINISTER)


def _require_another_administrator(session: Session, account: Account) -> None:
    """Two who take each other's rights at once would leave none: on PostgreSQL the rows are locked, SQLite has one writer."""
    others = session.scalars(
        select(Account.id)
        .where(Account.is_administrator, Account.is_active, Account.id.not_in((account.id, LOCAL)))
        .with_for_update()
    ).all()
    if account.is_administrator and account.is_active and not others:
        raise UsageError(
            said("last_administrator", "This is the last administrator. Make somebody else administrator first.")
        )


def _shown(account: Account) -> dict[str, object]:
    return {"account": account.id, "is_administrator": account.is_administrator, "is_active": account.is_active}

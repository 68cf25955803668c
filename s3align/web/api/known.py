"""Actions that need no permission of a call, and yet somebody who asks: a token may not change its owner's account."""

from __future__ import annotations

from s3align.desk.access import NotSignedInError, Principal
from s3align.errors import said


def require_known(asking: Principal) -> None:
    """Raises NotSignedInError for nobody."""
    if not asking.account_id:
        raise NotSignedInError(said("not_signed_in", "Nobody is signed in. Sign in, then try again."))

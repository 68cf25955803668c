"""The list of a call's submissions as a program asks for it: the same filters, order and search as the page's."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query

from s3align.desk.lists.listing_query import ANY, WITHOUT, Alike, ListQuery, Mine, Readers, Sort, State
from s3align.evaluation.disagreements import Gravity
from s3align.store.review import Decision
from s3align.store.row import ToRead
from s3align.web.api.models import ID

_WORD = r"^[^\x00-\x1f\x7f]*$"
YesNo = Literal["", "yes", "no"]
_Text = Annotated[str, Query(max_length=200, pattern=_WORD)]


def _choice(kinds: list[str], *more: str) -> str:
    return f"^({'|'.join([*kinds, *more])})?$"


def _query(  # noqa: PLR0913, PLR0917 -- a parameter of the address each
    text: Annotated[
        str, Query(max_length=200, pattern=_WORD, description="Words of title, applicant, text, number")
    ] = "",
    sort: Sort = Sort.NUMBER,
    descending: bool = False,
    theme: Annotated[_Text, Query(description="Of sort=theme: which one")] = "",
    lot: Annotated[str, Query(pattern=f"^(|{WITHOUT}|{ID[1:-1]})$", description='Id, or "-" for none')] = "",
    main: Annotated[_Text, Query(description='Main theme, or "-" for none')] = "",
    addressed: _Text = "",
    to_read: Annotated[str, Query(pattern=_choice([kind.value for kind in ToRead], ANY))] = "",
    state: Literal["", State.WAITING, State.ASSESSED, State.REFUSED, State.HIDDEN] = "",
    late: YesNo = "",
    withdrawn: YesNo = "",
    mine: Literal["", Mine.DECIDED, Mine.BEGUN, Mine.CONFLICT, Mine.UNREAD] = "",
    readers: Literal["", Readers.NOBODY, Readers.FEWER, Readers.ENOUGH] = "",
    decision: Annotated[str, Query(pattern=_choice([kind.value for kind in Decision], WITHOUT))] = "",
    gravity: Annotated[str, Query(pattern=_choice([kind.value for kind in Gravity], ANY, WITHOUT))] = "",
    alike: Literal["", Alike.SIMILAR, Alike.SHARED, "-"] = "",
    principle: Annotated[_Text, Query(description="Id of a principle that is found")] = "",
    place: Annotated[_Text, Query(description="A place that is named")] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Literal["50", "100", "200"] = "50",
) -> ListQuery:
    return ListQuery(
        text, sort, descending, theme, lot, main, addressed, to_read, str(state), late, withdrawn, str(mine), str(readers),
        decision, gravity, str(alike), principle, place, page, int(size),
    )  # fmt: skip


Wanted = Annotated[ListQuery, Depends(_query)]

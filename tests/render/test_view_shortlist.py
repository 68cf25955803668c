"""Every list is told in a sentence that leaves nothing out: an empty one, one of no places and one of more than there are."""

from __future__ import annotations

import pytest

from s3align.render.messages import LANGUAGES, Messages
from s3align.render.view_shortlist import shortlist_line, shortlist_lines
from s3align.store.row import ToRead
from s3align.store.table import Totals
from s3align.store.theme_places import Shortlist

ENGLISH = Messages.load("en")
CUT = Shortlist("sea", 5, inside=3, margin=4, outside=6, unclear=2)


def line(*counts, places=5):
    return shortlist_line(Shortlist("sea", places, *counts), "Sea", ENGLISH)


def test_a_cut_says_who_is_in_at_it_and_outside_and_how_many_are_to_be_read():
    assert shortlist_line(CUT, "Sea", ENGLISH) == (
        "Sea, places 1 to 5: 3 surely in, 4 at the cut that cannot be told apart, 6 further down. "
        "2 more may address the theme (unclear): read them before you close the list."
    )


def test_a_list_without_open_questions_names_none():
    assert "unclear" not in line(3, 4, 6, 0)
    assert "1 more may address the theme (unclear): read it" in line(3, 4, 6, 1)


def test_where_all_find_room_nobody_nobody_is_wanted_or_there_is_nobody_it_is_said_so():
    assert line(4, 0, 0, 0) == "Sea, places 1 to 5: all proposals that address the theme are in (4)."
    assert (
        line(0, 0, 4, 0, places=0) == "Sea: a list of 0 places takes none of the proposals that address the theme (4)."
    )
    assert line(0, 0, 0, 0) == "Sea, 5 places: no proposal addresses the theme."
    assert line(0, 0, 0, 3).endswith("3 more may address the theme (unclear): read them before you close the list.")
    assert line(0, 0, 0, 0, places=0) == "Sea, 0 places: no proposal addresses the theme."


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_say_what_they_are_for_and_what_is_on_none_of_them(language):
    messages = Messages.load(language)
    totals = Totals()
    totals.to_read.update({ToRead.NONE: 2, ToRead.REFUSED: 1, ToRead.UNCLEAR: 7})
    purpose, own, besides = shortlist_lines([CUT], totals, {"sea": "Sea"}, messages)
    assert purpose == messages("shortlist_purpose")
    assert own == shortlist_line(CUT, "Sea", messages)
    assert messages("shortlist_none_many", count=2) in besides
    assert messages("shortlist_refused_one", count=1) in besides
    assert len(list(shortlist_lines([CUT], Totals(), {"sea": "Sea"}, messages))) == 2

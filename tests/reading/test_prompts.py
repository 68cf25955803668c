"""The form's own words earn nothing; the answers beside them count."""

from __future__ import annotations

import time

import pytest

from s3align.reading.layout.prompts import is_placeholder
from s3align.reading.read import read_bytes
from s3align.settings import COUNTED_KINDS, Settings

PROMPTS = [
    "Welchen Beitrag leistet das Vorhaben zur Wasserstoffwirtschaft?",
    "Bitte beschreiben Sie den Einsatz künstlicher Intelligenz (max. 2000 Zeichen).",
    "Erläutern Sie die Maßnahmen zur IT-Sicherheit. Gehen Sie dabei auf Kryptografie ein.",
    "z. B. Brennstoffzellen, Elektrolyse, Recycling",
    "Welche Rolle spielen autonome Fahrzeuge bei Ihrem Projekt?",
]
ENGLISH = [
    "What does your project contribute to green hydrogen?",
    "Describe how your project uses machine learning (max. 2000 characters).",
    "Please explain the measures for IT security.",
    "e.g. fuel cells, electrolysis, recycling",
]
ANSWER = "Der Chor singt im Sommer auf der Treppe."


def counted(text: str, name: str = "form.md") -> list[str]:
    document = read_bytes(text.encode(), name=name, settings=Settings())
    return [document.text(passage) for passage in document.passages if passage.kind in COUNTED_KINDS]


EMPTY = {
    "text": ("\n\n".join(PROMPTS), "form.txt"),
    "numbered": ("\n\n".join(f"{place}. {prompt}\n\n________" for place, prompt in enumerate(PROMPTS, 1)), "form.txt"),
    "titles": ("\n\n".join(f"## {prompt}\n\n[hier eintragen]" for prompt in PROMPTS), "form.md"),
    "table": (
        "| a | b |\n|--|--|\n" + "\n".join(f"| {prompt} | … |" for prompt in PROMPTS if not prompt.startswith("z.")),
        "form.md",
    ),
    "English": ("\n\n".join(ENGLISH), "form.md"),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_an_empty_form_says_nothing(kind):
    words = [word for word in " ".join(counted(*EMPTY[kind])).split() if word.isalpha()]
    assert len(words) <= 2


def test_the_answers_below_prompts_count_and_so_do_those_beside_them():
    assert counted("\n\n".join(f"{prompt}\n\n{ANSWER}" for prompt in PROMPTS)) == [ANSWER] * len(PROMPTS)
    assert counted("\n\n".join(f"{prompt} {ANSWER}" for prompt in PROMPTS[:3])) == [ANSWER] * 3
    rows = "\n".join(f"| {prompt} | {ANSWER} |" for prompt in PROMPTS)
    assert "\n".join(counted(f"| a | b |\n|--|--|\n{rows}")).count(ANSWER) == len(PROMPTS)


def test_questions_of_a_proposal_stay():
    text = [
        "Wie kann Wasserstoff im Hafen gespeichert werden? Diese Frage stellt sich jeder Betreiber.",
        "Was will das Projekt erreichen?",
        "- Wie lassen sich Tankzeiten vorhersagen?",
        "- Welche Fahrzeuge eignen sich?",
        "Bitte wenden Sie sich an den Verein.",
        ANSWER,
    ]
    assert "\n".join(counted("\n\n".join(text))) == "\n".join(text)


def test_questions_in_the_applicants_voice_stay_in_a_form():
    own = "Wie können wir Wasserstoff im Projekt speichern?"
    assert counted("\n\n".join([*PROMPTS, own])) == [own]


@pytest.mark.parametrize(
    "text",
    [
        "Klicken oder tippen Sie hier, um Text einzugeben.", "[hier eintragen]", "<Text>", "………", "____", "XX.XX.XXXX",
        "Click or tap here to enter text.", "[Insert name]",
    ],
)  # fmt: skip
def test_what_stands_in_an_empty_field_is_known(text):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["[1] Meier 2020", "Der Text", "Xaver", "<5 %", "2026", "-"])
def test_what_an_applicant_writes_is_no_placeholder(text):
    assert not is_placeholder(text)


@pytest.mark.parametrize("answer", ["entfällt", "k. A.", "– – –", "siehe Anlage", "nicht zutreffend.", "n/a", "……"])
def test_a_form_answered_with_nothing_says_nothing(answer):
    asked = [prompt for prompt in PROMPTS if not prompt.startswith("z.")]
    for text, name in (
        ("\n\n".join(f"{place}. {prompt}\n{answer}" for place, prompt in enumerate(asked, 1)), "form.txt"),
        ("| a | b |\n|--|--|\n" + "\n".join(f"| {prompt} | {answer} |" for prompt in asked), "form.md"),
    ):
        assert [text for text in counted(text, name) if len(text.split()) > 2] == []


def test_options_that_are_not_ticked_are_the_form_s():
    text = (
        "☐ Wasserstoff und Brennstoffzellen\n\n☒ Chöre und Konzerte\n\n- [ ] Künstliche Intelligenz\n\n- [x] Notenhefte"
    )
    assert counted(text, "form.txt") == ["☒ Chöre und Konzerte", "- [x] Notenhefte"]
    assert counted("Schwerpunkt: ☐ Wasserstoff ☑ Gesang ☐ Logistik", "form.txt") == ["Schwerpunkt:", "☑ Gesang"]


def test_a_limit_in_brackets_ends_a_question():
    text = "\n\n".join(f"{prompt} (max. 2000 Zeichen) Bitte hier eintragen" for prompt in PROMPTS[2:] + PROMPTS[:1])
    assert len(counted(text, "form.txt")) <= 1


def test_leaders_take_time_linear_in_their_number():
    text = "\n\n".join(f"{prompt} {'. ' * 20_000}x {'_ – ' * 20_000}x" for prompt in PROMPTS)
    start = time.process_time()
    counted(text, "form.txt")
    assert time.process_time() - start < 5

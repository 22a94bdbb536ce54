"""How much alike two texts have to be before one takes the GUID of the other, or a person is asked."""

from typing import Any

import pytest

from segmentcast.errors import LedgerError

SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu")
OTHERS = ("ra", "se", "ti", "vo", "zu", "ja", "we", "xi", "qo", "yu")
OLD = "2026-03-14-ferry"
TITLES = {True: "The ferry", False: "The boat"}


def words(syllables: tuple[str, ...]) -> list[str]:
    """A hundred words, each another one."""
    return [first + second for first in syllables for second in syllables]


def talk(title: str, share: float) -> str:
    """A talk of a hundred words of which this share are those of the first, in their order."""
    kept = round(100 * share)
    said = words(SYLLABLES)[:kept] + words(OTHERS)[kept:]
    sentences = (" ".join(said[at : at + 10]).capitalize() + "." for at in range(0, 100, 10))
    return f"{title}\n\nROSA LIND: {' '.join(sentences)}\n"


def verdict(show: Any, day: str, title: str, share: float) -> str:
    """What a publish makes of a folder with such a text once that of the published one is gone."""
    show.publish_first((OLD, talk(TITLES[True], 1)))
    (show.folder / OLD).rename(show.root / "away")
    settings = {"episode_toml": "date = 2026-04-20\n"} if day == "other, stated" else {}
    name = "2026-04-20-boat" if day.startswith("other") else "2026-03-14-boat"
    show.episode(name, talk(title, share), **settings)
    try:
        (outcome,) = show.publish(dry_run=True, allow_removals=True).outcomes
    except LedgerError:
        return "asked"
    return (
        "same" if f'previously published as "{OLD}"' in outcome.reasons[0] else outcome.reasons[0]
    )


@pytest.mark.parametrize(
    ("day", "same_title", "share", "expected"),
    [
        ("same", True, 0.30, "same"),
        ("same", True, 0.20, "asked"),
        ("same", False, 0.55, "same"),
        ("same", False, 0.45, "asked"),
        ("same", False, 0.30, "asked"),
        ("same", False, 0.20, "new"),
        ("other", True, 0.95, "same"),
        ("other", True, 0.85, "asked"),
        ("other", False, 0.95, "same"),
        ("other", False, 0.40, "asked"),
        ("other", False, 0.30, "new"),
        ("other, stated", True, 0.98, "asked"),
        ("other, stated", True, 0.55, "asked"),
        ("other, stated", True, 0.45, "new"),
    ],
)
def test_day_title_and_words_decide_together(
    show: Any, day: str, same_title: bool, share: float, expected: str
) -> None:
    """Half of the words make the same episode on its day, a quarter with its title. In a folder of
    another day nearly all words do; where a person states that day, they are no more than a question."""
    assert verdict(show, day, TITLES[same_title], share) == expected

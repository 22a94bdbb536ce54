"""Words in a script that a voice cannot read are refused before anything is spoken."""

from __future__ import annotations

from typing import Any

from segmentcast.queries.preview import preview_folder
from segmentcast.workspace.show_files import read_cast, read_show
from segmentcast.workspace.show_folder import locate
from tests.showcase import TALK

CYRILLIC = TALK.replace("Did the cow pay?", "Did the Корова pay?")
ENGLISH = '\nlanguage = "en"\n[voices]\nhost = "hibari/heart"\nguest = "hibari/heart*0.8"\n'


def test_the_episode_is_refused_with_the_turn(show: Any) -> None:
    """The turn, the word and the way out are named, by `read` and by `publish`; the others are published."""
    folder = show.episode("2026-03-14-ferry", CYRILLIC, episode_toml=ENGLISH)
    show.episode("2026-03-15-other")
    outcomes = {outcome.folder: outcome for outcome in show.publish().outcomes}
    assert outcomes["2026-03-15-other"].status == "made"
    (problem,) = outcomes["2026-03-14-ferry"].problems
    assert problem.where.endswith("2026-03-14-ferry: turn 3")
    assert '"Корова" (Cyrillic)' in problem.what
    assert '[lexicon]: "Корова" = ' in problem.mend
    place = locate(show.root)
    preview = preview_folder(folder, read_show(place), read_cast(place))
    assert [row.severity for row in preview.findings if row.rule == "unreadable-script"] == [
        "error"
    ]
    (folder / "episode.toml").write_text(ENGLISH + '[lexicon]\n"Корова" = "Karova"\n', "utf-8")
    assert not [
        row
        for row in preview_folder(folder, read_show(place), read_cast(place)).findings
        if row.rule == "unreadable-script"
    ]


def test_a_recorded_turn_may_hold_any_script(show: Any) -> None:
    """Tones and recordings read nothing, so nothing is refused."""
    show.episode("2026-03-14-ferry", CYRILLIC)
    assert [outcome.status for outcome in show.publish().outcomes] == ["made"]

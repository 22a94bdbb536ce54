"""A talk's voices speak its language, however the program knows which that is."""

from __future__ import annotations

from typing import Any

from segmentcast.queries.preview import preview_folder
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import locate

WORDS = """ANNA KOHL, HOST: Wann ist die Fähre zum letzten Mal gefahren, und warum fährt sie nicht mehr?

BEN ROTH, FERRYMAN: Im Herbst, weil das Wasser so niedrig war und die Leute mit dem Auto über die neue
Brücke gefahren sind. Das ist nicht gut für uns, und ich glaube nicht, dass sich das ändert.
"""
PAGE = f"Das Gespräch\n\n{WORDS}"
IN_HEAD = f"---\ntitle: Das Gespräch\nlanguage: de\n---\n\n{WORDS}"
ENGLISH = 'host = "hibari/heart"\nguest = "hibari/heart*0.8"\n'


def test_the_shows_english_voices_read_no_german(show: Any) -> None:
    """Detected, set in episode.toml or in the transcript's head: the same German voices, and a note for each."""
    toml = show.folder / "show.toml"
    tones = 'host = "tone/low@0.5"\nguest = "tone/high@0.5"\n'
    toml.write_text(toml.read_text("utf-8").replace(tones, ENGLISH), "utf-8")
    settings = read_show(locate(show.root))

    def choice(day: str, text: str, episode_toml: str = "") -> tuple[list[str], list[str]]:
        folder = show.episode(f"2026-03-{day}-ferry", text, episode_toml=episode_toml)
        preview = preview_folder(folder, settings, {})
        assert preview.reading.language == "de"
        notes = [row.where for row in preview.findings if row.rule == "voice-language"]
        return [str(voice) for voice in preview.voices.values()], notes

    detected = choice("10", PAGE)
    assert not [voice for voice in detected[0] if voice.startswith("hibari")]
    assert detected[1] == ["Anna Kohl", "Ben Roth"]
    assert choice("11", PAGE, '\nlanguage = "de"\n') == detected
    assert choice("12", IN_HEAD) == detected
    own = choice("13", PAGE, f'\nlanguage = "de"\n[voices]\n{ENGLISH}')
    assert own == (["hibari/heart", "hibari/heart*0.8"], detected[1])

"""`segmentcast read --by-voice`: a recording of two voices beside its transcript."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[2] / "docs" / "sample.mp3"
QUESTION = (
    "And, Peter, a lot of people told you that this could not be done. What did they get wrong?"
)
ANSWER = (
    "They thought of the harbor as a place where things end. In fact it breathes. Twice a day the"
    " tide brings in clean water, and all we had to do was to stop putting in dirt faster than the"
    " tide could take it out."
)
SECOND_QUESTION = "How did you do that? Was it one big project, or many small ones?"
SECOND_ANSWER = (
    "Many small ones. We closed 41 old drains. We moved the fuel dock. And then we asked the schools"
    " for help, because somebody has to count the oysters, and children are very good at counting."
)
THANKS = "Peter Lang of the River Trust, thank you so much for being with us."


def read(*arguments: object) -> tuple[int, Any]:
    """Exit code, and the object that `read --json` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "read", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


def recorded(show: Any, text: str) -> Path:
    folder: Path = show.episode(text=text, episode_toml='title = "The harbor"\n')
    shutil.copy(SAMPLE, folder / "recording.mp3")
    return folder


def labelled(*rows: tuple[str, str]) -> str:
    return "".join(f"{name}: {text}\n\n" for name, text in rows)


def test_a_wrong_label_is_found_by_its_voice(show: Any) -> None:
    """A turn whose label names the other person is a finding with its place and both names."""
    ruth, peter, narrator = "RUTH CALDER", "PETER LANG", "ADA BERG"
    text = labelled((ruth, QUESTION), (peter, ANSWER), (ruth, SECOND_QUESTION), (narrator, "Yes."),
                    (ruth, SECOND_ANSWER), (peter, "Right."), (ruth, THANKS))  # fmt: skip
    folder = recorded(show, text)
    source = read(folder, "--by-voice")[1]
    (finding,) = [row for row in source["findings"] if row["rule"] == "voice-otherwise"]
    assert (
        "turn 5, at 0:24, is given to Ruth Calder, but the voice is Peter Lang's" in finding["what"]
    )
    assert 'cast.toml: [turns] 5 = "peter-lang"' in finding["mend"]
    assert "voice-otherwise" not in {row["rule"] for row in read(folder)[1]["findings"]}


def test_voices_are_evidence_where_nothing_is_labelled(show: Any) -> None:
    """Turns without labels get the people of the summary; each names turns of the same voice."""
    turns = (QUESTION, ANSWER, SECOND_QUESTION, SECOND_ANSWER, THANKS)
    summary = "Peter Lang, who leads the work for the River Trust, joins Ruth Calder to discuss it."
    folder = recorded(show, "\n\n\n".join(("The harbor", summary, *turns)))
    source = read(folder, "--by-voice")[1]
    spoken = [turn for turn in source["turns"] if turn["text"] in turns]
    assert [turn["speaker"] for turn in spoken] == ["Ruth Calder", "Peter Lang"] * 2 + [
        "Ruth Calder"
    ]
    assert all(turn["evidence"][0]["rule"] == "voice" for turn in spoken)


def test_a_voice_that_nobody_is_named_for_is_told(show: Any) -> None:
    """Two people are heard and one has a label: the warning names who has all, and where the other is."""
    paragraphs = (QUESTION, ANSWER, SECOND_QUESTION, SECOND_ANSWER, THANKS)
    folder = recorded(show, labelled(*(("PETER LANG", text) for text in paragraphs)))
    source = read(folder, "--by-voice")[1]
    assert {turn["speaker"] for turn in source["turns"]} == {"Peter Lang"}
    (finding,) = [row for row in source["findings"] if row["rule"] == "voice-unlabelled"]
    assert finding["what"].startswith(
        "everything is given to Peter Lang, but two voices are heard: the other one at 0:0"
    )


def test_voices_need_a_recording(show: Any) -> None:
    """Without a recording beside the transcript, or for a file, the command says so: exit code 2."""
    folder = show.episode(text="ANNA: One.\n\nBEN: Two.\n", episode_toml='title = "Two"\n')
    for given in (folder, folder / "transcript.txt"):
        code, told = read(given, "--by-voice")
        assert code == 2
        assert "--by-voice" in told["problems"][0]["mend"]

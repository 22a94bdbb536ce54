"""Edits of who says what: the files that a person would have written, undone to the byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segmentcast import editing
from segmentcast.editing import Change, OpenEpisode, journal
from segmentcast.errors import TranscriptError, UsageError
from segmentcast.ledger import Ledger, Version
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import ShowFolder, locate

CASES = Path(__file__).parents[1] / "transcript" / "cases"
_SHOW = '# ours\ntitle = "Valley"\nauthor = "Ann"\nbase_url = "https://valley.example"\ncategory = "News"\ndescription = "Talk."\n'
TALK = """Ann Roe: Why so early?

Otto Brand: The bakers asked for it. And who pays? The county does.

Ann Roe: Thank you.
"""
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
Plan = Callable[[OpenEpisode], Change]


@pytest.fixture
def place(tmp_path: Path) -> ShowFolder:
    (tmp_path / "show.toml").write_text(_SHOW)
    return locate(tmp_path)


def put(place: ShowFolder, content: bytes, name: str = "transcript.txt") -> str:
    folder = place.path / "2026-01-01-talk"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder.name


def everything(place: ShowFolder, name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (place.path / name).iterdir()}


def words(opened: OpenEpisode) -> list[str]:
    return [word for row in editing.turn_rows(opened) for word in row.text.split()]


def commit(place: ShowFolder, name: str, plan: Plan) -> OpenEpisode:
    opened = editing.open_episode(place, name)
    editing.commit(opened, plan(opened))
    return editing.open_episode(place, name)


def _split(opened: OpenEpisode) -> Change:
    rows = editing.turn_rows(opened)
    longest = max(rows, key=lambda row: len(row.text.split()))
    return editing.split_turn(
        opened, longest.number, max(1, len(longest.text.split()) // 2), "Maria Olsen"
    )


def _last(opened: OpenEpisode) -> int:
    return len(editing.turn_rows(opened))


PLANS: dict[str, Plan] = {
    "split": _split,
    "join": lambda opened: editing.join_turns(opened, 2),
    "person": lambda opened: editing.assign(opened, _last(opened), "Maria Olsen"),
    "all": lambda opened: editing.assign_all(opened, _last(opened), "Maria Olsen"),
    "right": lambda opened: editing.confirm(opened, _last(opened)),
}


def test_no_edit_but_that_of_words_changes_a_word(place: ShowFolder) -> None:
    """In every format that is read, persons, splits and joins leave each word as it is."""
    refused = set()
    kinds: set[str] = set()  # one file of each kind gets every edit
    for case in sorted(CASES.glob("*.in.*")):
        name = put(place, case.read_bytes(), f"transcript{case.suffix}")
        try:
            opened = editing.open_episode(place, name)
        except (UsageError, TranscriptError):
            opened = None  # nothing that could be edited
        plans = dict(list(PLANS.items())[:: 1 if case.suffix not in kinds else len(PLANS)])
        kinds.add(case.suffix)
        for kind, plan in plans.items() if opened is not None else ():
            assert opened is not None
            if kind == "join" and _last(opened) < 2:
                continue
            try:
                after = opened.reread(plan(opened).contents)
            except UsageError:
                refused.add(case.name)
                continue
            spoken = [word for turn in after.turns for word in turn.text.split()]
            assert spoken == words(opened), (case.name, kind)
        (place.path / name / f"transcript{case.suffix}").unlink()
    # labels and words that only look like labels share a line in these
    assert refused <= {"run_together_mixed_case.in.txt", "rush_transcript.in.txt"}


@pytest.mark.parametrize(
    "case", ["page_one_blank.in.txt", "article_page.in.html", "captions.in.srt", "voices.in.vtt"]
)
def test_undo_restores_each_byte(place: ShowFolder, case: str) -> None:
    """Splitting writes a transcript with labels; undoing leaves the folder as it was."""
    name = put(place, (CASES / case).read_bytes(), f"transcript{Path(case).suffix}")
    before = everything(place, name)
    commit(place, name, _split)
    assert everything(place, name) != before
    editing.undo(place, name)
    assert everything(place, name) == before


def test_a_label_that_was_guessed_stays_a_guess(place: ShowFolder) -> None:
    """Writing labels to split a turn makes no other turn sure; settling one does."""
    name = put(place, (CASES / "page_unnamed.in.txt").read_bytes())
    unsure = [
        row.number for row in editing.turn_rows(editing.open_episode(place, name)) if not row.sure
    ]
    after = commit(place, name, _split)
    still = [row.number for row in editing.turn_rows(after) if not row.sure]
    assert unsure
    assert len(still) >= len(unsure) - 1
    settled = commit(place, name, lambda opened: editing.confirm(opened, still[0]))
    assert [row.number for row in editing.turn_rows(settled) if not row.sure] == still[1:]
    assert (place.path / name / "transcript.txt").is_file()
    assert 'transcript = "transcript.md"' in everything(place, name)["episode.toml"].decode()


def test_a_labelled_text_is_changed_in_place(place: ShowFolder) -> None:
    """Only the lines of the edit change, and comments in cast.toml stay with its numbers moved."""
    name = put(place, TALK.encode())
    (place.path / name / "cast.toml").write_text('# who\n[turns]\n3 = "ann-roe"  # sure\n')
    commit(place, name, lambda opened: editing.split_turn(opened, 2, 5, "Ada Rowe"))
    now = everything(place, name)
    assert now["transcript.txt"].decode() == TALK.replace(
        "for it. And who pays? The", "for it.\n\nAda Rowe: And who pays? The"
    )
    assert now["cast.toml"].decode().startswith("# who\n[turns]\n4 = ")
    assert "episode.toml" not in now


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(place: ShowFolder) -> None:
    """An edit planned on other bytes is refused, and so is undoing what somebody went on with."""
    name = put(place, TALK.encode())
    opened = editing.open_episode(place, name)
    change = editing.assign(opened, 2, "Ada Rowe")
    (place.path / name / "cast.toml").write_text("# mine\n")
    with pytest.raises(editing.ChangedMeanwhile):
        editing.commit(opened, change)
    assert everything(place, name)["cast.toml"] == b"# mine\n"
    commit(place, name, lambda now: editing.assign(now, 2, "Ada Rowe"))
    (place.path / name / "cast.toml").write_text("# theirs\n")
    with pytest.raises(editing.ChangedMeanwhile):
        editing.undo(place, name)
    assert everything(place, name)["cast.toml"] == b"# theirs\n"


def test_what_a_copy_cannot_hold_stays_in_the_original(place: ShowFolder) -> None:
    """A Markdown transcript with a link is never written over; its copy gets a name of its own."""
    page = b"---\ntitle: Talk\ntags: a\n---\n\n**Ann Roe:** Why [so early](https://x.example)?\n\n**Otto Brand:** They asked.\n"
    name = put(place, page, "transcript.md")

    def edited(text: str) -> Plan:
        return lambda opened: editing.edit_words(opened, 1, text, NOW)

    commit(place, name, edited("Why so late?"))
    assert everything(place, name)["transcript.md"] == page
    assert b"Why so late?" in everything(place, name)["transcript-2.md"]
    commit(place, name, edited("Why so soon?"))
    assert b"Why so soon?" in everything(place, name)["transcript-2.md"]


def test_words_of_captions_do_not_renumber_the_turns_of_sounds(place: ShowFolder) -> None:
    """Turns that a copy with labels would join keep their numbers where recordings bear them."""
    lines = ("Ann Roe", "Otto Brand", "Otto Brand", "Ann Roe")
    cues = "\n\n".join(
        f"00:{2 * n:02}.000 --> 00:{2 * n + 1:02}.000\n<v {who}>Sentence {n} is here."
        for n, who in enumerate(lines)
    )
    name = put(place, f"WEBVTT\n\n{cues}\n".encode(), "transcript.vtt")
    (place.path / name / "cast.toml").write_text('[turns]\n1 = "Otto Brand"\n')
    (place.path / name / "turn-003.wav").write_bytes(b"")
    before = everything(place, name)
    opened = editing.open_episode(place, name)
    assert [row.person for row in editing.turn_rows(opened)][:2] == ["Otto Brand", "Otto Brand"]
    with pytest.raises(UsageError, match="numbers of turns"):
        editing.edit_words(opened, 1, "Other words are here.", NOW)
    assert everything(place, name) == before


def test_an_edit_that_was_cut_off_is_finished_by_the_next(place: ShowFolder) -> None:
    """If the process ends between two files, the journal completes the edit; nothing is lost."""
    name = put(place, (CASES / "page_one_blank.in.txt").read_bytes())
    opened = editing.open_episode(place, name)
    before = everything(place, name)
    editing.commit(opened, _split(opened))
    after = everything(place, name)
    entry = next((place.work / "edits").rglob("*.json"))
    entry.write_text(entry.read_text().replace('"begun": false', '"begun": true'))
    (place.path / name / "episode.toml").unlink()  # as if it had not been reached
    assert editing.undo(place, name)
    assert everything(place, name) == before
    assert after != before


def test_an_undoing_that_was_cut_off_is_finished_and_not_offered_again(place: ShowFolder) -> None:
    """If the process ends before the journal forgets the edit, the next look forgets it."""
    name = put(place, TALK.encode())
    before = everything(place, name)
    commit(place, name, lambda now: editing.assign(now, 2, "Ada Rowe"))
    entry = next((place.work / "edits").rglob("*.json"))
    record = json.loads(entry.read_text())
    record["before"], record["after"] = record["after"], record["before"]
    entry.write_text(json.dumps({**record, "begun": True, "undoing": True}))
    editing.finish(place)
    assert everything(place, name) == before
    assert editing.last_edit(place, name) == ""


def test_what_cannot_be_undone_says_why(place: ShowFolder) -> None:
    """A file that somebody went on with, and a correction that is published, are named beforehand."""
    name = put(place, TALK.encode())
    commit(place, name, lambda now: editing.assign(now, 2, "Ada Rowe"))
    assert editing.undo_refusal(place, name) == ""
    (place.path / name / "cast.toml").write_text("# theirs\n")
    assert "cast.toml was changed since" in editing.undo_refusal(place, name)
    (place.path / name / "cast.toml").unlink()
    note = b'title = "Talk"\n[[corrections]]\ndate = 2026-02-01\nnote = "The town pays."\n'
    editing.commit_settings(place, name, None, note, "A correction is noted.")
    assert editing.undo_refusal(place, name) == ""
    with (place.path / "show.toml").open("a") as file:
        file.write('[voices]\nhost = "tone/low"\nguest = "tone/high"\n')
    report = publish(place, Options(now=NOW), SilentProgress())
    assert [outcome.status for outcome in report.outcomes] == ["made"]
    assert "published" in editing.undo_refusal(place, name)
    with pytest.raises(UsageError, match="stays in the open"):
        editing.undo(place, name)
    assert everything(place, name)["episode.toml"] == note


def test_words_that_begin_with_a_speakers_name_are_another_turn(place: ShowFolder) -> None:
    """A new paragraph with a speaker's name before it is refused, and splitting is named; other words with a colon are words."""
    name = put(place, TALK.encode())
    opened = editing.open_episode(place, name)
    with pytest.raises(UsageError) as refused:
        editing.edit_words(opened, 2, "The bakers asked for it.\n\nAnn Roe: And who pays?", NOW)
    problem = refused.value.problems[0]
    assert "“Ann Roe: And who pays?” begins with a name" in problem.what
    assert problem.mend.startswith("split the turn")
    for words in ("San Francisco: my ctiy.", "San Francisco: my city.", "Part Two: the river."):
        text = f"The bakers asked for it.\n\n{words}"
        after = commit(place, name, lambda now, text=text: editing.edit_words(now, 2, text, NOW))
        assert [row.text for row in editing.turn_rows(after)][1] == text
        assert len(editing.turn_rows(after)) == 3


# Each of these once made any edit of the page impossible: a heading, a lone slash, a rule, an
# equals sign, code, brackets that are words, words that look like a name, a name with a mark.
AWKWARD = {
    "labels.md": """# The mill

**Ann Roe:** Why so early? [The mill] It is called `mill` here.

## On bakers

**Otto Brand:** The bakers (laughter) asked for it .

/

= 3 bread. Note: it rises_early.

-----

**Ann Roe:** JOURNALIST: Good try. Thank you [the] bakers.
""",
    "page.txt": """The mill that starts at three

Ann Roe talks with Otto Brand about bread.

Why so early?

The bakers asked for it. And who pays for the light? The county does, at night.

/

And who pays for the flour?

I do not know. Ask the bakers, they know it all, and they always did.

Thank you for that.

You are welcome.
""",
    "captions.vtt": """WEBVTT

00:01.000 --> 00:02.000
<v Ann Roe>It is in the entertainment

00:02.000 --> 00:04.000
<v Ann Roe>. I listen <i>often</i>. [Music plays]

00:05.000 --> 00:06.000
<v Otto Brand>- Do you? [the] news, at 3 &lt; 4.

00:07.000 --> 00:08.000
<v Ann Roe>JOURNALIST: Good try.
""",
}


@pytest.mark.parametrize("name", AWKWARD)
def test_an_edit_of_one_turn_leaves_the_others_as_they_are(place: ShowFolder, name: str) -> None:
    """Words, splits, joins and directions of each turn are kept, whatever the other turns hold."""
    folder = put(place, AWKWARD[name].encode(), f"transcript{Path(name).suffix}")
    opened = editing.open_episode(place, folder)
    rows = editing.turn_rows(opened)
    assert len(rows) > 2
    for row in rows:
        plans = [
            editing.edit_words(opened, row.number, f"{row.text} That is all.", NOW),
            editing.split_turn(opened, row.number, 2, "Maria Olsen"),
            *([editing.join_turns(opened, row.number)] if row.number > 1 else []),
            editing.mark_unspoken(opened, row.number, NOW),
        ]
        for at, change in enumerate(plans):
            after = opened.reread(change.contents)
            others = [turn for turn in after.turns if turn.text in {one.text for one in rows}]
            assert len(others) >= len(rows) - (2, 2, 3, 3)[at], (row.number, at)
    before = [(one.number, one.sure, one.directions) for one in rows]
    commit(place, folder, lambda now: editing.edit_words(now, 2, f"{rows[1].text} So.", NOW))
    again = commit(place, folder, lambda now: editing.edit_words(now, 2, rows[1].text, NOW))
    assert [(one.number, one.sure, one.directions) for one in editing.turn_rows(again)] == before
    assert [one.text.split() for one in editing.turn_rows(again)] == [
        one.text.split() for one in rows
    ]
    commit(place, folder, lambda now: editing.split_turn(now, 1, 2, "Maria Olsen"))
    copies = [one for one in everything(place, folder) if one.startswith("transcript")]
    assert len(copies) <= 2, "a copy that was edited is written over, not beside"


def test_edited_words_are_shown_as_a_diff_and_need_a_note_once_published(place: ShowFolder) -> None:
    """Only the turn's words change; an episode in the ledger takes a correction with them."""
    name = put(place, TALK.encode())
    new = "The bakers asked for it. And who pays? The town does."
    opened = editing.open_episode(place, name)
    change = editing.edit_words(opened, 2, new, NOW)
    assert [row for row in change.diff if row[0] != "same"] == [
        ("removed", "county"),
        ("added", "town"),
    ]
    assert change.contents == {"transcript.txt": TALK.replace("county", "town").encode()}
    ledger = Ledger.mint("https://valley.example/feed.xml")
    day = datetime(2026, 1, 1, 12, tzinfo=UTC)
    ledger.admit(name, title="Talk", published=day)
    url = "https://valley.example/audio/1.mp3"
    ledger.record(name, Version(url, "audio/1.mp3", "0" * 64, 9, "audio/mpeg", day))
    place.ledger.write(ledger)
    with pytest.raises(UsageError, match="note"):
        editing.edit_words(editing.open_episode(place, name), 2, new, NOW)
    after = commit(place, name, lambda now: editing.edit_words(now, 2, new, NOW, "The town pays."))
    assert [row.note for row in after.config.corrections] == ["The town pays."]


def test_a_name_and_a_part_are_written_to_the_speaker(place: ShowFolder) -> None:
    """All turns of a label get the name, in one line, and the part beside it."""
    name = put(place, TALK.encode())
    commit(place, name, lambda opened: editing.assign_all(opened, 2, "Otto Brandt"))
    after = commit(place, name, lambda opened: editing.set_part(opened, "Otto Brandt", "reporter"))
    assert [(row.person, row.part.value) for row in editing.turn_rows(after)][1] == (
        "Otto Brandt",
        "reporter",
    )
    assert "[turns]" not in everything(place, name)["cast.toml"].decode()


def test_a_respelling_is_kept_in_the_show_with_its_comments(place: ShowFolder) -> None:
    """`[lexicon]` gains the word, the comment stays, and undo restores the bytes."""
    editing.keep_pronunciation(place, "Brand", "brahnt")
    assert place.show_file.read_text().startswith("# ours\n")
    assert '"Brand" = "brahnt"' in place.show_file.read_text()
    editing.undo(place, "")
    assert place.show_file.read_text() == _SHOW
    assert journal.last_edit(place, "") == ""


def test_joining_what_was_split_makes_the_paragraph_whole(place: ShowFolder) -> None:
    """Join takes back a split to the byte; turns that were apart keep their paragraphs."""
    name = put(place, TALK.encode())
    for count in (5, 7):  # after a sentence, and within one
        commit(place, name, lambda opened, at=count: editing.split_turn(opened, 2, at, "Ada Rowe"))
        joined = commit(place, name, lambda opened: editing.join_turns(opened, 3))
        assert everything(place, name)["transcript.txt"] == TALK.encode()
        assert len(editing.turn_rows(joined)[1].paragraphs) == 1
    apart = commit(place, name, lambda opened: editing.join_turns(opened, 2))
    assert len(editing.turn_rows(apart)[0].paragraphs) == 3


def test_joining_a_copy_makes_the_paragraph_whole(place: ShowFolder) -> None:
    """Also where the split wrote a copy with labels, the words are one paragraph again."""
    name = put(place, (CASES / "article_page.in.html").read_bytes(), "transcript.html")
    before = editing.turn_rows(editing.open_episode(place, name))
    at = max(before, key=lambda row: len(row.text.split())).number
    commit(place, name, _split)
    joined = commit(place, name, lambda opened: editing.join_turns(opened, at + 1))
    assert editing.turn_rows(joined)[at - 1].paragraphs == before[at - 1].paragraphs


def test_what_stands_between_paragraphs_stays(place: ShowFolder) -> None:
    """An edit of words touches the paragraphs that change, and no comment of a person's."""
    page = (
        "**Ann Roe:** Why so early?\n\n<!-- ask again -->\n\nIt is dark.\n\n<!-- sure? -->\n\n"
        "It is cold.\n\n**Otto Brand:** They asked.\n\n<!-- who? -->\n\nAll did.\n\n**Ann Roe:** Yes.\n"
    )
    name = put(place, page.encode(), "transcript.md")

    def edited(text: str) -> str:
        opened = editing.open_episode(place, name)
        assert editing.turn_rows(opened)[0].text == "Why so early?\n\nIt is dark.\n\nIt is cold."
        (content,) = editing.edit_words(opened, 1, text, NOW).contents.values()
        return content.decode()

    assert edited("Why so late?\n\nIt is dark.\n\nIt was cold.") == page.replace(
        "early", "late"
    ).replace("is cold", "was cold")
    assert edited("Why so early?\n\nIt is dark.\n\nYes.\n\nIt is cold.") == page.replace(
        "It is dark.", "It is dark.\n\nYes."
    )
    assert edited("Why so early?\n\nIt is cold.") == page.replace("\n\nIt is dark.", "")
    opened = editing.open_episode(place, name)
    content = editing.mark_unspoken(opened, 2, NOW).contents["transcript.md"]
    assert b"[They asked.]\n\n<!-- who? -->\n\n[All did.]" in content


@pytest.mark.parametrize("suffix", [".txt", ".md", ".vtt"])
def test_a_turn_with_brackets_in_its_words_is_not_spoken(place: ShowFolder, suffix: str) -> None:
    """Its brackets are round within the direction's own; nothing of it is spoken, and the rest stays."""
    words = "We met [on page 4 of the report, which has no title so far] twice [1]."
    turns = ("ANN VOS: Why so early?", f"OTTO BRAND: {words}", "ANN VOS: Thank you.")
    text = "\n\n".join(("The bakers", *turns))
    if suffix == ".vtt":
        cues = (
            f"00:0{2 * at}.000 --> 00:0{2 * at + 1}.900\n<v {name.title()}>{said}"
            for at, (name, _, said) in enumerate(turn.partition(": ") for turn in turns)
        )
        text = "\n\n".join(("WEBVTT", *cues))
    folder = put(place, f"{text}\n".encode(), f"transcript{suffix}")
    opened = editing.open_episode(place, folder)
    shown = editing.turn_rows(opened)[1].text
    assert "[" in shown
    after = opened.reread(editing.mark_unspoken(opened, 2, NOW).contents)
    spoken = " ".join(turn.text for turn in after.turns)
    assert spoken.split() == "Why so early? Thank you.".split()
    directions = [
        row.text for turn in after.turns for one in turn.paragraphs for row in one.directions
    ]
    assert any("(on page 4 of the report, which has no title so far)" in row for row in directions)


def test_who_speaks_in_a_machine_transcript_says_nothing_of_its_words(place: ShowFolder) -> None:
    """Settling all turns of a draft, or correcting one, leaves its words unchecked; saying so checks them."""
    draft = "WEBVTT\n\nNOTE Machine transcript, not checked.\n\n00:00.100 --> 00:01.900\n<v Ann>Why so early?\n"
    name = put(place, draft.encode(), "transcript.vtt")
    opened = commit(place, name, lambda now: editing.confirm(now, 1))
    assert all(row.sure for row in editing.turn_rows(opened))
    assert opened.machine_words
    opened = commit(place, name, lambda now: editing.edit_words(now, 1, "Why so late?", NOW))
    assert opened.machine_words
    opened = commit(place, name, editing.confirm_words)
    assert not opened.machine_words
    assert b"checked = true" in everything(place, name)["episode.toml"]

"""Words in bold that an article has once each, and its byline, make nobody speak for sure."""

from __future__ import annotations

from segmentcast.model import SURE, Transcript
from segmentcast.transcript import read

PROSE = (
    "The bakers stopped the ferry in the harbour. The town spoke of a breach of its rules.",
    "They want the library to open at six. Nobody had asked them before.",
    "The mayor did not speak with the paper. A vote is planned for May.",
)


def _read(*paragraphs: str) -> Transcript:
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    page = f"<html><body><article><h1>Bakers stop the ferry</h1>{body}</article></body></html>"
    return read(page.encode(), "page.html")


def test_boxes_of_an_article_are_nobody() -> None:
    transcript = _read(
        "<b>Von Rosa Lind</b>", "Updated on 07.01.2026 - 18:50 Reading time: 4 minutes", PROSE[0],
        "<b>Newsblog:</b> All news of the harbour", PROSE[1], "<b>Sources:</b> Own research", PROSE[2],
    )  # fmt: skip
    assert {speaker.name for speaker in transcript.speakers} <= {"Rosa Lind", "Host", "Guest", "Narrator"}  # fmt: skip
    assert transcript.byline == "Rosa Lind"
    assert all(turn.confidence < SURE for turn in transcript.turns)


def test_full_names_there_once_among_prose_are_in_doubt() -> None:
    transcript = _read(
        PROSE[0], PROSE[2], "<b>Latest Articles:</b> The ferry is late.", *PROSE,
        "<b>Harbour Views:</b> The boats are back.", *PROSE,
    )  # fmt: skip
    assert all(turn.confidence < SURE for turn in transcript.turns)


def test_people_who_speak_once_each_are_sure() -> None:
    transcript = _read(
        "<b>Rosa Lind:</b> I opened it at six.", "<b>Otto Brand:</b> I came with bread.",
        "<b>Vera Lunn:</b> I read the paper there.",
    )  # fmt: skip
    assert [turn.confidence >= SURE for turn in transcript.turns] == [True, True, True]
    transcript = _read("ROSA LIND: I opened it.", *PROSE, "OTTO BRAND: I came with bread.", *PROSE)
    assert all(turn.confidence >= SURE for turn in transcript.turns)


def test_days_before_a_colon_are_nobody() -> None:
    days = ("Oct. 6, 1923", "Aug. 3, 1959", "March 29, 2008", "7 July 2017")
    transcript = _read(*(f"<b>{day}:</b> The ferry ran aground at the harbour." for day in days))
    assert not {"Oct. 6", "Aug. 3", "March 29"} & {speaker.name for speaker in transcript.speakers}
    assert all(turn.confidence < SURE for turn in transcript.turns)


def test_a_box_whose_name_begins_another_is_in_doubt() -> None:
    transcript = _read(
        PROSE[0], PROSE[2], "<b>Harbour Views</b>", *PROSE, "<b>Interview</b>", *PROSE,
        "<b>Interview of Rosa Lind</b>", *PROSE,
    )  # fmt: skip
    assert all(turn.confidence < SURE for turn in transcript.turns)

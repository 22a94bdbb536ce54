"""Who of two people leads the talk: by the byline, the summary and the words, and with a doubt where they differ."""

from __future__ import annotations

from segmentcast.transcript import read

TALK = (
    ("Dale Pruitt", "Ms Olsen, you cut four sailings. Why?"),
    (
        "Marit Olsen",
        "Because nobody was on them. The first carried three people, and two were crew.",
    ),
    ("Dale Pruitt", "Islanders say the boat is their road."),
    ("Marit Olsen", "It is. But a road doesn't burn 400 litres of diesel an hour."),
    ("Dale Pruitt", "What would bring the sailings back?"),
    ("Marit Olsen", "Passengers. And money from the council."),
)


def _page(byline: str, turns: tuple[tuple[str, str], ...] = TALK, summary: str = "") -> bytes:
    talk = "".join(f"<p><strong>{name}:</strong> {words}</p>" for name, words in turns)
    return (
        f'<html><head><meta name="description" content="{summary}"></head><body><article><h1>The ferry</h1>'
        f'<p class="byline">{byline}</p>{talk}</article></body></html>'
    ).encode()


def _parts(data: bytes) -> dict[str, tuple[str, bool]]:
    """Each speaker's part, and whether it is sure."""
    return {
        speaker.name: (speaker.part.value, speaker.sure)
        for speaker in read(data, "page.html").speakers
    }


def test_who_wrote_the_page_leads_the_talk() -> None:
    """ "X speaks to Y" is written of either; the byline's person asks, and is the host."""
    summary = "Marit Olsen of Sound Ferries speaks to Dale Pruitt about the cuts."
    parts = _parts(_page("By Dale Pruitt, 12 March 2026", summary=summary))
    assert parts == {"Dale Pruitt": ("host", True), "Marit Olsen": ("guest", True)}


def test_a_summary_that_the_words_contradict_leaves_the_parts_unsure() -> None:
    """Without a byline the summary's host stays the host, with a doubt; the turns' speakers are sure."""
    data = _page("", summary="Marit Olsen of Sound Ferries speaks to Dale Pruitt about the cuts.")
    assert _parts(data) == {"Dale Pruitt": ("guest", False), "Marit Olsen": ("host", False)}
    transcript = read(data, "page.html")
    assert all(turn.confidence == 1 for turn in transcript.turns)
    assert "speaker-unsure" in {finding.rule for finding in transcript.findings}


def test_parts_are_unsure_where_nothing_says_who_leads() -> None:
    """Two people who talk alike: either could be the host."""
    words = "The harbour was full of boats that day, and the wind came up from the west."
    turns = tuple((name, words) for name in ("Ada Lind", "Otto Brand") * 10)
    assert {sure for _, sure in _parts(_page("", turns)).values()} == {False}


def test_letters_given_behind_a_name_are_that_person() -> None:
    """ "Christopher Jeffrey (JJ):" and "JJ:" are one person; the letters are no role, a party is one."""
    talk = (
        "Christopher Jeffrey (JJ): Welcome to the show.\n\nAnna Cole (SNP): Thank you for having me.\n\n"
        "JJ: How is the mill?\n\nAnna Cole: It stands well.\n\nJJ: Will it last?\n\nAnna Cole: It will last.\n"
    )
    transcript = read(talk.encode(), "talk.txt")
    assert [(one.name, one.role) for one in transcript.speakers] == [
        ("Christopher Jeffrey", ""),
        ("Anna Cole", "SNP"),
    ]
    assert len(transcript.turns) == 6

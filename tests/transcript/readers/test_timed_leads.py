"""A time before a name in bold, and words without a colon behind it: the name is a label, whatever the words."""

from __future__ import annotations

import pytest

from tests.transcript.readers.spoken import spoken, starts

_TURNS = [
    ("Rosa Lind", "Hello and welcome to the harbour talk."),
    ("Otto Brand", "Yeah."),
    ("Rosa Lind", "So, why do they come at six?"),
    ("Otto Brand", "They asked for it."),
    ("Rosa Lind", "Hmm. Okay."),
]


@pytest.mark.parametrize("time", ["0:00:{}2.9", "[0:{}2]", "(00:00:{}2) -"])
@pytest.mark.parametrize(
    ("form", "between", "name"),
    [
        ("{time} **{name}** {words}", "\n\n\n", "a.md"),
        ("{time} **{name}:** {words}", "\n\n", "a.md"),
        ("<p>{time} <b>{name}</b> {words}</p>", "\n", "a.html"),
    ],
)
def test_a_time_and_a_name_in_bold_begin_a_turn(
    time: str, form: str, between: str, name: str
) -> None:
    """A short answer is no part of the name, and the time is not read aloud."""
    lines = [
        form.format(time=time.format(at), name=who, words=words)
        for at, (who, words) in enumerate(_TURNS)
    ]
    page = between.join(("# The harbour" if name == "a.md" else "<h1>The harbour</h1>", *lines))
    page = page if name == "a.md" else f"<html><body>{page}</body></html>"
    assert spoken(page, name) == _TURNS
    assert starts(page, name)[1] is not None


def test_a_time_without_a_name_among_them_is_not_read_aloud() -> None:
    """Whose words it stands before nobody knows."""
    turns = [f"0:00:{10 + at} **{who}** {words}" for at, (who, words) in enumerate(_TURNS)]
    told = spoken("\n\n".join(("# The harbour", *turns, "0:00:40 Then we went home.")), "a.md")
    assert told == [*_TURNS, ("Unknown speaker", "Then we went home.")]


def test_a_time_before_other_bold_words_is_words() -> None:
    """Nobody is called so."""
    text = "# The harbour\n\n**Rosa Lind:** When?\n\n**Otto Brand:** Early.\n\n12:30 **is too late** for us.\n\n**Rosa Lind:** Good.\n"
    assert spoken(text, "a.md")[1] == ("Otto Brand", "Early. 12:30 is too late for us.")


@pytest.mark.parametrize("odd", ["[00:00:486", "[00:00:48", "00:00:48]", "[00:0:048]", "00:00;48"])
@pytest.mark.parametrize(
    ("form", "between", "name"),
    [
        ("**{time} {name}**\n{words}", "\n\n", "a.md"),
        ("**{time} {name}**\n\n{words}", "\n\n", "a.md"),
        ("<p><b>{time} {name}</b><br>{words}</p>", "\n", "a.html"),
        ("{time} {name}\n{words}", "\n\n", "a.txt"),
    ],
)
def test_a_mistyped_time_leaves_its_turn_to_whom_it_names(
    odd: str, form: str, between: str, name: str
) -> None:
    """Neither is read aloud in the turn before, and the other turns stay."""
    turns = [
        ("Ada", "Why?"),
        ("Rosa aus dem Off", "I came at six."),
        ("Ada", "Yes."),
        *_TURNS[::-1],
    ]
    times = ["[00:00:03]", "[00:00:21]", odd, *(f"[00:01:{at}]" for at in range(10, 15))]
    lines = [
        form.format(time=time, name=who, words=words)
        for time, (who, words) in zip(times, turns, strict=True)
    ]
    page = between.join(lines)
    page = f"<html><body><h1>A talk</h1>{page}</body></html>" if name == "a.html" else page
    told = spoken(page, name)
    assert told == [
        ("Ada", "Why?"),
        ("Rosa Lind", "I came at six."),
        ("Ada", "Yes."),
        *_TURNS[::-1],
    ]

"""Who wrote a page, when, and with whom it is, where one line or element of it says more than one of these."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read

TURNS = (
    ("When do you like to fish best?", "I go out at six, when the harbour is quiet."),
    ("With whom would you like to go?", "I like to go alone, with the boat and my books."),
    ("What was your best catch?", "My best one was a pike of nine kilos."),
)
TALK = "".join(f"<p><b>{question}</b></p><p>{answer}</p>" for question, answer in TURNS)


@pytest.mark.parametrize(
    "written", ["2014-01-26 21:32:46 UTC", "<time>26 January 2014</time>", " | January 26, 2014"]
)
def test_a_byline_ends_before_its_date(written: str) -> None:
    page = f'<html><body><article><h1>A quiet quay</h1><p class="byline">Rosa Lind{written}</p>{TALK}</article></body></html>'
    assert read(page.encode(), "page.html").byline == "Rosa Lind"


def test_a_byline_without_a_date_stays() -> None:
    page = f'<html><body><article><h1>A quiet quay</h1><p class="byline">May Lind, 3 Quays Radio</p>{TALK}</article></body></html>'
    assert read(page.encode(), "page.html").byline == "May Lind, 3 Quays Radio"


def test_a_date_beside_whose_page_it_is_is_the_pages() -> None:
    talk = "ROSA LIND: ¿Abre usted a las seis?\n\nOTTO BRAND: Sí, abro a las seis.\n\n" * 2
    line = "Oficina del Puerto | 14 de abril de 2020"
    transcript = read(f"La biblioteca\n\n{line}\n\n{talk}".encode(), "page.txt")
    assert str(transcript.published)[:10] == "2020-04-14"
    assert not transcript.summary


@pytest.mark.parametrize("title", ["Anglertalk mit Otto Brand", "Hafengespräch mit Otto Brand"])
def test_a_title_names_who_answers_questions_in_bold(title: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{TALK}</article></body></html>"
    speakers = read(page.encode(), "page.html").speakers
    assert [speaker.name for speaker in speakers] == ["Host", "Otto Brand"]


@pytest.mark.parametrize("words", ["By doing it twice over.", "By Monday we had it all done."])
def test_a_sentence_that_begins_with_by_is_no_byline(words: str) -> None:
    page = f"<html><body><article><h1>A quiet quay</h1>{TALK}<p>{words}</p></article></body></html>"
    assert not read(page.encode(), "page.html").byline

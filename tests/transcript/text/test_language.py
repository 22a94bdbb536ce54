"""A text's language is told by its words, and only where they are surely of another than was assumed."""

from __future__ import annotations

from typing import Any

import pytest

from segmentcast.transcript import read
from segmentcast.transcript.text.language import other_language

SENTENCES = {
    "de": ["Der Hafen öffnet um sechs. Warum so früh?", "Die Fischer haben darum gebeten, weil sie dann zurück sind."],
    "fr": ["Le port ouvre à six heures. Pourquoi si tôt ?", "Les pêcheurs l'ont demandé, parce qu'ils reviennent alors."],
    "es": ["El puerto abre a las seis. ¿Por qué tan temprano?", "Los pescadores lo pidieron, porque vuelven a esa hora."],
    "it": ["Il porto apre alle sei. Perché così presto?", "Lo hanno chiesto i pescatori, perché tornano a quell'ora."],
    "pt": ["O porto abre às seis. Por que tão cedo?", "Os pescadores pediram, porque voltam a essa hora."],
    "pl": ["Port otwiera się o szóstej. Dlaczego tak wcześnie?", "Poprosili o to rybacy, bo wtedy wracają."],
    "ru": ["Порт открывается в шесть. Почему так рано?", "Об этом попросили рыбаки."],
    "ar": ["يفتح الميناء في السادسة. لماذا؟", "لأن الصيادين طلبوا ذلك."],
    "ja": ["港は六時に開きます。なぜですか。", "漁師たちが頼んだからです。"],
}  # fmt: skip
ENGLISH = ["The harbour opens at six. Why so early?", "The fishers asked for it."]


@pytest.mark.parametrize("language", SENTENCES)
def test_two_sentences_are_enough(language: str) -> None:
    """Two sentences in another language than English are told, and are fine in their own."""
    assert other_language(SENTENCES[language], "en") == language
    assert other_language(SENTENCES[language], f"{language}-XX") == ""


@pytest.mark.parametrize("taken_for", ["de", "fr", "es", "ja"])
def test_english_is_told_where_another_was_assumed(taken_for: str) -> None:
    """English in a show of another language is told as well."""
    assert other_language(ENGLISH, taken_for) == "en"


@pytest.mark.parametrize(
    "texts",
    [
        ["Order. Order.", "Hear, hear!"],
        ["Yes.", "No. Never."],
        ["Abu Dhabi, Al Ain, Dubai."],
        ["NATO, EU, UNO, GPT-4, Kubernetes, Docker, npm install react."],
        ["1, 2, 3."],
        ["Guten Tag."],
        [],
    ],
)
def test_a_few_words_settle_nothing(texts: list[str]) -> None:
    """Interjections, names and numbers are no sign of another language."""
    assert other_language(texts, "en") == ""


def test_languages_that_are_alike_are_not_told_apart() -> None:
    """Danish in a Norwegian show is no finding: a detector takes one for the other."""
    danish = ["Havnen åbner klokken seks. Hvorfor så tidligt?", "Fiskerne bad om det."]
    assert other_language(danish, "nb") == ""


def test_a_quotation_decides_nothing() -> None:
    """A first turn in another language is not the talk's."""
    talk = [" ".join(SENTENCES["de"])] + ENGLISH * 10
    assert other_language(talk, "en") == ""


def test_the_finding_and_the_language() -> None:
    """The transcript has the language of its words, and the finding says what to write if that is wrong."""
    text = "\n\n".join(f"ROSA LIND: {one}" for one in SENTENCES["de"])
    found = read(text.encode(), "talk.txt", language="en-GB")
    assert found.language == "de"
    (finding,) = [one for one in found.findings if one.rule == "language"]
    assert "German (de), not English (en-GB)" in finding.what
    assert 'language = "en-GB"' in finding.mend


def test_a_document_that_is_wrong_about_itself() -> None:
    """A page that says lang="en" of German words is told, too."""
    words = "".join(f"<p>ROSA LIND: {one}</p>" for one in SENTENCES["de"])
    page = f'<html lang="en"><body><article>{words}</article></body></html>'
    assert read(page.encode(), "talk.html").language == "de"


def test_the_evidence_is_words_in_that_language() -> None:
    """A date before them tells nobody which language it is."""
    text = "The mill\n\nROSA LIND: 14-03-2026.\n\nOTTO BRAND: " + "\n\nROSA LIND: ".join(
        SENTENCES["es"]
    )
    (finding,) = (f for f in read(text.encode(), "talk.txt").findings if f.rule == "language")
    assert "Los pescadores lo pidieron" in finding.what
    assert "2026" not in finding.what
    assert "not English" not in finding.what  # nothing says so


SOMALI = (
    "Dekedda habeenkii\n\nROSA LIND: Dekeddu waxay furantaa lixda subaxnimo. Maxaa loogu furaa sidaas u hor?\n\n"
    "OTTO BRAND: Kalluumaysatadu way codsadeen, sababtoo ah markaas ayay soo noqdaan oo ay shaqada dhammeeyaan.\n"
)


def test_a_language_without_a_voice_is_refused_before_it_is_spoken(show: Any) -> None:
    """The episode fails by name and the others are published; `language` in episode.toml overrules it."""
    show.episode()
    folder = show.episode("2026-03-15-dekedda", text=SOMALI)
    report = show.publish()
    assert {one.folder: one.status for one in report.outcomes} == {
        "2026-03-14-ferry": "made",
        "2026-03-15-dekedda": "failed",
    }
    (failed,) = report.failed
    assert "no voice here speaks so" in failed.problems[0].what
    (folder / "episode.toml").write_text('language = "en"\n', encoding="utf-8")
    assert [one.status for one in show.publish().outcomes] == ["unchanged", "made"]

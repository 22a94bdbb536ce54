"""Bytes that are no text in an encoding that is read: slips are told one by one, a whole file once."""

from __future__ import annotations

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read

WORDS = "司会:今日は凧の話です。風はどうでしたか。\n\nゲスト:とても強い風でした。\n\n" * 30


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "gb18030"])
def test_a_file_in_another_encoding_is_one_problem(encoding: str) -> None:
    """A Shift-JIS file is one fault with one place and one remedy, not twenty lines."""
    with pytest.raises(TranscriptError) as caught:
        read(WORDS.encode(encoding), "transcript.txt")
    (problem,) = caught.value.problems
    assert problem.where.startswith("transcript.txt:1:")
    assert "another encoding" in problem.what
    assert problem.mend == "Save the file as UTF-8."


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1251", "Почему мост закрыт? Потому что никто его не построил."),
        ("cp1253", "Γιατί είναι κλειστή η γέφυρα;"),
        ("cp1250", "Dlaczego most jest zamknięty? Ponieważ żaden inżynier nie chciał go podpisać."),
        ("cp1254", "Köprü neden kapalı? Çünkü hiçbir mühendis imzalamak istemedi, parası yok."),
    ],
)
def test_no_word_is_spoken_by_the_wrong_letters(encoding: str, words: str) -> None:
    """Words that Windows-1252 can't write are not read as if it were that, though every byte has a letter in it."""
    with pytest.raises(TranscriptError) as caught:
        read(words.encode(encoding), "talk.txt")
    assert "another encoding" in caught.value.problems[0].what
    captions = f"1\n00:00:01,000 --> 00:00:03,000\n{words}\n"
    with pytest.raises(TranscriptError):
        read(captions.encode(encoding), "talk.srt")


@pytest.mark.parametrize(
    "words", ["Pourquoi le pont est-il fermé ? À cause du gel.", "Straße: fünf Äpfel, größer."]
)
def test_western_words_are_read_as_windows_1252(words: str) -> None:
    """French and German have no letter that it lacks."""
    assert read(words.encode("cp1252"), "talk.txt").turns[0].text.startswith(words[:20])


def test_slips_are_told_one_by_one() -> None:
    """Two letters in Latin-1 within a text in UTF-8 are two problems, each with its line."""
    text = "HOST: Café, naïveté.\n\nGUEST: One.\n\nHOST: Two.\n"
    data = text.encode().replace(b"One", b"\xe9ne").replace(b"Two", b"\xe9wo")
    with pytest.raises(TranscriptError) as caught:
        read(data, "t.txt")
    assert [problem.where for problem in caught.value.problems] == ["t.txt:3:8", "t.txt:5:7"]

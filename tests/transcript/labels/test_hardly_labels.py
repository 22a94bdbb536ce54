"""Labels of unusual looks that are one, and clauses before a colon that are none."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read

_TALK = [("Ada Roe", "Was it cold?"), ("Ben Lind", "It was, and late."), ("Ada Roe", "Who came?")]


def _page(rows: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"{label}: {words}" for label, words in rows) + "\n"


def test_bold_names_with_a_time_in_brackets_are_labels_be_they_there_once() -> None:
    """A guest whose bold name and time stand once above long answers has these words, and no host has."""
    answer = "\n\n".join(f"It rained on day {day} and we stayed at the mill." for day in range(12))
    page = (
        f"**Ada** [0:00]\nWelcome to the mill.\n\n**Ben** [0:30]\nWe begin with Kay.\n\n**Kay Stone** [1:58]\n{answer}\n\n"
        f"**Ada** (8:09)\nThank you.\n\n**Ben** (8:20):\nAnd now to Otto.\n\n**Otto Brand** [8:30]\n{answer}\n"
    )
    talk = read(page.encode(), "t.md")
    names = [talk.speaker(turn.speaker).name for turn in talk.turns]
    assert names == ["Ada", "Ben", "Kay Stone", "Ada", "Ben", "Otto Brand"]
    assert "[" not in " ".join(turn.text for turn in talk.turns)


@pytest.mark.parametrize("clause", ["So when people say", "behave like that", "Yeah. Ada"])
def test_a_clause_before_a_colon_is_nobody(clause: str) -> None:
    """What a sentence begins with is no speaker, though every other paragraph has a label."""
    page = _page([*_TALK, ("Ben Lind", "We did."), (clause, "how is it?"), *_TALK])
    talk = read(page.encode(), "t.txt")
    assert {one.name for one in talk.speakers} == {"Ada Roe", "Ben Lind"}


@pytest.mark.parametrize(
    "label", ["Un participant du public", "Varios miembros de la audiencia", "Man by the door"]
)
def test_a_kind_of_person_that_is_no_label_is_doubted(label: str) -> None:
    """Somebody without a name before one paragraph is a speaker, or the turn around those words is in doubt."""
    rows = [f"{name}: {words}\n\nAnd so on, for a while." for name, words in _TALK * 3]
    page = "\n\n".join([*rows, f"{label}: I saw it.", "Ada Roe: Did you?"]) + "\n"
    talk = read(page.encode(), "t.txt")
    turn = next(turn for turn in talk.turns if "I saw it." in turn.text)
    assert turn.confidence <= 0.5 or turn.text == "I saw it."
    assert turn.text == "I saw it." or any(row.rule == "label-unread" for row in talk.findings)


def test_titles_of_honour_begin_a_label() -> None:
    """The Hon. and a name on a line of its own is a label among long answers, though "the" begins sentences."""
    answer = "<p>We shall build it.</p>" * 9
    page = "".join(
        f"<p><strong>{label}: </strong></p>{answer}"
        for label in ["PRIME MINISTER", "THE HON. KAY STONE MP, DEPUTY PRIME MINISTER", "JOURNALIST", "PRIME MINISTER"]
    )  # fmt: skip
    talk = read(f"<html><body><h1>Doorstop</h1>{page}</body></html>".encode(), "t.html")
    assert len(talk.turns) == 4
    assert "HON" not in " ".join(turn.text for turn in talk.turns)


def test_paragraphs_with_times_in_runs_go_on_with_their_speaker() -> None:
    """Many lines with a time and no name, several in a row, are the speaker's before, but not surely."""
    lines = []
    for at in range(8):
        lines += [f"[00:{at:02}:01] **{'Ada' if at % 2 else 'Ben'}:** We did.", f"[00:{at:02}:20] And so on.", f"[00:{at:02}:40] And on."]  # fmt: skip
    talk = read("\n\n".join(lines).encode(), "t.md")
    assert {one.name for one in talk.speakers} == {"Ada", "Ben"}
    assert {turn.confidence < 0.9 for turn in talk.turns} == {True}


def test_answers_below_questions_in_headings_are_not_surely_the_label_befores() -> None:
    """Where headings ask and only some answers have a label, the others are doubted, and whoever answers gets them."""
    questions = "".join(f"### Was day {day} cold?\n\nIt was, on day {day}.\n\n" for day in range(4))
    page = f"Ada :\n\nWelcome.\n\n### Who are you?\n\nBen :\n\nI mill.\n\nAda :\n\nI see.\n\n{questions}Ada :\n\nThank you.\n"
    talk = read(page.encode(), "t.md")
    doubted = [turn for turn in talk.turns if "on day" in turn.text]
    assert {talk.speaker(turn.speaker).name for turn in doubted} == {"Ben"}
    assert all(turn.confidence <= 0.5 for turn in doubted)
    assert any(row.rule == "labels-sparse" for row in talk.findings)


@pytest.mark.parametrize(
    "both", ["ANNA AND BEN", "ANNA & BEN", "Anna and Ben", "ANNA ROE AND BEN LIND"]
)
def test_who_speaks_together_is_neither(both: str) -> None:
    """A label of two people makes no one person of them."""
    one, other = ("Anna", "Ben") if both == "Anna and Ben" else ("ANNA", "BEN")
    page = _page([(one, "Was it cold?"), (other, "It was."), (both, "Good night!"), (one, "Bye."), (other, "Bye now.")])  # fmt: skip
    talk = read(page.encode(), "t.txt")
    assert len({turn.speaker for turn in talk.turns}) == 3
    assert talk.turns[0].speaker == talk.turns[3].speaker != talk.turns[1].speaker


@pytest.mark.parametrize("form", ["[{}] {}", "({}) {}", "<{}> {}", "{} — {}", "{} - {}", "{} | {}"])
@pytest.mark.parametrize("names", [("Mia", "Ben"), ("MIA ROE", "BEN LIND")])
def test_names_set_off_by_other_marks_are_labels(form: str, names: tuple[str, str]) -> None:
    """Two names that come again in front of every turn are labels without a colon, too; none is read aloud."""
    words = ["Was it cold?", "It was, and late.", "Who came?", "My brother did.", "When?", "At noon."]  # fmt: skip
    rows = [form.format(names[at % 2], row) for at, row in enumerate(words)]
    talk = read(("The Mill\n\n" + "\n\n".join(rows) + "\n").encode(), "t.txt")
    assert [turn.text for turn in talk.turns] == words
    assert [talk.speaker(turn.speaker).name.upper() for turn in talk.turns] == [
        name.upper() for name in names
    ] * 3
    assert {turn.confidence for turn in talk.turns} == {1.0}


@pytest.mark.parametrize(
    ("form", "before", "suffix"),
    [
        ("{} — {}", ("Morning", "Evening"), "txt"),
        ("{} — {}", ("Fact", "Fiction"), "txt"),
        ("{} — {}", ("Work", "Play"), "txt"),
        ("{} — yes. {}", ("Sad", "Glad"), "txt"),
        ("({}) {}", ("Later", "Earlier"), "txt"),
        ("{} = {}", ("Gold", "Silver"), "txt"),
        ("_{}_ I said: {}", ("Never", "Always"), "txt"),
        ("{} | {}", ("Bread", "Butter"), "txt"),
        ("{} | They won. {}", ("Leeds", "York"), "txt"),
        ("- {} — he wrote it in Leipzig. {}", ("Bach", "Haydn"), "md"),
        ("{} - he went to sea. {}", ("Tom", "Ben"), "txt"),
        ("{} - He went to sea. {}", ("Tom", "Ben"), "txt"),
    ],
)
def test_words_before_a_dash_that_come_again_are_said_or_in_doubt(
    form: str, before: tuple[str, str], suffix: str
) -> None:
    """No repeated word before a mark that is no colon is surely a speaker, unless it is a name and somebody asks."""
    words = ["It rained.", "We sat by the fire.", "It was late.", "The bread was cold."]
    rows = [form.format(before[at % 2], row) for at, row in enumerate(words)]
    talk = read(("\n\n".join(rows) + "\n").encode(), f"a.{suffix}")
    if not all(word in " ".join(turn.text for turn in talk.turns) for word in before):
        assert max(turn.confidence for turn in talk.turns) <= 0.5
        assert any(row.rule == "label-doubtful" for row in talk.findings)


def test_sentences_before_the_first_name_in_brackets_are_reported() -> None:
    """What may be said before the first turn of such a page isn't left out without a word, and has its place."""
    talk = read(
        b"I went to the mill.\n\n<Mia> Was it cold?\n\n<Ben> It was.\n\n<Mia> Who came?\n\n<Ben> I did.\n",
        "a.txt",
    )
    assert [row.where for row in talk.findings if row.rule == "page-words"] == ["a.txt:1"]


def test_a_dash_after_a_word_makes_no_label() -> None:
    """A word and a dash in front of one turn are words, and the turn is in doubt where names stand so."""
    names = ["Rosa", "Otto"] * 3
    rows = [f"{name} — We did it, day {at}." for at, name in enumerate(names)]
    page = "\n\n".join([*rows[:3], "Nothing — we left at noon.", *rows[3:]]) + "\n"
    talk = read(page.encode(), "t.txt")
    turn = next(turn for turn in talk.turns if "we left" in turn.text)
    assert "Nothing — we left at noon." in turn.text
    assert turn.confidence <= 0.5
    assert any(row.rule == "label-unread" and row.where == "t.txt:7" for row in talk.findings)


@pytest.mark.parametrize("words", [("Genau", "Richtig"), ("Sen. Roe", "Rep. Lind")])
def test_short_sentences_and_titles_are_no_names(words: tuple[str, str]) -> None:
    """One word in usual letters and a stop is a sentence or a title, be it before every turn: nothing is cut off."""
    page = "\n\n".join(f"{words[at % 2]}. It rained on day {at}." for at in range(8)) + "\n"
    talk = read(page.encode(), "t.txt")
    assert " ".join(turn.text for turn in talk.turns).count(words[0]) == 4


def test_a_part_and_a_name_before_a_colon_each_are_one_label() -> None:
    """A part and a name before every turn name her; where the part stands alone elsewhere, it calls her."""
    rows = [("Host: Vera Lunn", "Why?"), ("Guest: Ben Lind", "It rained.")] * 3
    talk = read(_page(rows).encode(), "t.txt")
    assert [talk.speaker(turn.speaker).name for turn in talk.turns] == ["Vera Lunn", "Ben Lind"] * 3
    assert {turn.text for turn in talk.turns} == {"Why?", "It rained."}
    calls = [
        ("Host", "Why?"),
        ("Ben Lind", "It rained."),
        ("Host", "Vera Lunn: why did you go?"),
    ] * 3
    assert "Vera Lunn: why did you go?" in [turn.text for turn in read(_page(calls).encode(), "t.txt").turns]  # fmt: skip


def test_a_part_and_a_name_before_a_colon_twice_may_be_a_call() -> None:
    """Where part and name come only twice each, the part may call somebody, and the turns are in doubt."""
    rows = [("Host: Vera Lunn", "what a name!"), ("Guest: Kay Stone", "that is my name.")] * 2
    talk = read(_page(rows).encode(), "t.txt")
    assert "Vera Lunn: what a name!" in " ".join(turn.text for turn in talk.turns)
    assert max(turn.confidence for turn in talk.turns) <= 0.5
    assert any(row.rule == "label-unread" for row in talk.findings)


@pytest.mark.parametrize("label", ["Голос из зала", "2Pac", "Abu al-Stone"])
def test_words_of_any_shape_before_a_colon_are_doubted_among_labels(label: str) -> None:
    """Where every other paragraph has a label, words before a colon are somebody's or in doubt."""
    page = _page([*_TALK * 2, (label, "I saw it."), *_TALK])
    talk = read(page.encode(), "t.txt")
    turn = next(turn for turn in talk.turns if "I saw it." in turn.text)
    assert turn.text == "I saw it." or turn.confidence <= 0.5


@pytest.mark.parametrize("label", ["Dr. the Hon. Kay Stone", "1) Kay Stone + friends", "kay_stone"])
def test_a_colon_that_repeats_is_a_label_or_a_finding(label: str) -> None:
    """No form of words before a colon that comes three times is read aloud in another's mouth surely."""
    rows = [row for at in range(4) for row in [("Ada Roe", f"Was it cold on day {at}?"), (label, f"It was, {at}.")]]  # fmt: skip
    talk = read(_page(rows).encode(), "t.txt")
    for turn in talk.turns:
        assert label not in turn.text or turn.confidence <= 0.5


def test_bold_labels_may_have_an_underscore() -> None:
    """Speakers as a recogniser counts them, in Markdown's bold: no mark of it is read aloud."""
    page = "\n\n".join(f"**SPEAKER_0{at % 2}:** It rained on day {at}." for at in range(4))
    talk = read(page.encode(), "t.md")
    assert [turn.text for turn in talk.turns] == [f"It rained on day {at}." for at in range(4)]


@pytest.mark.parametrize(
    "form",
    [
        "[12/03/2024, 10:15:0{at}] {name}: {words}", "12/03/24, 10:1{at} - {name}: {words}",
        "{name}, [12.03.2024 10:1{at}]\n{words}", "{name}  10:1{at} AM\n{words}",
    ],
)  # fmt: skip
def test_messages_of_a_chat_are_turns(form: str) -> None:
    """Chats put a date or a time of day before each message; nobody says it, nor what the program writes."""
    rows = [form.format(at=at, name="Rosa Lind" if at % 2 else "Otto Brand", words=f"It rained on day {at}.") for at in range(6)]  # fmt: skip
    system = "12/03/24, 10:09 - Messages are end-to-end encrypted.\n" if " - " in form else ""
    talk = read((system + "\n".join(rows) + "\n").encode(), "t.txt")
    assert [turn.text for turn in talk.turns] == [f"It rained on day {at}." for at in range(6)]
    assert [talk.speaker(turn.speaker).name for turn in talk.turns] == ["Otto Brand", "Rosa Lind"] * 3  # fmt: skip


@pytest.mark.parametrize(
    "points",
    [
        ("Trip to the coast", "Lunch at the inn"), ("We met at the station", "We ate at the inn"),
        ("Breakfast", "Lunch"), ("Tom at the inn", "Ben at the sea"),
    ],
)  # fmt: skip
def test_points_of_a_plan_with_a_time_of_day_are_nobody(points: tuple[str, str]) -> None:
    """A time of day behind words that are no names makes no person of them surely."""
    page = "".join(f"{point} 10:15 AM\nWe go by bus.\n" for point in points * 2)
    talk = read(page.encode(), "t.txt")
    assert {one.name for one in talk.speakers}.isdisjoint(points)


@pytest.mark.parametrize("form", ["{}: {}", "[{}]: {}"])
def test_a_sound_before_a_colon_is_no_speaker(form: str) -> None:
    """What is behind "[Music]:" is perhaps not said, and the turn around it is in doubt."""
    rows = [form.format(name, words) for name, words in _TALK]
    page = "\n\n".join([*rows, "[Music]: It swells and fades.", *rows]) + "\n"
    talk = read(page.encode(), "t.txt")
    assert {one.name for one in talk.speakers} == {"Ada Roe", "Ben Lind"}
    turn = next(turn for turn in talk.turns if "swells" in turn.text)
    assert turn.confidence <= 0.5
    assert ": It" not in turn.text


@pytest.mark.parametrize("form", ["{}: ", "[{}]: "])
def test_a_sound_behind_a_label_has_no_colon_said(form: str) -> None:
    """Words behind "[Kay]: [Laughter]:" are that person's, in doubt, and begin with no colon."""
    rows = [form.format(name) + words for name, words in _TALK]
    page = "\n\n".join([*rows, f"{form.format('Ben Lind')}[Laughter]: so loud.", *rows]) + "\n"
    talk = read(page.encode(), "t.txt")
    turn = next(turn for turn in talk.turns if "loud" in turn.text)
    assert (talk.speaker(turn.speaker).name, turn.text) == ("Ben Lind", "so loud.")
    assert turn.confidence <= 0.5


def test_one_label_amid_captions_gives_nobody_the_rest_surely() -> None:
    """Where captions name one person once, after words of nobody, the rest of the hour is in doubt."""
    cues = [f"00:0{at // 10}:{at % 10 * 6:02}.000 --> 00:0{at // 10}:{at % 10 * 6 + 5:02}.000\n" + (">> Luis: I did it." if at == 3 else f"We did it on day {at}.") for at in range(60)]  # fmt: skip
    talk = read(("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode(), "t.vtt")
    assert max(turn.confidence for turn in talk.turns) <= 0.5


@pytest.mark.parametrize(
    "form", ["{}:{}", "{}; {}", "_{}:_ {}", "{}… {}", "{}= {}", "{}\t{}", "1. {}: {}", "{}, laughing: {}", "“{}: {}"]
)  # fmt: skip
def test_a_name_before_every_turn_is_a_label_or_a_doubt(form: str) -> None:
    """Whatever stands between names that come again and the words: no page with them read aloud is sure."""
    words = ["Was it cold?", "It was, and late.", "Who came?", "My brother did.", "When?", "At noon."]  # fmt: skip
    page = "\n\n".join(form.format(("Vera", "Ben")[at % 2], row) for at, row in enumerate(words))
    talk = read((page + "\n").encode(), "t.txt")
    aloud = any("Vera" in turn.text or "Ben" in turn.text for turn in talk.turns)
    if aloud:
        assert max(turn.confidence for turn in talk.turns) <= 0.5
        assert any(row.rule == "label-unread" for row in talk.findings)
    else:
        assert [talk.speaker(turn.speaker).name for turn in talk.turns] == ["Vera", "Ben"] * 3


@pytest.mark.parametrize("label", ["Sgt. 1st Class Otto Stone", "VERA ROE:", "――："])
def test_labels_that_no_form_has_are_doubted(label: str) -> None:
    """A rank with a number among labels, a colon too many, and a dash for a name leave no turn sure."""
    page = _page([*_TALK, (label, "I saw it."), *_TALK, (label, "I said so."), *_TALK, (label, "I did.")])  # fmt: skip
    talk = read(page.encode(), "t.txt")
    assert all(turn.confidence <= 0.5 for turn in talk.turns if turn.text.startswith(label))
    assert any(row.rule == "label-unread" for row in talk.findings)


@pytest.mark.parametrize(
    "role",
    [
        "a rich man in his own right, was saying of you that",
        "my old friend, once told me",
        "the poet of the mill, said",
        "of all people, has asked me",
    ],
)
def test_a_sentence_about_somebody_is_not_that_persons_label(role: str) -> None:
    """Whom somebody quotes says no word of the turn, be that person a speaker of the talk."""
    quote = f"Kay Stone, {role}: it never rains."
    page = _page([*_TALK, ("Ben Lind", f"It was. {quote}"), ("Kay Stone", "I did."), *_TALK])
    talk = read(f"{page}\n{quote}\n\n{page}".encode(), "t.txt")
    assert {turn.text for turn in talk.turns if turn.speaker == "kay-stone"} == {"I did."}
    assert all(one.role == "" for one in talk.speakers)


@pytest.mark.parametrize(
    "role",
    [
        "Bundeskanzler", "a former minister who was jailed", "the paper's editor, which has won prizes",
        "author of What We Do", "MAYOR OF THE TOWN THAT WAS",
    ],
)  # fmt: skip
def test_a_description_behind_a_name_is_its_role(role: str) -> None:
    """A noun with what belongs to it says who the person is, be there a verb in a clause of its own."""
    page = _page([*_TALK, (f"Kay Stone, {role}", "It never rains."), *_TALK])
    talk = read(page.encode(), "t.txt")
    assert [turn.text for turn in talk.turns if turn.speaker == "kay-stone"] == ["It never rains."]


@pytest.mark.parametrize(
    "role", ["the woman he married", "director of the can factory", "who, they say, left"]
)
def test_a_role_that_reads_like_a_sentence_is_doubted(role: str) -> None:
    """ "Kay Stone, the woman he married:" may be her label: her words aren't surely the other one's."""
    rows = [(f"Kay Stone, {role}", "Why so early?"), ("Ben Lind", "The bakers asked.")] * 2
    talk = read(_page(rows).encode(), "t.txt")
    assert all(turn.confidence <= 0.5 for turn in talk.turns if "Kay Stone" in turn.text)
    assert any(row.rule == "label-unread" for row in talk.findings)


def test_a_sentence_about_no_person_is_no_label() -> None:
    """One word, or a place behind "in", and what is said of it is a sentence."""
    for words in ("Lund, they say", "In Lund, they say"):
        talk = read(
            _page([*_TALK, ("Ben Lind", "It is."), (words, "never."), *_TALK]).encode(), "t.txt"
        )
        assert not talk.findings, words


def _bold_lines(*lines: str) -> bytes:
    """A call in which each pair is a bold line and what stands below it."""
    pairs = zip(lines[::2], lines[1::2], strict=True)
    turns = "\n\n".join(f"**{bold}**\n* {words}" for bold, words in pairs)
    return f"# Harbour council, call 39\n\n{turns}\n".encode()


_CALL = ("Rosa Lind", "Good morning. How is the pier?", "Otto Brand", "It stands. Where is it?")


@pytest.mark.parametrize("again", [0, 1])
def test_a_handle_in_bold_among_bold_names_is_a_label(again: int) -> None:
    """ "**moorkid**" alone on its line is who speaks, as the bold names are, be it once."""
    more = ("Rosa Lind", "Bad day", "moorkid", "Back to a bad day.") * again
    talk = read(_bold_lines(*_CALL, "moorkid", "In the shed.", *more, *_CALL), "call.md")
    whose = {turn.text: talk.speaker(turn.speaker).name for turn in talk.turns}
    assert whose["In the shed."] == "moorkid"
    assert not any("moorkid" in turn.text for turn in talk.turns)
    assert len(talk.speakers) == 3


@pytest.mark.parametrize("bold", ["yes", "music", "laughs", "in the shed"])
def test_other_small_words_in_bold_are_nobody(bold: str) -> None:
    """A word of stress, a sound, several words."""
    talk = read(_bold_lines(*_CALL, bold, "It is.", *_CALL), "call.md")
    assert {speaker.name for speaker in talk.speakers} == {"Rosa Lind", "Otto Brand"}

"""Who speaks: names, parts, evidence, doubt; and the measure on interviews without their labels."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import labelled, names, speakers
from segmentcast.model import SURE, Part, Transcript
from segmentcast.transcript import read
from segmentcast.transcript.attribution.naming.clues.introductions import introduced
from segmentcast.transcript.labels.spellings import Spellings
from segmentcast.transcript.text.names import key_of, proper_case

HERE = Path(__file__).parents[1]


def test_labels_stripped_interviews_are_attributed() -> None:
    """Two-person interviews of many houses: 99 % of turns right, 75 % sure; sure turns 99.5 % right whoever speaks.

    They are short, and the words of a phone-in and of another leave open whether a second person asks.
    """
    scores = speakers.score_folder(HERE / "interviews", ["none", "joins", "week"])
    inferred = [one for one in scores if one.wording != "labelled"]
    two = [one for one in inferred if one.group == "host and guest"]
    turns = sum(len(one.turns) for one in two)
    assert turns >= 400
    assert sum(one.right for one in two) >= 0.99 * turns
    assert sum(one.sure for one in two) >= 0.75 * turns
    assert sum(one.sure_right for one in inferred) >= 0.995 * sum(one.sure for one in inferred)
    assert all(one.right == len(one.turns) for one in scores if one.wording == "labelled")
    assert not [one.names.invented for one in inferred if one.names.invented]


def test_crowded_report_is_flagged() -> None:
    """A report with people whom nothing announces gets no sure turn once its labels are gone."""
    truth = labelled.parse(HERE / "interviews" / "street_interviews.txt")
    assert speakers.score(truth, "none", "", "three or more").sure == 0


def test_a_vanished_turn_is_wrong(tmp_path: Path) -> None:
    """The measure counts a turn whose words are gone, and one whose words are another's, as wrong."""
    path = tmp_path / "talk.txt"
    path.write_text("ANN LEE: One, two.\n\nBO ROE: Three.\n\nANN LEE: Four.\n\nBO ROE: Five.\n")
    truth = labelled.parse(path)
    guess = read(
        b"ANN LEE: One, two.\n\nBO ROE: Three.\n\nBO ROE: Five. \n\nANN LEE: Six.\n", "g.txt"
    )
    judged = speakers.compare(truth, guess, "none", "two hosts", "")
    assert [turn.right for turn in judged.turns] == [True, True, False, True]
    swapped = read(b"ANN LEE: Three.\n\nBO ROE: Five.\n\nANN LEE: Four.\n", "g.txt")
    wrong = speakers.compare(truth, swapped, "none", "two hosts", "")
    assert not any(turn.right for turn in wrong.turns[:2])


def test_the_truth_keeps_turns_that_are_directions(tmp_path: Path) -> None:
    """ "[laughter]" as somebody's turn stays on the stripped page; a break belongs to nobody."""
    path = tmp_path / "talk.md"
    path.write_text(
        "**Ann Lee:** One.\n\n**Bo Roe:** \\[laughs\\]\n\n**Ann Lee:** Two.\n\n**Break:** Ads.\n\n**Bo Roe:** Three.\n"
    )
    truth = labelled.parse(path)
    assert [turn.person for turn in truth.turns] == ["Ann Lee", "Bo Roe", "Ann Lee", "Bo Roe"]
    assert ">> [laughs]\n" in speakers.stripped(truth, "")
    assert truth.people == {"Ann Lee": 2, "Bo Roe": 1}


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ALEX ROWAN", "alex-rowan"),
        ("Alex Rowan", "alex-rowan"),
        ("Dr. José O’Brien", "jose-obrien"),
        ("JOSE O'BRIEN", "jose-obrien"),
        ("Sen. Åsa Müller-Lüdenscheidt", "asa-muller-ludenscheidt"),
        ("Speaker 1", "speaker-1"),
        ("李明", "李明"),
    ],
)
def test_key_is_the_same_in_every_spelling(written: str, key: str) -> None:
    """A speaker's key knows no case, accents, honorifics or punctuation."""
    assert key_of(written) == key


@pytest.mark.parametrize(
    ("capitals", "usual"),
    [
        ("JANE ROE", "Jane Roe"),
        ("PAT MCGREW", "Pat McGrew"),
        ("DONALD McALLEN", "Donald McAllen"),
        ("JEAN-LUC O'NEIL", "Jean-Luc O'Neil"),
        ("LUDWIG VAN DER BERG", "Ludwig van der Berg"),
        ("J.D. HALE III", "J.D. Hale III"),
        ("Ada de Vries", "Ada de Vries"),
    ],
)
def test_names_in_capitals_get_their_usual_spelling(capitals: str, usual: str) -> None:
    """A label in capitals is shown as a name."""
    assert proper_case(capitals) == usual


def test_unknown_people_get_no_made_up_name() -> None:
    """Where no words name anybody, the speakers are Host and Guest, and a finding says so."""
    text = "What is it?\n\n\nA kite.\n\nA red one.\n\n\nDoes it fly?\n\n\nYes, on Sundays.\n\n\nThank you for showing us.\n"
    transcript = read(text.encode(), "t.txt")
    assert [speaker.name for speaker in transcript.speakers] == ["Host", "Guest"]
    assert [turn.speaker for turn in transcript.turns] == ["host", "guest"] * 2 + ["host"]
    assert sum(finding.rule == "speaker-unnamed" for finding in transcript.findings) == 2


def test_every_turn_says_why() -> None:
    """Each turn and each speaker carries at least one piece of evidence with words."""
    for path in (HERE / "cases").glob("page_*.in.txt"):
        transcript = read(path.read_bytes(), path.name)
        for holder in (*transcript.turns, *transcript.speakers):
            assert holder.evidence
            assert all(item.words for item in holder.evidence)


def test_contradicted_alternation_is_said() -> None:
    """When the words contradict the alternation, the turns concerned are unsure and a finding names the line."""
    path = HERE / "cases" / "alternation_broken.in.txt"
    transcript = read(path.read_bytes(), path.name)
    assert [finding.where for finding in transcript.findings if finding.rule == "alternation"] == [
        f"{path.name}:10"
    ]
    assert [turn.confidence < SURE for turn in transcript.turns][:2] == [True, True]


def test_three_people_only_what_the_words_support() -> None:
    """With two guests an answer to nobody in particular is flagged, and nobody is sure who gives it."""
    path = HERE / "cases" / "page_three_people.in.txt"
    transcript = read(path.read_bytes(), path.name)
    sure = {number for number, turn in enumerate(transcript.turns, 1) if turn.confidence >= SURE}
    assert not {6, 8} & sure
    assert {finding.rule for finding in transcript.findings} == {"speaker-unsure"}


def test_one_surname_two_people() -> None:
    """A surname that two people share is not silently given to one of them."""
    text = "ANN LEE: One.\n\nBO LEE: Two.\n\nLEE: Three.\n\nANN LEE: Four.\n"
    transcript = read(text.encode(), "t.txt")
    assert transcript.turns[2].confidence < SURE
    assert any(finding.rule == "ambiguous-label" for finding in transcript.findings)


def test_the_next_person_is_no_role() -> None:
    """Two who are thanked in one breath do not become each other's role."""
    text = (
        "ANN LEE, HOST: Who pays?\n\nMayor ROSA LIND: We do.\n\nOTTO BRAND, MAYOR OF ALD: We pay.\n\n"
        "LEE: Rosa Lind, Otto Brand, thank you both.\n"
    )
    transcript = read(text.encode(), "t.txt")
    assert [one.role for one in transcript.speakers] == ["", "Mayor", "MAYOR OF ALD"]


def test_interviewer_and_guest_named_by_the_summary() -> None:
    """ "Q:" and "A:" are the two people whom the summary names."""
    text = "Bees\n\nMina Sharpe speaks with beekeeper Ulric Bay.\n\nQ: How many?\n\nA: Sixty.\n\nQ: Why?\n\nA: Honey.\n"
    transcript = read(text.encode(), "t.txt")
    assert [(one.name, one.part) for one in transcript.speakers] == [
        ("Mina Sharpe", Part.HOST),
        ("Ulric Bay", Part.GUEST),
    ]
    assert transcript.speakers[1].role == "beekeeper"


def _spoken(transcript: Transcript) -> list[str]:
    return [
        f"{turn.speaker}: {paragraph.text}"
        for turn in transcript.turns
        for paragraph in turn.paragraphs
    ]


@pytest.mark.parametrize("short", ["first", "last"])
@pytest.mark.parametrize("between", ["\n\n", "\n"], ids=["spaced", "single-spaced"])
def test_short_labels_after_full_ones(short: str, between: str) -> None:
    """Full names once, then first names or surnames alone: each person is one, and no label is spoken."""
    people = ["Lena Brandt", "Omar Said", "Chloé Petit"]
    brief = [name.split()[0 if short == "first" else -1] for name in people]
    said = ["The roof is new.", "It took two winters.", "The beams came by boat."]
    more = ["Who carried them?", "We all did.", "Nobody was hurt."]
    lines = [f"{who}: {words}" for who, words in zip(people + brief, said + more, strict=True)]
    transcript = read(between.join(["A market", *lines]).encode(), "t.txt")
    keys = [key_of(name) for name in people]
    assert _spoken(transcript) == [
        f"{key}: {words}" for key, words in zip(keys * 2, said + more, strict=True)
    ]
    assert transcript.summary == ""
    assert transcript.findings == ()


def test_two_names_once_each_are_labels() -> None:
    """Two people who each say one thing are told by their labels."""
    transcript = read(b"Sam Pole: How many?\n\nIda Marsh: Sixteen.\n", "t.txt")
    assert _spoken(transcript) == ["sam-pole: How many?", "ida-marsh: Sixteen."]
    assert [one.part for one in transcript.speakers] == [Part.HOST, Part.GUEST]


def test_a_first_name_that_two_people_have_is_said() -> None:
    """A first name that fits two people equally well is not silently given to one of them."""
    text = "Ann Lee: One.\n\nAnn Roe: Two.\n\nAnn: Three.\n\nAnn Lee: Four.\n"
    transcript = read(text.encode(), "t.txt")
    assert transcript.turns[2].confidence < SURE
    (finding,) = (item for item in transcript.findings if item.rule == "ambiguous-label")
    assert "cast.toml in the episode's folder" in finding.mend
    assert "label" in finding.mend


@pytest.mark.parametrize(
    ("short", "key"),
    [
        ("OKONKWO-HALE", "idris-okonkwo-hale"),
        ("OKONKWO", "idris-okonkwo-hale"),
        ("HALE", "peter-hale"),
        ("IDRIS", "idris-okonkwo-hale"),
        ("VAN DER BERG", "ludwig-van-der-berg"),
        ("JEAN-LUC", "jean-luc-pole"),
        ("DR. OKONKWO-HALE", "idris-okonkwo-hale"),
    ],
)
def test_double_names_in_short(short: str, key: str) -> None:
    """A double surname is one surname; half of it means its bearer only where nobody else is called so."""
    names = ["DR. IDRIS OKONKWO-HALE", "PETER HALE", "LUDWIG VAN DER BERG", "JEAN-LUC POLE"]
    text = "\n\n".join(f"{name}: I said so." for name in [*names, "PETER HALE", short])
    transcript = read(f"{text}\n\nLUDWIG VAN DER BERG: So.".encode(), "t.txt")
    assert len(transcript.speakers) == 4
    assert key in {transcript.turns[-2].speaker, transcript.turns[-1].speaker}
    assert not any(finding.rule == "ambiguous-label" for finding in transcript.findings)


def test_half_of_two_double_names_is_ambiguous() -> None:
    """Half a surname that two people share is nobody's for sure."""
    text = "IDA RUIZ-VEGA: One.\n\nBO RUIZ-HALE: Two.\n\nIDA RUIZ-VEGA: Three.\n\nRUIZ: Four.\n"
    transcript = read(text.encode(), "t.txt")
    assert {finding.rule for finding in transcript.findings} >= {"ambiguous-label"}


@pytest.mark.parametrize(
    ("introduction", "roles"),
    [
        ("With me is Siobhán Achterberg.", [""]),
        ("With me in the studio is Siobhán Achterberg.", [""]),
        ("Joining me are Petra Lund and Ivo Marsh.", ["", ""]),
        ("Joining us is Petra Lund, can you hear us?", [""]),
        ("We called Petra Lund.", [""]),
        ("With me is the cellist Siobhán Achterberg.", ["cellist"]),
        ("Joining me are Petra Lund, a ferry owner, and Ivo Marsh.", ["ferry owner", ""]),
        ("My guest tonight is Ida Marsh, who is writing about bees.", ["writing about bees"]),
    ],
)
def test_roles_are_descriptions_only(introduction: str, roles: list[str]) -> None:
    """A role is what a phrase says of a person; the words of an introduction are none."""
    assert [mention.role for mention in introduced(introduction)] == roles


def test_monologue_has_one_speaker() -> None:
    """First-person text that asks, answers and calls nobody is one voice, and a finding says so."""
    paragraphs = [
        "I walk at night because the town is quiet then.",
        "My father lit the lamps. When I was nine I followed him.",
        "I have counted the boats ever since. There are fewer now.",
    ]
    for gaps in (("\n\n", "\n\n"), ("\n\n", "\n\n\n")):
        text = paragraphs[0] + gaps[0] + paragraphs[1] + gaps[1] + paragraphs[2]
        transcript = read(text.encode(), "t.txt")
        assert [one.name for one in transcript.speakers] == ["Narrator"]
        assert [len(turn.paragraphs) for turn in transcript.turns] == [3]
        assert [finding.rule for finding in transcript.findings] == ["speaker-unnamed"]
    named = read(f"I'm Ada Quist. {text}".encode(), "t.txt")
    assert [one.name for one in named.speakers] == ["Ada Quist"]
    answered = read(f"{text}\n\n\nYes, I saw them too.".encode(), "t.txt")
    assert len(answered.speakers) == 2


def test_many_doubtful_turns_are_one_finding() -> None:
    """A page without gaps or labels gets one warning that counts its turns and says how to mark them."""
    lines = (
        "Who made the wheel of mill number {} and why?",
        "It was made of oak and I think that my father paid for it.",
        "We had no money and I went to the valley.",
    )
    text = "\n".join(lines[number % 3].format(number) for number in range(60))
    transcript = read(text.encode(), "t.txt")
    doubtful = [turn for turn in transcript.turns if turn.confidence < SURE]
    found = [f for f in transcript.findings if f.rule == "speaker-unsure" and "turns" in f.what]
    assert len(doubtful) > 3
    assert len(found) == 1
    assert found[0].what.startswith(f"{len(doubtful)} of {len(transcript.turns)} turns")
    assert "two blank lines" in found[0].mend
    assert "NAME: text" in found[0].mend
    assert "cast.toml in the episode's folder" in found[0].mend


def test_what_looks_like_a_label_and_is_spoken_is_said() -> None:
    """A word with a colon that is read aloud although it could be a label is reported, with the remedy."""
    path = HERE / "cases" / "label_unread.in.txt"
    findings = read(path.read_bytes(), path.name).findings
    (finding,) = (item for item in findings if item.rule == "label-unread")
    assert finding.rule == "label-unread"
    assert '"Result:"' in finding.what
    assert "label" in finding.mend


def test_many_contradictions_are_one_finding() -> None:
    """Where the alternation fails all through a page, one warning counts the places."""
    asked = "Otto, welcome back. What stands in year {}, and who pays for it?"
    again = "Tell us, Otto, what is next, and what do you want the town to do about it?"
    reply = "Yes, that is so, Rosa.\n\nI think it was always so, and nobody paid for it, and my brother and I went home."
    turns = [words for at in range(6) for words in (asked.format(at), again, reply)]
    head = "A mill\n\nOtto Brand joins Rosa Lind to talk about a mill.\n\nRead the Full Transcript"
    text = "\n\n\n".join([head, *turns])
    found = [f for f in read(text.encode(), "t.txt").findings if f.rule == "alternation"]
    assert len(found) == 1
    assert found[0].what.startswith("6 pairs of adjacent turns sound like one speaker: 1 and 2,")
    assert found[0].mend.startswith("Check for a missing or extra blank line;")


@pytest.mark.parametrize(
    ("label", "talk", "usual"),
    [
        ("ANN McALLISTER", "So, Ann McAllister's boat sank.", "Ann McAllister"),
        ("LISA DELUCA", "Lisa rang. The DeLucas knew, DeLuca said, and Deluca did. (DeLuca!)", "Lisa DeLuca"),
        ("AYŞE YILMAZ", "They wrote to Ayşe Yılmaz, twice.", "Ayşe Yılmaz"),
        ("MARY-JANE O'NEILL", "They told MARY-JANE O'NEILL.", "Mary-Jane O'Neill"),
        ("ANN LEE", "An annual leek: Ann leered.", "Ann Lee"),
        ("J. R. MACARTHUR", "It was J. R. MacArthur.", "J. R. MacArthur"),
        ("Jo McRoe", "Jo Mcroe came.", "Jo McRoe"),
    ],
)  # fmt: skip
def test_names_in_capitals_are_spelled_as_the_talk_spells_them(
    label: str, talk: str, usual: str
) -> None:
    """What the talk itself writes goes before the general rule, in whole words only."""
    assert Spellings([label], [talk]).usual(label) == usual


def test_spelling_thousands_of_names_is_linear() -> None:
    """The talk is gone through once, and twice as many names and words take twice as many steps."""

    def steps(names: int) -> int:
        labels = [
            f"Ann{chr(97 + at % 26)}{'xyz'[at % 3] * (at // 26 + 1)} McRoe" for at in range(names)
        ]
        talk = iter([" and ".join(labels)])
        count = 0

        def tick(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(tick)
        spellings = Spellings([label.upper() for label in labels], talk)
        found = [spellings.usual(label.upper()) for label in labels]
        sys.setprofile(None)
        assert found == labels
        assert next(talk, None) is None
        return count

    assert steps(800) < 2.2 * steps(400)


_TALK = """\
{host}: Welcome to the show. Today we talk about bridges.

{guest}: Thank you for having me.

{host}: What happened?

{guest}: {words}

{host}: And then?

{guest}: It held.
"""


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("Roe", "I asked Jane W. Roe: why now? She had no answer."),
        ("Roe", "I told St. Roe: wait. It was no use."),
        ("Jane Roe", "It is like Smith vs. Jane Roe: a famous case."),
        ("Jane Roe", "It is like Smith v. Jane Roe: a famous case."),
        ("Jane Roe", "I asked U.S. Senator Jane Roe: why now? She had no answer."),
    ],
)
def test_a_stop_within_a_sentence_begins_no_turn(host: str, words: str) -> None:
    """What somebody says of a speaker stays theirs, also where an abbreviation stands before the name."""
    talk = read(_TALK.format(host=host, guest="Huw Parry", words=words).encode(), "talk.txt")
    said = {turn.speaker for turn in talk.turns for each in turn.paragraphs if words in each.text}
    assert said == {"huw-parry"}


@pytest.mark.parametrize("before", ["It is a vitamin C.", "I live in Washington, D.C.", "It held."])
def test_a_turn_within_a_paragraph_begins_after_a_sentence(before: str) -> None:
    """A sentence may well end with a letter, and the next turn is another's."""
    words = f"{before} Jane Roe: And then?"
    talk = read(_TALK.format(host="Jane Roe", guest="Huw Parry", words=words).encode(), "talk.txt")
    said = {each.text: turn.speaker for turn in talk.turns for each in turn.paragraphs}
    assert said[before] == "huw-parry"
    assert said["And then?"] == "jane-roe"


_COURT_LINES = """\
THE COURT: Good morning to all of you. We are on the
record in the matter of the old bridge.
MR. ROE: Thank you, your Honor. I call the keeper of
the lamps to the stand.
THE COURT: Please come up and be sworn.
MR. ROE: Did you see the bridge that day?
MS. LIND: I did. It stood when I came, and it
stood when I left.
MR. ROE: Thank you. Nothing more.
THE COURT: You may step down. Is there anybody else?
MR. ROE: There is not, your Honor.
THE COURT: Then we go on after noon.
""".splitlines()


@pytest.mark.parametrize("form", ["{} ", "{:02d} ", "{:2d}   "])
def test_numbers_of_lines_go_and_no_word_goes_with_them(form: str) -> None:
    """However the numbers are written, also where a line has none: all the words are there, and no number."""
    lines = [form.format(at) + line for at, line in enumerate(_COURT_LINES, 1)]
    lines[5:5] = ["and nobody else was in the room", "112", "Page 3 of 9"]
    talk = read("\n".join(lines).encode(), "talk.txt")
    said = " ".join(paragraph.text for turn in talk.turns for paragraph in turn.paragraphs)
    assert "and nobody else was in the room" in said
    assert "it stood when I left" in said
    assert not any(char.isdigit() for char in said)
    assert len(talk.speakers) == 3


def test_who_begins_leads_where_a_turn_each_is_all_there_is() -> None:
    """The words of one short turn do not make a host of who answers, nor change the parts of what is published."""
    said = b"The market\n\nPeter Aune: The market opens at six.\n\nInger Dahl: Bring a bag, we have none.\n"
    parts = {one.name: one.part for one in read(said, "t.txt").speakers}
    assert parts == {"Peter Aune": Part.HOST, "Inger Dahl": Part.GUEST}


def test_the_measure_takes_who_asks_for_the_host(tmp_path: Path) -> None:
    """A guest of many houses is no host in the summaries; a name for a label that is none is not invented."""
    page = tmp_path / "talk.md"
    asked = "**Otto Brand:** It opened in March.\n\n**The Courier:** Why so late?\n\n"
    page.write_text(asked * 4, encoding="utf-8")
    truth = labelled.parse(page)
    assert speakers.host_and_guest(truth, frozenset({"Otto Brand"})) == (
        "The Courier",
        "Otto Brand",
    )
    given = {"David": Counter({"The Courier": 4}), "Ada Rowe": Counter({"Otto Brand": 4})}
    judged = names.judge(truth, "", "It is Otto Brand.", given)
    assert (judged.missed, judged.invented) == (("Otto Brand",), ("Ada Rowe",))


def test_the_measure_of_names_is_strict() -> None:
    """Two people of one given name are two, short forms are one; a label that is no name is not asked for."""
    assert not names.same_name("Michael Roe", "Michael Brand")
    assert names.same_name("Judd Antin", "Judd Anton")
    assert names.same_name("Kball", "Kevin Ball")
    assert names.same_name("Chris", "Christopher Hiller")
    assert names.same_name("Mike Roe", "Michael Roe")
    assert not names.same_name("Mike Roe", "Michael Brand")
    labels = ("Q", "W1", "bbc.com", "The Economist", "Persona Uno")
    assert not any(map(names.is_name, labels))
    assert names.is_name("M. D. McIlroy")
    assert names.introduced("Rosa Lind", "Rosa Lind on ice", [])
    assert names.introduced("Rosa Lind", "", ["Welcome to the show, Rosa Lind."])
    assert not names.introduced("Rosa Lind", "", ["They say Rosa Lind bought it."])


def test_a_given_name_is_no_invention_where_the_label_is_a_surname(tmp_path: Path) -> None:
    """Whose label is a surname may be called by a given name: that counts for their turns, and for no others."""
    turns = ("WELLS: Is the ice thick?", "LIND: Yes, Rosa, it is.") * 4
    path = tmp_path / "talk.md"
    path.write_text("\n\n".join(("Ice", *turns)), encoding="utf-8")
    truth = speakers.parse(path)
    asks, answers = Counter({"WELLS": 4}), Counter({"LIND": 4})
    assert names.other_name_of("Rosa", truth, asks) == "WELLS"
    assert names.other_name_of("Rosa", truth, answers) == ""
    assert names.other_name_of("Otto", truth, asks) == ""
    assert names.judge(truth, "", "Wells on ice", {"Rosa": asks}) == names.Names()

"""The styles of houses: parliaments, the United Nations, courts, and question and answer by letters.

The texts are our own. Their forms are those of public records: UN Security Council verbatim records
(S/PV), Hansard of the UK, Canada and Australia, Bundestag protocols, the Congressional Record as
govinfo.gov gives it in text, trial transcripts, and interviews in El País and in French magazines.
"""

from __future__ import annotations

import pytest

from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken


def who(text: str, name: str = "record.txt") -> list[str]:
    """The speakers of the turns."""
    return [speaker for speaker, _ in spoken(text, name)]


def test_hansard_with_colons() -> None:
    """An office is the person who was introduced with it; places and parties are roles; [Interruption.] is not said."""
    text = (
        "The Prime Minister (Ada Sand): I welcome the question.\n\n"
        "Kay Stone (Northbank and Mill) (Lab): Why did it take so long?\n\n"
        "[Interruption.]\n\nMr. Speaker: Order.\n\nThe Prime Minister: I will answer.\n\n"
        "Sir Leslie Hall (in the Chair): Order, order.\n\nSome hon. Members: Oh!\n\nKay Stone: He did not.\n"
    )
    assert who(text) == [
        "Ada Sand", "Kay Stone", "Speaker", "Ada Sand", "Leslie Hall", "Some hon. Members", "Kay Stone",
    ]  # fmt: skip
    roles = {speaker.name: speaker.role for speaker in read(text.encode(), "r.txt").speakers}
    assert roles["Ada Sand"] == "Prime Minister"
    assert roles["Kay Stone"] == "Northbank and Mill, Lab"


def test_hansard_with_times() -> None:
    """Australia's Hansard has the time of day at some labels; those without are labels all the same."""
    text = (
        "Mr ROE (Grayndler—Prime Minister) (14:01): I thank the member.\n\nThe SPEAKER (14:03): Order!\n\n"
        "Ms LIND (Farrer) (14:04): Why so long?\n\nMr ROE: It was not.\n\nThe SPEAKER: Order!\n"
    )
    assert who(text) == ["Roe", "The SPEAKER", "Lind", "Roe", "The SPEAKER"]


def test_hansard_of_canada() -> None:
    """Right Hon. is an honorific, the party stands in the brackets of the riding."""
    text = (
        "Hon. Kay Stone (Northbank—Mill, CPC): Why so long?\n\nRight Hon. Otto Brand (Prime Minister, Lib.): It was not.\n\n"
        "Some hon. members: Oh, oh!\n\nThe Speaker: Order.\n\nHon. Kay Stone: It was.\n"
    )
    assert who(text) == ["Kay Stone", "Otto Brand", "Some hon. members", "The Speaker", "Kay Stone"]


def test_hansard_page_without_colons() -> None:
    """Names alone on their lines are labels, with place and party on the same line or the next."""
    text = (
        "Oral Answers\n\nAda Sand\n(Upper Dale) (Con)\n\nI am sure the House will join me.\n\n"
        "Kay Stone (Northbank and Mill) (Lab)\n\nCan I thank her for that?\n\n"
        "Madam Deputy Speaker\nOrder.\n\nAda Sand\n\nI will answer.\n\nHon. Members\nAnswer!\n"
    )
    assert who(text) == ["Ada Sand", "Kay Stone", "Madam Deputy Speaker", "Ada Sand", "Members"]
    assert read(text.encode(), "r.txt").title == "Oral Answers"


def test_united_nations() -> None:
    """The country is a role, the language a person spoke is not said, nor is "The meeting rose"."""
    text = (
        "The meeting was called to order at 10 a.m.\n\n"
        "The President (spoke in French): I call on the representative of Malta.\n\n"
        "Mr. Roe (Malta) (interpretation from Maltese): I thank you, Mr. President.\n\n"
        "Ms. Lind (Germany): We agree: the harbour has to be open.\n\nThe Secretary-General: So do I.\n\n"
        "The President: I thank all speakers.\n\nMr. Roe: Thank you.\n\nThe meeting rose at 1 p.m.\n"
    )
    assert who(text) == [
        "The President", "Roe", "Lind", "The Secretary-General", "The President", "Roe",
    ]  # fmt: skip
    assert spoken(text, "r.txt")[2][1] == "We agree: the harbour has to be open."
    assert spoken(text, "r.txt")[-1][1] == "Thank you."


def test_bundestag() -> None:
    """Titles and factions are roles; what the stenographers note in brackets is not said."""
    text = (
        "Vizepräsidentin Berta Bahn:\nDie Sitzung ist eröffnet.\n(Beifall bei der SPD sowie bei Abgeordneten des\nBÜNDNISSES 90/DIE GRÜNEN)\n\n"
        "Felix Marz (CDU/CSU):\nFrau Präsidentin! Wir beraten den Haushalt.\n(Zuruf von der SPD: Ja, endlich!)\n"
        "Und ich sage Ihnen: Es reicht nicht.\n\nOtto Schulz, Bundesminister der Finanzen:\nDas ist falsch.\n\n"
        "Felix Marz (CDU/CSU):\nDas werden wir sehen.\n"
    )
    assert who(text) == ["Berta Bahn", "Felix Marz", "Otto Schulz", "Felix Marz"]
    assert spoken(text, "r.txt")[1][1] == (
        "Frau Präsidentin! Wir beraten den Haushalt. Und ich sage Ihnen: Es reicht nicht."
    )


def test_congressional_record() -> None:
    """Names in capitals before a stop are labels; page marks and times are notes; a state tells two apart."""
    text = (
        "[Congressional Record Volume 167, Number 4 (Wednesday, January 13, 2021)]\n[House]\n[Page H76]\n"
        "From the Congressional Record Online through the Government Publishing Office [www.gpo.gov]\n\n\n"
        "                              {time}  1315\n\n"
        "  The SPEAKER pro tempore. The gentleman from Ohio is recognized for 5\nminutes.\n"
        "  Mr. JARVIS. Madam Speaker, I thank the gentlewoman for yielding. I\nrise to say that the U.S. harbour is open.\n"
        "  It is open to all of us.\n\n[[Page H77]]\n\n"
        "  Ms. LOFT of California. Will the gentleman yield?\n  Mr. JARVIS. I will not.\n"
    )
    assert spoken(text, "r.txt") == [
        ("The Speaker pro tempore", "The gentleman from Ohio is recognized for 5 minutes."),
        ("Jarvis", "Madam Speaker, I thank the gentlewoman for yielding. I rise to say that the U.S. harbour is open. It is open to all of us."),
        ("Loft", "Will the gentleman yield?"),
        ("Jarvis", "I will not."),
    ]  # fmt: skip
    published = read(text.encode(), "r.txt").published
    assert published is not None
    assert published.isoformat()[:10] == "2021-01-13"


def test_deposition() -> None:
    """Who examines is one person under "Q." and by name, the witness under "A." and THE WITNESS."""
    text = (
        "JANE ROE,\nhaving been first duly sworn, testified as follows:\nEXAMINATION\nBY MR. BRAND:\n"
        "Q.   Where were you on May 5, 2019?\nA.   At home.\nMS. LIND:  Objection.  Form.\n"
        "THE WITNESS:  At home, I said.\nBY MR. BRAND:\nQ.   Please.\nA.   I went to the mill.\n"
        "(Exhibit 4 was marked.)\nMR. BRAND:  Nothing further.\nCROSS-EXAMINATION\nBY MS. LIND:\n"
        "Q.   Which mill?\nA.   The old one.\n"
    )
    assert who(text) == [
        "Brand", "Jane Roe", "Lind", "Jane Roe", "Brand", "Jane Roe", "Brand", "Lind", "Jane Roe",
    ]  # fmt: skip
    assert "(Exhibit 4 was marked.)" in read(text.encode(), "r.txt").notes


def test_answers_without_stops() -> None:
    """Where the letters have no stops they are labels; where they have, "A letter" is no answer."""
    text = "BY MR. BRAND:\nQ    Where were you?\nA    At home.\nQ    When?\nA    At nine.\n"
    assert who(text) == ["Brand", "The witness"] * 2
    text = "BY MR. BRAND: (Continuing)\nQ. Is Exhibit 4\nA letter?\nA. Yes.\nQ. From whom?\nA. From him.\n"
    assert who(text) == ["Brand", "The witness"] * 2
    assert spoken(text, "r.txt")[0][1].endswith("A letter?")


def test_a_witness_who_is_not_named_stays_unnamed() -> None:
    """Nobody is invented: an answer that is no name names nobody."""
    text = "BY MR. BRAND:\nQ. State your name.\nA. I would rather not.\nQ. Please.\nA. No.\n"
    assert who(text) == ["Brand", "The witness"] * 2


@pytest.mark.parametrize(
    ("asks", "answers", "short"),
    [
        ("PREGUNTA.", "RESPUESTA.", ("P.", "R.")),
        ("Pregunta:", "Respuesta:", ("P:", "R:")),
        ("DOMANDA.", "RISPOSTA.", ("D.", "R.")),
        ("Frage:", "Antwort:", ("F:", "A:")),
        ("P. -", "R. -", ("P. -", "R. -")),
    ],
)
def test_letters_for_question_and_answer(asks: str, answers: str, short: tuple[str, str]) -> None:
    """The letters are labels in several languages, and are not said."""
    text = (
        f"El puerto de noche\n\n{asks} ¿Por qué tan temprano?\n\n{answers} Lo pidieron.\n\n"
        f"{short[0]} ¿Y vienen?\n\n{short[1]} Sí, todos.\n"
    )
    assert spoken(text, "p.txt") == [
        ("Host", "¿Por qué tan temprano?"),
        ("Guest", "Lo pidieron."),
        ("Host", "¿Y vienen?"),
        ("Guest", "Sí, todos."),
    ]


def test_initials_with_stops() -> None:
    """Initials with stops and a space before the colon are the person whose name stands in full."""
    text = (
        "Le port la nuit\n\nROSA LIND : Pourquoi si tôt ?\n\nOTTO BRAND : Ils l'ont demandé.\n\n"
        "R. L. : Et ils viennent ?\n\nO. B. : Oui.\n"
    )
    assert who(text) == ["Rosa Lind", "Otto Brand"] * 2


def test_words_that_are_only_a_stop_are_no_turn() -> None:
    """What is left of "(Speaking Spanish)." is a stop, and nobody says it."""
    text = "ROSA LIND, HOST: Listen.\n\nUNIDENTIFIED PERSON #1: (Speaking Spanish).\n\nOTTO BRAND: I heard.\n"
    assert [words for _, words in spoken(text, "p.txt")] == ["Listen.", "I heard."]


def test_plain_labels_beside_offices() -> None:
    """A programme in which a president speaks loses nobody's words: plain names before a colon are labels, too."""
    text = (
        "Rosa Lind: Welcome.\n\nOtto Brand (Reading Room): Thanks.\n\nThe President: I agree.\n\n"
        "Rosa Lind: Do you?\n\nThe President: I do.\n\nEdda Roe: So do I.\n\nEmil Pass: And I.\n"
    )
    assert who(text) == [
        "Rosa Lind", "Otto Brand", "The President", "Rosa Lind", "The President", "Edda Roe", "Emil Pass",
    ]  # fmt: skip


def test_broadcasters_labels_are_left_alone() -> None:
    """Names in capitals with brackets, as broadcasters write them, are no parliament."""
    text = "ROSA LIND (HOST): Why so early?\n\nOTTO BRAND (READING ROOM): They asked.\n\nLIND: And?\n\nBRAND: They come.\n"
    assert who(text) == ["Rosa Lind", "Otto Brand"] * 2


def test_names_in_capitals_with_a_stop_and_a_dash() -> None:
    """Fiji's Hansard: names keep their initials; a speech within a paragraph is a turn, a page's head is none."""
    text = (
        "HON. SPEAKER.- I call on the honourable member.\n\n"
        "HON. I.B. ROE.- Mr. Speaker, Sir, I thank you.\n\nThe bill is short. (Laughter)\n\n"
        "HON. L. D. LIND.- How short? HON. I.B. ROE.- Two pages, Sir. (Chorus of interjections) "
        "HON. MEMBER.- Hear, hear!\n\n14 th Sept., 2023 Mills Bill 2023 18 HON. L.D. LIND.- I thank him.\n\n"
        "I.- The first of the items.\n"
    )
    assert spoken(text, "record.txt") == [
        ("Speaker", "I call on the honourable member."),
        ("I.B. Roe", "Mr. Speaker, Sir, I thank you. The bill is short."),
        ("L.D. Lind", "How short?"),
        ("I.B. Roe", "Two pages, Sir."),
        ("Member", "Hear, hear!"),
        ("L.D. Lind", "I thank him. I.- The first of the items."),
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_members_names_alone_on_their_lines(gap: str) -> None:
    """Names that come again alone are labels, and a name there once is one beside them; procedure is not said."""
    lines = (
        "Oral Answers", "The Secretary of State was asked—", "Jane Roe", "What will he do to mend the mills?",
        "Otto Brand", "I thank the honourable Lady. We have begun.", "Jane Roe", "I thank him. Will he come?",
        "Otto Brand", "I will.", "The mill matters to us all.", "Mr Speaker", "We now come to Kay Stone.",
        "Kay Stone", "Does he know what it costs?", "Otto Brand", "It costs two million.",
    )  # fmt: skip
    assert spoken(gap.join(lines), "record.txt") == [
        ("Jane Roe", "What will he do to mend the mills?"),
        ("Otto Brand", "I thank the honourable Lady. We have begun."),
        ("Jane Roe", "I thank him. Will he come?"),
        ("Otto Brand", "I will. The mill matters to us all."),
        ("Speaker", "We now come to Kay Stone."),
        ("Kay Stone", "Does he know what it costs?"),
        ("Otto Brand", "It costs two million."),
    ]
    page = (
        "<html><body><article>"
        + "".join(f"<p>{line}</p>" for line in lines)
        + "</article></body></html>"
    )
    assert len(spoken(page, "record.html")) == 7


@pytest.mark.parametrize("answer", ["Mm-hmm (Affirmative)", "Mhm\n(Agreement)"])
def test_an_answer_with_its_meaning_in_brackets_is_no_member(answer: str) -> None:
    """ "Mm-hmm (Affirmative)", twice on an unlabelled page, is said, and nobody's name and place."""
    turns = [
        "So what did you think of the ice?", "It was cold, and I liked it.", answer,
        "And what did you do then?", "We went home, as it was late.", answer, "Was it far?",
    ]  # fmt: skip
    page = "A talk\n\n" + "\n\n\n".join(turns) + "\n"
    speakers = {who for who, _ in spoken(page, "page.txt")}
    assert not any(who.startswith(("Mm", "Mhm")) for who in speakers)
    assert len(speakers) == 2


def test_a_minister_who_was_asked_is_no_speaker() -> None:
    """ "The Secretary of State for Defence was asked—" is a line of the record, not a label."""
    text = (
        "Defence\nThe Secretary of State for Defence was asked—\nJane Roe\n(Northbank) (Lab)\nWhy so long?\n"
        "Otto Brand\n(Upper Dale) (Con)\nIt was not.\nThe Secretary of State was asked—\nJane Roe\nIt was.\n"
    )
    assert who(text) == ["Jane Roe", "Otto Brand", "Jane Roe"]
    assert "empty-turn" not in {finding.rule for finding in read(text.encode(), "r.txt").findings}


def test_a_bundestag_record_is_what_was_said_in_it() -> None:
    """The contents before the first president's label, and what is appended, are notes; printed matter is nobody's label."""
    text = (
        "Plenarprotokoll 1/2\n\nI n h a l t :\n\nTagesordnungspunkt 1:\n\nErste Beratung des Fährengesetzes\n\nFelix Marz (SPD)\n\n"
        "Tagesordnungspunkt 2:\n\nAktuelle Stunde\n\nTagesordnungspunkt 3:\n\nWahl\n\nBeginn: 9.00 Uhr\n\n"
        "Präsident Dr. h. c. Otto Bahn:\n\nDie Sitzung ist eröffnet.\n\nÜberweisungsvorschlag:\n\nHaushaltsausschuss\n\n"
        "Felix Marz (SPD):\n\nHerr Präsident! Die Fähre fährt nicht.\n\nPräsident Dr. h. c. Otto Bahn:\n\nVielen Dank.\n\n"
        "Überweisungsvorschlag:\n\nFinanzausschuss\n\nDie Sitzung ist geschlossen.\n\n(Schluss: 12.54 Uhr)\n\n"
        "Anlage 1\n\nListe der entschuldigten Abgeordneten\n"
    )
    turns = spoken(text, "t.txt")
    assert [name for name, _ in turns] == ["Otto Bahn", "Felix Marz", "Otto Bahn"]
    assert turns[1][1] == "Herr Präsident! Die Fähre fährt nicht."
    assert turns[2][1].endswith("Die Sitzung ist geschlossen.")


@pytest.mark.parametrize("trainer", ["Trainerin", "Anna Lind (SPD)"])
def test_a_club_with_a_president_is_no_parliament(trainer: str) -> None:
    """A president's label alone makes no record of a parliament: names without their office, short labels stay."""
    text = (
        f"Der Verein\n\nReporterin: Wie war das Spiel?\n\nPräsident Otto Brand: Es war nass.\n\n"
        f"{trainer}: Sie war gut.\n\nReporterin: Und nun?\n\nPräsident Otto Brand: Sehr gut sogar.\n\n"
        f"{trainer}: Ja.\n\nReporterin: Danke.\n"
    )
    talk = read(text.encode(), "t.txt")
    names = [speaker.name for speaker in talk.speakers]
    assert names == ["Reporterin", "Otto Brand", trainer.partition(" (")[0]]
    assert min(turn.confidence for turn in talk.turns) == 1.0


def test_a_record_in_a_page_as_it_was_typed() -> None:
    """A page that is one preformatted text is read by its lines, as the Government Publishing Office gives the Record."""
    page = (
        "<html><head><title>Congressional Record</title></head><body><pre>\n[Congressional Record Volume 1, Number 2 (Tuesday, January 28, 1997)]\n[Senate]\n\n"
        "                            MORNING BUSINESS\n\n  The PRESIDENT pro tempore. Under the previous order, there will now\n"
        "be a period for the talk of ferries.\n  Mr. MARZ. Thank you, Mr. President. The ferry does not run, and\nnobody says why.\n"
        "  The PRESIDENT pro tempore. The Senator from Ohio.\n\n                          ____________________\n</pre></body></html>"
    )
    turns = spoken(page, "t.htm")
    assert [words for _, words in turns] == [
        "Under the previous order, there will now be a period for the talk of ferries.",
        "Thank you, Mr. President. The ferry does not run, and nobody says why.",
        "The Senator from Ohio.",
    ]


def test_surnames_alone_after_full_names_alone() -> None:
    """ "VOS" alone above a paragraph is Piet Vos, whose full name stood so before."""
    names = ("PIET VOS", "NOOR BRAND", "VOS", "BRAND", "VOS", "BRAND")
    turns = (f"{name}\nIt was the wall number {at}." for at, name in enumerate(names))
    transcript = read("\n\n".join(("Building with salt", *turns, "")).encode(), "x.txt")
    assert [transcript.speaker(turn.speaker).name for turn in transcript.turns] == [
        "Piet Vos", "Noor Brand",
    ] * 3  # fmt: skip


def test_surnames_that_two_people_have_are_words() -> None:
    """A surname alone says nobody where two full names end with it."""
    names = ("PIET VOS", "NOOR VOS", "PIET VOS", "NOOR VOS", "VOS")
    turns = (f"{name}\nIt was the wall number {at}." for at, name in enumerate(names))
    transcript = read("\n\n".join(("Building with salt", *turns, "")).encode(), "x.txt")
    assert {speaker.name for speaker in transcript.speakers} == {"Piet Vos", "Noor Vos"}
    assert [turn.text for turn in transcript.turns][-1].split("\n\n")[1] == "VOS"


def test_a_space_may_be_before_the_dash_behind_a_stop() -> None:
    """As offices of presidents write it in Spanish; the labels aren't read aloud."""
    text = "PERIODISTA. - ¿Y el muelle?\n\nALCALDE. - Es azul.\n\n"
    assert spoken(f"El puerto\n\n{text}{text}", "record.txt") == [
        ("Periodista", "¿Y el muelle?"), ("Alcalde", "Es azul."),
    ] * 2  # fmt: skip

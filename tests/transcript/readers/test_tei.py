"""Speech in TEI and in corpora that write alike."""

from __future__ import annotations

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken

_HEADER = """<teiHeader><fileDesc><titleStmt><title type="main">A corpus</title><title type="sub">The ferry</title></titleStmt>
<sourceDesc><bibl><title>Papers</title><date when="2022-07-21"/></bibl></sourceDesc></fileDesc><profileDesc><particDesc><listPerson>
<person xml:id="F1"><persName><surname>Falk</surname><forename>Mia</forename></persName></person></listPerson></particDesc></profileDesc></teiHeader>"""
# As clarin-eric/ParlaMint, Samples/ParlaMint-GB: segments, notes, gaps, references to people.
PARLIAMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">{_HEADER}<text><body><div type="debateSection"><head>Timetable</head>
<note type="speaker">Mrs Falk:</note>
<u who="#F1" ana="#chair"><seg>The ferry leaves at nine.</seg><seg>Order.<kinesic type="applause"><desc>Applause</desc></kinesic></seg></u>
<gap reason="editorial"><desc>SAMPLING</desc></gap>
<u who="#JonBerg"><seg>Nobody was <note>sic</note>on board.</seg></u><u><seg>Shame!</seg></u></div></body></text></TEI>"""
# As dhfbk/InMezzoraDataset: names in full, noises without spaces around them, with and without a root.
TALK = (
    '<u who="Mia Falk" role="host">The ferry<vocal type="semi-lexical" desc="ehm"/>leaves<del type="repetition">at, at</del>nine.</u>\n'
    '<u trans="overlap" who="#Jon Berg"><p>Nobody was on board.</p></u>\n<u who="non specified">Shame!</u>\n'
)
TOKENS = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><u who="#MiaFalk"><seg><s>\n<w>Order</w>\n<pc join="left">.</pc>\n'
    '<w join="right">It</w>\n<w>\'s</w> <w join="right">late</w><pc>.</pc></s></seg></u></body></text></TEI>'
)
PLAY = (
    "<TEI><text><body><sp><speaker>MIA FALK.</speaker><stage>(rises)</stage><p>Order.</p></sp>"
    '<sp who="#JonBerg"><l>No.</l><l>Never.</l></sp></body></text></TEI>'
)


def test_a_parliaments_corpus_names_its_people() -> None:
    """Names of the header's persons, else of the reference; notes and gaps are not said."""
    transcript = read(PARLIAMENT.encode(), "transcript.xml")
    assert spoken(PARLIAMENT, "transcript.xml") == [
        ("Mia Falk", "The ferry leaves at nine. Order."), ("Jon Berg", "Nobody was on board."), ("Unknown speaker", "Shame!"),
    ]  # fmt: skip
    assert (transcript.title, transcript.language) == ("The ferry", "en")
    assert transcript.published is not None
    assert transcript.published.date().isoformat() == "2022-07-21"
    shown = [
        item.text for turn in transcript.turns for p in turn.paragraphs for item in p.directions
    ]
    assert "[Applause]" in shown


@pytest.mark.parametrize("text", [TALK, f"<speech>{TALK}</speech>"])
def test_a_corpus_of_interviews(text: str) -> None:
    """Words on both sides of a noise stay apart, and what was said twice stays."""
    assert spoken(text, "transcript.xml") == [
        ("Mia Falk", "The ferry leaves at, at nine."), ("Jon Berg", "Nobody was on board."), ("Unknown speaker", "Shame!"),
    ]  # fmt: skip


def test_words_in_elements_of_their_own() -> None:
    """Tokens are joined where the file says so."""
    assert spoken(TOKENS, "talk.tei") == [("Mia Falk", "Order. It's late.")]


def test_speeches_of_a_printed_record() -> None:
    """The printed name counts before the reference; stage directions are not said."""
    assert spoken(PLAY, "talk.tei") == [("Mia Falk", "Order."), ("Jon Berg", "No. Never.")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<TEI><text><body><p>A letter.</p></body></text></TEI>", "no speech"),
        ('<TEI><text><u who="#A">words</text></TEI>', "not XML"),
        ('<!DOCTYPE TEI [<!ENTITY a "b">]><TEI><u who="#A">&a;</u></TEI>', "declares entities"),
    ],
)
def test_what_is_no_speech_is_refused(text: str, what: str) -> None:
    """A letter, a broken file, and one with entities are refused by what they are."""
    with pytest.raises(TranscriptError, match=what):
        read(text.encode(), "transcript.xml")


def test_a_speaker_whom_the_file_does_not_name_is_reported() -> None:
    """An utterance without a reference is nobody's known."""
    assert "speaker-unnamed" in rules(PARLIAMENT, "transcript.xml")


# As mysociety/za-hansard, the records of South Africa's parliament.
LEGAL = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate name="PROCEEDINGS"><meta><references>
<TLCPerson id="mia-falk" showAs="Mia Falk"/></references></meta><preface><docTitle>The ferry debate</docTitle><docDate date="2022-07-21">21 July</docDate></preface>
<debateBody><debateSection><heading>FERRIES BILL</heading><narrative>The House met at 14:05.</narrative>
<speech by="#mia-falk"><p>The ferry leaves at nine. <remark>[Applause.]</remark></p><p>Nobody was on board.</p></speech>
<speech by="#jon-berg"><from>Mr J BERG</from><p>Why?</p></speech></debateSection></debateBody></debate></akomaNtoso>"""


def test_a_number_in_a_sentence_is_said() -> None:
    """TEI marks numbers that are words; those of Akoma Ntoso's paragraphs are only printed."""
    words = "<seg>It cost <num value='12'>twelve</num> pounds.</seg>"
    tei = f"<TEI><text><body><u who='#MiaFalk'>{words}</u></body></text></TEI>"
    assert spoken(tei, "t.xml") == [("Mia Falk", "It cost twelve pounds.")]
    said = "<paragraph><num>1.</num><content><p>It cost <num>twelve</num> pounds.</p></content></paragraph>"
    legal = LEGAL.replace("<p>Why?</p>", f"<num>12</num><heading>Ferries</heading>{said}")
    assert spoken(legal, "t.xml")[-1] == ("J Berg", "It cost twelve pounds.")


def test_a_record_in_akoma_ntoso() -> None:
    """Speakers by their label, else by the list of persons; what the clerks wrote is not said."""
    assert spoken(LEGAL, "t.xml") == [
        ("Mia Falk", "The ferry leaves at nine. Nobody was on board."), ("J Berg", "Why?"),
    ]  # fmt: skip
    transcript = read(LEGAL.encode(), "t.xml")
    assert (transcript.title, transcript.format) == ("The ferry debate", "Akoma Ntoso")
    assert transcript.published is not None
    assert transcript.published.year == 2022

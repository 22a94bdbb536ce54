"""One input of each kind that transcripts were once read wrong by: who says what, in full.

Shapes as real tools and houses write them, with people and words of our own. Kinds that need more
than text (Word, SCC) are in tests/transcript/readers.
"""

from __future__ import annotations

import json

import pytest

from tests.transcript.readers.spoken import spoken

_MIA, _JON, _NOBODY, _HOST = "Mia Falk", "Jon Berg", "Unknown speaker", "Host"
_THREE = [(_MIA, "The ferry leaves at nine."), (_JON, "Nobody was on board."), (_MIA, "Why?")]
_ONE = [(_HOST, "The ferry leaves at nine. Nobody was on board.")]
_TALK = (
    "Jon, welcome to the show. How are you?",
    "I am well, thank you. I slept on the ferry.",
    "What did you see there?",
    "I saw the crew, and they were asleep as well.",
    "Jon, tell me about the crew.",
    "There were four of them and a dog.",
    "And now? What comes next, Jon?",
    "I wait for the spring. Thank you, Mia.",
    "Jon Berg, thank you so much for being with us.",
)


def _page(*turns: str) -> str:
    summary = "Jon Berg joins Mia Falk to talk about the ferry."
    talk = "\n\n\n".join(f"    {turn}" for turn in turns)
    return f"The ferry\n\n{summary}\n\nRead the Full Transcript\n\n\n{talk}\n"


def _vtt(*captions: str) -> str:
    times = (f"00:{3 * at:02}.000 --> 00:{3 * at + 2:02}.500" for at in range(len(captions)))
    cues = (f"{time}\n{words}\n\n" for time, words in zip(times, captions, strict=True))
    return "WEBVTT\n\n" + "".join(cues)


def _srt(*captions: str) -> str:
    return "".join(
        f"{at + 1}\n00:00:{2 * at:02},000 --> 00:00:{2 * at + 2:02},000\n{words}\n\n"
        for at, words in enumerate(captions)
    )


def _alternating(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(_JON if at % 2 else _MIA, turn) for at, turn in enumerate(words)]


def _labelled(label: str) -> str:
    return (
        f"MIA FALK, HOST: The ferry leaves at nine.\n\nJON BERG: Yes.\n\n{label}: I will answer that.\n\n"
        "MIA FALK: And the dog?\n\nJON BERG: It swims.\n"
    )


def _with(speaker: str) -> list[tuple[str, str]]:
    return [
        (_MIA, "The ferry leaves at nine."), (_JON, "Yes."), (speaker, "I will answer that."),
        (_MIA, "And the dog?"), (_JON, "It swims."),
    ]  # fmt: skip


_REPEATED = ("Stop.", "Stop.", "The boat is full.", "Yes.", "Yes.", "We go back.", "And then?", "And then?", "It sank.")  # fmt: skip
_WORDS = [(0, "The"), (0, "ferry"), (0, "leaves."), (1, "Why?")]
_DEEPGRAM = [
    {"word": w, "punctuated_word": w, "start": at, "end": at + 0.5, "speaker": who}
    for at, (who, w) in enumerate(_WORDS)
]
_AMAZON = [
    {"start_time": f"{at}.0", "end_time": f"{at}.5", "alternatives": [{"content": w}], "type": "pronunciation", "speaker_label": f"spk_{who}"}
    for at, (who, w) in enumerate(_WORDS)
]  # fmt: skip

KINDS: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "answers that sound like furniture, in captions": (
        "a.vtt", _vtt("<v Mia Falk>What would you tell listeners?", "<v Jon Berg>Subscribe to our newsletter.", "<v Mia Falk>Share this?"),
        [(_MIA, "What would you tell listeners?"), (_JON, "Subscribe to our newsletter."), (_MIA, "Share this?")],
    ),
    "answers that sound like furniture, on a page": (
        "a.txt", _page("What do you tell children, Jon?", "Read more.", "And the parents?", "Listen.", "Jon Berg, thank you."),
        _alternating(("What do you tell children, Jon?", "Read more.", "And the parents?", "Listen.", "Jon Berg, thank you.")),
    ),
    "lines with times": ("a.txt", "00:00:00 The ferry leaves at nine.\n\n00:00:05 Nobody was on board.\n", _ONE),
    "lines with times in Markdown": ("a.md", "**00:00** The ferry leaves at nine.\n\n**01:05** Nobody was on board.\n", _ONE),
    "a video's panel, copied": ("a.txt", "0:02\nThe ferry leaves\n0:06\nat nine.\n0:09\nNobody was on board.\n", _ONE),
    "a video's panel, copied without line ends": ("a.txt", "0:02The ferry leaves\n0:06at nine.\n0:09Nobody was on board.\n", _ONE),
    "a recogniser's console": (
        "a.txt", "[00:00:00.000 --> 00:00:03.000]   The ferry leaves at nine.\n[00:00:03.000 --> 00:00:05.500]   Nobody was on board.\n"
        "[00:00:05.500 --> 00:00:07.000]   [BLANK_AUDIO]\n", _ONE,
    ),
    "whisper's table": ("a.tsv", "start\tend\ttext\n0\t3000\tThe ferry leaves at nine.\n3000\t5500\tNobody was on board.\n", _ONE),
    "TTML with agents": (
        "a.ttml", '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><head><metadata>'
        '<ttm:agent xml:id="m" type="person"><ttm:name type="full">Mia Falk</ttm:name></ttm:agent></metadata></head><body><div>'
        '<p begin="1s" end="2s" ttm:agent="m">The ferry leaves<br/>at nine.</p></div></body></tt>', _THREE[:1],
    ),
    "HTML of the podcast namespace": (
        "a.html", "<time>0:00</time><cite>Mia Falk:</cite><p>The ferry leaves at nine.</p><time>0:53</time><cite>Jon Berg:</cite>"
        "<p>Nobody was on board.</p><time>0:59</time><cite>Mia Falk:</cite><p>Why?</p>", _THREE,
    ),
    "AssemblyAI": (
        "a.json", json.dumps({"id": "7", "utterances": [{"start": 250, "end": 900, "text": "Why?", "speaker": "A"}, {"start": 9500, "end": 9900, "text": "No.", "speaker": "B"}]}),
        [("A", "Why?"), ("B", "No.")],
    ),
    "Amazon Transcribe": (
        "a.json", json.dumps({"jobName": "j", "results": {"transcripts": [{"transcript": "x"}], "items": _AMAZON}}),
        [("Spk_0", "The ferry leaves."), ("Spk_1", "Why?")],
    ),
    "Deepgram": (
        "a.json", json.dumps({"metadata": {}, "results": {"channels": [{"alternatives": [{"transcript": "x", "words": _DEEPGRAM}]}]}}),
        [("Speaker 0", "The ferry leaves."), ("Speaker 1", "Why?")],
    ),
    "Google without speakers": (
        "a.json", json.dumps({"results": [{"alternatives": [{"transcript": "The ferry leaves at nine."}]}, {"alternatives": [{"transcript": " Nobody was on board."}]}]}),
        _ONE,
    ),
    "a break by name in an unlabelled talk": ("a.txt", _page(*_TALK[:4], "Break: stay with us.", *_TALK[4:]), _alternating(_TALK)),
    "a break alone in an unlabelled talk": ("a.txt", _page(*_TALK[:4], "Commercial break.", *_TALK[4:]), _alternating(_TALK)),
    "a break that is an answer": ("a.txt", _page(*_TALK[:3], "Break.", *_TALK[4:]), _alternating([*_TALK[:3], "Break.", *_TALK[4:]])),
    "what pages say, with a laugh": ("a.txt", _page(*_TALK[:3], "Subscribe to the newsletter on their behalf. [laughter]", *_TALK[4:]), _alternating([*_TALK[:3], "Subscribe to the newsletter on their behalf.", *_TALK[4:]])),
    "a caption's name that is there once": (
        "a.vtt", _vtt("Mia Falk (SL): Let's begin", "Jon Berg: with the ferry.", "Jon Berg: Yes."),
        [(_MIA, "Let's begin"), (_JON, "with the ferry. Yes.")],
    ),
    "captions that all have a name": (
        "a.vtt", _vtt("falk, mia: The ferry leaves.", "iPad of Jon: Why?", "Lena Ode: It is late."),
        [("falk, mia", "The ferry leaves."), ("iPad of Jon", "Why?"), ("Lena Ode", "It is late.")],
    ),
    "a label with a time on its own line": ("a.md", "Mia Falk: 00:00:05\n\nThe ferry leaves at nine.\n\nJon Berg: 00:01:01\n\nNobody was on board.\n\nMia Falk: 00:02:02\n\nWhy?\n", _THREE),
    "an emphasised label with a time": ("a.md", "**Mia Falk:** *00:05*\n\nThe ferry leaves at nine.\n\n**Jon Berg:** *01:01*\n\nNobody was on board.\n\n**Mia Falk:** *02:02*\n\nWhy?\n", _THREE),
    "a time before an emphasised label": ("a.md", "_[00:00:05]_ **Mia Falk:** The ferry leaves at nine.\n\n_[00:01:01]_ **Jon Berg:** Nobody was on board.\n\n_[00:02:02]_ **Mia Falk:** Why?\n", _THREE),
    "a linked time under a name": (
        "a.md", "".join(f"{who}\n[00:00:0{at}](https://video.example/v?t={at})\n{words}\n\n" for at, (who, words) in enumerate(_THREE)), _THREE,
    ),
    "what is said twice": ("a.srt", _srt(*_REPEATED), [(_HOST, " ".join(_REPEATED))]),
    "what is said twice in one caption": ("a.srt", _srt("Wait.\nWait.", "Wait.\nWait.", "No.", "No.\nNo."), [(_HOST, "Wait. Wait. Wait. Wait. No. No. No.")]),
    "an office as a label": ("a.txt", _labelled("The Minister of Transport"), _with("The Minister of Transport")),
    "a recording as a label": ("a.txt", _labelled("Archival recording"), _with("Archival recording")),
    "whose recording it is": ("a.txt", _labelled("Archived Recording (Kay Stone)"), _with("Kay Stone")),
    "a name in small letters": ("a.txt", _labelled("bell hooks"), _with("bell hooks")),
    "a name that begins with a word": ("a.txt", "Mia Falk: The ferry leaves at nine.\n\nWill Ode: Yes.\n\nMia Falk: Why?\n\nWill Ode: Fun.\n", [(_MIA, "The ferry leaves at nine."), ("Will Ode", "Yes."), (_MIA, "Why?"), ("Will Ode", "Fun.")]),
    "first names that are words": ("a.txt", "JUNE FALK: Hope, welcome.\n\nHope Berg: Thanks.\n\nGuy Ode: And me.\n\nJUNE FALK: Why?\n\nHope Berg: Fun.\n\nGuy Ode: It is.\n", [("June Falk", "Hope, welcome."), ("Hope Berg", "Thanks."), ("Guy Ode", "And me."), ("June Falk", "Why?"), ("Hope Berg", "Fun."), ("Guy Ode", "It is.")]),
    "Hansard with colons": ("a.txt", "The Minister for Ferries (Mia Falk): Soon.\n\nJon Berg (Lower Quay) (LD): How soon?\n\nMr Speaker: Order.\n\nThe Minister for Ferries: In spring.\n", [(_MIA, "Soon."), (_JON, "How soon?"), ("Speaker", "Order."), (_MIA, "In spring.")]),
    "a page of Hansard whose minister has no line of her own": (
        "a.txt", "Ferry timetable\n\nJon Berg (Lower Quay) (LD)\n1.\nWill it run at night? (900123)\n\nThe Minister for Ferries (Mia Falk)\nWe are buying lamps.\n\nJon Berg\nHow many?\n\nMia Falk\nFour.\n",
        [(_JON, "Will it run at night?"), (_MIA, "We are buying lamps."), (_JON, "How many?"), (_MIA, "Four.")],
    ),
    "comments of more than one paragraph": (
        "a.html", '<html><body><p><b>Mia Falk:</b> The ferry leaves at nine.<a href="#cmnt1" id="cmnt_ref1">[a]</a></p><p><b>Jon Berg:</b> Nobody was on board.<a href="#cmnt2">[b]</a></p>'
        '<p><b>Mia Falk:</b> Why?</p><div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is this right?</span></p><p><span>We asked him.</span></p></div><div><p><a href="#cmnt_ref2">[b]</a><span>Fine.</span></p></div></body></html>', _THREE,
    ),
    "footnotes in Markdown": ("a.md", "**Mia Falk:** The ferry leaves at nine.[^1]\n\n**Jon Berg:** Nobody was on board.\n\n**Mia Falk:** Why?[^2]\n\n[^1]: Timetable of 2019.\n[^2]: The same.\n", _THREE),
    "footnotes in HTML": (
        "a.html", '<html><body><p><b>Mia Falk:</b> The ferry leaves at nine.<sup><a href="#fn1">1</a></sup></p><p><b>Jon Berg:</b> Nobody was on board.</p><p><b>Mia Falk:</b> Why?</p>'
        '<div class="footnotes"><ol><li id="fn1">Timetable of 2019.</li></ol></div></body></html>', _THREE,
    ),
    "another script": ("a.txt", "Роза Линд: Паром уходит в девять.\n\nОтто Бранд: Никого не было.\n\nРоза Линд: Почему?\n", [("Роза Линд", "Паром уходит в девять."), ("Отто Бранд", "Никого не было."), ("Роза Линд", "Почему?")]),
    "Google Meet": ("a.txt", "Mar 3, 2025\n\nFerry board - Transcript\n\n00:00:00\n\nMia Falk: The ferry leaves at nine.\nJon Berg: Nobody was on board.\n\n00:05:00\n\nMia Falk: Why?\n\nMeeting ended after 00:07:12 👋\n", _THREE),
    "Google Meet in Markdown": ("a.md", "# 📖 Transcript\n\nMar 3, 2025\n\n## Ferry board - Transcript\n\n### 00:00:00\n\n**Mia Falk:** The ferry leaves at nine.\n\n**Jon Berg:** Nobody was on board.\n\n### 00:05:00\n\n**Mia Falk:** Why?\n\n### Transcription ended after 00:07:12\n", _THREE),
    "Otter": ("a.txt", "Mia Falk  0:00  \nThe ferry leaves at nine.\n\nJon Berg  0:05  \nNobody was on board.\n\nMia Falk  1:02:32  \nWhy?\n\nTranscribed by https://otter.ai\n", _THREE),
    "Otter without times": ("a.txt", "Mia\nThe ferry leaves at nine.\n\nJon\nNobody was on board.\n\nMia\nWhy?\n\nJon\nIt was late.\n\nTranscribed by https://otter.ai\n", [("Mia", "The ferry leaves at nine."), ("Jon", "Nobody was on board."), ("Mia", "Why?"), ("Jon", "It was late.")]),
    "Sonix": ("a.txt", "Ferry board.wav\n\nMia Falk: [00:00:00] The ferry leaves at nine. [00:00:04][4.0]\n\nJon Berg: [00:00:05] Nobody was on board.\n\nMia Falk: [00:00:12] Why?\n\nSonix is the world's most advanced automated transcription, translation, and subtitling platform.\n\nAutomatically convert your mp3 files to text in minutes.\n", _THREE),
    "a deposition": ("a.txt", "            CROSS-EXAMINATION\n\nBY MS. FALK:\n\n     Q    Where were you, Mr. Berg?\n\n     A    On the ferry.\n\n          MR. ODE:  Objection.\n\n     Q    Whose dog?\n\n     A    The captain's.\n", [("Falk", "Where were you, Mr. Berg?"), ("The witness", "On the ferry."), ("Ode", "Objection."), ("Falk", "Whose dog?"), ("The witness", "The captain's.")]),
    "the Congressional Record": ("a.txt", "[Congressional Record Volume 168, Number 9]\n[Senate]\n\n\n  Mrs. FALK. Mr. President, I ask that the\nferry be named.\n  The PRESIDING OFFICER. Without objection.\n  Mr. BERG of Northbank. I object.\n", [("Falk", "Mr. President, I ask that the ferry be named."), ("The Presiding Officer", "Without objection."), ("Berg", "I object.")]),
    "SubStation": (
        "a.ass", "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:03.00,Default,Mia Falk,0,0,0,,The ferry leaves\\Nat nine.\nDialogue: 0,0:00:03.00,0:00:04.00,Default,Jon Berg,0,0,0,,{\\i1}Nobody{\\i0} was on board.\n", _THREE[:2],
    ),
    "a voice without a name": ("a.vtt", _vtt("<v >The ferry leaves.</v>", "<v Mia Falk>Why?</v>", "<v ->No.</v>"), [(_NOBODY, "The ferry leaves."), (_MIA, "Why?"), (_NOBODY, "No.")]),
    "the Bundestag": ("a.txt", "Vizepräsident Jon Berg:\n\nDas Wort hat Frau Falk.\n\nMia Falk (SPD):\n\nDie Fähre fährt nicht.\n(Beifall bei der SPD)\n\nDoch.\n\nJon Berg, Bundesminister für Verkehr:\n\nSie fährt.\n\nMia Falk (SPD):\n\nNein.\n", [(_JON, "Das Wort hat Frau Falk."), (_MIA, "Die Fähre fährt nicht. Doch."), (_JON, "Sie fährt."), (_MIA, "Nein.")]),
    "the Assemblée nationale": (
        "a.txt", "M. le président. La parole est à Mme Mia Falk.\n\nMme Mia Falk. Le bac ne part plus. (Applaudissements sur les bancs du groupe SOC, qui se lèvent et restent debout.)\n\n"
        "(Exclamations.)\n\nM. Jon Berg, ministre des transports. Il part, madame.\n\nMme Mia Falk. Non !\n",
        [("Président", "La parole est à Mme Mia Falk."), (_MIA, "Le bac ne part plus."), (_JON, "Il part, madame."), (_MIA, "Non !")],
    ),
    "letters in Spanish": ("a.txt", "El barco\n\nP.- ¿Por qué?\n\nR.- Por la noche.\n\nP.- ¿Y el perro?\n\nR.- Nada.\n", [(_HOST, "¿Por qué?"), ("Guest", "Por la noche."), (_HOST, "¿Y el perro?"), ("Guest", "Nada.")]),
    "letters in Russian": ("a.txt", "В: Почему?\n\nО: Темно.\n\nВ: А собака?\n\nО: Плывёт.\n", [(_HOST, "Почему?"), ("Guest", "Темно."), (_HOST, "А собака?"), ("Guest", "Плывёт.")]),
    "whisper.cpp": ("a.json", json.dumps({"systeminfo": "x", "result": {"language": "en"}, "transcription": [{"offsets": {"from": 0, "to": 3000}, "text": " The ferry leaves at nine."}, {"offsets": {"from": 3000, "to": 5000}, "text": " Nobody was on board."}]}), _ONE),
    "one person alone": (
        "a.txt", "The quay at night\n\nA letter from Lower Quay.\n\nRead the Full Transcript\n\n\n    I came here in the year of the flood.\n\n    The quay is quiet at night. You hear the ropes.\n\n    My brother went away. I stayed.\n",
        [("Narrator", "I came here in the year of the flood. The quay is quiet at night. You hear the ropes. My brother went away. I stayed.")],
    ),
    "times right behind the header": ("a.vtt", "WEBVTT - from a tool\n00:00:00.000 --> 00:00:01.000\n\nThe ferry leaves at nine.\n\n00:00:01.000 --> 00:00:02.000\nNobody was on board.\n", _ONE),
    "a turn of marks alone": ("a.txt", "MIA FALK, HOST: The ferry leaves at nine.\n\nJON BERG: (LAUGHTER).\n\nUNIDENTIFIED CROWD: (Chanting in German).\n\nJON BERG: Nobody was on board.\n\nFALK: Why?\n", _THREE),
    "initials in French": ("a.txt", "MIA FALK : Le bac part. Pourquoi ?\n\nJON BERG : La nuit.\n\nM. F. : Et le chien ?\n\nJ. B. : Il nage.\n", [(_MIA, "Le bac part. Pourquoi ?"), (_JON, "La nuit."), (_MIA, "Et le chien ?"), (_JON, "Il nage.")]),
    "captions out of order": ("a.vtt", "WEBVTT\n\n00:10.000 --> 00:12.000\n<v Mia Falk>Why?\n\n00:01.000 --> 00:03.000\n<v Mia Falk>The ferry leaves at nine.\n\n00:05.000 --> 00:04.000\n<v Jon Berg>Nobody was on board.\n", _THREE),
    "a video's timed text": ("a.xml", '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><body><p t="160" d="3269">The ferry leaves at nine.</p><p t="3439" d="2310">Nobody was on board.</p></body></timedtext>', _ONE),
    "marks of the end, with words of the page behind them": (
        "a.txt", "MIA FALK: The ferry leaves at nine.\n\nJON BERG: Nobody was on board.\n\nMIA FALK: Why?\n\n– 30 –\n\nThe quay's office takes calls until six.\n", _THREE,
    ),
    "an end in words": ("a.txt", "MIA FALK: The ferry leaves at nine.\n\nJON BERG: Nobody was on board.\n\nMIA FALK: Why?\n\n--- end of interview ---\n", _THREE),
    "a copyright line in French": ("a.txt", "MIA FALK: The ferry leaves at nine.\n\nJON BERG: Nobody was on board.\n\nMIA FALK: Why?\n\nDroits réservés © 2024 Radio Quai\n\nTexte relu en hâte.\n", _THREE),
    "lines of three captions that roll": ("a.srt", _srt("The ferry leaves at nine.", "The ferry leaves at nine.\nNobody was on board.", "Nobody was on board.\nWhy?"), [(_HOST, "The ferry leaves at nine. Nobody was on board. Why?")]),
    "spans with frames, names, and words on their own lines": (
        "a.txt", "00:00:03:20 - 00:00:05:12\nMia Falk\nThe ferry leaves at nine.\n\n00:00:07:00 - 00:00:09:03\nJon Berg\nNobody was on board.\n\n00;01;02;10 - 00;01;05;00\nMia Falk\nWhy?\n", _THREE,
    ),
    "names behind a word for them, with a time below": ("a.txt", "".join(f"Speaker: {who}\n[00:00:0{at}]\n{words}\n\n" for at, (who, words) in enumerate(_THREE)), _THREE),
    "Teams in Spanish": ("a.txt", "Mia Falk inició la transcripción\n\nMia Falk   0:03\nThe ferry leaves at nine.\n\nJon Berg   0:07\nNobody was on board.\n\nMia Falk   1:02\nWhy?\n\nMia Falk detuvo la transcripción.\n", _THREE),
    "Rev's pages": ("a.txt", "Mia Falk (00:03):\nThe ferry leaves at nine.\n\nPage 1 of 2\n\nJon Berg (00:07):\nNobody was on board.\n\nMia Falk (01:02):\nWhy?\n\nferry (Completed  03/04/24)\nTranscript by Rev.com\nPage 2 of 2\n", _THREE),
    "Google Meet, a name once": ("a.txt", "00:00:00\n\nMia Falk: The ferry leaves at nine.\nJon Berg: Nobody was on board.\n\n00:05:00\n\nMia Falk: Why?\n", _THREE),
    "a video's panel in German": ("a.txt", "0:02\n2 Sekunden\nThe ferry leaves\n0:06\n6 Sekunden\nat nine.\n1:09\n1 Minute, 9 Sekunden\nNobody was on board.\nDeutsch (automatisch erzeugt)\n", _ONE),
    "who presides, in the Congressional Record": (
        "a.txt", "[Congressional Record Volume 168, Number 9]\n[Senate]\n\n\n  Mr. BERG. I ask for the ferry.\n  The PRESIDING OFFICER (Ms. Falk). Is there objection?\n  Mr. BERG. No.\n  The PRESIDING OFFICER. So ordered.\n",
        [("Berg", "I ask for the ferry."), ("Falk", "Is there objection?"), ("Berg", "No."), ("Falk", "So ordered.")],
    ),
    "Hansard's numbers of questions": ("a.txt", "Q1. Jon Berg (Lower Quay) (LD): How soon? [900123]\n\nThe Prime Minister (Mia Falk): In spring.\n\nJon Berg: Which?\n\nThe Prime Minister: This.\n", [(_JON, "How soon?"), (_MIA, "In spring."), (_JON, "Which?"), (_MIA, "This.")]),
    "on behalf of others, at the United Nations": ("a.txt", "Mr. Berg (Norway) (spoke in French): The ferry leaves.\n\nMrs. Falk (Sweden), speaking on behalf of the Nordic countries: It does.\n\nMr. Berg (Norway): I thank her.\n", [("Berg", "The ferry leaves."), ("Falk", "It does."), ("Berg", "I thank her.")]),
    "who was sworn in below a heading": (
        "a.txt", "P R O C E E D I N G S\n\nJON BERG,\nhaving been duly sworn, testified as follows:\n\nBY MS. FALK:\n\nQ. Where were you?\n\nA. On the ferry.\n\nQ. Whose dog?\n\nA. Mine.\n",
        [("Falk", "Where were you?"), ("Jon Berg", "On the ferry."), ("Falk", "Whose dog?"), ("Jon Berg", "Mine.")],
    ),
    "a decimal comma in times before words": ("a.txt", "00:00:05,000 The ferry leaves at nine.\n00:00:09,000 Nobody was on board.\n00:01:02,000 It sank.\n", [(_HOST, "The ferry leaves at nine. Nobody was on board. It sank.")]),
    "a name, a time in full, and words": ("a.txt", "Mia Falk\t00:00:03\tThe ferry leaves at nine.\nJon Berg\t00:00:07\tNobody was on board.\nMia Falk\t00:01:02\tWhy?\n", _THREE),
    "a time in brackets behind names in capitals": ("a.txt", "MIA FALK [00:03] The ferry leaves at nine.\n\nJON BERG [00:07] Nobody was on board.\n\nMIA FALK [01:02] Why?\n", _THREE),
    "spans of frames with each name once": ("a.txt", "00;00;03;20 - 00;00;05;12\nMia Falk\nThe ferry leaves at nine.\n\n00;00;07;00 - 00;00;09;03\nJon Berg\nNobody was on board.\n", _THREE[:2]),
    "a part of the Congressional Record without its head": ("a.txt", "  Mr. BERG. I ask for the ferry.\n  The SPEAKER pro tempore. One minute.\n  Ms. FALK. I yield.\n", [("Berg", "I ask for the ferry."), ("The Speaker pro tempore", "One minute."), ("Falk", "I yield.")]),
    "a copyright line behind a recorder's export": ("a.txt", "[00:03] Mia Falk: The ferry leaves at nine.\n\n[00:07] Jon Berg: Nobody was on board.\n\n[01:02] Mia Falk: Why?\n\n© 2024 Radio Quay\n\nTyped in a hurry.\n", _THREE),
    "a voice tag without a name": ("a.vtt", _vtt("<v Mia Falk>The ferry leaves at nine.</v>", "<v>Why?</v>"), [(_MIA, "The ferry leaves at nine."), (_NOBODY, "Why?")]),
    "Speechmatics, as text": ("a.txt", "SPEAKER: S1\nThe ferry leaves at nine.\nSPEAKER: S2\nNobody was on board.\nSPEAKER: S1\nWhy?\n", [("S1", "The ferry leaves at nine."), ("S2", "Nobody was on board."), ("S1", "Why?")]),
    "Sonix in other words": (
        "a.txt", "ferry.mp4 was automatically transcribed by Sonix with the latest algorithms. This transcript may contain errors.\n\nMia Falk: [00:00:03] The ferry leaves at nine.\n\n"
        "Jon Berg: [00:00:07] Nobody was on board.\n\nMia Falk: [00:01:02] Why?\n\nTurn your mp4 files into text with Sonix.\n\nStart with Sonix today! The free trial has thirty minutes.\n", _THREE,
    ),
    "a deposition's page and line numbers": (
        "a.txt", "".join(f"00012:{at:02}  {line}\n" for at, line in enumerate(("JON BERG,", "having been first duly sworn, testified as follows:", "EXAMINATION BY MS. FALK:", "Q. Where were you?", "A. On the ferry.", "Q. Whose dog?", "A. Mine.", "Q. Thank you."), 1)),
        [("Falk", "Where were you?"), ("Jon Berg", "On the ferry."), ("Falk", "Whose dog?"), ("Jon Berg", "Mine."), ("Falk", "Thank you.")],
    ),
    "initials that are a title, too": ("a.txt", "MIA ROY : Le bac part. Pourquoi ?\n\nJON BERG : La nuit.\n\nM. R. : Et le chien ?\n\nJ. B. : Il nage.\n", [("Mia Roy", "Le bac part. Pourquoi ?"), (_JON, "La nuit."), ("Mia Roy", "Et le chien ?"), (_JON, "Il nage.")]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_as_its_people_said_it(kind: str) -> None:
    """Every word is in the mouth that said it; times, marks, notes, and comments are in nobody's."""
    name, text, turns = KINDS[kind]
    assert spoken(text, name) == turns

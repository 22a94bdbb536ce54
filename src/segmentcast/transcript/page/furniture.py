"""Page furniture: words of the page, not of the talk. Never spoken; reported, so never lost.

Whole paragraphs only. `everywhere` phrases cannot be speech; `edges` ones might be ("Share."), and
count only before the transcript's first and after its last paragraph.
"""

from __future__ import annotations

import re
from typing import Literal

from segmentcast.transcript.text.no_titles import BUTTONS
from segmentcast.transcript.text.prose import excerpt

Kind = Literal["drop", "marker", "note"]

# What a court reporter writes between turns.
_COURT = re.compile(
    r"(?:(?:CONTINUED )?(?:RE)?-?(?:DIRECT|CROSS|VOIR DIRE)[- ]EXAMINATION(?:,? \(?(?:CONTINUED|RESUMED|cont['’]d)\.?\)?)?|EXAMINATION|"
    r"BY (?:MR|MS|MRS|MISS|DR|THE COURT)(?:\. [A-Z][A-Z'’. -]{1,40})?:)"
)
_OWNED = (
    r"copyright (?:©|\(c\)|\d{4}|by |\w.{0,40}\b\d{4})|copyright:|copyright\.(?: [^,.?!]{0,60}\.?)?$|©|\(c\)(?: [^:.?!]{2,60})? ?\d{4}|"
    r"[^:.?!]{0,60}© ?(?:\d{4}|[^\W\d_a-z])|"
    r"[^:]{0,80}\b(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|"
    r"tutti i diritti riservati|todos os direitos reservados)\W{0,3}$"
)
_NETWORKS = (
    "facebook|twitter|x|instagram|linkedin|youtube|tiktok|threads|bluesky|mastodon|reddit|whatsapp|telegram|"
    "social media|spotify|apple podcasts?|soundcloud|flipboard|pinterest|snapchat|tumblr"
)
_EVERYWHERE = re.compile(
    r"what do you think (?:leave|add|post|write|share|join)\b.{0,40}\b(?:comments?|conversation|discussion|thoughts)(?: below)?|"
    r"(?:leave|add|post|write) (?:us )?(?:a|your) (?:\w{1,20} )?comments?(?: below)?|(?:view|read|show|see) (?:all |the )?(?:\d{1,6} )?comments?(?: \d{1,6})?|"
    r"(?:click|tap) (?:here )?to (?:listen|play|share|copy|print)\b.{0,60}|"
    r"(?:listen to|download|hear) (?:this|the) (?:segment|story|episode|interview|program|audio|broadcast|podcast)(?: here)?|"
    r"watch (?:this|the) (?:full )?(?:segment|story|episode|interview|program|video|broadcast)(?: here)?|"
    r"share (?:this (?:story|article|page|segment|episode|post|video|interview|transcript)|(?:this )?(?:on|via) "
    rf"(?:{_NETWORKS}|email|e ?mail))(?: .{{1,40}})?|"
    r"(?:sign up for|subscribe to) (?:(?:our|the|this|your|my|a|free|daily|weekly|morning|evening|email|e ?mail|\w{1,20}(?:'s|’s)) ){0,4}"
    r"(?:newsletters?|podcasts?|emails?|e ?mails?|alerts?|notifications|updates|channel|feed|rss)(?: .{1,60})?|"
    r"skip to (?:main |the )?content|jump to (?:navigation|(?:main |the )?content|comments?|top|(?:the )?transcript|search)|back to top|"
    r"(?:top|bottom) of page|"  # what Wix writes around each of its pages
    r"compartir (?:el |este )?art[ií]culo|partager (?:l['’]|cet )article|(?:diesen )?artikel teilen|condividi (?:l['’]|questo )articolo|"
    r"return to (?:the )?transcripts? (?:main page|index|home)|"
    r"support provided by.{0,80}|(?:article|story) continues (?:after|below).{0,60}|"
    r"(?:embed|transcript) (?:download|embed|share)(?: .{1,40})?|toggle (?:more options|caption)|"
    r"this (?:page|site|website) (?:requires|uses) (?:cookies|javascript|java script|akismet|google)\b.{0,100}|"
    rf"(?:please )?enable javascript.{{0,80}}|follow us on (?:{_NETWORKS})\b.{{0,60}}|"
    r"your browser does not support.{0,80}"
)  # fmt: skip
_EDGES = re.compile(
    rf"{BUTTONS}|email|e ?mail|facebook|twitter|x|linkedin|reddit|whatsapp|flipboard|pinterest|"
    r"download|embed|listen|watch|audio|video|home|donate|compartir|partager|teilen|condividi|compartilhar|(?:seguí|sigue|seguir) leyendo|lire la suite|weiterlesen|continua a leggere|"
    r"\d{1,2}:\d\d ?[ap] ?m(?: [a-z]{2,5})?|newsletters?|enter your e ?mail(?: address)?|join (?:the|our) (?:\w{1,20} ){0,2}(?:mailing list|newsletter)|"
    r"what do you think|open|more|related|go deeper|tags?|topics?|comments?|leave a reply|"
    r"(?:related|read more|see also|more|watch|listen|also|tags?|filed under|topics?) ?: ?.{1,120}|"
    r"\d{1,3} ?(?:min|minute)s? (?:listen|read)(?: download)?(?: transcript)?|"
    r"(?:listen|play|watch) (?:\d{1,2}:\d\d(?::\d\d)?|\d{1,3} ?(?:min|minute)s?)(?: download)?(?: transcript)?|"
    r"(?:image|photo|photograph|picture) credits? ?: ?.{1,80}|"
    r"\d{1,6} comments?|(?:most|more) (?:popular|read|viewed|shared|watched)|trending(?: now)?"
)
# What a page is filed under; beside words a hashtag is said.
_HASHTAGS = re.compile(r"(?:#\w{2,60}[\s,;·|]*){2,}")
# Rows of a page's buttons and sections; with commas or a stop they are a sentence.
_EDGE_ROWS = re.compile(
    rf"(?:(?:share|e ?mail|print|copy|save|tweet|pin|{_NETWORKS})(?: |$)){{2,}}|"
    r"(?:(?:home|news|world|politics|business|sports?|weather|culture|arts|opinion|travel|health|science|"
    r"tech|technology|local|video|audio|menu|search|more|live|sign in|sign up|log in|subscribe|donate)(?: |$)){3,}"
)  # fmt: skip
# The printer's head of a page of Hansard: "Page 14 2997 4 June 1997".
_PAGE_HEAD = re.compile(
    r"page \d{1,4}(?: \d{1,6})? \d{1,2} (?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december) (?:1[89]|20)\d\d"
)
_MARKERS = re.compile(
    r"(?:(?:read|view|show|see|hide|expand|open) )?(?:the )?(?:full |complete |whole |rush |edited |interview |audio |episode )?transcript(?: below)?|"
    r"(?:re)?transcription|trans[ck]ript(?:ion|ción)?|trascrizione|transcrição|mitschrift"
)  # fmt: skip
_NOTES = re.compile(
    rf"(?:{_OWNED}|"
    r"[^:]{0,60}\btranscripts? (?:is|are|was|were|may|has|have)\b.{0,200}"
    r"(?:rush deadline|final form|authoritative record|contain errors|accura|updated or revised|edited|created|generated|condensed)|"
    r"this (?:is a rush )?transcript\b|accuracy and availability may vary|"
    r"to (?:order|obtain|purchase|buy) video ?tapes? and transcripts?\b|please credit any (?:quotes?|quotations?|excerpts?)\b|"
    r"the post .{1,200} (?:appeared first|first appeared) on \S.{0,80}$|"
    r"to (?:order|obtain|purchase|buy) (?:a |the )?(?:video|copy|cd|dvd) of (?:this|the) (?:transcript|program|programme|broadcast|show)\b|"
    r"please (?:note|credit)\b.{0,120}\b(?:must be credited|any part of this transcript)\b|"
    r"(?:.{1,40} macht sich )?äußerungen (?:unserer|seiner|ihrer) gesprächspartner|"
    r"(?:editor's|editor’s|editors'?) note\b|"
    r"this (?:interview|conversation|transcript|story) (?:has been|was) (?:lightly )?(?:edited|condensed|recorded|updated|produced|translated)|"
    r"rush transcript\b|auto-?generated (?:transcripts?|transcription|captions?|subtitles?|by)\b|"
    r"visit our (?:website )?terms of use)",
    re.I,
)  # fmt: skip
_LIST_HEADS = re.compile(
    r"(?:most|more) (?:popular|read|viewed|shared|watched|recent)(?: (?:stories|articles|posts|news))?|trending(?: now| stories)?|"
    r"(?:related|recommended|latest|top|popular|other|more)(?: (?:stories|articles|content|posts|news|coverage|episodes|links|reading|topics|interviews))?|"
    r"(?:more|also|recommended) (?:from|on|in|for|by) .{1,40}|(?:read|up|what to read|listen|watch) next|see also|further reading|"
    r"you (?:may|might) (?:also )?(?:like|enjoy|be interested in).{0,20}|don['’]t miss|editors?['’]?s?['’]? picks?|in case you missed it|"
    r"meistgelesen|mehr zum thema|auch interessant|lesen sie auch|à lire aussi|les plus lus|lo más leído|te puede interesar|più letti|leggi anche"
)
# Somebody laughs, or another begins to speak: talk, whatever its words.
_SAID = re.compile(
    r"^>>|\w.*[\[(](?:laugh(?:s|ter|ing)?|applause|crosstalk|chuckles?|lacht|gelächter|rires?|risas?|ride)[\])]",
    re.I | re.S,
)
_PUNCTUATION = re.compile(r"[^\w\s:’'&]+")
_STOPS = frozenset(".,;!?")
_LONGEST = 160
# Only around the talk: "Correction: it was nine." is an answer within it, and so is
# "This is a machine that transcribes hearings."
_EDGE_NOTES = re.compile(
    r"this (?:article|post|interview|story|piece|conversation|transcript) (?:was|is|has been) (?:originally|first|previously) "
    r"(?:posted|published|printed) (?:on|in|at|by) .{2,80}$|"
    r"(?:corrections?|clarification|update)\s*(?:\([^)]{1,40}\)\s*)?[:,]|"
    r"this is an? (?:lightly |\w+ly )?(?:edited )?(?:machine|automatic|automated|computer)(?:[ -]\w+){0,3}?[ -](?:transcripts?|transcriptions?|transcribed)\b.{0,230}$|"
    r"(?:(?:you|everyone|anyone) can (?:help |also )|(?:click|tap) here to |(?:please )?help (?:us |me |to )?){1,2}(?:help (?:me |us )?)?"
    r"(?:edit|correct|improve|fix)\b.{0,20}\b(?:transcripts?|transcriptions?)\b.{0,200}$",
    re.I,
)
# A court reporter's address: names in capitals, and a telephone number at the end.
_REPORTERS_ADDRESS = re.compile(
    r"(?=.{0,80}(?:report|transcri))(?-i:(?:[A-Z&][\w.&,'’-]*[ |]+){2,10})\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}",
    re.I,
)
_COPYRIGHT = re.compile(rf"(?:{_OWNED})", re.I)
# A picture's caption with whose it is; no label before it.
_CREDITED = re.compile(
    r"[^:]{0,200}\((?:image|photo|photograph|picture|supplied|foto|bild)s?(?: (?:credit|by|courtesy))?: ?[^()]{2,60}\)",
    re.I,
)
# What MediaWiki writes below each of its pages.
_RETRIEVED = re.compile(r"Retrieved from [\"“”'‘’«]? ?https?://\S{1,400} ?[\"“”'‘’»]?\.?")
# Code of a page that was copied with its words.
_MARKUP = re.compile(
    r"<\s*/?\s*(?:iframe|script|embed|object|blockquote|div|img|video|audio|style|link)\b.*",
    re.I | re.S,
)


def kind_of(text: str, *, edge: bool) -> Kind | None:
    """What a whole paragraph is: dropped, a mark that the transcript starts here, a note, or None.

    `edge` says that it stands before the first or after the last paragraph of the transcript.
    """
    if _SAID.search(text[:_LONGEST]):
        return None
    if _NOTES.match(text[:400]) and (len(text) < 1500):
        return "note"
    if _MARKUP.match(text) or _CREDITED.fullmatch(text) or _RETRIEVED.fullmatch(text):
        return "drop"
    if edge and (_EDGE_NOTES.match(text) or _REPORTERS_ADDRESS.fullmatch(text)):
        return "note"
    if len(text) > _LONGEST:
        return None
    if _COURT.fullmatch(text):
        return "note"
    flat = " ".join(_PUNCTUATION.sub(" ", text.casefold()).split())
    if _MARKERS.fullmatch(flat.strip(" :")):
        return "marker"
    if (
        _EVERYWHERE.fullmatch(flat)
        or _PAGE_HEAD.fullmatch(flat)
        or (edge and _EDGES.fullmatch(flat))
    ):
        return "drop"
    if edge and _HASHTAGS.fullmatch(text):
        return "drop"
    if edge and _STOPS.isdisjoint(text) and _EDGE_ROWS.fullmatch(flat):
        return "drop"
    return None


def heads_a_list(text: str) -> bool:
    """Whether this is what a page writes above links to others: "Most popular", "Related stories", "Read next"."""
    return len(text) <= 60 and _LIST_HEADS.fullmatch(text.strip(" .:…").casefold()) is not None


def is_copyright(text: str) -> bool:
    """Whether a whole paragraph says whose the page is: what comes after it is not said."""
    return len(text) < 1500 and _COPYRIGHT.match(text) is not None


def described(text: str) -> str:
    """How a finding names it."""
    return f'page furniture, not spoken: "{excerpt(text, 160)}"'

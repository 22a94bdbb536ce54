"""Whom a page's summary names: "X joins Y to discuss", "Y speaks with X", "X reports"."""

from __future__ import annotations

import re

from segmentcast.model import EvidenceRule, Part
from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.naming.clues.introductions import Mention, names_in, role_of
from segmentcast.transcript.attribution.naming.clues.roles import role_before
from segmentcast.transcript.attribution.naming.clues.show_names import PROGRAMME
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.organisations import (
    is_person,
    without_medium,
)
from segmentcast.transcript.text.names import Name, given, name_at, name_before
from segmentcast.transcript.text.prose import collapse, sentences

_JOINS_SHOW = compile_late(
    r"\b(?:joins?|joined)\s+(?:the (?:show|podcast|program|programme)\b|(?!by\b|in\b|from\b|the\b|now\b))",
    re.I,
)
_TO_TALK = compile_late(
    r"\b(?:to (?:talk|discuss|explain|share|speak|chat|look|help|answer|tell|walk|break|reflect)|for (?:an?|this|our) |on (?:the|our|this) (?:show|podcast))"
)
_JOINS_NOW = compile_late(r"joins?\b", re.I)
_TALKS_WITH = compile_late(
    r"\b(?:(?:speaks?|spoke|speaking|talks?|talked|talking|sits?\s+down|sat\s+down|sitting\s+down|chats?|chatted|chatting|catch(?:es)?\s+up|checks?\s+in|"
    r"spricht|sprach|redet|conversa|habla|charla|parle|s['’]entretient|parla|dialoga|"
    r"in\s+conversation|conversation|interview|discuss(?:es|ed)?\b[^.?!]{1,120}?)\s+(?:with|to|mit|con|avec|a)|"
    r"(?:is|are|was|were)\s+joined(?:\s+\w+){0,3}\s+by|interviews?(?!\s+(?:conducted|by|of|was|took)\b)|interviewed(?!\s+by\b)|asks?)\s+",
    re.I,
)
_STAFF = compile_late(
    r"(?:\bhost|\banchor|['’]s|\bcorrespondent|\bour (?:\w+ ){0,2}(?:editor|reporter|writer))\s+$"
)
_SITS = compile_late(r"\bs[ia]t", re.I)
_IS = compile_late(r"(?:,[^.?!]{2,60},)? (?:is|was) (?:the|an?|one of|our|co-?)\b")
_DOES = compile_late(
    r" (?:was born|grew up|runs|leads|heads|directs|chairs|teaches|studies|works (?:as|at|for|on|in)|serves as|writes|wrote|(?:co-?)?founded|"
    r"has (?:been|written|worked|spent|led|taught))\b"
)
"""What a description says of its guest's life, right behind the name."""
_REPORTS = compile_late(
    r"\b(?:reports?\b|has (?:the story|more|our (?:story|report)|this (?:story|report))|filed? this report)",
    re.I,
)
_INTERVIEW_OF = compile_late(
    r"\b(?:[Ii]nterview|[Gg]espräch|[Ee]ntrevista|[Ee]ntretien|[Ii]ntervista)\s+(?:von|durch|de|par|di)\s+"
)
"""Before who asks, where "with" and who answers follow: "Ein Interview von Jane Roe mit Otto Brand"."""
_WITH = compile_late(r"\s+(?:mit|con|avec|a)\s+")
_JOINING_NAMED = compile_late(r"\b[Jj]oining\s+(?!me\b|us\b)")
_HOSTED = compile_late(
    r"\b(?:hosted by|presented by|[Hh]ost(?:s|ed by)?:?|[Cc]o-?hosts?:?|[Aa]nchors?:?|[Mm]oderator:?|[Pp]resenter:?|[Ii]nterviewer:?|[Ii]nterviewed by|"
    r"[Cc]onducted by|[Mm]oderation:?|[Pp]resentado por|[Pp]résenté par|[Cc]ondotto da)\s+"
)


def in_summary(summary: str) -> list[Mention]:
    """Who the summary says takes part: "X joins Y", "Y speaks with X", "X reports"."""
    text = collapse(summary[:6000])
    found: list[Mention] = []
    for start, end in sentences(text):
        found.extend(
            _joins(text, start, end) or _talks(text, start, end) or _others(text, start, end)
        )
    return found


def named_in(text: str, rule: EvidenceRule) -> list[Mention]:
    """Everybody whom a title, a summary or a byline names at all; it says no more than that."""
    text = collapse(text[:6000])
    return [
        Mention(_before_preposition(name), Part.GUEST, rule, text[start:end].strip())
        for start, end in sentences(text)
        for name in names_in(text, start, end, first_free=True)
    ]


_PREPOSITIONS = frozenset(
    "About Across After Against Among Around Before Behind Beneath Beyond Contra During Inside Into On Outside Over "
    "Through Toward Towards Under Until Versus Via Vs Without".split()
)


def guests_in_title(title: str, summary: str = "") -> list[Mention]:
    """Whom a title names as the guest: surely ("with Jane Roe", "An interview with Jane Roe": `title-with`), or by
    its form ("Ep. 12: Jane Roe on ice", "Jane Roe: why ...": `title-guest`), as it names a subject, too.

    "Interview with Jane Roe" gives her no part: on the site of who answers, she asks. By the form of the
    title alone somebody is named whose first name is a known one, or whom the summary names as well.
    """
    text = collapse(title[:300])
    found = [
        Mention(name, Part.GUEST, "title-with", text)
        for anchor in _TITLE_WITH.finditer(text)
        if not (anchor[0].startswith("with") and PROGRAMME.search(text[: anchor.start()]))
        and not _ON_A_MEDIUM.search(text, 0, anchor.start())
        and (not _EITHER.match(anchor[0]) or _OF_ITS_OWN.search(text, 0, anchor.start()))
        for name in _listed(text, anchor.end(), len(text))
        if not (_INTERVIEW.match(anchor[0]) and _MEDIUM.match(text, name.end))
    ]
    # "Smart Parking with Jane Roe": what leads such a title is the subject.
    for lead in () if found else _TITLE_LEADS.finditer(text):
        whole = name_at(text, lead.end())
        name = whole and _before_preposition(whole)
        if (
            name
            and (is_given_name(given(name.text)) or name.text in summary)
            and is_person(name)
            and (name is not whole or _ABOUT.match(text, name.end))
        ):
            found.append(Mention(name, Part.GUEST, "title-guest", text))
            break
    return list({one.name.text: one for one in found}.values())


def _before_preposition(name: Name) -> Name:
    """Of a title in capitals the name alone: "Rosa Lind" of "Rosa Lind Against Big Boats"."""
    words = name.text.split(" ")
    cut = next((at for at, word in enumerate(words) if word in _PREPOSITIONS), len(words))
    if cut < 2 or cut >= len(words) - 1:
        return name
    text = " ".join(words[:cut])
    return Name(text, name.honorific, name.start, name.end - len(name.text) + len(text))


def either_in_title(title: str) -> list[Mention]:
    """Whom a title has in the talk without saying on which side: "Interview with Jane Roe (and Otto Brand)".

    The rule is `FOR_A_MEDIUM` where a medium stands beside the name: "Interview with Jane Roe, Radio 4".
    """
    text = collapse(title[:300])
    found: list[Mention] = []
    for anchor in _TITLE_WITH.finditer(text):
        on_air = _ON_A_MEDIUM.search(text, 0, anchor.start())
        either = on_air or _EITHER.match(anchor[0])
        if not (either or _BARE_INTERVIEW.match(anchor[0])) or _OF_ITS_OWN.search(
            text, 0, anchor.start()
        ):
            continue
        names = _listed(text, anchor.end(), len(text))
        if not names:
            continue
        if not _AND.search(text, names[0].end, names[-1].start):
            names = names[
                :1
            ]  # behind the comma is a show: "Interview with Otto Brand, Rosa Lind 360"
        end = names[-1].end
        beside = on_air or (_MEDIUM.match(text, end) and not _SITE.match(text, end))
        if either or beside:
            rule: EvidenceRule = FOR_A_MEDIUM if beside else "summary-names"
            found.extend(Mention(name, Part.GUEST, rule, text) for name in names)
    return found


def _listed(text: str, at: int, end: int) -> list[Name]:
    """The names of a list that begins here: "Jane Roe, Otto Brand and Ada Rowe"."""
    names: list[Name] = []
    while (name := name_at(text, at)) and name.end <= end and is_person(without_medium(name)):
        names.append(without_medium(name))
        more = _LIST_GOES_ON.match(text, name.end)
        if more is None:
            break
        at = more.end()
    return names


FOR_A_MEDIUM: EvidenceRule = "title-medium"
_SITE = compile_late(r" [–—|-] ")
"""What sets a site's name off from a page's title: "Interview with Jane Roe - Fox News" may name who answers."""
_ON_A_MEDIUM = compile_late(
    r"\b[Ii]nterview (?:on|for|at) (?:[^\s,.]+ ){0,3}?(?:(?:ABC|BBC|CNN|Sky|Radio|TV|Television|FM|\d[A-Z]{1,3}) )(?:[^\s,.]+ ){0,3}$"
)
"""Before "with Jane Roe", who asks there: "Interview on Radio 4 with Jane Roe"."""
_EITHER = compile_late(
    r"(?:[Ii]nterview with|[Ee]ntrevista con|[Ee]ntretien avec|[Ii]ntervista con)\b"
)
_OF_ITS_OWN = compile_late(
    r"\b(?:an?|our|my|the|una?|une|un['’]|nuestra|notre|nostra)(?: \w+){0,2}[ '’]$", re.I
)
"""Before "interview with Jane Roe" in the title of a medium, for which she answers."""
_BARE_INTERVIEW = compile_late(r"[Ii]nterview\s")
"""Before the name of who asks: "Radio interview Jane Roe, Radio 4"."""
_INTERVIEW = compile_late(r"[Ii]nterview|[Cc]onversation")
_OF_AN_OFFICE = compile_late(
    r"\W*(?:(?:full|transcript|of|radio|television|tv|joint|video|audio|telephone|phone|doorstop)\W+)*interview\s+with\s+",
    re.I,
)
_MEDIUM = compile_late(
    r"[ ,(–—-]{1,3}(?:[^\s,]+ ){0,3}(?:ABC|BBC|CNN|NBC|CBS|ITV|SBS|NPR|PBS|MSNBC|CNBC|Sky|SKY|Fox|Bloomberg|Reuters|Radio|TV|Television|FM|AM|"
    r"\d[A-Z]{1,3}|Channel|Show|Report|News|Today|Tonight|Breakfast|Sunrise|Drive|Mornings?|Insiders|Program(?:me)?|Podcast|Post|Times|Journal|Herald|Guardian|"
    r"Telegraph|Tribune|Chronicle|Magazine|Network|NewsHour|Newsnight|Nightline|Lateline|Stateline|Affair|Minutes)\b"
)
"""What follows the name of somebody who interviews for a medium: "Interview with Jane Roe, Radio 4"."""
_AND = compile_late(r" (?:and|&|y|e|et|und) $")
_LIST_GOES_ON = compile_late(r",? (?:and|&|y|e|et|und) |, ")
_TITLE_LEADS = re.compile(r"^|(?<=[:|—–]) |(?<= -) |(?<=#\d) |(?<=#\d\d) |(?<=#\d\d\d) ")
_ABOUT = compile_late(
    r"(?:,? [^:|—–]{2,60})?(?:\s*[:|—–]\s|\s-\s|\s+\()|,\s|$|\s+(?:[Oo]n|[Aa]bout|and|[Tt]alks?|[Ee]xplains?|[Dd]iscusses|[Tt]ells?|[Ss]ays?|[Rr]eveals?|über|sobre|sur|su)\b"
)
_TITLE_WITH = re.compile(
    r"\b(?:[Ww]ith|[Ff]eat(?:\.|uring)|[Ft]t\.|[Ii]nterview(?:ing|s|ed)?(?: (?:of|with))?:?|[Oo]ral [Hh]istory(?: of)?:?|[Cc]onversation with|"
    r"[Gg]uests?:|[^\W\d_]{0,20}(?:[Gg]espräch|[Tt]alk) mit|[Ee]ntrevista (?:a|con)|[Ee]ntretien avec|[Ii]ntervista (?:a|con))\s+(?:special guest )?"
)


def _joins(text: str, start: int, end: int) -> list[Mention]:
    words = text[start:end].strip()
    anchor = _JOINS_SHOW.search(text, start, end)
    if anchor is None or (
        anchor[0].casefold().startswith("joined") and not _TO_TALK.search(text, anchor.end(), end)
    ):
        return []
    host = next(
        iter(names_in(text, anchor.end(), min(end, anchor.end() + 90), first_free=True)), None
    )
    guests = names_in(text, start, anchor.start())
    if host is None and guests:
        host = next(iter(_single_at(text, anchor.end(), end)), None)
    elif host is not None and not guests:
        guests = _single_before(text, start, anchor.start())
    if not guests or (host is None and not _JOINS_NOW.match(anchor[0])):
        return []
    return [
        *([Mention(host, Part.HOST, "summary-joins", words)] if host else []),
        *(
            Mention(
                guest,
                Part.GUEST,
                "summary-joins",
                words,
                role_of(text, guest, start, anchor.start()),
            )
            for guest in guests
        ),
    ]


def _talks(text: str, start: int, end: int) -> list[Mention]:
    words = text[start:end].strip()
    joining = _JOINING_NAMED.search(text, start, end)
    if joining and (host := name_at(text, joining.end())):
        guests = names_in(text, host.end, end)
        return [
            Mention(host, Part.HOST, "summary-joining", words),
            *(
                Mention(g, Part.GUEST, "summary-joining", words, role_of(text, g, start, end))
                for g in guests
            ),
        ]
    if (of := _INTERVIEW_OF.search(text, start, end)) and (host := name_at(text, of.end())):
        then = _WITH.match(text, host.end, end)
        asked = _listed(text, then.end(), end) if then else []
        if asked:
            return [
                Mention(host, Part.HOST, "summary-speaks-with", words),
                *(Mention(one, Part.GUEST, "summary-speaks-with", words) for one in asked),
            ]
    anchor = _TALKS_WITH.search(text, start, end)
    if anchor is None:
        return []
    left = names_in(text, start, anchor.start(), first_free=True)
    right = names_in(text, anchor.end(), end, first_free=True)
    if not right and (left or _WE.search(text, start, anchor.start())):
        right = _single_at(text, anchor.end(), end)
    elif right and not left:
        left = _single_before(text, start, anchor.start())
    if not right:
        return []
    asks = left[:1]
    if left and _says_host(text, right[0]) and not _says_host(text, left[0]):
        asks, right = right[:1], left
    elif left and _is_the_guest(text, left[0], right[0], start, end):
        # Two may ask: "The captain Jane Roe talks with Otto Brand and Mia Rowe".
        asks, right = _listed(text, right[0].start, end) or right[:1], left[:1]
    # A press office's "Interview with Jane Roe" names who asks, a magazine's who answers.
    open_parts = _SITS.search(anchor[0]) or _OF_AN_OFFICE.match(text, start, anchor.end())
    rule: EvidenceRule = "summary-sits-down" if open_parts else "summary-speaks-with"
    mentions = [Mention(name, Part.HOST, rule, words) for name in asks]
    mentions.extend(
        Mention(name, Part.GUEST, rule, words, role_of(text, name, start, end)) for name in right
    )
    return mentions


def _single_at(text: str, at: int, end: int) -> list[Name]:
    """The one word that is a name where a sentence has a full name's place: "Jane Roe speaks with Murch about ...".

    Whether it is a person's, only the talk can tell.
    """
    name = name_at(text, at, least=1)
    return [name] if name and name.end <= end and _is_single(name) else []


def _single_before(text: str, start: int, at: int) -> list[Name]:
    name = name_before(text, at, least=1)
    return [name] if name and name.start >= start and _is_single(name) else []


def _is_single(name: Name) -> bool:
    return " " not in name.text and len(name.text) > 1 and is_person(name)


_WE = compile_late(r"\b(?:[Ww]e|I)\b")


def _is_the_guest(text: str, left: Name, right: Name, start: int, end: int) -> bool:
    """Whether the first one is presented and the other is not: "Author Jane Roe talks to Otto Brand"."""
    presented = role_before(text, left.start, start) and not _says_host(text, left)
    return bool(presented) and not role_of(text, right, left.end, end)


def _says_host(text: str, name: Name) -> bool:
    lead = text[max(0, name.start - 30) : name.start]
    return bool(_STAFF.search(lead))


def _others(text: str, start: int, end: int) -> list[Mention]:
    words = text[start:end].strip()
    found: list[Mention] = []
    if anchor := _HOSTED.search(text, start, end):
        found.extend(
            Mention(name, Part.HOST, "summary-host", words)
            for name in _listed(text, anchor.end(), end)
        )
    if (
        (anchor := _REPORTS.search(text, start, end))
        and (name := name_before(text, anchor.start()))
        and is_person(name)
        and name.start >= start
    ):
        found.append(Mention(name, Part.REPORTER, "summary-reports", words, confidence=0.92))
    if (
        (name := name_at(text, start))
        and is_person(name)
        and (what := _IS.match(text, name.end, end))
    ):
        role = text[what.end() : end].split(",", maxsplit=1)[0].strip(" .")[:80]
        found.append(Mention(name, Part.GUEST, "summary-is", words, role, confidence=0.8))
    elif name and is_person(name) and _DOES.match(text, name.end, end):
        found.append(Mention(name, Part.GUEST, "summary-is", words, confidence=0.8))
    if anchor := re.compile(
        r"\b(?:[Gg]uests?|[Ww]ith|[Ff]eaturing|[Ii]nterviewee|[Gg]ast|[Gg]äste|[Ii]nvitad[oa]s?|[Ii]nvitée?s?|[Oo]spit[ei]):\s+"
    ).search(text, start, end):
        found.extend(
            Mention(name, Part.GUEST, "summary-guest", words, role_of(text, name, start, end))
            for name in names_in(text, anchor.end(), end, first_free=True)
        )
    return found

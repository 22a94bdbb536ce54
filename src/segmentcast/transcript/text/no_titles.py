"""What stands where a page's title is looked for and is none: a button's words, a tracker's name, an office alone."""

from __future__ import annotations

import re

from segmentcast.transcript.text.office_words import BESIDE

BUTTONS = "share|tweet|print|copy link|play|pause|search|menu|close|loading|subscribe|advertisement"
"""The words of a page's buttons that are one wherever they stand around a talk."""
_BUTTON = re.compile(
    rf"(?:{BUTTONS}|"
    r"download (?:the )?(?:subtitles?|captions?|transcript|audio|episode|video|pdf|mp3|app)|book an? (?:\w+ )?(?:demo|call|meeting|tour)|"
    r"(?:get|request|watch|see|schedule) an? (?:\w+ )?(?:demo|quote|trial|call)|get started|start (?:your |a )?free trial|"
    r"(?:read|show|load|see|view|learn|find out) (?:more|less|all)|sign (?:up|in)(?: now| here| for free)?|log ?(?:in|out)|register now|"
    r"subscribe (?:now|here|today)|(?:skip|jump) to (?:the )?(?:main )?content|(?:toggle|open|close|show) (?:the )?(?:navigation|menu|search)|"
    r"back|next|previous|contact us|buy (?:now|tickets)|(?:accept (?:all )?)?cookies|cookie (?:settings|policy|consent|notice)|"
    r"(?:please )?enable javascript|just a moment|page not found|untitled|no title)[ .!…»›→>]*",
    re.I,
)
_TRACKER = re.compile(
    r"[a-z\d]+(?:_[a-z\d]+)+|(?:meta|facebook|google|linkedin|tiktok|twitter)[ -](?:pixel|tag|analytics|tag manager)",
    re.I,
)
_OFFICE = re.compile(
    rf"(?:the )?(?:(?:{'|'.join(BESIDE)}|first|prime|foreign|home|finance|attorney) ){{0,2}}"
    r"(?:minister|president|premier|treasurer|chancellor|mayor|governor|senator|secretary(?: of state)?|ambassador|speaker|"
    r"attorney[ -]general|general|leader of the opposition|(?:bundes)?kanzler(?:in)?|ministerpräsident(?:in)?|ministre|ministro|presidente)",
    re.I,
)


def is_no_title(words: str) -> bool:
    """Whether these are a button's or a tracker's, and nobody's headline."""
    bare = words.strip()
    return bool(_BUTTON.fullmatch(bare) or _TRACKER.fullmatch(bare))


def is_office_alone(words: str) -> bool:
    """Whether these say who speaks and not what of: "PRIME MINISTER"."""
    return _OFFICE.fullmatch(words.strip()) is not None

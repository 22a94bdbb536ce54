"""Which elements of a page are its furniture: by what they are, what they are called, and how they are built.

Names lie: themes call the article "post tag-music" or "l-sidebar-fixed". What holds most of a page's prose is
no furniture, whatever its name. Lists of links are, in any language.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from segmentcast.transcript.text.prose import collapse, ends_sentence, word_count

_SKIPPED = frozenset(
    "script style nav aside form button noscript template iframe svg canvas audio video object select "
    "head figure figcaption menu dialog input textarea map math source track picture rt rp noframes noembed title".split()
)
_NEVER_PROSE = _SKIPPED - {"form"}
_ROLES = frozenset({"navigation", "search", "complementary", "button"})
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recirc\w*|comments?|disqus|newsletter|signup|subscribe|promo\w*|ad|ads|advert\w*|"
    r"sponsor\w*|breadcrumbs?|pagination|pager|cookie|consent|banner|masthead|sidebar|toolbar|menu|nav|navbar|navigation|"
    r"footer|skip-link|player|audio-player|video-player|caption|credits?|tags?|topics|more-stories|recommend\w*|donat\w*|paywall|"
    r"author-?(?:bio|box|info|card|description)|entry-author|copyrights?|textwidget|widget-(?:area|content)|rating|bookmark|"
    r"link-print|print-link|noprint|entry-(?:tools|utility)|postmetadata|reading-?time|nextstory|prev-?next|alert|wishlist|"
    r"other-languages|site-description|community-notice|nocomments|kommentare?|artikelempfehlen|werbung|anzeigen?|meistgelesen|"
    r"publicidad|publicité|pubblicit[aà]|publicidade|reklama|compartir|partager|condividi|compartilhar|udostępnij|paylaş|"
    r"footnotes?|endnotes?|reflist|popup|modal|tooltip|visually-hidden|sr-only|screen-reader-text|hidden)(?:$|[\s_-])",
    re.I,
)
_REMARKS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus|respond|replies)(?:$|[\s_-])", re.I)
"""What readers wrote may be longer than the talk."""
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§]{1,3})[\])]?")
_TRANSCRIPT_NAMES = re.compile(r"transcript", re.I)
_LISTS = frozenset("ul ol dl div section".split())
_MOST = 0.35
"""Share of a page's prose that no furniture has."""
_LINKED = 0.75
_FEWEST_LINKS = 3
_LONGEST_TEASER = 24
_MOSTLY_TEASERS = 0.8
_QUOTES = "\"'”’“»›) "
_SOME_PROSE = 40
_ANNOUNCED = 0.6
_ANNOUNCING = re.compile(
    r"(?:(?:read|see|more|watch|listen|related|also|hear)(?: (?:more|also|next|on this|this|here|stor(?:y|ies)|articles?)){0,2}|"
    r"(?:lea|lee|leer|ver|vea|mira|mire|escuche?)(?: (?:también|además|más|aquí)){1,2}|(?:te|le) puede interesar|relacionad[oa]s?|"
    r"(?:lire|voir|écouter|à (?:lire|voir|écouter))(?: (?:aussi|également|la suite|plus)){0,2}|"
    r"(?:mehr|lesen sie|siehe|hören sie|sehen sie)(?: (?:auch|mehr|dazu|zum thema|hier)){0,2}|"
    r"(?:leggi|guarda|ascolta|vedi)(?: (?:anche|qui|di più)){1,2}|(?:leia|veja|ouça|saiba)(?: (?:também|mais)){1,2}|"
    r"(?:lees|bekijk|luister)(?: (?:ook|meer|verder)){1,2}) ?[:|–—»>→-]",
    re.I,
)
"""What sites in seven languages write before a link to another story."""
_TIME = re.compile(r"\d:\d\d")
"""Recorders link each time to its place in the recording."""


def words_of(element: Any) -> str:
    """The words of an element."""
    return collapse("".join(element.itertext())) if element is not None else ""


def is_named_transcript(element: Any) -> bool:
    """Whether its page calls the element a transcript."""
    if not isinstance(element.tag, str) or element.tag in {"a", "button", "body", "html"}:
        return False
    return bool(
        _TRANSCRIPT_NAMES.search(
            f"{element.get('id') or ''} {element.get('class') or ''} {element.get('itemprop') or ''}"
        )
    )


class Furniture:
    """The furniture of one page."""

    def __init__(self, root: Any) -> None:
        """`root`: the page's tree; each element's words are counted once."""
        self._prose: dict[Any, int] = {}
        self._links: dict[Any, int] = {}
        self._counted: dict[Any, int] = {}
        self._count(root)
        body = root.find("body")
        self._total = self._prose.get(root if body is None else body, 0)

    def _count(self, root: Any) -> None:
        skipped = linked = 0
        open_elements: list[list[int]] = []
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            out = element.tag in _NEVER_PROSE or element.get("hidden") is not None
            if event == "start":
                open_elements.append([0, 0, 0])
                skipped += out
                linked += element.tag == "a"
                self._add(open_elements[-1], element.text, skipped, linked)
                continue
            prose, links, all_links = open_elements.pop()
            self._prose[element], self._links[element] = prose, links
            self._counted[element] = all_links + (element.tag == "a")
            skipped -= out
            linked -= element.tag == "a"
            if open_elements:
                above = open_elements[-1]
                above[0] += prose
                above[1] += links
                above[2] += self._counted[element]
                self._add(above, element.tail, skipped, linked)

    @staticmethod
    def _add(counts: list[int], text: str | None, skipped: int, linked: int) -> None:
        if text and not skipped:
            counts[1 if linked else 0] += len(text.split())

    def prose_in(self, element: Any) -> int:
        """Words within an element that are in no link, and in nothing that is never read."""
        return self._prose.get(element, 0)

    @property
    def prose(self) -> int:
        """The same of the whole page."""
        return self._total

    def is_furniture(self, element: Any) -> bool:
        """Whether nobody says what is in this element."""
        tag = element.tag
        if tag in _NEVER_PROSE or (tag == "sup" and _is_note_mark(element)):
            return True
        if is_named_transcript(element):
            return tag in _SKIPPED
        if element.get("role") in _ROLES:
            return True
        called = f"{element.get('class') or ''} {element.get('id') or ''}"
        named = bool(_NAMES.search(called)) and tag not in {"body", "article", "main"}
        named = named or tag == "form" or element.get("hidden") is not None
        named = named or (tag == "footer" and element.getparent().tag != "blockquote")
        if named:
            return bool(_REMARKS.search(called)) or not self._holds_most(element)
        return self.is_list_of_links(element)

    def _holds_most(self, element: Any) -> bool:
        prose = self.prose_in(element)
        return prose >= _SOME_PROSE and prose >= self._total * _MOST

    def is_list_of_links(self, element: Any) -> bool:
        """Whether it is little but links to other pages, as below "Read more" in whatever language."""
        if element.tag not in _LISTS or self._counted.get(element, 0) < _FEWEST_LINKS:
            return False
        links, prose = self._links.get(element, 0), self.prose_in(element)
        if links >= (links + prose) * _LINKED and links >= 2 * self._counted[element]:
            return True
        if links < 2 * _FEWEST_LINKS or self._holds_most(element):
            return False
        return _are_teasers(element, links + prose)


def _are_teasers(element: Any, words: int) -> bool:
    """Whether every paragraph begins with a link to a page of its own, and goes on with words that are no sentence.

    So are headlines of other stories: "Harbour news The bakers and the ferry". A name that links to its
    person comes again, and a time leads into the recording. `words`: how many the element has.
    """
    paragraphs = [each for each in element.iter("p", "li") if words_of(each)]
    within = sum(word_count(words_of(each)) for each in paragraphs)
    if len(paragraphs) < _FEWEST_LINKS or within < words * _MOSTLY_TEASERS:
        return False  # the words of a talk may stand beside them, in no paragraphs
    targets: set[str] = set()
    for paragraph in paragraphs:
        text = words_of(paragraph)
        first = next((link for link in paragraph.iter("a") if link.get("href")), None)
        if first is None or text.rstrip(_QUOTES).endswith((".", "!", "…")) or _TIME.search(text):
            return False
        linked, target = words_of(first), first.get("href") or ""
        if word_count(linked) < 1 or not text.startswith(linked):
            return False
        if target.startswith("#") or word_count(text) > _LONGEST_TEASER:
            return False
        targets.add(target)
    return len(targets) == len(paragraphs)


def leads_on(element: Any) -> bool:
    """Whether a paragraph is one link to another page, be it a sentence: as a page's last words it is nobody's."""
    links = [link for link in element.iter("a") if link.get("href")]
    text = words_of(element)
    return (
        len(links) == 1
        and not (links[0].get("href") or "").startswith("#")
        and words_of(links[0]) == text
        and word_count(text) >= _FEWEST_LINKS
        and not _TIME.search(text)
    )


def link_alone(element: Any) -> str:
    """The words of a paragraph that is nothing but links to other pages; else ""."""
    links = _links_of(element)
    text = words_of(element)
    if not links or ends_sentence(text) or _TIME.search(text):
        return ""
    return text if sum(map(word_count, links)) == word_count(text) else ""


def announced_link(element: Any) -> str:
    """The words of a paragraph that is a link with what announces it: "Lea también: ...", "Read more: ..."; else "".

    Other words before a link are of the talk: a label, or what somebody says.
    """
    links = _links_of(element)
    text = words_of(element)
    if not links or ends_sentence(text) or not _ANNOUNCING.match(text):
        return ""
    linked = sum(map(word_count, links))
    return text if linked >= word_count(text) * _ANNOUNCED else ""


def _links_of(element: Any) -> list[str]:
    return [words_of(link) for link in element.iter("a") if link.get("href")]


def _is_note_mark(element: Any) -> bool:
    """Whether a raised number leads to a note at the foot of the page."""
    links = any((link.get("href") or "").startswith("#") for link in element.iter("a"))
    return links and _NOTE_MARK.fullmatch(words_of(element)) is not None

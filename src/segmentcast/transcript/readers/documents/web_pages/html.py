"""HTML pages: the page's facts, and its transcript without navigation, scripts, share buttons, comments.

The page is parsed by lxml (as a browser would). The place of the
transcript is the element that is called so, else the article, else the main part, else the body.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from segmentcast.errors import SegmentcastError, TranscriptError
from segmentcast.model import Finding
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers.documents import labelled_lines
from segmentcast.transcript.readers.documents.text_files import plain_text
from segmentcast.transcript.readers.documents.web_pages.html_blocks import PageText
from segmentcast.transcript.readers.documents.web_pages.html_facts import (
    ONLY_TRANSCRIPT,
    articles_in,
    comments_address,
    facts_of,
    headline,
    without_date,
)
from segmentcast.transcript.readers.documents.web_pages.html_furniture import (
    is_named_transcript,
    words_of,
)
from segmentcast.transcript.readers.file_titles import without_file_title
from segmentcast.transcript.text.dates import parse_date
from segmentcast.transcript.text.prose import collapse, ends_sentence, excerpt, lowered, word_count

FORMAT = "HTML"
_LEAST_WORDS = 25
_NEARLY_ALL = 0.9
_LEAST_SHARE = 0.3
"""Of a page's prose in its article: comments may be as long, other pages' announcements are shorter."""
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
"""Elements in which no other can stand: markup within is text, up to their own end."""
_ENDS_COMMENT = re.compile("--!?>")
_TAG = re.compile(r"<[^<>]{0,400}>")
_MARK = re.compile(
    r"(?:^|>)[ \t]{0,40}<(?:!doctype html|html|head|body|p|div|article|span|br|h[1-6]|meta|table|ul|dl)\b|"
    r"(?:<br\b[^<>]{0,20}|</p)>[ \t]{0,40}$",
    re.I | re.M,
)
"""Where markup stands: at the start of a line or behind a tag. People speak of "a <div>" in mid-sentence."""


def sniff(source: Source) -> float:
    """Elements of a page near the start."""
    head = source.text[:4000].lstrip()
    if re.match(r"<(?:!doctype html|html|\?xml[^>]{0,100}>\s*<(?:!doctype html|html))", head, re.I):
        return 0.97
    return min(0.9, 0.45 * len(_MARK.findall(source.text[:20_000])))


def parse(source: Source) -> Document:
    """The page's facts and the transcript's blocks.

    Raises TranscriptError for a page without a transcript: empty, or loaded later by script.
    """
    root = tree_of(source)
    if root is None:
        raise TranscriptError.at(
            source.name, "the page is empty.", "Save the page again, with the transcript opened."
        )
    facts, articles = _facts(root)
    facts = replace(facts, title=without_file_title(facts.title, source.name))
    page = PageText(root)
    place, named = _place(root, page)
    if as_typed := _typed(place):
        typed = plain_text.parse(replace(source, text=as_typed))
        return replace(
            typed, format=FORMAT, facts=facts, findings=(*left_open(source), *typed.findings)
        )
    blocks = labelled_lines.apart(tuple(page.blocks_in(place)))
    if sum(word_count(block.text) for block in blocks) < _LEAST_WORDS:
        given = next(
            (text for node in articles if isinstance(text := node.get("transcript"), str)), ""
        )
        if word_count(given) >= _LEAST_WORDS:
            blocks = plain_text.blocks_of(given)
        elif not blocks or named or _is_scripted(root):
            raise _no_transcript(source, root)
    if named:
        facts = _from_page(root, facts)
    findings = (
        *left_open(source), *page.unspoken.findings(source.name), *_links_left_out(page, source.name)
    )  # fmt: skip
    return Document(FORMAT, blocks, facts, headed=True, findings=findings)


def _links_left_out(page: PageText, name: str) -> list[Finding]:
    """A note for each paragraph that only leads to another page."""
    return [
        Finding(
            "note", "furniture", f"{name}:{line}" if line else name,
            f'a link to another page, not spoken: "{excerpt(words, 160)}"',
        )
        for line, words in page.links_alone
    ]  # fmt: skip


def _typed(place: Any) -> str:
    """The text of a page that is one text as it was typed, lines and all, as official records are; else ""."""
    texts = [text for element in place.iter("pre") if (text := str(element.text_content())).strip()]
    if len(texts) != 1:
        return ""
    whole = word_count(str(place.text_content()))
    return texts[0] if word_count(texts[0]) >= max(_LEAST_WORDS, whole * _NEARLY_ALL) else ""


def tree_of(source: Source) -> Any:
    """The page's tree, as a browser would build it; None for a page without anything in it.

    An element that is left open holds the markup of all behind it as its text: that is dropped.
    """
    root = _parsed(source.text)
    opened = None if root is None else _left_open_in(root, lowered(source.text))
    if opened is not None and opened.tag not in {"script", "style"}:
        opened.text = None
        for child in list(opened):
            opened.remove(child)
    return root


def _parsed(text: str, *, comments: bool = False) -> Any:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=not comments, remove_pis=True
    )  # fmt: skip
    try:
        return lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _left_open_in(root: Any, small: str) -> Any:
    """The comment or element of a tree that nothing ends, in a text in lower case: it is the last one."""
    last = root
    while len(last):
        last = last[-1]
    if last.tag is etree.Comment:
        return last if _comment_is_open(small) else None
    around = (last, *last.iterancestors())
    return next((one for one in around if one.tag in _RAW and _is_open(one.tag, small)), None)


def _is_open(name: str, small: str) -> bool:
    return small.rfind(f"<{name}") > small.rfind(f"</{name}")


def _comment_is_open(small: str) -> bool:
    at = small.rfind("<!--")
    return at >= 0 and not _ENDS_COMMENT.search(small, at + 2)  # "<!-->" is one as well


def left_open(source: Source) -> tuple[Finding, ...]:
    """A warning where nothing ends a comment, a script or a style: a browser shows no word behind it."""
    small = lowered(source.text)
    if not (_comment_is_open(small) or any(_is_open(name, small) for name in _RAW)):
        return ()
    root = _parsed(source.text, comments=True)
    opened = None if root is None else _left_open_in(root, small)
    if opened is None:
        return ()
    is_comment = opened.tag is etree.Comment
    hidden = str(opened.text or "") if is_comment else "".join(opened.itertext())
    words = collapse(_TAG.sub(" ", hidden))
    if not any(map(str.isalnum, words)):
        return ()
    # a comment has the line of its end
    line = (opened.sourceline or 1) - (hidden.count("\n") if is_comment else 0)
    mark = "<!--" if is_comment else f"<{opened.tag}>"
    return (
        Finding(
            "warning", "left-open", f"{source.name}:{line}",
            f'nothing ends "{mark}", so all behind it is left out: "{excerpt(words)}"',
            "Close it, or write &lt; instead of its <.",
        ),
    )  # fmt: skip


def _facts(root: Any) -> tuple[Facts, list[dict[str, object]]]:
    scripts = [
        element.text or ""
        for element in root.iter("script")
        if "ld+json" in (element.get("type") or "")
    ]
    metas: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        metas.setdefault(name.casefold(), element.get("content") or "")
    links = {
        (element.get("rel") or "").casefold(): element.get("href") or ""
        for element in root.iter("link")
    }
    articles = articles_in(scripts)
    facts = facts_of(articles, metas, links, root.get("lang") or "")
    site = collapse(metas.get("og:site_name", ""))
    named = replace(facts, title=_without_site(facts.title, site))
    return _completed(root, named, site), articles


def _without_site(title: str, site: str) -> str:
    """A page's title without the site's name before or behind it; "" for the name alone."""
    if not site or site.casefold() not in title.casefold():
        return title
    name = re.escape(site)
    return re.sub(rf"\s*[-–—|:•·]\s*{name}$|^{name}(?:\s*[-–—|:•·]\s+|$)", "", title, flags=re.I)


def _heading_of(root: Any, site: str) -> str:
    """The first heading that is more than "Transcript" or the site's name."""
    heads = [words for element in root.iter("h1") if (words := words_of(element))]
    if heads and all(ONLY_TRANSCRIPT.fullmatch(head) for head in heads):
        heads += [words for element in root.iter("h2") if (words := words_of(element))]
    return headline(
        *(_without_site(head, site) for head in heads if not ONLY_TRANSCRIPT.fullmatch(head))
    )


def _completed(root: Any, facts: Facts, site: str) -> Facts:
    """What only the page's elements say: h1, title, time, the link to the comments."""
    stated = (
        _without_site(words_of(element), site).split(" | ")[0] for element in root.iter("title")
    )
    title = headline(facts.title, _heading_of(root, site), *stated)
    published = facts.published
    if published is None:
        published = next(
            (
                moment
                for element in root.iter("time")
                if (moment := parse_date(element.get("datetime") or words_of(element)))
            ),
            None,
        )
    comments = facts.comments_url
    if not comments:
        for element in root.iter("a"):
            href = (element.get("href") or "").strip()
            if re.search(r"#(?:comments?|disqus_thread|respond)$|/comments/?$", href):
                comments = comments_address(facts.page_url, href)
                break
    byline = facts.byline or next(
        (
            words.removeprefix("By ").strip()
            for element in root.iter()
            if _is_byline(element) and (words := words_of(element))
        ),
        "",
    )
    byline = byline or next(
        (
            words[3:]
            for element in root.iter("p", "div", "span")
            if not len(element)
            and (words := words_of(element)).startswith("By ")
            and len(words) < 80
            and not (words[3:4].islower() or ends_sentence(words))
        ),
        "",
    )
    return replace(
        facts,
        title=title,
        published=published,
        comments_url=comments,
        byline=without_date(byline[:160])[:120],
    )


def _is_byline(element: Any) -> bool:
    return isinstance(element.tag, str) and (
        element.get("rel") == "author"
        or (element.get("class") or "").casefold() in {"byline", "author"}
    )


def _from_page(root: Any, facts: Facts) -> Facts:
    """A summary that stands on the page outside of the transcript, where nothing else gives one."""
    if facts.summary:
        return facts
    for element in root.iter("p"):
        words = words_of(element)
        if word_count(words) >= 10 and not _inside(element):
            return replace(facts, summary=words)
    return facts


def _inside(element: Any) -> bool:
    return any(is_named_transcript(parent) for parent in (element, *element.iterancestors()))


def _place(root: Any, page: PageText) -> tuple[Any, bool]:
    """The element that holds the transcript, and whether it is called so."""
    named = [
        element
        for element in root.iter()
        if isinstance(element.tag, str)
        and is_named_transcript(element)
        and not page.furniture.is_furniture(element)
    ]
    best = max(named[:200], key=lambda element: len("".join(element.itertext())), default=None)
    if best is not None and (word_count(words_of(best)) >= _LEAST_WORDS or _is_scripted(root)):
        return best, True
    body = root.find("body")
    whole = root if body is None else body
    for path in ("article", "main"):
        found = max(root.iter(path), key=page.furniture.prose_in, default=None)
        # Pages announce others in articles of their own, beside the one that they are.
        if found is not None and page.furniture.prose_in(found) >= max(
            _LEAST_WORDS, page.furniture.prose * _LEAST_SHARE
        ):
            return found, False
    return whole, False


def _is_scripted(root: Any) -> bool:
    """Whether the page seems to bring its text by script."""
    for element in root.iter("script"):
        if "json" not in (element.get("type") or "") and (element.get("src") or element.text):
            return True
    return any(
        isinstance(element.tag, str)
        and any(
            "transcript" in str(name).casefold() or "data-src" in str(name)
            for name in element.attrib
        )
        for element in root.iter()
    )


def _no_transcript(source: Source, root: Any) -> SegmentcastError:
    if _is_scripted(root):
        return TranscriptError.at(
            source.name,
            "this page holds no transcript; it is loaded by script when a browser opens the page.",
            "Open the page in a browser, open the transcript, copy its text into transcript.txt.",
        )
    return TranscriptError.at(
        source.name,
        "this page holds no transcript.",
        "Copy the transcript's text into transcript.txt.",
    )

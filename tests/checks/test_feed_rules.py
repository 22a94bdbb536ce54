"""One defect a feed, and the code that it must get; and legal variants, which get none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast import checks

GOLDEN = Path(__file__).parent.parent / "feed" / "golden" / "show.xml"
NOW = datetime(2020, 1, 1, tzinfo=UTC)

# (code, pattern, replacement): the first match of the pattern is replaced.
DEFECTS = [
    ("xml-broken", r"</channel>", ""),
    (
        "trailer",
        r"</channel>",
        '<podcast:trailer url="https://x.example/t.mp3" pubdate="soon">T</podcast:trailer></channel>',
    ),
    ("podroll", r"</channel>", "<podcast:podroll/></channel>"),
    (
        "podroll",
        r"</channel>",
        '<podcast:podroll><podcast:remoteItem feedGuid="x"/></podcast:podroll></channel>',
    ),
    ("value", r"</channel>", '<podcast:value type="lightning" method="keysend"/></channel>'),
    (
        "soundbite-title",
        r"</item>",
        f'<podcast:soundbite startTime="0" duration="1">{"x" * 129}</podcast:soundbite></item>',
    ),
    ("xml-broken", r"A harbour pilot on fog &amp; timing", "fog & timing"),
    ("xml-characters", r"Out of the fog", "Out of\x00 the fog"),
    ("xml-characters", r"Out of the fog", "Out of\x0b the fog"),
    ("xml-characters", r"<generator>", "<generator>&#x1;"),
    ("xml-characters", r"<generator>", "<generator>&#55296;"),
    ("xml-characters", r"<generator>", "<generator>\ufffe"),
    ("xml-encoding", r"<\?xml[^>]*\?>", "<?xml version='1.0'?>"),
    ("xml-encoding", r"encoding='UTF-8'", "encoding='ISO-8859-1'"),
    ("xml-doctype", r"<rss ", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss "),
    ("rss-root", r'version="2.0"', 'version="0.91"'),
    ("rss-root", r"</channel>", "</channel><channel/>"),
    ("namespace", r'xmlns:podcast="[^"]*"', 'xmlns:podcast="https://podcastindex.org/namespace"'),
    ("channel-required", r"<title>[^<]*</title>", ""),
    ("channel-required", r"<link>[^<]*</link>", ""),
    ("channel-required", r"<description>[^<]*</description>", "<description/>"),
    ("channel-required", r"<language>[^<]*</language>", ""),
    ("channel-required", r"<itunes:author>[^<]*</itunes:author>", ""),
    ("channel-required", r"<itunes:explicit>false</itunes:explicit>", ""),
    ("channel-required", r'<itunes:image href="[^"]*"/>', ""),
    ("channel-required", r"(?s)<itunes:category .*</itunes:category>", ""),
    ("channel-recommended", r"<podcast:guid>[^<]*</podcast:guid>", ""),
    ("channel-recommended", r"<podcast:locked[^<]*</podcast:locked>", ""),
    ("channel-recommended", r"(?s)<itunes:owner>.*</itunes:owner>", ""),
    ("channel-once", r"<language>", "<language>en</language><language>"),
    ("channel-length", r"<description>", f"<description>{'é' * 2000}"),
    ("channel-length", r"<title>", f"<title>{'x' * 250}"),
    ("channel-spaces", r"<title>", "<title> "),
    ("language", r"<language>en-GB", "<language>english"),
    ("language", r"<language>en-GB", "<language>xx"),
    ("language", r"<language>en-GB", "<language>en-UK"),
    ("category", r'category text="News"', 'category text="news"'),
    ("category", r'category text="News Commentary"', 'category text="Commentary"'),
    ("explicit", r"<itunes:explicit>false", "<itunes:explicit>no"),
    ("image", r'<itunes:image href="[^"]*"', '<itunes:image href="show.jpg"'),
    ("image", r"(<itunes:image href=\"[^\"]*)\.jpg", r"\1.gif"),
    ("owner", r"<itunes:email>[^<]*", "<itunes:email>nobody"),
    ("owner", r"<itunes:name>[^<]*</itunes:name>", ""),
    ("show-type", r"episodic", "weekly"),
    ("serial-number", r"episodic", "serial"),
    ("only-yes", r"<itunes:type>", "<itunes:block>no</itunes:block><itunes:type>"),
    ("feed-guid", r"<podcast:guid>", "<podcast:guid>x"),
    ("locked", r">yes</podcast:locked>", ">true</podcast:locked>"),
    ("locked", r'owner="[^"]*"', 'owner="nobody"'),
    ("medium", r"<podcast:medium>podcast", "<podcast:medium>radio"),
    ("channel-date", r"<lastBuildDate>[^<]*", "<lastBuildDate>2016-11-17T12:00:00Z"),
    ("weekday", r"<pubDate>\w{3}, ", "<pubDate>"),
    ("weekday", r"<pubDate>\w{3}, ", "<pubDate>Sun, "),
    ("future-date", r"<lastBuildDate>[^<]*", "<lastBuildDate>Thu, 01 Jan 2032 00:00:00 +0000"),
    ("ai-content", r">true</podcast:txt>", ">yes</podcast:txt>"),
    (
        "ai-content",
        r'<podcast:txt purpose="ai-content">true</podcast:txt>',
        '<podcast:txt purpose="ai-content">true</podcast:txt>' * 2,
    ),
    ("ai-content-missing", r'<podcast:txt purpose="ai-content">true</podcast:txt>', ""),
    ("update-frequency", r'rrule="[^"]*"', 'rrule="often"'),
    ("title-html", r"(<item>\s*<title>)", r"\1The &lt;b&gt;bold&lt;/b&gt; "),
    ("title-html", r"(<item>\s*<title>)", r"\1A &amp;amp; B "),
    ("title-html", r"(<channel>\s*<title>)", r"\1&lt;i&gt;x&lt;/i&gt;"),
    ("guid-short", r'(<guid isPermaLink="false">)[^<]*', r"\g<1>1234"),
    ("past-date", r"(?s)(<item>.*?<pubDate>)[^<]*", r"\1Mon, 14 Mar 1960 12:00:00 +0000"),
    ("html-links", r"(<content:encoded><!\[CDATA\[)", r'\1<p><a href="/x">y</a></p>'),
    ("html-style", r"(<content:encoded><!\[CDATA\[)", r'\1<p style="color:red">y</p>'),
    ("html-form", r"(<content:encoded><!\[CDATA\[)", r"\1<p><b>y</p>"),
    ("html-form", r"(<content:encoded><!\[CDATA\[)", r"\1<p><b><i>y</b></i></p>"),
    ("html-form", r"(<content:encoded><!\[CDATA\[)", r"\1<p>a &nope; b</p>"),
    (
        "content-order",
        r"(?s)(<description>[^<]*</description>)\s*(<content:encoded>.*?</content:encoded>)",
        r"\2\1",
    ),
    ("mail-address", r"<itunes:type>", "<managingEditor>News</managingEditor><itunes:type>"),
    ("mail-address", r"</item>", "<author>Rosa Lind</author></item>"),
    ("ttl", r"<itunes:type>", "<ttl>soon</ttl><itunes:type>"),
    ("unknown-element", r"</item>", "<foo>x</foo></item>"),
    ("unknown-element", r"</item>", "<itunes:mood>x</itunes:mood></item>"),
    ("category-empty", r"</item>", "<category> </category></item>"),
    ("control-letters", r"(<item>\s*<title>)", "\\1\u0093x\u0094 "),
    ("itunes-length", r"</item>", f"<itunes:summary>{'x' * 4001}</itunes:summary></item>"),
    ("no-items", r"(?s)<item>.*</item>", ""),
    ("self-link", r'<atom:link [^>]*rel="self"[^>]*/>', ""),
    ("self-link", r'(<atom:link href=")https:[^"]*(" rel="self")', r"\1feed.xml\2"),
    ("link-address", r"<link>[^<]*", "<link>www.news.example"),
    ("link-address", r"<comments>[^<]*", "<comments>https://news.example/ä"),
    ("https", r'<enclosure url="https:', '<enclosure url="http:'),
    (
        "archive-link",
        r"<itunes:type>",
        '<atom:link rel="next" href="https://a.example/2.xml"/>'
        '<atom:link rel="prev-archive" href="https://a.example/3.xml"/><itunes:type>',
    ),
    (
        "archive-link",
        r"<itunes:type>",
        '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/><itunes:type>',
    ),
    ("rel-prev", r'rel="hub"', 'rel="prev"'),
    ("transcript", r'(<podcast:transcript url=")[^"]*', r"\1captions.vtt"),
    ("transcript", r'type="text/vtt"', 'type="text/html"'),
    ("transcript", r'type="application/x-subrip"', 'type="video/mp4"'),
    ("transcript-missing", r"(?s)<podcast:transcript.*?</item>", "</item>"),
    ("transcript-missing", r'<podcast:transcript [^>]*type="text/vtt"[^>]*/>', ""),
    ("chapters", r'type="application/json\+chapters"', 'type="text/plain"'),
    ("chapters", r"(<podcast:chapters [^>]*/>)", r"\1\1"),
    ("person", r">Ada Quay</podcast:person>", "> </podcast:person>"),
    ("person", r"<podcast:person ", '<podcast:person img="me.jpg" '),
    ("funding", r'funding url="[^"]*"', 'funding url="give"'),
    ("license", r"CC-BY-4.0", "x" * 129),
    ("location", r">Bremen<", "><"),
    (
        "txt-length",
        r"<podcast:medium>",
        f"<podcast:txt>{'x' * 4001}</podcast:txt><podcast:medium>",
    ),
    ("soundbite", r"</item>", '<podcast:soundbite startTime="a" duration="5"/></item>'),
    ("alternate-enclosure", r'<podcast:source uri="[^"]*"/>', ""),
    ("alternate-enclosure", r'integrity type="sri"', 'integrity type="md5"'),
    ("social-interact", r"</item>", '<podcast:socialInteract protocol="activitypub"/></item>'),
    ("item-title", r"<item>\s*<title>[^<]*", "<item><title>"),
    ("item-title", r"<item>\s*<title>", f"<item><title>{'x' * 255}"),
    ("guid-missing", r"<guid [^>]*>[^<]*</guid>", ""),
    ("guid-permalink", r' isPermaLink="false"', ""),
    ("guid-permalink", r'isPermaLink="false"', 'isPermaLink="no"'),
    ("guid-repeated", r"bdd92b56-8f0f-59d6-8650-778d1ac6f41d", "07df77f4-b649-5823-8705-7eeabeb34923"),
    ("enclosure-missing", r"<enclosure [^>]*/>", ""),
    ("enclosure-missing", r"(<enclosure [^>]*/>)", r"\1\1"),
    ("enclosure-url", r'enclosure url="[^"]*"', 'enclosure url="https://a.example/a b.mp3"'),
    ("enclosure-url", r'enclosure url="[^"]*"', 'enclosure url="https://a.example/ä.mp3"'),
    ("enclosure-length-unknown", r'length="\d+" type="audio/mpeg"', 'length="0" type="audio/mpeg"'),
    ("enclosure-length", r'length="\d+" type="audio/mpeg"', 'length="None" type="audio/mpeg"'),
    ("enclosure-length", r' length="\d+" type="audio/mpeg"', ' type="audio/mpeg"'),
    ("enclosure-type", r'type="audio/mpeg"', 'type="audio/mp4"'),
    ("enclosure-type", r'type="audio/mpeg"', 'type="text/html"'),
    ("enclosure-repeated", r"episode-00002-cdd80e7364c6", "{other audio}"),
    ("pubdate", r"(?s)(<item>.*?)<pubDate>[^<]*</pubDate>", r"\1"),
    ("pubdate", r"(?s)(<item>.*?)<pubDate>[^<]*", r"\1<pubDate>Wed, 31 Feb 2016 12:00:00 +0000"),
    ("item-once", r"<itunes:duration>", "<itunes:duration>9</itunes:duration><itunes:duration>"),
    ("description-missing", r"(?s)(<item>.*?)<description>.*?</description>", r"\1"),
    ("description-length", r"(?s)(<item>.*?)<description>", r"\1<description>" + "語" * 1300),
    ("html-danger", r"<content:encoded><!\[CDATA\[", "<content:encoded><![CDATA[<script>x</script>"),
    ("html-danger", r'<a href="https:', '<a href=" java\nscript:'),
    ("html-danger", r"<content:encoded><!\[CDATA\[<p>", '<content:encoded><![CDATA[<p onclick="x">'),
    ("html-tags", r"<content:encoded><!\[CDATA\[", "<content:encoded><![CDATA[<table></table>"),
    ("duration", r"<itunes:duration>253", "<itunes:duration>::"),
    ("duration", r"<itunes:duration>253", "<itunes:duration>253.4"),
    ("duration-missing", r"<itunes:duration>253</itunes:duration>", ""),
    ("number", r"<itunes:episode>2", "<itunes:episode>0"),
    ("number", r"<itunes:season>1", "<itunes:season>one"),
    ("episode-type", r"<itunes:episodeType>full", "<itunes:episodeType>Full episode"),
]  # fmt: skip

LEGAL = [
    (
        "a paged feed",
        r"<itunes:type>",
        '<atom:link rel="next" href="https://a.example/2.xml"/><itunes:type>',
    ),
    ("a picture without an ending", r"(<itunes:image href=\"[^\"]*)\.jpg", r"\1"),
    ("an old-style duration", r"<itunes:duration>253", "<itunes:duration>1:04:13"),
    ("a date in GMT", r"\+0000</pubDate>", "GMT</pubDate>"),
    ("a date without seconds", r"12:00:00 \+0000</pubDate>", "12:00 +0000</pubDate>"),
    ("a one-digit day", r"Tue, 15 Nov 2016", "Tue, 8 Nov 2016"),
    ("a language alone", r"en-GB", "de"),
    ("a language in ISO 639-2", r"<language>en-GB", "<language>gsw"),
    ("a category alone", r'<itunes:category text="News Commentary"/>', ""),
    ("a GUID that is a link", r'"false">[^<]*</guid>', '"true">https://a.example/1</guid>'),
    ("a GUID that is no UUID", r'"false">[^<]*</guid>', '"false">tag:a.example,2016:1</guid>'),
    ("a query after the enclosure", r"(enclosure url=\"[^\"]*\.mp3)", r"\1?src=feed"),
    ("HTML in the description", r"A harbour pilot", "&lt;p&gt;A harbour pilot"),
    ("a trailer", r"<itunes:episodeType>full", "<itunes:episodeType>trailer"),
    ("an explicit episode", r"<itunes:explicit>false", "<itunes:explicit>true"),
    ("a PNG", r"(<itunes:image href=\"[^\"]*)\.jpg", r"\1.png"),
    ("a blocked show", r"<itunes:type>", "<itunes:block>Yes</itunes:block><itunes:type>"),
    ("another element's namespace", r"<generator>", '<x:y xmlns:x="urn:x"/><generator>'),
    ("a comment before the root", r"<rss ", "<!-- <!DOCTYPE x> --><rss "),
    ("a doctype in a text", r"<!\[CDATA\[", "<![CDATA[&lt;!DOCTYPE html&gt; "),
    ("a disabled discussion", r"</item>", '<podcast:socialInteract protocol="disabled"/></item>'),
    ("an older address of the namespace", r"https://podcastindex.org/namespace/1.0",
     "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"),
    ("a byte order mark", r"^<\?xml", "\ufeff<?xml"),
    ("a soundbite", r"</item>", '<podcast:soundbite startTime="73.0" duration="60"/></item>'),
]  # fmt: skip


def broken(text: str, pattern: str, replacement: str) -> bytes:
    audio = re.findall(r'enclosure url="[^"]*/([^"/]*)\.mp3"', text)
    replacement = replacement.replace("{other audio}", audio[-1])
    changed, count = re.subn(pattern, replacement, text, count=1)
    assert count == 1, "the pattern no longer occurs in the golden feed"
    assert changed != text
    return changed.encode("utf-8", "surrogatepass")


def test_faultless_feed_is_silent(faultless: str) -> None:
    """What we write breaks none of the rules."""
    assert checks.check_feed(faultless.encode(), now=NOW) == ()


@pytest.mark.parametrize(
    ("code", "pattern", "replacement"),
    DEFECTS,
    ids=[f"{code}-{number}" for number, (code, _, _) in enumerate(DEFECTS)],
)
def test_each_defect_gets_its_code(
    faultless: str, code: str, pattern: str, replacement: str
) -> None:
    """A feed with one defect gets the code of that defect, a place and a remedy."""
    findings = checks.check_feed(broken(faultless, pattern, replacement), now=NOW)
    assert code in {finding.rule for finding in findings}
    for finding in findings:
        assert finding.where.startswith("feed.xml")
        assert finding.what
        assert finding.mend


@pytest.mark.parametrize(
    ("pattern", "replacement"), [row[1:] for row in LEGAL], ids=[row[0] for row in LEGAL]
)
def test_legal_variants_are_silent(faultless: str, pattern: str, replacement: str) -> None:
    """What the standards allow is not complained of."""
    changed = broken(faultless, pattern, replacement)
    findings = checks.check_feed(changed, now=NOW)
    if "podcast-namespace" in replacement:
        findings = tuple(each for each in findings if each.severity == "error")
    assert findings == ()


def test_every_rule_has_a_defect_that_only_it_explains() -> None:
    """No rule is in the table without a feed that breaks it."""
    tried = {code for code, _, _ in DEFECTS}
    assert {rule.id for rule in checks.RULES} <= tried


def test_rule_ids_are_unique() -> None:
    """A code names one rule."""
    ids = [rule.id for rule in checks.RULES]
    assert len(ids) == len(set(ids))


def test_findings_name_the_line(faultless: str) -> None:
    """The place is the line of the element in the file."""
    data = broken(faultless, r"<itunes:episodeType>full", "<itunes:episodeType>whole")
    line = data[: data.index(b"whole")].count(b"\n") + 1
    assert [finding.where for finding in checks.check_feed(data, "a.xml")] == [f"a.xml:{line}"]


def test_all_defects_are_reported_at_once(faultless: str) -> None:
    """Several defects give several findings, the errors first."""
    data = broken(faultless, r"episodic", "weekly")
    data = broken(data.decode(), r"<title>", "<title> ")
    data = broken(data.decode(), r"CC-BY-4.0", "")
    findings = checks.check_feed(data)
    assert [each.severity for each in findings] == ["error", "error", "warning"]
    assert {each.rule for each in findings} == {"show-type", "license", "channel-spaces"}


def test_future_is_judged_against_the_given_moment(faultless: str) -> None:
    """The check has no clock: what is in the future depends on the moment that it is given."""
    assert checks.check_feed(faultless.encode(), now=None) == ()
    early = checks.check_feed(faultless.encode(), now=NOW - timedelta(days=3650))
    assert {finding.rule for finding in early} == {"future-date"}


def test_entities_are_never_expanded() -> None:
    """A document that would grow without end is refused in a moment, unread."""
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12)
    )
    bomb = f"<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE r [{entities}]><rss>&e11;</rss>"
    assert [finding.rule for finding in checks.check_feed(bomb.encode())] == ["xml-doctype"]


def test_external_entities_are_never_read() -> None:
    """A document cannot make the check read a file."""
    text = (
        "<?xml version='1.0' encoding='UTF-8'?><!--x--><!DOCTYPE r [<!ENTITY f SYSTEM"
        " 'file:///etc/passwd'>]><rss version='2.0'><channel><title>&f;</title></channel></rss>"
    )
    findings = checks.check_feed(text.encode())
    assert [finding.rule for finding in findings] == ["xml-doctype"]
    assert "root:" not in str(findings)


def test_long_documents_are_flagged_and_longer_ones_not_read(faultless: str) -> None:
    """From 5,000,000 bytes on there is a warning; beyond the limit the bytes are not parsed."""
    padding = "<!--" + "x" * 5_000_000 + "-->"
    found = checks.check_feed(broken(faultless, "<generator>", f"{padding}<generator>"))
    assert [(each.severity, each.rule) for each in found] == [("warning", "document-size")]
    huge = checks.check_feed(b"<?xml" + b" " * (64 * 1024 * 1024))
    assert [(each.severity, each.rule) for each in huge] == [("error", "document-size")]


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_get_a_finding_and_no_exception(data: bytes) -> None:
    """Whatever bytes come, the answer is findings."""
    assert checks.check_feed(data)
    assert checks.check_feed(b"<?xml version='1.0' encoding='UTF-8'?>" + data)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6000), st.integers(0, 40), st.binary(max_size=8))
def test_damaged_feeds_never_raise(position: int, length: int, patch: bytes) -> None:
    """A feed that was damaged anywhere is reported on, never crashed on."""
    data = GOLDEN.read_bytes()
    findings = checks.check_feed(data[:position] + patch + data[position + length :], now=NOW)
    assert all(finding.rule and finding.what for finding in findings)

"""Renders the pages of a show and its packages, deterministically."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from segmentcast import timing
from segmentcast.errors import ConfigError
from segmentcast.model import Package, PackageFile, Show
from segmentcast.site import links, metadata, people_views, strip_drawing, transcript_views, views
from segmentcast.site.styling.assets import StaticFile, assets
from segmentcast.site.styling.bounded import BoundedEnvironment
from segmentcast.site.styling.palette import schemes
from segmentcast.vocabulary.languages import primary
from segmentcast.vocabulary.web_addresses import file_url, page_url, url
from segmentcast.vocabulary.wordings import Language, direction, known, language

SHOW_PAGE = "index.html"
CORRECTIONS_PAGE = "corrections/index.html"
FEED = "feed.xml"

# Our scripts and styles are never inline. JSON-LD is a data block, so script-src doesn't apply.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)

_TEMPLATE_FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
TEMPLATES = (
    "base.html",
    "corrections.html",
    "embed.html",
    "episode.html",
    "list.html",
    "people.html",
    "pieces.html",
    "show.html",
)
"""The templates that a show may override."""
NO_OVERRIDES: Mapping[str, str] = {}


def episode_path(package: Package) -> str:
    """The path of an episode's page: from its package, else derived from its id."""
    page = package.file("page")
    return page.path if page else f"episodes/{package.id}/index.html"


def embed_path(package: Package) -> str:
    """The path of the embedded player, next to the episode's page."""
    return f"{posixpath.dirname(episode_path(package))}/embed.html"


def oembed_path(package: Package) -> str:
    """The path of the oEmbed document, next to the episode's page."""
    return f"{posixpath.dirname(episode_path(package))}/oembed.json"


def shape_path(package: Package) -> str:
    """The path of the picture that lists show, next to the episode's page."""
    return f"{posixpath.dirname(episode_path(package))}/{views.SHAPE}"


def shape_svg(show: Show, package: Package) -> bytes:
    """The picture that lists show: the episode's strip in the show's colours, light and dark."""
    return strip_drawing.picture_svg(
        strip_drawing.picture(package),
        *schemes(show.site),
        mirrored=direction(package.language) == "rtl",
    )


def episode_page(
    show: Show,
    package: Package,
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> bytes:
    """The listening page of one episode, UTF-8.

    `language_tag` is the language of the page's own texts (default: see `page_words`); the episode's
    words keep theirs. `overrides` maps template names to texts that replace the built-in ones.
    Raises ConfigError if such a template or a colour is invalid.
    """
    page = episode_path(package)
    package = people_views.with_portraits(show, package)
    words = language(language_tag) if language_tag else page_words(show, package)
    open_to_hear = package.retracted is None and package.file("audio") is not None
    art = package.file("artwork") or show.artwork
    return render_template(
        "episode.html",
        overrides,
        **common_values(
            show,
            page,
            words,
            with_pictures(_policy(show, package), (one.img for one in package.credits)),
        ),
        **_episode(show, package, page, words),
        description=package.summary,
        artwork_address=file_address(show, package.file("social") or art),
        social=package.file("social") is not None,
        audio_address=file_address(show, package.file("audio") if open_to_hear else None),
        embed_address=url(show.base_url, embed_path(package)) if open_to_hear else "",
        oembed=links.relative(oembed_path(package), page) if open_to_hear else "",
        json_ld=metadata.script_json(metadata.episode_data(show, package, page)),
        turns=tuple(
            transcript_views.turns(
                package.cues, package.unheard, package.credits, words, package.language
            )
        )
        if package.retracted is None
        else (),
        picture=strip_drawing.picture(package, people_views.guest_picture(package)),
        shape=views.SHAPE if package.file("vtt") else "",
        kind=views.kind(package, words) if package.retracted is None else "",
        facts=views.facts(package, words),
        faces=people_views.faces(package),
        people_line=people_views.people(package, words),
        has_unheard=bool(package.unheard),
        **_show_notes(package),
        unchecked=package.unchecked,
        chapters=views.chapters(package.chapters) if open_to_hear else (),
        downloads=views.downloads(package, page, words) if open_to_hear else (),
        # The person of a retraction's notice is the newsroom.
        credits=() if package.retracted else people_views.credits(package.credits, words, page),
        signed_by="" if package.retracted else package.signed_by,
        sidecars=views.sidecars(package, page) if open_to_hear else (),
        synthetic_parts=views.synthetic_parts(package) if open_to_hear else (),
        corrections=tuple((words.date(c.date.date()), c.note) for c in package.corrections),
        article=links.safe(package.link),
        comments=links.safe(package.comments_url),
    )


def embed_page(
    show: Show,
    package: Package,
    *,
    language_tag: str = "",
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> bytes:
    """The player alone, for a frame on the article's page, to be written to `embed_path`."""
    page = embed_path(package)
    words = language(language_tag) if language_tag else page_words(show, package)
    sentences = package.file("captions-json")
    return render_template(
        "embed.html",
        overrides,
        **common_values(show, page, words, _policy(show, package)),
        **_episode(show, package, page, words),
        page=links.relative(episode_path(package), page),
        embed_style=links.relative(assets(show, words.tag).embed_style.path, page),
        chapters=views.chapters(package.chapters),
        says=_voices_in_short(package, words),
        # Only a file of the page's own host can be read by its script.
        sentences=links.relative(sentences.path, page) if sentences and not sentences.url else "",
    )


def page_words(show: Show, package: Package) -> Language:
    """What an episode's page says of itself: in the episode's language, else in the show's."""
    return known(package.language) or language(show.language)


def _voices_in_short(package: Package, words: Language) -> str:
    """Whose voices are heard, in two or three words; empty if none is synthetic."""
    if not package.narrated:
        return ""
    all_synthetic = bool(package.voices) and all(package.voices)
    return words.text("all_synthetic" if all_synthetic else "partly_synthetic")


def _episode(show: Show, package: Package, page: str, words: Language) -> dict[str, Any]:
    """Values shared by the listening page and the embedded player."""
    retracted = package.retracted
    heard = package.file("audio") if retracted is None else None
    captions = package.file("vtt")
    return {
        "title": package.title,
        "address": page_url(show.base_url, episode_path(package)),
        "artwork": picture(_small_picture(show, package), page),
        "episode": package,
        "episode_direction": direction(package.language),
        "date": words.date(package.published.date()),
        "datetime": package.published.isoformat(),
        "clock": timing.length_clock(package.duration_ms),
        "total": transcript_views.seconds(package.duration_ms),
        "audio": links.listening_address(show, heard, page) if heard else "",
        "direct_audio": links.file_address(heard, page) if heard else "",
        "counted_by": links.counted_by(show) if heard else "",
        "strip": strip_drawing.bar(package),
        "audio_type": heard.mime if heard else "",
        # Browsers load captions only from the page's own host, unless the other host allows it.
        "captions": links.relative(captions.path, page) if captions and not captions.url else "",
        "notice": package.notice or _standard_notice(package, words),
        "has_transcript": package.has_transcript,
        "retracted": retracted,
        "retracted_date": words.date(retracted.date.date()) if retracted else "",
    }


def _standard_notice(package: Package, words: Language) -> str:
    """What is true of the voices where publishing wrote no notice of its own."""
    if not package.narrated:
        return ""
    if package.voices and all(package.voices):
        return words.text("all_voices_notice" if package.cues else "all_voices")
    return words.text("voices_notice")


def static_files(show: Show, *, language_tag: str = "") -> tuple[StaticFile, ...]:
    """The files for pages and feed style, all in `static/`."""
    return assets(show, language_tag or show.language).all()


def newest_first(packages: Iterable[Package]) -> list[Package]:
    """Sorted by date, newest first, then by id."""
    by_id = sorted(packages, key=lambda package: package.id)
    return sorted(by_id, key=lambda package: package.published, reverse=True)


def _small_picture(show: Show, package: Package) -> PackageFile | None:
    """The lock-screen picture, 600 pixels wide if there is such a copy."""
    return package.file("thumbnail") or package.file("artwork") or show.thumbnail or show.artwork


def _show_notes(package: Package) -> dict[str, Any]:
    """The notes that a person wrote, and whether the summary is shown above them.

    Where the notes say the summary, it is shown once. markdown_notes escaped every character
    of the blocks that isn't its own.
    """
    notes = package.show_notes
    if package.retracted is not None:  # its summary is the note
        return {"show_notes": Markup(), "show_summary": False}
    if notes is None:
        return {"show_notes": Markup(), "show_summary": bool(package.summary)}
    blocks = notes.blocks
    texts = [Markup(block).striptags() for block in blocks]  # noqa: S704 - read, not shown
    summary = " ".join(package.summary.split())
    again = bool(summary) and summary.rstrip("…") in " ".join(" ".join(texts).split())
    if again and texts[0] == summary and "<a " not in blocks[0]:
        again, blocks = False, blocks[1:]
    html = Markup("\n".join(blocks))  # noqa: S704 - see above
    return {"show_notes": html, "show_summary": bool(summary) and not again}


def _policy(show: Show, package: Package) -> str:
    """The page's policy, allowing media hosted elsewhere, through any redirection."""
    audio, art = package.file("audio"), package.file("artwork") or show.artwork
    played = show.statistics_prefix if links.counted_by(show) else audio.url if audio else ""
    return _allowing("img-src", art.url if art else "", with_sounds(POLICY, [played]))


def with_sounds(policy: str, addresses: Iterable[str]) -> str:
    """The policy that lets the page play these sounds, wherever they are hosted."""
    for address in addresses:
        if address.startswith(("http:", "https:")):
            policy = _allowing("media-src", address, policy)
    return policy


def _allowing(directive: str, address: str, policy: str) -> str:
    if not address:
        return policy
    scheme = "http: https:" if address.startswith("http:") else "https:"
    allowed = f"{directive} 'self' {scheme}"
    return policy if allowed in policy else policy.replace(f"{directive} 'self'", allowed)


def with_pictures(policy: str, addresses: Iterable[str]) -> str:
    """The policy that lets the page load these portraits from their hosts, and nothing else there."""
    origins = {links.picture_origin(links.safe_picture(url)) for url in addresses} - {""}
    allowed = " ".join(["img-src 'self'", *sorted(origins)])
    return policy.replace("img-src 'self'", allowed)


def common_values(show: Show, page: str, words: Language, policy: str = POLICY) -> dict[str, Any]:
    shared = assets(show, words.tag)
    return {
        "show": show,
        "t": words.text,
        "lang": words.tag,
        "dir": words.direction,
        "show_direction": direction(show.language),
        # Named where the page is in another language.
        "show_language": "" if primary(show.language) == primary(words.tag) else show.language,
        "policy": policy,
        "home": links.relative(SHOW_PAGE, page),
        "feed": links.relative(FEED, page),
        "corrections_list": links.relative(CORRECTIONS_PAGE, page),
        "style": links.relative(shared.style.path, page),
        "script": links.relative(shared.script.path, page),
        "icon_file": links.relative(shared.icon.path, page),
        "logo": picture(show.logo, page),
        "qr": links.relative(shared.qr.path, page),
        "apps": links.app_links(show.feed_url, show.title),
        "license_url": links.safe(show.license_url),
    }


def picture(file: PackageFile | None, page: str) -> str:
    return links.file_address(file, page) if file else ""


def file_address(show: Show, file: PackageFile | None) -> str:
    return file_url(show.base_url, file) if file else ""


def render_template(name: str, overrides: Mapping[str, str], **values: Any) -> bytes:
    environment = _environment(tuple(sorted(overrides.items())))
    try:
        if isinstance(environment, BoundedEnvironment):
            return environment.render_bounded(name, values).encode("utf-8")
        return environment.get_template(name).render(values).encode("utf-8")
    except _TEMPLATE_FAULTS as problem:
        if not overrides:
            raise
        line = getattr(problem, "lineno", None)
        where = getattr(problem, "name", None) or name
        raise ConfigError.at(
            f"templates/{where}:{line}" if line else f"templates/{where}",
            f"the template cannot be used: {problem}.",
            "compare it with the built-in template of the same name",
        ) from problem


def template_texts(overrides: Mapping[str, str]) -> dict[str, str]:
    """The templates in effect, by name."""
    return {name: _read(name) or "" for name in TEMPLATES} | dict(overrides)


@lru_cache(maxsize=8)
def _environment(overrides: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    # A show's templates may come from a stranger, so they run in a sandbox.
    kind = BoundedEnvironment if overrides else jinja2.Environment
    loader = jinja2.ChoiceLoader([jinja2.DictLoader(dict(overrides)), jinja2.FunctionLoader(_read)])
    return kind(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _read(name: str) -> str | None:
    if "/" in name or not name.endswith(".html"):
        return None
    template = files(__package__).joinpath("templates", name)
    return template.read_text(encoding="utf-8") if template.is_file() else None

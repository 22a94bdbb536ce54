"""segmentcast provenance"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segmentcast import files, toml
from segmentcast.cli.options import json_option, show_argument
from segmentcast.cli.output.accomplished import note
from segmentcast.cli.output.full_help import FullHelpGroup
from segmentcast.cli.output.json_output import print_json
from segmentcast.cli.output.terminal import printable
from segmentcast.errors import CheckFailed, Problem

if TYPE_CHECKING:
    from segmentcast.provenance.validation.verdict import Passage, Statement, Verdict

_SHOWN_SENTENCES = 3


@click.group(cls=FullHelpGroup)
def command() -> None:
    """Sign episodes with Content Credentials (C2PA), and verify anybody's.

    With a [provenance] table in show.toml, a publish signs what it makes: who published it, which
    voices are synthetic, and from which transcript. Anyone can verify the files, also with other
    tools. See docs/provenance.md.

    \b
    Examples:
      segmentcast provenance key myshow
      segmentcast provenance verify feed/audio/*.mp3 --trust authority.pem
    """


@command.command()
@show_argument
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write the key (default: your settings, outside the show's folder).",
)
@json_option("text")
def key(show: Path, folder: Path | None, as_json: bool) -> None:
    """Make a signing key to try it out with, and say where a real one comes from.

    Switches signing on in SHOW's show.toml, which gets a table [provenance].
    """
    from segmentcast.config.provenance_settings import USUAL_VARIABLE
    from segmentcast.provenance.trial_key import make_trial_key, usual_folder
    from segmentcast.workspace.show_files import read_show
    from segmentcast.workspace.show_folder import locate

    place = locate(show)
    config = read_show(place)
    variable = config.provenance.key if config.provenance else USUAL_VARIABLE
    made = make_trial_key(
        folder or usual_folder(), show=place.path.resolve(), now=datetime.now(UTC)
    )
    note("The signing key was made")
    if config.provenance is None:
        with_table = toml.parse(config.content, config.where).table | {"provenance": {}}
        files.write(place.show_file, toml.with_content(config.content, with_table, config.where))
    if as_json:
        print_json(
            {
                "key": str(made.key), "anchor": str(made.anchor), "variable": variable,
                "ends": made.ends.isoformat(),
            }
        )  # fmt: skip
        return
    lines = [
        f"Signing key and certificates: {made.key} (keep it secret; until {made.ends:%Y-%m-%d})",
        f"For those who verify:         {made.anchor}",
        "",
        f"[provenance] in {place.show_file} switches signing on. To sign with this key:",
        f"  export {variable}={made.key}",
        f"  {place.command('publish')}",
        "",
        "Nobody trusts this key: it is for trying things out. For a real one, a news organization",
        "asks the IPTC for a place on its Origin Verified News Publishers List",
        "(https://iptc.org/verified-news-publishers-list), and buys a certificate for document",
        "signing from GlobalSign or DigiCert, at their price. The authorities of the C2PA's own list",
        "(https://c2pa.org/conformance), one of them with a free tier, certify products that passed",
        "its conformance programme, which segmentcast has not.",
    ]
    click.echo(printable("\n".join(lines)))


@command.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE_OR_URL...")
@click.option(
    "--trust",
    "trust_files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Certificates that you trust (PEM), or the C2PA's or IPTC's list (JSON). Repeatable.",
)
@click.option(
    "--revoked",
    "revocation_files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Revocation lists of certificates' issuers (CRL), downloaded by you. Repeatable.",
)
@json_option("text")
def verify(
    sources: tuple[str, ...],
    trust_files: tuple[Path, ...],
    revocation_files: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Verify the Content Credentials of files: who signed them, and what they say.

    Works on files of any maker. Nothing that a file names is fetched. Exits with code 10 unless every
    file is as it was signed, by a signer on your trust list.

    \b
    Examples:
      segmentcast provenance verify episode.mp3 --trust authority.pem
      segmentcast provenance verify https://news.example/audio/episode.mp3 --json
    """
    from segmentcast.provenance.validation.trust_list import read_trust_list
    from segmentcast.queries.credentials_of_file import verdict_of

    trust = read_trust_list(trust_files, revocation_files)
    verdicts = [(source, verdict_of(source, trust)) for source in sources]
    problems = [
        Problem(source, verdict.words, _remedy(verdict, has_list=bool(trust_files)))
        for source, verdict in verdicts
        if not verdict.is_good
    ]
    if as_json:
        print_json({"files": [{"file": s} | verdict.as_json() for s, verdict in verdicts]})
    else:
        for source, verdict in verdicts:
            click.echo(printable("\n".join((source, *_lines(verdict), ""))))
    if problems:
        raise CheckFailed(problems)


def _remedy(verdict: Verdict, *, has_list: bool) -> str:
    match verdict.state:
        case "untrusted" if not has_list:
            return "name the certificates that you trust: --trust FILE"
        case "untrusted":
            return "ask the publisher which certificate is theirs; anybody can sign in any name"
        case "altered" | "retagged" | "unreadable" | "none":
            return "get the file from its publisher"
        case "trusted":
            return "an earlier version that it builds on was altered; ask the publisher"
        case _:
            return "ask the publisher"


def _lines(verdict: Verdict) -> list[str]:
    """What to show of a verdict. What is not intact is not repeated as if it were a fact."""
    lines = [f"  {verdict.words}"]
    if verdict.state == "none":
        if "remote-manifest" in verdict.codes:
            lines.append("  The file names credentials elsewhere, which were not fetched.")
        if "not-supported" in verdict.codes:
            lines.append("  Files of this kind cannot carry any.")
        return lines
    if verdict.signed_by:
        stamp = f", {verdict.signed_at:%Y-%m-%d %H:%M %Z}" if verdict.signed_at else ""
        lines.append(
            f"  Signed by: {verdict.signed_by} (certificate of {verdict.issued_by}){stamp}"
        )
    if not verdict.is_intact:
        return [*lines, *(f"  Fault: {code}" for code in verdict.codes)]
    if not verdict.signed_at and verdict.ends:
        held = "held" if verdict.state == "expired" else "holds"
        lines.append(f"  No time stamp: the signature {held} until {verdict.ends:%Y-%m-%d}.")
    elif verdict.signed_at and not verdict.is_stamp_trusted:
        lines.append("  Nobody on your trust list vouches for the time stamp.")
    lines += _revocation(verdict)
    if any(code.startswith("cawg.") for code in verdict.codes):
        lines.append("  It also names people, which cannot be verified here; they are not shown.")
    rows = [
        ("Title", verdict.title),
        ("Show", verdict.metadata.get("dcterms:isPartOf", "")),
        ("Publisher", verdict.metadata.get("dc:creator", "")),
        ("Page", verdict.metadata.get("dc:source", "")),
        ("Made with", verdict.generator),
        *(("Refers to", f"{row.url} (SHA-256 {row.sha256})") for row in verdict.references),
    ]
    lines += [f"  {name}: {value}" for name, value in rows if value]
    for statement in verdict.statements:
        lines += _statement(statement)
    for version in verdict.versions:
        name = f'"{version.title}"' if version.title else "an unnamed file"
        lines.append(f"  Made from {name} (its credentials: {version.state})")
    for address in verdict.unknown_sources:
        lines.append(f"  Not a source type of the IPTC's, so it means nothing: {address}")
    return lines


def _revocation(verdict: Verdict) -> list[str]:
    match verdict.revocation:
        case "not-revoked":
            return ["  The issuer's answer in the file: the certificate was not revoked then."]
        case "not-listed":
            return ["  The certificate is not on its issuer's revocation list."]
        case "revoked-later":
            return ["  The certificate was revoked after the file was signed."]
        case _ if verdict.revocation_list:
            return [
                "  Whether the certificate was revoked is not known. Its issuer's list, for --revoked: "
                + verdict.revocation_list
            ]
        case _:
            return []


def _statement(statement: Statement) -> list[str]:
    parts = [
        statement.description,
        f"voice {statement.voice}" if statement.voice else "",
        statement.software and f"{statement.software} {statement.version}".strip(),
    ]
    kind = f" [{statement.source}]" if statement.source else ""
    action = statement.action.removeprefix("c2pa.")
    text = "; ".join(filter(None, parts))
    lines = [f"  {action.capitalize()}{kind}{': ' if text else ''}{text}"]
    return lines + [line for passage in statement.passages for line in _passage(passage)]


def _passage(passage: Passage) -> list[str]:
    head = f"    {_clock(passage.start_s)} to {_clock(passage.end_s)} {passage.name}"
    shown = [f'      "{sentence}"' for sentence in passage.sentences[:_SHOWN_SENTENCES]]
    more = len(passage.sentences) - len(shown)
    return [head, *shown, *([f"      and {more} more sentences"] if more > 0 else [])]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:05.2f}"

"""A publish as the settings ask for it: here, to the store if there is one, with hub and hook."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from segmentcast.config import ShowConfig
from segmentcast.model import Finding
from segmentcast.ports import Progress
from segmentcast.publish import Options, Report, publish
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.deployment import Deployment


def publish_everywhere(
    place: ShowFolder,
    config: ShowConfig,
    options: Options,
    progress: Progress,
    address: str,
    *,
    hook: bool,
    warn: Callable[[tuple[Finding, ...]], None],
    drop_unknown: bool = False,
    verify: bool = False,
) -> tuple[Report, Deployment | None]:
    """Publishes the show, and uploads it to `address` if there is one.

    With `hook`, the show's hook is run in any case, also if the publish fails as a whole; `warn`
    then receives findings about the hook itself. Raises what `publish` and `publish_to` raise.
    """
    told: AbstractContextManager[None] = nullcontext()
    if hook:  # what talks to the network is loaded only where it is needed
        from segmentcast.deployment import announce_here, announcing_failure

        told = announcing_failure(place, config, warn)
    with told:
        if address:
            from segmentcast.deployment import publish_to

            return publish_to(
                place, options, progress, address, drop_unknown=drop_unknown, verify=verify
            )
        report = publish(place, options, progress, config)
        if hook:
            findings = (*report.findings, *announce_here(place, config, report))
            report = replace(report, findings=findings)
        return report, None

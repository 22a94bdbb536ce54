"""The rules for feeds and their files, and the findings of breaking them.

A rule is a small function in a table; see `rules` for how to add one.
"""

from segmentcast.checks.all_rules import check_feed
from segmentcast.checks.package_rules import check_packages, check_promises
from segmentcast.checks.rules import RULES, Rule

__all__ = ["RULES", "Rule", "check_feed", "check_packages", "check_promises"]

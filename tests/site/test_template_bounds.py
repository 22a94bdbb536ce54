"""A show's own template cannot take the machine: it is bounded in steps, in what it writes, and in a sandbox."""

from __future__ import annotations

import resource
from typing import Any

import pytest

from segmentcast import site
from segmentcast.errors import ConfigError
from segmentcast.site.pages import template_texts

NESTED = (
    "{% set n = namespace(a=['x']) %}{% for i in range(28) %}{% set n.a = [n.a, n.a] %}{% endfor %}"
)
TWO_TEXTS = "{% set s = 'x' * 30000000 %}{% set t = 'x' * 30000000 %}"
ENDLESS = {
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a macro that calls itself twice": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "a macro without an end": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "including itself": "{% include 'episode.html' %}",
    "a loop that goes into itself": "{% for a in [1] recursive %}{% if loop.depth0 < 3 %}{{ loop(range(99999)) }}{% endif %}{% endfor %}",
    "including itself twice": "{% set n = n + 1 if n is defined else 1 %}{% if n < 40 %}{% include 'episode.html' %}{% include 'episode.html' %}{% endif %}",
    "a long text that is copied": "{% set s = 'x' * 49999999 %}{% for a in range(99999) %}{% set t = s ~ 'x' %}{% endfor %}",
    "a loop over a text that grows": "{% set n = namespace(s='x') %}{% for a in range(99999) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    "comparing huge texts": TWO_TEXTS
    + "{% for a in range(99999) %}{% if s == t %}{% endif %}{% endfor %}",
    "ordering huge texts": TWO_TEXTS
    + "{% for a in range(99999) %}{% if s < t %}{% endif %}{% endfor %}",
    "searching a huge text": TWO_TEXTS
    + "{% for a in range(99999) %}{% if 'y' in s %}{% endif %}{% endfor %}",
    "searching a long list": "{% set l = ['x'] * 400000 %}{% for a in range(99999) %}{% if 'y' in l %}{% endif %}{% endfor %}",
    "comparing by a test": TWO_TEXTS
    + "{% for a in range(99999) %}{% if s is eq t %}{% endif %}{% endfor %}",
    "searching by a test": TWO_TEXTS
    + "{% for a in range(99999) %}{% if 'y' is in s %}{% endif %}{% endfor %}",
    "selecting by a test": TWO_TEXTS
    + "{% for a in range(99999) %}{% set u = [s]|select('eq', t)|list %}{% endfor %}",
}
HUGE = {
    "a text many times": "{{ 'x' * 500000000 }}",
    "a list many times": "{{ [0] * 500000000 }}",
    "a row of texts": "{% for a in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
    "its own text": "{% for a in range(99999) %}" + "x" * 9_999 + "{% endfor %}",
    "text that is kept and not shown": "{% set s %}{% for a in range(99999) %}{{ 'x' * 9999 }}{% endfor %}{% endset %}",
    "added": "{% set n = namespace(s='x') %}{% for a in range(99999) %}{% set n.s = n.s + n.s %}{% endfor %}",
    "a format": "{{ '%500000000d' % 1 }}",
    "a format by a star": "{{ '%*d' % (500000000, 1) }}",
    "a format by its method": "{{ '{:500000000d}'.format(1) }}",
    "centred": "{{ 'x'.center(500000000) }}",
    "a filter": "{{ 'x'|center(500000000) }}",
    "replaced": "{{ ('x' * 9999)|replace('x', 'y' * 99999) }}",
    "replaced by the method": "{{ ('x' * 9999).replace('x', 'y' * 99999) }}",
    "joined": "{{ range(99999)|join('x' * 99999) }}",
    "lists in lists, written": NESTED + "{{ n.a }}",
    "lists in lists, joined": NESTED + "{% set t = n.a ~ 'x' %}",
    "lists in lists, in a filter": NESTED + "{% set t = n.a|string %}",
    "lists in lists, in a format": NESTED + "{% set t = '%s' % (n.a,) %}",
    "lists in lists, in a format by its method": NESTED + "{% set t = '{}'.format(n.a) %}",
    "a power": "{{ 9 ** (9 ** 9) }}",
}
REACHING = {
    "inner attributes": "{{ ''.__class__.__mro__ }}",
    "another name for a loop": "{% set counted_turns = range %}{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "the environment": "{{ self._TemplateReference__context.environment }}",
}


@pytest.mark.parametrize("template", [*ENDLESS.values(), *HUGE.values(), *REACHING.values()],
                         ids=[*ENDLESS, *HUGE, *REACHING])  # fmt: skip
def test_no_template_takes_more_than_its_bounds(feed: Any, template: str) -> None:
    """One message that names the template, exit code 3, and no hundreds of megabytes on the way to it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ConfigError, match=r"templates/\S+: the template cannot be used") as caught:
        site.episode_page(feed.show, feed.packages[0], overrides={"episode.html": template})
    assert len(caught.value.problems) == 1
    assert caught.value.exit_code == 3
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 400_000


def test_our_own_templates_fit_into_the_bounds_by_far(feed: Any) -> None:
    """The shipped templates render to the same bytes when a show brings them itself."""
    own = template_texts({})
    for package in feed.packages:
        assert site.episode_page(feed.show, package, overrides=own) == site.episode_page(
            feed.show, package
        )

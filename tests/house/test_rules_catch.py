"""Each rule finds what it forbids, and leaves alone what only looks like it."""

import pytest

from tests.house import rules, template_rules


def test_a_commit_is_found_and_a_word_is_not() -> None:
    assert rules.commits("def f(session):\n    session.commit()\n") == [2]
    assert rules.commits("commit = 1\n'session.commit()'\n") == []


@pytest.mark.parametrize("source", ["x: float = 1", "x = 0.5", "import numpy\nnumpy.float64"])
def test_a_float_is_found_in_any_dress(source: str) -> None:
    assert rules.floats(source)


def test_a_decimal_text_is_no_float() -> None:
    assert rules.floats("from decimal import Decimal\nx = Decimal('0.5')\n") == []


@pytest.mark.parametrize(
    "source", ["import lifelines", "from lifelines import utils", "import lifelines.utils as u"]
)
def test_an_import_is_found_in_any_form(source: str) -> None:
    assert rules.imports_of(source, "lifelines") == [1]


def test_a_package_with_a_longer_name_is_another_package() -> None:
    assert rules.imports_of("import lifelinesque", "lifelines") == []


@pytest.mark.parametrize("source", ["datetime.now(UTC)", "datetime.date.today()", "time.time()"])
def test_a_read_of_the_clock_is_found(source: str) -> None:
    assert rules.clock_calls(source) == [1]


def test_the_house_s_own_clock_and_a_stopwatch_are_not_the_machine_s_clock() -> None:
    assert rules.clock_calls("now()\ntime.monotonic()\nfunc.now()\nclock.today()\n") == []


TABLES = {"app.db.tables.patients": {"Patient"}}
FROM_TABLES = "from app.db.tables.patients import Patient\n"


@pytest.mark.parametrize(
    "route",
    [
        "@router.get('/x')\ndef page(patient: Patient): ...",
        "@router.post('/x')\ndef page() -> list[Patient]: ...",
        "@router.get('/x', response_model=Patient)\ndef page(): ...",
    ],
)
def test_a_table_in_a_route_is_found(route: str) -> None:
    assert rules.tables_in_routes(FROM_TABLES + route, TABLES)


def test_a_value_with_a_table_s_name_may_stand_in_a_route() -> None:
    source = "from app.patients.queries import Patient\n@router.get('/')\ndef f(p: Patient): ..."
    assert rules.tables_in_routes(source, TABLES) == []


def test_a_session_in_a_coroutine_is_found_and_in_a_function_is_not() -> None:
    assert rules.sessions_in_async("async def f(session: Session): ...") == [1]
    assert rules.sessions_in_async("def f(session: Session): ...") == []


@pytest.mark.parametrize(
    ("rule", "template"),
    [
        (template_rules.marked_safe, "{{ name | safe }}"),
        (template_rules.marked_safe, "{% autoescape false %}"),
        (template_rules.unquoted_attributes, "<a href={{ url }}>"),
        (template_rules.inline, "<p style='color: red'>"),
        (template_rules.inline, "<style>p {}</style>"),
        (template_rules.inline, "<script>go()</script>"),
        (template_rules.inline, '<button type="button" onclick="go()">'),
        (template_rules.inline, '<a href="javascript:go()">'),
    ],
)
def test_a_fault_in_a_template_is_found(rule: object, template: str) -> None:
    assert callable(rule)
    assert rule(f"<p>\n{template}\n") == [2]


@pytest.mark.parametrize(
    "template",
    [
        '<script type="module" src="/static/app.js"></script>',
        '<a href="{{ url }}" data-on="x">{{ x }}</a>',
        "{% set once = 1 %}{# <style> and |safe are forbidden #}",
        "<p>{{ measure(name='x', onset=1) }}</p>",
    ],
)
def test_a_sound_template_passes(template: str) -> None:
    every = (template_rules.marked_safe, template_rules.unquoted_attributes, template_rules.inline)
    assert [rule(template) for rule in every] == [[], [], []]

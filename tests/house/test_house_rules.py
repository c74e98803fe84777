"""The rules of the house that no linter knows, checked on every file of the checkout."""

from collections.abc import Callable

import pytest

from tests.house import rules, sources, template_rules

COMMITTERS = ("app/db/", "app/web/deps.py", "app/cli/")
FITTERS = {"analytics/survival.py", "analytics/models.py"}
CLOCK = "app/clock.py"
SETTINGS = "app/settings.py"
LONGEST_FILE = 300


def offences(names: list[str], rule: Callable[[str], list[int]]) -> list[str]:
    return [f"{name}:{line}" for name in names for line in rule(sources.text(name))]


def test_only_the_database_the_web_edge_and_the_command_line_commit() -> None:
    others = [name for name in sources.python(*sources.PACKAGES) if not name.startswith(COMMITTERS)]
    assert offences(others, rules.commits) == []


def test_contracts_know_no_float() -> None:
    assert offences(sources.python("contracts"), rules.floats) == []


def test_only_two_modules_import_lifelines() -> None:
    others = [name for name in sources.python(*sources.PACKAGES) if name not in FITTERS]
    assert offences(others, lambda text: rules.imports_of(text, "lifelines")) == []


def test_no_route_takes_or_answers_a_database_table() -> None:
    app = sources.python("app")
    tables = {
        name.removesuffix(".py").replace("/", "."): rules.tables_defined(sources.text(name))
        for name in app
    }
    tables["app.db.tables"] = set().union(*tables.values())
    assert offences(app, lambda text: rules.tables_in_routes(text, tables)) == []


def test_no_coroutine_holds_a_database_session() -> None:
    assert offences(sources.python("app"), rules.sessions_in_async) == []


def test_no_work_is_left_to_die_with_the_process_and_no_session_lives_in_a_cookie() -> None:
    names = sources.python(*sources.PACKAGES)
    forbidden = ("BackgroundTasks", "BackgroundTask", "SessionMiddleware")
    assert offences(names, lambda text: rules.names(text, *forbidden)) == []


def test_only_the_clock_module_reads_the_clock() -> None:
    others = [name for name in sources.python(*sources.PACKAGES) if name != CLOCK]
    assert offences(others, rules.clock_calls) == []


def test_only_the_settings_module_reads_the_environment() -> None:
    others = [name for name in sources.python(*sources.PACKAGES) if name != SETTINGS]
    assert offences(others, lambda text: rules.names(text, "environ", "getenv")) == []


def test_no_code_marks_text_as_safe_markup() -> None:
    """A chart that is drawn by us carries `__html__` itself; nothing else goes unescaped."""
    names = sources.python(*sources.PACKAGES)
    assert offences(names, lambda text: rules.names(text, "Markup")) == []


@pytest.mark.parametrize(
    "rule",
    [template_rules.marked_safe, template_rules.unquoted_attributes, template_rules.inline],
)
def test_templates_are_escaped_quoted_and_without_inline_script_or_style(
    rule: Callable[[str], list[int]],
) -> None:
    assert offences(sources.templates(), rule) == []


def test_no_python_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {
        name: sources.text(name).count("\n") for name in sources.python(*sources.PACKAGES, "tests")
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}

"""The house's rules as functions: a source in, the lines that break the rule out."""

import ast
import re
from collections.abc import Callable, Iterator

ROUTE_DECORATORS = frozenset(
    {"get", "post", "put", "patch", "delete", "api_route", "route", "websocket"}
)
SESSION_NAMES = frozenset({"Session", "read_tx", "write_tx", "reader", "writer", "sessionmaker"})
CLOCK_CALLS = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today"})
CLOCK_CALLS_OF_TIME = frozenset({"time.time", "time.time_ns", "time.localtime", "time.gmtime"})

Lines = list[int]


def commits(source: str) -> Lines:
    """Calls of a method `commit`."""
    return _lines(source, lambda node: _called(node).endswith(".commit"))


def floats(source: str) -> Lines:
    """The word float, in code, comment or docstring, and numbers written with a point."""
    words = [n for n, line in enumerate(source.splitlines(), 1) if re.search(r"\bfloat", line)]
    points = _lines(
        source, lambda node: isinstance(node, ast.Constant) and type(node.value) in {float, complex}
    )
    return sorted({*words, *points})


def imports_of(source: str, *modules: str) -> Lines:
    """Imports of one of the modules or of something in them."""

    def names(node: ast.AST) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        return []

    return _lines(
        source,
        lambda node: any(
            name == module or name.startswith(f"{module}.")
            for name in names(node)
            for module in modules
        ),
    )


def names(source: str, *forbidden: str) -> Lines:
    """Uses, imports and attributes of one of the names."""

    def found(node: ast.AST) -> bool:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                return name.rpartition(".")[2] in forbidden
            case _:
                return False

    return _lines(source, found)


def clock_calls(source: str) -> Lines:
    """Calls that read the machine's clock; a monotonic clock measures and is allowed."""

    def reads(node: ast.AST) -> bool:
        name = ".".join(_called(node).split(".")[-2:])
        return name in CLOCK_CALLS or _called(node) in CLOCK_CALLS_OF_TIME

    return _lines(source, reads)


def tables_defined(source: str) -> set[str]:
    """The classes that are database tables."""
    return {
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and any(word.arg == "table" for word in node.keywords)
    }


def tables_in_routes(source: str, tables: dict[str, set[str]]) -> Lines:
    """Routes with a table class in their arguments, answer or `response_model`.

    Args:
        source: the module with the routes.
        tables: the table classes of each module, so that another class of that name may be used.
    """
    tree = ast.parse(source)
    known = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in tables.get(node.module or "", set())
    }
    return [route.lineno for route in routes(tree) if known & _words_of_signature(route)]


def sessions_in_async(source: str) -> Lines:
    """Coroutines that name a database session; it would block every other request."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AsyncFunctionDef)
        and SESSION_NAMES & {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    ]


def routes(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that answer requests."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            called = {_called(decorator).rpartition(".") for decorator in node.decorator_list}
            if any(dot and last in ROUTE_DECORATORS for _, dot, last in called):
                yield node


def _words_of_signature(route: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Every name in the annotations and in the decorators, quoted ones too."""
    parts = [ast.unparse(route.args), *(ast.unparse(one) for one in route.decorator_list)]
    if route.returns is not None:
        parts.append(ast.unparse(route.returns))
    return set(re.findall(r"\w+", " ".join(parts)))


def _called(node: ast.AST) -> str:
    """The dotted name that is called, from its last plain parts; empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    try:
        return ast.unparse(node.func)
    except RecursionError:
        return ""


def _lines(source: str, breaks: Callable[[ast.AST], bool]) -> Lines:
    tree = ast.parse(source)
    return sorted({getattr(node, "lineno", 1) for node in ast.walk(tree) if breaks(node)})

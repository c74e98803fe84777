"""Agreement templates: one YAML each; further worked examples may stand in one beside it."""

from importlib.resources import files

_SUFFIX, _EXAMPLES = ".yaml", ".examples.yaml"


def names() -> tuple[str, ...]:
    """The templates there are, in order."""
    found = (entry.name for entry in files(__name__).iterdir())
    texts = (name for name in found if name.endswith(_SUFFIX) and not name.endswith(_EXAMPLES))
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in texts))


def template(name: str) -> str:
    """The text of one template.

    Raises:
        KeyError: there is no template of that name.
    """
    if name not in names():
        raise KeyError(name)
    return files(__name__).joinpath(f"{name}{_SUFFIX}").read_text(encoding="utf-8")


def examples_of(name: str) -> str:
    """The text of the worked examples beside one template; empty where there are none.

    Raises:
        KeyError: there is no template of that name.
    """
    if name not in names():
        raise KeyError(name)
    found = files(__name__).joinpath(f"{name}{_EXAMPLES}")
    return found.read_text(encoding="utf-8") if found.is_file() else ""

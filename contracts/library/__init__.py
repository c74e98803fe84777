"""Agreement templates: one YAML each, with its worked examples inside."""

from importlib.resources import files


def names() -> tuple[str, ...]:
    """The templates there are, in order."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def template(name: str) -> str:
    """The text of one template.

    Raises:
        KeyError: there is no template of that name.
    """
    if name not in names():
        raise KeyError(name)
    return files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")

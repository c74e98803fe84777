"""The forms of agreements: a text with its examples, and an activation."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from app.web.forms import FormModel


class VersionForm(FormModel):
    """A version as pasted: the agreement's text, and its worked examples if kept apart."""

    text: str
    examples: str = ""
    act: Literal["check", "save"] = "check"


class ActivateForm(FormModel):
    """The version to bring into force."""

    version: Annotated[str, StringConstraints(max_length=20)]

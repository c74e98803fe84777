"""tmp"""

from dataclasses import dataclass


@dataclass
class E:
    headline: str = ""


def explain(e: object, a: object, l: str, p: str) -> E:
    return E()

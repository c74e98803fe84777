"""The rules of templates: a template in, the lines that break the rule out.

Markup is escaped by one door and the content security policy refuses everything inline, so a
template that needs either is a fault, found here and not in a user's browser.
"""

import re

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
MARKED_SAFE = re.compile(r"\|\s*safe\b|\bMarkup\s*\(|\{%-?\s*autoescape\s+false", re.IGNORECASE)
UNQUOTED = re.compile(r"<[a-z][^<>]*\s[\w:.-]+=\{\{", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style\b|<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)|<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE)
SCRIPT_ADDRESS = re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE)
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def marked_safe(template: str) -> list[int]:
    """Text that goes round the escaping."""
    return _lines(MARKED_SAFE, _without_comments(template))


def unquoted_attributes(template: str) -> list[int]:
    """`<a href={{ x }}>`: a space in x would begin another attribute."""
    return _lines(UNQUOTED, _without_comments(template))


def inline(template: str) -> list[int]:
    """Script or style inside the page, which the content security policy refuses."""
    plain = _without_expressions(_without_comments(template))
    return sorted(
        {
            *_lines(INLINE_STYLE, plain),
            *_lines(INLINE_SCRIPT, plain),
            *_lines(SCRIPT_ADDRESS, plain),
        }
    )


def _without_comments(template: str) -> str:
    return COMMENT.sub(_same_height, template)


def _without_expressions(template: str) -> str:
    return EXPRESSION.sub(_same_height, template)


def _same_height(found: re.Match[str]) -> str:
    """As many lines as before, so that line numbers stay."""
    return "\n" * found.group().count("\n")


def _lines(pattern: re.Pattern[str], text: str) -> list[int]:
    return sorted({text.count("\n", 0, found.end()) + 1 for found in pattern.finditer(text)})

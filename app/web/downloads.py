"""Files a person keeps: how an answer says that it is one, and what it is called."""

from fastapi.responses import Response

CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"


def attachment(name: str, media: str, content: bytes | str) -> Response:
    """A file to keep; in its name all but plain letters, digits, points and hyphens become "-"."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in name)
    headers = {"Content-Disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type=media, headers=headers)

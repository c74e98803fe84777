"""What may stand in the address of an evidence page."""

from app.web.forms import FormModel, PastDate


class ViewForm(FormModel):
    """Which curve is asked for; everything may be left out."""

    endpoint: str | None = None
    site: str | None = None
    at: PastDate | None = None
    check: str | None = None
    """`lifelines` to compare with the independent tool now."""

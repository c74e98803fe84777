"""A nurse in the eye department and one in haematology, with browsers on a fixed day."""

from datetime import date

import pytest


@pytest.fixture
def browser_at(app, client_for):
    from app.web.deps import date_today

    app.dependency_overrides[date_today] = lambda: date(2026, 11, 21)
    return lambda site: client_for("clinician", site)

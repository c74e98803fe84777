"""A nurse at Rigshospitalet with one patient, and a browser for her, on a fixed day."""

import pytest

from tests.app.followup.people import OTHER_SITE, SITE, TODAY, treated


@pytest.fixture
def nurse(person):
    return person("clinician", SITE, "Mette Holm")


@pytest.fixture
def stranger(person):
    return person("clinician", OTHER_SITE)


@pytest.fixture
def treatment(db, nurse):
    return treated(db, nurse)


@pytest.fixture
def browser(app, client_for, nurse):
    from app.web.deps import date_today

    app.dependency_overrides[date_today] = lambda: TODAY
    return client_for("clinician", actor=nurse)


@pytest.fixture
def colleague(client_for, browser, person):
    return client_for("clinician", actor=person("clinician", SITE, "Per Lund"))

"""Every room of the web application, and what each room's refusals answer with."""

from app.accounts import admin_pages
from app.accounts import pages as account_pages
from app.accounts.guesses import TooManyAttempts
from app.agreements import (
    activate_pages,
    editor_pages,
    figure_pages,
    form_pages,
    library_pages,
    readiness_pages,
    ruling_pages,
    simulate_pages,
)
from app.agreements import pages as agreement_pages
from app.catalogue import pages as catalogue_pages
from app.evidence import pages as evidence_pages
from app.evidence import simulated  # noqa: F401 - tells simulations who is treated already
from app.followup import (
    alive_pages,
    completeness_pages,
    event_pages,
    signing_pages,
    treatment_pages,
    unplanned_pages,
    visit_pages,
)
from app.followup import pages as followup_pages
from app.home import pages as home_pages
from app.home import system_pages
from app.imports import pages as import_pages
from app.patients import pages as patient_pages
from app.recommendations import pages as recommendation_pages
from app.settlements import export_pages, file_pages, leakage_pages, line_pages, step_pages
from app.settlements import pages as settlement_pages

ROUTERS = (
    account_pages.router,
    activate_pages.router,
    admin_pages.router,
    alive_pages.router,
    library_pages.router,  # before the agreements' own, whose number could be any word
    editor_pages.router,
    form_pages.router,
    agreement_pages.router,
    catalogue_pages.router,
    completeness_pages.router,
    event_pages.router,
    evidence_pages.router,
    export_pages.router,
    figure_pages.router,
    followup_pages.router,
    home_pages.router,
    import_pages.router,
    file_pages.router,
    leakage_pages.router,
    line_pages.router,
    patient_pages.router,
    readiness_pages.router,
    recommendation_pages.router,
    ruling_pages.router,
    settlement_pages.router,
    signing_pages.router,
    simulate_pages.router,
    step_pages.router,
    system_pages.router,
    treatment_pages.router,
    unplanned_pages.router,
    visit_pages.router,
)
STATUS: dict[type[Exception], int] = {TooManyAttempts: 429}

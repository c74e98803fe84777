"""Every table of the database; importing this package registers them all."""

from app.db.tables import (
    accounts,
    agreements,
    catalogue,
    evidence,
    followup,
    imports,
    operations,
    patients,
    settlements,
    trail,
)

APPEND_ONLY: tuple[str, ...] = (
    "agreement_activation",
    "agreement_version",
    "analysis_plan",
    "audit_event",
    "access_record",
    "clinical_event",
    "data_cut",
    "dispute_entry",
    "document",
    "evidence_snapshot",
    "follow_up_plan",
    "import_batch",
    "import_file",
    "ledger_entry",
    "observation",
    "price",
    "residence",
    "secondary_use",
    "settlement_line",
    "settlement_run",
    "settlement_state",
    "treatment_state",
    "visit_record",
    "visit_signature",
    "vital_status",
)
"""Tables whose rows are never changed or deleted; triggers in both databases refuse it."""

__all__ = [
    "APPEND_ONLY",
    "accounts",
    "agreements",
    "catalogue",
    "evidence",
    "followup",
    "imports",
    "operations",
    "patients",
    "settlements",
    "trail",
]

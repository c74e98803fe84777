"""First tables"""

import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime
from alembic import op

from app.db.append_only import statements
from app.db.types import Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "agreement_activation",
    "agreement_version",
    "analysis_plan",
    "audit_event",
    "access_record",
    "cash_entry",
    "clinical_event",
    "data_cut",
    "dispute_entry",
    "document",
    "evidence_snapshot",
    "figure",
    "follow_up_plan",
    "import_batch",
    "import_file",
    "ledger_entry",
    "observation",
    "residence",
    "ruling",
    "secondary_use",
    "settlement_check",
    "settlement_line",
    "settlement_run",
    "settlement_secret",
    "settlement_state",
    "treatment_state",
    "visit_record",
    "visit_signature",
    "vital_status",
)


def upgrade() -> None:
    op.create_table(
        "access_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=True),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_record")),
    )
    with op.batch_alter_table("access_record", schema=None) as batch_op:
        batch_op.create_index(
            "ix_access_record_actor_kind_at", ["actor", "kind", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_access_record_patient_id"), ["patient_id"], unique=False
        )

    op.create_table(
        "audit_event",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_subject"), ["subject"], unique=False)

    op.create_table(
        "follow_up_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_plan")),
        sa.UniqueConstraint("sha256", name=op.f("uq_follow_up_plan_sha256")),
    )
    with op.batch_alter_table("follow_up_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_plan_plan"), ["plan"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "indication",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("label_da", sa.String(length=200), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indication")),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("inn", sa.String(length=120), nullable=False),
        sa.Column("atc", sa.String(length=10), nullable=True),
        sa.Column("class_da", sa.String(length=120), nullable=False),
        sa.Column("class_en", sa.String(length=120), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("per", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "server_time",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_time")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_key"), ["key"], unique=False)

    op.create_table(
        "staged_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("milestone", sa.String(length=40), nullable=False),
        sa.Column("treatment", sa.String(length=20), nullable=False),
        sa.Column("payer", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("entitled", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("explanation", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_line")),
    )
    with op.batch_alter_table("staged_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staged_line_stage"), ["stage"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("disabled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_person"), ["person"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("indication_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_agreement_created_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["indication_id"], ["indication.id"], name=op.f("fk_agreement_indication_id_indication")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_agreement_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_table(
        "agreement_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("examples", sa.Text(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_agreement_draft_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_draft")),
        sa.UniqueConstraint("user_id", "subject", name=op.f("uq_agreement_draft_user_id_subject")),
    )
    with op.batch_alter_table("agreement_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_draft_user_id"), ["user_id"], unique=False)

    op.create_table(
        "analysis_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("indication_id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("frozen_at", UTCDateTime(), nullable=False),
        sa.Column("frozen_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["frozen_by"], ["user.id"], name=op.f("fk_analysis_plan_frozen_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["indication_id"],
            ["indication.id"],
            name=op.f("fk_analysis_plan_indication_id_indication"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_analysis_plan_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_plan")),
        sa.UniqueConstraint("plan", "version", name=op.f("uq_analysis_plan_plan_version")),
    )
    with op.batch_alter_table("analysis_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_analysis_plan_plan"), ["plan"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("indication_id", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("decided", sa.String(length=10), nullable=False),
        sa.Column("note_da", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["indication_id"],
            ["indication.id"],
            name=op.f("fk_assessment_indication_id_indication"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_assessment_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_product_id"), ["product_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_document_made_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "kind", "subject", "language", name=op.f("uq_document_kind_subject_language")
        ),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_subject"), ["subject"], unique=False)

    op.create_table(
        "evidence_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("indication_id", sa.String(length=40), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("known_at", UTCDateTime(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indication_id"],
            ["indication.id"],
            name=op.f("fk_evidence_snapshot_indication_id_indication"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user.id"], name=op.f("fk_evidence_snapshot_made_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_evidence_snapshot_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_snapshot")),
    )
    with op.batch_alter_table("evidence_snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_snapshot_sha256"), ["sha256"], unique=False)

    op.create_table(
        "figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_figure_recorded_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_figure_fact_id_version")),
    )
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figure_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_figure_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_figure_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["received_by"], ["user.id"], name=op.f("fk_import_file_received_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint(
            "sha256", "received_by", name=op.f("uq_import_file_sha256_received_by")
        ),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("arguments", Json, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("queued_at", UTCDateTime(), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("message", sa.String(length=400), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_job_created_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_table(
        "patient",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_patient_created_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
    )
    op.create_table(
        "simulation",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("agreement_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("inputs", Json, nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_simulation_by_user")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_simulation")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("hospital", sa.String(length=120), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("products", sa.String(length=400), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_site_region_code_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_table(
        "web_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("verified_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("device_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_sha256"),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_web_session_device_sha256"), ["device_sha256"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_web_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "agreement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("examples", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_version_agreement_id_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_agreement_version_recorded_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_version")),
        sa.UniqueConstraint(
            "agreement_id", "version", name=op.f("uq_agreement_version_agreement_id_version")
        ),
    )
    with op.batch_alter_table("agreement_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_version_agreement_id"), ["agreement_id"], unique=False
        )

    op.create_table(
        "data_cut",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("analysis_plan_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("cut_on", sa.Date(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_plan_id"],
            ["analysis_plan.id"],
            name=op.f("fk_data_cut_analysis_plan_id_analysis_plan"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_data_cut_made_by_user")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["evidence_snapshot.id"],
            name=op.f("fk_data_cut_snapshot_id_evidence_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_cut")),
    )
    with op.batch_alter_table("data_cut", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_data_cut_analysis_plan_id"), ["analysis_plan_id"], unique=False
        )

    op.create_table(
        "due_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.String(length=60), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("terms_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("recorded_by", UTCDateTime(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_due_look_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_due_look_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_look")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_due_look_agreement_id")),
    )
    op.create_table(
        "external_patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("namespace", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_external_patient_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_patient")),
        sa.UniqueConstraint(
            "namespace", "number", name=op.f("uq_external_patient_namespace_number")
        ),
    )
    with op.batch_alter_table("external_patient", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_external_patient_patient_id"), ["patient_id"], unique=False
        )

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("site_ids", sa.String(length=400), nullable=False),
        sa.Column("map_text", sa.Text(), nullable=False),
        sa.Column("map_sha256", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.Column("refused_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_import_batch_by_user")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["import_file.id"], name=op.f("fk_import_batch_file_id_import_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_file_id"), ["file_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["user.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_sha256"),
    )
    op.create_table(
        "patient_identity",
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("cpr_hmac", sa.String(length=64), nullable=False),
        sa.Column("cpr_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_patient_identity_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_patient_identity")),
        sa.UniqueConstraint("cpr_hmac", name=op.f("uq_patient_identity_cpr_hmac")),
    )
    op.create_table(
        "patient_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("into_patient_id", sa.String(length=36), nullable=False),
        sa.Column("merged_on", sa.Date(), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["into_patient_id"],
            ["patient.id"],
            name=op.f("fk_patient_merge_into_patient_id_patient"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["user.id"], name=op.f("fk_patient_merge_merged_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_patient_merge_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_merge")),
        sa.UniqueConstraint("patient_id", name=op.f("uq_patient_merge_patient_id")),
    )
    op.create_table(
        "residence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_residence_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_residence_recorded_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_residence_region_code_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_residence_fact_id_version")),
    )
    with op.batch_alter_table("residence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_residence_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_residence_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_residence_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "role_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=40), nullable=True),
        sa.Column("granted_at", UTCDateTime(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["granted_by"],
            ["user.id"],
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"],
            ["user.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_assignment_user_id"), ["user_id"], unique=False)

    op.create_table(
        "secondary_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_secondary_use_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_secondary_use_recorded_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secondary_use")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_secondary_use_fact_id_version")),
    )
    with op.batch_alter_table("secondary_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secondary_use_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_secondary_use_patient_id"), ["patient_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_secondary_use_recorded_at"), ["recorded_at"], unique=False
        )

    op.create_table(
        "treatment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("indication_id", sa.String(length=40), nullable=False),
        sa.Column("site_id", sa.String(length=40), nullable=False),
        sa.Column("course", sa.String(length=20), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_treatment_created_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["indication_id"], ["indication.id"], name=op.f("fk_treatment_indication_id_indication")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_treatment_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_treatment_product_id_product")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_treatment_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment")),
    )
    with op.batch_alter_table("treatment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_treatment_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_treatment_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_treatment_site_id"), ["site_id"], unique=False)

    op.create_table(
        "agreement_activation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_version_id", sa.Integer(), nullable=False),
        sa.Column("activated_at", UTCDateTime(), nullable=False),
        sa.Column("activated_by", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["activated_by"], ["user.id"], name=op.f("fk_agreement_activation_activated_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_version_id"],
            ["agreement_version.id"],
            name=op.f("fk_agreement_activation_agreement_version_id_agreement_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_activation")),
        sa.UniqueConstraint(
            "agreement_version_id", name=op.f("uq_agreement_activation_agreement_version_id")
        ),
    )
    op.create_table(
        "clinical_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_clinical_event_recorded_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["treatment_id"],
            ["treatment.id"],
            name=op.f("fk_clinical_event_treatment_id_treatment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinical_event")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_clinical_event_fact_id_version")),
    )
    with op.batch_alter_table("clinical_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clinical_event_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clinical_event_kind"), ["kind"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_clinical_event_recorded_at"), ["recorded_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_clinical_event_treatment_id"), ["treatment_id"], unique=False
        )

    op.create_table(
        "due_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("component", sa.String(length=20), nullable=False),
        sa.Column("milestone", sa.String(length=40), nullable=False),
        sa.Column("treatment", sa.String(length=20), nullable=False),
        sa.Column("payer", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("missing", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "CAST(amount AS BIGINT) = amount", name=op.f("ck_due_item_amount_whole")
        ),
        sa.ForeignKeyConstraint(
            ["look_id"], ["due_look.id"], name=op.f("fk_due_item_look_id_due_look")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_item")),
    )
    with op.batch_alter_table("due_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_item_look_id"), ["look_id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("missing_reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_observation_recorded_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["treatment_id"], ["treatment.id"], name=op.f("fk_observation_treatment_id_treatment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_observation_fact_id_version")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_observation_name"), ["name"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_observation_recorded_at"), ["recorded_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_observation_treatment_id"), ["treatment_id"], unique=False
        )

    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("agreement_id", sa.String(length=60), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("attributes", sa.String(length=200), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_ruling_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_ruling_recorded_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["treatment_id"], ["treatment.id"], name=op.f("fk_ruling_treatment_id_treatment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_ruling_fact_id_version")),
    )
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ruling_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ruling_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ruling_recorded_at"), ["recorded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ruling_treatment_id"), ["treatment_id"], unique=False)

    op.create_table(
        "settlement_run",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("agreement_version_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("settle_on", sa.Date(), nullable=False),
        sa.Column("known_at", UTCDateTime(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("agreement_sha256", sa.String(length=64), nullable=False),
        sa.Column("position_sha256", sa.String(length=64), nullable=False),
        sa.Column("lines_sha256", sa.String(length=64), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.Column("drafted_at", UTCDateTime(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_version_id"],
            ["agreement_version.id"],
            name=op.f("fk_settlement_run_agreement_version_id_agreement_version"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["user.id"], name=op.f("fk_settlement_run_drafted_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["evidence_snapshot.id"],
            name=op.f("fk_settlement_run_snapshot_id_evidence_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_run")),
    )
    with op.batch_alter_table("settlement_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_settlement_run_agreement_version_id"),
            ["agreement_version_id"],
            unique=False,
        )

    op.create_table(
        "treatment_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_treatment_state_recorded_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["treatment_id"],
            ["treatment.id"],
            name=op.f("fk_treatment_state_treatment_id_treatment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_state")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_treatment_state_fact_id_version")),
    )
    with op.batch_alter_table("treatment_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_treatment_state_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_treatment_state_recorded_at"), ["recorded_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_treatment_state_treatment_id"), ["treatment_id"], unique=False
        )

    op.create_table(
        "visit_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("typed", Json, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["treatment_id"], ["treatment.id"], name=op.f("fk_visit_draft_treatment_id_treatment")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_visit_draft_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_draft")),
        sa.UniqueConstraint(
            "treatment_id",
            "visit",
            "user_id",
            name=op.f("uq_visit_draft_treatment_id_visit_user_id"),
        ),
    )
    with op.batch_alter_table("visit_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visit_draft_treatment_id"), ["treatment_id"], unique=False
        )

    op.create_table(
        "visit_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.String(length=20), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("missing_reason", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_visit_record_recorded_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["treatment_id"], ["treatment.id"], name=op.f("fk_visit_record_treatment_id_treatment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_record")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_visit_record_fact_id_version")),
    )
    with op.batch_alter_table("visit_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_record_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_visit_record_recorded_at"), ["recorded_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_visit_record_treatment_id"), ["treatment_id"], unique=False
        )

    op.create_table(
        "visit_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.String(length=20), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["user.id"], name=op.f("fk_visit_signature_signed_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["treatment_id"],
            ["treatment.id"],
            name=op.f("fk_visit_signature_treatment_id_treatment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_signature")),
    )
    with op.batch_alter_table("visit_signature", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visit_signature_treatment_id"), ["treatment_id"], unique=False
        )

    op.create_table(
        "vital_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_vital_status_recorded_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["treatment_id"], ["treatment.id"], name=op.f("fk_vital_status_treatment_id_treatment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vital_status")),
        sa.UniqueConstraint("fact_id", "version", name=op.f("uq_vital_status_fact_id_version")),
    )
    with op.batch_alter_table("vital_status", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vital_status_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_vital_status_recorded_at"), ["recorded_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_vital_status_treatment_id"), ["treatment_id"], unique=False
        )

    op.create_table(
        "settlement_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("terms_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("recorded_by", UTCDateTime(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("changed", Json, nullable=False),
        sa.Column("decidable", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_settlement_check_by_user")),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["settlement_run.id"],
            name=op.f("fk_settlement_check_run_id_settlement_run"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_check")),
    )
    with op.batch_alter_table("settlement_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_check_run_id"), ["run_id"], unique=False)

    op.create_table(
        "settlement_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("milestone", sa.String(length=40), nullable=False),
        sa.Column("treatment", sa.String(length=20), nullable=False),
        sa.Column("payer", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("entitled", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("explanation", Json, nullable=False),
        sa.CheckConstraint(
            "CAST(amount AS BIGINT) = amount", name=op.f("ck_settlement_line_amount_whole")
        ),
        sa.CheckConstraint(
            "CAST(entitled AS BIGINT) = entitled", name=op.f("ck_settlement_line_entitled_whole")
        ),
        sa.CheckConstraint(
            "CAST(previous AS BIGINT) = previous", name=op.f("ck_settlement_line_previous_whole")
        ),
        sa.CheckConstraint(
            "amount = entitled - previous", name=op.f("ck_settlement_line_amount_is_difference")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["settlement_run.id"], name=op.f("fk_settlement_line_run_id_settlement_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_line")),
        sa.UniqueConstraint("run_id", "key", name=op.f("uq_settlement_line_run_id_key")),
    )
    with op.batch_alter_table("settlement_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_line_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_settlement_line_treatment"), ["treatment"], unique=False
        )

    op.create_table(
        "settlement_secret",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["settlement_run.id"],
            name=op.f("fk_settlement_secret_run_id_settlement_run"),
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_settlement_secret")),
    )
    op.create_table(
        "cash_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "CAST(amount AS BIGINT) = amount", name=op.f("ck_cash_entry_amount_whole")
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_cash_entry_amount_moves")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_cash_entry_by_user")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["settlement_line.id"], name=op.f("fk_cash_entry_line_id_settlement_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_entry")),
    )
    with op.batch_alter_table("cash_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cash_entry_line_id"), ["line_id"], unique=False)

    op.create_table(
        "dispute_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_dispute_entry_by_user")),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["settlement_line.id"],
            name=op.f("fk_dispute_entry_line_id_settlement_line"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_entry")),
    )
    with op.batch_alter_table("dispute_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_entry_line_id"), ["line_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("agreement_id", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("debit", sa.String(length=80), nullable=False),
        sa.Column("credit", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("posted_at", UTCDateTime(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "CAST(amount AS BIGINT) = amount", name=op.f("ck_ledger_entry_amount_whole")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_entry_amount_positive")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_entry_two_accounts")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_ledger_entry_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["settlement_line.id"],
            name=op.f("fk_ledger_entry_line_id_settlement_line"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["settlement_run.id"], name=op.f("fk_ledger_entry_run_id_settlement_run")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("line_id", "cause", name=op.f("uq_ledger_entry_line_id_cause")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_entry_agreement_id"), ["agreement_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ledger_entry_run_id"), ["run_id"], unique=False)

    op.create_table(
        "settlement_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("signs_sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_settlement_state_by_user")),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["settlement_line.id"],
            name=op.f("fk_settlement_state_line_id_settlement_line"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["settlement_run.id"],
            name=op.f("fk_settlement_state_run_id_settlement_run"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_state")),
    )
    with op.batch_alter_table("settlement_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_state_run_id"), ["run_id"], unique=False)

    for statement in statements(op.get_bind().dialect.name, APPEND_ONLY):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("A newer schema is left by restoring the backup taken before it.")

"""Indexes that ordinary rows are not in, so that what a page costs does not grow with the office."""

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CONVERSATIONS = {
    "open": ("closed_at IS NULL", ["office_id", "last_minute"]),
    "closed": ("closed_at IS NOT NULL", ["office_id", "last_minute"]),
    "private": ("private_to IS NOT NULL", ["office_id", "last_minute"]),
    "needs_answer": ("needs_answer_since IS NOT NULL", ["office_id", "last_minute"]),
    "owing": ("needs_answer_since IS NOT NULL", ["office_id", "dossier_id"]),
}
SUSPENDED = "state = 'cancelled' AND reason IN ('closed', 'deactivated')"


def partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, postgresql_where=condition, sqlite_where=condition)


def upgrade() -> None:
    op.drop_index("ix_conversation_list", table_name="conversation")
    op.drop_index("ix_conversation_needs_answer", table_name="conversation")
    op.drop_index("ix_conversation_dossier", table_name="conversation")
    op.create_index("ix_conversation_dossier", "conversation", ["dossier_id", "office_id", "last_minute"])
    for name, (where, columns) in CONVERSATIONS.items():
        partial(f"ix_conversation_{name}", "conversation", columns, where)
    op.drop_index(op.f("ix_reminder_office_id_due_at"), table_name="reminder")
    op.drop_index("ix_reminder_suspended", table_name="reminder")
    partial("ix_reminder_suspended", "reminder", ["state", "changed_at"], SUSPENDED)
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"])
    op.add_column("installation", sa.Column("looked_to", Id, nullable=True))


def downgrade() -> None:
    op.drop_column("installation", "looked_to")
    op.drop_index(op.f("ix_session_expires_at"), table_name="session")
    op.drop_index("ix_reminder_suspended", table_name="reminder")
    partial("ix_reminder_suspended", "reminder", ["conversation_id"], SUSPENDED)
    op.create_index(op.f("ix_reminder_office_id_due_at"), "reminder", ["office_id", "due_at"])
    op.drop_index("ix_conversation_dossier", table_name="conversation")
    op.create_index("ix_conversation_dossier", "conversation", ["dossier_id", "last_minute"])
    for name in CONVERSATIONS:
        op.drop_index(f"ix_conversation_{name}", table_name="conversation")
    waiting = ["office_id", "needs_answer_since"]
    partial("ix_conversation_needs_answer", "conversation", waiting, "needs_answer_since IS NOT NULL")
    op.create_index("ix_conversation_list", "conversation", ["office_id", "last_minute"])

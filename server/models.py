"""Every table, gathered for the migrations: these modules declare them."""

import server.accounts.models
import server.attachments.models
import server.audit.models
import server.bulk.models
import server.conversations.models
import server.dossiers.models
import server.messages.models
import server.receipts.models
import server.reminders.models
import server.search.models
import server.streams.models
import server.templates.models  # noqa: F401
from server.db import metadata

__all__ = ["metadata"]

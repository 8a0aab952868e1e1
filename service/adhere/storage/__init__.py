"""The evidence of audits in SQLite or PostgreSQL: what was checked and found, chained by hash, and what people decided."""

from adhere.storage.records import CheckRecord, Decision, Fault, FindingRecord, StoredCheck
from adhere.storage.store import Storage

__all__ = ["CheckRecord", "Decision", "Fault", "FindingRecord", "Storage", "StoredCheck"]

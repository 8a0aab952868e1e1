"""What the service keeps beside evidence: workspaces, keys, who did what, audits in hand, answers given, and hooks."""

from adhere.storage.accounts.accounts import Accounts
from adhere.storage.accounts.keys import ROLES, Key, Role

__all__ = ["ROLES", "Accounts", "Key", "Role"]

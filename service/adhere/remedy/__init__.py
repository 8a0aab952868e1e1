"""The smallest edit that passes, proved by checking the edited post."""

from adhere.remedy.proposing import Proposals, propose

__all__ = ["Proposals", "propose"]

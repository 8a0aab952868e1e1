"""The rule packs: their format, loading them, and what they say on a day."""

from adhere.rulebook.loading import load_folder, load_rulebook, load_tree
from adhere.rulebook.pack import ActiveLabel, ActiveRule, Pack, Rulebook, View

__all__ = ["ActiveLabel", "ActiveRule", "Pack", "Rulebook", "View", "load_folder", "load_rulebook", "load_tree"]

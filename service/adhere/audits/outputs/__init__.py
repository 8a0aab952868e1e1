"""What an audit leaves for people and for programs, made of its parts."""

from adhere.audits.outputs.parts import Parts
from adhere.audits.outputs.writing import Summary, write_outputs

__all__ = ["Parts", "Summary", "write_outputs"]

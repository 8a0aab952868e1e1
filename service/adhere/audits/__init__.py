"""Audits: a run over many posts, what it finds, and the files it leaves."""

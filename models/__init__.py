"""Trained pipelines: data only."""

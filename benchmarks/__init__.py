"""Ratios between Adhere and named baselines, measured side by side in one run: `python -m benchmarks`."""

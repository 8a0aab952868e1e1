"""The steps. One that was published is not changed any more."""

"""Adhere checks whether a post that is an advertisement says so, as each market asks."""

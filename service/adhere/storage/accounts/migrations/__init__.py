"""The steps that make the tables of the service and change them."""

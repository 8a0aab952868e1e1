"""Arrow record batches in, Arrow out: Adhere inside Spark, Ray Data, Dask, DuckDB, Polars and whatever else speaks Arrow.

from adhere.arrow import SCHEMA, check_batches, check_table
"""

from adhere.arrow.answers import CITATION, SCHEMA, SPAN
from adhere.arrow.checking import check_batches, check_table

__all__ = ["CITATION", "SCHEMA", "SPAN", "check_batches", "check_table"]

"""Traces for OpenTelemetry, where the operator asks for them. Where to, the variables OTEL_EXPORTER_OTLP_… say."""

from __future__ import annotations

from fastapi import FastAPI

from adhere import __version__
from adhere.errors import InputError


def trace(app: FastAPI) -> None:
    """Trace every request. Raises InputError where the packages for it are not installed."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise InputError(
            f"ADHERE_OTEL asks for traces, and {error.name} is not installed. Install adhere[otel], or unset ADHERE_OTEL.",
            where="ADHERE_OTEL",
        ) from None
    provider = TracerProvider(resource=Resource.create({"service.name": "adhere", "service.version": __version__}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    FastAPIInstrumentor.instrument_app(app, tracer_provider=provider)

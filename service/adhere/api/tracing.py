"""Traces for OpenTelemetry, where the operator asks for them. Where to, the variables OTEL_EXPORTER_OTLP_… say."""

from __future__ import annotations

import threading
from collections.abc import Callable

from fastapi import FastAPI

from adhere import __version__
from adhere.errors import InputError

#: Seconds that the end of a service waits for a collector to take what is left.
_PATIENCE = 5.0


def trace(app: FastAPI) -> Callable[[], None]:
    """Trace every request; what to call at the end, which sends what waits. Raises InputError where the packages are not installed."""
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

    def end() -> None:
        # a collector that is out of reach holds nobody up
        last = threading.Thread(target=provider.shutdown, daemon=True)
        last.start()
        last.join(_PATIENCE)

    return end

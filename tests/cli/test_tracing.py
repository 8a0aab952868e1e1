"""`adhere serve` with ADHERE_OTEL=1 and a collector: each request is a trace, and what was posted stays at home."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

from adhere import __version__
from tests.cli.test_serve import LATE, served


@contextmanager
def collector() -> Iterator[tuple[str, list[ResourceSpans]]]:
    """Its address, and the spans that it was sent."""
    found: list[ResourceSpans] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.extend(ExportTraceServiceRequest.FromString(body).resource_spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", found
        finally:
            server.shutdown()
            thread.join()


def test_requests_are_traced(tmp_path: Path) -> None:
    with collector() as (address, found):
        # longer than the service lives: what waits is sent at its end
        late = {"OTEL_BSP_SCHEDULE_DELAY": "600000"}
        with served(tmp_path, ADHERE_OTEL="1", OTEL_EXPORTER_OTLP_ENDPOINT=address, **late) as service:
            answer = httpx.post(f"{service.url}/v1/check?on=2024-03-01", json=LATE, timeout=60)
            assert answer.status_code == 200
            refused = httpx.post(f"{service.url}/v1/check", json={"text": 7}, timeout=60)
            assert refused.status_code == 422
        sent = [(each, span) for each in found for scope in each.scope_spans for span in scope.spans]
        of_checks = [span for _, span in sent if span.kind == Span.SPAN_KIND_SERVER and span.name == "POST /v1/check"]
        assert sorted(_status(span) for span in of_checks) == [200, 422]
        assert len({span.trace_id for span in of_checks}) == 2
        (resource,) = {
            tuple(sorted((each.key, each.value.string_value) for each in of.resource.attributes)) for of, _ in sent
        }
        assert {("service.name", "adhere"), ("service.version", __version__)} <= set(resource)
        assert not any(LATE["text"].encode() in each.SerializeToString() for each in found)  # type: ignore[attr-defined]


def _status(span: Span) -> int:
    (code,) = (
        each.value.int_value
        for each in span.attributes
        if each.key in ("http.status_code", "http.response.status_code")
    )
    return int(code)

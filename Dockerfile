# The service with its rules and its classifier inside.
#   docker build --tag adhere .
#   docker run --rm --volume adhere:/data adhere adhere keys create "first admin" --role admin
#   docker run --rm --volume adhere:/data --publish 127.0.0.1:8000:8000 adhere
# Both stages stand on python:3.12-slim-bookworm of October 2026, pinned by the digest of its index for all architectures.

FROM python:3.12-slim-bookworm@sha256:34386ef0cb081344d7ec1c103ba398e6e9f64e9ab3a1509accc92a4e24a07258 AS build

# A compiler for pycld2, which has no wheel for Linux on ARM. It stays in this stage, so Debian's own version will do.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ \
    && rm -rf /var/lib/apt/lists/*

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PATH=/opt/adhere/bin:$PATH
RUN python -m venv /opt/adhere

WORKDIR /src
COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY service ./service
COPY rules ./rules
COPY models ./models
RUN pip install --no-deps --no-build-isolation . \
    && adhere rules lint rules \
    && pip uninstall --yes pip


FROM python:3.12-slim-bookworm@sha256:34386ef0cb081344d7ec1c103ba398e6e9f64e9ab3a1509accc92a4e24a07258

LABEL org.opencontainers.image.title="Adhere" \
      org.opencontainers.image.description="Checks the disclosure of sponsored posts" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN useradd --system --uid 10001 --user-group --create-home --home-dir /home/adhere adhere \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /opt/adhere /opt/adhere

ENV PATH=/opt/adhere/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ADHERE_DATA=/data
USER 10001:10001
WORKDIR /home/adhere
# What is worked out once from the rules is kept in the user's cache; making it here spares each start the work.
RUN adhere check "Ad: a first look" --jurisdiction GB --relationship paid --format json

# Keys, evidence, audits and packs.
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["adhere", "serve", "--host", "0.0.0.0", "--port", "8000"]

# One image for the API, the workers, the scheduler and the migrations; the command says which.
# PYTHON_IMAGE may name a mirror or a digest: docker build --build-arg PYTHON_IMAGE=…@sha256:…
ARG PYTHON_IMAGE=python:3.13-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
RUN python -m venv /opt/contact-api && python -m venv /opt/build
WORKDIR /src
COPY requirements.txt requirements-dev.txt ./
RUN /opt/contact-api/bin/pip install --require-hashes --only-binary :all: -r requirements.txt
# hatchling, which builds the wheel, comes with the same locked hashes
RUN /opt/build/bin/pip install --require-hashes --only-binary :all: -r requirements-dev.txt
COPY . .
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/contact-api/bin/pip install --no-deps --no-index /wheels/*.whl

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/contact-api/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CONTACT_HOST=0.0.0.0 \
    CONTACT_PORT=8080 \
    CONTACT_SEEDS_FOLDER=/opt/contact-api/share/contact-api/seeds/vasterbotten
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin contact
COPY --from=build /opt/contact-api /opt/contact-api
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=20s --retries=3 CMD ["contact-api", "health", "api"]
CMD ["contact-api", "serve"]

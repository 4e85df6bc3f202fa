FROM python:3.13-slim AS build
WORKDIR /recall
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 recall && mkdir /data && chown recall /data
COPY --from=build /venv /venv
WORKDIR /recall
COPY bot bot
COPY cogs cogs
COPY migrations migrations
COPY playground playground
COPY questions questions
USER recall
ENV PATH=/venv/bin:$PATH RECALL_DATABASE=/data/recall.sqlite3 RECALL_LOG=json PYTHONUNBUFFERED=1
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]

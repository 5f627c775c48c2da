#!/usr/bin/env python3
"""Bills the use of resources: counts usage events by account and type, each event once.

    usage_billing.py amqp://user:password@host:5672/vhost EXCHANGE DATABASE

Needs pika (Debian: python3-pika). Prints the totals when it ends: SIGTERM or Ctrl-C.
"""

import json
import signal
import sqlite3
import sys

import pika

QUEUE = "billing-python"
USAGE_EVENTS = "*.UsageEvent.*.*.*"  # source.category.type.resourceType.resourceUuid
KEPT_DAYS = 30  # longer than the broker, or a replay of dead letters, can bring an event again

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, accepted TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seen_accepted ON seen (accepted);
CREATE TABLE IF NOT EXISTS totals (
    account TEXT, type TEXT, count INTEGER NOT NULL, PRIMARY KEY (account, type));
"""


def book(database, headers, body):
    """Books an event and remembers it in one transaction; one that was booked before changes nothing."""
    with database:
        seen = database.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?)", (headers["acs-id"], headers["acs-accepted"])
        )
        if seen.rowcount == 1:
            database.execute(
                "INSERT INTO totals VALUES (?, ?, 1)"
                " ON CONFLICT (account, type) DO UPDATE SET count = count + 1",
                (body["account"], headers["acs-type"]),
            )


def main(url, exchange, path):
    database = sqlite3.connect(path)
    database.executescript(SCHEMA)
    with database:
        database.execute(
            "DELETE FROM seen WHERE accepted < strftime('%Y-%m-%d', 'now', ?)", (f"-{KEPT_DAYS} days",)
        )
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()

    def handle(channel, method, properties, body):
        try:
            book(database, properties.headers, json.loads(body))
        except (ValueError, KeyError, TypeError) as e:
            # Without requeue: to the queue's dead-letter exchange, if a policy names one.
            print(f"An event was rejected: {e!r}", file=sys.stderr)
            channel.basic_reject(method.delivery_tag, requeue=False)
        else:
            channel.basic_ack(method.delivery_tag)

    def end(signum, frame):
        connection.add_callback_threadsafe(channel.stop_consuming)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
    channel.queue_bind(QUEUE, exchange, USAGE_EVENTS)
    channel.basic_qos(prefetch_count=100)
    channel.basic_consume(QUEUE, handle)
    channel.start_consuming()
    connection.close()
    for row in database.execute("SELECT account, type, count FROM totals ORDER BY account, type"):
        print(*row, sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])

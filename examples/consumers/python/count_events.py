#!/usr/bin/env python3
"""Counts events by category and type, with Python's standard library alone.

    acs-export tail main --from beginning --json | python3 count_events.py

Prints a table when its input ends or on Ctrl-C. For any transport that 'tail' can read.
"""

import collections
import json
import signal
import sys

REMEMBERED = 100_000


def main():
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    counts = collections.Counter()
    ids = collections.OrderedDict()  # the newest, to know those that come again
    missing = 0
    try:
        for line in sys.stdin:
            message = json.loads(line)
            headers = message["headers"]
            event_id = headers.get("acs-id")
            if event_id is None or event_id in ids:
                continue
            ids[event_id] = True
            if len(ids) > REMEMBERED:
                ids.popitem(last=False)
            if headers.get("acs-category") == "GapEvent":
                missing += json.loads(message["body"])["count"]
            else:
                counts[headers.get("acs-category", "-"), headers.get("acs-type", "-")] += 1
    except KeyboardInterrupt:
        pass
    for (category, event_type), count in sorted(counts.items()):
        print(f"{category:20} {event_type:40} {count:8}")
    print(f"{'missing':61} {missing:8}")


if __name__ == "__main__":
    main()

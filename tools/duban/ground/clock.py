"""Today's date: the one place that looks at the clock."""

from __future__ import annotations

import os
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from datetime import timezone

# China has had one time zone without daylight saving since 1991: no time zone data need be loaded.
SHANGHAI = timezone(timedelta(hours=8))


def today() -> date:
    """Return today's date in Asia/Shanghai.

    SOURCE_DATE_EPOCH, seconds since 1970, is the time where it is set: for reproducible builds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    in_seconds = epoch.isdigit() and len(epoch) < 12  # noqa: PLR2004 - longer: milliseconds
    now = datetime.fromtimestamp(int(epoch), UTC) if in_seconds else datetime.now(UTC)
    return now.astimezone(SHANGHAI).date()

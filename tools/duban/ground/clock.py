"""Shell: the one place that looks at the clock."""

from __future__ import annotations

import os
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from datetime import timezone

# China has had one time zone without daylight saving since 1991, so no time zone data need be loaded.
SHANGHAI = timezone(timedelta(hours=8))


def today() -> date:
    """Return today's date in Asia/Shanghai; SOURCE_DATE_EPOCH, where set, is the time (for reproducible builds)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() and len(epoch) < 12 else datetime.now(UTC)  # noqa: PLR2004 - seconds, not milliseconds
    return now.astimezone(SHANGHAI).date()

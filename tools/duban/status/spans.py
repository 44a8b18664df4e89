"""Days in Chinese words: how far off or how long past a last day is, and a date in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def days_off(left: int, past: str = "逾期") -> str:
    """Return 还有 3 天, 当日到期 or 逾期 3 天; ``left`` is negative where the day has passed."""
    if left == 0:
        return "当日到期"
    return f"还有 {left} 天" if left > 0 else f"{past} {-left} 天"


def due_in(left: int) -> str:
    """Return 还有 3 天到期 or 当日到期, for a day that has not passed."""
    return "当日到期" if left == 0 else f"还有 {left} 天到期"


def days_late(days: int) -> str:
    """Return 逾期 3 天."""
    return f"逾期 {days} 天"


def chinese_date(day: date) -> str:
    """Return a date as documents write it (GB/T 9704): 2026年1月9日, no zero before a digit."""
    return f"{day.year}年{day.month}月{day.day}日"

"""The time model: what period a question means, which way it looks from there, and what dates a text tells."""

from qa.dates.reading import NO_TIME, Direction, TimeReading, read_time
from qa.dates.told import dates_told

__all__ = ["NO_TIME", "Direction", "TimeReading", "dates_told", "read_time"]

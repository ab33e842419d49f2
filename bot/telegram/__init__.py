"""The assistant's first channel: Telegram, by polling or by webhook."""

import os

# The library's own switch to its coming behaviour (durations as timedelta); without it each flood limit warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")

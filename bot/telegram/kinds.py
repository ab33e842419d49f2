"""Which kinds of updates the bot wants, whichever way they come in."""

KINDS = ("message", "edited_message", "callback_query")

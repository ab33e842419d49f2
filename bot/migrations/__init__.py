"""How the tables of what is remembered came to be, step by step; `bot/database.py` takes the steps when it opens."""

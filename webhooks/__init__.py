"""HTTP in: the web chat API, the chat widget, health and metrics."""

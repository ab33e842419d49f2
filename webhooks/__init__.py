"""HTTP in: the web chat API, the demo page, health and metrics."""

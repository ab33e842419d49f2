"""The chat widget in a real browser, on all sorts of pages and in all sorts of trouble."""

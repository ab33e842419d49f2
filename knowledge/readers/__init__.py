"""Readers of file formats: bytes in, rows of cells or sections of text out, each knowing where it stands."""

"""Chooses the adapters that the settings name. Nothing is loaded or connected until it is used."""

from __future__ import annotations

from retrieval.embeddings import Embedder, LocalEmbedder
from retrieval.openai_embeddings import OpenAIEmbedder
from settings import Settings


def embedder_of(settings: Settings) -> Embedder:
    """What turns texts into vectors: the packaged model, or OpenAI's (or a server like it)."""
    if settings.embedding == "local":
        return LocalEmbedder()
    # A server of one's own may want no key; the client insists on one.
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "unused"
    return OpenAIEmbedder(key, base_url=settings.openai_base_url)

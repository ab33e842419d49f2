"""Chooses the adapters that the settings name. Nothing is loaded or connected until it is used, but for the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from errors import OperatorError
from retrieval.embeddings import Embedder, local_embedder
from retrieval.evidence import GateModel
from retrieval.openai_embeddings import OpenAIEmbedder
from settings import Settings

if TYPE_CHECKING:
    from bot.store import ConversationStore

GATE = "gate.json"  # in the data folder: a gate calibrated on one's own questions


def embedder_of(settings: Settings) -> Embedder:
    """What turns texts into vectors: the packaged model, or OpenAI's (or a server like it)."""
    if settings.embedding == "local":
        return local_embedder(settings.data_dir / "engine")
    # A server of one's own may want no key; the client insists on one.
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "unused"
    return OpenAIEmbedder(key, base_url=settings.openai_base_url)


def gate_of(settings: Settings) -> GateModel:
    """How sure evidence must be: as calibrated on one's own questions, else as shipped. Raises `OperatorError`."""
    own = settings.data_dir / GATE
    try:
        model = GateModel.read(own) if own.exists() else GateModel.read()
    except (OSError, ValueError, TypeError):
        raise OperatorError(
            f"{own}: 읽을 수 없어요. 지우거나 saessak evaluate gate --write로 다시 만들어 주세요."
        ) from None
    return model if settings.evidence_threshold is None else replace(model, threshold=settings.evidence_threshold)


def store_of(settings: Settings) -> ConversationStore:
    """Where conversations are kept, open: a database server's, else a file in the data folder. Raises
    `OperatorError`."""
    from bot.store import ConversationStore  # not every command wants SQLAlchemy

    keep = timedelta(days=settings.keep_days)
    if settings.database_url:
        return ConversationStore(settings.database_url.get_secret_value(), keep=keep)
    return ConversationStore.in_folder(settings.data_dir, keep=keep)

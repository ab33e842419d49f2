"""Chooses the adapters that the settings name. Nothing is loaded or connected until it is used, but for the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.chat_model import ChatModel, Closing, Patience, TokenLedger
from errors import OperatorError
from retrieval.embeddings import Embedder, local_embedder
from retrieval.evidence import GateModel
from retrieval.openai_embeddings import OpenAIEmbedder
from settings import Settings, provider_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from bot.store import ConversationStore

_MOST_TOKENS = 2000  # of one answer, with what a reasoning model thinks
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


def chat_model_of(settings: Settings, ledger: TokenLedger) -> ChatModel | None:
    """The language model that words answers; None when none is set. Raises `OperatorError` when its package is not
    installed. LangChain is imported on first use."""
    if not settings.model:
        return None
    provider, _ = provider_of(settings.model, settings.openai_base_url)
    package = f"langchain_{provider.replace('-', '_')}"
    if find_spec(package) is None:
        install = package.replace("_", "-")
        raise OperatorError(
            f"SAESSAK_MODEL={settings.model}을(를) 쓰려면 {install} 패키지가 필요해요: .venv/bin/pip install {install}"
        )
    return ChatModel(
        partial(_langchain_model, settings),
        ledger,
        patience=Patience.of(settings.model_seconds),
        daily_tokens=settings.daily_tokens,
    )


def _langchain_model(settings: Settings) -> tuple[BaseChatModel, Closing]:
    """The model and what closes its connections. OpenAI's client gets connections of its own: LangChain would share
    them with every model of the process, also with one whose event loop is closed."""
    from langchain.chat_models import init_chat_model

    provider, name = provider_of(settings.model, settings.openai_base_url)
    options: dict[str, Any] = {"max_retries": 0, "timeout": settings.model_seconds, "max_tokens": _MOST_TOKENS}
    closing: Closing = _nothing
    if provider == "openai":
        from openai import DefaultAsyncHttpxClient

        connections = DefaultAsyncHttpxClient()
        closing = connections.aclose
        key = settings.openai_api_key
        options |= {"api_key": key.get_secret_value() if key else "unused",
                    "base_url": settings.openai_base_url or None, "http_async_client": connections}  # fmt: skip
    model: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
    return model, closing


async def _nothing() -> None:
    """Closes nothing."""

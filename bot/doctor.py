"""What has to be in place before answers come, looked at one by one; for what is not, what to do."""

from __future__ import annotations

import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from rich.text import Text

from bot.adapters import chat_model_of, embedder_of
from bot.chat_model import ModelFailure, Reason
from bot.conversation import Listener
from bot.prompt import Prompt
from bot.terminal import clean
from errors import OperatorError
from knowledge.clock import Clock
from knowledge.library import Reading, read_folder
from knowledge.problems import Severity
from retrieval.embeddings import Embedder
from retrieval.errors import BrokenGeneration
from retrieval.generations import generations_of, recipe_of
from retrieval.sync import signature_of
from settings import Settings, variable

PORT = 8000
_LEAST_FREE = 500  # megabytes
_CONNECT_SECONDS = 2.0
_MEGABYTE = 1_000_000


class State(Enum):
    """FINE, a NOTE that needs nothing now, or FAILED: no answers, or no such channel, until it is mended."""

    FINE = "fine"
    NOTE = "note"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. `mend` says what to do; never empty when it failed."""

    name: str
    detail: str
    state: State = State.FINE
    mend: str = ""


_MARKS = {State.FINE: ("✓", "green"), State.NOTE: ("·", "dim"), State.FAILED: ("✗", "bold red")}


def examine(settings: Settings) -> Iterator[Finding]:
    """Looks at everything, in the order in which one thing needs the other. Takes a few seconds at most and
    changes nothing."""
    yield Finding(name="Python", detail=f"{platform.python_version()} ({sys.prefix})")
    yield from _knowledge(settings)
    yield _data(settings.data_dir)
    embedder = embedder_of(settings)
    yield _embedding(embedder)
    yield _index(settings, embedder)
    yield _store(settings)
    yield _port()
    yield _secret(settings, "telegram_bot_token", "텔레그램", "텔레그램으로 답할 때 필요해요")
    yield from _webhook(settings)
    yield _secret(settings, "openai_api_key", "OpenAI", "언어 모델이나 OpenAI 임베딩을 쓸 때만 필요해요")
    yield _model(settings)
    yield from _servers(settings)


def report(findings: Sequence[Finding]) -> Text:
    """The findings, one a line; under what failed, what to do."""
    text = Text()
    for finding in findings:
        mark, style = _MARKS[finding.state]
        text.append(f"{mark} ", style=style).append(f"{finding.name}: {clean(finding.detail)}\n")
        if finding.mend:
            text.append(f"  → {clean(finding.mend)}\n", style="yellow")
    failed = sum(finding.state is State.FAILED for finding in findings)
    return text.append("\n" + (f"고칠 것이 {failed}가지 있어요." if failed else "모두 준비되었어요."), style="bold")


def why_not_listen(host: str, port: int) -> str:
    """Why no server can listen there, empty when one can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def why_not_write(folder: Path) -> str:
    """Why nothing can be kept in a folder, be it there or yet to be made; empty when something can."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.resolve().parents) if path.exists())


def _knowledge(settings: Settings) -> Iterator[Finding]:
    folder = settings.knowledge_dir
    if not folder.is_dir():
        mend = "폴더를 만들거나 SAESSAK_KNOWLEDGE_DIR을 고쳐 주세요."
        yield Finding(name="지식 폴더", detail=f"{folder}: 없어요", state=State.FAILED, mend=mend)
        return
    reading = read_folder(folder, today=Clock(frozen=settings.now).today())
    count = f", 기록 {len(reading.library.records())}건" if reading.library else ""
    yield Finding(name="지식 폴더", detail=f"{folder}{count}")
    yield _problems(reading)


def _problems(reading: Reading) -> Finding:
    errors = sum(problem.severity is Severity.ERROR for problem in reading.problems)
    warnings = sum(problem.severity is Severity.WARNING for problem in reading.problems)
    if not errors and not warnings:
        return Finding(name="지식 파일", detail="고칠 곳이 없어요")
    return Finding(
        name="지식 파일",
        detail=f"오류 {errors}건, 경고 {warnings}건",
        state=State.FAILED if errors else State.NOTE,
        mend="saessak knowledge check로 어디를 어떻게 고칠지 볼 수 있어요.",
    )


def _data(folder: Path) -> Finding:
    """Whether the data folder can be written and has room."""
    if reason := why_not_write(folder):
        mend = "쓰기 권한을 주거나 SAESSAK_DATA_DIR에 다른 폴더를 적어 주세요."
        detail = f"{folder}: 쓸 수 없어요 ({reason})"
        return Finding(name="데이터 폴더", detail=detail, state=State.FAILED, mend=mend)
    free = shutil.disk_usage(_nearest(folder)).free // _MEGABYTE
    detail = f"{folder}, 여유 {free:,} MB"
    if free < _LEAST_FREE:
        mend = f"{_LEAST_FREE} MB 이상 비우거나 SAESSAK_DATA_DIR에 다른 폴더를 적어 주세요."
        return Finding(name="데이터 폴더", detail=detail, state=State.FAILED, mend=mend)
    return Finding(name="데이터 폴더", detail=detail)


def _embedding(embedder: Embedder) -> Finding:
    try:
        length = len(embedder.query("잘 되나요"))
    except (OperatorError, ImportError, OSError) as error:
        local = "make setup을 다시 실행해 주세요. 그래도 안 되면 AVX2가 있는 x86_64 컴퓨터인지 확인해 주세요."
        mend = "OPENAI_API_KEY와 OPENAI_BASE_URL을 확인해 주세요." if isinstance(error, OperatorError) else local
        return Finding(name="임베딩", detail=f"{embedder.name}: {error}", state=State.FAILED, mend=mend)
    return Finding(name="임베딩", detail=f"{embedder.name}, {length}차원")


def _index(settings: Settings, embedder: Embedder) -> Finding:
    recipe = recipe_of(settings.knowledge_dir, embedder, settings.chroma_url)
    generations = generations_of(settings.data_dir, recipe)
    id = generations.current()
    if not id:
        return Finding(name="색인", detail="아직 없어요. 처음 물을 때 만들어져요 (30초 안쪽)", state=State.NOTE)
    try:
        manifest = generations.read(id).manifest
    except (BrokenGeneration, OperatorError) as error:
        detail, mend = f"{id}: 읽을 수 없어요 ({error})", "saessak knowledge sync로 다시 만들어 주세요."
        return Finding(name="색인", detail=detail, state=State.FAILED, mend=mend)
    left_over = sum(
        path.stat().st_size
        for folder in (generations.home / "generations").glob("*/")
        if folder.name not in (id, manifest.previous)
        for path in folder.rglob("*")
        if path.is_file()
    )
    detail = f"{id}, 글토막 {manifest.passages}개, 만든 때 {manifest.created.astimezone(Clock().zone):%Y-%m-%d %H:%M}"
    if left_over:
        detail += f", 남은 찌꺼기 {left_over / _MEGABYTE:.1f} MB (다음 sync가 치워요)"
    if manifest.recipe != recipe:
        return Finding(name="색인", detail=f"{detail}, 다른 판에서 만든 것이라 다음에 새로 만들어요", state=State.NOTE)
    if settings.knowledge_dir.is_dir() and manifest.signature != signature_of(settings.knowledge_dir):
        return Finding(name="색인", detail=f"{detail}, 고친 파일이 아직 반영되지 않았어요", state=State.NOTE)
    return Finding(name="색인", detail=detail)


def _store(settings: Settings) -> Finding:
    from bot.database import why_not_open  # SQLAlchemy is not wanted by whoever only looks at ports

    if settings.database_url is None:
        return Finding(name="대화 저장소", detail=f"데이터 폴더의 SQLite, {settings.keep_days}일 동안 남겨요")
    if reason := why_not_open(settings.database_url.get_secret_value()):
        mend = "서버가 켜져 있는지, DATABASE_URL이 맞는지 확인해 주세요."
        return Finding(name="대화 저장소", detail=f"열 수 없어요 ({reason})", state=State.FAILED, mend=mend)
    return Finding(name="대화 저장소", detail=f"열려요, {settings.keep_days}일 동안 남겨요")


def _port() -> Finding:
    if why_not_listen("127.0.0.1", PORT):
        detail = f"{PORT}번은 이미 쓰고 있어요. saessak serve가 돌고 있다면 괜찮아요"
        return Finding(name="포트", detail=detail, state=State.NOTE)
    return Finding(name="포트", detail=f"{PORT}번이 비어 있어요")


def _secret(settings: Settings, field: str, name: str, why: str) -> Finding:
    """Whether a secret is set; never what it is."""
    if getattr(settings, field) is None:
        return Finding(name=name, detail=f"{variable(field)} 없음 ({why})", state=State.NOTE)
    return Finding(name=name, detail=f"{variable(field)} 있음")


def _webhook(settings: Settings) -> Iterator[Finding]:
    if not settings.telegram_webhook_url:
        return
    from bot.telegram.webhook import webhook_of  # the library is wanted only here

    try:
        webhook = webhook_of(settings)
    except OperatorError as error:
        yield Finding(name="텔레그램 웹훅", detail="쓸 수 없어요", state=State.FAILED, mend=str(error))
        return
    yield Finding(name="텔레그램 웹훅", detail=f"saessak serve가 {webhook.url}로 받아요")


_MODEL_MENDS: dict[Reason, str] = {
    "refused": "OPENAI_API_KEY(또는 그 회사의 키)와 SAESSAK_MODEL의 이름을 확인해 주세요.",
    "unreachable": "OPENAI_BASE_URL이 맞는지, 서버가 켜져 있는지 확인해 주세요.",
    "slow": "SAESSAK_MODEL_SECONDS를 늘리거나 더 빠른 모델을 적어 주세요.",
    "busy": "사용량 한도를 넘지 않았는지 확인하고 잠시 뒤에 다시 해 보세요.",
}


def _model(settings: Settings) -> Finding:
    """Asks the language model one short question, where one is set. Until it answers, the files are quoted."""
    name = "언어 모델"
    if not settings.model:
        return Finding(name=name, detail="SAESSAK_MODEL이 비어 있어요. 자료를 그대로 인용해요", state=State.NOTE)
    try:
        model = chat_model_of(settings, _Uncounted())
    except OperatorError as error:
        return Finding(name=name, detail=settings.model, state=State.FAILED, mend=str(error))
    assert model is not None
    prompt = Prompt(system="짧게 답해요.", user="안녕하세요?", version="")
    try:
        "".join(model.stream(prompt, today=Clock(frozen=settings.now).today(), listener=Listener()))
    except ModelFailure as failure:
        mend = _MODEL_MENDS.get(failure.reason, "모델 서버의 기록을 확인해 주세요.")
        return Finding(name=name, detail=f"{settings.model}: 답하지 않아요", state=State.FAILED, mend=mend)
    finally:
        model.close()
    return Finding(name=name, detail=f"{settings.model}: 답해요")


class _Uncounted:
    """Looking takes a few tokens, and no day's ceiling."""

    def spend(self, day: date, tokens: int) -> None:
        """Counts nothing."""

    def spent(self, day: date) -> int:
        """Nothing."""
        return 0


def _servers(settings: Settings) -> Iterator[Finding]:
    """Whether the servers that are set can be reached; an address may hold a password and is not shown."""
    redis = settings.redis_url.get_secret_value() if settings.redis_url else ""
    for field, name, address, port in (("chroma_url", "Chroma", settings.chroma_url, 8000),
                                       ("redis_url", "Redis", redis, 6379)):  # fmt: skip
        if not address:
            continue
        parts = urlsplit(address)
        host = parts.hostname or "localhost"
        try:
            socket.create_connection((host, parts.port or port), timeout=_CONNECT_SECONDS).close()
        except (OSError, ValueError):
            mend = f"서버가 켜져 있는지, {variable(field)}이 맞는지 확인해 주세요."
            yield Finding(name=name, detail=f"{host}: 연결되지 않아요", state=State.FAILED, mend=mend)
        else:
            yield Finding(name=name, detail=f"{host}: 연결돼요")

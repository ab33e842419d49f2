"""The front door: the command line. Reads the settings once and chooses what runs."""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from errors import OperatorError

# One question is many small products: a pool of threads inside numpy costs more than it gives. Before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from fastapi import FastAPI

    from bot.assistant import Assistant
    from bot.store import ConversationStore
    from retrieval.sync import SyncReport
    from settings import Settings

# What is heavy (Chroma, Kiwi, the embedding model, FastAPI, Telegram) is imported inside the commands that need it, after
# the settings are read, so that `saessak --help` and a wrong setting are answered at once.
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
knowledge = typer.Typer(no_args_is_help=True)
conversations = typer.Typer(no_args_is_help=True)
evaluate = typer.Typer(no_args_is_help=True)
app.add_typer(knowledge, name="knowledge", help="지식 파일을 검사하고, 색인에 반영하고, 들여다봐요.")
app.add_typer(conversations, name="conversations", help="남은 대화를 내보내고, 답하지 못한 질문을 보고, 지워요.")
app.add_typer(evaluate, name="evaluate", help="답과 검색이 얼마나 맞는지 재요.")


_WORKER_ANSWERS_WITHIN = 60  # seconds; on a busy machine one takes ten to start, and was taken for hung and killed


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text}: 달력에 있는 날짜를 2026-09-20처럼 적어 주세요") from None


On = Annotated[date | None, typer.Option("--on", parser=_day, metavar="YYYY-MM-DD",
                                         help="오늘이 이 날짜인 것처럼 답해요. SAESSAK_NOW보다 먼저예요.")]  # fmt: skip
Folder = Annotated[Path | None, typer.Option("--knowledge", metavar="DIR",
                                             help="이 폴더의 지식 파일로 답해요.")]  # fmt: skip


@app.callback(
    epilog="처음이라면 [cyan]saessak doctor[/]로 준비가 되었는지 볼 수 있어요. 설정은 README.md의 표에 있어요."
)
def saessak() -> None:
    """청년취업사관학교 같은 교육 기관의 자료에 적힌 것만으로 답하는 안내 도우미.

    \b
      saessak ask "지금 모집 중인 과정 있어요?"     한 번 묻기
      saessak chat                                  이어서 대화하기
      saessak serve                                 웹 서버 (http://127.0.0.1:8000)
      saessak knowledge check                       고친 지식 파일 검사하기
    """


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="질문", help="물어볼 말. [cyan]-[/]이면 표준 입력에서 읽어요.")],
    on: On = None,
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="웹 API와 같은 JSON으로 답해요.")] = False,
) -> None:
    """질문 하나에 답해요. 색인이 없으면 먼저 만들어요 (30초 안쪽).

    \b
      saessak ask "도봉캠퍼스 전화번호 알려줘"
      saessak ask "지금 모집 중인 과정 있어요?" --on 2026-09-20
      saessak ask "수강료 있나요" --knowledge ~/우리학원
      echo "수료하려면 몇 번 나와야 해요?" | saessak ask - --json
    """
    settings = _settings(on=on, folder=folder)
    from bot import terminal
    from bot.answer_object import answer_object
    from bot.conversation import Question

    text = terminal.read_question() if question == "-" else question
    thread = secrets.token_urlsafe(12)
    with _assistant(settings) as assistant:
        turn = assistant.answer(Question(text=text, conversation=f"terminal:{thread}", channel="terminal"))
    if as_json:
        typer.echo(answer_object(turn, conversation_id=thread).model_dump_json(indent=2))
    else:
        terminal.show(terminal.render(turn.reply))


@app.command()
def chat(on: On = None, folder: Folder = None) -> None:
    """이어서 대화해요. "거기 전화번호는?"처럼 앞의 말을 받아서 물을 수 있어요.

    지식 파일을 고치면 대화 중에도 바로 반영돼요. 끝내려면 Ctrl-D.
    """
    settings = _settings(on=on, folder=folder)
    from bot import terminal

    with _assistant(settings, watch=True) as assistant:
        terminal.converse(assistant)


@app.command()
def serve(
    host: Annotated[str, typer.Option(metavar="HOST", help="받을 주소. 바깥에도 열려면 0.0.0.0")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help="받을 포트")] = 8000,
    workers: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="나란히 답할 프로세스 수")] = 1,
) -> None:
    """웹 서버를 열어요: 채팅 API(/api/chat)와 데모 화면(/), 웹훅을 적어 두었으면 텔레그램도.

    저장한 지식 파일은 5초 안에 답에 반영되고, 잘못된 파일은 고칠 때까지 예전 답을 그대로 둬요.

    \b
      saessak serve
      saessak serve --host 0.0.0.0 --port 8080 --workers 2
    """
    settings = _settings()  # what is wrong is said here, once, and not by every worker
    import uvicorn

    from bot.doctor import why_not_listen, why_not_write

    if settings.telegram_webhook_url:
        from bot.telegram.webhook import webhook_of

        webhook_of(settings)
    if reason := why_not_write(settings.data_dir):
        raise OperatorError(f"{settings.data_dir}에 쓸 수 없어요 ({reason}). SAESSAK_DATA_DIR을 확인해 주세요.")
    if reason := why_not_listen(host, port):
        raise OperatorError(f"{host}:{port}에서 열 수 없어요 ({reason}). 이미 쓰는 포트면 --port를 바꿔 주세요.")
    if sys.stderr.isatty():
        with suppress(OperatorError):  # the server tells of it, and goes on trying
            _sync(settings)
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"http://{shown}:{port} 에서 열어요. 멈추려면 Ctrl-C", err=True)
    uvicorn.run("main:web", factory=True, host=host, port=port, workers=workers, log_level="warning",
                timeout_worker_healthcheck=_WORKER_ANSWERS_WITHIN)  # fmt: skip


def web() -> FastAPI:
    """The web app over the environment's settings: what every worker of `serve` runs."""
    from bot.logs import write_logs
    from webhooks.app import create_app

    write_logs()
    return create_app(_settings())


@app.command()
def telegram() -> None:
    """텔레그램 봇으로 답해요 (폴링). TELEGRAM_BOT_TOKEN이 필요해요.

    토큰은 텔레그램의 @BotFather에게 /newbot이라고 보내면 받을 수 있어요. .env 파일에 적어 두세요.
    """
    settings = _settings()
    if settings.telegram_bot_token is None:
        raise OperatorError("TELEGRAM_BOT_TOKEN이 없어요. @BotFather에게 받은 토큰을 .env 파일에 적어 주세요.")
    if settings.telegram_webhook_url:
        raise OperatorError(
            "TELEGRAM_WEBHOOK_URL이 적혀 있어요. 텔레그램은 한 곳으로만 보내니, 웹훅으로 받으려면 saessak serve를 "
            "쓰고, 폴링으로 받으려면 TELEGRAM_WEBHOOK_URL을 지워 주세요."
        )
    from bot.logs import write_logs
    from bot.telegram.polling import run_polling

    write_logs()
    with _assistant(settings, watch=True) as assistant:
        run_polling(settings, assistant)


@app.command()
def doctor() -> None:
    """준비가 되었는지 하나씩 확인하고, 안 된 것은 어떻게 하면 되는지 알려줘요."""
    from settings import read_settings

    settings = read_settings()
    from bot import terminal
    from bot.doctor import State, examine, report

    _quiet_logs()
    findings = list(examine(settings))
    terminal.show(report(findings))
    if any(finding.state is State.FAILED for finding in findings):
        raise typer.Exit(1)


@knowledge.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="검사할 폴더. 비우면 설정의 폴더")] = None,
) -> None:
    """지식 파일의 잘못을 모두 한 번에 알려줘요: 어디가, 무엇이, 어떻게 고칠지.

    오류나 경고가 있으면 종료 코드가 1이에요. 참고만 있으면 0이에요.
    """
    settings = _settings(folder=folder)
    from bot import reports, terminal
    from knowledge.library import read_folder

    reading = read_folder(settings.knowledge_dir, today=_today(settings))
    terminal.show(reports.problems(reading, settings.knowledge_dir))
    if reports.grave(reading.problems):
        raise typer.Exit(1)


@knowledge.command("sync")
def bring_up() -> None:
    """고친 것을 색인에 반영해요. 바뀐 곳만 다시 계산해요.

    serve, chat, telegram이 돌고 있으면 저장만 해도 반영되니, 따로 부르지 않아도 돼요.
    """
    settings = _settings()
    from bot import reports, terminal

    report = _sync(settings)
    terminal.show(reports.synced(report))
    if reports.grave(report.problems):
        raise typer.Exit(1)


@knowledge.command("show")
def show_record(id: Annotated[str, typer.Argument(metavar="ID", help="기록의 번호 (예: c1197)")]) -> None:
    """기록 하나를 적힌 그대로 보여줘요: 항목, 기준일, 출처, 파일."""
    settings = _settings()
    from bot import reports, terminal
    from knowledge.library import read_folder

    library = read_folder(settings.knowledge_dir, today=_today(settings)).library
    if library is None:
        raise OperatorError("지식 파일에 오류가 있어 읽지 못했어요. saessak knowledge check로 먼저 고쳐 주세요.")
    record = library.record(id)
    if record is None:
        near = get_close_matches(id, [record.id for record in library.records()], n=5, cutoff=0.4)
        raise OperatorError(f"{id}: 그런 번호의 기록은 없어요." + (f" 비슷한 번호: {', '.join(near)}" if near else ""))
    terminal.show(reports.record(record))


@conversations.command("export")
def export_conversations(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="이 파일에 적어요. 비우면 화면에")] = None,
    since: Annotated[date | None, typer.Option("--since", parser=_day, metavar="YYYY-MM-DD",
                                               help="이날부터의 대화만")] = None,
) -> None:  # fmt: skip
    """남은 대화를 내보내요. 한 줄에 질문 하나씩(JSON Lines): 가린 질문, 답, 근거, 받은 의견.

    대화 번호(telegram:42 같은)도 들어 있으니, 파일은 함부로 나누지 마세요.

    \b
      saessak conversations export --out 대화.jsonl
      saessak conversations export --since 2026-09-01
    """
    settings = _settings()
    from bot.export import export

    first = datetime.combine(since, time(), _zone(settings)) if since else None
    with _store(settings) as store:
        count = export(store, out, since=first)
    typer.echo(f"질문 {count}건을 내보냈어요.", err=True)


@conversations.command("gaps")
def show_gaps(
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="많이 물은 것부터 몇 가지를 볼지")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="모두 JSON으로")] = False,
) -> None:
    """사람들이 물었지만 자료에 없어서 답하지 못한 질문을 많이 물은 것부터 보여줘요. 무엇을 더 적을지 여기서 찾아요.

    말끝이나 띄어쓰기만 다른 질문은 하나로 세요.
    """
    settings = _settings()
    from bot import reports, terminal
    from bot.gaps import gaps_of

    with _store(settings) as store:
        found = gaps_of(store.unanswered(), _zone(settings))
    if as_json:
        typer.echo(json.dumps([asdict(gap) for gap in found], ensure_ascii=False, indent=2, default=str))
    else:
        terminal.show(reports.gaps(found, shown=top))


@conversations.command("forget")
def forget_person(
    id: Annotated[str, typer.Argument(metavar="ID", help="telegram:42, web:대화번호처럼 통로와 번호")],
) -> None:
    """한 사람의 대화를 모두 지워요: 질문과 답, 의견, 답하지 못한 질문, 신청한 알림까지. 되돌릴 수 없어요.

    텔레그램에서는 사람(방)의 번호 하나로 그 안의 주제별 대화까지, 웹에서는 그 대화(conversation_id)를 지워요.

    \b
      saessak conversations forget telegram:42
      saessak conversations forget web:Zm9yZ2V0LW1l
    """
    if not all(id.partition(":")):
        raise typer.BadParameter(f"{id}: telegram:42나 web:대화번호처럼 통로와 번호를 함께 적어 주세요")
    with _store(_settings()) as store:
        gone = store.forget_person(id)
    if not (gone.turns or gone.alerts):
        typer.echo(f"{id}: 남은 대화가 없어요.")
        return
    alerts = f", 알림 신청 {gone.alerts}건" if gone.alerts else ""
    typer.echo(f"{id}: 질문 {gone.turns}건, 의견 {gone.feedback}건, 답하지 못한 질문 {gone.gaps}건{alerts}을 지웠어요.")


@evaluate.command("answers")
def evaluate_answers(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="질문 파일 (JSON Lines)")],
) -> None:
    """질문 파일로 답이 맞는지 재요: 종류별 표, 답 길이, 걸린 시간, 틀린 답.

    인용한 자료에 없는 숫자, 날짜, 전화, 주소, 링크가 답에 있는지도 세요. 파일의 모양은 docs/measuring.md에 있어요.
    """
    settings = _settings()
    from bot import evaluation
    from bot.store import ConversationStore

    cases = evaluation.read_cases(files)
    with _assistant(settings, store=ConversationStore.in_memory()) as assistant:  # nobody asked these
        typer.echo(evaluation.report(evaluation.run(assistant, cases)))


@evaluate.command("retrieval")
def evaluate_retrieval(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR…", help="BEIR 모양의 폴더")],
    noise: Annotated[
        str,
        typer.Option(metavar="none|spaces|typos", help="질문을 일부러 흐트러뜨려요: 띄어쓰기 없이, 또는 오타를 섞어서"),
    ] = "none",
) -> None:
    """corpus.jsonl, queries.jsonl, qrels.tsv로 검색을 재요: Recall, MRR, nDCG, 문턱, 시간.

    처음에는 문서를 모두 임베딩하느라 몇 분 걸려요. 벡터는 데이터 폴더에 남겨 두고 다시 써요.
    """
    settings = _settings()
    from bot import terminal
    from bot.adapters import embedder_of, gate_of
    from retrieval import evaluation
    from retrieval.noise import Noise

    _quiet_logs()
    if noise not in tuple(Noise):
        raise typer.BadParameter(f"{noise}: none, spaces, typos 가운데 하나를 적어 주세요")
    for folder in folders:
        with terminal.progress_bar() as progress:
            scores = evaluation.evaluate_retrieval(
                folder,
                settings.data_dir,
                embedder_of(settings),
                gate_of(settings),
                noise=Noise(noise),
                progress=progress,
            )
        typer.echo(evaluation.report(scores))


@evaluate.command("gate")
def evaluate_gate(
    write: Annotated[
        bool, typer.Option("--write", help="이 폴더에 맞춘 값을 데이터 폴더에 적고, 그때부터 써요.")
    ] = False,
) -> None:
    """답할지 말지 가르는 문턱을 지식 폴더의 질문(FAQ)으로 재요. 몇십 초 걸려요.

    질문 셋 가운데 하나는 답을 빼 두고, 나머지는 다른 말로 물어서, 문턱마다 얼마나 답하고 얼마나 거절하는지 보여줘요.
    """
    settings = _settings()
    from bot import reports, terminal
    from bot.adapters import GATE, embedder_of, gate_of
    from knowledge.library import read_folder
    from retrieval import calibration

    _quiet_logs()
    library = read_folder(settings.knowledge_dir, today=_today(settings)).library
    if library is None:
        raise OperatorError("지식 파일에 오류가 있어 읽지 못했어요. saessak knowledge check로 먼저 고쳐 주세요.")
    model = gate_of(settings)
    examples = calibration.own_examples(
        library, embedder_of(settings), settings.data_dir / "calibration", model, today=_today(settings)
    )
    try:
        own = calibration.recalibrated(model, examples)
    except ValueError:
        raise OperatorError(
            "재려면 FAQ 질문이 몇 개 더 있어야 해요. 질문마다 '이렇게도 물어요:' 줄도 적어 주세요."
        ) from None
    terminal.show(reports.gate(own, examples))
    if write:
        own.write(settings.data_dir / GATE)
        typer.echo(f"{settings.data_dir / GATE}에 적었어요. 처음 값으로 돌아가려면 이 파일을 지우면 돼요.")


def _settings(*, on: date | None = None, folder: Path | None = None) -> Settings:
    """The environment's settings with what the command line overrides. Raises `OperatorError`."""
    from settings import read_settings

    settings = read_settings()
    changed = {"now": on, "knowledge_dir": folder and folder.expanduser()}
    settings = settings.model_copy(update={name: value for name, value in changed.items() if value is not None})
    if not settings.knowledge_dir.is_dir():
        where = "" if folder else " SAESSAK_KNOWLEDGE_DIR을 확인해 주세요."
        raise OperatorError(f"지식 폴더가 없어요: {settings.knowledge_dir}.{where}")
    return settings


def _today(settings: Settings) -> date:
    from knowledge.clock import Clock

    return Clock(frozen=settings.now).today()


def _zone(settings: Settings) -> ZoneInfo:
    from knowledge.clock import Clock

    return Clock(frozen=settings.now).zone


@contextmanager
def _assistant(
    settings: Settings, *, watch: bool = False, store: ConversationStore | None = None
) -> Iterator[Assistant]:
    """An open assistant; the first build of the index is shown as a bar on standard error."""
    from bot import terminal
    from bot.assistant import open_assistant

    _quiet_logs()
    with (
        terminal.progress_bar() as progress,
        open_assistant(settings, watch=watch, progress=progress, store=store) as assistant,
    ):
        yield assistant


@contextmanager
def _store(settings: Settings) -> Iterator[ConversationStore]:
    """What is remembered, without opening the index."""
    from bot.adapters import store_of

    _quiet_logs()
    with closing(store_of(settings)) as store:
        yield store


def _sync(settings: Settings) -> SyncReport:
    """Brings the index up to the files, with a bar on standard error."""
    from bot import terminal
    from bot.adapters import embedder_of
    from retrieval.sync import sync

    _quiet_logs()
    with terminal.progress_bar() as progress:
        return sync(settings.knowledge_dir, settings.data_dir, embedder_of(settings), today=_today(settings),
                    progress=progress, chroma_url=settings.chroma_url)  # fmt: skip


def _quiet_logs() -> None:
    from bot.logs import write_logs

    write_logs(level=logging.WARNING)


def main() -> None:
    """Runs one command. Exit code 1 for what the operator must mend, 2 for a wrong call, 130 for Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = app(prog_name="saessak", standalone_mode=False)
    except OperatorError as error:
        typer.echo(str(error), err=True)
        code = 1
    except typer.Abort:
        code = 130
    except typer.TyperException as error:
        from bot.usage import in_korean

        if message := str(getattr(error, "format_message", error.__str__)()):
            typer.echo(f"{in_korean(message)}\n쓰는 법은 --help를 붙이면 볼 수 있어요.", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

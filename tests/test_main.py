"""The command line as people call it: a process of its own, its words, its exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.answer_object import AnswerObject
from bot.answers import Abstention
from bot.assistant import Assistant
from bot.conversation import Question, Turn
from bot.store import ConversationStore
from bot.topic import Topic
from retrieval.evidence import GateModel
from settings import HERE, Settings, variable
from tests.files import bytes_of

COMMANDS = ["ask", "chat", "serve", "telegram", "doctor", "knowledge", "knowledge check", "knowledge sync",
            "knowledge show", "conversations", "conversations export", "conversations gaps", "conversations forget",
            "evaluate", "evaluate answers", "evaluate retrieval", "evaluate gate"]  # fmt: skip


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without our settings, and with these."""
    ours = {variable(field) for field in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in ours} | variables


def saessak(
    *arguments: str, given: bytes | None = None, cwd: Path = HERE, **variables: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, HERE / "main.py", *arguments], input=given, capture_output=True, cwd=cwd,
                          env=environment(**variables), timeout=120, check=False)  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def one_paragraph(done: subprocess.CompletedProcess[str]) -> str:
    """What an operator's error says; fails on a traceback or on output where answers go."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def academy(tmp_path: Path) -> Path:
    folder = tmp_path / "academy"
    (folder / "pages").mkdir(parents=True)
    (folder / "academy.yaml").write_text("name: 한빛학원\nphone: 02-123-4567\n", encoding="utf-8")
    (folder / "pages" / "faq.md").write_text(
        "# 안내\n\n## 주차할 수 있나요?\n\n건물 지하 2층에 주차할 수 있어요.\n", encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_korean(command: str) -> None:
    done = saessak(*command.split(), "--help")
    assert done.returncode == 0
    assert re.search(r"요[.:,]", done.stdout)


def test_without_a_command_the_help_is_shown() -> None:
    done = saessak()
    assert done.returncode == 2
    assert "saessak ask" in done.stdout


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("asking 안녕", "그런 명령은 없어요"),
        ("ask", "질문"),
        ("ask 안녕 하세요", "따옴표"),
        ("ask 안녕 --on 2026-02-30", "달력에 있는 날짜"),
        ("ask 안녕 --when 2026-02-03", "그런 옵션은 없어요"),
        ("serve --port many", "숫자로"),
        ("serve --port 70000", "65535 이하"),
        ("knowledge show", "ID"),
        ("evaluate retrieval x --noise loud", "none, spaces, typos"),
    ],
)
def test_a_wrong_call_says_in_korean_what_is_wrong_with_it(call: str, said: str) -> None:
    done = saessak(*call.split())
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


CALLS = ["ask 안녕", "chat", "serve", "telegram", "doctor", "knowledge check", "knowledge sync", "knowledge show x",
         "conversations export", "conversations gaps", "conversations forget web:1",
         "evaluate answers x", "evaluate retrieval x", "evaluate gate"]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_bad_setting_is_one_paragraph_in_every_command(call: str) -> None:
    said = one_paragraph(saessak(*call.split(), SAESSAK_RATE_LIMIT="often", SAESSAK_NOW="soon"))
    assert "SAESSAK_RATE_LIMIT" in said
    assert "SAESSAK_NOW" in said


@pytest.mark.parametrize("call", ["serve --port 8124", "ask 수강료"])
def test_a_data_folder_that_cannot_be_made_is_named(call: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    said = one_paragraph(saessak(*call.split(), SAESSAK_DATA_DIR=str(tmp_path / "file" / "data")))
    assert "SAESSAK_DATA_DIR" in said
    assert str(tmp_path / "file" / "data") in said


def test_a_missing_folder_is_named() -> None:
    assert "/nowhere" in one_paragraph(saessak("ask", "안녕", SAESSAK_KNOWLEDGE_DIR="/nowhere"))
    assert "/nowhere" in one_paragraph(saessak("ask", "안녕", "--knowledge", "/nowhere"))


def test_telegram_without_a_token_says_where_to_get_one() -> None:
    assert "@BotFather" in one_paragraph(saessak("telegram"))


def test_a_webhook_is_checked_before_anything_starts() -> None:
    def said(command: str, *, token: str = "123456:very-secret", secret: str = "") -> str:
        return one_paragraph(saessak(command, TELEGRAM_BOT_TOKEN=token, TELEGRAM_WEBHOOK_URL="https://bot.example",
                                     TELEGRAM_WEBHOOK_SECRET=secret))  # fmt: skip

    assert "TELEGRAM_WEBHOOK_SECRET" in said("serve")
    assert "TELEGRAM_BOT_TOKEN" in said("serve", token="")
    assert "saessak serve" in said("telegram", secret="secret")


def test_a_taken_port_is_said_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"127.0.0.1:{port}" in one_paragraph(saessak("serve", "--port", port))


def test_the_shipped_knowledge_has_nothing_to_mend() -> None:
    done = saessak("knowledge", "check")
    assert done.returncode == 0, done.stdout
    assert "기록" in done.stdout


def test_check_shows_every_problem_with_its_place_and_how_to_mend_it(academy: Path) -> None:
    rows = "- {id: a, title: 파이썬, start: 2026-02-30}\n- {id: a, title: 자바, start: 2026-05-01, end: 2026-04-01}\n"
    (academy / "courses.yaml").write_text(rows, encoding="utf-8")
    done = saessak("knowledge", "check", str(academy))
    assert done.returncode == 1
    assert done.stdout.count("오류") >= 3
    assert done.stdout.count("→") >= 3
    assert done.stdout.startswith("courses.yaml\n")
    assert "2번째 줄" in done.stdout


def test_a_notice_alone_is_no_failure(academy: Path) -> None:
    (academy / "courses.yaml").write_text("- {id: a, title: 파이썬, 강사: 미정}\n", encoding="utf-8")
    done = saessak("knowledge", "check", str(academy))
    assert done.returncode == 0
    assert "참고" in done.stdout


def test_a_record_is_shown_with_its_fields_its_date_and_its_file(academy: Path) -> None:
    (academy / "courses.yaml").write_text(
        "- {id: py, title: 파이썬, start: 2026-05-01, as_of: 2026-04-01, source: 공지, 강사: 미정}\n", encoding="utf-8"
    )
    done = saessak("knowledge", "show", "py", SAESSAK_KNOWLEDGE_DIR=str(academy))
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert {"과정명: 파이썬", "교육시작: 2026-05-01", "기준일: 2026-04-01", "출처: 공지", "강사: 미정"} <= set(lines)
    assert lines[-1] == "courses.yaml 1번째 줄"


def test_an_unknown_record_is_answered_with_near_ones() -> None:
    assert "dobong" in one_paragraph(saessak("knowledge", "show", "dobung"))


def test_ask_prints_the_answer_object_of_the_web_api(settings: Settings, assistant: Assistant) -> None:
    done = saessak(
        "ask", "도봉캠퍼스 전화번호 알려줘", "--on", "2026-09-20", "--json", SAESSAK_DATA_DIR=str(settings.data_dir)
    )
    assert done.returncode == 0, done.stderr
    answer = AnswerObject.model_validate_json(done.stdout)
    assert list(json.loads(done.stdout)) == list(AnswerObject.model_fields)
    assert answer.kind == "answer"
    assert "02-6249-7400" in answer.answer
    assert answer.citations


def test_ask_reads_standard_input_and_writes_utf_8_whatever_the_locale(
    settings: Settings, assistant: Assistant
) -> None:
    question = "도봉캠퍼스 전화번호 알려줘".encode("cp949")
    done = saessak(
        "ask", "-", given=question, SAESSAK_DATA_DIR=str(settings.data_dir), LC_ALL="C", PYTHONIOENCODING="ascii"
    )
    assert "02-6249-7400" in done.stdout
    assert "[1]" in done.stdout


def test_on_moves_the_clock_further_than_the_environment(settings: Settings, assistant: Assistant) -> None:
    question = "지금 모집 중인 과정 있어요?"
    assert "D-8" in assistant.answer(Question(text=question, conversation="a day in September")).reply.text
    done = saessak(
        "ask", question, "--on", "2026-11-23", SAESSAK_DATA_DIR=str(settings.data_dir), SAESSAK_NOW="2026-09-20"
    )
    assert "모집" in done.stdout
    assert "D-" not in done.stdout


def test_another_academy_is_answered_for_from_its_folder_alone(academy: Path, tmp_path: Path) -> None:
    done = saessak("ask", "주차할 수 있나요?", "--knowledge", str(academy), SAESSAK_DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert "지하 2층" in done.stdout
    assert "청년취업사관학교" not in done.stdout
    assert "색인" in done.stderr


def test_a_reader_that_leaves_early_is_no_error(settings: Settings, assistant: Assistant) -> None:
    command = f"'{sys.executable}' '{HERE / 'main.py'}' knowledge check | true"
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, cwd=HERE, env=environment(), timeout=60, check=False
    )
    assert done.stderr == b""


def test_chat_keeps_the_thread_and_ends_quietly(settings: Settings, assistant: Assistant) -> None:
    lines = "도봉캠퍼스 주소 알려줘\n거기 전화번호는?\n/끝\n".encode()
    done = saessak("chat", given=lines, SAESSAK_DATA_DIR=str(settings.data_dir))
    assert done.returncode == 0, done.stderr
    assert "AI" in done.stdout
    assert "02-6249-7400" in done.stdout


def test_doctor_says_what_to_do_for_what_fails(academy: Path, tmp_path: Path) -> None:
    (academy / "academy.yaml").write_text("name: [\n", encoding="utf-8")
    done = saessak("doctor", SAESSAK_KNOWLEDGE_DIR=str(academy), SAESSAK_DATA_DIR=str(tmp_path / "data"),
                   TELEGRAM_BOT_TOKEN="123456:very-secret", TELEGRAM_WEBHOOK_URL="http://bot.example",
                   TELEGRAM_WEBHOOK_SECRET="also-secret", CHROMA_URL="http://127.0.0.1:9")  # fmt: skip
    assert done.returncode == 1
    failed = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert len(failed) == done.stdout.count("  → ") == 3
    assert "knowledge check" in done.stdout
    assert "https://로 시작" in done.stdout
    assert "very-secret" not in done.stdout + done.stderr
    assert "also-secret" not in done.stdout + done.stderr


def test_doctor_finds_nothing_wrong_where_all_is_well(settings: Settings, assistant: Assistant) -> None:
    done = saessak("doctor", SAESSAK_DATA_DIR=str(settings.data_dir))
    assert done.returncode == 0, done.stdout
    assert "모두 준비되었어요" in done.stdout


def test_serve_answers_with_several_workers_and_stops_quietly(settings: Settings, assistant: Assistant) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    call = [sys.executable, str(HERE / "main.py"), "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(
        call, cwd=HERE, env=environment(SAESSAK_DATA_DIR=str(settings.data_dir)), stderr=subprocess.PIPE
    ) as server:
        try:
            assert fetched(f"http://127.0.0.1:{port}/readyz", within=60)
        finally:
            server.send_signal(signal.SIGINT)
            _, errors = server.communicate(timeout=30)
    assert server.returncode == 0
    assert f"http://127.0.0.1:{port}" in errors.decode()
    assert "Traceback" not in errors.decode()


def fetched(url: str, *, within: float) -> bool:
    """Whether the address answers with 200 before so many seconds are over."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            time.sleep(0.2)
    return False


@pytest.fixture
def remembering(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`saessak conversations` over a data folder in which some turns are kept."""
    store = ConversationStore.in_folder(tmp_path / "data")
    asked = (
        ("telegram:42", "내배카 필요함?"),
        ("web:1", "내배카 필요해요"),
        ("telegram:42:7", "구내식당 있나요\x1b[2J"),
    )
    for number, (conversation, question) in enumerate(asked):
        reply = Abstention(text="자료에서 확인되지 않아요.")
        asking = Question(text=question, conversation=conversation)
        store.remember(Turn(id=f"t{number}", question=asking, reply=reply, milliseconds=1.0), Topic())
    store.feedback("t0", "down", "알고 싶었어요")
    store.close()
    return partial(saessak, "conversations", SAESSAK_DATA_DIR=str(tmp_path / "data"))


def test_what_is_not_written_is_listed_by_how_often_it_was_asked(
    remembering: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    first, second, *rest = remembering("gaps").stdout.splitlines()
    assert "2번" in first
    assert "내배카 필요" in first
    assert "자료에 없음" in first
    assert "구내식당" in second
    assert "\x1b" not in second
    assert "2가지를 3번" in rest[-1]
    assert "이 밖에 1가지" in remembering("gaps", "--top", "1").stdout
    gaps = json.loads(remembering("gaps", "--json").stdout)
    assert [gap["count"] for gap in gaps] == [2, 1]
    assert set(gaps[0]) == {"question", "reason", "count", "last"}


def test_conversations_are_exported_a_turn_a_line(
    remembering: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    done = remembering("export", "--out", str(file))
    assert (done.returncode, done.stdout) == (0, "")
    assert "3건" in done.stderr
    assert file.read_text(encoding="utf-8") == remembering("export").stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    turns = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [turn["conversation"] for turn in turns] == ["telegram:42", "web:1", "telegram:42:7"]
    assert turns[0]["feedback"]["comment"] == "알고 싶었어요"
    assert turns[1]["feedback"] is None
    assert remembering("export", "--since", "2999-01-01").stdout == ""
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert "쓸 수 없어요" in one_paragraph(remembering("export", "--out", str(tmp_path / "no" / "out.jsonl")))


def test_a_reader_of_an_export_may_leave_early(
    remembering: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    command = f"'{sys.executable}' '{HERE / 'main.py'}' conversations export | true"
    done = subprocess.run(["sh", "-c", command], capture_output=True, cwd=HERE, timeout=60, check=False,
                          env=environment(SAESSAK_DATA_DIR=str(tmp_path / "data")))  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def test_a_person_is_forgotten_and_it_is_said_what_went(
    remembering: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    assert "질문 2건, 의견 1건, 답하지 못한 질문 2건" in remembering("forget", "telegram:42").stdout
    assert "남은 대화가 없어요" in remembering("forget", "telegram:42").stdout
    assert "telegram" not in remembering("export").stdout
    for bad in ("42", "telegram:", ":42"):
        done = remembering("forget", bad)
        assert done.returncode == 2
        assert done.stderr.startswith(f"{bad}: telegram:42")


def test_a_database_that_is_down_is_one_paragraph(tmp_path: Path) -> None:
    url = f"postgresql:///x?host={tmp_path}"
    said = one_paragraph(saessak("conversations", "gaps", DATABASE_URL=url))
    assert "대화 저장소가 답하지 않아요" in said
    assert "대화 저장소: 열 수 없어요" in saessak("doctor", DATABASE_URL=url, SAESSAK_DATA_DIR=str(tmp_path)).stdout


def test_nobody_asked_what_an_evaluation_asks(settings: Settings, assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(
        '{"id": "1", "kind": "plain", "question": "평가에서만 묻는 말", "abstain": true}\n', encoding="utf-8"
    )
    done = saessak("evaluate", "answers", str(file), SAESSAK_DATA_DIR=str(settings.data_dir))
    assert done.returncode == 0, done.stderr
    files = settings.data_dir.glob("conversations.sqlite*")
    assert "평가에서만".encode() not in bytes_of(files)


def test_the_gate_is_calibrated_on_a_folders_own_questions(academy: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    questions = [("주차", "지하에 세워요"), ("도시락", "휴게실에서 먹어요"), ("사물함", "1층에 있어요"), ("와이파이", "안내판에 적혀 있어요"),
                 ("환불", "남은 날만큼 돌려드려요"), ("출석", "앱으로 해요"), ("지각", "10분까지예요"), ("휴강", "문자로 알려드려요"),
                 ("교재", "첫날 나눠드려요"), ("수료증", "마지막 날 드려요")]  # fmt: skip
    (academy / "faq.md").write_text(
        "\n\n".join(f"## {topic} 어떻게 하나요?\n이렇게도 물어요: {topic} 알려줘 / {topic}은요\n\n{answer}."
                    for topic, answer in questions), encoding="utf-8")  # fmt: skip
    ours = partial(saessak, SAESSAK_KNOWLEDGE_DIR=str(academy), SAESSAK_DATA_DIR=str(data))
    done = ours("evaluate", "gate", "--write")
    assert done.returncode == 0, done.stderr
    assert "이 폴더에 맞춘 문턱은" in done.stdout
    assert GateModel.read(data / "gate.json") != GateModel.read()
    (data / "gate.json").write_text("{}", encoding="utf-8")
    assert "gate.json" in one_paragraph(ours("ask", "주차 되나요?"))


def test_a_folder_without_questions_calibrates_nothing(academy: Path, tmp_path: Path) -> None:
    done = saessak("evaluate", "gate", SAESSAK_KNOWLEDGE_DIR=str(academy), SAESSAK_DATA_DIR=str(tmp_path / "data"))
    assert "FAQ" in one_paragraph(done)

"""One table of settings, read once by the front door and handed down; secrets stay hidden."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from errors import OperatorError

HERE = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """Environment variables or `.env`, an empty one counting as unset. Each description is a row of the README's
    table (`scripts/readme_table.py`)."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    knowledge_dir: Path = Field(HERE / "knowledge" / "files", validation_alias="SAESSAK_KNOWLEDGE_DIR",
                                description="지식 파일이 있는 폴더")  # fmt: skip
    data_dir: Path = Field(HERE / ".data", validation_alias="SAESSAK_DATA_DIR",
                           description="색인과 대화를 두는 폴더")  # fmt: skip
    now: date | datetime | None = Field(None, validation_alias="SAESSAK_NOW",
                                        description="시계를 이 날짜에 고정 (시연·측정용, 예: 2026-09-20)")  # fmt: skip
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), validation_alias="SAESSAK_ALLOWED_ORIGINS", description="API를 부를 수 있는 웹사이트 주소 (쉼표로 구분)"
    )
    rate_limit: str = Field("30/minute", validation_alias="SAESSAK_RATE_LIMIT",
                            description="IP마다, 그리고 대화(세션)마다 허용하는 질문 수, 끄려면 off")  # fmt: skip
    embedding: Literal["local", "openai"] = Field("local", validation_alias="SAESSAK_EMBEDDING",
                                                  description="임베딩: local(내장) 또는 openai")  # fmt: skip
    evidence_threshold: float | None = Field(
        None, validation_alias="SAESSAK_EVIDENCE_THRESHOLD", ge=0, le=1,
        description="글에서 찾은 근거가 이만큼 확실해야 답해요 (0~1, 비우면 재어 둔 값)",
    )  # fmt: skip
    model: str = Field(
        "", validation_alias="SAESSAK_MODEL",
        description="답을 쓸 언어 모델 (예: `gpt-5-mini`, `anthropic:claude-haiku-4-5`). 비우면 자료를 그대로 인용",
    )  # fmt: skip
    model_seconds: float = Field(20, validation_alias="SAESSAK_MODEL_SECONDS", ge=1, le=80,
                                 description="언어 모델을 기다리는 시간(초). 넘으면 자료를 그대로 인용")  # fmt: skip
    daily_tokens: int = Field(1_000_000, validation_alias="SAESSAK_DAILY_TOKENS", ge=0,
                              description="언어 모델이 하루에 쓸 토큰. 넘으면 그날은 자료를 그대로 인용")  # fmt: skip
    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY", description="OpenAI 키")
    openai_base_url: str = Field("", validation_alias="OPENAI_BASE_URL", description="OpenAI 호환 서버 주소")
    telegram_bot_token: SecretStr | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN",
                                                 description="텔레그램 봇 토큰")  # fmt: skip
    telegram_api_base_url: str = Field("https://api.telegram.org", validation_alias="TELEGRAM_API_BASE_URL",
                                       description="텔레그램 Bot API 주소")  # fmt: skip
    telegram_webhook_url: str = Field(
        "", validation_alias="TELEGRAM_WEBHOOK_URL",
        description="텔레그램을 웹훅으로 받을 공개 주소 (예: `https://chat.example.kr`). 비우면 폴링만",
    )  # fmt: skip
    telegram_webhook_secret: SecretStr | None = Field(None, validation_alias="TELEGRAM_WEBHOOK_SECRET",
                                                      description="웹훅 비밀 값. 웹훅 주소를 적으면 꼭 필요해요")  # fmt: skip
    chroma_url: str = Field("", validation_alias="CHROMA_URL", description="Chroma 서버 주소 (비우면 내장 Chroma)")
    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL",
                                           description="대화 저장소 (비우면 data_dir의 SQLite)")  # fmt: skip
    keep_days: int = Field(30, validation_alias="SAESSAK_KEEP_DAYS", description="대화를 남겨 두는 날수")
    redis_url: SecretStr | None = Field(None, validation_alias="REDIS_URL",
                                        description="질문 수를 함께 셀 Redis (비우면 메모리)")  # fmt: skip

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())

    @field_validator("allowed_origins")
    @classmethod
    def _each_an_origin(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"https?://[^\s/*]+", origin) for origin in value):
            raise ValueError("https://school.example처럼 누리집의 주소를 하나씩 적어 주세요 (경로와 *는 쓸 수 없어요)")
        return value

    @field_validator("knowledge_dir", "data_dir")
    @classmethod
    def _home_is_meant(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("now", mode="before")
    @classmethod
    def _a_day_or_an_instant(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("달력에 있는 날짜를 2026-09-20 또는 2026-09-20T14:00처럼 적어 주세요") from None

    @field_validator("keep_days", mode="before")
    @classmethod
    def _some_days(cls, value: object) -> object:
        if not re.fullmatch(r"[1-9]\d{0,3}", str(value)):
            raise ValueError("1부터 9999까지의 날수를 적어 주세요")
        return value

    @field_validator("rate_limit")
    @classmethod
    def _a_number_per_period(cls, value: str) -> str:
        if value != "off" and not re.fullmatch(r"[1-9]\d*/(second|minute|hour|day)", value):
            raise ValueError("30/minute처럼 '숫자/second·minute·hour·day'로 적거나, 끄려면 off라고 적어 주세요")
        return value

    @field_validator("openai_base_url", "telegram_api_base_url", "telegram_webhook_url", "chroma_url")
    @classmethod
    def _a_web_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/]+\S*", value):
            raise ValueError("http:// 또는 https://로 시작하는 주소를 적어 주세요")
        return value

    @model_validator(mode="after")
    def _what_needs_a_key_has_one(self) -> Self:
        by_openai = self.model and provider_of(self.model, self.openai_base_url)[0] == "openai"
        wanted = "SAESSAK_EMBEDDING=openai" if self.embedding == "openai" else "SAESSAK_MODEL" if by_openai else ""
        if wanted and self.openai_api_key is None and not self.openai_base_url:
            raise ValueError(f"{wanted}을(를) 쓰려면 OPENAI_API_KEY 또는 OPENAI_BASE_URL도 적어 주세요")
        return self


def read_settings() -> Settings:
    """The settings of the environment and `.env`.

    Raises `OperatorError` that names every bad variable at once and how to write it; secrets are not repeated.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [_in_korean(dict(problem)) for problem in error.errors(include_url=False)]
    except (UnicodeDecodeError, OSError):
        lines = [".env 파일을 읽을 수 없어요. 읽기 권한을 주고 UTF-8로 저장해 주세요."]
    raise OperatorError("설정을 고쳐 주세요.\n" + "\n".join(f"- {line}" for line in lines))


def provider_of(model: str, base_url: str) -> tuple[str, str]:
    """Provider and name of a model written as "name" or "provider:name". A server of one's own speaks OpenAI's
    language, and its names may hold a colon ("llama3:8b")."""
    provider, colon, name = model.partition(":")
    return (provider, name) if colon and name and not base_url else ("openai", model.removeprefix("openai:"))


def variable(field: str) -> str:
    """The environment variable of a field."""
    return str(Settings.model_fields[field].validation_alias)


def _in_korean(problem: dict[str, Any]) -> str:
    """One line for one pydantic error. The value is not repeated: a secret may stand in the wrong place."""
    if problem["type"] == "value_error":
        reason = str(problem["ctx"]["error"])
    elif problem["type"] == "literal_error":
        reason = f"{problem['ctx']['expected'].replace(' or ', ' 또는 ')} 중에서 적어 주세요"
    elif problem["type"] in ("greater_than_equal", "less_than_equal", "float_parsing", "int_parsing"):
        reason = f"{_allowed(str(problem['loc'][0]))} 수를 적어 주세요"
    else:
        reason = "읽을 수 없는 값이에요"
    return ": ".join([str(place) for place in problem["loc"][:1]] + [f"{reason}."])


def _allowed(name: str) -> str:
    """The numbers that a variable takes: "0~1 사이의", "0 이상의"."""
    field = next(field for field in Settings.model_fields.values() if field.validation_alias == name)
    bounds = [getattr(rule, "ge", getattr(rule, "le", None)) for rule in field.metadata]
    return f"{bounds[0]}~{bounds[1]} 사이의" if len(bounds) == 2 else f"{bounds[0]} 이상의"

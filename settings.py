"""One table of settings, read once by the front door and handed down; secrets stay hidden."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HERE = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """Environment variables or `.env`. Each description is a row of the README's table."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

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
                            description="IP마다 허용하는 질문 수, 끄려면 off")  # fmt: skip
    embedding: Literal["local", "openai"] = Field("local", validation_alias="SAESSAK_EMBEDDING",
                                                  description="임베딩: local(내장) 또는 openai")  # fmt: skip
    model: str = Field(
        "", validation_alias="SAESSAK_MODEL", description="답을 다듬을 언어 모델 (비우면 모델 없이 답함)"
    )
    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY", description="OpenAI 키")
    openai_base_url: str = Field("", validation_alias="OPENAI_BASE_URL", description="OpenAI 호환 서버 주소")
    telegram_bot_token: SecretStr | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN",
                                                 description="텔레그램 봇 토큰")  # fmt: skip
    telegram_api_base_url: str = Field("https://api.telegram.org", validation_alias="TELEGRAM_API_BASE_URL",
                                       description="텔레그램 Bot API 주소")  # fmt: skip
    telegram_webhook_url: str = Field(
        "", validation_alias="TELEGRAM_WEBHOOK_URL", description="웹훅으로 받을 공개 주소"
    )
    telegram_webhook_secret: SecretStr | None = Field(None, validation_alias="TELEGRAM_WEBHOOK_SECRET",
                                                      description="웹훅 비밀 값")  # fmt: skip
    chroma_url: str = Field("", validation_alias="CHROMA_URL", description="Chroma 서버 주소 (비우면 내장 Chroma)")
    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL",
                                           description="대화 저장소 (비우면 data_dir의 SQLite)")  # fmt: skip
    redis_url: SecretStr | None = Field(None, validation_alias="REDIS_URL",
                                        description="여러 프로세스가 질문 수를 함께 셀 Redis/Valkey (비우면 메모리)")  # fmt: skip

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("now", "openai_api_key", "telegram_bot_token", "telegram_webhook_secret", "database_url",
                     "redis_url", mode="before")  # fmt: skip
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

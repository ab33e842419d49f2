"""`GET` and `POST /api/eligibility`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from settings import Settings
from tests.webhooks.stand_ins import Saying
from webhooks.app import create_app

ADULT = {"age": "24", "residence": "서울"}


def said(client: TestClient, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    response = client.post("/api/eligibility", json={"course": None, "answers": answers, "locale": "ko", **more})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_the_questions_of_everyone_have_exactly_the_published_shape(client: TestClient) -> None:
    assert client.get("/api/eligibility").json() == {
        "title": "지원 자격 확인",
        "questions": [
            {
                "id": "age",
                "text": "만 나이가 어떻게 되세요?",
                "kind": "number",
                "options": [
                    {"value": "0-17", "label": "만 17세 이하"},
                    {"value": "18-34", "label": "만 18~34세"},
                    {"value": "35-120", "label": "만 35세 이상"},
                ],
                "unit": "세",
            },
            {
                "id": "residence",
                "text": "서울·경기에 사시나요?",
                "kind": "choice",
                "options": [
                    {"value": "서울", "label": "서울에 살아요"},
                    {"value": "경기", "label": "경기에 살아요"},
                    {"value": "no", "label": "다른 지역에 살아요"},
                ],
                "unit": "",
            },
        ],
        "note": "답은 저장하지 않고, 결과를 보여드리는 데만 써요.",
    }


def test_a_course_asks_what_its_own_rules_want_to_know_too(client: TestClient) -> None:
    found = client.get("/api/eligibility", params={"course": "ai-3", "locale": "en"}).json()
    assert found["title"] == "[한빛] AI 개발, 처음부터 · Eligibility check"
    assert [question["id"] for question in found["questions"]] == ["age", "residence", "license"]
    assert found["questions"][1]["options"][0] == {"value": "서울", "label": "I live in Seoul"}


def test_only_what_is_missing_is_asked_until_the_rules_decide(client: TestClient) -> None:
    assert said(client, {})["missing"] == ["age", "residence"]
    waiting = said(client, {"age": 24})
    assert (waiting["verdict"], waiting["missing"]) == ("unsure", ["residence"])
    final = said(client, ADULT)
    assert (final["verdict"], final["missing"], final["questions"]) == ("yes", [], [])
    assert final["answer"].startswith("네, 지원할 수 있어요.")
    assert {citation["record"] for citation in final["citations"]} == {"age", "home"}
    assert final["contact"]["url"] == "https://hanbit.example"


def test_the_clause_that_decided_and_what_would_change_it_are_told(client: TestClient) -> None:
    final = said(client, {"age": "만 16", "residence": "no"})
    assert (final["verdict"], final["missing"]) == ("no", [])
    assert "'만 18세 이상 34세 이하'" in final["answer"]
    assert "만 18세가 되" in final["answer"]


def test_an_age_that_leaves_it_open_is_asked_for_once_more(client: TestClient) -> None:
    open_still = said(client, {"residence": "경기", "age": "91년생"})
    assert open_still["missing"] == ["age"]
    (question,) = open_still["questions"]
    assert question["text"] == "올해 생일이 지났나요?"
    assert said(client, {"residence": "경기", "age": question["options"][1]["value"]})["verdict"] == "yes"


def test_answers_to_nothing_and_answers_that_tell_nothing_count_as_none(client: TestClient) -> None:
    assert said(client, {"age": "글쎄요", "shoe": "270", "residence": "서울"})["missing"] == ["age"]


@pytest.mark.parametrize("course", ["nothing", "mapo"])
def test_what_is_no_course_is_told_so(client: TestClient, course: str) -> None:
    for response in (
        client.get("/api/eligibility", params={"course": course}),
        client.post("/api/eligibility", json={"course": course, "answers": {}}),
    ):
        assert response.status_code == 404
        assert response.json()["error"] == {"code": "not_found", "message": "그 과정은 목록에 없어요."}


@pytest.mark.parametrize(
    "body",
    [
        {"answers": {"age": None}},
        {"answers": {"age": "2" * 201}},
        {"answers": {"age": "\x00"}},
        {"answers": {"age": 1e400}},
        {"answers": {str(n): "1" for n in range(51)}},
        {"answers": ["24"]},
        {"answers": {}, "name": "지원자"},
        {"answers": {}, "locale": "fr"},
    ],
)
def test_a_bad_body_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    response = client.post("/api/eligibility", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert response.status_code == 422


def test_the_steps_of_a_check_are_limited_apart_from_the_questions(settings: Settings, saying: Saying) -> None:
    limited = create_app(settings.model_copy(update={"rate_limit": "2/minute"}), saying)
    with TestClient(limited) as client:
        for _ in range(2):
            assert client.post("/api/eligibility", json={"answers": {}}).status_code == 200
        assert client.post("/api/eligibility", json={"answers": {}}).status_code == 429
        assert client.post("/api/chat", json={"message": "수강료"}).status_code == 200

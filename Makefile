# Two commands matter: `make run` serves answers, `make test` proves them. Everything lives in .venv.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python; do \
	"$$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile
# pip would compile one file after the other. What fails are templates that packages ship as .py.
COMPILE := $(BIN)/python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.PHONY: help setup setup-dev run test check format bench bench-peers widget lock clean

help: ## 이 목록
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/runtime.stamp ## .venv를 만들고 잠긴 의존성과 saessak을 설치
	@:

setup-dev: .venv/dev.stamp ## 개발·테스트 도구까지 설치
	@:

run: setup ## 웹 서버 (http://127.0.0.1:8000)
	@$(BIN)/saessak serve

test: setup-dev ## 모든 테스트
	@sh scripts/chromium.sh
	@$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: setup-dev ## 형식, 규칙, 타입, import 방향
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup-dev ## 형식과 규칙을 고쳐 쓰기
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup-dev ## 측정
	@for name in engine index answers telegram widget; do echo "== $$name"; $(BIN)/python -m "benchmarks.$$name" || exit 1; done

bench-peers: .venv/bench.stamp ## 다른 검색과 나란히 측정 (SETS="폴더…")
	@$(BIN)/python -m benchmarks.peers $(SETS)

widget: ## 채팅 위젯을 새로 짓기 (node 필요)
	@cd webhooks/widget && npm ci --silent --no-audit --no-fund && npm run --silent check && npm run --silent build

lock: ## 의존성을 새로 잠그기 (uv 필요)
	@$(LOCK) --quiet --extra build --extra dev --output-file requirements/dev.lock
	@$(LOCK) --quiet --extra build --constraint requirements/dev.lock --output-file requirements/runtime.lock
	@$(LOCK) --quiet --extra bench --constraint requirements/dev.lock --output-file requirements/bench.lock

clean: ## 설치한 것과 색인을 지우기 (대화 기록도 지워져요)
	@rm -rf .venv .data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 이상과 venv 모듈이 필요해요. 데비안·우분투에서는: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "가상 환경을 만들지 못했어요. 데비안·우분투에서는: sudo apt install python3-venv" >&2; exit 1; }

.venv/runtime.stamp: requirements/runtime.lock pyproject.toml | .venv/bin/python
	@echo "의존성을 설치해요 (처음에는 1~2분)…"
	@$(PIP) --require-hashes -r requirements/runtime.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

.venv/dev.stamp: requirements/dev.lock .venv/runtime.stamp
	@$(PIP) --require-hashes -r requirements/dev.lock
	@$(COMPILE)
	@touch $@

.venv/bench.stamp: requirements/bench.lock .venv/dev.stamp
	@$(PIP) --require-hashes -r requirements/bench.lock
	@$(COMPILE)
	@touch $@

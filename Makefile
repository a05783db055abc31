# 二つの入口: `make demo`(準備から計算まで)と `make test`(準備から試験まで)。二回目からは準備を飛ばす。
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# llama-cpp-python has no wheel on PyPI: it is compiled once, then kept in pip's cache. Only the library is needed.
export CMAKE_ARGS ?= -DLLAVA_BUILD=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_SERVER=OFF

.PHONY: demo test test-slow screenshot chromium lint format bench model setup system clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make demo       準備をして、README の一文を同梱の 194 原子の経路で計算する
demo: setup
	$(BIN)/agent demo

## make test       準備をして、試験をする(lint を含む)
test: setup lint
	$(BIN)/python -m pytest -m "not slow"

## make test-slow  時間のかかる試験
test-slow: setup chromium
	$(BIN)/python -m pytest -m slow

## make screenshot  README の画面 docs/lab.png を、実際に計算して撮り直す
screenshot: setup chromium
	$(BIN)/python tests/lab/screenshot.py docs/lab.png

## make lint       ruff と mypy
lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

## make bench      素の ASE と並べて、力の計算回数と CPU 秒を測る。隔離の速さと重さも測る
bench: setup
	$(BIN)/python -m bench.barriers
	$(BIN)/python -m bench.cost
	$(BIN)/python -m bench.plan
	$(BIN)/python -m bench.sandbox
	$(BIN)/python -m bench.screening --candidates 8 --seconds 4 --most 1000

## make model      同梱モデルを、文の生成から GGUF まで作り直す(中断しても続きから)
model: setup
	OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0 $(BIN)/python -m model.training.train
	$(BIN)/python -m model.training.export

## make setup      準備だけ
setup: system $(READY)

$(READY): pyproject.toml constraints.txt
	@echo "準備: 仮想環境 $(VENV)(初回は llama.cpp を組み立てるので 10 分ほど)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet torch==2.13.0
	@echo "準備: パッケージ"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@$(BIN)/jupyter-kernelspec install --log-level=WARN --sys-prefix --name kassei tools/sandbox/kernelspec
	@touch $@

# What the system itself must have: the sandbox, and a compiler for llama.cpp.
system:
	@missing=; \
	command -v bwrap >/dev/null 2>&1 || missing="$$missing bubblewrap"; \
	test -x $(BIN)/python || command -v c++ >/dev/null 2>&1 || missing="$$missing g++"; \
	test -z "$$missing" && exit 0; \
	if test "$$(id -u)" = 0; then as=; elif sudo -n true 2>/dev/null; then as=sudo; else \
	  echo "足りないもの:$$missing — 実行してください: sudo apt-get install -y$$missing" >&2; exit 1; fi; \
	if ! command -v apt-get >/dev/null 2>&1; then \
	  echo "足りないもの:$$missing — お使いのシステムの方法で入れてください(例: dnf install$$missing)" >&2; exit 1; fi; \
	echo "準備:$$missing を入れます"; \
	$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null

# What drives the chat in tests and takes the picture of the README.
chromium:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || { \
	  if test "$$(id -u)" = 0; then as=; elif sudo -n true 2>/dev/null; then as=sudo; else as=none; fi; \
	  if test "$$as" = none || ! command -v apt-get >/dev/null 2>&1; then \
	    echo "足りないもの: chromium と日本語のフォント — sudo apt-get install -y chromium fonts-noto-cjk" >&2; exit 1; fi; \
	  echo "準備: chromium と日本語のフォントを入れます"; \
	  $$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; }

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .mypy_cache

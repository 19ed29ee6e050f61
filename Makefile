# Every target installs what it needs and may be run again at any time.

SHELL := /bin/bash
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
OUT ?= out
# One more than processors, since some tests wait for others' processes; each needs up to 1 GB.
UNIT_PROCESSES ?= $(shell n=$$(($$(nproc) + 1)); echo $$((n < 4 ? n : 4)))
SAMPLE := kepu_app/demo/安徽省2024年填报工作簿.xlsx

.DEFAULT_GOAL := help
.PHONY: help demo test unit fresh test-weasyprint59 test-site coverage site site-stop bench bench-site bench-packages lint metrics mutants semgrep sample system clean bench-bulk bench-collect bench-reports bench-workbook lint-deploy bench-load bench-pages

help: ## what can be made
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: $(VENV)/.installed ## a folder of Word files in, a package out in out/; then the same from the sample workbook
	@$(BIN)/python -m kepu_app.demo.received "$(OUT)"
	@$(BIN)/kepu collect "$(OUT)/收到的文件" --output "$(OUT)/安徽省.xlsx"
	@$(BIN)/kepu bundle "$(OUT)/安徽省.xlsx" --scans "$(OUT)/安徽省-盖章件" --output "$(OUT)"
	@$(BIN)/kepu bundle "$(SAMPLE)" --output "$(OUT)/从工作簿"
	@$(BIN)/kepu rank "$(SAMPLE)" --force -o "$(OUT)/评分汇总表.pdf" -o "$(OUT)/评分汇总表.xlsx"

test: $(VENV)/.installed-test ## every test that can run here; says what did not run
	@scripts/test.sh

unit: $(VENV)/.installed-test
	@$(BIN)/python -m pytest -n $(UNIT_PROCESSES) --dist worksteal --cov --cov-report=term --cov-fail-under=95

test-weasyprint59: $(VENV)/.installed-test ## the tests of printing with WeasyPrint 59.0, which Frappe 15 pins
	@$(BIN)/python benchmarks/bench_pdf.py --prepare
	@.venv-weasyprint59/bin/python -m pytest -p no:cacheprovider -W ignore::DeprecationWarning \
		tests/unit/test_{complete,drawn,fonts,justify,library,line_breaks,paper,pdf,pdf_layout,same_bytes,score_table,weasyprint_speed}.py

fresh: ## both commands of the README on a bare Debian 12 and 13, as root and as a plain user; needs root
	@scripts/fresh.sh

test-site: ## site and browser tests alone, on a bench of their own
	@scripts/test-site.sh

coverage: ## as test-site, and tells the lines of the app that no test runs; TESTS=tests/site/test_x.py runs that one
	@KEPU_COVERAGE=1 KEPU_TEST_MINUTES=$${KEPU_TEST_MINUTES:-120} scripts/test-site.sh $(TESTS)

site: ## Frappe 15, database, web server and demo data, all in one folder; prints the logins
	@scripts/site.sh

site-stop: ## end what "make site" started
	@scripts/site.sh stop

bench: $(VENV)/.installed-test ## speed, size and memory beside other ways to print
	@$(BIN)/python benchmarks/bench_pdf.py

bench-site: ## speed of the site with five years of 533 counties; needs make site
	@scripts/site.sh python benchmarks/bench_site.py

bench-packages: ## speed and memory of the packages of all provinces, on the bench of "make site"
	@scripts/site.sh python benchmarks/bench_packages.py

bench-collect: $(VENV)/.installed-test ## speed and memory of kepu collect with 100 and 300 Word files
	@$(BIN)/python benchmarks/bench_collect.py

bench-bulk: ## speed of returning 533 summaries in one go; needs make site
	@scripts/site.sh python benchmarks/bench_bulk.py

bench-workbook: ## speed of a province's workbook of 500 rows, both ways; needs make site
	@scripts/site.sh python benchmarks/bench_workbook.py

bench-reports: ## speed of the reports with 533 and 5330 counties, on the bench of "make site"
	@scripts/site.sh python benchmarks/bench_reports.py

bench-pages: ## how soon the home, a list and a form can be used, by role; on the site of the tests
	@scripts/test-site.sh -s tests/browser/bench_pages.py

bench-load: ## the last evening: 60 to 600 people on one web node and on two; on the bench of "make site"
	@scripts/site.sh python benchmarks/bench_load.py

sample: $(VENV)/.installed ## make the sample workbook anew from its texts
	@$(BIN)/python -m kepu_app.demo.sample

lint: $(VENV)/.installed-test ## ruff, format, types, shellcheck, and ESLint and Prettier for JavaScript
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@command -v shellcheck >/dev/null || scripts/system-packages.sh shellcheck
	@shellcheck scripts/*.sh .ci/run
	@scripts/lint-js.sh

metrics: ## the longest files and functions, the usual length of a function, definitions per concern
	@$(PYTHON) scripts/metrics.py

mutants: .venv-mutants/.installed ## mutation tests of the rules and the counter; MODULES=kepu_app/core/rules/cases.py tests that one
	@.venv-mutants/bin/python scripts/mutants.py $(MODULES)

lint-deploy: ## the files in deploy/ by hadolint, yamllint and the schema of Compose, fetched from the network
	@scripts/lint-deploy.sh

semgrep: ## Frappe's own linter rules, fetched from the network; no part of "make test"
	@scripts/semgrep.sh

clean: ## remove what the targets above made
	rm -rf "$(OUT)" $(VENV) .venv-* build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* scripts/lint-js/node_modules

system:
	@scripts/system-packages.sh

$(VENV)/.installed: setup.py pyproject.toml scripts/system-packages.sh
	@scripts/venv.sh $(VENV) $(PYTHON) .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@scripts/venv.sh $(VENV) $(PYTHON) '.[test,lint]'
	@touch $@

.venv-mutants/.installed: setup.py pyproject.toml
	@scripts/venv.sh .venv-mutants $(PYTHON) '.[test,mutants]'
	@touch $@

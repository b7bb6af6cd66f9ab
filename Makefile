# The commands of Masohi. `make help` lists them.
PYTHON ?= python3
BROKER ?= tansu
STACK ?= local
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
SERVICES := agreements training community_service notifications

# Where it is set, every process compiles every module again: up to 1.7 of the 3 seconds that a service needs to start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo up down clean backup restore drill token upgrade rehearse-upgrade rehearse-postgres verify-journal test test-quick \
  check check-types check-files check-alerts check-rest secrets digests doctor rotate format lock audit release sbom catalogue pictures bench sizing fuzz

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(STAMP) ## play the story end to end (BROKER=tansu|kafka, STACK=local|compose, EVENTS=1 lists every event, PAGES=1 goes on by pages)
	@$(BIN)/python -m deploy.demo --broker $(BROKER) --stack $(STACK) $(if $(EVENTS),--events) $(if $(PAGES),--pages)

up: $(STAMP) ## start everything, play the story once, and keep running; the state is in .local (BROKER=tansu|kafka, BACKUP=folder keeps backups)
	@exec $(BIN)/python -m deploy.local.up --broker $(BROKER) $(if $(BACKUP),--backup $(BACKUP))

down: $(STAMP) ## stop the system of `make up`, for example when its terminal is gone
	@$(BIN)/python -m deploy.local.down

clean: ## stop the local system and remove its state (not the environment)
	@if [ -d $(VENV) ]; then $(BIN)/python -m deploy.local.down; fi
	rm -rf .local

secrets: $(STAMP) ## random secrets for the containers, in .local/compose; what exists stays
	@$(BIN)/python -m deploy.compose.make_secrets
	@$(BIN)/python -m deploy.compose.images

digests: $(STAMP) ## pin every official image by its digest, in deploy/compose/digests.yml (needs a registry)
	@$(BIN)/python -m deploy.compose.digests

doctor: $(STAMP) ## what is wrong with an installation, and what to do, a line each (STACK=local|compose)
	@$(BIN)/python -m deploy.doctor --stack $(STACK)

rotate: $(STAMP) ## a new secret for the containers while they run: make rotate SECRET=training_dsn [FROM=file]
	@$(BIN)/python -m deploy.rotate $(if $(SECRET),$(SECRET)) $(if $(FROM),--from $(FROM))

backup: $(STAMP) ## take a base backup of the system of `make up` (BACKUP=folder, KIND=full|incremental)
	@$(BIN)/python -m deploy.local.backup take $(if $(BACKUP),--folder $(BACKUP)) $(if $(KIND),--kind $(KIND))

restore: $(STAMP) ## make the stopped system of `make up` anew from its backups (BACKUP=folder, UNTIL=moment, BY="name: why")
	@$(BIN)/python -m deploy.local.backup restore --broker $(BROKER) $(if $(BACKUP),--folder $(BACKUP)) $(if $(UNTIL),--until $(UNTIL)) $(if $(BY),--state "$(BY)")

drill: $(STAMP) ## lose a loaded database on purpose, get it back, count every fact (BROKER=tansu|kafka, ASYNCHRONOUS=1)
	@$(BIN)/python -m deploy.drill --broker $(BROKER) $(if $(ASYNCHRONOUS),--asynchronous)

token: $(STAMP) ## a bearer token for the system of `make up`: make token ROLE=clerk [ORG=<id>] [SUBJECT=me]
	@$(BIN)/python -m deploy.local.token $(if $(ROLE),--role $(ROLE)) $(if $(ORG),--organisation $(ORG)) $(if $(SUBJECT),--subject $(SUBJECT))

upgrade: $(STAMP) ## put this checkout in the place of what runs in the containers: check, backup, migrate, roll, verify [WITHOUT_BACKUP="reason"]
	@$(BIN)/python -m deploy.upgrade $(if $(WITHOUT_BACKUP),--without-backup "$(WITHOUT_BACKUP)")

rehearse-upgrade: $(STAMP) ## from the last release to this checkout under load, in processes on this machine [FROM=commit] [SECONDS=60] (BROKER=tansu|kafka)
	@$(BIN)/python -m tests.rehearsal --broker $(BROKER) $(if $(FROM),--before $(FROM)) $(if $(SECONDS),--seconds $(SECONDS))

rehearse-postgres: $(STAMP) ## a filled database goes to another Postgres cluster, by dump and by pg_upgrade, with times [FACTS=100000] [OLD=folder] [NEW=folder]
	@$(BIN)/python -m tests.rehearsal.postgres $(if $(FACTS),--facts $(FACTS)) $(if $(OLD),--old $(OLD)) $(if $(NEW),--new $(NEW))

verify-journal: $(STAMP) ## recompute every chain and daily seal of `make up`, or of MASOHI_VERIFY_DSN [SERVICE=community_service]
	@$(BIN)/python -m deploy.local.verify $(SERVICE)

test: $(STAMP) ## every test: unit, service, contract, system (WORKERS=2: how many processes run them)
	@$(BIN)/python -m pytest -n $(WORKERS)

test-quick: $(STAMP) ## the tests that need no broker
	@$(BIN)/python -m pytest -n $(WORKERS) tests/service tests/contract tests/unit

check: $(STAMP) ## format, lint, types, imports, migrations, dependencies, contract drift, containers, alerts
	@$(MAKE) --no-print-directory --jobs=2 check-types check-rest check-files check-alerts audit

check-types: $(STAMP)
	$(BIN)/mypy --no-error-summary .

check-rest: $(STAMP)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-logo
	$(BIN)/squawk --config .squawk.toml $$(find shared/postgres/migrations services -name '*.sql' | sort)
	$(BIN)/deptry . --no-ansi
	$(BIN)/python -m deploy.catalogue --check

check-files: $(STAMP)
	$(BIN)/yamllint --strict .yamllint.yml .compose-lint.yml docker-compose.yml deploy
	$(BIN)/hadolint deploy/Dockerfile
	$(BIN)/compose-lint check --quiet --skip-suppressed --strict-config --no-env --fail-on low docker-compose.yml

check-alerts: $(STAMP) ## rules, alerts, and who hears of them, with promtool and amtool
	@$(BIN)/python -m deploy.alerts

audit: $(STAMP) ## known vulnerabilities in the dependencies
	@$(BIN)/python -m deploy.audit requirements/*.txt

format: $(STAMP) ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

release: $(STAMP) ## make a release of what is unreleased: make release VERSION=0.2.0 [MUST_NOT_BE_SKIPPED="why"]
	@$(BIN)/python -m deploy.make_release $(VERSION) $(if $(MUST_NOT_BE_SKIPPED),--must-not-be-skipped "$(MUST_NOT_BE_SKIPPED)")

sbom: $(STAMP) ## what is in each image, as CycloneDX 1.6 [OUT=.local/sbom]
	@$(BIN)/python -m deploy.images.sbom $(or $(OUT),.local/sbom)

catalogue: $(STAMP) ## write docs/events from the code
	$(BIN)/python -m deploy.catalogue

pictures: $(STAMP) ## draw docs/pictures/demo.svg again
	@$(BIN)/python -m deploy.demo.picture

bench: $(STAMP) ## measure speed and print it beside what it is compared with (never in CI)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	$(BIN)/python -m tests.bench

sizing: $(STAMP) ## measure what this machine carries, and write docs/sizing.md
	@$(BIN)/python -m tests.bench.sizing

fuzz: $(STAMP) ## let a fuzzer look for answers that the OpenAPI documents do not have (SERVICE=… SECONDS=90 SEED=12)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	$(BIN)/python -m tests.fuzz $(SERVICE) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

lock: $(STAMP) ## pin all dependencies again
	for service in $(SERVICES); do $(COMPILE) --extra $$service -o requirements/$$service.txt; done
	$(COMPILE) --extra operations -o requirements/operations.txt
	$(COMPILE) --extra agreements --extra training --extra community_service --extra notifications --extra dev -o requirements/dev.txt
	$(COMPILE) --extra agreements --extra training --extra community_service --extra notifications --extra dev --extra bench -o requirements/bench.txt

$(STAMP): requirements/dev.txt
	@echo "Installing the environment into $(VENV) (first run only) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Masohi needs Python 3.11 or newer: set PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	@touch $(STAMP)

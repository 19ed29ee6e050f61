#!/usr/bin/env python3
"""How many people the site carries on the evening before the deadline, on one web node and on two.

Makes a site of its own on the bench of ``make site``. 533 reporters open, type, save and hand in; 64
approvers list, compare, approve and return; officers read reports; two packages are built. Locust drives
them through nginx at web nodes of two processes each, with two workers. After each level the hand-ins in
the database are counted against those that were confirmed.

	make bench-load                                                   levels 60, 150, 300, 600; nodes 1, 2
	<bench>/env/bin/python benchmarks/bench_load.py --levels 60 --nodes 1 --seconds 30 --json result.json

Browsers fetch scripts and styles once and keep them, and hold a socket for live updates; neither is part of
this. The exit code is 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import harness
from load import country, running, sampling, servers

LEVELS, NODES, SECONDS = (60, 150, 300, 600), (1, 2), 60
GOAL_PEOPLE, GOAL_P95 = 300, 1000
"""So many people at once, with a 95th percentile of so many milliseconds."""
GOAL_GAIN = 1.6
"""Requests a second of two nodes by those of one at the highest level, where processors are free for the second."""
PROCESSORS_OF_A_NODE = 2


def main() -> int:
	parser = harness.parser("Measures the site with a whole country working on it.")
	parser.add_argument("--levels", type=numbers, default=LEVELS, help="people at once (60,150,300,600)")
	parser.add_argument("--nodes", type=numbers, default=NODES, help="web nodes (1,2)")
	parser.add_argument("--seconds", type=int, default=SECONDS, help="of each level, once all are there (60)")
	parser.add_argument("--pace", type=numbers, default=country.PACE, help="seconds between clicks (20,60)")
	parser.add_argument("--locust", type=Path, default=Path.home() / ".cache/kepu_app/locust")
	options = parser.parse_args()
	return harness.benchmark(options, country.SITE, lambda: measure(options), show)


def numbers(text: str) -> tuple[int, ...]:
	return tuple(int(each) for each in text.split(","))


def measure(options: argparse.Namespace) -> dict[str, Any]:
	locust = running.installed_locust(options.locust)
	country.make()
	cast = country.cast(options.pace)
	levels, open_ends = [], Counter()
	for nodes in options.nodes:
		with servers.running(country.SITE, nodes) as started:
			for people in options.levels:
				print(f"{people} people, web nodes: {nodes} …", flush=True)
				levels.append(
					measure_level(locust, started, cast, people, options.seconds, open_ends)
					| {"nodes": nodes}
				)
	return {
		"levels": levels,
		"pace": options.pace,
		"missed": missed(levels),
		"load": os.getloadavg(),
		"processors": os.cpu_count(),
		"date": time.strftime("%Y-%m-%d"),
	}


def measure_level(
	locust: Path,
	started: servers.Servers,
	cast: dict[str, Any],
	people: int,
	seconds: int,
	open_ends: Counter[str],
) -> dict[str, Any]:
	"""``open_ends``: hand-ins of this and earlier levels that may yet be stored, although nobody has the answer."""
	before = Counter(country.hand_ins())
	database, memory = sampling.database_counters(), sampling.redis_counters()
	costs = sampling.Costs(started)
	costs.start()
	found = running.run(locust, started.url, cast, people, seconds)
	figures = costs.stop()
	open_ends.update(found["told"]["unknown"])
	kinds = found["requests"]
	times = running.summed(kinds)
	requests = sum(each["num_requests"] for each in kinds)
	return {
		"people": people,
		"requests": requests,
		"processor_milliseconds": processor_milliseconds(figures, found["told"]["requests"]),
		"requests_a_second": running.speed(kinds),
		"errors": sum(each["num_failures"] for each in kinds),
		"p50": running.percentile(times, 0.5),
		"p95": running.percentile(times, 0.95),
		"kinds": {each["name"]: kind_of(each) for each in sorted(kinds, key=lambda each: each["name"])},
		"told": {name: found["told"][name] for name in ("refused", "errors")},
		"hand_ins": compare(found["told"]["handed_in"], open_ends, Counter(country.hand_ins()) - before),
		"processes": figures,
		"database": differences(sampling.database_counters(), database),
		"redis": differences(sampling.redis_counters(), memory),
	}


def processor_milliseconds(figures: dict[str, Any], requests: int) -> float:
	"""Of all that answers, by request: what other programs on the machine hardly change."""
	seconds = sum(cost["processor_seconds"] for kind, cost in figures.items() if kind != "worker")
	return round(1000 * seconds / max(1, requests), 1)


def kind_of(entry: dict[str, Any]) -> dict[str, int]:
	return {
		"requests": entry["num_requests"],
		"errors": entry["num_failures"],
		"p50": running.percentile(entry["response_times"], 0.5),
		"p95": running.percentile(entry["response_times"], 0.95),
	}


def compare(handed_in: list[str], open_ends: Counter[str], stored: Counter[str]) -> dict[str, int]:
	"""Return what people were told beside what the database holds: none that was confirmed lost, none there
	twice."""
	confirmed = Counter(handed_in)
	return {
		"confirmed": confirmed.total(),
		"stored": stored.total(),
		"without_answer": open_ends.total(),
		"lost": (confirmed - stored).total(),
		"unexplained": (stored - confirmed - open_ends).total(),
	}


def differences(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
	return {name: value if name == "megabytes" else value - before[name] for name, value in after.items()}


# ---- limits -----------------------------------------------------------------------------------------


def missed(levels: list[dict[str, Any]]) -> list[str]:
	"""Return the limits that do not hold, in words."""
	found = []
	for each in levels:
		where = f"{each['people']} people, {each['nodes']} web node(s)"
		if each["hand_ins"]["lost"] or each["hand_ins"]["unexplained"]:
			found.append(f"{where}: hand-ins {each['hand_ins']}")
		if each["people"] <= GOAL_PEOPLE and each["errors"]:
			found.append(f"{where}: {each['errors']} errors")
		if each["people"] <= GOAL_PEOPLE and each["p95"] >= GOAL_P95:
			found.append(f"{where}: p95 {each['p95']} ms")
	return found + missed_gain(levels)


def missed_gain(levels: list[dict[str, Any]]) -> list[str]:
	"""Nothing where the second node has no processors of its own: then it can add nothing."""
	if (os.cpu_count() or 1) < 2 * PROCESSORS_OF_A_NODE:
		return []
	speeds = {(each["nodes"], each["people"]): each["requests_a_second"] for each in levels}
	highest = max(each["people"] for each in levels)
	if {(1, highest), (2, highest)} - set(speeds):
		return []
	gain = speeds[2, highest] / speeds[1, highest]
	return [] if gain >= GOAL_GAIN else [f"the second web node makes it {gain:.2f} times as fast"]


# ---- showing ----------------------------------------------------------------------------------------


def show(result: dict[str, Any]) -> None:
	print(
		f"\n{'nodes':>5} {'people':>7} {'requests/s':>11} {'p50':>8} {'p95':>8} {'errors':>7} {'processor':>10}   processor seconds; MB"
	)
	for each in result["levels"]:
		costs = ", ".join(
			f"{kind} {cost['processor_seconds']:g} s {cost['megabytes']} MB"
			for kind, cost in each["processes"].items()
		)
		print(
			f"{each['nodes']:>5} {each['people']:>7} {each['requests_a_second']:>11} {each['p50']:>6}ms"
			f" {each['p95']:>6}ms {each['errors']:>7} {each['processor_milliseconds']:>8}ms   {costs}"
		)
	for each in result["levels"]:
		show_level(each)
	if (os.cpu_count() or 1) < 2 * PROCESSORS_OF_A_NODE:
		print("\nNOT MEASURED: what a second web node adds; this machine has no processors for it.")


def show_level(level: dict[str, Any]) -> None:
	print(f"\n{level['people']} people, web nodes: {level['nodes']}")
	for name, kind in level["kinds"].items():
		print(
			f"  {name:24} {kind['requests']:>6} {kind['p50']:>6}ms {kind['p95']:>6}ms   errors {kind['errors']}"
		)
	print("  hand-ins: " + ", ".join(f"{name} {number}" for name, number in level["hand_ins"].items()))
	print("  database: " + ", ".join(f"{name} {number}" for name, number in level["database"].items()))
	print("  Redis: " + ", ".join(f"{name} {number}" for name, number in level["redis"].items()))
	for kind in ("refused", "errors"):
		if level["told"][kind]:
			print(
				f"  {kind}: " + ", ".join(f"{name} {number}" for name, number in level["told"][kind].items())
			)


if __name__ == "__main__":
	sys.exit(main())

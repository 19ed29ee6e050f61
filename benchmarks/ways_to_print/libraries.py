"""Printing by Python libraries, in the process that calls: this project, WeasyPrint as it is, Typst."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TYPST_FOLDER = Path(__file__).resolve().parents[2] / ".venv-typst"


def print_ours(characters: int, repeat: int) -> dict[str, Any]:
	"""Each run has a text of its own, since what papers have in common is kept."""
	from kepu_app.core.printing.pdf import render_pdf
	from tests.unit.long_texts import make_long_paper

	papers = [make_long_paper(characters, seed) for seed in range(repeat)]
	return timed(lambda: render_pdf(papers.pop()), repeat)


def print_plain(characters: int, repeat: int) -> dict[str, Any]:
	import weasyprint

	html = page_for_others(characters)
	return timed(lambda: weasyprint.HTML(string=html).write_pdf(), repeat)


def print_typst(characters: int, repeat: int) -> dict[str, Any]:
	"""Each run has a text of its own, since Typst keeps what it has laid out before."""
	sys.path.insert(0, str(TYPST_FOLDER))
	import typst

	from kepu_app.core.printing.fonts import Role, installed_fonts
	from tests.unit.long_texts import make_long_paper

	chosen = {role: chain[0] for role, chain in installed_fonts().chains.items()}
	folders = sorted({str(font.path.parent) for font in chosen.values()})
	families = {role.value: chosen[role].face.get_name(1) for role in Role}
	texts = [typst_source(make_long_paper(characters, seed), families) for seed in range(repeat)]
	with tempfile.TemporaryDirectory() as folder:
		source = Path(folder) / "summary.typ"

		def job() -> bytes:
			source.write_text(texts.pop(), encoding="utf-8")
			return typst.compile(str(source), font_paths=folders, ignore_system_fonts=True)

		return timed(job, repeat)


def typst_source(paper: Any, families: dict[str, str]) -> str:
	"""Return the summary in Typst's language, on the same page with the same fonts and lines."""
	body = []
	for section in paper.sections:
		body.append(f'#text(font: "{families["hei"]}")[#{_typst_text(section.heading)}]')
		body += [f"#{_typst_text(each.text)}" for each in section.paragraphs]
	return "\n\n".join(
		(
			"#set page(width: 210mm, height: 297mm, margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), "
			'numbering: "— 1 —")',
			f'#set text(font: "{families["body"]}", size: 16pt, lang: "zh")',
			"#set par(justify: true, leading: 12.99pt, spacing: 12.99pt, first-line-indent: (amount: 2em, all: true))",
			f'#align(center, text(font: "{families["title"]}", size: 22pt)[#{_typst_text(paper.place)}])',
			*body,
			f"#align(right)[#{_typst_text(paper.signature)} \\ #{_typst_text(paper.date)}]",
		)
	)


def _typst_text(text: str) -> str:
	return json.dumps(text, ensure_ascii=False)


WORKERS: dict[str, Callable[[int, int], dict[str, Any]]] = {
	"ours": print_ours,
	"plain": print_plain,
	"typst": print_typst,
}


def timed(job: Callable[[], bytes], repeat: int) -> dict[str, Any]:
	seconds, processor = [], []
	for _run in range(repeat):
		start, worked = time.perf_counter(), time.process_time()
		pdf = job()
		seconds.append(time.perf_counter() - start)
		processor.append(time.process_time() - worked)
	# Linux counts in kilobytes.
	memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
	return {"seconds": seconds, "processor": processor, "size": len(pdf), "memory": memory}


def page_for_others(characters: int) -> str:
	"""Return the summary as HTML that names the same fonts by their files, or where a file holds several by
	their family."""
	from kepu_app.core.printing.fonts import Role, installed_fonts
	from kepu_app.core.printing.html import render_html
	from tests.unit.long_texts import make_long_paper

	faces, roles = {}, []
	for role in Role:
		names = []
		for font in installed_fonts().chains[role][:2]:
			if font.path.suffix == ".ttc":
				names.append(f'"{font.face.get_name(1)}"')
			else:
				names.append(f'"{font.name}"')
				faces[font.name] = (
					f'@font-face {{ font-family: "{font.name}"; src: url({font.path.as_uri()}) }}'
				)
		roles.append(f"--{role.value}: {', '.join(names)};")
	css = "\n".join((*faces.values(), f":root {{ {' '.join(roles)} }}"))
	return render_html(make_long_paper(characters), css=css)

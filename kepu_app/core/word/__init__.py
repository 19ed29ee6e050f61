"""Attachments 2-4 as Word files, from templates that people change in Word."""

from kepu_app.core.word.check import check_template, sample_paper
from kepu_app.core.word.container import TemplateProblem
from kepu_app.core.word.render import render_docx, shipped_template

__all__ = ["TemplateProblem", "check_template", "render_docx", "sample_paper", "shipped_template"]

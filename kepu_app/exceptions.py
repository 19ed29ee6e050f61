"""The errors that the Desk side raises on purpose, by what they are about; those of the core are in ``core.errors``.

Their names go to the browser, and each has the HTTP status of its base unless it says otherwise.
"""

from __future__ import annotations

import frappe


class FrozenError(frappe.ValidationError):
	"""The document, its province's submission or its cycle can no longer be changed."""


class EditRoleError(frappe.PermissionError):
	"""The user's roles may not edit the document in its present state."""


class SelfApprovalError(frappe.PermissionError):
	"""The user wrote or last submitted what is to be approved."""


class ReasonMissingError(frappe.ValidationError):
	"""A transition that needs a reason was asked for without one."""


class ListRefusedError(frappe.ValidationError):
	"""A record of the list was refused by Frappe or by the app; nothing of the list is to be kept."""


class PictureError(frappe.ValidationError):
	"""A picture or a PDF cannot be opened, or part of it is missing."""


class ScanError(frappe.ValidationError):
	"""An uploaded file is no usable scan."""


class MarkingError(frappe.ValidationError):
	"""A mark breaks a rule, or the assessment is in a state in which nothing is marked."""


class RoundError(frappe.ValidationError):
	"""The round is in a state in which that cannot be done."""


class EvidenceError(frappe.ValidationError):
	"""A file of evidence is not the summary's own, belongs to no criterion, or is above a limit."""


class QuotaError(frappe.ValidationError):
	"""A province has picked as many as it may."""


class ChangedMeanwhileError(frappe.TimestampMismatchError):
	"""The document is not any more as it was when the step was decided on."""


class VersionMissingError(frappe.ValidationError):
	"""A step came by a request that does not say which version it was decided on."""


class BreachError(frappe.ValidationError):
	"""The content breaks rules of the notice."""


class ImportRefusedError(frappe.ValidationError):
	"""Something speaks against the import, so nothing of it was written."""


class CallTooLargeError(frappe.ValidationError):
	"""A request brings more than is taken."""

	http_status_code = 413


class TooManyNamedError(frappe.ValidationError):
	"""A request names more than is looked at in one request."""


class FileNameError(frappe.ValidationError):
	"""A file cannot be kept under this name."""


class FileTypeError(frappe.ValidationError):
	"""A file is of a kind that is not taken."""


class AddressError(frappe.PermissionError):
	"""An address leads out of the folders in which the site keeps its files."""


class MobileError(frappe.ValidationError):
	"""A mobile number cannot be used to sign in with."""


class CycleStateError(frappe.ValidationError):
	"""The cycle is in a state in which that cannot be done."""


class StaleReadingError(frappe.ValidationError):
	"""The province's documents changed while they were being checked."""


class ReceiptListError(frappe.ValidationError):
	"""The list is in a state in which that cannot be done, or two of its rows contradict each other."""


class FilterError(frappe.ValidationError):
	"""A report is asked for something that it cannot show."""


class ReportTooLongError(frappe.ValidationError):
	"""A report has more cells or characters than are printed in one request."""


class AlreadyRunningError(frappe.ValidationError):
	"""The same work is running or waiting already."""


class QueueUnreachableError(frappe.ValidationError):
	"""Redis, which holds the queue, does not answer."""

	http_status_code = 503


class NotTakenError(frappe.ValidationError):
	"""The server of a group robot, or the gateway for text messages, did not take a message."""


class GatewayUnreachableError(NotTakenError):
	"""The gateway for text messages did not answer at all."""


class TargetGone(RuntimeError):
	"""Raised when Frappe lacks a target of an override: the gap it closed would be open."""

"""Endpoints of the buttons that send a test message at once and report the result."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
import frappe
from frappe import _
from frappe.utils import escape_html, get_url

from kepu_app.core.errors import InputError
from kepu_app.core.messaging import texts
from kepu_app.exceptions import NotTakenError
from kepu_app.messaging import robots, sms
from kepu_app.messaging.channels import SETTINGS, place_name, robot_of

HOLDERS = ("Province", SETTINGS)


@frappe.whitelist(methods=["POST"])
def test_robot(doctype: str, name: str) -> str:
	"""Send a test message by the stored robot; return its vendor: 企业微信, 钉钉 or 飞书.

	Args:
		doctype: Province, or Kepu Settings for CAST's.
		name: of the province.

	Raises:
		PermissionError: the user may not change the record.
		NotTakenError: there is no robot, or its server refused the message.
	"""
	if doctype not in HOLDERS:
		frappe.throw(_("You may not see or change it."), frappe.PermissionError)
	frappe.get_doc(doctype, name).check_permission("write")
	province = name if doctype == "Province" else None
	try:
		robot = robot_of(province)
		if not robot:
			raise NotTakenError(_("There is no address of a group robot."))
		robots.send(robot, texts.robot_message([texts.test_message(place_name(province))], get_url()))
	except (InputError, NotTakenError) as error:
		_tell_failure(error)
	return robot.vendor_name


@frappe.whitelist(methods=["POST"])
def test_sms() -> str:
	"""Send a test message to the user's own mobile number, and return the number.

	Raises:
		PermissionError: the user may not change Kepu Settings.
		NotTakenError: there is no gateway or no number, or the gateway refused the message.
	"""
	frappe.get_doc(SETTINGS).check_permission("write")
	number = frappe.db.get_value("User", frappe.session.user, "mobile_no")
	try:
		if not number:
			raise NotTakenError(_("Your account has no mobile number."))
		sms.send(number, texts.test_sms(get_url()))
	except NotTakenError as error:
		_tell_failure(error)
	return number


def _tell_failure(error: Exception) -> None:
	frappe.throw(_("The test message was not sent: {0}").format(escape_html(str(error))), NotTakenError)

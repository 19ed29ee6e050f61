"""Endpoints open before login: every login method that a site may enable, and the Desk's translations."""

from kepu_app.access.allowed.method import Method, act, read

ANY = ("GET", "POST")

METHODS: dict[str, Method] = {
	"login": act(),
	"logout": Method(ANY),
	"ping": read(),
	"frappe.ping": read(),
	"frappe.handler.logout": Method(ANY),
	"frappe.handler.web_logout": Method(ANY),
	"frappe.auth.get_logged_user": read(),
	"frappe.core.doctype.user.user.reset_password": act(),
	"frappe.core.doctype.user.user.test_password_strength": act(),
	"frappe.core.doctype.user.user.update_password": act(),
	"frappe.integrations.doctype.ldap_settings.ldap_settings.login": act(),
	"frappe.integrations.oauth2.approve": Method(ANY),
	"frappe.integrations.oauth2.authorize": Method(ANY),
	"frappe.integrations.oauth2.get_token": act(),
	"frappe.integrations.oauth2.introspect_token": act(),
	"frappe.integrations.oauth2.openid_configuration": read(),
	"frappe.integrations.oauth2.openid_profile": read(),
	"frappe.integrations.oauth2.revoke_token": act(),
	"frappe.integrations.oauth2_logins.custom": Method(ANY),
	"frappe.integrations.oauth2_logins.login_via_facebook": Method(ANY),
	"frappe.integrations.oauth2_logins.login_via_fairlogin": Method(ANY),
	"frappe.integrations.oauth2_logins.login_via_frappe": Method(ANY),
	"frappe.integrations.oauth2_logins.login_via_github": Method(ANY),
	"frappe.integrations.oauth2_logins.login_via_google": Method(ANY),
	"frappe.integrations.oauth2_logins.login_via_keycloak": Method(ANY),
	"frappe.integrations.oauth2_logins.login_via_office365": Method(ANY),
	"frappe.integrations.oauth2_logins.login_via_salesforce": Method(ANY),
	"frappe.realtime.can_subscribe_doc": read(),
	"frappe.realtime.can_subscribe_doctype": read(),
	"frappe.realtime.get_user_info": read(),
	"frappe.realtime.has_permission": read(),
	"frappe.translate.load_all_translations": read(),
	"frappe.twofactor.get_qr_svg_code": read(),
	"frappe.www.login.login_via_key": Method(ANY),
	"frappe.www.login.login_via_token": Method(ANY),
}

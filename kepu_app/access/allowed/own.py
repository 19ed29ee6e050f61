"""The app's own methods: all of them, since each asks for itself who may call it."""

from kepu_app.access.allowed.method import MOST_OF_A_LIST, Method, act, read

SUBMISSION = {"submission": "Provincial Submission"}
CYCLE = {"cycle": "Reporting Cycle"}
RECEIPTS = {"receipt_list": "Receipt List"}

ROUND = {"round_name": "Assessment Round"}
ASSESSMENT = {"assessment": "Subject Assessment"}

METHODS: dict[str, Method] = {
	"kepu_app.assessment.api.close_round": act(fixed=ROUND),
	"kepu_app.assessment.api.compare": read(fixed=ROUND),
	"kepu_app.assessment.api.download_table": read(fixed=ROUND),
	"kepu_app.assessment.api.evidence": read(fixed=ASSESSMENT),
	"kepu_app.assessment.api.form": read(fixed=ASSESSMENT),
	"kepu_app.assessment.api.latest_round": read(fixed=CYCLE),
	"kepu_app.assessment.api.new_version": act(fixed={"sheet": "Scoring Sheet"}),
	"kepu_app.assessment.api.open_round": act(fixed=ROUND),
	"kepu_app.assessment.api.presets": read(),
	"kepu_app.assessment.api.progress": read(fixed=ROUND),
	"kepu_app.assessment.api.propose": act(fixed=ROUND),
	"kepu_app.assessment.api.ready_made_items": read(fixed={"standard": "Evaluation Standard"}),
	"kepu_app.assessment.api.recuse": act(fixed=ASSESSMENT),
	"kepu_app.assessment.api.save_mark": act(fixed=ASSESSMENT),
	"kepu_app.assessment.api.subjects_of_round": read(fixed=ROUND),
	"kepu_app.assessment.api.submit": act(fixed=ASSESSMENT),
	"kepu_app.assessment.api.take_back_recusal": act(fixed=ASSESSMENT),
	"kepu_app.assessment.api.topics": read(fixed=ROUND),
	# A place that is not the user's and one that is not there are answered alike by the methods themselves.
	"kepu_app.accounts.api.hand_over": act(naming={}),
	"kepu_app.accounts.api.make": act(naming={}),
	"kepu_app.accounts.api.people": read(naming={}),
	"kepu_app.accounts.api.renew": act(naming={}),
	"kepu_app.accounts.api.set_enabled": act(naming={}),
	"kepu_app.county_list.api.check": act(),
	"kepu_app.county_list.api.download": Method(("GET",)),
	"kepu_app.county_list.api.progress": read(),
	"kepu_app.county_list.api.start": act(),
	"kepu_app.cycles.api.close_cycle": act(fixed=CYCLE),
	"kepu_app.cycles.api.lock_cycle": act(fixed=CYCLE),
	"kepu_app.cycles.api.open_cycle": act(fixed=CYCLE),
	"kepu_app.cycles.api.progress": read(fixed=CYCLE),
	"kepu_app.cycles.api.unlock_cycle": act(fixed=CYCLE),
	"kepu_app.desk.api.form_tour": read(),
	"kepu_app.desk.api.home": read(),
	"kepu_app.desk.api.tour_seen": act(),
	"kepu_app.desk.search.find": read(naming={}),
	"kepu_app.intake.api.add_file": act(fixed=RECEIPTS),
	"kepu_app.intake.api.begin": act(fixed=SUBMISSION),
	"kepu_app.intake.api.keep_original": act(),
	"kepu_app.intake.api.mend": act(),
	"kepu_app.intake.api.progress": read(fixed=RECEIPTS),
	"kepu_app.intake.api.read": act(fixed=CYCLE),
	"kepu_app.intake.api.read_text": act(fixed=CYCLE),
	"kepu_app.intake.api.start_reading": act(fixed=RECEIPTS),
	"kepu_app.intake.api.take_over": act(fixed=RECEIPTS),
	# The library is of all places: names are those of cases in closed cycles, and the methods look for themselves.
	"kepu_app.library.api.book": act(naming={}, most=MOST_OF_A_LIST),
	"kepu_app.library.api.book_progress": read(),
	"kepu_app.library.api.read_case": read(naming={}),
	"kepu_app.messaging.api.test_robot": act(),
	"kepu_app.messaging.api.test_sms": act(),
	"kepu_app.packages.api.build": act(fixed=SUBMISSION),
	"kepu_app.packages.api.download_overview": read(fixed=CYCLE),
	"kepu_app.packages.api.download_packages": read(fixed={"submissions": "Provincial Submission"}),
	"kepu_app.packages.api.place_many_scans": act(fixed=SUBMISSION),
	"kepu_app.packages.api.place_scans": act(fixed=SUBMISSION),
	"kepu_app.packages.api.status": read(fixed=SUBMISSION),
	"kepu_app.packages.api.without_package": read(fixed={"submissions": "Provincial Submission"}),
	"kepu_app.packages.mail.preview": read(fixed=SUBMISSION),
	"kepu_app.packages.mail.send": act(fixed=SUBMISSION),
	"kepu_app.printing.copies.make_copy": act(naming={}),
	"kepu_app.printing.headings.numbered_lines": read(fixed=CYCLE),
	# Which DocType a paper is made from is the method's to know, and it answers as the gate does.
	"kepu_app.printing.word.download": read(naming={}),
	"kepu_app.printing.word.download_template": read(naming={}),
	"kepu_app.reminders.by_hand.remind_counties": act(
		naming={}, fixed={"names": "Annual Summary"}, most=MOST_OF_A_LIST
	),
	"kepu_app.reminders.remind_counties": act(
		naming={}, fixed={"names": "Annual Summary"}, most=MOST_OF_A_LIST
	),
	"kepu_app.reports.cards.cases_waiting": read(),
	"kepu_app.reports.cards.counties_not_filed": read(),
	"kepu_app.reports.cards.counties_overdue": read(),
	"kepu_app.reports.cards.days_until_deadline": read(),
	"kepu_app.reports.cards.nominees_waiting": read(),
	"kepu_app.reports.cards.packages_sent": read(),
	"kepu_app.reports.cards.packages_waiting": read(),
	"kepu_app.reports.cards.summaries_waiting": read(),
	"kepu_app.reports.deadlines.get_events": read(naming={}),
	"kepu_app.reports.selection.current_cycle": read(),
	"kepu_app.review.bulk.result": read(),
	# Names are those of the list's rows; each is answered for by itself.
	"kepu_app.review.bulk.start": act(naming={"doctype": ()}, most=MOST_OF_A_LIST),
	"kepu_app.review.forms.cycle_facts": read(fixed=CYCLE),
	"kepu_app.review.forms.form_facts": read(),
	"kepu_app.review.forms.missing_for_next_step": read(),
	"kepu_app.review.forms.return_phrases": read(),
	"kepu_app.review.forms.undecided": read(fixed={"submissions": "Provincial Submission"}),
	"kepu_app.review.forms.submission_content": read(fixed={"name": "Provincial Submission"}),
	"kepu_app.review.remarks.add": act(),
	# Names are those of the list's rows; of others nothing is counted.
	"kepu_app.review.remarks.open_remarks": read(naming={"doctype": ()}, most=MOST_OF_A_LIST),
	"kepu_app.review.remarks.set_done": act(),
	"kepu_app.review.remarks.withdraw": act(),
	"kepu_app.review.history.changes_since_return": read(),
	"kepu_app.review.history.compare_with": read(),
	"kepu_app.review.history.history": read(),
	"kepu_app.workbooks.api.download": read(),
	"kepu_app.workbooks.api.upload": act(),
}

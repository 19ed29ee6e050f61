// What the Desk's forms and lists of this app share. Each DocType's own script calls it.

import "./counter.js";
import "./desk/windows.js";
import "./desk/plain_text.js";
import "./desk/paste.js";
import "./desk/length_bar.js";
import "./desk/printable.js";
import "./desk/row_editor.js";
import "./desk/section_editor.js";
import "./desk/assessments.js";
import "./desk/stamped_scan.js";
import "./desk/changes.js";
import "./desk/history.js";
import "./desk/submission.js";
import "./desk/package.js";
import "./desk/sending.js";
import "./desk/workbook.js";
import "./desk/intake.js";
import "./desk/receipt_list.js";
import "./desk/guide.js";
import "./desk/actions.js";
import "./desk/draft.js";
import "./desk/form.js";
import "./desk/bulk.js";
import "./desk/list.js";
import "./desk/chart.js";
import "./desk/link_title.js";

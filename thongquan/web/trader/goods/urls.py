"""The addresses of goods declarations: drafts and lists, then one declaration."""

from django.urls import URLPattern, path

from thongquan.web.trader.goods import answer, case, change, declare, delay, dossier, guarantees, licences, list, pay, sheet, sign, together

app_name = "goods"

#: before registration: the list, drafts, lines, sheets, signing, many together
BEFORE: tuple[URLPattern, ...] = (
    path("", list.listed, name="list"),
    path("export.<str:kind>", list.exported, name="export"),
    path("new/", declare.new, name="new"),
    path("together/", together.together, name="together"),
    path("licences/", licences.licences, name="licences"),
    path("guarantees/", guarantees.guarantees, name="guarantees"),
    path("guarantees/<int:pk>/withdraw/", guarantees.withdraw, name="guarantee_withdraw"),
    path("drafts/<int:pk>/", declare.draft, name="draft"),
    path("drafts/<int:pk>/lines/<int:number>/", declare.line, name="line"),
    path("drafts/<int:pk>/duty/", declare.duty, name="duty"),
    path("drafts/<int:pk>/sheet/", sheet.upload, name="sheet"),
    path("drafts/<int:pk>/lines.<str:kind>", sheet.filled, name="filled"),
    path("drafts/<int:pk>/check/", sign.check, name="check"),
    path("drafts/<int:pk>/sign/", sign.sign, name="sign"),
    path("drafts/<int:pk>/drop/", declare.drop, name="drop"),
    path("lines/<str:direction>.<str:kind>", sheet.empty, name="sheet_template"),
    path("templates/<int:pk>/forget/", declare.forget, name="forget"),
    path("<int:pk>/registered/", sign.registered, name="registered"),
    path("<int:pk>/copy/", declare.copy, name="copy"),
    path("<int:pk>/keep/", declare.keep, name="keep"),
)
#: after registration, below `<int:pk>/`: the page of one declaration (named `case`) and what is done there
AFTER: tuple[URLPattern, ...] = (
    path("<int:pk>/", case.case, name="case"),
    path("<int:pk>/slip.pdf", case.slip, name="slip"),
    path("<int:pk>/answer/", answer.answer, name="answer"),
    path("<int:pk>/dossier/", dossier.dossier_page, name="dossier"),
    path("<int:pk>/dossier/<int:paper>/", dossier.compared, name="compared"),
    path("<int:pk>/pay/", pay.pay, name="pay"),
    path("<int:pk>/guarantee/", pay.lend, name="lend"),
    path("<int:pk>/receipts/<int:payment>.pdf", pay.receipt_pdf, name="receipt"),
    path("<int:pk>/statement/", pay.statement, name="statement"),
    path("<int:pk>/statement.<str:kind>", pay.statement_file, name="statement_file"),
    path("<int:pk>/amend/", change.amend, name="amend"),
    path("<int:pk>/cancel/", change.cancel, name="cancel"),
    path("<int:pk>/escalate/", change.escalate, name="escalate"),
    path("<int:pk>/slot/", change.slot, name="slot"),
    path("<int:pk>/delay/", delay.delays, name="delay"),
    path("<int:pk>/delay/<int:event>.pdf", delay.printed, name="delay_pdf"),
)

urlpatterns = [*BEFORE, *AFTER]

"""Machines that answer for somebody: out of office, vacation, tickets, challenges.

Sources are named by row: an RFC, the product's own page, or the thread in which such a mail is shown.
"""

from tests.corpus.own_kinds.building import ASKED, Mail, mail

OXCMAIL = "learn.microsoft.com, [MS-OXCMAIL] 2.1.3.2.20; subjects as localised by Exchange"
LOOPS = "techcommunity.microsoft.com, Loop Prevention in Exchange Online Demystified"
AUTORESPONDERS = "jpmckinney/multi_mail wiki, Detecting autoresponders"

# Exchange and Outlook.com write the word of the mailbox's language before the subject.
EXCHANGE = {
    "en": ("Automatic reply: ", "I am away until Monday."),
    "de": ("Automatische Antwort: ", "Ich bin bis Montag nicht im Haus."),
    "fr": ("Réponse automatique : ", "Je suis absent jusqu'à lundi."),
    "es": ("Respuesta automática: ", "Estaré fuera hasta el lunes."),
    "it": ("Risposta automatica: ", "Sono assente fino a lunedì."),
    "nl": ("Automatisch antwoord: ", "Ik ben tot maandag afwezig."),
    "pt": ("Resposta automática: ", "Estou fora até segunda-feira."),
    "pl": ("Odpowiedź automatyczna: ", "Jestem nieobecny do poniedziałku."),
    "sv": ("Automatiskt svar: ", "Jag är borta till måndag."),
    "da": ("Automatisk svar: ", "Jeg er væk til mandag."),
    "nb": ("Automatisk svar: ", "Jeg er borte til mandag."),
    "fi": ("Automaattinen vastaus: ", "Olen poissa maanantaihin."),
    "cs": ("Automatická odpověď: ", "Do pondělí jsem mimo kancelář."),
    "ru": ("Автоматический ответ: ", "Меня не будет до понедельника."),
    "ja": ("自動応答: ", "月曜日まで不在です。"),
    "zh-hans": ("自动答复: ", "我周一回来。"),
    "zh-hant": ("自動回覆: ", "我週一回來。"),
    "ko": ("자동 회신: ", "월요일까지 부재중입니다."),
    "tr": ("Otomatik yanıt: ", "Pazartesiye kadar ofis dışındayım."),
    "hu": ("Automatikus válasz: ", "Hétfőig nem vagyok bent."),
    "ro": ("Răspuns automat: ", "Sunt plecat până luni."),
    "uk": ("Автоматична відповідь: ", "Мене не буде до понеділка."),
    "el": ("Αυτόματη απάντηση: ", "Θα λείπω μέχρι τη Δευτέρα."),
    "sk": ("Automatická odpoveď: ", "Do pondelka som mimo."),
    "bg": ("Автоматичен отговор: ", "Няма ме до понеделник."),
    "hr": ("Automatski odgovor: ", "Nema me do ponedjeljka."),
    "sl": ("Samodejni odgovor: ", "Do ponedeljka me ni."),
    "ca": ("Resposta automàtica: ", "Soc fora fins dilluns."),
    "he": ("תשובה אוטומטית: ", "אני לא במשרד עד יום שני."),
    "ar": ("رد تلقائي: ", "أنا خارج المكتب حتى يوم الاثنين."),
    "vi": ("Trả lời tự động: ", "Tôi vắng mặt đến thứ Hai."),
}
_OOF = "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: marek@halden.example"

# Outlook 2003 and 2007, and the webmails of providers, whose mail has no header of its own.
OLDER = {
    "en": "Out of Office AutoReply: ",
    "en-short": "Out of Office: ",
    "de": "Abwesenheitsnotiz: ",
    "de-web": "Abwesenheitsmeldung: ",
    "fr": "Absence du bureau : ",
    "fr-web": "Réponse d'absence : ",
    "es": "Fuera de la oficina: ",
    "it": "Fuori sede: ",
    "nl": "Afwezigheidsbericht: ",
    "pt": "Ausência temporária: ",
    "pl": "Nieobecność: ",
    "sv": "Frånvaromeddelande: ",
    "da": "Fraværsmeddelelse: ",
    "nb": "Fraværsmelding: ",
    "fi": "Poissa toimistosta: ",
    "cs": "Mimo kancelář: ",
    "ru": "Нет на работе: ",
    "ja": "不在通知: ",
    "zh": "外出: ",
}

# HCL (IBM, Lotus) Notes: "AUTO:" and a sentence of its own, not our subject.
NOTES = {
    "en": "AUTO: Marek Novak is out of the office (returning 07.12.2026)",
    "de": "AUTO: Marek Novak ist außer Haus (Rückkehr am 07.12.2026)",
    "fr": "AUTO : Marek Novak est absent (retour 07/12/2026)",
    "es": "AUTO: Marek Novak está ausente de la oficina (vuelve 07/12/2026)",
    "it": "AUTO: Marek Novak è fuori ufficio (ritorno il 07/12/2026)",
    "ja": "AUTO: Marek Novak は不在です (2026/12/07 に戻る予定)",
    "old-agent": "Marek Novak is out of the office.",
}

# Gmail and Workspace keep the subject behind "Re: " and mark the mail.
GMAIL = {
    "en": "I'm away until Monday.",
    "de": "Bin bis Montag im Urlaub.",
    "fr": "De retour lundi.",
    "es": "Vuelvo el lunes.",
    "pt": "Volto na segunda.",
    "ja": "月曜日に戻ります。",
}

# Subjects that a sieve script's owner wrote (RFC 5230 4.3), with what RFC 5230 5 wants above them.
SIEVE = {
    "default": "Auto: " + ASKED,
    "own-en": "Back on Monday",
    "own-de": "Ich bin im Urlaub",
    "own-fr": "En vacances",
    "own-pl": "Urlop",
    "own-cs": "Dovolená",
}

# name: (source, subject, headers); each marks the mail in the product's own way.
RESPONDERS = {
    "dovecot-pigeonhole": (
        "doc.dovecot.org, Pigeonhole vacation",
        "Auto: " + ASKED,
        "Auto-Submitted: auto-replied (vacation)\nPrecedence: bulk\nX-Auto-Response-Suppress: All\nX-Sieve: Pigeonhole Sieve 0.5.21",
    ),
    "cyrus": ("cyrusimap.org, Sieve vacation", "Auto: " + ASKED, "Auto-Submitted: auto-replied (vacation)\nX-Sieve: CMU Sieve 3.0"),
    "bsd-vacation": ("vacation(1), OpenBSD", "away from my mail", "Auto-Submitted: auto-replied\nPrecedence: bulk"),
    "exim-vacation": ("exim.org specification 22, autoreply transport", "Re: " + ASKED, "Auto-Submitted: auto-replied"),
    "exim-vacation-noreturn": ("exim.org specification 22, once and return path", "On vacation", "Auto-Submitted: auto-replied\nX-Return-Path-Was: <>"),
    "cpanel": (AUTORESPONDERS, "Re: " + ASKED, "X-Autorespond: " + ASKED + "\nX-Precedence: auto_reply\nPrecedence: auto_reply\nAuto-Submitted: auto-replied"),
    "cpanel-x-only": (AUTORESPONDERS, "Marek on leave", "X-Precedence: auto_reply"),
    "plesk": ("docs.plesk.com, Automatic replies", "Re: " + ASKED, "Precedence: bulk\nAuto-Submitted: auto-replied"),
    "directadmin": ("docs.directadmin.com, vacation messages", "Autoreply: " + ASKED, "Precedence: bulk\nAuto-Submitted: auto-replied"),
    "ispconfig": ("ispconfig.org, autoresponder by sieve", "Out of office reply", "Auto-Submitted: auto-replied (vacation)"),
    "zimbra": ("wiki.zimbra.com, Out of Office", "Re: " + ASKED, "Auto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk"),
    "groupwise": (AUTORESPONDERS, "Re: " + ASKED, "X-Autoreply-From: marek@halden.example"),
    "dtc": (AUTORESPONDERS, "Re: " + ASKED, "X-Mail-Autoreply: marek@halden.example"),
    "firstclass": (AUTORESPONDERS, "Re: " + ASKED, "X-FC-MachineGenerated: true"),
    "mailtraq": (AUTORESPONDERS, "Re: " + ASKED, "X-POST-MessageClass: 9; Autoresponder"),
    "communigate": (AUTORESPONDERS, "Re: " + ASKED, "X-Autogenerated: Reply"),
    "qmail-autorespond": (AUTORESPONDERS, "Re: " + ASKED, "Delivered-To: Autoresponder"),
    "kolab-roundcube": ("docs.kolab.org, vacation by sieve", "Im Urlaub", "Auto-Submitted: auto-replied (vacation)"),
    "kopano": ("documentation.kopano.io, out of office", "Out of Office: " + ASKED, "Auto-Submitted: auto-replied\nPrecedence: bulk"),
    "icewarp": ("docs.icewarp.com, Responder", "Re: " + ASKED, "X-Autoreply: yes\nAuto-Submitted: auto-replied"),
    "mdaemon": ("help.mdaemon.com, Autoresponder", "Re: " + ASKED, "X-MDAutoResponder: true\nPrecedence: bulk\nAuto-Submitted: auto-replied"),
    "kerio": ("manuals.gfi.com, Kerio Connect auto reply", "Automatic reply: " + ASKED, "Auto-Submitted: auto-replied"),
    "yahoo": ("help.yahoo.com, vacation response", "Yahoo! Auto Response", "X-Autoreply: yes"),
    "gmx": ("hilfe.gmx.net, Abwesenheit", "Abwesenheitsnachricht: " + ASKED, "Auto-Submitted: auto-replied"),
    "icloud": ("support.apple.com, automatic replies in iCloud Mail", "Re: " + ASKED, "Auto-Submitted: auto-replied"),
    "proton": ("proton.me support, auto-reply", "Auto: " + ASKED, "X-Autoreply: yes\nX-Autorespond: yes\nAuto-Submitted: auto-replied\nPrecedence: auto_reply"),
    "zoho": ("zoho.com help, Vacation reply", "Re: " + ASKED, "Auto-Submitted: auto-replied\nPrecedence: bulk"),
    "fastmail": ("fastmail.help, vacation response; RFC 5230", "Away: " + ASKED, "Auto-Submitted: auto-replied (vacation)"),
    "mailenable": ("mailenable.com, autoresponder", "Auto Response: " + ASKED, "X-Autorespond: yes"),
    "smartermail": ("help.smartertools.com, auto-responder", "Auto-Response: " + ASKED, "Auto-Submitted: auto-replied"),
    "exchange-inbox-rule": (LOOPS, "Your mail has arrived", "X-MS-Exchange-Inbox-Rules-Loop: marek@halden.example"),
    "exchange-mailbox-agent": (LOOPS, "Gone until spring", "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent"),
    "rfc3834-parameters": ("RFC 3834 5, optional parameters", "Re: " + ASKED, 'Auto-Submitted: auto-replied; owner-email="it@halden.example"'),
    "rfc3834-comment-first": ("RFC 3834 5, comments may come first", "Re: " + ASKED, "Auto-Submitted: (a robot) auto-replied"),
    "rfc5436": ("RFC 5436 2.7, sieve notify", "Mail for Marek", "Auto-Submitted: auto-notified; owner-email=marek@halden.example"),
    "upper-case": ("RFC 3834 5, keywords fold", "Re: " + ASKED, "AUTO-SUBMITTED: AUTO-REPLIED"),
}

# Tickets: a desk has taken our letter for a request.
TICKETS = {
    "zendesk": ("support.zendesk.com, mail loops and headers", "[Request received] " + ASKED, "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nX-Mailer: Zendesk Mailer"),
    "zendesk-marks-lost": ("support.zendesk.com, Zendesk's own headers", "[Request received] " + ASKED, "X-Mailer: Zendesk Mailer\nX-Zendesk-From-Account-Id: 4711"),
    "freshdesk": ("freescout-help-desk/freescout issue 2445", "Ticket Received - 286614 - " + ASKED, "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: DR, OOF, AutoReply"),
    "freshdesk-marks-lost": ("freescout-help-desk/freescout issue 2445", "Ticket Received - 286614 - " + ASKED, ""),
    "servicenow": ("zammad/zammad-admin-documentation, system filters", "INC0678439 has been opened for you", "X-ServiceNow-Generated: true\nAuto-Submitted: auto-generated"),
    "servicenow-marks-lost": ("zammad/zammad-admin-documentation, system filters", "INC0678439 has been opened for you", "X-ServiceNow-Generated: true"),
    "jira": ("zammad/zammad-admin-documentation, system filters", "[JIRA] (SYS-422) " + ASKED, "X-JIRA-FingerPrint: 4c1b\nPrecedence: bulk\nAuto-Submitted: auto-generated"),
    "jira-marks-lost": ("zammad/zammad-admin-documentation, system filters", "[JIRA] (SYS-422) " + ASKED, "X-JIRA-FingerPrint: 4c1b"),
    "otrs": ("doc.otrs.com, PostMaster headers", "[Ticket#2026113010000012] RE: " + ASKED, "X-OTRS-Loop: yes\nPrecedence: bulk\nAuto-Submitted: auto-replied"),
    "otrs-loop-only": ("doc.otrs.com, PostMaster headers", "[Ticket#2026113010000012] RE: " + ASKED, "X-OTRS-Loop: yes"),
    "request-tracker": ("docs.bestpractical.com, RT templates: Autoreply", "[halden #4711] AutoReply: " + ASKED, "X-RT-Loop-Prevention: halden\nX-RT-Ticket: halden #4711\nAuto-Submitted: auto-replied\nPrecedence: bulk"),
    "request-tracker-bare": ("docs.bestpractical.com, X-RT-Loop-Prevention", "[halden #4711] AutoReply: " + ASKED, "X-RT-Loop-Prevention: halden"),
    "zammad": ("zammad/zammad-admin-documentation, e-mail headers", "[Ticket#4711] Re: " + ASKED, "X-Loop: yes\nPrecedence: bulk\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All"),
    "osticket": ("docs.osticket.com, autoresponder", "Support Ticket Opened [#4711]", "X-Autoreply: yes\nAuto-Submitted: auto-replied\nPrecedence: auto_reply"),
    "freescout": ("freescout-help-desk/freescout issue 3670", "Automated Response: Re: " + ASKED, "Auto-Submitted: auto-replied\nX-Autoreply: yes"),
    "freescout-marks-lost": ("freescout-help-desk/freescout issue 3670", "Automated Response: Automated Response: Re: " + ASKED, ""),
    "glpi": ("glpi-project.org, notifications", "[GLPI #0004711] New ticket", "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: OOF, DR, NDR, RN, NRN"),
    "redmine": ("redmine.org, issue 19558", "[Sales - Task #4711] " + ASKED, "X-Redmine-Host: redmine.halden.example\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All"),
    "gitlab-service-desk": ("docs.gitlab.com, Service Desk", "Re: " + ASKED + " (#4711)", "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nX-GitLab-Project: desk"),
    "frappe": ("frappe/helpdesk pull request 3628", "Ticket #4711: We have your request", "X-Auto-Generated: hd-acknowledgement"),
    "salesforce": ("help.salesforce.com, Email-to-Case auto-response", "Case 00471100 created", "Auto-Submitted: auto-generated\nPrecedence: bulk\nX-SFDC-LK: 00D"),
    "helpscout": ("docs.helpscout.com, auto reply", "Re: " + ASKED, "X-Autoreply: yes\nAuto-Submitted: auto-replied\nX-HelpScout-Auto-Reply: yes"),
}

# Those who want proof that a person wrote.
CHALLENGES = {
    "boxtrapper": ("docs.cpanel.net, BoxTrapper", "Your email requires verification verify#7f2c", "X-Boxtrapper: 7f2c\nPrecedence: auto_reply\nAuto-Submitted: auto-replied"),
    "boxtrapper-marks-lost": ("docs.cpanel.net, BoxTrapper", "Your email requires verification verify#7f2c", ""),
    "tmda": ("tmda.net, confirmation requests", "Please confirm your message", "X-Delivery-Agent: TMDA/1.1.12\nPrecedence: bulk\nAuto-Submitted: auto-replied"),
    "ask": ("a-s-k.sourceforge.net, Active Spam Killer", "Please confirm (conf#4711)", "X-AskVersion: 2.5\nPrecedence: bulk"),
    "uol": ("AntiSpam UOL, as shown in mailman-users threads", "Re: " + ASKED, "Auto-Submitted: auto-replied\nPrecedence: bulk"),
    "cloudfilt": ("RFC 3834 2, responses on behalf of a filter", "Re: " + ASKED, "Auto-Submitted: auto-generated (challenge)"),
}


def answering() -> list[Mail]:
    found = []
    for code, (prefix, text) in EXCHANGE.items():
        found.append(mail(f"exchange-{code}", "auto_reply", OXCMAIL, prefix + ASKED, _OOF, text))
        found.append(mail(f"exchange-{code}-marks-lost", "auto_reply", OXCMAIL, prefix + ASKED, "", text))
    for code, prefix in OLDER.items():
        source = "Outlook 2003 and 2007, webmails: subjects by language, no marks"
        found.append(mail(f"older-{code}", "auto_reply", source, prefix + ASKED))
    for code, subject in NOTES.items():
        source = "ibm.com, Guide to the Notes/Domino Out of Office"
        found.append(mail(f"notes-{code}", "auto_reply", source, subject, "X-Mailer: HCL Domino Release 12.0.2"))
    for code, text in GMAIL.items():
        source = "support.google.com, vacation responder; headers in " + AUTORESPONDERS
        marks = "Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes"
        found.append(mail(f"gmail-{code}", "auto_reply", source, "Re: " + ASKED, marks, text))
    for name, subject in SIEVE.items():
        found.append(mail(f"sieve-{name}", "auto_reply", "RFC 5230 4.3 and 5", subject, "Auto-Submitted: auto-replied (vacation)"))
    for table in (RESPONDERS, TICKETS, CHALLENGES):
        for name, (source, subject, headers) in table.items():
            found.append(mail(name, "auto_reply", source, subject, headers, "Marek is away, or a number was given to your request."))
    return found

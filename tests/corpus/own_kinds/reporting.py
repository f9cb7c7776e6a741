"""Machines that report: bounces, delays, receipts, calendars, lists, notices."""

from tests.corpus.own_kinds.building import (
    ASKED,
    OURS,
    Mail,
    event,
    invitation,
    mail,
    mixed,
    report,
    status,
)

DSN = "RFC 3464, RFC 6522; the text as the product writes it"
POSTMASTER = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@halden.example>"

EXCHANGE_DSN = {
    "en": "Undeliverable: ",
    "de": "Unzustellbar: ",
    "fr": "Non remis : ",
    "es": "No se puede entregar: ",
    "it": "Non recapitabile: ",
    "nl": "Onbestelbaar: ",
    "pt": "Não é possível entregar: ",
    "pl": "Niedostarczalne: ",
    "sv": "Kan inte levereras: ",
    "da": "Kan ikke leveres: ",
    "fi": "Toimittaminen ei onnistu: ",
    "cs": "Nedoručitelné: ",
    "ru": "Недоставленное: ",
    "ja": "配信不能: ",
    "zh": "未传递: ",
}

READ = {"en": "Read: ", "de": "Gelesen: ", "fr": "Lu : ", "es": "Leído: ", "ja": "開封済み: "}

ACCEPTED = {
    "google-accept-en": ("REPLY", "Accepted: 1:1 @ Tue 1 Dec 2026 10:00 (CET) (dana@halden.example)"),
    "google-decline-de": ("REPLY", "Abgelehnt: 1:1 @ Di 1. Dez. 2026 10:00"),
    "google-tentative-fr": ("REPLY", "Peut-être : 1:1 - mar. 1 déc. 2026"),
    "outlook-accept": ("REPLY", "Accepted: 1:1"),
    "outlook-decline-es": ("REPLY", "Rechazado: 1:1"),
    "outlook-counter": ("COUNTER", "New Time Proposed: 1:1"),
    "outlook-counter-declined": ("DECLINECOUNTER", "Declined: New Time Proposed: 1:1"),
    "outlook-cancel": ("CANCEL", "Canceled: 1:1"),
    "google-cancel": ("CANCEL", "Cancelled event: 1:1 @ Tue 1 Dec 2026"),
    "outlook-request": ("REQUEST", "1:1"),
    "google-update": ("REQUEST", "Updated invitation: 1:1 @ Wed 2 Dec 2026"),
    "icloud-request": ("REQUEST", "Dana invites you to 1:1"),
    "lower-case-method": ("reply", "Accepted: 1:1"),
    "published": ("PUBLISH", "Sales calendar"),
}

MACHINES = {
    "mailman2-command-results": ("docs of Mailman 2.1, command results", "The results of your email commands", "Precedence: bulk\nX-List-Administrivia: yes", "sales-bounces@lists.halden.example"),
    "mailman2-held": ("docs of Mailman 2.1, held posts", "Your message to Sales awaits moderator approval", "Precedence: bulk\nX-List-Administrivia: yes\nX-Mailman-Version: 2.1.39", "sales-owner@lists.halden.example"),
    "mailman3-held": ("docs.mailman3.org, held messages", "Your message to Sales awaits moderator approval", "X-Mailman-Version: 3.3.10\nPrecedence: bulk\nAuto-Submitted: auto-generated", "sales-bounces@lists.halden.example"),
    "sympa-notice": ("sympa.community, service messages", "Message distribution: waiting for moderation", "X-Loop: sales@lists.halden.example\nPrecedence: list\nAuto-Submitted: auto-generated", "sympa@lists.halden.example"),
    "newsletter": ("RFC 2369, RFC 8058", "Fleet news, November", "Precedence: bulk\nList-Unsubscribe: <https://news.example/u>\nList-Id: <news.example>", "news@news.example"),
    "google-calendar-notification": ("support.google.com, event notifications", "Notification: 1:1 @ Tue 1 Dec 2026 10:00", "Auto-Submitted: auto-generated", "Google Calendar <calendar-notification@google.com>"),
    "microsoft-noreply": ("learn.microsoft.com, Viva digest", "Your digest", "", "Microsoft Viva <no-reply@viva-noreply.microsoft.com>"),
    "reaction-digest": ("support.microsoft.com, Reactions digest", "Reaction Daily Digest", "", "Microsoft Outlook <no-reply@microsoft.com>"),
    "teams": ("learn.microsoft.com, missed activity mails", "Dana sent a message", "", "Microsoft Teams <noreply@email.teams.microsoft.com>"),
    "do-not-reply": ("common sender", "Your order", "", "Shop <do-not-reply@shop.example>"),
    "donotreply-upper": ("common sender", "Your parcel", "", "DoNotReply@parcel.example"),
    "noreply-tag": ("notifications@github.com's siblings", "[halden/fleet] Issue 12", "", "noreply+12@git.example"),
    "cron": ("cron(8), Debian", "Cron <root@mx> backup", "Auto-Submitted: auto-generated\nX-Cron-Env: <SHELL=/bin/sh>", "(Cron Daemon) <root@mx.halden.example>"),
    "dmarc-aggregate": ("RFC 7489 7.2.1", "Report Domain: accord.example Submitter: google.com Report-ID: <471>", "", "noreply-dmarc-support@google.com"),
    "quarantine": ("learn.microsoft.com, quarantine notifications", "Microsoft 365 security: You have messages in quarantine", "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All", "quarantine@messaging.microsoft.com"),
    "out-of-band-monitoring": ("RFC 3834 5.2, periodic mail", "mx: disk 91 % full", "Auto-Submitted: auto-generated", "monitor@halden.example"),
    "amazon-sns": ("docs.aws.amazon.com, SNS by e-mail", "AWS Notification Message", "", "AWS Notifications <no-reply@sns.amazonaws.com>"),
}


def reporting() -> list[Mail]:
    return [*_bounces(), *_exchange(), *_receipts(), *_calendars(), *_lists(), *_notices()]


def _bounces() -> list[Mail]:
    exim = "exim.org specification 49, customising bounce messages"
    daemon = "Mail Delivery System <MAILER-DAEMON@mx.halden.example>"
    plain = f"This message was created automatically.\n\n------ This is a copy ------\nMessage-ID: {OURS}\nSubject: {ASKED}"
    failed, delayed = status("failed", "5.1.1"), status("delayed", "4.4.1")
    back = {"threaded": False, "returns": "<>"}
    return [
        mail("exim", "bounce", exim, "Mail delivery failed: returning message to sender", "X-Failed-Recipients: marek@halden.example\nAuto-Submitted: auto-replied", sender=daemon, content=report("delivery-status", plain, failed), **back),
        mail("exim-old-plain", "bounce", exim, "Mail delivery failed: returning message to sender", "X-Failed-Recipients: marek@halden.example", plain, sender=daemon, **back),
        mail("exim-warning", "bounce", exim, "Warning: message 1sXqZ7-0003wm-Qh delayed 24 hours", "Auto-Submitted: auto-replied", plain, sender=daemon, **back),
        mail("exim-frozen", "bounce", exim, "Message 1sXqZ7-0003wm-Qh frozen", "Auto-Submitted: auto-generated", plain, sender=daemon, **back),
        mail("postfix", "bounce", "postfix.org, bounce(5)", "Undelivered Mail Returned to Sender", "Auto-Submitted: auto-replied", sender=daemon, content=report("delivery-status", plain, failed), **back),
        mail("postfix-delay", "bounce", "postfix.org, bounce(5)", "Delayed Mail (still being retried)", "Auto-Submitted: auto-replied", sender=daemon, content=report("delivery-status", plain, delayed), **back),
        mail("postfix-success", "bounce", "postfix.org, bounce(5); RFC 3461 NOTIFY=SUCCESS", "Successful Mail Delivery Report", "Auto-Submitted: auto-replied", sender=daemon, content=report("delivery-status", plain, status("relayed", "2.0.0")), **back),
        mail("sendmail", "bounce", "sendmail 8, Operations Guide", "Returned mail: see transcript for details", "Auto-Submitted: auto-generated (failure)", sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.halden.example>", content=report("delivery-status", plain, failed), **back),
        mail("sendmail-warning", "bounce", "sendmail 8, Operations Guide", "Warning: could not send message for past 4 hours", "Auto-Submitted: auto-generated (warning-timeout)", sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.halden.example>", content=report("delivery-status", plain, delayed), **back),
        mail("gmail-failure", "bounce", "support.google.com, bounced mail", "Delivery Status Notification (Failure)", f"X-Failed-Recipients: marek@halden.example\nAuto-Submitted: auto-replied\nIn-Reply-To: {OURS}", sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>", content=report("delivery-status", plain, failed), **back),
        mail("gmail-delay", "bounce", "support.google.com, bounced mail", "Delivery Status Notification (Delay)", f"Auto-Submitted: auto-replied\nIn-Reply-To: {OURS}", sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>", content=report("delivery-status", plain, delayed), **back),
        mail("qmail", "bounce", "cr.yp.to/proto/qsbmf.txt", "failure notice", "", "Hi. This is the qmail-send program at mx.\n\n--- Below this line is a copy of the message.\n\nMessage-ID: " + OURS, sender="MAILER-DAEMON@mx.halden.example", **back),
        mail("qmail-no-sender", "bounce", "cr.yp.to/proto/qsbmf.txt", "failure notice", "", plain, sender="", **back),
        mail("yahoo-dsn", "bounce", "senders.yahooinc.com", "Failure Notice", "", plain, sender="MAILER-DAEMON@yahoo.com", **back),
        mail("courier", "bounce", "courier-mta.org, courierd", "NOTICE: mail delivery status.", "", sender='"Courier mail server at mx" <@>', content=report("delivery-status", plain, failed), **back),
        mail("domino", "bounce", "help.hcltechsw.com, Domino delivery failure reports", "DELIVERY FAILURE: User marek (marek@halden.example) not listed in Domino Directory", "", sender="Mail Router <postmaster@halden.example>", content=report("delivery-status", plain, failed), **back),
        mail("mimecast", "bounce", "community.mimecast.com, bounce notices", "[Postmaster] Email Delivery Failure", "Auto-Submitted: auto-generated", plain, sender="Mimecast Postmaster <postmaster@mimecast.example>", **back),
        mail("proofpoint", "bounce", "proofpoint.com, delivery failures", "Undeliverable mail: " + ASKED, "", plain, sender="Mail Administrator <Postmaster@halden.example>", **back),
        mail("zoho-dsn", "bounce", "zoho.com help, bounces", "Undelivered Mail Returned to Sender", "", plain, sender="mailer-daemon@mail.zoho.eu", **back),
        mail("ionos", "bounce", "postmaster.ionos.de", "Mail delivery failed: returning message to sender", "Auto-Submitted: auto-replied", plain, sender="Mail Delivery System <mailer-daemon@kundenserver.de>", **back),
        mail("status-alone", "bounce", "RFC 3464 2, without its envelope", "Status", "", sender="relay@halden.example", content="Content-Type: message/delivery-status\n\n" + failed, **back),
        mail("null-path-only", "bounce", "RFC 5321 4.5.5: what has no return path is a notice", "About your message", "", plain, sender="relay@halden.example", **back),
        mail("report-with-spaces", "bounce", "RFC 2045 5.1: parameters fold and quote", "Undelivered", "", sender="relay@halden.example", content=report("delivery-status", plain, failed).replace("multipart/report; report-type=delivery-status", 'Multipart/Report;\n  Report-Type="delivery-status"'), **back),
        mail("no-such-person", "bounce", "groups.google.com, closed group", "Delivery Status Notification (Failure)", "", plain, sender="Mail Delivery Subsystem <mailer-daemon@google.com>", **back),
    ]


def _exchange() -> list[Mail]:
    source = "learn.microsoft.com, NDRs in Exchange Online; subjects by language"
    found = []
    for code, prefix in EXCHANGE_DSN.items():
        content = report("delivery-status", "Your message couldn't be delivered.", status("failed", "5.1.10", "halden.prod.outlook.example"))
        found.append(mail(f"exchange-dsn-{code}", "bounce", source, prefix + ASKED, "Auto-Submitted: auto-replied\nX-MS-Exchange-Message-Is-Ndr:", sender=POSTMASTER, content=content, returns="<>"))
    found.append(mail("exchange-dsn-flat", "bounce", source, "Undeliverable: " + ASKED, "", "Your message couldn't be delivered.", sender=POSTMASTER))
    found.append(mail("exchange-dsn-flat-de", "bounce", source, "Unzustellbar: " + ASKED, "", "Ihre Nachricht konnte nicht zugestellt werden.", sender=POSTMASTER))
    found.append(mail("exchange-delay", "bounce", source, "Delivery delayed: " + ASKED, "", sender=POSTMASTER, content=report("delivery-status", "This message hasn't been delivered yet.", status("delayed", "4.4.7")), returns="<>"))
    found.append(mail("exchange-relayed", "bounce", source, "Relayed: " + ASKED, "", sender=POSTMASTER, content=report("delivery-status", "Delivery is complete.", status("relayed", "2.0.0")), returns="<>"))
    return found


def _receipts() -> list[Mail]:
    read = f"Reporting-UA: Outlook\nFinal-Recipient: rfc822;marek@halden.example\nOriginal-Message-ID: {OURS}\nDisposition: manual-action/MDN-sent-manually; displayed"
    found = [
        mail(f"read-{code}", "other", "RFC 8098", prefix + ASKED, "", content=report("disposition-notification", "Your message was read.", read))
        for code, prefix in READ.items()
    ]
    deleted = read.replace("manual-action/MDN-sent-manually; displayed", "automatic-action/MDN-sent-automatically; deleted")
    found.append(mail("not-read", "other", "RFC 8098", "Not read: " + ASKED, "", content=report("disposition-notification", "Deleted without being read.", deleted)))
    found.append(mail("thunderbird-read", "other", "RFC 8098", "Return Receipt (displayed) - " + ASKED, "Auto-Submitted: auto-replied", content=report("disposition-notification", "Shown on a screen.", read)))
    found.append(mail("abuse-report", "other", "RFC 5965", "FW: " + ASKED, "", sender="fbl@provider.example", content=report("feedback-report", "An abuse report.", "Feedback-Type: abuse\nUser-Agent: fbl/1\nVersion: 1"), threaded=False))
    found.append(mail("tls-report", "other", "RFC 8460 5.3", "Report Domain: accord.example Submitter: provider.example", "TLS-Report-Domain: accord.example", sender="tls@provider.example", content=report("tlsrpt", "An aggregate report.", "x"), threaded=False))
    return found


def _calendars() -> list[Mail]:
    imip = "RFC 5546, RFC 6047 2.4; subjects as the products write them"
    found = [
        mail(f"calendar-{name}", "calendar", imip, subject, "", content=invitation(method), threaded=False)
        for name, (method, subject) in ACCEPTED.items()
    ]
    found.append(mail("calendar-note", "calendar", imip, "Accepted: 1:1", "", content=invitation("REPLY", "See you then. A1 5 of 8", more="COMMENT:See you then\n")))
    found.append(mail("calendar-bare", "calendar", imip, "Declined: 1:1", "", content="Content-Type: text/calendar; charset=utf-8; method=REPLY\n\n" + event("REPLY")))
    found.append(mail("calendar-method-inside", "calendar", "RFC 6047 2.4, the parameter left out", "Accepted: 1:1", "", content=invitation("REPLY").replace("; method=REPLY", "")))
    mixed_reply = mixed("Marek has accepted.", "Content-Type: text/calendar; charset=UTF-8; method=REPLY\n\n" + event("REPLY"), "Content-Type: application/ics; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\n" + event("REPLY"))
    found.append(mail("calendar-google-mixed", "calendar", "support.google.com, answers to invitations", "Accepted: 1:1 @ Tue 1 Dec 2026", "", content=mixed_reply))
    tnef = mixed("", "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+Ig==")
    found.append(mail("calendar-exchange-tnef", "calendar", "[MS-OXCMAIL], Content-Class of a meeting answer", "Accepted: 1:1", "Content-Class: urn:content-classes:calendarmessage\nX-MS-TNEF-Correlator: <1@halden.example>", content=tnef))
    return found


def _lists() -> list[Mail]:
    digest = 'Content-Type: multipart/digest; boundary="=_d"\n\n--=_d\n\nFrom: lena@halden.example\nSubject: one\n\nA1 8 of 8\n--=_d--'
    admin = mixed("Sales Digest, Vol 4", digest)
    return [
        mail("mailman-digest", "other", "RFC 2046 5.1.5; docs of Mailman, digests", "Sales Digest, Vol 4, Issue 2", "Precedence: list\nList-Id: <sales.lists.halden.example>", sender="sales-request@lists.halden.example", content=admin, threaded=False),
        mail("digest-alone", "other", "RFC 2046 5.1.5", "Sales Digest, Vol 4, Issue 3", "Precedence: list", sender="sales-request@lists.halden.example", content=digest, threaded=False),
        mail("list-subscription", "other", "docs of Mailman, welcome", 'Welcome to the "Sales" mailing list', "X-List-Administrivia: yes\nPrecedence: list", "Your password is x.", sender="sales-request@lists.halden.example", threaded=False),
    ]


def _notices() -> list[Mail]:
    return [
        mail(name, "other", source, subject, headers, "Nobody wrote this.", sender=sender, threaded=False)
        for name, (source, subject, headers, sender) in MACHINES.items()
    ]

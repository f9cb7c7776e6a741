"""People's mail that looks automatic, and plain replies in many languages and clients.

Each of these lost real mail to somebody's filter, or could: the thread or page that shows it is named.
"""

from tests.corpus.own_kinds.building import ADDRESS, ASKED, OURS, Mail, event, mail, mixed

SAID = "A1 5 of 8"
SUPPRESS = "osTicket issue 726 and pull request 5320, Redmine 19558, jitbit.com blog: Exchange sets it on people's mail"
LISTS = "RFC 2369, RFC 2919 and the products' own pages: a list puts its marks on what people post"
LOOPS = "techcommunity.microsoft.com, Loop Prevention in Exchange Online Demystified: redirected mail has the header too"

# The prefix that clients write before the subject of an answer.
PREFIXES = {
    "en-gmail": ("Re: ", SAID),
    "en-outlook": ("RE: ", SAID),
    "de-outlook": ("AW: ", "A1 5 von 8"),
    "de-gmx": ("Aw: ", "A1 5 von 8"),
    "fr-outlook": ("RE : ", "A1 5 sur 8"),
    "es-outlook": ("RE: ", "A1 5 de 8"),
    "it-outlook": ("R: ", "A1 5 di 8"),
    "nl-outlook": ("Antw: ", "A1 5 van 8"),
    "pt-outlook": ("RES: ", "A1 5 de 8"),
    "pl-outlook": ("ODP: ", "A1 5 z 8"),
    "sv-outlook": ("SV: ", "A1 5 av 8"),
    "da-outlook": ("SV: ", "A1 5 ud af 8"),
    "nb-outlook": ("SV: ", "A1 5 av 8"),
    "fi-outlook": ("VS: ", "A1 5/8"),
    "cs-outlook": ("RE: ", "A1 5 z 8"),
    "ru-yandex": ("Отв: ", "A1 5 из 8"),
    "ja-outlook": ("RE: ", "A1 5/8"),
    "zh-foxmail": ("回复：", "A1 5/8"),
    "zh-hant-outlook": ("回覆: ", "A1 5/8"),
    "ko-naver": ("RE: ", "A1 5/8"),
    "tr-outlook": ("YNT: ", "A1 5/8"),
    "hu-outlook": ("Vá: ", "A1 5/8"),
}

# A new subject, typed by a person, about being away or about mail that failed.
SUBJECTS = {
    "away-en": "Out of office next week, so A1 moves",
    "away-en-2": "I'm out of the office on Thursday: A1 and A2",
    "away-ooo": "OOO Friday",
    "away-de": "Urlaub ab Montag",
    "away-de-2": "Abwesend am Freitag, bitte A1 ansehen",
    "away-fr": "Absent lundi, A1 avance",
    "away-fr-2": "Absence de Lena la semaine prochaine",
    "away-es": "Ausente el lunes",
    "away-it": "Assente lunedì, A1 a posto",
    "away-nl": "Afwezig op vrijdag",
    "away-pl": "Nieobecność Leny w piątek",
    "away-sv": "Frånvarande på fredag",
    "away-da": "Fravær på fredag",
    "away-fi": "Poissa perjantaina",
    "away-cs": "Nepřítomnost v pátek",
    "away-ru": "Отсутствие Лены в пятницу",
    "away-ja": "休暇の件について A1",
    "holiday-cover": "Holiday cover for the Kestrel account",
    "vacation-plan": "Vacation response times in December",
    "automatic-product": "Automatic reply templates for Kestrel: A2 is done",
    "auto-trade": "Auto parts fair: three leads",
    "auto-german": "Autohaus Linz: A1 weiter",
    "automated-response": "Automated response times at Kestrel",
    "delivery-product": "Delivery failure at Kestrel, A2 waits",
    "returned-goods": "Returned mail from the Linz mailing: 40 letters",
    "undeliverable": "Undeliverable by Friday, honestly",
    "failure-notice": "Failure notice period in the Kestrel contract",
    "warning": "Warning: could not send the offer yet",
    "accepted": "Accepted: the offer for Graz",
    "read": "Read: Kestrel's answer",
    "ticket": "Tickets for the fair, A1",
    "confirm": "Please confirm A2",
}

THREADED = {
    "re-oof": "Re: Automatic reply: " + ASKED,
    "re-oof-de": "AW: Automatische Antwort: " + ASKED,
    "re-oof-fr": "RE: Réponse automatique : " + ASKED,
    "re-undeliverable": "Re: Undeliverable: " + ASKED,
    "re-undeliverable-de": "AW: Unzustellbar: " + ASKED,
    "re-auto": "Re: AUTO: Dana is out of the office",
    "fwd-undeliverable": "Fwd: Undeliverable: offer to Kestrel",
    "no-prefix": ASKED,
    "subject-cut": "",
}

# Headers of people's mail that some filter takes for a machine's.
MARKED = {
    "suppress-all": (SUPPRESS, "X-Auto-Response-Suppress: All"),
    "suppress-oof": (SUPPRESS, "X-Auto-Response-Suppress: DR, OOF, AutoReply"),
    "suppress-rn": (SUPPRESS, "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\nX-MS-Has-Attach:\nThread-Topic: " + ASKED),
    "submitted-no": ("RFC 3834 5", "Auto-Submitted: no"),
    "submitted-no-comment": ("RFC 3834 5", "Auto-Submitted: no (typed)"),
    "submitted-comment-no": ("RFC 3834 5: comments may stand anywhere", "Auto-Submitted: (a person) no"),
    "precedence-list": (LISTS, "Precedence: list"),
    "precedence-normal": ("precedence as sendmail writes it", "Precedence: first-class\nX-Precedence: normal"),
    "google-group": (LISTS, "Precedence: list\nMailing-list: list sales@halden.example; contact sales+owners@halden.example\nList-ID: <sales.halden.example>\nX-Google-Group-Id: 4711\nList-Post: <https://groups.google.com/a/halden.example/group/sales/post>, <mailto:sales@halden.example>\nX-Original-Sender: marek@halden.example"),
    "mailman3": (LISTS, "Precedence: list\nList-Id: Sales <sales.lists.halden.example>\nList-Post: <mailto:sales@lists.halden.example>\nX-Mailman-Version: 3.3.10\nX-BeenThere: sales@lists.halden.example"),
    "ezmlm": (LISTS + "; ezmlm writes bulk", "Precedence: bulk\nMailing-List: contact sales-help@lists.halden.example; run by ezmlm\nList-Post: <mailto:sales@lists.halden.example>\nDelivered-To: mailing list sales@lists.halden.example"),
    "majordomo": (LISTS + "; Majordomo writes bulk", "Precedence: bulk\nX-Loop: majordomo\nList-Post: <mailto:sales@lists.halden.example>"),
    "sympa": (LISTS, "Precedence: list\nX-Loop: sales@lists.halden.example\nX-Sequence: 12\nList-Post: <mailto:sales@lists.halden.example>"),
    "exchange-redirect": (LOOPS, f"X-MS-Exchange-Inbox-Rules-Loop: accord@accord.example\nX-MS-Exchange-ForwardingLoop: {ADDRESS};1f0"),
    "communigate-forwarded": ("communigate.com, Rules: Forward and Mirror", "X-Autogenerated: Forward"),
    "communigate-mirrored": ("communigate.com, Rules: Forward and Mirror", "X-Autogenerated: Mirror"),
    "resent": ("RFC 5322 3.6.6", "Resent-From: dana@halden.example\nResent-To: accord@accord.example"),
    "delegate": ("[MS-OXOMSG] sent on behalf", "Sender: Olga Front <olga@halden.example>"),
    "autoresponder-address": ("a local part is no mark", "Delivered-To: autoresponder-team@accord.example"),
    "iphone": ("Apple Mail", "X-Mailer: iPhone Mail (23B85)"),
    "android-gmail": ("Gmail", "X-Gm-Message-State: AB"),
    "thunderbird": ("Thunderbird", "User-Agent: Mozilla Thunderbird"),
    "importance": ("RFC 2156", "Importance: high\nX-Priority: 1"),
    "receipt-wanted": ("RFC 8098", "Disposition-Notification-To: marek@halden.example"),
    "spam-checked": ("spamassassin.apache.org", "X-Spam-Status: No, score=-1.9\nX-Virus-Scanned: yes"),
    "feedback-id": ("support.google.com, Feedback-ID", "Feedback-ID: 1:halden"),
    "exchange-normal": ("a mail by Outlook on Exchange Online", "X-MS-Exchange-Generated-Message-Source: Submission\nX-MS-Exchange-MessageSentRepresentingType: 1\nContent-Class: urn:content-classes:message"),
    "noreply-beside": ("only From speaks", "Reply-To: no-reply@halden.example"),
    "zimbra-person": ("a mail by Zimbra", "X-Originating-IP: [10.0.0.1]\nX-Mailer: Zimbra 10.0\nThread-Topic: " + ASKED),
    "list-marks-only": (LISTS, "List-Unsubscribe: <mailto:leave@halden.example>\nList-Id: <sales.halden.example>"),
}

SENDERS = {
    "bouncer": "Jo Bouncer <jo.bouncer@halden.example>",
    "daemon": "Damon Mailer <d.mailer@halden.example>",
    "postma": "Anna Postma <postma@halden.example>",
    "norell": "Nore Ply <noreen.plyers@halden.example>",
    "no-reply-name": '"No Reply Needed" <marek@halden.example>',
    "auto": "Auto Novak <auto.novak@halden.example>",
    "root-name": "Robin Root <root.robin@halden.example>",
}


def people() -> list[Mail]:
    found = [
        mail(f"reply-{name}", "reply", "the prefix that this client writes in this language", prefix + ASKED, "", text)
        for name, (prefix, text) in PREFIXES.items()
    ]
    for name, subject in SUBJECTS.items():
        found.append(mail(f"subject-{name}", "reply", "a subject of one's own on an answer", subject, "", SAID))
    for name, subject in THREADED.items():
        found.append(mail(f"thread-{name}", "reply", "an answer to what a machine, or we, had sent", subject, "", SAID))
    for name, (source, headers) in MARKED.items():
        found.append(mail(f"marked-{name}", "reply", source, "Re: " + ASKED, headers, SAID))
    for name, sender in SENDERS.items():
        found.append(mail(f"sender-{name}", "reply", "a name is no mark", "Re: " + ASKED, "", SAID, sender=sender))
    return [*found, *_shapes()]


def _shapes() -> list[Mail]:
    """People's mails that hold something a machine made, or come in a form of their own."""
    bounce = "Content-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: text/plain\n\nno\n--x--"
    ics = "Content-Type: text/calendar; name=visit.ics; method=REQUEST\nContent-Disposition: attachment; filename=visit.ics\n\n" + event("REQUEST")
    inline = "Content-Type: text/calendar; name=visit.ics\nContent-Disposition: inline; filename=visit.ics\n\n" + event("PUBLISH")
    reaction = (
        'Content-Type: multipart/alternative; boundary="=_a"\n\n--=_a\nContent-Type: text/plain; charset=utf-8\n\n👍\n'
        '--=_a\nContent-Type: text/vnd.google.email-reaction+json; charset=utf-8\n\n{"emoji": "👍", "version": 1}\n--=_a--'
    )
    signed = (
        'Content-Type: multipart/signed; micalg=sha-256; protocol="application/pkcs7-signature"; boundary="=_s"\n\n'
        f"--=_s\nContent-Type: text/plain; charset=utf-8\n\n{SAID}\n--=_s\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB\n--=_s--"
    )
    html = f"Content-Type: text/html; charset=utf-8\n\n<div>{SAID}</div><blockquote>Automatic reply</blockquote>"
    again = "Re: " + ASKED
    return [
        mail("shape-forwarded-bounce", "reply", "only the top level speaks", again, "", content=mixed(SAID, bounce)),
        mail("shape-ics-attached", "reply", "RFC 6047 2.4: an attachment is no answer to an invitation", again, "", content=mixed(SAID, ics)),
        mail("shape-ics-inline", "reply", "Apple Mail shows a file where it was dropped", again, "", content=mixed(SAID, inline)),
        mail("shape-reaction", "reply", "developers.google.com, Gmail emoji reactions format", again, "", content=reaction),
        mail("shape-signed", "reply", "RFC 8551", again, "", content=signed),
        mail("shape-html", "reply", "a body is never a mark", again, "", content=html),
        mail("shape-empty", "reply", "sent too early", again, "", ""),
        mail("shape-quotes-oof", "reply", "a body is never a mark", again, "", SAID + "\n\n> I am out of the office until Monday.\n> Automatic reply"),
        mail("shape-holiday-text", "reply", "a body is never a mark", again, "", "I am out of the office until Monday, A1 5 of 8 before that."),
        mail("shape-unthreaded", "reply", "a mailto link starts a thread", "A1 done", "", "A1 done", threaded=False),
        mail("shape-winmail", "reply", "Outlook with rich text", again, "X-MS-TNEF-Correlator: <2@halden.example>", content=mixed(SAID, "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+Ig==")),
        mail("shape-no-message-id", "reply", "RFC 5322 3.6.4 says should, not must", again, f"X-Was: {OURS}", SAID),
    ]

"""The server that takes our mail: one conversation for several mails, and what its answers mean."""

from __future__ import annotations

import smtplib
from email.errors import MessageError
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.defaultfilters import urlize
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from articles.lib.access.sealing import NotOurs
from articles.models import Mail


class NotTaken(Exception):
    """The server is well, and does not take this mail now."""


class NeverTaken(Exception):
    """Nobody takes this mail, however often it is sent."""


class ServerAway(Exception):
    """The server takes no mail at all now."""


class Outlet:
    """A conversation with the server, begun with the first mail."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, mail: Mail) -> None:
        """Raises NotTaken, NeverTaken or ServerAway."""
        try:
            if self._connection is None:
                connection = get_connection()
                connection.open()
                self._connection = connection
            self._connection.send_messages([message_of(mail)])
        except smtplib.SMTPRecipientsRefused as refused:
            self._hang_up()
            raise _refusal(max(refused.recipients.values(), key=lambda one: one[0])) from refused
        except smtplib.SMTPDataError as refused:
            self._hang_up()
            raise _refusal((refused.smtp_code, refused.smtp_error)) from refused
        except (MessageError, ValueError, NotOurs) as wrong:
            self._hang_up()
            raise NeverTaken(
                _("The address can’t be written to: %(why)s") % {"why": wrong}
            ) from wrong
        except OSError as error:
            # smtplib's errors are OSErrors too: a login or a sender that is refused is everybody's.
            self._hang_up()
            raise ServerAway(_told(error)) from error

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.fail_silently = True
            connection.close()


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """Text, and the same as HTML; nothing in it tells that it was opened."""
    text, language = mail.text, mail.language or settings.LANGUAGE_CODE
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        mail.subject, text + "\n", settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers
    )
    # Each paragraph runs as its first letter does.
    paragraphs = format_html_join(
        "\n",
        '<p dir="auto">{}</p>',
        ((urlize(one, autoescape=True),) for one in text.split("\n\n")),
    )
    html = format_html(
        '<!doctype html>\n<html lang="{}" dir="{}"><head><meta charset="utf-8"><title>{}</title>'
        "</head>\n<body>\n{}\n</body></html>",
        language,
        "rtl" if get_language_info(language)["bidi"] else "ltr",
        mail.subject,
        paragraphs,
    )
    message.attach_alternative(html, "text/html")
    return message


def _refusal(answer: tuple[int, Any]) -> Exception:
    code, said = answer
    sentence = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    kind = NeverTaken if code >= 500 else NotTaken
    return kind(f"{code} {sentence}")


def _told(error: OSError) -> str:
    code, said = getattr(error, "smtp_code", None), getattr(error, "smtp_error", b"")
    if code is not None:
        return str(_refusal((code, said)))
    return str(error).strip().partition("\n")[0] or type(error).__name__

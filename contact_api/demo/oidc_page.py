"""The two pages of the demo's sign-in."""

from collections.abc import Iterable, Mapping
from html import escape

from contact_api.demo.oidc_people import DemoPerson

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
body {{ font: 1.0625rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1b; background: #fff }}
.note {{ border-left: .3rem solid #b35900; padding: .5rem 1rem; background: #fff6e9 }}
ul {{ list-style: none; padding: 0 }}
button {{ width: 100%; margin: .25rem 0; padding: .75rem 1rem; font: inherit; text-align: left;
  cursor: pointer; background: #fff; color: inherit; border: 1px solid #767676; border-radius: .3rem }}
button:hover, button:focus-visible {{ outline: 3px solid #005ea5; outline-offset: 1px }}
small {{ display: block; color: #555 }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def chooser(people: Iterable[DemoPerson], asked: Mapping[str, str | None]) -> str:
    """The page on which one picks who to be; what was asked for goes along."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
        if value is not None
    )
    buttons = "".join(
        f'<li><button name="username" value="{escape(person.username)}">{escape(person.name)}'
        f"<small>{escape(person.says)}</small></button></li>"
        for person in people
    )
    body = (
        '<p class="note">For the demo and for tests. All people are made up, no password is asked for,'
        " and nothing here may ever be reached by real users.</p>"
        f'<form method="post">{hidden}<ul>{buttons}</ul></form>'
    )
    return _PAGE.format(title="Sign in as …", body=body)


def fault(says: str) -> str:
    """The page for a request that cannot be sent back to where it came from."""
    return _PAGE.format(title="No sign-in", body=f'<p class="note" role="alert">{escape(says)}</p>')

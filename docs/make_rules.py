"""Write docs/rules.md from the docstrings of the domain: every rule with its source and its place in the code.

python docs/make_rules.py          write it
python docs/make_rules.py --check  exit status 1 when it is not up to date
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import MISSING, dataclass
from datetime import timedelta
from pathlib import Path

from contact_api.domain.core.parameters import MINUTE, DocumentField, document_fields
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.triage.catalogue import Limits

HERE = Path(__file__).resolve().parent
DOMAIN = HERE.parent / "contact_api" / "domain"
OUT = HERE / "rules.md"

HEAD = """# Rules

What the service decides by, and where each rule comes from. Written from the docstrings of `contact_api/domain/` by
`make rules`; the figures (shares, minutes, attempts) and the table of reasons are data of the region's medical lead,
in the catalogue (`seeds/…/catalogue.json`), with a version on every decision.

## Urgency

| Code | Meaning | First attempt | Set by |
|---|---|---|---|
| U0 | red flag affirmed: ring 112, alert a human | any hour, in `red_flag_within_minutes` | citizen's tick, staff |
| U1 | acute today | within `urgent_within_minutes` | the rule table, licensed staff |
| U2 | the same day, what the guarantee gives everybody | before closing | the rule table |
| U3 | assessment within `assessment_days` | the same day for the contact itself | licensed staff |
| U4 | planned | the same day for the request itself | the rule table, staff |
| U5 | administrative | the same day | the rule table |
| U6 | self-care advice given | | licensed staff |

Nothing a citizen declares beside the reason can make the request less urgent, and free text is not an input at all.
Source: intended purpose (the software administers, licensed people assess; MDR 2017/745 rule 11).

## Who is next

Staff pull. A staff member may take a contact by profession, language, unit and the citizen's consent. It may be called
now inside the citizen's hours, not before the promised window, and not too soon after the last try. Of these the order
is: who affirmed a red flag for 112, the urgent, what would break soonest, promises before those who were told "not
today", own patients before others, and of these a named contact.

Other units step in for contacts that their own will not reach in time by the look of its queue, shortly before any
window ends, and for contacts nobody promised. A unit may have more to do than its staff have time for, with those still
to come by forecast. Then it lets others take what is too much: the longest conversations first, those with a named
contact last, and `stay_minutes` of work stay for each of its staff. Whose time is nearly out elsewhere goes before own
patients only while none of these is due within `own_unit_first_minutes`.

For `urgent_own_unit_minutes` from when somebody urgent sought contact, staff of other units do not put off for them
what can wait: the own unit calls first, and anybody free anywhere calls at once. Never so with a red flag for 112,
after a missed call, or when time is nearly out. Our own rule; the medical lead owns its figures.

## How far half hours are filled

A promise takes the minutes of the conversation with documentation from the staff minutes of a half hour, as far as they
go. One in five does not answer, and early in the day nobody is to be rung again yet. So a staff minute of a half hour
that begins before `morning_until_hour` takes on `morning_fill` planned minutes. Our own rule; the medical lead owns its
figures.

## When not everybody can be reached

Minutes are protected for the urgent, for retries and for a unit's own people: by forecast, from the region's own days
and from how today has gone so far. When the forecast is sure that the day is too short, contacts above a length are not
promised, because the same minutes reach more people. They are told so, stay in line, and are called when staff are
free. The urgent always find minutes. `sure_deviations` is how sure the forecast must be; a large one switches it off.
Our own rule, after the order of objectives in docs/engine.md; the medical lead must approve it.

## The three-day clock

It runs from the day contact was first sought, for a new or worsened problem or missing effect of treatment, and where
nobody has said. It stops when licensed staff have assessed: at a visit, or in a planned contact that equals one. The
call back is the needs assessment and never stops it. A licensed decision that none is needed ends it, and is not
counted as assessed. Limits are calendar days (`assessment_days`). A wait is the patient's choice only where a time
within the limit was on offer, and was declined, given up or passed over. Both are shown: who was over the limit, and
who of them chose. What is due is worked from the list of the unit, overdue first. The unit is alerted on the last day
it is open within the limit, and on every day after it until somebody has seen to it.

The share of those due leaves out whoever withdrew, or was found not to need one, within the limit. SKR's way divides by
those who were assessed, and so leaves out whoever was never seen. Sources: HSL (2017:30) 9 kap. 1 §; vantetider.se,
"Medicinsk bedömning"; SKR faq 48120, 48088, 31983, 48091, 48078; ADR 0029.

## The same case

An identified person has one open request per unit, whatever the reason; who speaks for another comes back to their own
request only. Somebody who rings, or whom staff enter, known by a telephone number alone has one per unit and reason, as
families share numbers: two keys of an exchange's menu are two requests, and another name is another person.

Anybody can name anybody's numbers. A citizen is known by their sign-in, also by one without a personal number, and
never by the number they leave. A front end or a caller who names a personal number finds its request only with that
request's own telephone number. A telephone number that a front end names, or that is keyed in on another telephone,
finds none. Without a sign-in the answer tells the window, and else only what was said in that very request. What
anybody but the citizen or staff says of a protected identity holds for that request; the citizen's own word holds for
later ones too.

Who still waits, or was not reached today, comes back to the same request:

- The first time stands, every time somebody asks is counted, and nothing is lowered or less protected than before.
- The more urgent reason decides, with its professions, rules and guarantee; on equal urgency the first. The other is
  shown to whoever calls, the longer time is planned, and a guarantee that either has is not lost.
- The newest word holds on mode, language, hours and consent, also a narrower one. What was not said (a form's default,
  a call-back with a number and a key) takes nothing back.
- The window stands unless it no longer fits: more urgent, another language, outside the new hours, or at a unit that is
  no longer accepted. Then a new one is promised. While somebody calls, and after a missed call, nothing is promised
  anew; whoever is given back outside the hours they named meanwhile is.

Our own rule; what is stored of a person must be right and up to date (GDPR, article 5.1 d).

## Hours, window and queue agree

- A window lies in the hours that were named. Hours to come bind on every day. Hours that have ended were of that day:
  for a later one the citizen says yes to the window itself, and they are let go.
- Nobody is due before they may be called. Who waits for a promised window may be called when it opens, the urgent
  sooner, and is due when it ends, or sooner.
- Somebody whose minutes back a window is at work before it ends. When the roster changes that, the window is planned
  anew as after a sick call.

Our own rule: a promise that nobody could keep is none.

## How much one submitter may hold

Nobody takes a unit's day from everybody else. The minutes that the open requests of one submitter hold count together:
of one sign-in (also for those they speak for), of one telephone that calls or texts come from, of one number that front
ends name. Above `sign_in_limit_minutes`, `line_limit_minutes` or `named_number_limit_minutes` a request is taken in as
any other, waits in line, and is called when staff are free; it is told that no time is promised, and the control room
gets one alert with a count. Nor does one submitter hold more than `submitter_share` of what a unit may still promise
that day to those who can wait; their first request is never too much. A front end or an exchange, whoever it asks for,
holds at most `sender_share` of it, the urgent not counted: above it those responsible are told of a shortage, and the
control room gets an alert (`sender_over_limit`). That is counted and not locked: a few that come in the same moment may
pass together. Minutes given back may be held again. What staff enter does not count: they know whom they
enter. A number that is only named uses up nothing of the telephone's own. A link holds the minutes of its one request.
Our own rule.

## Not reached

A missed call is an attempt, not contact. The next is the own unit's to make, also when another had promised the time;
others help when it would be late. It comes no sooner than the catalogue's `retry_after_minutes`, inside the citizen's
hours, and early enough for the attempts that are left, where these hours and the day allow it. After `max_attempts` (at
least two) the citizen is told so, with a link that reopens the same request with its first time. Source: complaint
"missed the call-back, must start over"; customary two attempts.

Who affirmed a red flag that leads to 112 is rung again after `red_flag_retry_after_minutes`, by any unit that may, and
is late as long after that. When nobody reached them by the last attempt staff are alerted anew. Our own rule: half an
hour is too long for who may be in danger.

A wrong number ends the request after one attempt: nobody is rung there a second time, and no text goes to whoever has
that number. The unit gets an alert (`wrong_number`) to find the right one, and whoever signs in is told what happened.
Whoever signs in and leaves the same number again is in line, and the unit is alerted anew: no text goes there, in any
request of that person, until another number is left, or the citizen answers on it.
The links that went there are dead: every link ends when the number was wrong or becomes another one, and `link_days`
days after the request has ended. Who seeks contact again with the right number the same day, identified
and at the same unit, keeps the first time; who is known by that number alone has a request of their own, as it is
somebody else's number. Source: PDL and OSL 25 kap. (that a person seeks care is not told to a stranger).
"""


@dataclass(frozen=True)
class Rule:
    """One docstring that names its source."""

    name: str
    says: str
    source: str


def rules_of(file: Path) -> Iterator[Rule]:
    """The rules of one module, in the order they stand."""
    tree = ast.parse(file.read_text("utf-8"))
    for node in (tree, *ast.walk(tree)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            doc = ast.get_docstring(node) or ""
            found = re.search(r"^Sources?:\s*(.+?)(?:\n\n|\Z)", doc, re.MULTILINE | re.DOTALL)
            name = "" if isinstance(node, ast.Module) else node.name
            if found and not name.startswith("_"):
                yield Rule(name, doc.splitlines()[0], " ".join(found[1].split()))


def parameters() -> Iterator[str]:
    """The figures of the catalogue as tables: what may stand there under `planning` and `limits`."""
    for name, kind in (("Planning figures", Planning), ("Limits", Limits)):
        yield f"\n## {name}\n"
        yield "| Figure | Usual | From, to | Unit | Meaning |\n|---|---|---|---|---|"
        for field in document_fields(kind):
            if one := field.parameter:
                span = f"{one.least:g}, {one.most:g}"
                yield f"| `{field.json_name}` | {_usual(field)} | {span} | {one.unit} | {one.meaning} |"


def _usual(field: DocumentField) -> object:
    if field.default is MISSING:
        return "must be there"
    return field.default // MINUTE if isinstance(field.default, timedelta) else field.default


def document() -> str:
    """The whole of docs/rules.md."""
    parts = [HEAD, *parameters()]
    for file in sorted(DOMAIN.rglob("*.py")):
        found = list(dict.fromkeys(rules_of(file)))
        if found:
            parts.append(f"\n## {file.stem.replace('_', ' ').capitalize()}\n")
            parts.append("| Rule | Source | In |\n|---|---|---|")
            place = f"contact_api/domain/{file.relative_to(DOMAIN)}"
            parts += [f"| {r.says} | {r.source} | `{place}{f':{r.name}' if r.name else ''}` |" for r in found]
    return "\n".join(parts) + "\n"


def main(*, check: bool) -> int:
    """Write it, or say whether it is up to date."""
    if not check:
        OUT.write_text(document(), "utf-8")
        return 0
    if OUT.exists() and OUT.read_text("utf-8") == document():
        return 0
    sys.stderr.write("docs/rules.md is not up to date: make rules\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))

"""The kinds of values that bodies and answers are made of, each with the limits that the document states."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    Strict,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from contact_api.domain.core.limits import (
    CODE,
    LONGEST_CODE,
    LONGEST_FREE_TEXT,
    LONGEST_LINE,
    LONGEST_MERGED_TEXT,
    LONGEST_NAME,
    LONGEST_PHONE,
    LONGEST_SORTING,
    LONGEST_TEXT,
)

MOMENT = r"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$"
_MOMENT = re.compile(MOMENT, re.ASCII)
DAY = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LONGEST_LIST = 100  # what a page or a list in an answer holds at most
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)  # a day before or after them is still a day


EXAMPLES: dict[str, dict[str, Any]] = {}  # by the name of the shape


class Shape(BaseModel):
    """A body or an answer; fields that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    example: ClassVar[dict[str, Any]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "example" in vars(cls):
            EXAMPLES[cls.__name__] = cls.example


class LenientShape(Shape):
    """A shape whose `may_be_left_out` fields are left out where they cannot be read: they cost nobody the call."""

    may_be_left_out: ClassVar[frozenset[str]] = frozenset()
    _unread: frozenset[str] = PrivateAttr(frozenset())

    @property
    def unread(self) -> frozenset[str]:
        """The fields that were sent and could not be read."""
        return self._unread

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, sent: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(sent)
        except ValidationError as fault:
            wrong = {str(one["loc"][0]) for one in fault.errors(include_input=False) if one["loc"]}
            unread = wrong & cls.may_be_left_out
            if not unread or not isinstance(sent, dict):
                raise
        read = handler({name: value for name, value in sent.items() if name not in unread})
        read._unread = frozenset(unread)
        return read


def _read_moment(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise ValueError("write a moment as RFC 3339 has it, with an offset: 2026-11-23T08:15:00+01:00")
    try:
        moment = datetime.fromisoformat(_microseconds(value.upper())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("there is no such moment in the calendar") from None
    if not EARLIEST <= moment < LATEST:
        raise ValueError("the moment lies outside the years 2000 to 2099")
    return moment


def _microseconds(text: str) -> str:
    """The text with at most six decimals of a second."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def _read_day(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("write a day as 2026-11-23")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("there is no such day in the calendar") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("the day lies outside the years 2000 to 2099")
    return day


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


_MOMENT_SCHEMA = {
    "type": "string",
    "format": "date-time",
    "maxLength": 35,
    "example": "2026-11-23T08:15:00Z",
    "examples": ["2026-11-23T08:15:00Z"],
}
_DAY_SCHEMA = {
    "type": "string",
    "format": "date",
    "maxLength": 10,
    "pattern": DAY,
    "examples": ["2026-11-23"],
}

Moment = Annotated[
    datetime, AfterValidator(_in_utc), BeforeValidator(_read_moment), WithJsonSchema(_MOMENT_SCHEMA)
]
Day = Annotated[date, BeforeValidator(_read_day), WithJsonSchema(_DAY_SCHEMA)]
NO_NUL = r"^[^\u0000]*$"  # PostgreSQL keeps no NUL
NOT_BLANK = (
    r"^[^\u0000]*[^\s\u0000\u001c-\u001f][^\u0000]*$"  # something is left of it without blanks at both ends
)

Flag = Annotated[bool, Strict()]
Code = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE, pattern=CODE)]
Word = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9_.-]*$")]
Uuid = Annotated[
    str,
    Field(
        min_length=36,
        max_length=36,
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        json_schema_extra={"format": "uuid"},
    ),
]
ClockTime = Annotated[
    str, Field(max_length=5, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["17:00"])
]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=NO_NUL)]
LineText = Annotated[str, Field(max_length=LONGEST_LINE, pattern=NO_NUL)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=NO_NUL)]
FreeText = Annotated[str, Field(max_length=LONGEST_FREE_TEXT, pattern=NO_NUL)]
MergedText = Annotated[str, Field(max_length=LONGEST_MERGED_TEXT, pattern=NO_NUL)]
Sorting = Annotated[str, Field(max_length=LONGEST_SORTING, pattern=NO_NUL)]
Why = Annotated[str, Field(min_length=1, max_length=500, pattern=NOT_BLANK)]
LanguageTag = Annotated[
    str,
    Field(min_length=2, max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$", examples=["sv"]),
]
PhoneText = Annotated[
    str,
    Field(
        min_length=3,
        max_length=LONGEST_PHONE,
        pattern=r"^[^\u0000A-Za-z]*([Tt][Ee][Ll]:)?[^\u0000A-Za-z]+$",
        examples=["+46701740605"],
        description="A number to call back on: E.164, or as dialled in Sweden, however it is written.",
    ),
]
PhoneNumber = Annotated[str, Field(max_length=16, pattern=r"^\+[1-9][0-9]{2,14}$", examples=["+46701740605"])]
Number32 = Annotated[int, Strict(), Field(ge=0, le=2_147_483_647, json_schema_extra={"format": "int32"})]
Minutes = Annotated[int, Strict(), Field(ge=0, le=100_000, json_schema_extra={"format": "int32"})]
LeaseNumber = Annotated[
    int,
    Strict(),
    Field(
        ge=1,
        le=2_147_483_647,
        json_schema_extra={"format": "int32"},
        description="The number the pull was answered with; rises with every pull.",
    ),
]
Share = Annotated[float, Field(ge=0, le=1)]

"""List what may stand in a calendar file: RFC 5545, 7986 and the parts of 9073, 9074, 9253 in use."""

from __future__ import annotations

from enum import Enum, auto


class Kind(Enum):
    """Name the type of a property's value, as far as the lint judges it."""

    TEXT = auto()
    TEXTS = auto()
    TIME = auto()
    TIMES = auto()
    UTC = auto()
    DURATION = auto()
    TRIGGER = auto()
    INTEGER = auto()
    OFFSET = auto()
    URI = auto()
    ADDRESS = auto()
    STATUS = auto()
    COLOR = auto()
    VERSION = auto()
    OTHER = auto()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS: dict[str, Kind] = {
    name: kind
    for kind, names in {
        Kind.TEXT: "SUMMARY DESCRIPTION LOCATION COMMENT CONTACT NAME UID PRODID TZNAME TZID RELATED-TO "
        "CALSCALE METHOD CLASS TRANSP ACTION BUSYTYPE LOCATION-TYPE PARTICIPANT-TYPE CALENDAR-ADDRESS "
        "RESOURCE-TYPE STYLED-DESCRIPTION PROXIMITY REFID",
        Kind.TEXTS: "CATEGORIES RESOURCES",
        Kind.TIME: "DTSTART DTEND DUE RECURRENCE-ID",
        Kind.TIMES: "RDATE EXDATE",
        Kind.UTC: "DTSTAMP CREATED LAST-MODIFIED COMPLETED ACKNOWLEDGED TZUNTIL",
        Kind.DURATION: "DURATION REFRESH-INTERVAL",
        Kind.TRIGGER: "TRIGGER",
        Kind.INTEGER: "SEQUENCE PRIORITY PERCENT-COMPLETE REPEAT",
        Kind.OFFSET: "TZOFFSETFROM TZOFFSETTO",
        Kind.URI: "URL TZURL SOURCE CONFERENCE LINK CONCEPT",
        Kind.ADDRESS: "ORGANIZER ATTENDEE",
        Kind.STATUS: "STATUS",
        Kind.COLOR: "COLOR",
        Kind.VERSION: "VERSION",
        Kind.OTHER: "RRULE EXRULE GEO FREEBUSY REQUEST-STATUS ATTACH IMAGE STRUCTURED-DATA",
    }.items()
    for name in names.split()
}
"""Every registered property in use; names beginning with `X-` are anyone's."""

_COMMON = (
    "UID DTSTAMP DTSTART CREATED LAST-MODIFIED SEQUENCE SUMMARY DESCRIPTION CATEGORIES CLASS COMMENT CONTACT "
    "ATTACH ATTENDEE ORGANIZER RECURRENCE-ID RELATED-TO REQUEST-STATUS RRULE EXRULE RDATE EXDATE STATUS URL "
    "COLOR IMAGE CONFERENCE LINK CONCEPT REFID STYLED-DESCRIPTION STRUCTURED-DATA "
)
_ZONE_RULE = "DTSTART TZOFFSETFROM TZOFFSETTO TZNAME RRULE RDATE COMMENT"

PROPERTIES: dict[str, frozenset[str]] = {
    # UID is registered for a calendar (RFC 7986) and still a defect: vdirsyncer then syncs one item of many.
    "VCALENDAR": _names(
        "VERSION PRODID CALSCALE METHOD NAME DESCRIPTION UID LAST-MODIFIED URL CATEGORIES REFRESH-INTERVAL "
        "SOURCE COLOR IMAGE LINK CONCEPT"
    ),
    "VEVENT": _names(_COMMON + "DTEND DURATION LOCATION GEO PRIORITY TRANSP RESOURCES"),
    "VTODO": _names(_COMMON + "DUE DURATION COMPLETED PERCENT-COMPLETE LOCATION GEO PRIORITY RESOURCES"),
    "VJOURNAL": _names(_COMMON),
    "VFREEBUSY": _names("UID DTSTAMP DTSTART DTEND DURATION CONTACT ORGANIZER ATTENDEE FREEBUSY COMMENT URL"),
    "VTIMEZONE": _names("TZID LAST-MODIFIED TZURL TZUNTIL"),
    "STANDARD": _names(_ZONE_RULE),
    "DAYLIGHT": _names(_ZONE_RULE),
    "VALARM": _names(
        "ACTION TRIGGER DESCRIPTION SUMMARY DURATION REPEAT ATTACH ATTENDEE UID ACKNOWLEDGED RELATED-TO "
        "PROXIMITY"
    ),
}
"""What each component may hold; a component not listed is not judged inside."""

REQUIRED: dict[str, tuple[str, ...]] = {
    "VCALENDAR": ("VERSION", "PRODID"),
    "VEVENT": ("UID", "DTSTAMP", "DTSTART"),
    "VTODO": ("UID", "DTSTAMP"),
    "VJOURNAL": ("UID", "DTSTAMP"),
    "VFREEBUSY": ("UID", "DTSTAMP"),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "VALARM": ("ACTION", "TRIGGER"),
}

REPEATABLE = _names(
    "CATEGORIES COMMENT CONTACT ATTACH ATTENDEE RELATED-TO REQUEST-STATUS RDATE EXDATE RRULE EXRULE "
    "RESOURCES CONFERENCE IMAGE LINK CONCEPT REFID STYLED-DESCRIPTION STRUCTURED-DATA FREEBUSY TZNAME"
)
"""What may stand more than once in a component; NAME and DESCRIPTION of a calendar may too."""

CHILDREN: dict[str, frozenset[str]] = {
    "VCALENDAR": _names("VEVENT VTODO VJOURNAL VFREEBUSY VTIMEZONE VAVAILABILITY"),
    "VEVENT": _names("VALARM PARTICIPANT VLOCATION VRESOURCE"),
    "VTODO": _names("VALARM PARTICIPANT VLOCATION VRESOURCE"),
    "VTIMEZONE": _names("STANDARD DAYLIGHT"),
    "VALARM": _names("VLOCATION"),
}

STATUSES: dict[str, frozenset[str]] = {
    "VEVENT": _names("TENTATIVE CONFIRMED CANCELLED"),
    "VTODO": _names("NEEDS-ACTION COMPLETED IN-PROCESS CANCELLED"),
    "VJOURNAL": _names("DRAFT FINAL CANCELLED"),
}

NEEDS_VALUE: dict[str, str] = {
    "REFRESH-INTERVAL": "DURATION",
    "SOURCE": "URI",
    "CONFERENCE": "URI",
    "IMAGE": "URI BINARY",
    "LINK": "URI UID XML-REFERENCE",
}
"""Properties whose type has no default (RFC 7986, 5.7; RFC 9253), with the types they take."""

QUOTED = _names("ALTREP DIR SENT-BY MEMBER DELEGATED-FROM DELEGATED-TO")
"""Parameters that hold an address and must stand in quotes (RFC 5545, 3.2)."""

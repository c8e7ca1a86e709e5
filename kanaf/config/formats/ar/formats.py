"""Arabic formats of Morocco: western digits, no-break space between thousands, so that a number never breaks."""

THOUSAND_SEPARATOR = "\u00a0"
NUMBER_GROUPING = 3
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATE_FORMAT = "d/m/Y"
TIME_FORMAT = "H:i"

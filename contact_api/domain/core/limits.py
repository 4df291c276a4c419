"""How much the parts of a request may hold.

The doors refuse more than one request may bring, merging stays within what a case may gather, and the answers say the
same: what was let in can always be shown. Units: lengths in characters (code points), the others in entries.
"""

# What a code or a text of the catalogue may be.
LONGEST_CODE = 64
CODE = r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$"
LONGEST_LINE = 500
LONGEST_TEXT = 4000

# What one request may bring.
LONGEST_NAME = 200
LONGEST_FREE_TEXT = 2000
LONGEST_SMS = 1600  # ten texts in one, and more than anybody answers with
LONGEST_WRITTEN_MESSAGE = 2000
LONGEST_PHONE = 60  # a generous E.164 number with spaces, brackets, "tel:" and marks that nobody sees
LONGEST_IDENTITY_NUMBER = 50
LONGEST_IDENTITY_SYSTEM = 200
MOST_FACTS = 40
MOST_RED_FLAGS = 60

# What a case may gather while its person seeks contact again and again.
LONGEST_MERGED_TEXT = 8000  # further words are written down beside it, each text in full
MOST_CODES = 1000  # of facts, warning signs, rules or reasons: as many as a catalogue has of one kind

# What an answer shows at once.
LONGEST_SORTING = 200_000  # the sentences of every warning sign and every rule
MOST_LINES = 1000  # of a history, of each sort; the latest

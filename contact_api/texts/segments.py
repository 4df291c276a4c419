"""How many text messages a text becomes on the wire."""

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_ESCAPED = frozenset("\f^{}\\[~]|€")  # two septets each

ALONE_GSM_7, JOINED_GSM_7 = 160, 153
ALONE_UCS_2, JOINED_UCS_2 = 70, 67


def is_gsm_7(text: str) -> bool:
    """Say whether the text fits the small alphabet; one sign outside it halves the room."""
    return all(sign in GSM_7 or sign in GSM_7_ESCAPED for sign in text)


def sms_segments(text: str) -> int:
    """Count the messages that are sent, paid for and may arrive one by one.

    Units:  septets (GSM-7; å ä ö are in it, escaped signs take two) or UTF-16 units; a sign is never split.
    Source: 3GPP TS 23.038 (alphabet) and TS 23.040 (a joined message spends 6 octets on its header).
    """
    if is_gsm_7(text):
        return _packed([2 if sign in GSM_7_ESCAPED else 1 for sign in text], ALONE_GSM_7, JOINED_GSM_7)
    return _packed([len(sign.encode("utf-16-le")) // 2 for sign in text], ALONE_UCS_2, JOINED_UCS_2)


def _packed(widths: list[int], alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    segments, room = 1, joined
    for width in widths:
        if width > room:
            segments, room = segments + 1, joined
        room -= width
    return segments

"""How answers are made: bytes, pages of lists, one answer to a request sent twice."""

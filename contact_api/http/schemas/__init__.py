"""The bodies of requests and answers, as pydantic models; one file per room."""

"""The interface for programs below ``/api/v1``: the same actions as the pages, described by OpenAPI, errors as RFC 9457."""

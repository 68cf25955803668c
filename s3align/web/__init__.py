"""The web application: a page for applicants, a desk for the agency, and an interface for programs. Parse, call, show."""

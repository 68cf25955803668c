"""Opens untrusted files in a confined process: the client, the protocol and the worker."""

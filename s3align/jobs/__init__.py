"""Many files through a pipeline, on this machine or a cluster."""

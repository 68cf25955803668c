"""An assessment as a reader sees it: one module per format. Only here do names and sentences come in."""

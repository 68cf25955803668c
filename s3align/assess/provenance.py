"""What an assessment rests on, so that it can be made again. Imports nothing heavy: a file that cannot be read has one too."""

from __future__ import annotations

from s3align.model.profiles import Profiles
from s3align.record.assessment import Provenance
from s3align.settings import Settings
from s3align.strategy.model import Strategy
from s3align.version import VERSION


def provenance(strategy: Strategy, profiles: Profiles, settings: Settings) -> Provenance:
    """The version of the tool, and the hashes of model, strategy and settings."""
    return Provenance(VERSION, profiles.model_hash, strategy.id, strategy.content_hash, settings.hash())

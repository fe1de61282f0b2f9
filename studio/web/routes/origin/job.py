"""A job by its names and how it stands, as every answer about one says it."""

from pydantic import Field

from models.base import Frozen
from studio.service.programs.progress import JobStatus


class NamedJob(Frozen):
    """A job by its names."""

    job_id: str = Field(description="The job's id, which is the film's.", examples=["the-quest-3f9a1c"])
    generation_id: str = Field(description="The same.", examples=["the-quest-3f9a1c"])


class Job(NamedJob):
    """A job, and how it stands."""

    status: JobStatus = Field(description="How it stands.", examples=["processing"])

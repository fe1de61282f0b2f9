"""ReleaseWorkflow: a finished film is brought to where people see it, by whichever worker lives."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.releases.release import Released, ReleaseRequest, UploadedFilm
    from workflows.errands import executed
    from workflows.failures import started_with, why


@workflow.defn
class ReleaseWorkflow:
    """Brings one film to one target; what is there already is found, whoever asks again."""

    def __init__(self) -> None:
        self.pair_mark = ""
        """Whose store and database the film is in: other workers than theirs are refused."""

    @workflow.run
    async def run(self, *given: Any) -> Released:  # noqa: ANN401 - whatever whoever starts it hands over
        """Carry out the `ReleaseRequest` that is given.

        Raises:
            ApplicationError: it cannot be done; says why, in the type and the sentence of what failed.

        """
        request = started_with(given, ReleaseRequest, "release's request")
        self.pair_mark = request.pair
        try:
            if request.target.kind == "youtube":
                return await self._at_youtube(request)
            return await executed(
                contracts.Releases.deliver,
                request,
                task_queue="io",
                summary=f"To {request.target.shown}",
                **retries.UPLOADING,
            )
        except ActivityError as error:
            cause = error.cause
            kind = cause.type if isinstance(cause, ApplicationError) else None
            raise ApplicationError(why(error), type=kind or "ReleaseFailed", non_retryable=True) from error

    async def _at_youtube(self, request: ReleaseRequest) -> Released:
        video = await executed(
            contracts.Releases.upload,
            request,
            task_queue="io",
            summary="The film's bytes",
            **retries.UPLOADING,
        )
        return await executed(
            contracts.Releases.dress,
            UploadedFilm(request=request, video_id=video.video_id),
            task_queue="io",
            summary="Poster and subtitles",
            **retries.UPLOADING,
        )

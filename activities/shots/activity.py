"""A shot's clip, made and conformed, as activities."""

from pathlib import Path

from temporalio import activity

from activities import contracts
from activities.asset_work import render, work_here
from activities.failures import named, translated
from activities.heartbeat import beating
from activities.shots.recipe import conform_recipe, frame_recipe, join_recipe
from infra.media.aac_pieces import write_piece
from infra.media.conform import conform, conform_sound, is_conformed
from infra.media.frame_still import save_frame
from infra.media.muxer import Accompaniment, Span, join
from infra.media.sound import RATE, stream
from infra.media.target import Target
from library.workshop import Workshop
from models.orders.assets import Asset
from models.orders.requests import Order, VideoRequest
from models.orders.shot_orders import ShotOrder
from providers.base import Progress, Rendered
from providers.registry import Registry


class Shots:
    """Implements `contracts.Shots`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="shots.clip", no_thread_cancel_exception=True)
    @translated
    def clip(self, order: Order[VideoRequest]) -> Asset:
        """Make a shot's clip from its keyframe."""
        return render(self._registry, self._workshop, order)

    @activity.defn(name="shots.last_frame", no_thread_cancel_exception=True)
    @translated
    def last_frame(self, chain: contracts.Chain) -> Asset:
        """The picture that the last part of a chain ends with."""
        order, last = chain.order, chain.parts[-1]
        work = work_here(order.shot.shot_id, fresh=order.clip.fresh)
        with beating() as progress:

            def made(folder: Path) -> Rendered:
                clip, into = self._part(last, order, folder, 0), folder / "frame.png"
                picture = order.clip.request.picture
                save_frame(clip, into, last.frames - 1, picture, fit=order.fit, progress=progress)
                return Rendered(path=into)

            return self._workshop.once(frame_recipe(chain), work, made, lambda: progress(0.0))

    @activity.defn(name="shots.join", no_thread_cancel_exception=True)
    @translated
    def join(self, chain: contracts.Chain) -> Asset:
        """Make one clip of the parts of a chain, each cut off where the next begins; encoded once."""
        order = chain.order
        work = work_here(order.shot.shot_id, fresh=order.clip.fresh)
        with beating() as progress:

            def made(folder: Path) -> Rendered:
                request, spans = order.clip.request, []
                for number, part in enumerate(chain.parts):
                    source, into = self._part(part, order, folder, number), folder / f"part-{number}.mp4"
                    target = Target(request.picture, part.frames, request.edge)
                    conform(source, into, target, fit=order.fit, progress=progress)
                    spans.append(Span(into, 0, part.frames))
                joined = folder / "joined.mp4"
                sound = self._sound(chain, folder, progress) if request.sound else None
                join(spans, joined, request.picture, Accompaniment(sound), progress=progress)
                return Rendered(path=joined)

            return self._workshop.once(join_recipe(chain), work, made, lambda: progress(0.0))

    def _sound(self, chain: contracts.Chain, folder: Path, progress: Progress) -> Path:
        """The sounds that the parts of a chain have of their own, one after another."""
        fps, pieces = chain.order.clip.request.picture.fps, []
        for number, part in enumerate(chain.parts):
            source, piece = self._part(part, chain.order, folder, number), folder / f"sound-{number}.m4a"
            conform_sound(source, piece, part.frames, fps, progress)
            pieces.append(piece)
        whole, frames = folder / "sound.m4a", sum(part.frames for part in chain.parts)
        blocks = (block for piece in pieces for block in stream(piece, 2))
        write_piece(whole, blocks, 0, round(frames / fps * RATE))
        return whole

    def _part(self, part: contracts.ChainPart, order: ShotOrder, folder: Path, number: int) -> Path:
        """The file of a part, by a name that tells whose it is: errors name it."""
        with named({part.clip.sha256: f"a part of the clip of {order.shot.shot_id}"}):
            clip = self._workshop.library.store.open_file(part.clip)
        source = folder / f"{order.shot.shot_id}-{number + 1}{clip.suffix}"
        if not source.is_symlink():
            source.symlink_to(clip)
        return source

    @activity.defn(name="shots.conform", no_thread_cancel_exception=True)
    @translated
    def conform(self, order: ShotOrder) -> Asset:
        """Make the clip that is there of a shot one of the film's own; one that is so already is taken as it is."""
        work = work_here(order.shot.shot_id, fresh=order.clip.fresh)
        with beating() as progress:
            return self._workshop.once(
                conform_recipe(order),
                work,
                lambda folder: self._conformed(order, folder, progress),
                lambda: progress(0.0),
            )

    def _conformed(self, order: ShotOrder, folder: Path, progress: Progress) -> Rendered:
        request, source_blob = order.clip.request, order.source.blob
        with named({source_blob.sha256: f"the clip of {order.shot.shot_id}"}):
            clip = self._workshop.library.store.open_file(source_blob)
        target = Target(request.picture, order.frames, request.edge)
        if is_conformed(clip, target):
            return Rendered(path=clip)
        # An error names the file: the shot is more telling than a hash.
        source, into = folder / f"{order.shot.shot_id}{clip.suffix}", folder / "conformed.mp4"
        source.symlink_to(clip)
        note = conform(source, into, target, fit=order.fit, progress=progress)
        return Rendered(path=into, note=note)

"""What the cut is measured against: MoviePy as its documentation has it, and one ffmpeg filter graph."""

import json
import subprocess
from pathlib import Path

from benchmarks.cuts.material import CROSSFADE, FPS, Material
from infra.media import ffmpeg

DUCKED_DB = -11


def moviepy(material: Material, into: Path) -> None:
    """Crossfades by `CrossFadeIn` on overlapping clips, narration over a quieter bed, written by `write_videofile`."""
    from moviepy import (
        AudioFileClip,
        CompositeAudioClip,
        CompositeVideoClip,
        VideoFileClip,
        concatenate_audioclips,
    )
    from moviepy.audio.fx import AudioFadeOut, MultiplyVolume
    from moviepy.video.fx import CrossFadeIn

    fade = CROSSFADE / FPS
    clips, at = [], 0.0
    for number, path in enumerate(material.clips):
        clip = VideoFileClip(str(path), audio=False).with_start(at)
        clips.append(clip.with_effects([CrossFadeIn(fade)]) if number else clip)
        at += clip.duration - fade
    film = CompositeVideoClip(clips)
    voices = [
        AudioFileClip(str(path)).with_start(start)
        for path, start in zip(material.voices, material.voice_starts, strict=True)
    ]
    bed = AudioFileClip(str(material.score))
    bed = concatenate_audioclips([bed] * (int(film.duration // bed.duration) + 1)).with_duration(
        film.duration
    )
    bed = bed.with_effects([MultiplyVolume(10 ** (DUCKED_DB / 20)), AudioFadeOut(1.5)])
    film = film.with_audio(CompositeAudioClip([bed, *voices]).with_duration(film.duration))
    film.write_videofile(
        str(into),
        fps=FPS,
        codec="libx264",
        preset="medium",
        audio_codec="aac",
        ffmpeg_params=["-crf", "18"],
        logger=None,
        temp_audiofile_path=str(into.parent),
    )


def one_graph(material: Material, into: Path, preset: str, crf: str) -> None:
    """An `xfade` chain, narration that ducks the bed by `sidechaincompress`, loudness in two passes."""
    video = ["-i", *" -i ".join(map(str, material.clips)).split(" ")]
    sound = ["-i", *" -i ".join(map(str, [*material.voices, material.score])).split(" ")]
    heard = _sound_graph(material, first=0)
    measured = subprocess.run(
        [
            ffmpeg.executable(),
            *("-hide_banner", "-nostdin"),
            *sound,
            *("-filter_complex", f"{heard}loudnorm=I=-14:TP=-1.5:LRA=11:print_format=json[a]"),
            *("-map", "[a]", "-f", "null", "-"),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    level = json.loads(measured[measured.rindex("{") : measured.rindex("}") + 1])
    loud = (
        f"loudnorm=I=-14:TP=-1.5:LRA=11:measured_I={level['input_i']}:measured_TP={level['input_tp']}:"
        f"measured_LRA={level['input_lra']}:measured_thresh={level['input_thresh']}:"
        f"offset={level['target_offset']}:linear=true,aresample=48000[a]"
    )
    chain, last, at = "", "0:v", 0.0
    for number in range(1, len(material.clips)):
        at += (material.frames - CROSSFADE) / FPS
        chain += (
            f"[{last}][{number}:v]xfade=transition=fade:duration={CROSSFADE / FPS}:offset={at}[v{number}];"
        )
        last = f"v{number}"
    graph = chain + _sound_graph(material, first=len(material.clips)) + loud
    with ffmpeg.started(
        [
            *video,
            *sound,
            *("-filter_complex", graph, "-map", f"[{last}]", "-map", "[a]"),
            *("-c:v", "libx264", "-preset", preset, "-crf", crf, "-c:a", "aac", "-b:a", "192k"),
            *("-t", str(material.seconds), str(into)),
        ],
        what="One graph",
    ) as work:
        work.check()


def _sound_graph(material: Material, first: int) -> str:
    """The narration placed and mixed, and the bed ducked under it; ends before the loudness."""
    graph, names = "", ""
    for number, start in enumerate(material.voice_starts):
        milliseconds = round(start * 1000)
        graph += f"[{first + number}:a]aresample=48000,adelay={milliseconds}|{milliseconds}[n{number}];"
        names += f"[n{number}]"
    count, score = len(material.voices), first + len(material.voices)
    return (
        f"{graph}{names}amix=inputs={count}:normalize=0,apad=whole_dur={material.seconds},asplit[say][key];"
        f"[{score}:a]aresample=48000,aloop=-1:size=2e9,atrim=duration={material.seconds}[bed];"
        "[bed][key]sidechaincompress=threshold=0.02:ratio=8:attack=120:release=400[low];"
        "[say][low]amix=inputs=2:normalize=0:duration=longest,"
    )

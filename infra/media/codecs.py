"""The codecs that a film can be delivered in, and the one set of settings for each.

Whatever the codec, a packet is a frame and packets lie in the order in which they are shown (no
B-frames, nothing hidden), groups of pictures are closed, a forced keyframe is one that a decoder can
start at, and the decoder's configuration stands in the file's header alone and does not depend on what
is seen. So clips join, and are cut at their keyframes, by copying packets.

The same frames give the same bytes: hence one thread, which also suits workers that run an activity a
core, and for x264 no macroblock tree, with which it now and then encodes the same frames differently
(measured: up to 1 slate in 10).
"""

from typing import NamedTuple

from models.cut.delivery import Codec


class Settings(NamedTuple):
    """How one codec is encoded.

    `encoder` is FFmpeg's name for it, `name` ours for the settings: it changes with them, and is part
    of the recipe of whatever is encoded. `options` are the encoder's; `threads` is the option in which
    a codec wants to be told its threads, with `{threads}` in it, where FFmpeg's own is not enough.
    `tag` is the MP4 sample entry where FFmpeg's choice does not play everywhere.
    """

    encoder: str
    name: str
    options: dict[str, str]
    threads: tuple[str, str] | None = None
    tag: str = ""
    nvidia: bool = False


_NVENC = {
    "preset": "p4",
    "tune": "hq",
    "rc": "vbr",
    "multipass": "disabled",
    "bf": "0",
    "b_ref_mode": "disabled",
    "rc-lookahead": "0",
    "no-scenecut": "1",
    "strict_gop": "1",
    "forced-idr": "1",
    "spatial-aq": "1",
}

SETTINGS: dict[Codec, Settings] = {
    "h264": Settings(
        encoder="libx264",
        name="x264-veryfast-crf20-v2",
        options={
            "preset": "veryfast",
            "crf": "20",
            "bf": "0",
            "forced-idr": "1",
            "x264-params": "open-gop=0:stitchable=1:mbtree=0",
        },
    ),
    "hevc": Settings(
        encoder="libx265",
        name="x265-superfast-crf22-v1",
        options={"preset": "superfast", "crf": "22", "forced-idr": "1"},
        threads=(
            "x265-params",
            "bframes=0:open-gop=0:repeat-headers=0:info=0:frame-threads=1:pools={threads}:log-level=error",
        ),
        # Apple's players open `hvc1` only.
        tag="hvc1",
    ),
    "av1": Settings(
        encoder="libsvtav1",
        name="svtav1-p9-crf32-v1",
        options={"preset": "9", "crf": "32"},
        # Low-delay prediction is what leaves no frame hidden or out of order.
        threads=("svtav1-params", "pred-struct=1:scd=0:lookahead=0:lp={threads}"),
    ),
    "h264-nvenc": Settings(
        encoder="h264_nvenc",
        name="nvenc-h264-p4-cq22-v1",
        options={**_NVENC, "profile": "high", "cq": "22"},
        nvidia=True,
    ),
    "hevc-nvenc": Settings(
        encoder="hevc_nvenc",
        name="nvenc-hevc-p4-cq24-v1",
        options={**_NVENC, "profile": "main", "tier": "main", "cq": "24"},
        tag="hvc1",
        nvidia=True,
    ),
}

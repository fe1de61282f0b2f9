"""The storyboards of eight texts of eight kinds, for somebody to judge: `python -m benchmarks.boards FOLDER`.

What was seen is in `docs/reading.md`.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TEXTS = Path(__file__).with_name("texts")


def main() -> None:
    """Draw the storyboard of each text, 40 s long, and print what each of its shots shows and says."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "LONGTAKE_HOME": home}
        longtake = [sys.executable, "-m", "studio"]
        for text in sorted(TEXTS.iterdir()):
            out = folder / text.stem
            command = [
                "make",
                "--story",
                str(text),
                "--seconds",
                "40",
                "--stop-at",
                "storyboard",
                "--out",
                str(out),
                "--json",
            ]
            made = subprocess.run([*longtake, *command], env=env, capture_output=True, text=True, check=False)
            print(f"== {text.name}: exit {made.returncode} {made.stderr.strip()[-200:]}")
            for path in out.rglob("shots.json"):
                shots = json.loads(path.read_text())
                for shot in shots["shots"] if isinstance(shots, dict) else shots:
                    heard = [
                        f"{line.get('subject') or 'narrator'}: {line['text']}"
                        for line in shot.get("lines") or []
                    ]
                    who, where = ", ".join(shot["characters"]), ", ".join(shot["landscapes"])
                    print(
                        f"{shot['shot_id']} [{who} | {where} | {shot['time_of_day']}] {heard or shot['dialogue']}"
                    )
        subprocess.run([*longtake, "down"], env=env, capture_output=True, check=False)


if __name__ == "__main__":
    main()

"""How many tokens of input the tabular form saves: `python -m benchmarks.toon`.

For each stage of one film: the whole prompt's estimated tokens, and what its tables would take more as
compact JSON. A table is sent in the shorter form, so it never costs anything.
"""

from activities.contracts import AskRequest
from activities.story.prompts.tables import estimate_tokens
from activities.story.stages.stages import prompted
from activities.story.templates import load_templates
from models.brief import Brief
from models.cut.lengths import story_seconds
from models.story.plan import ModelChoice, Stage
from providers.offline.outline import OutlineWriter

BRIEF = Brief(prompt="A lighthouse keeper finds a door in the sea and walks through it at dawn.", seconds=30)


def main() -> None:
    """Measure and print."""
    templates, writer = load_templates(), OutlineWriter()
    template = templates[0]
    story = writer.write_story(BRIEF, template)
    seconds = story_seconds(BRIEF.seconds)
    scenes = writer.plan_shots(BRIEF, template, story, seconds)
    stages: tuple[Stage, ...] = ("template", "story", "scenes", "visuals")
    for stage in stages:
        request = AskRequest(
            stage=stage,
            model=ModelChoice(vendor="any", model="any"),
            brief=BRIEF,
            seconds=seconds,
            shots=len(scenes.shots),
            template=template.id,
            story=story,
            plan=scenes if stage == "visuals" else None,
        )
        asked = prompted(request, templates)
        tokens = sum(estimate_tokens(message.content) for message in asked.messages)
        share = asked.toon_saved / (tokens + asked.toon_saved)
        print(f"{stage:9} {tokens:5} tokens, {asked.toon_saved:4} saved ({share:.0%})")


if __name__ == "__main__":
    main()

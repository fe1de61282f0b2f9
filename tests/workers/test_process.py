"""Queue labels: which a worker serves, what it needs for them, and how much it does at once."""

import pytest

from infra.settings import Settings
from models.errors import BadInput
from models.queues import is_label, pool_of
from workers.process import checked_labels, has_cuda_device


def test_a_worker_serves_the_usual_labels_and_those_that_providers_declare_each_once() -> None:
    assert checked_labels(["cpu", "film", "cpu"]) == ["film", "cpu"]
    assert checked_labels(["voices", "cpu"], ["cpu", "voices"]) == ["cpu", "wait", "voices"]


def test_who_may_have_jobs_at_vendors_looks_after_those_that_are_waited_for() -> None:
    assert checked_labels(["io", "film"], ["io", "fal"]) == ["film", "io", "wait", "fal"]
    assert checked_labels(["fal"], ["io", "fal"]) == ["wait", "fal"]
    assert checked_labels(["wait"], ["io", "fal"]) == ["wait"]


def test_a_label_that_nobody_declares_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput) as unknown:
        checked_labels(["film", "tape"])
    assert (
        str(unknown.value) == "There is no queue 'tape'. A worker serves some of: film, io, cpu, gpu, wait."
    )
    with pytest.raises(BadInput, match=r"some of: film, io, cpu, gpu, wait, voices\.$"):
        checked_labels(["voice"], ["io", "voices"])


@pytest.mark.skipif(has_cuda_device(), reason="this machine has a CUDA device")
@pytest.mark.parametrize("label", ["gpu", "gpu-large"])
def test_work_on_a_gpu_needs_a_device_unless_it_is_allowed_without(label: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked_labels(["io", label], ["gpu-large"])
    assert str(refused.value) == (
        f"There is no CUDA device here for the {label} queue: use --allow-cpu to serve it all the same."
    )
    assert checked_labels(["cpu", label], ["gpu-large"], allow_cpu=True) == ["cpu", label]


def test_every_label_has_the_slots_of_what_its_work_needs() -> None:
    settings = Settings(io_slots=50, cpu_slots=4, gpu_slots=1)
    slots = {label: settings.slots(label) for label in ("io", "voices", "cpu", "gpu", "gpu-large")}
    assert slots == {"io": 50, "voices": 50, "cpu": 4, "gpu": 1, "gpu-large": 1}
    assert pool_of("cpus") == "io"


def test_a_label_is_a_lower_case_name_that_workflows_do_not_have() -> None:
    assert all(map(is_label, ("io", "gpu-large", "eleven-labs", "s3")))
    assert not any(map(is_label, ("film", "", "IO", "gpu_large", "-io", "3d", "io\n", "a" * 21)))

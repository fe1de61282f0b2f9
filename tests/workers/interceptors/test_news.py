"""Which shot the work of an activity is told of: the one that its input is about."""

from activities.contracts import Job, JobTicket, SheetRequest
from models.orders.cast import Choice
from models.orders.requests import ImageRequest, Order
from models.shots.shot_list import Shot
from workers.interceptors.news import shot_of

SHOT = Shot(shot_id="shot_003", shot_number=3, enhanced_prompt="a quay", duration=3)


def test_work_is_told_of_the_shot_that_it_is_for_and_a_sheet_and_a_page_are_of_none() -> None:
    request = ImageRequest(shot=SHOT, width=640, height=360)
    order: Order[ImageRequest] = Order(
        choice=Choice(kind="image", provider="animatic", label="cpu", revision="1"), request=request
    )
    assert shot_of(order) == "shot_003"
    assert shot_of(order.model_copy(update={"request": request.model_copy(update={"sheet": True})})) == ""
    assert shot_of(SheetRequest(film_id="f", title="F", board=1, shots=())) == ""
    assert shot_of(None) == ""
    assert shot_of({"shot": "shot_003"}) == "", "what could not be read is of none"
    assert shot_of(JobTicket(job=Job(order=order, reference="ours"))) == "shot_003"

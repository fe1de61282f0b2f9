"""YouTube's Data API, spoken to by httpx: the login, uploads that are continued, what goes with a video, and what errors mean.

Google's own client is not used: an upload that another process continues needs its private fields, and it opens its own
connections, without our bounds in time and bytes (docs/release.md). It certifies the double that the tests speak to.

Not here: what is written down of a release (`activities/releases/records.py`).
"""

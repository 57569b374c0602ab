"""MIME types of the messages that a kernel sends to its executor."""

PROGRESS_MIME = "application/vnd.ninbook.progress+json"
RESULT_MIME = "application/vnd.ninbook.result+json"

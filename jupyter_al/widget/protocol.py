"""The words that the page and the kernel exchange. Twin: ``js/src/shared/protocol.ts``."""

from __future__ import annotations

PROTOCOL = 1
MAX_TEXT = 20_000
MAX_ITEMS = 5_000
MAX_VALUE = 10_000
MAX_COMPARED = 2  # strategies at once: more marks on one map cannot be told apart

EVENT_KINDS = (
    "label",
    "bulk",
    "skip",
    "unsure",
    "flag",
    "undo",
    "redo",
    "class_add",
    "class_rename",
)
REQUEST_TYPES = (
    "hello",
    "event",
    "ask",
    "layers",
    "region",
    "select",
    "set",
    "command",
    "preview",
    "past",
    "columns",
    "strategies",
    "compare",
    "colours",
    "colour",
    "history",
    "moment",
    "look",
    "ask_in",
)
REPLY_TYPES = (
    "ack",
    "error",
    "queue",
    "field",
    "contours",
    "regions",
    "items",
    "past",
    "column",
    "labelled",
    "selection",
    "strategies",
    "comparison",
    "colours",
    "score",
    "audited",
    "history",
    "moment",
    "look",
)
LOOKS = ("neighbours", "find", "similar", "bulk", "split")
COMMANDS = (
    "fit",
    "cancel",
    "retry_store",
    "dismiss",
    "cancel_projection",
    "stop_history",
    "measure",
)
SETTINGS = ("strategy", "learner", "projection")
PHASES = ("starting", "labelling", "training", "projecting", "error", "finished")
LAYERS = ("field", "contours", "regions")
COLUMNS = ("coordinates", "prediction", "uncertainty", "labels")
MEDIA_KINDS = ("image", "text", "row", "audio", "error")
ERROR_CODES = (
    "protocol",
    "version",
    "item",
    "class",
    "store",
    "nothing_to_undo",
    "nothing_to_redo",
    "busy",
    "internal",
)

"""Every way the product can fail, drawn as one tree.

    OnRecordError                 exit code
    ├── UsageError                2   the command's words do not fit together
    ├── ConfigError               2   a setting is missing or wrong
    ├── SourceError               3   a source cannot be read
    │   ├── SourceMissing             no such file, 404
    │   ├── SourceUnreadable          broken, encrypted, no text in it, unknown type
    │   ├── SourceForbidden           an address that we will not fetch
    │   └── SourceTooLarge            over the size limit, or too slow
    ├── TemplateError             4   a prompt template does not load or render
    ├── ModelError                5   a model cannot be asked
    │   ├── ModelUnreachable          refused, time-out, 5xx to the end
    │   ├── ModelDenied               401, 403, unknown model, content filter
    │   ├── ModelMisbehaved           not the protocol, not the schema, an endless answer
    │   └── BudgetSpent               a cap on calls, tokens or money was met
    ├── StoreError                6   the local store cannot be read or written
    └── VerificationFailed        1   a result does not hold against its sources

Each message is one sentence, or two, that says what happened and what to do next. It holds no secret and no
traceback, and text from outside stands in it only through ``shown``.
"""

from __future__ import annotations


class OnRecordError(Exception):
    """The root; ``str(error)`` is fit to be shown to a user as it stands."""

    exit_code = 70


class UsageError(OnRecordError):
    exit_code = 2


class ConfigError(OnRecordError):
    exit_code = 2


class SourceError(OnRecordError):
    exit_code = 3


class SourceMissing(SourceError):
    pass


class SourceUnreadable(SourceError):
    pass


class SourceForbidden(SourceError):
    pass


class SourceTooLarge(SourceError):
    pass


class TemplateError(OnRecordError):
    exit_code = 4


class ModelError(OnRecordError):
    exit_code = 5


class ModelUnreachable(ModelError):
    pass


class ModelDenied(ModelError):
    pass


class ModelMisbehaved(ModelError):
    pass


class BudgetSpent(ModelError):
    pass


class StoreError(OnRecordError):
    exit_code = 6


class VerificationFailed(OnRecordError):
    exit_code = 1


def shown(text: object, limit: int = 200) -> str:
    """Text from outside, made fit to stand in a message: one line, no control or format characters, cut to length.

    Args:
        text: anything; ``str`` of it is taken.
        limit: the most characters kept.
    """
    line = "".join(c if c.isprintable() else " " for c in str(text)[: limit * 4])
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"

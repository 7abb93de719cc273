"""Commands that take out for good: one respondent's answers, or a whole wave.

The audit names the command for it: whoever keeps the machine gave it.
"""

from __future__ import annotations

from typing import Annotated

import typer

from insight.cli.frame import Session
from insight.cli.waves import Wave
from insight.errors import UsageError

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def erase(
    session: Session,
    wave: Wave,
    respondent: Annotated[
        str, typer.Argument(help="The respondent's id, as it stands in the file.")
    ],
    yes: Yes = False,
) -> None:
    """Erase all that one respondent said in a wave, and all that hangs on it. There is no undo.

    Without --yes it is asked on a terminal; elsewhere the exit code is 2 and nothing is erased.
    Take the person out of the file too, or the next run of it brings them back.
    """
    from insight import inforce, redact, waves

    with inforce.open_store(session.settings, create=False) as store:
        waves.require_wave(store, wave, session.settings)
        who = redact.pseudonym(respondent.strip())
        n = store.count(wave, respondent=who)
        if not n:
            raise UsageError(
                f"'{respondent}': no respondent of '{wave}' has this id. It is the one in the "
                "file's id column, or row-N where the file has none."
            )
        _agree(yes, f"Erase {_responses(n)} of respondent '{respondent}' in '{wave}' for good?")
        erased = store.erase_respondent(wave, who, "insight erase")
    session.tell(
        f"'{wave}': {_responses(erased)} of one respondent erased. Take them out of the file too, "
        f"and out of reports and exports written before (reports: {session.settings.reports})."
    )


def delete(session: Session, wave: Wave, yes: Yes = False) -> None:
    """Delete a wave with its responses, codes, quotes and history. There is no undo.

    Without --yes it is asked on a terminal; elsewhere the exit code is 2 and nothing is deleted.
    """
    from insight import inforce, waves

    with inforce.open_store(session.settings, create=False) as store:
        waves.require_wave(store, wave, session.settings)
        n = store.wave(wave).responses
        _agree(yes, f"Delete '{wave}' with {_responses(n)} for good?")
        store.delete_wave(wave, "insight delete")
    session.tell(
        f"'{wave}': deleted. Reports and exports written before are still there (reports: "
        f"{session.settings.reports})."
    )


def _responses(n: int) -> str:
    return f"{n:,} response{'' if n == 1 else 's'}"


def _agree(yes: bool, question: str) -> None:
    """Raise UsageError unless it is said, in the call or at the terminal."""
    from insight.cli import questions

    if yes:
        return
    if not questions.interactive():
        raise UsageError(f"{question} Nothing was done: say so with --yes.")
    if not questions.agreed(question):
        raise UsageError("Nothing was done.")

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
        str, typer.Argument(help="The respondent's id, as in the file or an export.")
    ],
    yes: Yes = False,
) -> None:
    """Erase all that one respondent said in a wave, and all that hangs on it. There is no undo.

    Without --yes it is asked on a terminal; elsewhere the exit code is 2 and nothing is erased.
    Take the person out of the file too, or the next run of it brings them back.
    """
    from insight import inforce, redact, waves, words

    with inforce.open_store(session.settings, create=False) as store:
        waves.require_wave(store, wave, session.settings)
        who = redact.pseudonym(respondent.strip())
        said = store.said_by(wave, who)
        if not said:
            raise UsageError(
                f"'{respondent}': no respondent of '{wave}' has this id. It is the one in the "
                "file's id column; where it has none, insight export shows it as 'respondent'."
            )
        count = words.counted(len(said), "response")
        _agree(yes, f"Erase {count} of respondent '{respondent}' in '{wave}' for good?")
        erased = store.erase_respondent(wave, who, "insight erase")
    session.tell(
        f"'{wave}': {words.counted(erased, 'response')} of one respondent erased. Take them out of "
        "the file too, and out of reports and exports written before (reports: "
        f"{session.settings.reports})."
    )


def delete(session: Session, wave: Wave, yes: Yes = False) -> None:
    """Delete a wave with its responses, codes, quotes and history. There is no undo.

    Without --yes it is asked on a terminal; elsewhere the exit code is 2 and nothing is deleted.
    """
    from insight import inforce, waves, words

    with inforce.open_store(session.settings, create=False) as store:
        waves.require_wave(store, wave, session.settings)
        count = words.counted(store.wave(wave).responses, "response")
        _agree(yes, f"Delete '{wave}' with {count} for good?")
        store.delete_wave(wave, "insight delete")
    session.tell(
        f"'{wave}': deleted. Reports and exports written before are still there (reports: "
        f"{session.settings.reports})."
    )


def _agree(yes: bool, question: str) -> None:
    """Raise UsageError unless it is said, in the call or at the terminal."""
    from insight.cli import questions

    if yes:
        return
    if not questions.interactive():
        raise UsageError(f"{question} Nothing was done: say so with --yes.")
    if not questions.agreed(question):
        raise UsageError("Nothing was done.")

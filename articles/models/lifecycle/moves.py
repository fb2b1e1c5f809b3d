"""The table of moves: what holds of each is said here, once, and read by the verbs, the desk, bulk
jobs, the log and the tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.models.changes.log import Entry
from articles.models.lifecycle.workflow import Move, NotAllowed, State
from articles.models.story.rights import Right


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds of a move."""

    #: The states that it may start from.
    origins: frozenset[State]
    #: The state that it puts the story in.
    target: State
    #: What whoever makes it needs the right to.
    right: Right
    #: What the log says was done.
    entry: Entry.Verb
    #: Whether it can be made on many stories at once.
    in_bulk: bool = False


MOVES: dict[Move, Rule] = {
    Move.SUBMIT: Rule(
        frozenset({State.DRAFT}), State.IN_REVIEW, Right.EDIT, Entry.Verb.SUBMIT, in_bulk=True
    ),
    Move.RETURN: Rule(
        frozenset({State.IN_REVIEW, State.READY}),
        State.DRAFT,
        Right.EDIT,
        Entry.Verb.RETURN,
        in_bulk=True,
    ),
    Move.APPROVE: Rule(
        frozenset({State.IN_REVIEW}), State.READY, Right.PUBLISH, Entry.Verb.APPROVE, in_bulk=True
    ),
    Move.PUBLISH: Rule(
        frozenset({State.DRAFT, State.IN_REVIEW, State.READY, State.PUBLISHED}),
        State.PUBLISHED,
        Right.PUBLISH,
        Entry.Verb.PUBLISH,
        in_bulk=True,
    ),
    Move.WITHDRAW: Rule(
        frozenset({State.PUBLISHED}),
        State.WITHDRAWN,
        Right.WITHDRAW,
        Entry.Verb.WITHDRAW,
        in_bulk=True,
    ),
    Move.RESTORE: Rule(
        frozenset({State.WITHDRAWN}),
        State.PUBLISHED,
        Right.WITHDRAW,
        Entry.Verb.RESTORE,
        in_bulk=True,
    ),
    # Only until its hour has come: what readers had is withdrawn.
    Move.UNSCHEDULE: Rule(
        frozenset({State.PUBLISHED}), State.DRAFT, Right.PUBLISH, Entry.Verb.RETURN
    ),
    # What waits stands beside the story, which stays as readers have it.
    Move.SUBMIT_CHANGES: Rule(
        frozenset({State.PUBLISHED}), State.PUBLISHED, Right.EDIT, Entry.Verb.SUBMIT_CHANGES
    ),
    Move.TAKE_BACK_CHANGES: Rule(
        frozenset({State.PUBLISHED}), State.PUBLISHED, Right.EDIT, Entry.Verb.TAKE_BACK_CHANGES
    ),
    Move.RETURN_CHANGES: Rule(
        frozenset({State.PUBLISHED}), State.PUBLISHED, Right.PUBLISH, Entry.Verb.RETURN_CHANGES
    ),
}


def destination(move: Move, state: str) -> State:
    """The state that `move` leads to from `state`; raises NotAllowed where the table has none."""
    rule = MOVES[move]
    if state not in rule.origins:
        raise NotAllowed(
            _("“%(move)s” is not possible while the story is “%(state)s”.")
            % {"move": move.label, "state": State(state).label}
        )
    return rule.target


def moves_from(state: str) -> list[Move]:
    """The moves that the table allows from `state`, in its order."""
    return [move for move, rule in MOVES.items() if state in rule.origins]

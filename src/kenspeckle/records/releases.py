"""What was approved by whom, and what was released.

A story is released as the text that was approved, so that the last approved version can be told again while a
newer draft, or new data, waits for people to approve it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from kenspeckle.ground.terms.release import Approval, Release, ReleasedStory, Withdrawal

from .models import ApprovalRow, ReleasedStoryRow, ReleaseRow, WithdrawalRow


class Releases:
    """Approvals and releases; nothing in them is ever changed, a newer one stands beside the older."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def approve(self, *approvals: Approval) -> None:
        """Keep approvals, all or none; the same key approving the same version again changes nothing."""
        rows = [
            ApprovalRow(story=a.story, digest=a.digest, partner=a.partner, key=a.key, signature=a.signature, at=a.at)
            for a in approvals
        ]
        ApprovalRow.objects.using(self._alias).bulk_create(rows, ignore_conflicts=True)

    def approvals(self, stories: Iterable[str]) -> tuple[Approval, ...]:
        """Return the approvals of all versions of these stories, oldest first."""
        rows = ApprovalRow.objects.using(self._alias).filter(story__in=tuple(stories)).order_by("id")
        return tuple(Approval(r.story, r.digest, r.partner, r.key, r.signature, r.at) for r in rows)

    def add(self, release: Release) -> None:
        """Keep a release; raises ValueError when there is one of that name."""
        with transaction.atomic(using=self._alias):
            if ReleaseRow.objects.using(self._alias).filter(name=release.name).exists():
                raise ValueError(f"there is a release {release.name} already")
            row = ReleaseRow(name=release.name, at=release.at, ledger=release.ledger, audience=release.audience)
            row.save(using=self._alias, force_insert=True)
            stories = [
                ReleasedStoryRow(
                    release=row, story=s.story, digest=s.digest, text=s.text, bundle=s.bundle, snapshots=s.snapshots
                )
                for s in release.stories
            ]
            ReleasedStoryRow.objects.using(self._alias).bulk_create(stories)

    def withdraw(self, name: str, withdrawal: Withdrawal) -> None:
        """Keep that a release was withdrawn; raises ValueError when there is none of that name, or it was before."""
        with transaction.atomic(using=self._alias):
            if not ReleaseRow.objects.using(self._alias).filter(name=name).exists():
                raise ValueError(f"there is no release {name}")
            if WithdrawalRow.objects.using(self._alias).filter(release_id=name).exists():
                raise ValueError(f"{name} was withdrawn before")
            row = WithdrawalRow(release_id=name, at=withdrawal.at, why=withdrawal.why)
            row.save(using=self._alias, force_insert=True)

    def all(self) -> tuple[Release, ...]:
        """Return every release, to whomever, oldest first, those that were withdrawn as well."""
        rows = ReleaseRow.objects.using(self._alias).order_by("at", "name").prefetch_related("stories")
        taken_back = {r.release_id: Withdrawal(r.at, r.why) for r in WithdrawalRow.objects.using(self._alias)}
        return tuple(
            Release(r.name, r.at, r.ledger, _stories(r.stories.all()), r.audience, taken_back.get(r.name)) for r in rows
        )

    def newest(self, audience: str = "public") -> Mapping[str, tuple[Release, ReleasedStory]]:
        """Return, for every story that an audience has, the newest release to it that holds it, and it as released.

        A story whose newest release was withdrawn is not among them: older words are not told again for it.
        """
        last = {told.story: (release, told) for release in self.all() if release.audience == audience
                for told in release.stories}  # fmt: skip
        return {story: found for story, found in last.items() if found[0].withdrawn is None}

    def sealed(self) -> Mapping[str, Sequence[str]]:
        """Return the snapshots that each sealed bundle rests on, by `story@release`."""
        return {f"{s.story}@{r.name}": s.snapshots for r in self.all() for s in r.stories}


def _stories(rows: Iterable[ReleasedStoryRow]) -> tuple[ReleasedStory, ...]:
    return tuple(
        ReleasedStory(row.story, row.digest, row.text, row.bundle, tuple(row.snapshots))
        for row in sorted(rows, key=lambda row: row.story)
    )

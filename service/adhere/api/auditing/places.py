"""Where an audit that came over HTTP lies: its outputs in a folder, its files in another beside it, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adhere.api.auditing.asking import AuditSettings
from adhere.api.auditing.exports import take_away
from adhere.api.auditing.uploads import FILES, Upload
from adhere.api.problems import Conflict
from adhere.audits.finishing import tidy
from adhere.audits.plan import replacing
from adhere.phrases import phrase


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one audit. Iterated, all that belongs to it."""

    folder: Path

    @property
    def files(self) -> Path:
        """The folder of the files that were sent; gone once the audit is finished."""
        return self.folder.with_name(f"{self.folder.name}-input")

    @property
    def settings(self) -> Path:
        """The file that holds what was asked."""
        return self.folder.with_name(f"{self.folder.name}.json")

    def __iter__(self) -> Iterator[Path]:
        return iter((self.folder, self.files, self.settings))

    def take(self, upload: Upload, asked: AuditSettings) -> list[Path]:
        """Keeps what was sent; the paths of the files."""
        (upload.place / FILES).rename(self.files)
        with replacing(self.settings) as path:
            path.write_text(asked.model_dump_json(indent=1) + "\n", "utf-8")
        return [self.files / each.path.name for each in upload.files]

    def asked(self) -> AuditSettings:
        """What was asked. Raises Conflict where the file is gone."""
        try:
            return AuditSettings.model_validate_json(self.settings.read_bytes())
        except FileNotFoundError:
            raise self._gone() from None

    @property
    def finished(self) -> bool:
        """Are the outputs of a finished audit there? The service's database and its folder may have been put back apart."""
        return (self.folder / "summary.json").is_file()

    def check_finished(self) -> None:
        """Raises Conflict where the outputs are gone."""
        if not self.finished:
            raise self._gone()

    def _gone(self) -> Conflict:
        return Conflict(
            phrase(
                "The files of the audit {audit} are gone from the service's folder. Put them back from a backup, or delete the audit.",
                audit=self.folder.name,
            )
        )

    def tidy(self) -> None:
        """Takes away what a finished audit needs no more: its outputs hold everything."""
        tidy(self.folder)
        take_away(self.files)

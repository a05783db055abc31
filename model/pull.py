"""A model file from the Hugging Face Hub: downloaded with progress, taken up again after a break, checked, pinned.

Covered: no network, no such repository or file, a licence that has to be agreed to, a full disk, a hash that is not the hub's or not
the one pinned before. Not covered: whether the weights are any good.
"""

import errno
import shutil
from pathlib import Path

from model.catalogue import entry
from model.errors import ModelFailedError, ModelMissingError
from model.fingerprint import sha256
from model.library import Pin, folder, pin, pins


def pull(name: str, repository: str = "", file: str = "") -> Path:
    """The file of a catalogue name, or of any repository under a name of the user's own; it is not downloaded twice."""
    if not repository:
        known = entry(name)
        repository, file = known.repository, known.file
        if not file:
            raise ModelMissingError("to_be_converted", name=name, repository=repository, licence=known.licence)
    before = pins().get(name)
    if before and (before.repository, before.file) != (repository, file):
        raise ModelFailedError("name_taken", name=name, repository=before.repository, file=before.file)
    commit, etag, size = _published(repository, file)
    target = folder() / name / Path(file).name
    _room(target, size)
    path = _downloaded(repository, file, commit, target.parent)
    found = sha256(path)
    for wanted, whose in ((before.sha256 if before else "", "models.lock"), (etag if len(etag) == 64 else "", repository)):
        if wanted and wanted != found:
            path.unlink()
            raise ModelFailedError("hash_differs", file=path, found=found, wanted=wanted, whose=whose)
    pin(name, Pin(repository, file, commit, found, path.stat().st_size))
    return path


def _published(repository: str, file: str) -> tuple[str, str, int]:
    """(commit, etag, size [bytes]) as the hub says now; the etag of a large file is its SHA-256."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import EntryNotFoundError, GatedRepoError, HFValidationError, HTTPError, RepositoryNotFoundError

    try:
        about = get_hf_file_metadata(hf_hub_url(repository, file))
    except GatedRepoError:
        raise ModelMissingError("repository_gated", repository=repository) from None
    except (RepositoryNotFoundError, HFValidationError):
        raise ModelMissingError("repository_missing", repository=repository) from None
    except EntryNotFoundError:
        raise ModelMissingError("repository_file_missing", repository=repository, file=file) from None
    except (HTTPError, OSError, ValueError) as failure:
        raise ModelFailedError("no_network", repository=repository, reason=_reason(failure)) from None
    return about.commit_hash or "", about.etag or "", about.size or 0


def _downloaded(repository: str, file: str, commit: str, target: Path) -> Path:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HTTPError

    try:
        path = Path(hf_hub_download(repository, file, revision=commit or None, local_dir=target))
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        raise ModelFailedError("no_network", repository=repository, reason=_reason(failure)) from None
    except (HTTPError, RuntimeError, ValueError) as failure:  # what has come so far stays for the next time
        raise ModelFailedError("no_network", repository=repository, reason=_reason(failure)) from None
    flat = target / path.name
    return path if path == flat else path.replace(flat)


def _room(target: Path, size: int) -> None:
    """Raises OSError when the disk cannot hold the file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists() and shutil.disk_usage(target.parent).free < size:
        raise OSError(errno.ENOSPC, "no space left", str(target))


def _reason(failure: Exception) -> str:
    text = str(failure).strip().splitlines()
    return f"{type(failure).__name__}: {text[0][:200]}" if text else type(failure).__name__

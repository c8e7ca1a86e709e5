"""Read a programme pack: a folder of YAML files that a protection officer can write.

The pack comes back whole and checked, or not at all: `PackRefused` then holds every `PackError`, by file and line.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from pydantic import ValidationError

from kanaf.pack.checks import Files, check_agreement
from kanaf.pack.problems import PackError, PackRefused, closest
from kanaf.pack.references import check_languages, check_references
from kanaf.pack.schemas import figures, list_of, programme, required_files, schema_of, work
from kanaf.pack.schemas.lists import CodeList, Term
from kanaf.pack.schemas.words import Part
from kanaf.pack.sentences import refusal
from kanaf.pack.text import LARGEST, Tree, read_tree
from kanaf.pack.text import Path as Place

MOST_FILES = 200
LANGUAGES = ["fr", "ar", "en"]


@dataclass(frozen=True)
class Pack:
    """A programme as its files say it. `digest` changes when any byte of any of its files does."""

    path: Path
    digest: str
    info: programme.Info
    places: programme.Places
    sources: list[programme.SourceEntry]
    organisations: list[programme.Organisation]
    projects: list[programme.Project]
    roles: list[programme.AccessRole]
    lists: dict[str, CodeList[Term]]
    timeframes: work.Timeframes
    retention: programme.Retention
    wordings: tuple[programme.Wording, ...]
    campaigns: list[work.Campaign]
    events: list[work.EventDay]
    activities: list[work.Activity]
    distributions: list[work.DistributionTold]
    services: list[work.ServicesTold]
    recommendations: list[work.Recommendation]
    units: list[figures.Unit]
    cuts: list[figures.Cut]
    indicators: list[figures.Indicator]
    external_values: list[figures.ExternalValue]
    already_public: list[figures.PublicValue]
    publication_plan: figures.PublicationPlan
    trees: Mapping[str, Tree] = field(repr=False)

    def error(self, file: str, place: Place, message: str, hint: str = "") -> PackError:
        """An error found later, while loading, at the line of a place such as `("organisations", 3, "code")`."""
        return self.trees[file].error(place, message, hint)


def read_pack(path: Path) -> Pack:
    """Read and check the whole pack in this folder.

    Raises `PackRefused` with all that is wrong, in the language that is active; nothing is half read.
    """
    contents, errors = _contents(path)
    trees: dict[str, Tree] = {}
    for file, content in contents.items():
        tree, wrong = read_tree(file, content)
        errors += wrong
        if tree is not None:
            trees[file] = tree
    return pack_of(path, trees, errors, _digest(contents))


def pack_of(path: Path, trees: Mapping[str, Tree], errors: list[PackError], digest: str) -> Pack:
    """Check trees that are read already; `errors` are those that reading them gave."""
    parts: dict[str, Part] = {}
    found = list(errors)
    for file, tree in trees.items():
        schema = schema_of(file)
        if schema is None:
            continue
        try:
            parts[file] = schema.model_validate(tree.data)
        except ValidationError as wrong:
            found += [refusal(tree, schema, error) for error in wrong.errors(include_url=False)]
    found += check_references(trees)
    found += check_languages(trees, _languages(trees))
    # What is wrong by itself also disagrees with its neighbours: it is said once.
    said = {(error.file, error.line) for error in found}
    found += [error for error in check_agreement(Files(parts, trees)) if (error.file, error.line) not in said]
    if found:
        raise PackRefused(found)
    return _pack(path, parts, trees, digest)


def _contents(path: Path) -> tuple[dict[str, bytes], list[PackError]]:
    if not path.is_dir():
        message = _("There is no folder here to read a programme pack from.")
        raise PackRefused([PackError(str(path), 1, message, _("Give the folder that holds pack.yaml."))])
    errors: list[PackError] = []
    contents: dict[str, bytes] = {}
    expected = required_files()
    found = sorted(one for one in path.rglob("*") if one.suffix in {".yaml", ".yml"} and one.is_file() and not _is_of_site(one, path))
    if len(found) > MOST_FILES:
        message = _("This folder holds more than %(limit)d files.") % {"limit": MOST_FILES}
        raise PackRefused([PackError(str(path), 1, message, _("Keep only the files of the pack in it."))])
    names = {one.relative_to(path).as_posix() for one in found}
    missing = [file for file in expected if file not in names]
    for one in found:
        file = one.relative_to(path).as_posix()
        if schema_of(file) is not None:
            with one.open("rb") as stream:
                contents[file] = stream.read(LARGEST + 1)
        else:
            near = closest(file, missing) or closest(file, expected)
            errors.append(PackError(file, 1, _("This file is not part of a programme pack."), _rename(near)))
    for file in missing:
        message = _("This file is missing from the pack.")
        errors.append(PackError(file, 1, message, _("Take it from the model pack and fill it in.")))
    return contents, errors


def _is_of_site(one: Path, path: Path) -> bool:
    """Pages of the public site are read by the room that publishes them (`publication.set_up_site`)."""
    return one.relative_to(path).parts[0] == "site"


def _rename(near: str | None) -> str:
    if near is None:
        return _("Remove it from the folder.")
    return _("Rename it to “%(file)s”, or remove it from the folder.") % {"file": near}


def _languages(trees: Mapping[str, Tree]) -> list[str]:
    info = trees.get("pack.yaml")
    written = info.data.get("languages") if info is not None else None
    if isinstance(written, list) and written and all(isinstance(language, str) for language in written):
        return written
    return LANGUAGES


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for file in sorted(contents):
        digest.update(f"{file}\n{len(contents[file])}\n".encode())
        digest.update(contents[file])
    return digest.hexdigest()


def _pack(path: Path, parts: Mapping[str, Part], trees: Mapping[str, Tree], digest: str) -> Pack:
    files = Files(parts, trees)
    activities = files.need("activities.yaml", work.Activities)
    indicators = files.need("indicators.yaml", figures.Indicators)
    return Pack(
        path=path,
        digest=digest,
        info=files.need("pack.yaml", programme.Info),
        places=files.need("places.yaml", programme.Places),
        sources=files.need("sources.yaml", programme.Sources).sources,
        organisations=files.need("organisations.yaml", programme.Organisations).organisations,
        projects=files.need("projects.yaml", programme.Projects).projects,
        roles=files.need("roles.yaml", programme.Roles).roles,
        lists={list_of(file): code_list for file, code_list in files.lists()},
        timeframes=files.need("timeframes.yaml", work.Timeframes),
        retention=files.need("retention.yaml", programme.Retention),
        wordings=tuple(files.need("consents.yaml", programme.Wordings).wordings),
        campaigns=files.need("campaigns.yaml", work.Campaigns).campaigns,
        events=activities.events,
        activities=activities.activities,
        distributions=activities.distributions,
        services=activities.services,
        recommendations=files.need("recommendations.yaml", work.Recommendations).recommendations,
        units=indicators.units,
        cuts=indicators.cuts,
        indicators=indicators.indicators,
        external_values=files.need("external_values.yaml", figures.ExternalValues).values,
        already_public=files.need("already_public.yaml", figures.AlreadyPublic).values,
        publication_plan=files.need("publication_plan.yaml", figures.PublicationPlan),
        trees=trees,
    )

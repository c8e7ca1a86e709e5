"""Roles, grants and row-level security on PostgreSQL, made from what each model declares in `class Rows` and `Privacy`.

Run after every migration; running again changes nothing.
"""

from typing import Any, ClassVar

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kanaf.core import rows
from kanaf.core.database import triggers
from kanaf.core.database.guard import EMERGENCY_PREFIXES, PUBLIC_PREFIXES, protected_tables

ROLES = (
    "kanaf_app",
    "kanaf_registry",
    "kanaf_counter",
    "kanaf_public",
    "kanaf_eraser",
    "kanaf_emergency",
    "kanaf_safeguarding",
    "kanaf_sender",
)
OF_COMPLAINTS = ("kanaf_safeguarding", "kanaf_sender")  # the application's own rights, and complaints besides
ORGANISATION = "nullif(current_setting('kanaf.org', true), '')::uuid"
THIS_TABLE = "$table"
"""Stands for the table a policy is on: inside a subquery a bare column name would mean the subquery's own."""
EVERYTHING_SHARED = "*"
"""For `Rows.group`: read with whatever is shared of a child, and by whoever follows it."""
SUBJECT = "nullif(current_setting('kanaf.subject', true), '')"
AT = "coalesce(nullif(current_setting('kanaf.at', true), '')::timestamptz, now())"
"""The moment that the application says it is (`KANAF_CLOCK`, or the act's own): what is over at it is over for the database too."""


def lives(sharing: str) -> str:
    """The condition on a sharing's row that it was not ended and its time is not over."""
    return f"{sharing}.ended_at is null and {sharing}.expires_at > {AT}"


DONE_BESIDE = {"42710", "23505", "XX000"}  # it exists, or another transaction has just written the same row of the catalog
EMERGENCIES = "children_emergencyaccess"
IN_EMERGENCY = "kanaf_emergency"
"""Reads the one file that the emergency in context opens, and writes nothing."""


def open_in_emergency(child: str) -> dict[str, tuple[str, str]]:
    """For `Rows.roles`: a row about the child whose file is open in the emergency in context, as long as its minutes run."""
    running = (
        f"exists (select 1 from {EMERGENCIES} e where e.id::text = {SUBJECT} and e.child_id = {child} "
        f"and e.opened_at + e.minutes * interval '1 minute' > {AT})"
    )
    return {IN_EMERGENCY: (running, "")}


def create_roles(cursor: Any) -> None:
    """The roles and who is in them, which all databases of a cluster share: another database may be setting them up in the same moment.

    What is there already is not touched. Given again, a membership is rewritten, and PostgreSQL refuses that to one of two at once.
    """
    cursor.execute("select current_user")
    (owner,) = cursor.fetchone()
    for role in ROLES:
        cursor.execute("select 1 from pg_roles where rolname = %s", [role])
        if cursor.fetchone() is None:
            _unless_done_beside(cursor, f"create role {role} nologin")
    cursor.execute(
        "select given.rolname, who.rolname from pg_auth_members m "
        "join pg_roles given on given.oid = m.roleid join pg_roles who on who.oid = m.member"
    )
    held = set(cursor.fetchall())
    for role, member in [*((role, owner) for role in ROLES), *(("kanaf_app", role) for role in OF_COMPLAINTS)]:
        if (role, member) not in held:
            _unless_done_beside(cursor, f"grant {role} to {connection.ops.quote_name(member)}")


def _unless_done_beside(cursor: Any, statement: str) -> None:
    try:
        with transaction.atomic():
            cursor.execute(statement)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") not in DONE_BESIDE:
            raise


def apply(**_: Any) -> None:
    """Bring the database's barriers in line with the models."""
    with rows.as_owner():
        triggers.apply()
    if connection.vendor != "postgresql":
        return
    with rows.as_owner(), connection.cursor() as cursor:
        # One at a time in this database; `create_roles` answers for the cluster's others.
        cursor.execute("select pg_advisory_lock(7265)")
        try:
            create_roles(cursor)
            _grants(cursor)
            _functions(cursor)
            for table, model in protected_tables().items():
                _row_policies(cursor, table, model)
        finally:
            cursor.execute("select pg_advisory_unlock(7265)")


def _existing(cursor: Any) -> set[str]:
    cursor.execute("select tablename from pg_tables where schemaname = current_schema()")
    return {name for (name,) in cursor.fetchall()}


def _grants(cursor: Any) -> None:
    existing = _existing(cursor)
    cursor.execute("grant usage on schema public to " + ", ".join(ROLES))
    cursor.execute("grant select, insert, update, delete on all tables in schema public to kanaf_app")
    cursor.execute("grant usage, select on all sequences in schema public to kanaf_app, kanaf_counter, kanaf_registry")
    others = ", ".join(role for role in ROLES if role != "kanaf_app")
    cursor.execute(f"revoke all on all tables in schema public from {others}")
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in existing:
            continue
        quoted = connection.ops.quote_name(table)
        barrier = getattr(model, "Rows", None)
        append_only = getattr(model, "append_only", False)
        for role, (_reads, writes) in getattr(barrier, "roles", {}).items():
            cursor.execute(
                f"grant select{', insert' if writes else ''}{', update' if writes and not append_only else ''} on {quoted} to {role}"
            )
        if getattr(barrier, "apart", False):
            cursor.execute(f"revoke all on {quoted} from kanaf_app")
            continue
        if not getattr(barrier, "sealed", False):
            cursor.execute(f"grant select on {quoted} to kanaf_counter")
        cursor.execute(f"grant select on {quoted} to kanaf_registry")
        if barrier is None and table.startswith(PUBLIC_PREFIXES):
            cursor.execute(f"grant select on {quoted} to kanaf_public")
        if barrier is None and table.startswith(EMERGENCY_PREFIXES):
            cursor.execute(f"grant select on {quoted} to {IN_EMERGENCY}")
        if erasure := getattr(barrier, "erasure", ""):
            cursor.execute(f"grant select, {erasure} on {quoted} to kanaf_eraser")
        if append_only:
            cursor.execute(f"revoke update, delete, truncate on {quoted} from kanaf_app")


def _functions(cursor: Any) -> None:
    """What the care team's own check asks past row-level security: who registered, who follows, what is shared with whom."""
    if not {"children_child", "children_careteam", "children_sharing"} <= _existing(cursor):
        return
    questions = {
        "kanaf_registered(child uuid)": f"select 1 from children_child c where c.id = child and c.organisation_id = {ORGANISATION}",
        "kanaf_follows(child uuid)": f"select 1 from children_careteam t where t.child_id = child and {following('t')}",
        "kanaf_shares(child uuid, recipient uuid)": (
            f"select 1 from children_sharing s where s.child_id = child and s.organisation_id = {ORGANISATION} "
            f"and s.recipient_id = recipient and {lives('s')}"
        ),
    }
    for signature, question in questions.items():
        cursor.execute(
            f"create or replace function {signature} returns boolean language sql stable security definer "
            f"set search_path = public as $$ select exists ({question}) $$"
        )
    if "safeguarding_reader" in _existing(cursor):
        cursor.execute(
            "create or replace function kanaf_reads(complaint uuid) returns boolean language sql stable security definer "
            f"set search_path = public as $$ select coalesce({SUBJECT} = '{rows.EVERY_COMPLAINT}', false) or exists (select 1 "
            f"from safeguarding_reader r where r.complaint_id = complaint and r.account_id::text = {SUBJECT} and r.ended_at is null) $$"
        )


def following(team: str) -> str:
    """The condition on a care team's row that the organisation in context follows the child by it, now."""
    return (
        f"{team}.organisation_id = {ORGANISATION} and {team}.ended_at is null and ({team}.sharing_id is null "
        f"or exists (select 1 from children_sharing r where r.id = {team}.sharing_id and {lives('r')}))"
    )


def _row_policies(cursor: Any, table: str, model: Any) -> None:
    existing = _existing(cursor)
    if table not in existing:
        return
    quoted = connection.ops.quote_name(table)
    cursor.execute(f"alter table {quoted} enable row level security")
    for name in ("own", "shared", "counted", "registry", "eraser", *ROLES):
        cursor.execute(f"drop policy if exists {name} on {quoted}")
    if reading := model.Rows.reading().replace(THIS_TABLE, quoted):
        cursor.execute(f"create policy shared on {quoted} for select to kanaf_app using ({reading})")
    for role, policy in model.Rows.roles.items():
        if role == IN_EMERGENCY and EMERGENCIES not in existing:
            continue  # a database that is migrated in part: the migrations that make the table come by here again
        using, holds = (text.replace(THIS_TABLE, quoted) for text in policy)
        scope = f"to {role} using ({using}) with check ({holds})" if holds else f"for select to {role} using ({using})"
        cursor.execute(f"create policy {role} on {quoted} {scope}")
    if model.Rows.apart:
        return
    condition, check = (text.replace(THIS_TABLE, quoted) for text in (model.Rows.condition(), model.Rows.check()))
    cursor.execute(f"create policy own on {quoted} to kanaf_app using ({condition}) with check ({check})")
    cursor.execute(f"create policy counted on {quoted} to kanaf_counter using (true) with check (true)")
    cursor.execute(f"create policy registry on {quoted} to kanaf_registry using (true)")
    if model.Rows.erasure:
        cursor.execute(f"create policy eraser on {quoted} to kanaf_eraser using (true)")


class OwnRows:
    """Base of a model's `class Rows`: rows of one's own organisation, and to be read, those of others that are shared with it.

    `organisation` and `child` name columns (or are None); `group` is the group of a sharing that opens the row to its recipient;
    `sealed` tables are never read by the counter. `erasure` says what erasing a child does here: `delete` its rows (found by the
    columns `erased_with`), `update` them, or nothing. `roles` of the database have policies of their own (what they read, what they
    may write, if anything); a table that stands `apart` is theirs alone.
    """

    organisation: str | None = "organisation_id"
    child: str | None = None
    group: str = ""
    sealed = False
    roles: ClassVar[dict[str, tuple[str, str]]] = {}
    apart = False
    erasure = ""
    erased_with: tuple[str, ...] = ("child",)

    @classmethod
    def condition(cls) -> str:
        """What is one's own: read and written."""
        return f"{cls.organisation} = {ORGANISATION}"

    @classmethod
    def reading(cls) -> str:
        """What else may be read; nothing by default. Looked up by the row's child, since few rows are read at once."""
        if not (cls.child and cls.group):
            return ""
        shared = (
            f"exists (select 1 from children_sharing s where s.child_id = {THIS_TABLE}.{cls.child} "
            f"and s.recipient_id = {ORGANISATION} and {lives('s')}"
        )
        if cls.group == EVERYTHING_SHARED:
            followed = f"exists (select 1 from children_careteam t where t.child_id = {THIS_TABLE}.{cls.child} and {following('t')})"
            return f"{shared}) or {followed}"
        return f"{shared} and s.organisation_id = {THIS_TABLE}.{cls.organisation} and s.shares_{cls.group})"

    @classmethod
    def check(cls) -> str:
        """What a row must fulfil to be written; one's own unless a table says otherwise."""
        return cls.condition()


class SignedIn(OwnRows):
    """Rows that belong to no organisation: any signed-in organisation passes, nobody else."""

    organisation = None

    @classmethod
    def condition(cls) -> str:
        return f"{ORGANISATION} is not null"

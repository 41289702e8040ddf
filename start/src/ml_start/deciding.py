"""What a careful person would decide: the role of each column, the task and the split."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ml_start.errors import DataError, UsageError
from ml_start.profiling import SENTINELS, Column, Profile

ORDERS = [
    "very low,low,medium,high,very high",
    "low,moderate,high",
    "none,mild,moderate,severe",
    "extra small,small,medium,large,extra large",
    "xxs,xs,s,m,l,xl,xxl",
    "very poor,poor,fair,average,good,very good,excellent",
    "bad,poor,fair,good,very good,premium,ideal",
    "never,rarely,sometimes,often,always",
    "strongly disagree,disagree,neutral,agree,strongly agree",
    "first,second,third,fourth",
    "mon,tue,wed,thu,fri,sat,sun",
    "jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec",
]
"""Categories that are known to have an order."""
ROLES = ("numeric", "flag", "category", "order", "many", "calendar", "time")
"""The roles of the columns that a model sees."""
POSITIVES = "1 true yes y positive malignant fraud spam churn churned default defaulted failure bad"
ID_NAME = re.compile(
    r"(?i)(^|[ _.-])(id|key|uuid|guid|no|nr|#)\.?$|(number|nummer)$|(?-i:[a-z]I[dD]$)"
    r"|(account|client|customer|device|employee|item|member|order|patient|product|user)id$"
    r"|^(row|index)$|^unnamed: 0$"
)
EPOCH = re.compile(r"(?i)(^|[ _.-])(ts|time|date|created|updated|at)([ _.-]|$)|stamp|epoch")
TOTAL = re.compile(r"(?i)((grand|sub)[ -]?)?totals?|sum|summe|gesamt")
BIRTH = re.compile(r"(?i)birth|dob|born")
ROWS = 10
"""With fewer rows, there is nothing to learn and to test."""
FEWEST = 5
"""With fewer rows of all classes but the largest, there is nothing to learn and to test."""
CATEGORIES = 50
"""The maximum number of categories that get a column each."""


@dataclass(frozen=True)
class Wishes:
    """The options that the user gave; everything else is a guess."""

    target: str
    task: str | None = None
    time: str | None = None
    group: str | None = None
    id: str | None = None
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    positive: str | None = None


@dataclass
class Plan:
    """The decisions, from which the files follow."""

    profile: Profile
    target: Column
    task: str
    """`regression`, `binary` or `multiclass`."""
    id: str
    """The column that identifies a row, or the name of the row number if there is none."""
    split: str = ""
    positive: Any = None
    notes: list[str] = field(default_factory=list)
    """What the user should know or decide."""

    def having(self, *roles: str) -> list[Column]:
        """List the columns of some roles, in the order of the file."""
        return [column for column in self.profile.columns if column.role in roles]

    @property
    def kept(self) -> list[Column]:
        """The columns of the schema that are in the file."""
        return [column for column in self.profile.columns if column.role != "left out"]

    @property
    def numbered(self) -> bool:
        """Whether rows are numbered, since no column identifies them."""
        return not self.having("id")

    @property
    def counted(self) -> int:
        """How many rows have a target."""
        return self.profile.rows - self.target.missing


Ask = Callable[[str, bool], bool]
"""Asks a question whose answer is yes or no, with a default."""


def decide(profile: Profile, wishes: Wishes, ask: Ask) -> Plan:
    """Give each column a role, and choose the task and the split.

    Raises:
        UsageError: An option does not fit the columns.
        DataError: The target cannot be learned.
    """
    if not profile.rows:
        raise DataError("there are no rows to learn from")
    by_name = {column.name: column for column in profile.columns}
    time = None if wishes.time == "none" else wishes.time
    others = [time, wishes.group, wishes.id, *wishes.ignore]
    for name in [wishes.target, *others, *wishes.keep]:
        if name is not None and name not in by_name:
            raise UsageError(f"no column {name!r}. There are: {', '.join(by_name)}")
    if wishes.target in others:
        raise UsageError(f"{wishes.target} is the target. Name another column")
    target = by_name[wishes.target]
    if target.rows - target.missing < ROWS:
        raise DataError(
            f"{target.name}: {_rows(target.rows - target.missing)} with a value are too few to "
            f"learn from. At least {ROWS} are needed"
        )
    plan = Plan(profile, target, _task(profile, target, wishes.task), id="id")
    why = "a number" if plan.task == "regression" else "a class"
    _give(target, "target", f"{why}; {marks}" if (marks := _marks(target)) else why)
    for name in wishes.ignore:
        _give(by_name[name], "left out", "you said so")
    _empty(plan)
    _identify(plan, wishes)
    _leaks(plan, wishes, ask)
    _repeats(plan, wishes)
    for column in profile.columns:
        if not column.role:
            _feature(column, plan, forced=column.name in wishes.keep)
    _order_in_time(plan, wishes, ask)
    if not plan.having(*ROLES):
        raise DataError("no column is left to learn from. Keep one by --keep")
    _positive(plan, wishes)
    _describe_target(plan, wishes)
    _doubts(plan)
    return plan


def _give(column: Column, role: str, why: str) -> None:
    column.role, column.why = role, why


def _task(profile: Profile, target: Column, wish: str | None) -> str:
    sample = profile.sample[target.name]
    if target.kind in ("time", "other"):
        why = "holds times" if target.kind == "time" else target.why
        raise DataError(
            f"{target.name}: {why}. Make them numbers or texts, or choose another target"
        )
    if target.infinite:
        raise DataError(f"{target.name}: holds infinite numbers. Remove these rows")
    if sample.nunique() < 2:
        raise DataError(f"{target.name}: has fewer than two values, nothing to learn")
    most = 10 if wish is None else 100
    few = target.is_number and not target.counts and sample.nunique() <= most
    if few and (sample.dropna() % 1 == 0).all():
        target.kind = "integer"
        found = sample.dropna().astype(int).value_counts().sort_index()
        target.counts = dict(zip(found.index.tolist(), found.tolist(), strict=True))
    numeric = target.kind == "number" or (
        target.kind == "integer" and len(target.counts) not in range(2, most + 1)
    )
    if wish == "regression" and not target.is_number:
        raise UsageError(f"{target.name}: regression needs numbers{_no_numbers(sample)}")
    if wish == "regression" or (numeric and wish is None):
        return "regression"
    counted = target.rows - target.missing
    if numeric or not target.counts or len(target.counts) > min(100, counted / 2):
        raise DataError(
            f"{target.name}: {target.distinct} different values are too many classes. Group them"
            + _no_numbers(sample)
        )
    largest, *others = sorted(target.counts, key=lambda value: -target.counts[value])
    if sum(target.counts[value] for value in others) < FEWEST:
        raise DataError(
            f"{target.name}: fewer than {FEWEST} rows are not {largest!r}, too few to learn from. "
            "Add rows, or choose another target"
        )
    return "binary" if len(target.counts) == 2 else "multiclass"


def _no_numbers(texts: pd.Series) -> str:
    """Name cells that keep a column from being numeric, if they are the minority."""
    known = texts.dropna().astype(str)
    odd = known[~known.str.contains(r"^\D{0,3}\d[\d.,]*\D{0,3}$")]
    if not 0 < len(odd) < len(known) / 2:
        return ""
    return f", or fix the cells: {len(odd)} cells are not numbers, such as {odd.iloc[0]!r}"


def _empty(plan: Plan) -> None:
    for column in plan.profile.columns:
        if column.role:
            continue
        if column.missing == column.rows:
            _give(column, "left out", "all missing")
        elif column.kind == "other":
            _give(column, "left out", f"{column.why}: convert them to keep it")
        elif column.infinite:
            _give(column, "left out", "holds infinite numbers")
        elif column.distinct <= 1 and column.missing == 0:
            _give(column, "left out", "always the same")


def _identify(plan: Plan, wishes: Wishes) -> None:
    """Find the column that identifies a row, and the one that groups rows."""
    for column in plan.profile.columns:
        if column.name == wishes.id:
            if not column.unique:
                raise UsageError(f"{column.name}: is missing or repeated in some rows")
            _give(column, "id", "you said so")
        elif column.name == wishes.group:
            _give(column, "group", "you said so")
    for column in plan.profile.columns:
        if column.role or column.kind not in ("integer", "text") or column.name in wishes.keep:
            continue
        like_id = ID_NAME.search(column.name) is not None or (
            column.unique and _coded(plan.profile.sample[column.name])
        )
        counts_up = column.kind == "integer" and column.high - column.low == column.rows - 1
        if column.unique and (like_id or (counts_up and column.rows >= 20)):
            if wishes.id or plan.having("id"):
                _give(column, "left out", "identifies a row, as the id does")
            else:
                _give(column, "id", "different in each row; never a feature (--keep makes it one)")
        elif like_id and column.distinct > max(CATEGORIES, 0.02 * column.rows):
            if wishes.group or plan.having("group") or column.missing:
                _give(column, "left out", "an identifier, which a model would memorize")
            else:
                _give(column, "group", "an identifier in several rows; they stay on one side")
    ids = plan.having("id")
    names = {column.name for column in plan.kept}
    plan.id = ids[0].name if ids else next(n for n in ("id", "row", "row_number") if n not in names)


def _coded(values: pd.Series) -> bool:
    """Return whether all texts have the same form, with one number, such as T00017."""
    forms = values.astype(str).str.replace(r"\d", "0", regex=True).unique()
    return len(forms) == 1 and re.fullmatch(r"\D*0+\D*", forms[0]) is not None


def _leaks(plan: Plan, wishes: Wishes, ask: Ask) -> None:
    """Leave out what gives the target away."""
    sample = plan.profile.sample.dropna(subset=[plan.target.name])
    truth = sample[plan.target.name]
    found: dict[str, str] = {}
    for column in plan.profile.columns if len(sample) >= 50 else []:
        if column.role or column.name == wishes.time or column.name in wishes.keep:
            continue
        why = _gives_away(column, sample[column.name], truth, plan)
        if why:
            found[column.name] = why
    if plan.task == "regression":
        found |= _parts(plan, sample, found, wishes.keep)
    for column in plan.profile.columns:
        if column.name in found and not ask(
            f"{column.name} {found[column.name]}. Will you know it when you predict?", False
        ):
            _give(column, "left out", f"{found[column.name]}: a leak (--keep keeps it)")


def _gives_away(column: Column, values: pd.Series, truth: pd.Series, plan: Plan) -> str:
    known = values.notna()
    values, truth = values[known], truth[known]
    if len(values) < 50 or truth.nunique() < 2 or values.nunique() < 2:
        return ""
    if column.counts and column.distinct <= min(CATEGORIES, len(values) / 5):
        if plan.task == "regression":
            within = (truth - truth.groupby(values).transform("mean")).abs().max()
            return (
                "says the target in other words" if within < 1e-9 * (1 + truth.abs().max()) else ""
            )
        right = truth.groupby(values).agg(lambda part: part.value_counts().iloc[0]).sum()
        usual = truth.value_counts(normalize=True).iloc[0]
        if right / len(truth) >= 1 - 0.01 * (1 - usual):
            return "says the target in other words"
    if not column.is_number:
        return ""
    if plan.task == "regression":
        alike = abs(np.corrcoef(values.rank(), truth.rank())[0, 1])
        return "rises and falls with the target exactly" if alike > 1 - 1e-9 else ""
    ordered = truth[values.sort_values(kind="stable").index]
    changes = int((ordered.to_numpy()[1:] != ordered.to_numpy()[:-1]).sum())
    return "separates the classes without any error" if changes == truth.nunique() - 1 else ""


def _parts(
    plan: Plan, sample: pd.DataFrame, found: dict[str, str], keep: tuple[str, ...]
) -> dict[str, str]:
    """Find columns whose sum, with weights, is the target."""
    names = [
        column.name
        for column in plan.profile.columns
        if not column.role and column.is_number and column.name not in found
    ]
    numbers = sample[[*names, plan.target.name]].dropna()
    if not names or len(numbers) < 10 * (len(names) + 1):
        return {}
    scales = numbers.std().replace(0, 1)
    scaled = (numbers - numbers.mean()) / scales
    weights, *_ = np.linalg.lstsq(scaled[names].to_numpy(), scaled[plan.target.name].to_numpy())
    errors = scaled[names].to_numpy() @ weights - scaled[plan.target.name].to_numpy()
    if np.abs(errors).max() > 1e-7:
        return {}
    parts = [name for name, w in zip(names, weights, strict=True) if abs(w) > 1e-4]
    return {
        name: f"adds up to the target with {len(parts) - 1} others"
        for name in parts
        if name not in keep
    }


def _repeats(plan: Plan, wishes: Wishes) -> None:
    """Leave out columns that follow from an earlier one."""
    sample = plan.profile.sample
    free = [c for c in plan.profile.columns if not c.role and c.name != wishes.time]
    numbers = sample[[c.name for c in free if c.is_number]]
    alike = numbers.corr(min_periods=50).abs() > 1 - 1e-12
    known = sample.notna()
    codes = {
        c.name: pd.factorize(sample[c.name].astype(object), use_na_sentinel=False)[0]
        for c in free
        if c.counts and c.distinct <= len(sample) / 10
    }

    def follows(name: str, other: str) -> bool:
        if name in alike and other in alike and alike.loc[name, other]:
            return known[name].equals(known[other])
        if len(sample) < 50 or name not in codes or other not in codes or not codes[name].any():
            return False
        pairs = np.unique(np.stack([codes[name], codes[other]]), axis=1)
        return bool(pairs.shape[1] == codes[other].max() + 1)

    earlier: list[Column] = []
    for column in free:
        other = next((c for c in earlier if follows(column.name, c.name)), None)
        if other is None or column.name in wishes.keep:
            earlier.append(column)
        else:
            _give(column, "left out", f"follows from {other.name}")


def _feature(column: Column, plan: Plan, *, forced: bool) -> None:
    """Give a column the role of a feature, or leave it out."""
    known = max(1, column.rows - column.missing)
    if column.kind == "time":
        why = "a date: its year, season and weekday are learned"
        _give(column, "calendar", f"{why}; {marks}" if (marks := _marks(column)) else why)
    elif column.kind == "flag":
        _give(column, "flag", "yes or no")
    elif column.is_number:
        few = 3 <= len(column.counts) <= 8 and column.low >= 1 and known >= 20 * len(column.counts)
        if few and column.missing == 0:
            _give(column, "category", "few whole numbers")
        else:
            _give(column, "numeric", _marks(column) or "a quantity")
    else:
        _text(column, plan, known, forced=forced)


def _marks(column: Column) -> str:
    """Say which texts or numbers mean a missing value."""
    marks = ", ".join(column.marks or map(str, {column.sentinel} - {None}))
    return f"{marks} means missing" if marks else ""


def _text(column: Column, plan: Plan, known: int, *, forced: bool) -> None:
    values = plan.profile.sample[column.name].dropna().astype(str)
    order = _order(column)
    if order:
        column.counts = {value: column.counts[value] for value in order}
        _give(column, "order", "categories in this order")
    elif column.counts and len(column.counts) <= min(CATEGORIES, max(2, known / 5)):
        _give(column, "category", "few different texts")
    elif not forced and (values.str.count(r"\s+").mean() >= 4 or values.str.len().mean() > 50):
        _give(column, "left out", "free text; may be private")
    elif column.distinct > known / 5 and not forced:
        _give(column, "left out", f"mostly different texts ({column.distinct}); may name people")
    else:
        _give(column, "many", f"{column.distinct} categories: the rarest count as one")


def _order(column: Column) -> list[str]:
    """Return the categories in their order, if it is known."""
    by_lower = {str(value).lower(): value for value in column.counts}
    for text in ORDERS:
        order = [by_lower[word] for word in text.split(",") if word in by_lower]
        if len(order) == len(column.counts) >= 3:
            return order
    return []


def _order_in_time(plan: Plan, wishes: Wishes, ask: Ask) -> None:
    """Choose the split."""
    times = [c for c in plan.having("calendar") if not c.missing and not BIRTH.search(c.name)]
    times = [c for c in times if plan.profile.sample[c.name].nunique() >= 10]
    name = None if wishes.time == "none" else wishes.time
    if wishes.time is None and not plan.having("group") and times:
        question = f"{times[0].name}: will you predict rows later than these? Split by this time?"
        name = times[0].name if ask(question, True) else None
    share = 0.2 if plan.counted >= 100 else 0.3
    group = plan.having("group")
    if name is not None:
        column = next(c for c in plan.profile.columns if c.name == name)
        if column.role == "left out" or column.kind not in ("time", "integer", "number"):
            raise UsageError(f"{name}: no dates or numbers, so it cannot order the rows")
        column.role = "time" if column.kind == "time" else column.role
        column.why = f"splits the rows: trained on the past ({column.why})"
        plan.split = f"by_time({name!r}, share={share})"
    elif group:
        plan.split = f"by_hash({share}, group={group[0].name!r})"
    else:
        copies = plan.profile.sample.drop(columns=[c.name for c in plan.having("id")]).duplicated()
        if copies.any():
            plan.notes.append(
                f"{copies.sum():,} of {len(copies):,} rows are copies; they stay on one side"
            )
        content = ", content=True" if plan.numbered or copies.any() else ""
        plan.split = f"by_hash({share}{content})"


def _positive(plan: Plan, wishes: Wishes) -> None:
    if plan.task != "binary":
        if wishes.positive:
            raise UsageError(f"--positive needs two classes; {plan.target.name} has others")
        return
    labels = {str(value).lower(): value for value in plan.target.counts}
    rarer = min(plan.target.counts, key=lambda value: plan.target.counts[value])
    known = (labels[word] for word in POSITIVES.split() if word in labels)
    plan.positive = next(known, rarer)
    if wishes.positive is not None:
        if wishes.positive.lower() not in labels:
            raise UsageError(f"--positive: choose one of {', '.join(map(str, labels))}")
        plan.positive = labels[wishes.positive.lower()]
    plan.notes.append(f"the positive class is {plan.positive!r}; --positive changes it")


def _describe_target(plan: Plan, wishes: Wishes) -> None:
    target = plan.target
    if target.missing:
        plan.notes.append(f"left out: {_rows(target.missing)} without {target.name}")
    if plan.task == "multiclass" and target.is_number and wishes.task is None:
        plan.notes.append(
            f"{target.name} is taken for a class; --task regression predicts a number"
        )
    few = {} if plan.task == "regression" else {v: n for v, n in target.counts.items() if n < 10}
    if few:
        found = ", ".join(f"{value!r} ({_rows(count)})" for value, count in few.items())
        plan.notes.append(f"too few rows to learn and to test a class: {found}")
    if plan.counted < 200:
        plan.notes.append(f"{_rows(plan.counted)} are few: expect wide intervals")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _doubts(plan: Plan) -> None:
    """Note what could be read differently."""
    last = [text for text in plan.profile.sample.iloc[-1] if isinstance(text, str)]
    marks = [mark for column in plan.profile.columns for mark in column.marks]
    if names := [text for text in last + marks if TOTAL.fullmatch(text.strip())]:
        plan.notes.append(f"a row is named {names[0]!r}. If it sums up others, delete it")
    for column in plan.kept:
        values = plan.profile.sample[column.name]
        for mark in {column.low, column.high} & set(SENTINELS):
            others = values[values != mark]
            gap = min(abs(mark - others.min()), abs(mark - others.max()))
            if gap > others.max() - others.min() and others.nunique() >= 10:
                plan.notes.append(
                    f"{column.name}: {mark:g} is far from all other numbers. If it means missing, "
                    "replace it in io/source.py"
                )
        if column.other:
            day, month = ("day", "month") if column.format.startswith("%d") else ("month", "day")
            plan.notes.append(
                f"{column.name}: read as {day}/{month}/year, but {month}/{day}/year fits, too. If "
                f"that is right, write {column.other!r} in io/source.py"
            )
        named = EPOCH.search(column.name) and not column.why.startswith("splits")
        for unit, from_2001 in (("seconds", 1e9), ("milliseconds", 1e12)):
            if named and from_2001 < column.low <= column.high < 2 * from_2001:
                plan.notes.append(
                    f"{column.name}: may be a time, in {unit} since 1970. --time {column.name!r} "
                    "splits by it"
                )
        alike: dict[str, list[str]] = {}
        for value in column.counts if column.kind == "text" else ():
            alike.setdefault(" ".join(value.casefold().split()), []).append(value)
        if same := [
            repr(value) for values in alike.values() if len(values) > 1 for value in values
        ]:
            plan.notes.append(
                f"{column.name}: {', '.join(same)} differ in case or spaces only. Merge them in "
                "io/source.py"
            )

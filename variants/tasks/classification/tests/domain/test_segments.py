"""Every row belongs to one group of each segment."""

import pandas as pd
import pytest

from {{ package_name }}.domain.segments import SEGMENTS


@pytest.mark.parametrize("name", SEGMENTS)
def test_every_row_has_a_group(name: str, rows: pd.DataFrame) -> None:
    groups = SEGMENTS[name](rows)

    assert groups.index.equals(rows.index)
    assert not groups.isna().any()


def test_groups_are_the_sizes() -> None:
    sizes = pd.DataFrame({"size": ["small", "large"]})

    assert SEGMENTS["size"](sizes).tolist() == ["small", "large"]

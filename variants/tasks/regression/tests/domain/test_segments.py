"""Every row belongs to one group of each segment."""

import pandas as pd
import pytest

from {{ package_name }}.domain.segments import SEGMENTS


@pytest.mark.parametrize("name", SEGMENTS)
def test_every_row_has_a_group(name: str, rows: pd.DataFrame) -> None:
    groups = SEGMENTS[name](rows)

    assert groups.index.equals(rows.index)
    assert not groups.isna().any()


def test_age_bands_begin_at_40_and_60() -> None:
    ages = pd.DataFrame({"age": [39.0, 40.0, 59.0, 60.0]})

    assert SEGMENTS["age_band"](ages).tolist() == ["<40", "40-59", "40-59", "60+"]

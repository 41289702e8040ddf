"""The features of a row depend on that row only."""

import pandas as pd

from {{ package_name }}.domain.features import features


def test_features_of_a_part_are_part_of_the_features(rows: pd.DataFrame) -> None:
    part = rows.iloc[10:20]

    pd.testing.assert_frame_equal(features(part), features(rows).iloc[10:20])


def test_features_do_not_hold_the_target(rows: pd.DataFrame) -> None:
    without_target = rows.drop(columns=["progression"])

    pd.testing.assert_frame_equal(features(without_target), features(rows))


def test_non_hdl_is_the_cholesterol_without_hdl(rows: pd.DataFrame) -> None:
    row = rows.head(1).assign(cholesterol=200.0, hdl=50.0)

    assert features(row)["non_hdl"].item() == 150.0

"""The features of a row depend on that row only."""

import pandas as pd

from ml_project.domain.features import features


def test_features_of_a_part_are_part_of_the_features(rows: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(features(rows[10:20]), features(rows)[10:20])

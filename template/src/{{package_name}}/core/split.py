"""The train/test split, by a hash of the id.

A row never changes sides, whatever the seed, the sample or the version of the data, so no model is
tested on a row that another version of it was trained on.
"""

import pandas as pd


def is_test(ids: "pd.Series", share: float) -> "pd.Series":
    """Tell for each id whether its rows are in the test set.

    Args:
        ids: Ids of rows, of shape (rows,); numbers and texts that print alike are alike.
        share: The share of ids in the test set, in (0, 1).

    Returns:
        Booleans of shape (rows,), on the index of `ids`.
    """
    hashes = pd.util.hash_array(ids.astype(str).to_numpy(dtype=object), categorize=False)
    return pd.Series(hashes < int(share * 2**64), index=ids.index)

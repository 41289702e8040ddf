"""The split into a training and a held-out part, by a hash of the id.

A row never changes sides, whatever the seed, the sample or the version of the data, so no model
is ever tested on a row that another version of it was trained on.
"""

import pandas as pd


def is_held_out(ids: "pd.Series", share: float) -> "pd.Series":
    """Say for each id whether it belongs to the held-out part.

    Args:
        ids: Names of rows, of shape (rows,); numbers and texts that print alike are alike.
        share: The share of ids to hold out, in (0, 1).

    Returns:
        Booleans of shape (rows,), on the index of `ids`.
    """
    hashes = pd.util.hash_array(ids.astype(str).to_numpy(dtype=object), categorize=False)
    return pd.Series(hashes < int(share * 2**64), index=ids.index)

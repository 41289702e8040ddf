"""The columns of the data: one of every kind that the schema language knows."""

from typing import Annotated, Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

LABELS = ["早い", "普通", "遅い"]
LABEL = str
POSITIVE = LABELS[0]  # for the metrics of two classes, which this problem leaves out


def column(description: str, **rules: Any) -> Any:
    """Describe a column, with the rules that `pandera.Field` takes."""
    return pa.Field(description=description, **rules)


class Orders(pa.DataFrameModel):
    """One order a row."""

    number: Series[int] = column("Identifies the order.", alias="order no.", unique=True, gt=0)
    ordered: Series[pa.DateTime] = column("When it was ordered.")
    promised: Series[Annotated[pd.DatetimeTZDtype, "ns", "Asia/Tokyo"]] = column(
        "When it is to arrive.", nullable=True
    )
    weight: Series[float] = column("Its weight.", gt=0)
    price: Series[np.float32] = column("What it costs.", alias="price (¥)", nullable=True)
    items: Series[pd.Int64Dtype] = column("How many items there are.", nullable=True, ge=1)
    boxes: Series[np.int8] = column("How many boxes there are.")
    express: Series[bool] = column("Whether it is urgent.")
    gift: Series[pd.BooleanDtype] = column("Whether it is a gift.", nullable=True)
    size: Series[Annotated[pd.CategoricalDtype, ["S", "L"], True]] = column("Its size.")
    region: Series[str] = column("Where it goes.", isin=["東", "西"], nullable=True)
    tier: Series[int] = column("The tier of the customer.", isin=[1, 2, 3])
    message: Series[str] = column("What the customer writes.", nullable=True)
    speed: Series[LABEL] = column("How fast it was delivered.", isin=LABELS)

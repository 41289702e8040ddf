"""Procedural: one script, read from top to bottom.

Each line does the next thing to the variables above it. There is nothing to look up, and nothing
that can be tested, used again or replaced by itself: the style of a first exploration.

    uv run python examples/paradigms/procedural.py
"""

from sklearn.datasets import load_diabetes
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, root_mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

MODEL = "ridge"  # or baseline, or forest

# Read the rows: 442 patients, and how far their diabetes progressed in a year.
rows = load_diabetes(as_frame=True, scaled=False).frame

# Split them into a training set and a test set.
training, testing = train_test_split(rows, test_size=0.25, random_state=0)

# Derive a feature: overweight matters more where the blood pressure is high.
training = training.assign(bmi_bp=training["bmi"] * training["bp"])
testing = testing.assign(bmi_bp=testing["bmi"] * testing["bp"])

# Choose a model, and fit it.
if MODEL == "baseline":
    model = DummyRegressor()
elif MODEL == "ridge":
    model = make_pipeline(StandardScaler(), Ridge(alpha=10))
else:
    model = RandomForestRegressor(random_state=0)
model.fit(training.drop(columns="target"), training["target"])

# Predict the test set, and compare with the truth.
predictions = model.predict(testing.drop(columns="target"))
print("rmse", root_mean_squared_error(testing["target"], predictions))
print("mae", mean_absolute_error(testing["target"], predictions))

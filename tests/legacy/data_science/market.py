"""The assignment ``market``: its cells, and the answers of two students, by ``grade_id``."""

from __future__ import annotations

from courses import checks, essay, locked, solution, text
from nbformat import NotebookNode

SETUP = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from numpy.testing import assert_allclose
from scipy import optimize

orders = pd.read_csv("data/orders.csv")
customers = pd.read_csv("data/customers.csv")


def revenue(frame):
    return frame["quantity"] * frame["price"]
"""

CLEAN = '''
def clean(raw):
    """Parse dates, write customers as 'Ada', drop rows that are twice there or have no price."""
    ### BEGIN SOLUTION
    frame = raw.drop_duplicates().dropna(subset=["price"]).copy()
    frame["date"] = pd.to_datetime(frame["date"])
    frame["customer"] = frame["customer"].str.strip().str.title()
    return frame.reset_index(drop=True)
    ### END SOLUTION


sales = clean(orders)
'''

CLEAN_CHECKS = """
cleaned = clean(orders)
assert isinstance(cleaned, pd.DataFrame)
assert list(cleaned.columns) == ["date", "customer", "item", "quantity", "price"]
assert cleaned["date"].dtype.kind == "M", "parse the dates"
assert cleaned["price"].notna().all()
### BEGIN HIDDEN TESTS
assert cleaned.shape == (40, 5)
assert not cleaned.duplicated().any()
assert set(cleaned["customer"]) == {"Ada", "Grace", "Alan", "Edsger", "Barbara"}
small = pd.DataFrame(
    {
        "date": ["2024-05-01", "2024-05-01", "2024-05-02"],
        "customer": [" ada", " ada", "BOB "],
        "item": ["pen", "pen", "ink"],
        "quantity": [1, 1, 2],
        "price": [1.5, 1.5, None],
    }
)
due = pd.DataFrame(
    {
        "date": pd.to_datetime(["2024-05-01"]),
        "customer": ["Ada"],
        "item": ["pen"],
        "quantity": [1],
        "price": [1.5],
    }
)
pd.testing.assert_frame_equal(clean(small), due)
assert sales.equals(cleaned)
### END HIDDEN TESTS
"""

CITIES = '''
def by_city(sales, customers):
    """The revenue of each city, the largest first; customers without a city are left out."""
    ### BEGIN SOLUTION
    merged = sales.merge(customers, on="customer").assign(revenue=revenue)
    return merged.groupby("city")["revenue"].sum().sort_values(ascending=False)
    ### END SOLUTION
'''

CITIES_CHECKS = """
cities = by_city(sales, customers)
assert cities.index.name == "city"
assert "Kiel" in cities.index
### BEGIN HIDDEN TESTS
shop = pd.DataFrame({"customer": ["Ada", "Bob", "Ada", "Cy"], "quantity": [1, 9, 2, 1], "price": [2.0, 1.0, 1.5, 4.0]})
where = pd.DataFrame({"customer": ["Ada", "Bob"], "city": ["Ulm", "Aue"]})
due = pd.Series([9.0, 5.0], index=pd.Index(["Aue", "Ulm"], name="city"), name="revenue")
pd.testing.assert_series_equal(by_city(shop, where), due)
assert cities.is_monotonic_decreasing
### END HIDDEN TESTS
"""

MONTHS = """
# A frame ``monthly`` with one row for each month, and the columns ``orders`` and ``revenue``.
### BEGIN SOLUTION
monthly = (
    sales.assign(revenue=revenue, month=sales["date"].dt.to_period("M"))
    .groupby("month")
    .agg(orders=("item", "size"), revenue=("revenue", "sum"))
)
### END SOLUTION
"""

MONTHS_CHECKS = """
assert monthly.shape == (3, 2)
assert monthly["orders"].sum() == len(sales)
### BEGIN HIDDEN TESTS
assert isinstance(monthly.index, pd.PeriodIndex)
assert monthly.loc["2024-02", "orders"] == (sales["date"].dt.month == 2).sum()
assert np.isclose(monthly["revenue"].sum(), (sales["quantity"] * sales["price"]).sum())
assert monthly.dtypes["revenue"] == np.float64
### END HIDDEN TESTS
"""

SPREAD = '''
def spread(values, repeats, seed):
    """The 5 % and 95 % quantiles of the means of ``repeats`` resamples (rows of one ``rng.choice``)."""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    means = rng.choice(values, size=(repeats, len(values))).mean(axis=1)
    return np.quantile(means, [0.05, 0.95])
    ### END SOLUTION


def standard(frame):
    """Each column of numbers, with mean 0 and standard deviation 1 (``ddof=0``)."""
    ### BEGIN SOLUTION
    numbers = frame.select_dtypes("number")
    return (numbers - numbers.mean()) / numbers.std(ddof=0)
    ### END SOLUTION
'''

SPREAD_CHECKS = """
low_high = spread(np.arange(10.0), 50, seed=1)
assert len(low_high) == 2
mixed = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [2, 4, 9], "c": list("xyz")})
scaled = standard(mixed)
points = 0
points += list(scaled.columns) == ["a", "b"] and bool(np.allclose(scaled.std(ddof=0), 1))
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
means = rng.choice(mixed["b"].to_numpy(), size=(40, 3)).mean(axis=1)
points += bool(np.allclose(spread(mixed["b"], 40, 3), np.quantile(means, [0.05, 0.95])))
### END HIDDEN TESTS
points
"""

PLOT = '''
def draw(monthly):
    """A bar for each month's revenue, with a title and labels; returns the axes."""
    ### BEGIN SOLUTION
    fig, ax = plt.subplots()
    ax.bar(monthly.index.astype(str), monthly["revenue"])
    ax.set(title="Revenue by month", xlabel="month", ylabel="revenue")
    return ax
    ### END SOLUTION
'''

PLOT_CHECKS = """
table = pd.DataFrame({"orders": [1, 2], "revenue": [3.5, 8.0]}, index=pd.period_range("2024-01", periods=2, freq="M"))
ax = draw(table)
assert ax.get_title() != ""
assert ax.get_xlabel() == "month" and ax.get_ylabel() == "revenue"
### BEGIN HIDDEN TESTS
assert [bar.get_height() for bar in ax.patches] == [3.5, 8.0]
assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2024-01", "2024-02"]
### END HIDDEN TESTS
plt.close("all")
"""

FIT = '''
def fit_decay(t, y):
    """``a`` and ``k`` of y = a exp(-k t), by least squares."""
    ### BEGIN SOLUTION
    (a, k), _ = optimize.curve_fit(lambda t, a, k: a * np.exp(-k * t), t, y, p0=(1, 1))
    return a, k
    ### END SOLUTION


def best_price(demand):
    """scipy's result for the price between 0 and 10 that brings the most, with ``demand(price)`` pieces sold."""
    ### BEGIN SOLUTION
    return optimize.minimize_scalar(lambda p: -p * demand(p), bounds=(0, 10), method="bounded")
    ### END SOLUTION
'''

FIT_CHECKS = """
t = np.linspace(0, 4, 30)
assert_allclose(fit_decay(t, 2 * np.exp(-0.5 * t)), (2, 0.5), rtol=1e-4)
### BEGIN HIDDEN TESTS
noise = 0.01 * np.sin(17 * t)
due, _ = optimize.curve_fit(lambda t, a, k: a * np.exp(-k * t), t, 3 * np.exp(-t) + noise, p0=(1, 1))
assert_allclose(fit_decay(t, 3 * np.exp(-t) + noise), due, rtol=1e-3)
found = best_price(lambda p: 100 - 10 * p)
assert found.success
assert abs(found.x - 5) < 1e-4 and abs(found["fun"] + 250) < 1e-4
### END HIDDEN TESTS
"""


def cells() -> list[NotebookNode]:
    """The author's notebook."""
    return [
        text("# A market stall\n\nThree months of orders, as they were typed in."),
        locked(SETUP.strip(), "setup"),
        solution(CLEAN.strip(), "clean"),
        checks(CLEAN_CHECKS.strip(), "clean_checks", 4),
        solution(CITIES.strip(), "cities"),
        checks(CITIES_CHECKS.strip(), "cities_checks", 3),
        solution(MONTHS.strip(), "months"),
        checks(MONTHS_CHECKS.strip(), "months_checks", 2),
        solution(SPREAD.strip(), "spread"),
        checks(SPREAD_CHECKS.strip(), "spread_checks", 2),
        solution(PLOT.strip(), "plot"),
        checks(PLOT_CHECKS.strip(), "plot_checks", 2),
        solution(FIT.strip(), "fit"),
        checks(FIT_CHECKS.strip(), "fit_checks", 3),
        essay("In one sentence: which month was best, and why?", "words", 1),
    ]


def reference() -> dict[str, str]:
    """The author's own answers."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: cell.source
        for cell in cells()
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code"
    }


OTHER_WAYS = {
    "clean": """
def clean(raw):
    frame = raw[raw.price.notnull() & ~raw.duplicated()].assign(
        date=lambda f: pd.to_datetime(f.date), customer=lambda f: [c.strip().capitalize() for c in f.customer]
    )
    frame.index = range(len(frame))
    return frame

sales = clean(orders)
""",
    "cities": """
def by_city(sales, customers):
    home = customers.set_index("customer")["city"]
    table = sales.assign(city=sales["customer"].map(home)).dropna(subset=["city"])
    total = table["quantity"] * table["price"]
    return total.groupby(table["city"]).sum().rename("revenue").sort_values()[::-1]
""",
    "words": "The third, because of the paper.",
}
"""Right answers by other means; what is not named here is the author's."""

WRONG = {
    # Forgets that orders are there twice.
    "clean": """
def clean(raw):
    frame = raw.dropna(subset=["price"]).copy()
    frame["date"] = pd.to_datetime(frame["date"])
    frame["customer"] = frame["customer"].str.strip().str.title()
    return frame.reset_index(drop=True)

sales = clean(orders)
""",
    # The smallest first.
    "cities": """
def by_city(sales, customers):
    merged = sales.merge(customers, on="customer").assign(revenue=revenue)
    return merged.groupby("city")["revenue"].sum().sort_values()
""",
    # Months as text.
    "months": """
month = sales["date"].dt.strftime("%Y-%m")
monthly = sales.assign(revenue=revenue).groupby(month).agg(orders=("item", "size"), revenue=("revenue", "sum"))
""",
    # The standard deviation of a sample, and the wrong quantiles.
    "spread": """
def spread(values, repeats, seed):
    rng = np.random.default_rng(seed)
    means = rng.choice(values, size=(repeats, len(values))).mean(axis=1)
    return np.quantile(means, [0.05, 0.95])

def standard(frame):
    numbers = frame.select_dtypes("number")
    return (numbers - numbers.mean()) / numbers.std()
""",
    # A line instead of bars.
    "plot": """
def draw(monthly):
    ax = monthly["revenue"].plot(title="Revenue")
    ax.set_xlabel("month")
    ax.set_ylabel("revenue")
    return ax
""",
    # Right, but gives the price alone.
    "fit": """
def fit_decay(t, y):
    slope, constant = np.polyfit(t, np.log(y), 1)
    return np.exp(constant), -slope

def best_price(demand):
    return optimize.minimize_scalar(lambda p: -p * demand(p), bounds=(0, 10), method="bounded").x
""",
}

"""Writes oracle.json: readings with ties, decimals and several rows of a subject, and what numpy and scipy make of them.

Each figure is computed another way than in services/agreement: mean squares by residuals, ICC(2,1) by the a, b of McGraw and Wong, all slopes
sorted, kappa's standard error by numerical derivatives, jackknives by deleting rows. Run: python3 oracle.py (numpy 2.4, scipy 1.17).
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

Z = stats.norm.ppf(0.975)
rng = np.random.default_rng(5)
n = 61
subject = rng.integers(0, 14, n)
truth = rng.gamma(2, 8, n)
x = np.round(truth + rng.normal(0, 1.5, n) + 3, 1)
y = np.round(1.1 * truth + rng.normal(0, 2, n) + 4, 1)
first = rng.integers(0, 5, n)
second = np.clip(first + rng.choice([-1, 0, 0, 0, 1, 2], n), 0, 4)
expected = {}
d = x - y
s = d.std(ddof=1)
t = stats.t.ppf(0.975, n - 2)


def put(name, value, interval=None):
    expected[name] = {"value": float(value), "interval": None if interval is None else [float(end) for end in interval]}


put("bias", d.mean(), stats.t.interval(0.95, n - 1, d.mean(), stats.sem(d)))
factors = np.array([stats.nct.ppf(p, n - 1, Z * n**0.5) / n**0.5 for p in (0.025, 0.975)])
put("upper_limit_z", d.mean() + Z * s, d.mean() + factors * s)
line = stats.linregress((x + y) / 2, d)
put("proportional_bias", line.slope, [line.slope - t * line.stderr, line.slope + t * line.stderr])

table = np.c_[x, y]
k = 2
rows, columns, grand = table.mean(1, keepdims=True), table.mean(0), table.mean()
BMS = k * ((rows - grand) ** 2).sum() / (n - 1)
JMS = n * ((columns - grand) ** 2).sum() / (k - 1)
EMS = ((table - rows - columns + grand) ** 2).sum() / ((n - 1) * (k - 1))
WMS = ((table - rows) ** 2).sum() / (n * (k - 1))
low, high = BMS / WMS / stats.f.ppf(0.975, n - 1, n), BMS / WMS * stats.f.ppf(0.975, n, n - 1)
put("icc_1,1", (BMS - WMS) / (BMS + WMS), [(low - 1) / (low + 1), (high - 1) / (high + 1)])
put("icc_1,k", (BMS - WMS) / BMS, [1 - 1 / low, 1 - 1 / high])
low, high = BMS / EMS / stats.f.ppf(0.975, n - 1, n - 1), BMS / EMS * stats.f.ppf(0.975, n - 1, n - 1)
put("icc_3,1", (BMS - EMS) / (BMS + EMS), [(low - 1) / (low + 1), (high - 1) / (high + 1)])
icc = (BMS - EMS) / (BMS + EMS + k * (JMS - EMS) / n)
a, b = k * icc / (n * (1 - icc)), 1 + k * icc * (n - 1) / (n * (1 - icc))
v = (a * JMS + b * EMS) ** 2 / ((a * JMS) ** 2 / (k - 1) + (b * EMS) ** 2 / ((n - 1) * (k - 1)))
f1, f2 = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
rest = k * JMS + (k * n - k - n) * EMS
put("icc_2,1", icc, [n * (BMS - f1 * EMS) / (f1 * rest + n * BMS), n * (f2 * BMS - EMS) / (rest + n * f2 * BMS)])
put("sem_agreement", np.sqrt(max(0, JMS - EMS) / n + EMS))

r = np.corrcoef(x, y)[0, 1]
put("pearson_r", r)
for name, ddof in (("ccc_n", 0), ("ccc_n-1", 1)):
    sx, sy, sxy, shift = x.var(ddof=ddof), y.var(ddof=ddof), np.cov(x, y, ddof=ddof)[0, 1], x.mean() - y.mean()
    p, u = 2 * sxy / (sx + sy + shift**2), shift / (sx * sy) ** 0.25
    parts = (1 - r**2) * p**2 * (1 - p**2) / r**2 + 2 * p**3 * (1 - p) * u**2 / r - 0.5 * p**4 * u**4 / r**2
    half = Z * np.sqrt(parts / (n - 2)) / (1 - p**2)
    put(name, p, np.tanh([np.arctanh(p) - half, np.arctanh(p) + half]))


def fit(x, y, w):
    mx, my = np.average(x, weights=w), np.average(y, weights=w)
    u, q, p = (np.sum(w * part) for part in ((x - mx) ** 2, (y - my) ** 2, (x - mx) * (y - my)))
    slope = (q - u + np.sqrt((u - q) ** 2 + 4 * p * p)) / 2 / p
    return np.array([slope, my - slope * mx])


def deming(x, y):
    return fit(x, y, np.ones(len(x)))


def weighted_deming(x, y):
    line = deming(x, y)
    for _ in range(2000):
        residual = y - line[1] - line[0] * x
        on_x = x + line[0] * residual / (1 + line[0] ** 2)
        on_y = y - residual / (1 + line[0] ** 2)
        line = fit(x, y, ((on_x + on_y) / 2) ** -2)
    return line


for name, method in (("deming", deming), ("weighted_deming", weighted_deming)):
    whole = method(x, y)
    left = np.array([method(np.delete(x, i), np.delete(y, i)) for i in range(n)])
    error = np.sqrt((n - 1) / n * ((left - left.mean(0)) ** 2).sum(0))
    for part, i in (("slope", 0), ("intercept", 1)):
        put(f"{name}_{part}", whole[i], [whole[i] - t * error[i], whole[i] + t * error[i]])

tenths = np.round(10 * table).astype(int)
slopes = []
for i in range(n):
    for dx, dy in tenths[i + 1 :] - tenths[i]:
        if (dx, dy) != (0, 0) and dx != -dy:
            slopes.append(np.inf if dx == 0 else dy / dx)
slopes = np.sort(slopes)
N, K = len(slopes), int((slopes < -1).sum())
M1 = round((N - Z * np.sqrt(n * (n - 1) * (2 * n + 5) / 18)) / 2)
slope = slopes[(N + 1) // 2 + K - 1] if N % 2 else (slopes[N // 2 + K - 1] + slopes[N // 2 + K]) / 2
put("passing_bablok_slope", slope, [slopes[M1 + K - 1], slopes[N - M1 + K]])
put("passing_bablok_intercept", np.median(y - slope * x), [np.median(y - slopes[N - M1 + K] * x), np.median(y - slopes[M1 + K - 1] * x)])

ids = np.unique(subject)
m = np.array([(subject == i).sum() for i in ids])
means = np.array([d[subject == i].mean() for i in ids])


def within(values):
    return sum(((values[subject == i] - values[subject == i].mean()) ** 2).sum() for i in ids) / (n - len(ids))


between = (m * (means - d.mean()) ** 2).sum() / (len(ids) - 1)
divisor = (m.sum() ** 2 - (m**2).sum()) / ((len(ids) - 1) * m.sum())
put("repeated/upper_limit_1.96", d.mean() + 1.96 * np.sqrt(within(d) + max(0, (between - within(d)) / divisor)))
hidden = (1 - (1 / m).mean()) * (within(x) + within(y))
put("repeated/upper_limit_constant_truth", means.mean() + 1.96 * np.sqrt(means.var(ddof=1) + hidden))

share = np.zeros((5, 5))
np.add.at(share, (first, second), 1 / n)
grade = np.arange(5)
for name, power in (("unweighted", 0), ("linear", 1), ("quadratic", 2)):
    apart = np.abs(grade[:, None] - grade) ** float(power) * (grade[:, None] != grade)

    def kappa(p):
        return 1 - p.sum() * (apart * p).sum() / (apart * np.outer(p.sum(1), p.sum(0))).sum()

    slope_of = np.zeros((5, 5))
    for cell in np.ndindex(5, 5):
        step = np.zeros((5, 5))
        step[cell] = 1e-5
        slope_of[cell] = (kappa(share + step) - kappa(share - step)) / 2e-5
    error = np.sqrt(((share * slope_of**2).sum() - (share * slope_of).sum() ** 2) / n)
    put(f"grades/kappa_{name}", kappa(share), [kappa(share) - Z * error, kappa(share) + Z * error])

data = {"subject": subject.tolist(), "x": x.tolist(), "y": y.tolist(), "first": first.tolist(), "second": second.tolist()}
Path(__file__).with_name("oracle.json").write_text(json.dumps({"data": data, "expected": expected}, indent=1) + "\n")

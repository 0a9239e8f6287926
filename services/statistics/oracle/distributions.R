# Quantiles and tails by which everything else is judged.

for (df in c(1, 2, 3, 4.785, 9, 17.994, 30, 120, 1e4, 1e6)) {
  put("t", "stats::qt, pt", paste("df", df), list(df = df), list(
    `0.975` = qt(0.975, df), `0.95` = qt(0.95, df), `two-sided at 0.1` = 2 * pt(-0.1, df), `two-sided at 2` = 2 * pt(-2, df),
    `two-sided at -9` = 2 * pt(-9, df), `above 3.3` = pt(3.3, df, lower.tail = FALSE), `above -3.3` = pt(-3.3, df, lower.tail = FALSE)
  ))
}
for (df in list(c(1, 1), c(1, 12), c(2, 7.3), c(5, 15), c(11, 4.785), c(60, 60), c(199, 398), c(3, 1e5))) {
  put("f", "stats::qf, pf", paste("df", df[1], "and", df[2]), list(df = v(df)), list(
    `0.975` = qf(0.975, df[1], df[2]), `above 0.2` = pf(0.2, df[1], df[2], lower.tail = FALSE),
    `above 1` = pf(1, df[1], df[2], lower.tail = FALSE), `above 4` = pf(4, df[1], df[2], lower.tail = FALSE),
    `above 90` = pf(90, df[1], df[2], lower.tail = FALSE)
  ))
}
for (df in c(1, 2, 3, 9, 40)) {
  put("chiSquare", "stats::pchisq", paste("df", df), list(df = df), list(
    `above 0.01` = pchisq(0.01, df, lower.tail = FALSE), `above 3.84` = pchisq(3.84, df, lower.tail = FALSE),
    `above 25` = pchisq(25, df, lower.tail = FALSE), `above 400` = pchisq(400, df, lower.tail = FALSE)
  ))
}
for (z in c(-30, -3, -1e-3, 0, 0.5, 1.96, 8.5, 35)) {
  put("normal", "stats::pnorm", paste("z", z), list(z = z), list(
    below = pnorm(z), above = pnorm(z, lower.tail = FALSE), `two-sided` = 2 * pnorm(-abs(z))
  ))
}
for (p in c(1e-4, 0.001, 0.025, 0.3, 0.5, 0.975, 0.9999)) put("normalQuantile", "stats::qnorm", paste("p", p), list(p = p), list(z = qnorm(p)))

# R counts on ncp of at most 37.62, and is right to 1e-12 absolute.
for (n in c(2, 3, 5, 10, 17, 30, 85, 200, 350)) {
  ncp <- qnorm(0.975) * sqrt(n)
  t <- ncp + c(-2, 0, 2) * sqrt(1 + ncp^2 / 2 / (n - 1))
  put("nonCentralT", "stats::pt(ncp)", paste("a limit of", n, "differences"), list(df = n - 1, ncp = ncp, t = v(t)), list(below = v(pt(t, n - 1, ncp))))
  # qt(ncp) stops at 1e-11 of the quantile.
  put("limitFactors", "stats::qt(ncp)", paste("a limit of", n, "differences"), list(n = n), list(factors = qt(c(0.025, 0.975), n - 1, ncp) / sqrt(n)))
}

for (x in list(3, c(2, 9), c(4, 1, 4, 2, 9), round(rnorm(30), 1), rexp(101))) {
  put("percentile", "stats::quantile(type = 7)", paste(length(x), "values"), list(values = v(x)), list(
    percentiles = I(unname(quantile(x, c(0, 0.025, 0.25, 0.5, 0.75, 0.9, 0.975, 1), type = 7)))
  ))
}

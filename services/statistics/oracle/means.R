# t-tests, Welch's analysis of variance, Shapiro and Wilk.

figures_of_t <- function(found, estimate) {
  list(statistic = found$statistic, df = found$parameter, p = found$p.value, estimate = estimate, interval = ends(found$conf.int))
}

severity <- short(rgamma(200, 3, 0.2))
pairs <- list(
  `three pairs` = list(c(2, 5, 9), c(1, 5, 6)),
  `ten pairs of one decimal` = list(round(rnorm(10, 12, 3), 1), round(rnorm(10, 10, 3), 1)),
  `200 pairs` = list(severity, short(severity * 0.5 + rnorm(200, 0, 3))),
  `pairs far from nought` = list(1e6 + round(rnorm(15), 3), 1e6 + round(rnorm(15), 3)),
  `pairs without a difference of means` = list(c(1, 2, 3, 4), c(2, 1, 4, 3))
)
for (name in names(pairs)) {
  x <- pairs[[name]][[1]]
  y <- pairs[[name]][[2]]
  found <- t.test(x, y, paired = TRUE)
  put("pairedT", "stats::t.test(paired = TRUE)", name, list(x = v(x), y = v(y)), figures_of_t(found, found$estimate))
}

samples <- list(
  `two values each` = list(c(1, 4), c(7, 9)),
  `2 and 40 values` = list(c(3.1, 8.7), rnorm(40, 5, 2)),
  `12 and 9 values of one decimal` = list(round(rnorm(12, 12, 3), 1), round(rnorm(9, 10, 1), 1)),
  `variances 1 to 10,000` = list(rnorm(8, 0, 100), rnorm(60)),
  `150 and 130 values` = list(rgamma(150, 2, 0.1), rgamma(130, 2, 0.12)),
  `very small p` = list(rnorm(40, 0, 1), rnorm(40, 9, 1))
)
for (name in names(samples)) {
  x <- short(samples[[name]][[1]])
  y <- short(samples[[name]][[2]])
  for (equal in c(TRUE, FALSE)) {
    found <- t.test(x, y, var.equal = equal)
    by <- if (equal) "stats::t.test(var.equal = TRUE)" else "stats::t.test"
    put(if (equal) "studentT" else "welchT", by, name, list(x = v(x), y = v(y)), figures_of_t(found, -diff(found$estimate)))
  }
}

groups <- list(
  `insects after six sprays` = split(InsectSprays$count, InsectSprays$spray),
  `two groups` = list(rnorm(5), rnorm(9, 1)),
  `2, 30 and 7 values` = list(c(1.2, 3.1), rnorm(30, 2, 4), rnorm(7, 3, 0.2)),
  `four groups of 80` = lapply(1:4, function(i) rnorm(80, i / 5, i)),
  `very small p` = lapply(1:3, function(i) rnorm(25, 8 * i, i))
)
for (name in names(groups)) {
  groups[[name]] <- lapply(groups[[name]], short)
  values <- unlist(groups[[name]])
  group <- factor(rep(seq_along(groups[[name]]), lengths(groups[[name]])))
  input <- list(samples = unname(lapply(groups[[name]], v)))
  found <- oneway.test(values ~ group)
  put("welchAnova", "stats::oneway.test", name, input, list(statistic = found$statistic, df = ends(found$parameter), p = found$p.value))
  found <- kruskal.test(values, group)
  put("kruskalWallis", "stats::kruskal.test", name, input, list(statistic = found$statistic, df = found$parameter, p = found$p.value))
}
scores <- list(c(0, 1, 1, 2), c(1, 2, 2, 2, 3), c(2, 3, 4, 4))
found <- kruskal.test(scores)
put("kruskalWallis", "stats::kruskal.test", "scores of 0 to 4", list(samples = lapply(scores, v)), list(
  statistic = found$statistic, df = found$parameter, p = found$p.value
))

normal <- list(c(1, 2, 4), c(0, 0, 1), c(1, 2, 3.0001))
for (n in c(4, 5, 6, 7, 9, 11, 12, 13, 20, 50, 51, 151, 400, 2000)) normal <- c(normal, list(rnorm(n, 20, 4)))
skewed <- lapply(c(4, 8, 11, 12, 30, 120, 300), rexp)
tied <- lapply(c(5, 11, 12, 25, 90, 250), function(n) sample(0:4, n, replace = TRUE))
for (values in c(normal, skewed, tied, list(1e6 + round(rnorm(30), 2)))) {
  values <- if (length(values) > 300) signif(values, 5) else short(values)
  found <- shapiro.test(values)
  put("shapiroWilk", "stats::shapiro.test", paste(length(values), "values from", signif(values[1], 4)), list(values = v(values)), list(
    statistic = found$statistic, p = found$p.value
  ))
}

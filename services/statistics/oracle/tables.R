# Counts: chi-square, Fisher, Mantel and Haenszel, proportions, odds ratios, McNemar.

four_fold <- list(
  c(3, 1, 1, 3), c(8, 0, 0, 7), c(0, 5, 6, 9), c(12, 5, 3, 17), c(1, 99, 7, 93), c(50, 50, 51, 49), c(10, 10, 10, 11), c(310, 90, 190, 210), c(2, 40, 31, 3)
)
for (cells in four_fold) {
  counts <- matrix(cells, 2, byrow = TRUE)
  name <- paste(cells, collapse = " ")
  input <- list(counts = rows(counts))
  for (yates in c(TRUE, FALSE)) {
    found <- quietly(chisq.test(counts, correct = yates))
    by <- paste0("stats::chisq.test(correct = ", yates, ")")
    put(if (yates) "chiSquareYates" else "chiSquarePlain", by, name, input, list(
      statistic = found$statistic, df = found$parameter, p = found$p.value, least = min(found$expected)
    ))
  }
  put("fisherExact", "stats::fisher.test", name, input, list(p = fisher.test(counts)$p.value))

  # fisher.test's own estimate and interval are right to about 1e-4: the same equations, to the last digit.
  support <- max(0, sum(counts[, 1]) - sum(counts[2, ])):min(sum(counts[1, ]), sum(counts[, 1]))
  ways <- dhyper(support, sum(counts[1, ]), sum(counts[2, ]), sum(counts[, 1]), log = TRUE)
  mean_at <- function(log_odds) {
    weights <- exp(ways + log_odds * support - max(ways + log_odds * support))
    sum(support * weights) / sum(weights)
  }
  one_sided <- function(log_odds, side) fisher.test(counts, or = exp(log_odds), alternative = side)$p.value - 0.025
  least <- counts[1, 1] == min(support)
  most <- counts[1, 1] == max(support)
  estimate <- if (!least && !most) exp(root(function(b) mean_at(b) - counts[1, 1], -20, 20))
  lower <- if (!least) exp(root(function(b) one_sided(b, "greater"), -20, 20))
  upper <- if (!most) exp(root(function(b) one_sided(b, "less"), -20, 20))
  put("fisherExact", "stats::fisher.test(or, alternative) and dhyper, solved", name, input, list(estimate = estimate, lower = lower, upper = upper))
  own <- fisher.test(counts)
  if (!least && !most) stopifnot(all.equal(c(own$estimate, own$conf.int), c(estimate, lower, upper), tolerance = 2e-2, check.attributes = FALSE))

  if (all(cells > 0)) {
    fit <- fit_of(counts ~ factor(1:2, levels = 2:1))
    wald <- exp(confint.default(fit)[2, ])
    put("crudeOddsRatio", "stats::glm, confint.default", name, input, list(estimate = exp(coef(fit)[[2]]), interval = ends(wald)))
  }
  z <- quietly(prop.test(counts[1, 1], sum(counts[1, ]), correct = FALSE))$conf.int
  w <- quietly(prop.test(counts[2, 1], sum(counts[2, ]), correct = FALSE))$conf.int
  p <- counts[, 1] / rowSums(counts)
  put("wilson", "stats::prop.test(correct = FALSE)", paste(counts[1, 1], "of", sum(counts[1, ])), list(events = counts[1, 1], n = sum(counts[1, ])), list(
    estimate = p[1], interval = ends(z)
  ))
  put("newcombe", "stats::prop.test(correct = FALSE) of each, and method 10", name, input, list(
    estimate = p[1] - p[2],
    interval = p[1] - p[2] + c(-sqrt((p[1] - z[1])^2 + (w[2] - p[2])^2), sqrt((z[2] - p[1])^2 + (p[2] - w[1])^2))
  ))
}
for (events in list(c(0, 1), c(1, 1), c(0, 30), c(30, 30), c(1, 3), c(17, 1000), c(81, 263))) {
  found <- quietly(prop.test(events[1], events[2], correct = FALSE))
  put("wilson", "stats::prop.test(correct = FALSE)", paste(events[1], "of", events[2]), list(events = events[1], n = events[2]), list(
    estimate = found$estimate, interval = ends(found$conf.int)
  ))
}
for (differ in list(c(0, 1), c(1, 5), c(4, 4), c(12, 3), c(0, 9), c(40, 61))) {
  put("mcnemar", "stats::binom.test", paste(differ, collapse = " against "), list(first = differ[1], second = differ[2]), list(
    p = binom.test(differ[1], sum(differ), 0.5)$p.value
  ))
}

larger <- list(
  `job satisfaction` = matrix(c(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11), 4),
  `three by three, equally likely tables` = matrix(c(3, 0, 0, 0, 3, 0, 0, 0, 3), 3),
  `two by five` = matrix(c(4, 1, 0, 2, 7, 0, 3, 5, 1, 8), 2, byrow = TRUE),
  `five by two with noughts` = matrix(c(6, 0, 4, 3, 0, 5, 2, 2, 1, 7), 5, byrow = TRUE),
  `three by four` = matrix(c(8, 2, 5, 1, 3, 9, 2, 6, 4, 4, 11, 2), 3, byrow = TRUE),
  `three by two of 180` = matrix(c(31, 29, 22, 38, 35, 25), 3, byrow = TRUE)
)
for (name in names(larger)) {
  counts <- larger[[name]]
  input <- list(counts = rows(counts))
  found <- quietly(chisq.test(counts))
  put("chiSquarePlain", "stats::chisq.test", name, input, list(
    statistic = found$statistic, df = found$parameter, p = found$p.value, least = min(found$expected)
  ))
  put("fisherExactTable", "stats::fisher.test(workspace = 2e7)", name, input, list(p = fisher.test(counts, workspace = 2e7)$p.value))
}

strata <- list(
  `admissions by department` = aperm(UCBAdmissions, c(2, 1, 3)),
  `three sites, empty cells` = array(c(2, 0, 5, 6, 3, 4, 1, 7, 0, 3, 2, 2), c(2, 2, 3)),
  `almost no distance` = array(c(5, 5, 6, 6, 10, 9, 10, 9), c(2, 2, 2)),
  `pairs, one in a stratum` = array(c(1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1), c(2, 2, 5))
)
for (name in names(strata)) {
  tables <- strata[[name]]
  input <- list(strata = lapply(seq_len(dim(tables)[3]), function(i) rows(tables[, , i])))
  for (correct in c(TRUE, FALSE)) {
    found <- mantelhaen.test(tables, correct = correct)
    put("mantelHaenszel", paste0("stats::mantelhaen.test(correct = ", correct, ")"), name, c(input, corrected = correct), list(
      statistic = found$statistic, p = found$p.value, estimate = found$estimate, interval = ends(found$conf.int)
    ))
  }
}

# Wilcoxon's and Mann and Whitney's tests. Tied data are whole numbers (or compared by digits.rank), so that R and we see the same ties.

alternatives <- c("two.sided", "greater", "less")

p_values <- function(x, y, paired, ...) {
  sapply(alternatives, function(each) quietly(wilcox.test(x, y, paired = paired, alternative = each, ...))$p.value)
}
# tol.root: R's default is 1e-4. NULL (not compared) where no shift is rejected on one side: R then gives a lower confidence, or the range.
interval_of <- function(x, y, paired, ...) {
  found <- tryCatch(
    wilcox.test(x, y, paired = paired, conf.int = TRUE, tol.root = 1e-13, ...),
    warning = function(w) if (grepl("not achievable", conditionMessage(w))) NULL else quietly(wilcox.test(x, y, paired = paired, conf.int = TRUE, tol.root = 1e-13, ...))
  )
  range <- if (!paired) c(min(x) - max(y), max(x) - min(y))
  if (is.null(found) || any(found$conf.int == range)) NULL else round(ends(found$conf.int), 12)
}

rank_cases <- function(of, name, x, y, paired, digits.rank = Inf) {
  input <- list(x = v(x), y = v(y))
  points <- if (paired) (x - y)[abs(x - y) > 1e-9] else outer(x, y, "-")
  walsh <- if (paired) outer(points, points, "+")[!lower.tri(diag(length(points)))] / 2 else points
  compared <- if (paired) abs(points) else c(x, y)
  untied <- !anyDuplicated(signif(compared, 12)) && (!paired || length(points) == length(x))
  ask <- if (paired) "paired = TRUE, " else ""
  for (correct in c(TRUE, FALSE)) {
    by <- paste0("stats::wilcox.test(", ask, "exact = FALSE, correct = ", correct, ", tol.root = 1e-13)")
    p <- p_values(x, y, paired, exact = FALSE, correct = correct, digits.rank = digits.rank)
    put(of, by, name, c(input, form = if (correct) "approximate" else "approximate_uncorrected"), list(
      statistic = quietly(wilcox.test(x, y, paired = paired, exact = FALSE, digits.rank = digits.rank))$statistic,
      p = p[[1]], greater = p[[2]], less = p[[3]], estimate = median(walsh),
      interval = interval_of(x, y, paired, exact = FALSE, correct = correct, digits.rank = digits.rank)
    ))
  }
  # What is chosen where no form is asked for. Of 50 R takes the approximation, we count.
  if (max(length(x), length(y)) < 50) {
    found <- quietly(wilcox.test(x, y, paired = paired, digits.rank = digits.rank))
    put(of, paste0("stats::wilcox.test(", sub(", $", "", ask), ")"), name, c(input, form = "auto"), list(statistic = found$statistic, p = found$p.value))
  }
  if (max(length(x), length(y)) > 50) return()
  if (untied) {
    p <- p_values(x, y, paired, exact = TRUE)
    put(of, paste0("stats::wilcox.test(", ask, "exact = TRUE)"), name, c(input, form = "exact"), list(
      p = p[[1]], greater = p[[2]], less = p[[3]], estimate = median(walsh), interval = interval_of(x, y, paired, exact = TRUE)
    ))
  } else {
    # Two-sided we double the smaller tail, as wilcox.test does; of rank sums exactRankTests adds what is as far from the mean.
    x <- if (paired) signif(x - y, 12) else x
    p <- sapply(alternatives[-1], function(each) {
      (if (paired) exactRankTests::wilcox.exact(x, alternative = each) else exactRankTests::wilcox.exact(x, y, alternative = each, exact = TRUE))$p.value
    })
    by <- if (paired) "exactRankTests::wilcox.exact(paired = TRUE)" else "exactRankTests::wilcox.exact(one-sided; two-sided doubled)"
    put(of, by, name, c(input, form = "exact"), list(p = min(1, 2 * p), greater = p[[1]], less = p[[2]]))
  }
}

grades <- function(n, shift = 0) pmin(8, pmax(0, round(rnorm(n, 4 + shift, 2))))
before <- short(rgamma(120, 3, 0.2))
after <- short(before * runif(120, 0.2, 1.15))
for (n in c(3, 6, 8, 15, 30, 49, 50, 120)) {
  rank_cases("wilcoxonSignedRank", paste(n, "untied pairs"), before[1:n], after[1:n], TRUE)
}
for (n in c(8, 12, 30, 49, 100)) rank_cases("wilcoxonSignedRank", paste(n, "pairs of grades"), grades(n, 1), grades(n), TRUE)
rank_cases("wilcoxonSignedRank", "20 pairs of one decimal", round(rnorm(20, 9, 2), 1), round(rnorm(20, 8, 2), 1), TRUE, digits.rank = 12)

sizes <- list(c(1, 5), c(3, 3), c(4, 9), c(10, 10), c(25, 12), c(3, 49), c(50, 50), c(60, 20), c(120, 90))
for (n in sizes) {
  rank_cases("mannWhitney", paste(n[1], "and", n[2], "untied values"), short(rgamma(n[1], 2, 0.2)), short(rgamma(n[2], 2, 0.25)), FALSE)
}
for (n in list(c(4, 5), c(6, 14), c(20, 20), c(45, 30), c(110, 140))) {
  rank_cases("mannWhitney", paste(n[1], "and", n[2], "grades"), grades(n[1], 1), grades(n[2]), FALSE)
}
rank_cases("mannWhitney", "18 and 15 values of one decimal", round(rnorm(18, 9, 2), 1), round(rnorm(15, 8, 2), 1), FALSE, digits.rank = 12)

# Two readings of one thing: limits, ICC, CCC, kappa, lines, equivalence.

truth <- rgamma(80, 2, 0.1)
two <- list(
  `four pairs` = cbind(c(1.5, 4, 7.2, 9), c(2, 3.5, 7, 10.5)),
  `20 pairs of one decimal` = round(cbind(truth + rnorm(80, 1, 2), 1.1 * truth + rnorm(80))[1:20, ], 1),
  `80 pairs` = short(cbind(truth + rnorm(80, 1, 3), truth + rnorm(80, 0, 1))),
  `one falls as the other rises` = short(cbind(truth, 60 - truth + rnorm(80))[1:15, ]),
  `pairs far from nought` = 1e4 + round(cbind(truth, truth + rnorm(80))[1:30, ], 3)
)
for (name in names(two)) {
  x <- two[[name]][, 1]
  y <- two[[name]][, 2]
  d <- x - y
  n <- length(d)
  input <- list(x = v(x), y = v(y))
  found <- t.test(d)
  put("blandAltman", "stats::t.test, sd, qnorm", name, input, list(
    bias = found$estimate, `interval of bias` = ends(found$conf.int), sd = sd(d), limits = mean(d) + c(-1, 1) * qnorm(0.975) * sd(d)
  ))
  factors <- qt(c(0.025, 0.975), n - 1, qnorm(0.975) * sqrt(n)) / sqrt(n)
  put("exactLimits", "stats::qt(ncp)", name, input, list(lower = mean(d) - rev(factors) * sd(d), upper = mean(d) + factors * sd(d)))
  for (margin in c(0.3, 2, 30)) {
    low <- t.test(d, mu = -margin, alternative = "greater")
    high <- t.test(d, mu = margin, alternative = "less")
    put("equivalence", "stats::t.test(mu, alternative), twice", paste0(name, ", margin ", margin), c(input, margin = margin), list(
      t_lower = low$statistic, t_upper = high$statistic, p = max(low$p.value, high$p.value), `interval of 90 %` = ends(t.test(d, conf.level = 0.9)$conf.int)
    ))
  }
  line <- summary(fit <- lm(d ~ m, data.frame(d = d, m = (x + y) / 2)))$coefficients
  put("proportionalBias", "stats::lm, confint", name, input, list(
    slope = line[2, 1], intercept = line[1, 1], error = line[2, 2], t = line[2, 3], p = line[2, 4], interval = ends(confint(fit)[2, ])
  ))
  found <- cor.test(x, y)
  put("correlation", "stats::cor.test", name, input, list(r = found$estimate, p = found$p.value))
  # epi.ccc divides moments by n, its variance by n - 2.
  found <- epiR::epi.ccc(x, y)
  put("concordance", "epiR::epi.ccc", name, input, list(
    coefficient = found$rho.c$est, interval = c(found$rho.c$lower, found$rho.c$upper), accuracy = found$C.b
  ))

  # With errors of equal size Deming's line is the first principal component; with a ratio, after scaling y by its root.
  if (cor(x, y) > 0) for (ratio in c(1, 0.4)) {
    line_of <- function(kept) {
      turn <- prcomp(cbind(x, y / sqrt(ratio))[kept, ])$rotation[, 1]
      slope <- turn[[2]] / turn[[1]] * sqrt(ratio)
      c(slope, mean(y[kept]) - slope * mean(x[kept]))
    }
    whole <- line_of(seq_len(n))
    left <- sapply(seq_len(n), function(i) line_of(-i))
    half <- qt(0.975, n - 2) * sqrt((n - 1) / n * rowSums((left - rowMeans(left))^2))
    put("deming", paste0("stats::prcomp(scaled for ratio ", ratio, "), jackknifed by leaving out"), name, c(input, ratio = ratio), list(
      slope = whole[1], intercept = whole[2], `interval of slope` = whole[1] + c(-1, 1) * half[1], `interval of intercept` = whole[2] + c(-1, 1) * half[2]
    ))
  }
}

# No package at hand has Passing and Bablok's line: the paper's definition, all slopes in order. Whole numbers, so that ties are ties.
for (n in c(9, 20, 80)) {
  x <- round(truth[1:n] + rnorm(n, 1, 2))
  y <- round(1.2 * truth[1:n] + rnorm(n, 0, 2))
  at <- combn(n, 2)
  dx <- x[at[2, ]] - x[at[1, ]]
  dy <- y[at[2, ]] - y[at[1, ]]
  kept <- !(dx == 0 & dy == 0) & dx != -dy
  slopes <- sort(ifelse(dx == 0, Inf, dy / dx)[kept])
  N <- length(slopes)
  K <- sum(slopes < -1)
  C <- qnorm(0.975) * sqrt(n * (n - 1) * (2 * n + 5) / 18)
  M1 <- round((N - C) / 2)
  slope <- median(slopes[seq_len(N)][c(floor((N + 1) / 2), floor(N / 2) + 1) + K])
  interval <- slopes[c(M1, N - M1 + 1) + K]
  put("passingBablok", "stats::median of all slopes, by definition", paste(n, "pairs of whole numbers"), list(x = v(x), y = v(y)), list(
    slope = slope, intercept = median(y - slope * x), `interval of slope` = interval,
    `interval of intercept` = c(median(y - interval[2] * x), median(y - interval[1] * x))
  ))
}

ratings <- list(
  `Shrout and Fleiss` = matrix(c(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7), 6, byrow = TRUE),
  `80 targets, two raters` = two$`80 pairs`,
  `three targets, two raters` = matrix(c(1, 2, 5, 4, 9, 7), 3, byrow = TRUE),
  `raters without a shift` = short(scale(1:12 * 0.7 + matrix(rnorm(36), 12), scale = FALSE)),
  `targets alike, negative` = matrix(c(1, 5, 5, 1, 2, 5, 4, 1, 1, 4), 5, byrow = TRUE),
  `far from nought, three raters` = 1e4 + round(truth[1:25] + matrix(rnorm(75), 25), 3)
)
for (name in names(ratings)) {
  m <- ratings[[name]]
  found <- psych::ICC(m, lmer = FALSE)$results
  forms <- c("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
  for (i in 1:6) {
    put("icc", "psych::ICC(lmer = FALSE)", paste0(name, ", ICC(", forms[i], ")"), list(rows = rows(m), form = forms[i]), list(
      coefficient = found$ICC[i], interval = c(found$`lower bound`[i], found$`upper bound`[i])
    ))
  }
  long <- data.frame(value = c(m), target = factor(row(m)), rater = factor(col(m)))
  squares <- anova(aov(value ~ target + rater, long))$`Mean Sq`
  within <- anova(aov(value ~ target, long))$`Mean Sq`[2]
  put("errors", "stats::aov", name, list(rows = rows(m)), list(
    `SEM of agreement` = sqrt(max(0, squares[2] - squares[3]) / nrow(m) + squares[3]), `SEM of consistency` = sqrt(squares[3]), `within SD` = sqrt(within)
  ))
}

# Several differences of a subject; epi.ccc has the sd of a single difference where the truth varies, and does not cut the variance between at 0.
subject <- rep(1:15, sample(1:5, 15, replace = TRUE))
shift <- rnorm(15, 1, 2)
x <- round(rgamma(length(subject), 2, 0.1), 3)
y <- round(x - shift[subject] + rnorm(length(subject)), 3)
found <- epiR::epi.ccc(x, y, rep.measure = TRUE, subjectid = subject)$sblalt
put("repeatedLimits", "epiR::epi.ccc(rep.measure = TRUE)", "15 subjects with 1 to 5 pairs", list(bySubject = unname(lapply(split(x - y, subject), v))), list(
  bias = found$est, sd = found$delta.sd
))

tables <- list(
  `Cohen` = matrix(c(88, 14, 18, 10, 40, 10, 2, 6, 12), 3, byrow = TRUE),
  `five grades` = matrix(c(20, 5, 1, 0, 0, 4, 30, 8, 1, 0, 0, 7, 40, 9, 1, 0, 1, 6, 25, 5, 0, 0, 1, 4, 12), 5, byrow = TRUE),
  `two grades` = matrix(c(20, 5, 10, 15), 2, byrow = TRUE),
  `worse than chance` = matrix(c(1, 6, 2, 7, 1, 5, 3, 4, 2), 3, byrow = TRUE),
  `a grade that one rater never gave` = matrix(c(5, 2, 0, 1, 9, 0, 0, 3, 0), 3, byrow = TRUE)
)
for (name in names(tables)) {
  counts <- tables[[name]]
  apart <- abs(row(counts) - col(counts))
  input <- list(counts = rows(counts))
  for (weights in c("unweighted", "linear", "quadratic")) {
    power <- c(unweighted = 0, linear = 1, quadratic = 2)[[weights]]
    w <- 1 - (apart > 0) * (apart / max(apart))^power
    name_of <- paste0(name, ", ", weights)
    # psych 2.2.9 has another, at times negative, variance of weighted kappa: its rows' mean weights are multiplied by the rows' own shares.
    found <- quietly(psych::cohen.kappa(counts, w = w))
    put("kappa", "psych::cohen.kappa", name_of, c(input, weights = weights), if (power == 0) list(
      kappa = found$kappa, error = sqrt(found$var.kappa)
    ) else list(kappa = found$weighted.kappa))
    found <- vcd::Kappa(counts, weights = w)$Weighted
    put("kappa", "vcd::Kappa", name_of, c(input, weights = weights), list(
      kappa = found[["value"]], error = found[["ASE"]], interval = found[["value"]] + c(-1, 1) * qnorm(0.975) * found[["ASE"]]
    ))
  }
  found <- epiR::epi.kappa(counts, method = "fleiss")
  put("kappa", "epiR::epi.kappa(method = fleiss)", paste0(name, ", unweighted"), c(input, weights = "unweighted"), list(
    kappa = found$kappa$est, observed = found$prop.agree$obs, expected = found$prop.agree$exp, p = found$z$p.value
  ))
}

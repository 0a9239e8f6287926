# Logistic regression by glm, and Firth's by brglm2; profiles by fitting anew, since confint interpolates.

models <- list()
n <- 60
models$`one predictor, 60 people` <- local({
  x <- round(rnorm(n, 40, 12))
  list(x = data.frame(age = x), y = rbinom(n, 1, plogis(-2 + 0.05 * x)))
})
n <- 240
models$`240 people, a variable of three levels` <- local({
  level <- sample(c("I", "II", "III"), n, replace = TRUE)
  x <- data.frame(baseline = short(rgamma(n, 3, 0.2)), male = rbinom(n, 1, 0.5), II = as.numeric(level == "II"), III = as.numeric(level == "III"))
  list(x = x, y = rbinom(n, 1, plogis(-1 + 0.04 * x$baseline + 0.5 * x$male - 0.8 * x$III)), term = c("", "", "skin", "skin"))
})
models$`years and shares` <- local({
  x <- data.frame(year = sample(1990:2020, n, replace = TRUE), share = short(runif(n)))
  list(x = x, y = rbinom(n, 1, plogis(0.08 * (x$year - 2005) + 2 * (x$share - 0.5))))
})
models$`few events` <- local({
  x <- data.frame(a = short(rnorm(40)), b = rbinom(40, 1, 0.4))
  list(x = x, y = as.numeric(rank(-x$a - x$b - rlogis(40)) <= 6))
})
firth_models <- c(models, list(
  `separated outcomes` = list(x = data.frame(a = c(1:10, 12, 15), b = rep(0:1, 6)), y = rep(0:1, c(5, 7))),
  `an event in all of a level` = local({
    x <- data.frame(level = rep(0:1, c(24, 8)), age = round(rnorm(32, 40, 12)))
    list(x = x, y = ifelse(x$level == 1, 1, rbinom(32, 1, 0.4)))
  })
))

# Ends at which twice the fall of the likelihood reaches the quantile of chi-square, from `fall(value)`.
profile_ends <- function(centre, error, fall) {
  off <- function(value) fall(value) - qchisq(0.95, 1)
  c(root(off, centre - 12 * error, centre), root(off, centre, centre + 12 * error))
}

input_of <- function(model) {
  term <- if (is.null(model$term)) rep("", ncol(model$x)) else model$term
  columns <- lapply(seq_along(model$x), function(j) {
    c(list(name = names(model$x)[j], values = v(model$x[[j]])), if (term[j] != "") list(term = term[j]))
  })
  list(outcome = I(model$y == 1), columns = columns)
}

for (name in names(models)) {
  model <- models[[name]]
  data <- cbind(y = model$y, model$x)
  fit <- fit_of(y ~ ., data)
  table <- summary(fit)$coefficients
  lr <- function(columns) {
    left <- fit_of(y ~ ., data[, setdiff(names(data), columns), drop = FALSE])
    found <- anova(left, fit, test = "LRT")
    list(found$Deviance[2], found$`Pr(>Chi)`[2])
  }
  single <- lapply(names(model$x), lr)
  overall <- lr(names(model$x))
  skin <- if (!is.null(model$term)) lr(names(model$x)[model$term != ""])
  put("logistic", "stats::glm, anova(test = LRT), confint.default", name, input_of(model), list(
    coefficients = v(table[, 1]), errors = v(table[, 2]), z = v(table[-1, 3]), p = v(table[-1, 4]),
    deviance = fit$deviance, `null deviance` = fit$null.deviance, `odds ratios` = v(exp(coef(fit)[-1])),
    `lower by Wald` = v(exp(confint.default(fit)[-1, 1])), `upper by Wald` = v(exp(confint.default(fit)[-1, 2])),
    ratios = v(sapply(single, `[[`, 1)), `p by ratio` = v(sapply(single, `[[`, 2)),
    overall = overall[[1]], `overall p` = overall[[2]], terms = if (!is.null(skin)) v(skin[[1]]), `p of terms` = if (!is.null(skin)) v(skin[[2]])
  ))
  profiles <- sapply(seq_along(model$x), function(j) {
    others <- as.matrix(cbind(1, model$x[-j]))
    held <- model$x[[j]] - mean(model$x[[j]])
    fall <- function(value) fit_of(y ~ 0 + others + offset(value * held), list(y = model$y, others = others, held = held, value = value))$deviance - fit$deviance
    exp(profile_ends(table[j + 1, 1], table[j + 1, 2], fall))
  })
  put("logistic", "stats::glm(offset), the deviance's root", name, input_of(model), list(
    `lower by profile` = v(profiles[1, ]), `upper by profile` = v(profiles[2, ])
  ))
}

for (name in names(firth_models)) {
  model <- firth_models[[name]]
  data <- cbind(y = model$y, model$x)
  fit <- quietly(glm(y ~ ., binomial, data, method = brglm2::brglmFit, type = "AS_mean", epsilon = 1e-13, maxit = 5000))
  table <- summary(fit)$coefficients
  put("firth", "brglm2::brglmFit(type = AS_mean)", name, input_of(model), list(
    coefficients = v(table[, 1]), errors = v(table[, 2]), deviance = fit$deviance
  ))

  # No package at hand has Heinze's penalised tests: the likelihood plus half the log determinant of the information of all columns, maximised.
  X <- cbind(1, scale(model$x))
  centre <- coef(fit)[-1] * apply(model$x, 2, sd)
  start <- c(sum(coef(fit) * c(1, colMeans(model$x))), centre)
  penalised <- function(b) {
    eta <- drop(X %*% b)
    w <- plogis(eta) * plogis(-eta)
    sum(plogis(ifelse(model$y == 1, eta, -eta), log.p = TRUE)) + determinant(crossprod(X * sqrt(w)))$modulus[[1]] / 2
  }
  held_at <- function(j, value) {
    free <- function(b) replace(numeric(length(start)), seq_along(start)[-j], b) + replace(numeric(length(start)), j, value)
    found <- nlminb(start[-j], function(b) -penalised(free(b)), control = list(rel.tol = 1e-15, x.tol = 1e-12, eval.max = 2000, iter.max = 2000))
    -found$objective
  }
  best <- penalised(start)
  fall <- function(j, value) 2 * (best - held_at(j, value))
  j <- seq_along(model$x) + 1
  ratios <- sapply(j, function(j) fall(j, 0))
  put("firth", "stats::nlminb of the penalised likelihood", name, input_of(model), list(
    ratios = v(ratios), `p by ratio` = v(pchisq(ratios, 1, lower.tail = FALSE))
  ))
  # Far out in wholly separated data that likelihood has several crests, which differ in its fifth digit: the ends depend on the way up.
  if (name == "separated outcomes") next
  errors <- table[-1, 2] * apply(model$x, 2, sd)
  found <- sapply(j, function(j) profile_ends(start[j], errors[j - 1], function(value) fall(j, value))) / rep(apply(model$x, 2, sd), each = 2)
  put("firth", "stats::nlminb of the penalised likelihood", name, input_of(model), list(
    `lower by profile` = v(exp(found[1, ])), `upper by profile` = v(exp(found[2, ]))
  ))
}

# Writes oracle.json: data made here, and what R and its packages make of them, for oracle.test.ts.
#
# R is needed to write the file, not to run the tests. Debian 12 has all of it: r-base-core r-cran-psych r-cran-brglm2
# r-cran-exactranktests r-cran-epir r-cran-vcd. In this folder:
#
#   Rscript oracle.R && npx biome check --write oracle.json
#
# Where R searches for a figure with a coarse tolerance (uniroot's default is 1e-4) the same definition is solved here to the last digit,
# out of R's own p-values, likelihoods and distributions; each such place says so in the case's `by`.

RNGversion("4.2.0")
set.seed(5)
options(warn = 1, digits = 17)

cases <- list()

# `by`: package::function and how it was asked; the version is added. A figure of NULL is not compared.
put <- function(of, by, data, input, expected) {
  package <- sub("::.*", "", by)
  by <- paste0(by, ", ", package, " ", packageVersion(package))
  expected <- Filter(Negate(is.null), expected)
  cases[[length(cases) + 1]] <<- list(of = of, by = by, data = data, input = input, expected = expected)
}

# An array even where it has one value.
v <- function(x) I(unname(x))
rows <- function(m) lapply(seq_len(nrow(m)), function(i) v(m[i, ]))
ends <- function(interval) as.numeric(interval)[1:2]
# Data of eight digits: the file is read by people too.
short <- function(x) signif(x, 8)
root <- function(f, low, high) uniroot(f, c(low, high), tol = 1e-15, maxiter = 10000)$root
# R warns of what is meant here: ties, small counts, halves.
quietly <- suppressWarnings

# Fitted a second time from where the first ended: glm's standard errors are of the step before the last.
strict <- glm.control(epsilon = 1e-14, maxit = 200)
fit_of <- function(formula, data = NULL) {
  first <- quietly(glm(formula, binomial, data, control = strict))
  quietly(glm(formula, binomial, data, control = strict, start = coef(first)))
}


for (part in c("distributions", "means", "ranks", "tables", "logistic", "agreement")) source(paste0(part, ".R"))

# Every double in as few digits as bring it back (jsonlite stops at 15).
number <- function(x) {
  short <- sprintf("%.15g", x)
  ifelse(as.numeric(short) == x, short, sprintf("%.17g", x))
}
json <- function(x) {
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ","), "]"))
    return(paste0("{", paste0('"', names(x), '":', parts, collapse = ","), "}"))
  }
  stopifnot(is.character(x) || all(is.finite(x)))
  parts <- if (is.character(x)) paste0('"', x, '"') else if (is.logical(x)) tolower(x) else number(x)
  if (length(x) == 1 && !inherits(x, "AsIs")) parts else paste0("[", paste(parts, collapse = ","), "]")
}

packages <- sort(unique(sub(".*, ", "", vapply(cases, function(each) each$by, ""))))
writeLines(json(list(r = R.version.string, packages = v(packages), cases = cases)), "oracle.json")
cat(length(cases), "cases:", paste(packages, collapse = ", "), "\n")

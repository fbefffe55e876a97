# Rscript rake.R > rake.txt, in this folder. Needs the package survey (4.1 or later).
#
# Random answers and populations; the weights are those of survey::rake, and within
# bounds those of the convex problem that they solve, by Newton's method here. All
# average 1. A case is
#   case <name> <answers> <margins> <least> <largest weight, 0 for none>
#   population <counts of categories 1..>      a line per margin
#   <category of each margin> <weight before> <weight>      a line per answer
suppressMessages(library(survey))
options(digits = 17, survey.lonely.psu = "adjust")
set.seed(20260704)

# bounded returns exp(X l) cut at the bounds, with column sums t: Newton's method, with
# halved steps, on the convex function of l whose gradient is X'w - t.
bounded <- function(X, t, lower, upper) {
  low <- if (lower > 0) log(lower) else -Inf
  high <- log(upper)
  height <- function(l) {
    u <- drop(X %*% l)
    mid <- exp(pmin(pmax(u, low), high))
    sum(mid + ifelse(u > high, upper * (u - high), 0) + ifelse(u < low, lower * (u - low), 0)) - sum(t * l)
  }
  w <- function(l) pmin(pmax(exp(drop(X %*% l)), lower), upper)
  l <- rep(0, ncol(X))
  for (i in 1:1000) {
    u <- drop(X %*% l)
    gradient <- drop(t(X) %*% w(l)) - t
    if (max(abs(gradient)) < 1e-11) return(w(l))
    free <- ifelse(u > low & u < high, exp(u), 0)
    step <- solve(t(X) %*% (X * free) + diag(1e-9, ncol(X)), gradient)
    size <- 1
    while (height(l - size * step) > height(l) && size > 1e-8) size <- size / 2
    l <- l - size * step
  }
  stop("no weights within the bounds")
}

case <- function(name, n, sizes, bounds = NULL, based = FALSE, skew = 0.5) {
  margins <- lapply(sizes, function(k) sample(c(1:k, sample(k, n - k, replace = TRUE, prob = runif(k) + 0.3))))
  data <- as.data.frame(setNames(margins, paste0("m", seq_along(sizes))))
  data$before <- if (based) round(runif(n, 0.5, 3), 3) else rep(1, n)
  # The populations: those of the answers, moved by random factors; all sum to 100000.
  hidden <- exp(rnorm(n, 0, 0.1))
  for (m in margins) hidden <- hidden * exp(rnorm(max(m), 0, skew))[m]
  populations <- lapply(margins, function(m) {
    p <- round(100000 * tapply(hidden, m, sum) / sum(hidden))
    p[1] <- p[1] + 100000 - sum(p)
    as.vector(p)
  })
  formulas <- lapply(names(data)[seq_along(sizes)], function(v) as.formula(paste("~", v)))
  design <- svydesign(ids = ~1, weights = ~before, data = data)
  if (is.null(bounds)) {
    frames <- lapply(seq_along(sizes), function(i) setNames(data.frame(seq_along(populations[[i]]), populations[[i]]), c(paste0("m", i), "Freq")))
    raked <- rake(design, formulas, frames, control = list(maxit = 5000, epsilon = 1e-13, verbose = FALSE))
    w <- weights(raked) * n / 100000
  } else {
    # The bounds are quantiles of the weights without them.
    all <- do.call(cbind, lapply(margins, function(m) outer(m, seq_len(max(m)), "==") + 0))
    total <- unlist(populations) * n / 100000
    X <- cbind(all[, 1:sizes[1]], all[, -c(1:sizes[1], 1 + cumsum(c(0, sizes))[seq_along(sizes)]), drop = FALSE])
    t <- c(total[1:sizes[1]], total[-c(1:sizes[1], 1 + cumsum(c(0, sizes))[seq_along(sizes)])])
    free <- bounded(X, t, 0, 1e6)
    bounds <- round(c(if (bounds[1] > 0) quantile(free, bounds[1]) else 0, if (bounds[2] < 1) quantile(free, bounds[2]) else 10), 2)
    w <- bounded(X, t, bounds[1], bounds[2])
  }
  cat("case", name, n, length(sizes), if (is.null(bounds)) c(0, 0) else bounds, "\n")
  for (p in populations) cat("population", p, "\n")
  for (i in seq_len(n)) cat(unlist(data[i, seq_along(sizes)]), data$before[i], sprintf("%.15g", w[i]), "\n")
}

case("two", 60, c(2, 3))
case("three", 80, c(2, 4, 5))
case("four", 120, c(2, 3, 3, 6))
case("uneven", 100, c(3, 4), skew = 1.2)
case("before", 70, c(3, 3), based = TRUE)
case("before-three", 90, c(2, 3, 4), based = TRUE, skew = 1)
case("largest", 100, c(3, 4), bounds = c(0, 0.95), skew = 0.8)
case("both", 120, c(2, 3, 5), bounds = c(0.05, 0.92), skew = 0.6)
case("least", 80, c(2, 4), bounds = c(0.1, 1), skew = 0.5)
case("tight", 150, c(3, 3, 3), bounds = c(0.05, 0.9), skew = 0.6)

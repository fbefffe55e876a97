# Rscript mtcars.R, in this folder, writes mtcars.csv and shares.csv.
# Base R only: shares by their definitions, over all subsets for LMG, by svd for the
# relative weights, errors by numerical derivatives and by leaving parts out.

scale <- c(mpg = 10, cyl = 1, disp = 10, hp = 1, drat = 100, wt = 1000, qsec = 100, vs = 1, am = 1, gear = 1, carb = 1)
cars <- as.data.frame(mapply(function(x, s) round(x * s), mtcars, scale))
write.csv(cars, "mtcars.csv", row.names = FALSE, quote = FALSE)

r2 <- function(S, set) { # of column 1 on the columns of a set
  if (length(set) == 0) return(0)
  r <- S[set, 1, drop = FALSE]
  drop(t(r) %*% solve(S[set, set], r)) / S[1, 1]
}

lmg <- function(S) {
  p <- nrow(S) - 1
  sets <- lapply(0:(2^p - 1), function(m) which(bitwAnd(m, 2^(0:(p - 1))) > 0))
  all <- sapply(sets, function(s) r2(S, s + 1))
  sapply(1:p, function(j) {
    without <- which(!sapply(sets, function(s) j %in% s))
    size <- sapply(sets[without], length)
    weight <- factorial(size) * factorial(p - 1 - size) / factorial(p)
    sum(weight * (all[without + 2^(j - 1)] - all[without]))
  })
}

johnson <- function(S) {
  R <- cov2cor(S)
  s <- svd(R[-1, -1])
  lambda <- s$u %*% diag(sqrt(s$d)) %*% t(s$v)
  beta <- solve(lambda, R[-1, 1])
  drop(lambda^2 %*% beta^2)
}

# The standard errors of f(S) of n normal rows: cov(S_ij, S_kl) = (S_ik S_jl + S_il S_jk) / (n-1).
linearised <- function(f, S, n) {
  k <- nrow(S)
  D <- diag(1 / sqrt(diag(S)))
  S <- D %*% S %*% D
  at <- which(upper.tri(S, diag = TRUE), arr.ind = TRUE)
  grad <- sapply(seq_len(nrow(at)), function(a) {
    i <- at[a, 1]; j <- at[a, 2]; h <- 1e-4
    move <- function(by) { M <- S; M[i, j] <- M[i, j] + by; if (i != j) M[j, i] <- M[j, i] + by; f(M) }
    (8 * (move(h) - move(-h)) - (move(2 * h) - move(-2 * h))) / (12 * h)
  })
  V <- matrix(0, nrow(at), nrow(at))
  for (a in seq_len(nrow(at))) for (b in seq_len(nrow(at))) {
    i <- at[a, 1]; j <- at[a, 2]; x <- at[b, 1]; y <- at[b, 2]
    V[a, b] <- (S[i, x] * S[j, y] + S[i, y] * S[j, x]) / (n - 1)
  }
  sqrt(diag(grad %*% V %*% t(grad)))
}

# The delete-m_j jackknife of Busing, Meijer and van der Leeden (1999), parts of 2 or 3 rows.
jackknife <- function(f, data) {
  n <- nrow(data)
  part <- (seq_len(n) - 1) %% 11
  all <- f(cov(data))
  h <- n / as.vector(table(part))
  left <- sapply(0:10, function(g) f(cov(data[part != g, ])))
  pseudo <- sapply(1:11, function(g) h[g] * all - (h[g] - 1) * left[, g])
  mean <- drop(pseudo %*% (1 / h))
  sqrt(drop((pseudo - mean)^2 %*% (1 / (h - 1))) / 11)
}

cases <- list(
  c("mpg", "cyl", "disp", "hp", "gear"),
  c("mpg", "wt", "qsec"),
  c("qsec", "hp", "wt", "am", "carb"),
  c("mpg", "wt", "am", "qsec", "hp", "drat"),
  c("mpg", "cyl", "disp", "hp", "drat", "wt", "qsec", "vs", "am", "gear", "carb"))

out <- file("shares.csv", "w")
writeLines("case,column,correlation,beta,slope,slope_se,weight,weight_se,weight_jack,lmg,lmg_se,lmg_jack,r2", out)
for (case in cases) {
  data <- cars[, case]
  S <- cov(data)
  n <- nrow(data)
  p <- length(case) - 1
  fit <- summary(lm(data))
  se <- function(f) if (p <= 5) linearised(f, S, n) else rep(NA, p)
  jack <- function(f) if (p <= 5) jackknife(f, data) else rep(NA, p)
  t <- data.frame(
    case = paste(case[1], p), column = case[-1], correlation = cor(data)[-1, 1],
    beta = fit$coefficients[-1, 1] * sapply(data[-1], sd) / sd(data[[1]]),
    slope = fit$coefficients[-1, 1], slope_se = fit$coefficients[-1, 2],
    weight = johnson(S), weight_se = se(johnson), weight_jack = jack(johnson),
    lmg = lmg(S), lmg_se = se(lmg), lmg_jack = jack(lmg), r2 = fit$r.squared)
  for (i in seq_len(p)) writeLines(paste(c(t$case[i], t$column[i], sprintf("%.15g", unlist(t[i, -(1:2)]))), collapse = ","), out)
}
close(out)

# Writes clusters.json: what R's package survey has for ratios and means of rows in
# clusters, to compare Clustered and Panel with.
#
#   apt-get install -y r-cran-survey        # survey 4.1.1
#   Rscript clusters.R > clusters.json
#
# "apiclus1" has the sums by district of the package's own example, its cluster sample
# of Californian schools. All other sets are random whole numbers from here; of those
# only the sums by cluster are written. The answers are R's, with 17 digits.
suppressPackageStartupMessages(library(survey))
set.seed(20260105)

digits <- function(v) trimws(formatC(v, digits = 17, format = "g"))
line <- function(...) {
  a <- list(...)
  values <- sapply(a, function(v) if (is.character(v)) paste0('"', v, '"') else if (length(v) > 1) paste0("[", paste(digits(v), collapse = ","), "]") else digits(v))
  paste0("{", paste0('"', names(a), '":', values, collapse = ","), "}")
}
sums <- function(v, cluster) as.vector(rowsum(v, cluster))

# ratio writes a set of rows: y and x of each, and their cluster.
ratio <- function(name, y, x, cluster) {
  d <- svydesign(id = ~cluster, weights = ~one, data = data.frame(y, x, cluster, one = 1))
  r <- svyratio(~y, ~x, d)
  line(name = name, y = sums(y, cluster), x = sums(x, cluster), value = as.vector(coef(r)), se = as.vector(SE(r)), df = degf(d))
}
mean_of <- function(name, y, cluster) {
  d <- svydesign(id = ~cluster, weights = ~one, data = data.frame(y, cluster, one = 1))
  m <- svymean(~y, d)
  line(name = name, y = sums(y, cluster), x = sums(rep(1, length(y)), cluster), value = as.vector(coef(m)), se = as.vector(SE(m)), df = degf(d))
}
# paired writes two periods in which every cluster has rows: the ratio of each, and the
# standard error of their difference.
paired <- function(name, y1, x1, y2, x2, cluster) {
  d <- svydesign(id = ~cluster, weights = ~one, data = data.frame(y1, x1, y2, x2, cluster, one = 1))
  r <- svyratio(~y1 + y2, ~x1 + x2, d, covmat = TRUE)
  v <- vcov(r)
  own <- c("y1/x1", "y2/x2")
  stopifnot(own %in% rownames(v))
  v <- v[own, own]
  line(name = name, y = sums(y1, cluster), x = sums(x1, cluster), y2 = sums(y2, cluster), x2 = sums(x2, cluster),
       value = coef(r)[["y1/x1"]], value2 = coef(r)[["y2/x2"]],
       se = sqrt(v[1, 1]), se2 = sqrt(v[2, 2]), difference = sqrt(v[1, 1] + v[2, 2] - 2 * v[1, 2]))
}

data(api)
out <- c(mean_of("apiclus1 api00", apiclus1$api00, apiclus1$dnum),
         ratio("apiclus1 api.stu/enroll", apiclus1$api.stu, apiclus1$enroll, apiclus1$dnum))
for (i in 1:70) {
  k <- sample(2:40, 1)
  rows <- sample(1:12, k, replace = TRUE)
  cluster <- rep(1:k, rows)
  n <- length(cluster)
  level <- rep(rnorm(k, 5000, 1500), rows)
  y <- round(level + rnorm(n, 0, 800))
  x <- sample(1:9, n, replace = TRUE)
  out <- c(out, switch(i %% 4 + 1,
    ratio(paste("money per piece", i), y, x, cluster),
    mean_of(paste("money per row", i), y, cluster),
    mean_of(paste("share of rows", i), as.numeric(runif(n) < plogis((level - 5000) / 1000)), cluster),
    paired(paste("two periods", i), y, x, round(0.9 * y + rnorm(n, 0, 500)), pmax(1, x + sample(-1:1, n, replace = TRUE)), cluster)))
}
cat("[\n", paste(out, collapse = ",\n"), "\n]\n", sep = "")

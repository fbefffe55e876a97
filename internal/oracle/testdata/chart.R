# Limits of charts, computed by another program than the package:
#   Rscript chart.R > chart.csv
# p', u' and XmR as in D. B. Laney, Quality Engineering 14 (2002) 531-537, D. C. Montgomery,
# Introduction to Statistical Quality Control, and D. J. Wheeler. The counts are made up:
# complaints and praise among the answers of weeks, whose share varies beyond chance.
plus    <- c(412, 388, 951, 120, 640, 702, 333, 905, 1210, 218, 560, 487, 130, 844, 701, 655, 590, 1002, 260, 715)
minus   <- c(150, 101, 340,  61, 171, 260, 140, 221,  505,  90, 133, 170,  72, 201, 300, 150, 207,  222, 120, 190)
answers <- c(800, 750, 1900, 260, 1200, 1500, 700, 1700, 2600, 450, 1000, 1010, 305, 1600, 1530, 1200, 1210, 1800, 610, 1400)

chart <- function(x, n, v) {
  center <- weighted.mean(x, n)
  sigma <- sqrt(v / n)
  sz <- mean(abs(diff((x - center) / sigma))) / 1.128
  list(low = center - 3 * sigma * sz, high = center + 3 * sigma * sz, sz = sz,
       plain = center + 3 * sigma)
}
xmr <- function(x) {
  data.frame(low = mean(x) - 3 * mean(abs(diff(x))) / 1.128, high = mean(x) + 3 * mean(abs(diff(x))) / 1.128,
             median = mean(x) + 3 * median(abs(diff(x))) / 0.954)
}
p <- minus / answers
pc <- sum(minus) / sum(answers)
r <- chart(p, answers, pc * (1 - pc))
u <- chart(p, answers, pc)
net <- 100 * (plus - minus) / answers
a <- sum(plus) / sum(answers); b <- sum(minus) / sum(answers)
t <- chart(net, answers, 1e4 * (a + b - (a - b)^2))
i <- xmr(net)
write.csv(format(data.frame(plus, minus, answers,
  p_low = pmax(r$low, 0), p_high = r$high, p_sz = r$sz, p_plain = r$plain,
  u_low = u$low, u_high = u$high, u_sz = u$sz, u_plain = u$plain,
  net_low = t$low, net_high = t$high, net_sz = t$sz, net_plain = t$plain,
  xmr_low = i$low, xmr_high = i$high, xmr_median = i$median), digits = 15), row.names = FALSE, quote = FALSE)

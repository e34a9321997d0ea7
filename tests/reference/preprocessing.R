# What R says about background, quantile normalisation, median polish and Tukey's biweight, and the simulated light.
# Run it in this folder: Rscript preprocessing.R   (packages affy and preprocessCore; Debian: r-bioc-affy)
suppressMessages({
  library(affy)
  library(preprocessCore)
})
save <- function(table, file) {
  numbers <- vapply(table, is.double, logical(1))
  table[numbers] <- lapply(table[numbers], function(x) sprintf("%.12g", x))
  write.csv(table, file, row.names = FALSE, quote = FALSE)
}

# Forty probe sets of eleven probes on four arrays. Whole numbers and dim arrays, so that many values are tied.
set.seed(2003, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
sets <- 40
probe_set <- rep(sprintf("SIM%02d", seq_len(sets)), each = 11)
level <- rep(rnorm(sets, 6.5, 2.5), each = 11)
affinity <- rnorm(sets * 11, 0, 1.2)
brightness <- c(0.3, 1, 1.6, 0.7)
light <- vapply(brightness, function(factor) {
  round(rnorm(sets * 11, 90 * factor, 8) + factor * 2^(level + affinity + rnorm(sets * 11, 0, 0.2)))
}, numeric(sets * 11))
arrays <- paste0("A", 1:4)
probe <- sprintf("%s:%02d", probe_set, rep(1:11, sets))
dimnames(light) <- list(probe, arrays)
write.csv(data.frame(probe, probe_set, light), "probes.csv", row.names = FALSE, quote = FALSE)

parameters <- do.call(rbind, lapply(arrays, function(array) {
  found <- affy:::bg.parameters(light[, array])
  data.frame(array, mean = found$mu, sd = found$sigma, signal_mean = 1 / found$alpha)
}))
save(parameters, "background.csv")

corrected <- apply(light, 2, affy:::bg.adjust)
normalised <- normalize.quantiles(light)
steps <- list(background = corrected, quantile = normalised)
save(do.call(rbind, lapply(names(steps), function(step) {
  table <- steps[[step]]
  colnames(table) <- arrays
  data.frame(step, probe, table)
})), "preprocessed.csv")

# Summaries of the light's logarithm. One set with an odd number of probes and three arrays goes through R's own table of
# effects as well.
y <- log2(light)
summaries <- NULL
for (name in unique(probe_set)) {
  part <- y[probe_set == name, ]
  polish <- medpolish(part, trace.iter = FALSE)
  rows <- list(
    "median polish" = polish$overall + polish$col,
    biweight = apply(part, 2, tukey.biweight)
  )
  for (method in names(rows)) {
    summaries <- rbind(summaries, data.frame(probe_set = name, method, t(rows[[method]])))
  }
}
save(summaries, "summaries.csv")
part <- y[probe_set == "SIM07", 1:3]
polish <- medpolish(part, trace.iter = FALSE)
save(data.frame(
  what = c("overall", rep("row", 11), rep("column", 3), rep("residual", 33)),
  value = c(polish$overall, polish$row, polish$col, as.vector(t(polish$residuals)))
), "median_polish.csv")
cat("affy", as.character(packageVersion("affy")), "preprocessCore", as.character(packageVersion("preprocessCore")), "\n")

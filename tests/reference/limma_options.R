# Makes limma_options.csv: what limma says with trend and robust, on values.csv and samples.csv.
# Run it in this folder, with limma and statmod: Rscript limma_options.R
suppressMessages(library(limma))

save <- function(table, file) {
  numbers <- vapply(table, is.double, logical(1))
  table[numbers] <- lapply(table[numbers], function(x) sprintf("%.14g", x))
  write.csv(table, file, row.names = FALSE, quote = FALSE)
}

read <- function(file) as.matrix(read.csv(file, row.names = 1))
y <- read("values.csv")
samples <- read.csv("samples.csv")
treated <- samples$treated
patient <- samples$patient
two_group <- model.matrix(~treated)
paired <- model.matrix(~ 0 + patient + treated)
spoiled <- y
spoiled[1:12, 3] <- spoiled[1:12, 3] + 6 # twelve rows with one odd array
far <- y
far[1, c(3, 5)] <- far[1, c(3, 5)] + c(1e80, -1e80) # so odd that its probability underflows
trended <- rowMeans(y) + (y - rowMeans(y)) * 2^((8 - rowMeans(y)) / 2)
equal <- read("values_equal_variance.csv")
halves <- model.matrix(~ rep(0:1, each = 3))
equal_spoiled <- equal
equal_spoiled[1:4, 2] <- equal_spoiled[1:4, 2] + 4

studies <- list(
  two_group = list(y, two_group), paired = list(y, paired), spoiled = list(spoiled, paired), far = list(far, paired),
  trended = list(trended, paired), twenty_five = list(y[1:25, ], paired), nine = list(y[1:9, ], paired),
  five = list(y[1:5, ], paired), two = list(y[1:2, ], paired), equal_variance = list(equal, halves),
  equal_spoiled = list(equal_spoiled, halves)
)
options <- list(trend = c(TRUE, FALSE), robust = c(FALSE, TRUE), both = c(TRUE, TRUE))
tables <- NULL
for (study in names(studies)) {
  values <- studies[[study]][[1]]
  fit <- lmFit(values, studies[[study]][[2]])
  last <- ncol(fit$coefficients)
  for (option in names(options)) {
    found <- try(eBayes(fit, trend = options[[option]][1], robust = options[[option]][2]), silent = TRUE)
    if (inherits(found, "try-error")) next
    # The first rows, where the odd ones are, and some of the others.
    shown <- unique(c(seq_len(min(15, nrow(values))), seq(1, nrow(values), 20)))
    n <- nrow(values)
    tables <- rbind(tables, data.frame(
      study, option, probe_set = rownames(values), t = found$t[, last], p_value = found$p.value[, last],
      df = found$df.total, d0 = rep_len(found$df.prior, n), s0_squared = rep_len(found$s2.prior, n)
    )[shown, ])
  }
}
save(tables, "limma_options.csv")

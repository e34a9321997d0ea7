# What samr calls on the deposited values of GSE10432, for each delta.
# Run it in this folder with the path of the file:
#   Rscript gse10432_samr.R GSE10432_series_matrix.txt.gz
# samr permutes positions, not labels: all 720 orders of six arrays hold each of the 20 labelings 36 times, so that its
# averages are those over the 20 labelings. With its default of 100 random orders the window of delta moves.
suppressMessages(library(samr))
file <- gzfile(commandArgs(TRUE)[1])
lines <- readLines(file)
close(file)
from <- grep("series_matrix_table_begin", lines)
to <- grep("series_matrix_table_end", lines)
x <- as.matrix(read.delim(text = lines[(from + 1):(to - 1)], row.names = 1))
data <- list(x = x, y = c(1, 1, 1, 2, 2, 2), geneid = rownames(x), genenames = rownames(x), logged2 = TRUE)
invisible(capture.output(fit <- samr(data, resp.type = "Two class unpaired", nperms = 720)))
deltas <- c(0.8, 0.85, 0.9, 0.92, 0.93, 0.94, 0.95, 0.96, 0.98, 1, 1.1)
invisible(capture.output(steps <- samr.compute.delta.table(fit, dels = deltas)))
calls <- vapply(deltas, function(delta) lengths(samr:::detec.slab(fit, delta, 0))[c("pup", "plow")], numeric(2))
table <- data.frame(
  delta = deltas, up = calls[1, ], down = calls[2, ], fdr_median = sprintf("%.10g", steps[, "median FDR"]),
  s0 = sprintf("%.12g", fit$s0), pi0 = sprintf("%.12g", fit$pi0), labelings = fit$nperms.act
)
write.csv(table, "gse10432_samr.csv", row.names = FALSE, quote = FALSE)

# Makes every csv file of this folder: simulated input, and what R says about it.
# Run it in this folder: Rscript make_reference.R
suppressMessages({
  library(limma)
  library(samr)
})

save <- function(table, file) {
  numbers <- vapply(table, is.double, logical(1))
  table[numbers] <- lapply(table[numbers], function(x) sprintf("%.14g", x))
  write.csv(table, file, row.names = FALSE, quote = FALSE)
}

# ---- input: six pairs of arrays, three women and three men -----------------------------------------------------------
set.seed(2004, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
rows <- 600
patient <- rep(paste0("P", 1:6), each = 2)
treated <- rep(c(0, 1), 6)
sex <- rep(c("female", "male", "male", "female", "male", "female"), each = 2)
batch <- c(0.1, 0.9, -0.4, 0.3, 1.2, -1.1, 0.5, 0.0, -0.7, 0.8, -0.2, 0.6)
noise <- 0.25 * sqrt(4 / rchisq(rows, 4))
effect <- c(rnorm(60, 1.2, 0.4), rnorm(40, -1, 0.3), rep(0, rows - 100))
in_men <- c(rep(0, 20), rnorm(20, 0.9, 0.3), rep(0, rows - 40))
base <- runif(rows, 4, 12)
person <- matrix(rnorm(rows * 6, 0, 0.5), rows)[, rep(1:6, each = 2)]
y <- base + person + outer(effect, treated) + outer(in_men, treated * (sex == "male")) +
  noise * matrix(rnorm(rows * 12), rows)
y <- round(y, 4)
ids <- sprintf("SIM%04d", seq_len(rows))
samples <- paste0("S", sprintf("%02d", 1:12))
dimnames(y) <- list(ids, samples)
write.csv(data.frame(probe_set = ids, y), "values.csv", row.names = FALSE, quote = FALSE)
save(data.frame(sample = samples, patient, treated = as.integer(treated), sex, batch), "samples.csv")

# All rows have the same true variance: the prior degrees of freedom come out infinite.
set.seed(3)
equal <- round(matrix(rnorm(200 * 6, 8, 0.3), 200, dimnames = list(sprintf("SIM%04d", 1:200), samples[1:6])), 4)
write.csv(data.frame(probe_set = rownames(equal), equal), "values_equal_variance.csv", row.names = FALSE, quote = FALSE)

# ---- moderated t: limma ---------------------------------------------------------------------------------------------
female <- treated * (sex == "female")
male <- treated * (sex == "male")
arm <- factor(rep(c("a", "b", "c"), each = 4))
designs <- list(
  two_group = model.matrix(~treated),
  paired = model.matrix(~ 0 + patient + treated),
  sex_by_treatment = cbind(model.matrix(~ 0 + patient), female, male),
  general = model.matrix(~ 0 + arm + batch)
)
blocks <- rep(0, 6)
questions <- list(
  two_group = list(treatment = c(0, 1)),
  paired = list(treatment = c(blocks, 1)),
  sex_by_treatment = list(
    "treatment in females" = c(blocks, 1, 0), "treatment in males" = c(blocks, 0, 1),
    average = c(blocks, 0.5, 0.5), interaction = c(blocks, -1, 1)
  ),
  general = list("c minus mean of a and b" = c(-0.5, -0.5, 1, 0))
)
tables <- priors <- NULL
ask <- function(values, design, contrast, study, name) {
  fit <- eBayes(contrasts.fit(lmFit(values, design), contrast))
  top <- topTable(fit, number = Inf, sort.by = "none", confint = TRUE)
  # Every third row is enough to compare and keeps the file small; the prior comes from all of them.
  shown <- seq(1, nrow(values), 3)
  tables <<- rbind(tables, data.frame(
    design = study, contrast = name, probe_set = rownames(values), log2_fold_change = top$logFC, ci_low = top$CI.L,
    ci_high = top$CI.R, t = top$t, p_value = top$P.Value, adjusted_p = top$adj.P.Val
  )[shown, ])
  priors <<- rbind(priors, data.frame(
    design = study, contrast = name, d0 = fit$df.prior, s0_squared = fit$s2.prior, df_total = fit$df.total[1]
  ))
}
for (study in names(designs)) {
  for (name in names(questions[[study]])) {
    ask(y, designs[[study]], questions[[study]][[name]], study, name)
  }
}
ask(equal, model.matrix(~ rep(0:1, each = 3)), c(0, 1), "equal_variance", "treatment")
save(tables, "limma.csv")
save(priors, "limma_prior.csv")

# ---- SAM: samr ------------------------------------------------------------------------------------------------------
# samr permutes positions, not labels. All 720 orders of six arrays hold each of the 20 labelings 36 times, so that its
# averages are those over the 20 labelings.
deltas <- c(0.1, 0.2, 0.3, 0.5, 0.8, 1, 1.5, 2)
describe <- function(fit, data, study) {
  invisible(capture.output(steps <- samr.compute.delta.table(fit, dels = deltas)))
  calls <- vapply(deltas, function(delta) lengths(samr:::detec.slab(fit, delta, 0))[c("pup", "plow")], numeric(2))
  list(
    rows = data.frame(study, probe_set = rownames(data$x), log2_fold_change = fit$numer, d = fit$tt, expected = fit$evo),
    summary = data.frame(study, s0 = unname(fit$s0), pi0 = fit$pi0, labelings = fit$nperms.act),
    calls = data.frame(
      study, delta = deltas, up = as.integer(calls[1, ]), down = as.integer(calls[2, ]),
      false_median = steps[, "# med false pos"], fdr_median = steps[, "median FDR"]
    )
  )
}
run <- function(x, labels, type, study, perms) {
  data <- list(x = x, y = labels, geneid = rownames(x), genenames = rownames(x), logged2 = TRUE)
  invisible(capture.output(fit <- samr(data, resp.type = type, nperms = perms)))
  describe(fit, data, study)
}
number <- as.integer(factor(patient))
unpaired <- c(1, 3, 5, 8, 10, 12)
sam <- list(
  run(y[, unpaired], treated[unpaired] + 1, "Two class unpaired", "unpaired", 720),
  run(y, ifelse(treated == 1, number, -number), "Two class paired", "paired", 100)
)
save(do.call(rbind, lapply(sam, `[[`, "rows")), "samr.csv")
save(do.call(rbind, lapply(sam, `[[`, "summary")), "samr_summary.csv")
save(do.call(rbind, lapply(sam, `[[`, "calls")), "samr_calls.csv")

# ---- ordinary t, adjusted P, power: base R ---------------------------------------------------------------------------
one <- function(test, name, row) {
  data.frame(test = name, probe_set = ids[row], t = unname(test$statistic), df = unname(test$parameter),
    p_value = test$p.value, ci_low = test$conf.int[1], ci_high = test$conf.int[2])
}
after <- treated == 1
ordinary <- do.call(rbind, lapply(c(1:15, 61:70, 596:600), function(row) rbind(
  one(t.test(y[row, after], y[row, !after], var.equal = TRUE), "student", row),
  one(t.test(y[row, after], y[row, !after]), "welch", row),
  one(t.test(y[row, after], y[row, !after], paired = TRUE), "paired", row)
)))
save(ordinary, "t_test.csv")

p <- tables$p_value[tables$design == "paired"]
save(data.frame(p_value = p, adjusted_p = p.adjust(p, "BH")), "multiple_testing.csv")

asked <- expand.grid(effect_sd = c(0.25, 0.5, 1, 1.5, 2, 3), n = c(2, 3, 6, 12, 50))
asked$two_groups <- mapply(function(d, n) power.t.test(n, d, strict = TRUE)$power, asked$effect_sd, asked$n)
asked$paired <- mapply(function(d, n) power.t.test(n, d, type = "paired", strict = TRUE)$power, asked$effect_sd, asked$n)
save(asked, "power.csv")

versions <- vapply(c("limma", "samr"), function(name) as.character(packageVersion(name)), "")
versions <- c(R = as.character(getRversion()), versions)
save(data.frame(package = names(versions), version = unname(versions)), "versions.csv")

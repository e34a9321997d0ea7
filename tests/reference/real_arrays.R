# Writes two sets of real arrays as tables, for the deep tests: Rscript real_arrays.R FOLDER
# Debian: r-bioc-geoquery (GSE781, HG-U133A), r-bioc-bladderbatch. The tables are nobody's to commit here; the figures
# that the course's functions find in them are in real_arrays.csv.
folder <- commandArgs(trailingOnly = TRUE)[1]
suppressMessages({
  library(bladderbatch)
  library(GEOquery)
})
data(bladderdata)
write.csv(exprs(bladderEset), file.path(folder, "bladder.csv"))

soft <- system.file("extdata", "GSE781_family.soft.gz", package = "GEOquery")
gse <- suppressMessages(getGEO(filename = soft))
arrays <- Filter(function(gsm) Meta(gsm)$platform_id == "GPL96", GSMList(gse))
ids <- as.character(Table(arrays[[1]])$ID_REF)
values <- sapply(arrays, function(gsm) as.numeric(as.character(Table(gsm)$VALUE))[match(ids, as.character(Table(gsm)$ID_REF))])
write.csv(data.frame(values, row.names = ids), file.path(folder, "kidney.csv"))
titles <- vapply(arrays, function(gsm) Meta(gsm)$title, "")
write.csv(data.frame(sample = names(titles), title = unname(titles)), file.path(folder, "kidney_titles.csv"), row.names = FALSE)

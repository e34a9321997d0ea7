// Sphinx fetches each page that it finds for its first lines. From a folder a browser refuses that, page after page, so that
// the list stands there without them.
if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS === "object") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

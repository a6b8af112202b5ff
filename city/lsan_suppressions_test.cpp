// fontconfig keeps its configuration until the process ends, which the leak sanitizer takes for a leak.
extern "C" const char *__lsan_default_suppressions();
extern "C" const char *__lsan_default_suppressions() { return "leak:libfontconfig\n"; }

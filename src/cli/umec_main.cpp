#include "cli/cli.hpp"

int main(int argc, char **argv) { return umec::cli::run(argc, argv); }

// The command line: `umec node` is the server, every other command a client of its REST API.
#pragma once

namespace umec::cli {

/// Runs the program. Gives the exit code: 0, or after sysexits.h as ErrcFace says.
int run(int argc, char **argv);

}  // namespace umec::cli

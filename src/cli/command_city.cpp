// umec city
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cerrno>

#include "cli/command.hpp"

namespace umec::cli {

void add_city_commands(CLI::App &app, Global &, Action &chosen) {
  CLI::App *city = app.add_subcommand("city", "Run the miniature city, or check a node against its truth");
  city->allow_extras();
  city->set_help_flag();  // the city's own help is better
  city->prefix_command();
  city->callback([city, &chosen] {
    chosen = [arguments = city->remaining()]() -> Result<void> {
      // A program of its own: its drawing libraries must not weigh on the node.
      const std::string program = program_folder() + "/umec-city";
      std::vector<char *> argv = {const_cast<char *>("umec-city")};
      for (const std::string &argument : arguments) argv.push_back(const_cast<char *>(argument.c_str()));
      argv.push_back(nullptr);
      execv(program.c_str(), argv.data());
      return fail_errno(errno, "cannot run {}", program);
    };
  });
}

}  // namespace umec::cli

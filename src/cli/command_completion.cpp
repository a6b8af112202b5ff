// umec completion: scripts that make the shell complete commands and options
#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.hpp"

namespace umec::cli {
namespace {

/// What can follow one command: its subcommands and long options.
struct Words {
  std::string path;  ///< "umec sensor history"
  std::vector<std::string> commands;
  std::vector<std::string> options;
};

void collect(const CLI::App &app, const std::string &path, std::vector<Words> &all) {
  Words words{path, {}, {}};
  for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
    words.commands.push_back(command->get_name());
  for (const CLI::Option *option : app.get_options())
    for (const std::string &name : option->get_lnames()) words.options.push_back("--" + name);
  all.push_back(words);
  for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
    collect(*command, path + ' ' + command->get_name(), all);
}

std::string joined(const Words &words) {
  std::string text;
  for (const auto *list : {&words.commands, &words.options})
    for (const std::string &word : *list) text += (text.empty() ? "" : " ") + word;
  return text;
}

void print_bash(const std::vector<Words> &all) {
  std::puts(
      "# bash completion for umec: source <(umec completion bash)\n_umec() {\n  local path=umec word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$path $word\" in");
  for (const Words &words : all)
    if (words.path != "umec")
      std::printf("      \"%s\") path=\"%s\" ;;\n", words.path.c_str(), words.path.c_str());
  std::puts("    esac\n  done\n  local words=\n  case \"$path\" in");
  for (const Words &words : all)
    std::printf("    \"%s\") words=\"%s\" ;;\n", words.path.c_str(), joined(words).c_str());
  std::puts(
      "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "
      "\"${COMP_WORDS[COMP_CWORD]}\"))\n}\ncomplete -F _umec umec");
}

void print_fish(const std::vector<Words> &all) {
  std::puts("# fish completion for umec: umec completion fish | source");
  for (const Words &words : all) {
    const std::string after =
        words.path == "umec" ? "__fish_use_subcommand"
                             : "__fish_seen_subcommand_from " + words.path.substr(words.path.rfind(' ') + 1);
    for (const std::string &command : words.commands)
      std::printf("complete -c umec -f -n '%s' -a '%s'\n", after.c_str(), command.c_str());
    for (const std::string &option : words.options)
      std::printf("complete -c umec -n '%s' -l '%s'\n", after.c_str(), option.substr(2).c_str());
  }
}

}  // namespace

void add_completion_commands(CLI::App &app, Global &, Action &chosen) {
  static std::string shell;
  CLI::App *completion = app.add_subcommand("completion", "Print a script that completes umec's commands");
  completion->add_option("SHELL", shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([&app, &chosen] {
    chosen = [&app]() -> Result<void> {
      std::vector<Words> all;
      collect(app, "umec", all);
      if (shell == "zsh") std::puts("#compdef umec\nautoload -U +X bashcompinit && bashcompinit");
      if (shell == "fish")
        print_fish(all);
      else
        print_bash(all);
      return {};
    };
  });
}

}  // namespace umec::cli

// Cameras that umec-camera reads: a child process per camera, because what decodes video may crash or
// eat memory on outside data.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "camera/camera_source.hpp"
#include "camera/program_wire.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/runtime.hpp"

extern char **environ;

namespace umec::camera {
namespace {

/// Closes what is left open.
struct Pipe {
  int read = -1;
  int write = -1;
  ~Pipe() {
    if (read >= 0) ::close(read);
    if (write >= 0) ::close(write);
  }
  Result<void> open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno(errno, "cannot make a pipe for umec-camera");
    read = ends[0];
    write = ends[1];
    return {};
  }
};

Result<pid_t> spawn(const std::string &program, std::vector<std::string> words, int standard_input,
                    int standard_output) {
  std::vector<char *> arguments;
  for (std::string &word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, standard_input, 0);
  ::posix_spawn_file_actions_adddup2(&actions, standard_output, 1);
  // The child must not inherit what the node's threads block or ignore.
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail(Errc::unavailable, "the program {} cannot be started: {}", program, std::strerror(error));
  return pid;
}

class ProgramSource : public CameraSource {
 public:
  ProgramSource(pid_t pid, std::unique_ptr<runtime::Descriptor> output)
      : pid_(pid), output_(std::move(output)) {}
  ~ProgramSource() override {
    output_.reset();
    ::kill(pid_, SIGKILL);
    // A killed process ends soon, but a loop must not wait for it.
    const auto reaped = runtime::offload([pid = pid_] {
      while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    });
    if (!reaped) ::waitpid(pid_, nullptr, 0);
  }

  Result<std::string> next(runtime::Deadline deadline) override {
    std::array<char, kProgramHead> head;
    UMEC_TRY(read_exactly(head.data(), head.size(), deadline));
    std::size_t length = 0;
    for (std::size_t i = 1; i < kProgramHead; ++i) length = length << 8 | static_cast<std::uint8_t>(head[i]);
    const auto kind = static_cast<ProgramFrame>(head[0]);
    if ((kind != ProgramFrame::picture && kind != ProgramFrame::failure) || length > kMaxPicture)
      return fail(Errc::corrupt, "the program umec-camera broke its protocol");
    std::string body(length, '\0');
    UMEC_TRY(read_exactly(body.data(), length, deadline));
    if (kind == ProgramFrame::failure) return std::unexpected(Error{Errc::unavailable, std::move(body), {}});
    return body;
  }

 private:
  Result<void> read_exactly(char *data, std::size_t size, runtime::Deadline deadline) {
    while (size > 0) {
      const std::size_t count = UMEC_TRY(output_->read_some(data, size, deadline));
      if (count == 0) return fail(Errc::io, "the program umec-camera ended unexpectedly");
      data += count;
      size -= count;
    }
    return {};
  }

  const pid_t pid_;
  std::unique_ptr<runtime::Descriptor> output_;
};

}  // namespace

Result<std::unique_ptr<CameraSource>> open_program_source(const CameraAddress &address,
                                                          const SourceOptions &options) {
  Pipe input;
  Pipe output;
  UMEC_TRY(input.open());
  UMEC_TRY(output.open());
  // The address goes through a pipe, where no list of processes shows its credentials; it fits in.
  const std::string line = address.url + "\n";
  if (::write(input.write, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return fail_errno(errno, "cannot tell umec-camera its address");
  // PR_SET_PDEATHSIG means the thread that made the child: a loop's, which lives as long as the node.
  const pid_t pid = UMEC_TRY(spawn(options.program,
                                   {options.program, "--memory", std::to_string(options.program_memory_mib),
                                    "--rate", fmt::format("{}", options.program_frame_rate)},
                                   input.read, output.write));
  auto descriptor = runtime::Descriptor::adopt(std::exchange(output.read, -1));
  if (!descriptor) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return std::unexpected(descriptor.error());
  }
  return std::make_unique<ProgramSource>(pid, std::move(*descriptor));
}

}  // namespace umec::camera

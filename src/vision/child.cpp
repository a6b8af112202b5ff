#include "vision/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <future>

#include "base/log.hpp"

extern char **environ;

namespace umec::vision {
namespace {

constexpr int kChildSocket = 3;

/// poll(2) until the deadline. Errors: timeout, io.
Result<> wait_for(int socket, short events, runtime::Deadline deadline) {
  for (;;) {
    int most = -1;
    if (!deadline.is_never()) {
      auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline.time() - std::chrono::steady_clock::now());
      most = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1 << 30));
    }
    pollfd entry{socket, events, 0};
    int ready = ::poll(&entry, 1, most);
    if (ready > 0) return {};
    if (ready == 0) return fail(Errc::timeout, "the vision program did not answer in time");
    if (errno != EINTR) return fail_errno(errno, "cannot wait for the vision program");
  }
}

Ending ending_of(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {true, "ended by itself"};
  if (WIFEXITED(status)) return {false, fmt::format("ended with exit code {}", WEXITSTATUS(status))};
  int number = WTERMSIG(status);
  return {false, fmt::format("was killed by signal {} ({})", number, ::strsignal(number))};
}

Result<pid_t> spawn(const ChildOptions &options, int socket) {
  std::vector<std::string> words = {options.program, "--memory", std::to_string(options.memory_mib),
                                    "--threads", std::to_string(options.threads)};
  for (const auto &folder : options.models) words.insert(words.end(), {"--models", folder});
  auto idle = std::chrono::ceil<std::chrono::seconds>(options.idle).count();
  words.insert(words.end(),
               {"serve", "--socket", std::to_string(kChildSocket), "--idle", std::to_string(idle)});
  std::vector<char *> arguments;
  for (auto &word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, socket, kChildSocket);  // all others close on exec
  // The child must not inherit what the node's threads block, or SIGTERM would not reach it.
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  int error = ::posix_spawn(&pid, options.program.c_str(), &actions, &attributes, arguments.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail(Errc::unavailable, "the vision program {} cannot be started: {}", options.program,
                ::strerror(error));
  return pid;
}

}  // namespace

struct Child::Life {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<Ending> ending;
};

Result<std::unique_ptr<Child>> Child::start(const ChildOptions &options) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return fail(Errc::unavailable, "no socket for the vision program: {}", ::strerror(errno));
  std::unique_ptr<Child> child(new Child);
  child->socket_ = pair[0];
  child->life_ = std::make_shared<Life>();
  // The child asks to die with the thread that made it (PR_SET_PDEATHSIG): so a thread of its own makes
  // it, and lives as long as the child.
  std::promise<Result<pid_t>> made;
  auto pid = made.get_future();
  child->waiter_ = std::thread([&made, &options, socket = pair[1], life = child->life_] {
    auto spawned = spawn(options, socket);
    ::close(socket);
    bool runs = spawned.has_value();
    pid_t id = runs ? *spawned : -1;
    made.set_value(std::move(spawned));
    if (!runs) return;
    int status = 0;
    siginfo_t info;
    // First only look, so that the pid stays ours until `ending` is set and nobody signals a stranger.
    while (::waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    const std::lock_guard lock(life->mutex);
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    life->ending = ending_of(status);
    life->changed.notify_all();
  });
  auto result = pid.get();
  if (!result) return std::unexpected(result.error());
  child->pid_ = *result;
  return child;
}

Child::~Child() {
  if (socket_ >= 0) ::close(socket_);
  kill();
  if (waiter_.joinable()) waiter_.join();
}

void Child::kill() {
  const std::lock_guard lock(life_->mutex);
  if (pid_ > 0 && !life_->ending) ::kill(pid_, SIGKILL);
}

bool Child::ended() const {
  const std::lock_guard lock(life_->mutex);
  return life_->ending.has_value();
}

Ending Child::ending() {
  std::unique_lock lock(life_->mutex);
  life_->changed.wait_for(lock, std::chrono::seconds(1), [&] { return life_->ending.has_value(); });
  return life_->ending.value_or(Ending{false, "closed its socket"});
}

Result<> Child::send(std::uint32_t id, wire::Command command, std::span<const std::uint8_t> body,
                     runtime::Deadline deadline) {
  auto bytes = wire::frame(id, static_cast<std::uint8_t>(command), body);
  std::span<const std::uint8_t> rest(bytes);
  while (!rest.empty()) {
    UMEC_TRY(wait_for(socket_, POLLOUT, deadline));
    ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (sent < 0) return fail_errno(errno, "cannot reach the vision program");
    rest = rest.subspan(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<Child::Answer> Child::receive(std::uint32_t id, runtime::Deadline deadline) {
  for (;;) {
    std::size_t wanted = wire::kHeadBytes;
    if (arrived_.size() >= wire::kHeadBytes) {
      auto head = UMEC_TRY(wire::read_head(std::span(arrived_).first<wire::kHeadBytes>()));
      wanted += head.body_bytes;
      if (arrived_.size() == wanted) {
        Answer answer{head.code, {arrived_.begin() + wire::kHeadBytes, arrived_.end()}};
        arrived_.clear();
        if (head.id == id) return answer;
        continue;
      }
    }
    UMEC_TRY(wait_for(socket_, POLLIN, deadline));
    std::size_t have = arrived_.size();
    arrived_.resize(wanted);
    ssize_t got = ::recv(socket_, arrived_.data() + have, wanted - have, MSG_DONTWAIT);
    arrived_.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return fail_errno(errno, "the vision program cannot be heard");
    if (got == 0) return fail(Errc::io, "the vision program has ended");
  }
}

}  // namespace umec::vision

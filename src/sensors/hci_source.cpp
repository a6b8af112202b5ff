#include "sensors/hci_source.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "sensors/hci_device.hpp"

namespace umec::sensors {
namespace {

constexpr Duration kFirstPause = std::chrono::milliseconds(250);
constexpr Duration kLongestPause = std::chrono::seconds(15);

}  // namespace

struct HciSource::State {
  State(HciSourceConfig source, Sink sink)
      : config(std::move(source)), parser([sink = std::move(sink)](Advertisement &&heard) { sink(heard); }) {
    if (config.name.empty()) config.name = config.address;
  }

  void say(std::string_view state, std::string detail = {}) {
    const std::lock_guard lock(mutex);
    status.state = state;
    status.detail = std::move(detail);
    if (state == "listening") ++status.connections;
  }

  /// Reads until the stream ends. Gives why.
  Error listen(runtime::Descriptor &descriptor) {
    std::array<char, 4096> buffer;
    while (true) {
      const auto count = descriptor.read_some(buffer.data(), buffer.size(), runtime::Deadline::never());
      if (!count) return count.error();
      if (*count == 0) return {Errc::io, "the stream of events ended", {}};
      parser.feed(Bytes(reinterpret_cast<const std::uint8_t *>(buffer.data()), *count));
      const std::lock_guard lock(mutex);
      status.counts = parser.counts();
    }
  }

  HciSourceConfig config;
  HciParser parser;  ///< the fiber's alone
  mutable std::mutex mutex;
  HciSourceStatus status;
};

Result<std::unique_ptr<HciSource>> HciSource::start(runtime::Runtime &runtime, HciSourceConfig config,
                                                    Sink sink) {
  if (auto valid = check_hci_address(config.address); !valid) return std::unexpected(valid.error());
  auto state = std::make_shared<State>(std::move(config), std::move(sink));
  state->status.name = state->config.name;
  state->status.address = state->config.address;
  state->status.state = "connecting";
  auto source = std::unique_ptr<HciSource>(new HciSource(runtime, state));
  source->tasks_.spawn([state] {
    Duration pause = kFirstPause;
    bool said = false;
    while (true) {
      Error error;
      if (auto opened = open_hci(state->config.address)) {
        log::info("sensors.source.listening", {{"source", state->config.name}});
        state->say("listening");
        pause = kFirstPause;
        said = false;
        error = state->listen(**opened);
        state->parser.end();
      } else {
        error = opened.error();
      }
      if (error.code == Errc::cancelled) return;
      const bool for_good = state->config.address.starts_with("fd:");
      state->say(for_good ? "ended" : "failed", error.detail);
      if (!said)
        log::warning("sensors.source.failed", {{"source", state->config.name}, {"detail", error.detail}});
      said = true;
      if (for_good || runtime::sleep_for(pause) == runtime::Wake::cancelled) return;
      pause = std::min(pause * 2, kLongestPause);
    }
  });
  return source;
}

HciSource::HciSource(runtime::Runtime &runtime, std::shared_ptr<State> state)
    : state_(std::move(state)), tasks_(runtime) {}

HciSource::~HciSource() {
  tasks_.cancel();
  tasks_.wait();
}

HciSourceStatus HciSource::status() const {
  const std::lock_guard lock(state_->mutex);
  return state_->status;
}

}  // namespace umec::sensors

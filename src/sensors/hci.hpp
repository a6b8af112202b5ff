// The Host Controller Interface as a stream of bytes (UART transport H4; Core Specification 5.4, Vol 4,
// Part A and Part E): advertising reports out of whatever comes.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sensors/advertisement.hpp"

namespace umec::sensors {

/// Reads packets from a stream that may start anywhere and may be damaged. Bytes that make no packet
/// are skipped until a next LE meta event begins; a damaged event costs itself and, at most, what it
/// swallowed. Holds at most one packet.
class HciParser {
 public:
  using Sink = std::function<void(Advertisement &&)>;
  explicit HciParser(Sink sink) : sink_(std::move(sink)) {}

  /// Takes the next bytes and hands every report that is complete to the sink.
  void feed(Bytes bytes);
  /// The stream broke off: what is half there counts as truncated.
  void end();

  struct Counts {
    std::uint64_t events = 0;      ///< well-formed LE meta events
    std::uint64_t reports = 0;     ///< advertising reports handed on
    std::uint64_t malformed = 0;   ///< advertising events whose lengths or counts contradict each other
    std::uint64_t fragments = 0;   ///< extended reports that are only part of their data, not joined here
    std::uint64_t truncated = 0;   ///< events that the stream's end cut off
    std::uint64_t skipped_bytes = 0;  ///< bytes of no such event: other packets, and noise
  };
  const Counts &counts() const { return counts_; }

 private:
  std::size_t take_packet(Bytes bytes);
  std::size_t resynchronise(Bytes bytes, std::size_t from);
  bool take_event(Bytes event);

  Sink sink_;
  Counts counts_;
  std::vector<std::uint8_t> pending_;
};

}  // namespace umec::sensors

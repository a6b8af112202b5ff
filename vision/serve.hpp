// Answers the node's calls on a stream socket, one after the other.
#pragma once

#include <chrono>

#include "engine.hpp"

namespace umec::vision {

/// Serves until the other end closes, or there was no call for `idle` (0: for ever). Where there is no
/// engine, every call is answered with the reason. Errors: io, corrupt (the other end does not keep
/// the protocol).
Result<> serve(const Result<std::unique_ptr<Engine>> &engine, int socket, std::chrono::seconds idle);

/// The two jobs that both the server and the command line do, with their time taken.
Result<Detections> detect(Engine &engine, std::span<const std::uint8_t> bytes, float threshold);
Result<PlateReads> plates(Engine &engine, std::span<const std::uint8_t> bytes, const PlateOptions &options);

}  // namespace umec::vision

#include "serve.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <new>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "base/log.hpp"
#include "detector.hpp"
#include "picture.hpp"
#include "plate_reader.hpp"
#include "stream.hpp"
#include "vision/wire.hpp"

namespace umec::vision {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::round(std::chrono::duration<double, std::milli>(Clock::now() - start).count() * 10) / 10;
}

/// False where the other end closed before the first byte.
Result<bool> receive(int socket, std::span<std::uint8_t> into) {
  for (std::size_t have = 0; have < into.size();) {
    ssize_t got = ::read(socket, into.data() + have, into.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno(errno, "cannot read a call");
    if (got == 0 && have == 0) return false;
    if (got == 0) return fail(Errc::corrupt, "the node closed in the middle of a call");
    have += static_cast<std::size_t>(got);
  }
  return true;
}

Result<> send_all(int socket, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return fail_errno(errno, "cannot send an answer");
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<std::vector<Tensor>> predict(Engine &engine, Prediction call) {
  Model &model = *UMEC_TRY(engine.model(call.model));
  if (!call.picture.empty()) {
    const auto &forms = model.info().inputs;
    if (forms.size() != 1 || forms[0].type != ElementType::dt_uint8 || forms[0].shape.size() != 4 ||
        forms[0].shape[3] != 3)
      return fail(Errc::bad_request, "the model {} does not take an encoded picture; send its tensors",
                  call.model);
    auto picture = UMEC_TRY(decode_picture(call.picture));
    cv::cvtColor(picture.bgr, picture.bgr, cv::COLOR_BGR2RGB);
    Tensor tensor{forms[0].name, ElementType::dt_uint8, {1, picture.bgr.rows, picture.bgr.cols, 3}, {}};
    tensor.data.assign(picture.bgr.data, picture.bgr.data + picture.bgr.total() * 3);
    call.inputs = {std::move(tensor)};
  }
  return model.run(call.inputs);
}

Result<wire::Bytes> answer(Engine &engine, wire::Command command, std::span<const std::uint8_t> body) {
  switch (command) {
    case wire::Command::info: return wire::write(UMEC_TRY(engine.models()));
    case wire::Command::detect: {
      auto call = UMEC_TRY(wire::read_detect_call(body));
      return wire::write(UMEC_TRY(detect(engine, call.picture, call.threshold)));
    }
    case wire::Command::plates: {
      auto call = UMEC_TRY(wire::read_plates_call(body));
      return wire::write(UMEC_TRY(plates(engine, call.picture, call.options)));
    }
    case wire::Command::predict:
      return wire::write(UMEC_TRY(predict(engine, UMEC_TRY(wire::read_prediction(body)))));
  }
  return fail(Errc::bad_request, "the vision program does not know command {}", static_cast<int>(command));
}

Result<wire::Bytes> guarded_answer(Engine &engine, wire::Command command,
                                   std::span<const std::uint8_t> body) {
  try {
    auto bytes = answer(engine, command, body);
    if (bytes && bytes->size() + wire::kHeadBytes > wire::kMostFrameBytes)
      return fail(Errc::too_large, "the model's answer has {} MiB, which is too much", bytes->size() >> 20);
    return bytes;
  } catch (const std::bad_alloc &) {
    return fail(Errc::unavailable, "the memory limit of the vision program is reached");
  } catch (const cv::Exception &problem) {
    if (problem.code == cv::Error::StsNoMem)
      return fail(Errc::unavailable, "the memory limit of the vision program is reached");
    return fail(Errc::internal, "the picture could not be worked on: {}", problem.err);
  }
}

}  // namespace

Result<Detections> detect(Engine &engine, std::span<const std::uint8_t> bytes, float threshold) {
  auto start = Clock::now();
  auto picture = UMEC_TRY(decode_picture(bytes));
  Detections out{kDetectorModel, picture.width, picture.height, 0, {}};
  for (auto &found : UMEC_TRY(find_objects(engine, picture.bgr, threshold)))
    out.objects.push_back(
        {std::move(found.label), std::round(found.score * 1e4) / 1e4, picture.original(found.box)});
  out.milliseconds = milliseconds_since(start);
  return out;
}

Result<PlateReads> plates(Engine &engine, std::span<const std::uint8_t> bytes, const PlateOptions &options) {
  static StreamMemory memory;  // one server, or one command line, a process
  auto start = Clock::now();
  auto picture = UMEC_TRY(decode_picture(bytes));
  PlateReads out{picture.width, picture.height, 0, {}};
  if (options.effort == Effort::fast && !options.stream.empty()) {
    auto &stream = memory.of(options.stream, picture);
    out.plates = UMEC_TRY(read_stream_plates(engine, picture, options.country, stream));
  } else {
    out.plates = UMEC_TRY(read_plates(engine, picture, options.country, options.effort));
  }
  out.milliseconds = milliseconds_since(start);
  return out;
}

Result<> serve(const Result<std::unique_ptr<Engine>> &engine, int socket, std::chrono::seconds idle) {
  std::array<std::uint8_t, wire::kHeadBytes> head_bytes;
  int patience =
      idle.count() > 0 ? static_cast<int>(std::min<std::int64_t>(idle.count(), 1'000'000)) * 1000 : -1;
  for (;;) {
    pollfd entry{socket, POLLIN, 0};
    int ready = ::poll(&entry, 1, patience);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0 || !UMEC_TRY(receive(socket, head_bytes))) return {};
    auto head = UMEC_TRY(wire::read_head(head_bytes));
    wire::Bytes body(head.body_bytes);
    if (!body.empty() && !UMEC_TRY(receive(socket, body)))
      return fail(Errc::corrupt, "the node closed in the middle of a call");
    auto result = engine ? guarded_answer(**engine, static_cast<wire::Command>(head.code), body)
                         : Result<wire::Bytes>(std::unexpected(engine.error()));
    wire::Bytes out;
    if (result) {
      out = wire::frame(head.id, 0, *result);
    } else {
      const auto &text = result.error().detail;
      out = wire::frame(head.id, 1 + static_cast<std::uint8_t>(result.error().code),
                        {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
    }
    UMEC_TRY(send_all(socket, out));
  }
}

}  // namespace umec::vision

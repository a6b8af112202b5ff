// umec-camera [--memory MIB] [--rate PICTURES-PER-SECOND]
//
// Reads the address of a camera as one line of standard input and writes pictures to standard output
// (src/camera/program_wire.hpp). Ends with exit code 0 after a failure that it could tell.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "camera/program_wire.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using umec::camera::ProgramFrame;

constexpr int kQuality = 85;          // of the JPEGs; plates stay readable
constexpr int kOpenPatience = 8000;   // ms
constexpr int kReadPatience = 8000;   // ms
constexpr double kSlowestFile = 1.0;  // pictures per second where a file claims less
constexpr double kFastestFile = 60.0;

/// False where the node does not read any more.
bool write_all(const void *data, std::size_t size) {
  const char *bytes = static_cast<const char *>(data);
  while (size > 0) {
    const ssize_t count = ::write(STDOUT_FILENO, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

bool send(ProgramFrame kind, const void *body, std::size_t size) {
  const unsigned char head[umec::camera::kProgramHead] = {
      static_cast<unsigned char>(kind), static_cast<unsigned char>(size >> 24),
      static_cast<unsigned char>(size >> 16), static_cast<unsigned char>(size >> 8),
      static_cast<unsigned char>(size)};
  return write_all(head, sizeof head) && write_all(body, size);
}

int fail(const std::string &sentence) {
  send(ProgramFrame::failure, sentence.data(), sentence.size());
  return 0;
}

void limit_memory(long mebibytes) {
  const rlimit limit{static_cast<rlim_t>(mebibytes) << 20, static_cast<rlim_t>(mebibytes) << 20};
#ifndef __SANITIZE_ADDRESS__  // which maps terabytes of shadow before it does anything
  ::setrlimit(RLIMIT_DATA, &limit);
#else
  static_cast<void>(limit);
#endif
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

struct Camera {
  cv::VideoCapture capture;
  bool file = false;
  double rate = 0;  // of a file, pictures per second
};

/// A sentence where it cannot be opened.
std::string open(const std::string &address, Camera &camera) {
  const std::string_view text(address);
  if (text.starts_with("v4l2:")) {
    const std::string device = address.substr(5);
    if (::access(device.c_str(), R_OK | W_OK) != 0)
      return "cannot open the device " + device + ": " + std::strerror(errno);
    if (!camera.capture.open(device, cv::CAP_V4L2))
      return "the device " + device + " is no camera that gives pictures";
    camera.capture.set(cv::CAP_PROP_BUFFERSIZE, 2);
    return {};
  }
  if (text.starts_with("file:")) {
    std::string path = address.substr(5);
    if (path.starts_with("//")) path.erase(0, 2);
    camera.file = true;
    if (::access(path.c_str(), R_OK) != 0)
      return "cannot open the file " + path + ": " + std::strerror(errno);
    // A playlist must not lead anywhere else.
    ::setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", "protocol_whitelist;file", 1);
    if (!camera.capture.open(path, cv::CAP_FFMPEG))
      return "the file " + path + " is no video that can be read";
    camera.rate = std::min(std::max(camera.capture.get(cv::CAP_PROP_FPS), kSlowestFile), kFastestFile);
    return {};
  }
  // Over TCP: a lost packet costs time, not half a picture.
  ::setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp", 1);
  const std::vector<int> options = {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, kOpenPatience,
                                    cv::CAP_PROP_READ_TIMEOUT_MSEC, kReadPatience};
  if (!camera.capture.open(address, cv::CAP_FFMPEG, options))
    return "the camera does not answer, refuses, or sends no video that can be read";
  return {};
}

int stream(const std::string &address, Camera &camera, double most) {
  const auto gap = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1.0 / most));
  cv::Mat picture;
  std::vector<unsigned char> jpeg;
  auto due = Clock::now();       // when the next picture may go out
  auto file_time = Clock::now(); // when the file's next picture is to be seen
  bool any = false;
  while (true) {
    if (!camera.capture.grab()) {
      if (!camera.file) return fail("the camera stopped sending");
      // A file begins again, so that it can stand for a camera. Opened anew: not all kinds can be rewound.
      if (!any || !open(address, camera).empty()) return fail("the file holds no picture that can be read");
      any = false;
      continue;
    }
    any = true;
    if (camera.file) {
      file_time +=
          std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1.0 / camera.rate));
      std::this_thread::sleep_until(file_time);
      if (Clock::now() - file_time > std::chrono::seconds(1)) file_time = Clock::now();
    }
    const auto now = Clock::now();
    if (now < due) continue;
    due = now - due > gap ? now + gap : due + gap;
    if (!camera.capture.retrieve(picture) || picture.empty()) continue;
    if (!cv::imencode(".jpg", picture, jpeg, {cv::IMWRITE_JPEG_QUALITY, kQuality}))
      return fail("a picture of the camera cannot be written as JPEG");
    if (!send(ProgramFrame::picture, jpeg.data(), jpeg.size())) return 0;
  }
}

}  // namespace

int main(int argc, char **argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGPIPE, SIG_IGN);
  long memory = 512;
  double rate = 15;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view option(argv[i]);
    if (i + 1 < argc && option == "--memory") {
      memory = std::strtol(argv[i + 1], nullptr, 10);
    } else if (i + 1 < argc && option == "--rate") {
      rate = std::strtod(argv[i + 1], nullptr);
    } else {
      std::fputs("usage: umec-camera [--memory MIB] [--rate PICTURES-PER-SECOND] < address\n", stderr);
      return 64;
    }
  }
  if (memory < 64 || !(rate > 0 && rate <= 60)) {
    std::fputs("umec-camera: --memory is at least 64, --rate over 0 and at most 60\n", stderr);
    return 64;
  }
  limit_memory(memory);
  cv::setNumThreads(1);
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  ::setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 1);  // quiet: its lines repeat addresses with credentials
  std::string address;
  if (!std::getline(std::cin, address) || address.empty()) return fail("umec-camera was given no address");
  try {
    Camera camera;
    if (const std::string sentence = open(address, camera); !sentence.empty()) return fail(sentence);
    return stream(address, camera, rate);
  } catch (const std::bad_alloc &) {
    return fail("the camera's video needs more memory than its limit of " + std::to_string(memory) + " MiB");
  } catch (const std::exception &error) {
    return fail(std::string("the camera's video cannot be decoded: ") + error.what());
  }
}

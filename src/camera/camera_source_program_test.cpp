// umec-camera for real: files, and what happens when it cannot read, hangs, or is killed.
#include <dirent.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "camera/camera.hpp"
#include "camera/jpeg_info.hpp"

namespace umec::camera {
namespace {

using namespace std::chrono_literals;
using runtime::Deadline;
using testing::HasSubstr;

#ifdef UMEC_CAMERA_PROGRAM
constexpr const char *kProgram = UMEC_CAMERA_PROGRAM;
#else
constexpr const char *kProgram = nullptr;
#endif

/// The children of this process that run umec-camera.
std::vector<pid_t> programs() {
  std::vector<pid_t> found;
  for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream in(entry.path() / "stat");
    int pid = 0;
    int parent = 0;
    std::string command;
    std::string state;
    if (in >> pid >> command >> state >> parent && parent == ::getpid() && command.contains("umec-camera") &&
        state != "Z")
      found.push_back(pid);
  }
  return found;
}

struct CameraProgram : testing::Test {
  std::unique_ptr<runtime::Runtime> runtime = std::move(*runtime::Runtime::start({.loops = 1}));
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / fmt::format("umec-camera-{}", ::getpid());
  CameraLimits limits{.connect_time = 20s, .stall_time = 20s, .first_pause = 20ms, .longest_pause = 100ms};

  void SetUp() override {
    if (kProgram == nullptr) GTEST_SKIP() << "built without umec-camera";
    std::filesystem::create_directories(folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  /// A video of real pictures: Motion JPEG is one after the other.
  std::string video(int pictures) {
    std::ifstream in(UMEC_SHARED_DIR "/data/plates/eu/eu2.jpg", std::ios::binary);
    std::stringstream jpeg;
    jpeg << in.rdbuf();
    const std::string path = folder / "street.mjpeg";
    std::ofstream out(path, std::ios::binary);
    for (int i = 0; i < pictures; ++i) out << jpeg.str();
    return path;
  }
  std::shared_ptr<Camera> camera(const std::string &url, std::string program = kProgram) {
    return Camera::start(*runtime, {.name = "c", .url = url},
                         {.program = std::move(program), .program_frame_rate = 30}, limits)
        .value();
  }
  static std::string failure(const Camera &camera) {
    for (int i = 0; i < 2000 && camera.status().state != CameraState::failed; ++i)
      std::this_thread::sleep_for(10ms);
    return camera.status().detail;
  }
};

TEST_F(CameraProgram, PlaysAFileAgainAndAgain) {
  const auto watched = camera("file:" + video(4));
  const auto viewer = watched->watch();
  for (int i = 0; i < 10; ++i) {
    const auto picture = viewer->next(Deadline::after(20s));
    ASSERT_TRUE(picture) << picture.error().detail << "; " << watched->status().detail;
    EXPECT_GT((*picture)->width, 100);
  }
  EXPECT_EQ(watched->status().failures, 0U);
}

TEST_F(CameraProgram, SaysWhatItCannotRead) {
  EXPECT_THAT(failure(*camera("file:" + (folder / "none.avi").string())), HasSubstr("No such file"));
  std::ofstream(folder / "text.avi") << "this is no video";
  EXPECT_THAT(failure(*camera("file:" + (folder / "text.avi").string())),
              HasSubstr("no video that can be read"));
  EXPECT_THAT(failure(*camera("/dev/video99")), HasSubstr("/dev/video99"));
  const std::string refused = failure(*camera("rtsp://admin:geheim@127.0.0.1:1/stream"));
  EXPECT_THAT(refused, HasSubstr("does not answer"));
  EXPECT_THAT(refused, testing::Not(HasSubstr("geheim")));
  EXPECT_THAT(failure(*camera("file:/x.avi", "/nonexistent/umec-camera")), HasSubstr("cannot be started"));
  EXPECT_THAT(failure(*camera("file:/x.avi", "/bin/false")), HasSubstr("ended unexpectedly"));
  EXPECT_THAT(failure(*camera("file:/x.avi", "/bin/cat")), HasSubstr("ended unexpectedly"));
}

TEST_F(CameraProgram, IsStartedAgainWhenItIsKilled) {
  const auto watched = camera("file:" + video(4));
  const auto viewer = watched->watch();
  ASSERT_TRUE(viewer->next(Deadline::after(20s)));
  const auto before = programs();
  ASSERT_EQ(before.size(), 1U);
  ASSERT_EQ(::kill(before[0], SIGKILL), 0);
  for (int i = 0; i < 2000 && watched->status().connections < 2; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(watched->status().connections, 2U);
  EXPECT_EQ(watched->status().failures, 1U);
}

TEST_F(CameraProgram, EndsWithItsCamera) {
  auto watched = camera("file:" + video(4));
  ASSERT_TRUE(watched->watch()->next(Deadline::after(20s)));
  EXPECT_EQ(programs().size(), 1U);
  watched.reset();
  EXPECT_TRUE(programs().empty());
}

}  // namespace
}  // namespace umec::camera

// The supervisor: against small scripts that misbehave, and against the real program with real photos.
#include "vision/vision_process.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "runtime/runtime.hpp"

namespace umec::vision {
namespace {

namespace fs = std::filesystem;
using runtime::Deadline;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<std::uint8_t> file(const fs::path &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A program that stands in for umec-vision.
class Script {
 public:
  explicit Script(std::string_view text)
      : path_(fs::temp_directory_path() / fmt::format("umec-vision-test-{}", ::getpid())) {
    std::ofstream(path_) << "#!/bin/sh\n" << text << "\n";
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~Script() { fs::remove(path_); }
  VisionProcess::Options options() const {
    VisionProcess::Options options;
    options.child.program = path_;
    return options;
  }

 private:
  fs::path path_;
};

const std::vector<std::uint8_t> kPicture(100, 7);

TEST(VisionProcess, AProgramThatIsNotThereIsSaidSo) {
  VisionProcess::Options options;
  options.child.program = "/nowhere/umec-vision";
  VisionProcess vision(options);
  auto found = vision.detect(kPicture, 0.4f, Deadline::after(seconds(5)));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Errc::unavailable);
  EXPECT_NE(found.error().detail.find("/nowhere/umec-vision"), std::string::npos);
}

TEST(VisionProcess, AChildThatDiesFailsItsCallAndIsStartedAgainWithGrowingPauses) {
  Script script("exit 3");
  VisionProcess vision(script.options());
  auto first = vision.detect(kPicture, 0.4f, Deadline::after(seconds(5)));
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, Errc::internal);
  EXPECT_NE(first.error().detail.find("exit code 3"), std::string::npos) << first.error().detail;
  auto second = vision.detect(kPicture, 0.4f, Deadline::after(seconds(5)));
  EXPECT_EQ(second.error().code, Errc::internal) << "the first restart is at once";
  auto third = vision.detect(kPicture, 0.4f, Deadline::after(seconds(5)));
  EXPECT_EQ(third.error().code, Errc::unavailable) << "then there is a pause";
}

TEST(VisionProcess, ASilentChildCostsItsCallerOnlyTheDeadline) {
  Script script("exec sleep 60");
  VisionProcess vision(script.options());
  auto start = std::chrono::steady_clock::now();
  auto found = vision.detect(kPicture, 0.4f, Deadline::after(milliseconds(150)));
  EXPECT_EQ(found.error().code, Errc::timeout);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(2));
}

TEST(VisionProcess, AChildThatHangsIsKilled) {
  Script script("exec sleep 60");
  auto options = script.options();
  options.hang = milliseconds(200);
  VisionProcess vision(options);
  auto found = vision.detect(kPicture, 0.4f, Deadline::after(seconds(10)));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Errc::internal);
  EXPECT_EQ(vision.pid(), 0);
}

TEST(VisionProcess, AChildThatTalksNonsenseIsEnded) {
  Script script("yes nonsense >&3");
  VisionProcess vision(script.options());
  auto found = vision.detect(kPicture, 0.4f, Deadline::after(seconds(10)));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Errc::internal);
  EXPECT_EQ(vision.pid(), 0);
}

TEST(VisionProcess, CallsBeyondTheQueueAreRefusedAtOnce) {
  Script script("exec sleep 60");
  auto options = script.options();
  options.queue = 2;
  VisionProcess vision(options);
  std::atomic<int> timeouts = 0, refused = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i) {
    callers.emplace_back([&] {
      auto found = vision.detect(kPicture, 0.4f, Deadline::after(milliseconds(700)));
      if (found.error().code == Errc::timeout) ++timeouts;
      if (found.error().code == Errc::unavailable) ++refused;
    });
    std::this_thread::sleep_for(milliseconds(30));
  }
  for (auto &caller : callers) caller.join();
  EXPECT_EQ(timeouts, 3) << "one has the turn, two wait";
  EXPECT_EQ(refused, 3);
}

/// The real program, as built beside this test.
class RealVision : public testing::Test {
 protected:
  void SetUp() override {
    auto bin = fs::read_symlink("/proc/self/exe").parent_path();
    if (!fs::exists(bin / "umec-vision") || !fs::exists(bin.parent_path() / "share/umec/models/.complete"))
      GTEST_SKIP() << "umec-vision or its models are not built";
    if (!fs::exists(photos_)) GTEST_SKIP() << photos_ << " is not there: no photos to look at";
    options_.child.program = bin / "umec-vision";
    vision_ = std::make_unique<VisionProcess>(options_);
  }
  Deadline soon() { return Deadline::after(seconds(25)); }

  fs::path photos_ = fs::path(UMEC_SHARED_DIR) / "data" / "plates";
  VisionProcess::Options options_;
  std::unique_ptr<VisionProcess> vision_;
};

TEST_F(RealVision, IsNotThereUntilItIsCalled) {
  EXPECT_EQ(vision_->pid(), 0);
  ASSERT_TRUE(vision_->detect(file(photos_ / "br/OKP7250.jpg"), 0.4f, soon()));
  EXPECT_GT(vision_->pid(), 0);
}

TEST_F(RealVision, SeesTheCarAndReadsItsPlate) {
  auto photo = file(photos_ / "br/OKP7250.jpg");  // plate at 499,921, 316x102
  auto found = vision_->detect(photo, 0.4f, soon());
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(found->width, 1280);
  ASSERT_FALSE(found->objects.empty());
  EXPECT_EQ(found->objects[0].label, "Car");
  const Box &car = found->objects[0].box;
  EXPECT_LT(car.x, 499);
  EXPECT_GT(car.x + car.width, 815);

  auto read = vision_->plates(photo, {.country = Country::br}, soon());
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_FALSE(read->plates.empty());
  EXPECT_EQ(read->plates[0].text, "OKP7250");
  EXPECT_NEAR(read->plates[0].box.x + read->plates[0].box.width / 2, 657, 60);
}

TEST_F(RealVision, SurvivesItsChild) {
  auto photo = file(photos_ / "eu/eu8.jpg");
  ASSERT_TRUE(vision_->detect(photo, 0.4f, soon()));
  auto first = vision_->pid();
  ::kill(first, SIGSTOP);  // so that the call is under way when it dies
  std::thread killer([&] {
    std::this_thread::sleep_for(milliseconds(200));
    ::kill(first, SIGKILL);
  });
  auto died = vision_->detect(photo, 0.4f, soon());
  killer.join();
  ASSERT_FALSE(died);
  EXPECT_NE(died.error().detail.find("signal 9"), std::string::npos) << died.error().detail;
  auto again = vision_->detect(photo, 0.4f, soon());
  ASSERT_TRUE(again) << again.error().detail;
  auto second = vision_->pid();
  EXPECT_NE(second, first);

  ::kill(second, SIGKILL);  // and between two calls nobody notices
  std::this_thread::sleep_for(milliseconds(200));
  EXPECT_TRUE(vision_->detect(photo, 0.4f, soon()));
  EXPECT_NE(vision_->pid(), second);
}

TEST_F(RealVision, DamagedAndForeignPicturesAreErrorsAndNoMore) {
  auto photo = file(photos_ / "eu/eu8.jpg");
  ASSERT_TRUE(vision_->detect(photo, 0.4f, soon()));
  auto pid = vision_->pid();
  EXPECT_EQ(vision_->detect(kPicture, 0.4f, soon()).error().code, Errc::unsupported_media);
  EXPECT_EQ(vision_->detect(std::span(photo).first(40), 0.4f, soon()).error().code, Errc::unprocessable);
  std::vector<std::uint8_t> huge = {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0,
                                    1,    0,   0,   0,   1,  0,  0,  8,  2, 0, 0, 0,  0,   0,   0,   0};
  auto refused = vision_->detect(huge, 0.4f, soon());
  EXPECT_EQ(refused.error().code, Errc::unprocessable);
  EXPECT_NE(refused.error().detail.find("65536x65536"), std::string::npos) << refused.error().detail;
  EXPECT_TRUE(vision_->detect(photo, 0.4f, soon()));
  EXPECT_EQ(vision_->pid(), pid) << "no picture ended the child";
}

TEST_F(RealVision, ServesItsModelsByName) {
  auto models = vision_->models(soon());
  ASSERT_TRUE(models) << models.error().detail;
  auto ssd = std::ranges::find(*models, "ssd_mobilenet_v2", &ModelInfo::name);
  ASSERT_NE(ssd, models->end());
  EXPECT_EQ(ssd->labels.size(), 23u);
  ASSERT_EQ(ssd->inputs.size(), 1u);
  EXPECT_EQ(ssd->inputs[0].shape, (std::vector<std::int64_t>{1, -1, -1, 3}));

  auto outputs = vision_->predict({"ssd_mobilenet_v2", {}, file(photos_ / "eu/eu8.jpg")}, soon());
  ASSERT_TRUE(outputs) << outputs.error().detail;
  ASSERT_EQ(outputs->size(), 4u);
  EXPECT_EQ(outputs->at(0).name, "detection_boxes");
  EXPECT_GT(outputs->at(0).elements(), 0u);

  EXPECT_EQ(vision_->predict({"nothing", {}, {}}, soon()).error().code, Errc::not_found);
  EXPECT_EQ(vision_->predict({"../secret", {}, {}}, soon()).error().code, Errc::not_found);
  Prediction wrong{"ssd_mobilenet_v2",
                   {{"image_tensor", ElementType::dt_float, {1, 2, 2, 3}, std::vector<std::uint8_t>(48)}},
                   {}};
  EXPECT_EQ(vision_->predict(wrong, soon()).error().code, Errc::bad_request);
}

TEST_F(RealVision, SaysWhyThereIsNoEngine) {
  // A copy of the program stands where no share/umec is beside it.
  auto lonely = fs::temp_directory_path() / fmt::format("umec-vision-lonely-{}", ::getpid());
  fs::create_directories(lonely / "bin");
  fs::copy_file(options_.child.program, lonely / "bin/umec-vision", fs::copy_options::overwrite_existing);
  auto options = options_;
  options.child.program = lonely / "bin/umec-vision";
  VisionProcess vision(options);
  auto found = vision.detect(file(photos_ / "eu/eu8.jpg"), 0.4f, soon());
  fs::remove_all(lonely);
  ASSERT_FALSE(found);  // no library, or (where the system has one) no model
  EXPECT_TRUE(found.error().code == Errc::unavailable || found.error().code == Errc::not_found)
      << found.error().detail;
}

TEST_F(RealVision, MemoryBeyondItsLimitIsAnErrorAndNotTheNodes) {
  options_.child.memory_mib = 128;
  VisionProcess small(options_);
  auto read = small.plates(file(photos_ / "br/OKP7250.jpg"), {.country = Country::br}, soon());
  ASSERT_FALSE(read);
  EXPECT_TRUE(read.error().code == Errc::unavailable || read.error().code == Errc::internal)
      << read.error().detail;
}

TEST_F(RealVision, AnIdleChildEndsAndTheNextCallHasAnother) {
  options_.child.idle = seconds(1);
  VisionProcess vision(options_);
  auto photo = file(photos_ / "eu/eu8.jpg");
  ASSERT_TRUE(vision.detect(photo, 0.4f, soon()));
  auto first = vision.pid();
  std::this_thread::sleep_for(milliseconds(1500));
  auto again = vision.detect(photo, 0.4f, soon());
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_NE(vision.pid(), first);
}

TEST_F(RealVision, AnswersFibersOfManyLoops) {
  auto photo = file(photos_ / "eu/eu8.jpg");
  auto runtime = runtime::Runtime::start({.loops = 2}).value();
  std::atomic<int> good = 0;
  {
    runtime::TaskGroup group(*runtime);
    for (int i = 0; i < 6; ++i)
      group.spawn([&] { good += vision_->detect(photo, 0.4f, soon()).has_value(); });
    ASSERT_TRUE(group.wait(soon()));
  }
  EXPECT_EQ(good, 6);
}

}  // namespace
}  // namespace umec::vision

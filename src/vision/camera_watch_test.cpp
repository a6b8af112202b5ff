#include "vision/camera_watch.hpp"
#include "vision/watches.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace umec::vision {
namespace {

/// Says what it is told to say about each picture, in turn.
class FakeVision final : public Vision {
 public:
  std::deque<Result<PlateReads>> answers;
  int detections = 0;

  Result<Detections> detect(std::span<const std::uint8_t>, float, runtime::Deadline) override {
    ++detections;
    return Detections{"fake", 640, 480, 1, {{"Car", 0.9, {1, 2, 3, 4}}}};
  }
  Result<PlateReads> plates(std::span<const std::uint8_t>, const PlateOptions &options,
                            runtime::Deadline) override {
    EXPECT_EQ(options.effort, Effort::fast);
    EXPECT_EQ(options.stream, "gate");
    if (answers.empty()) return PlateReads{640, 480, 1, {}};
    auto answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  Result<std::vector<Tensor>> predict(const Prediction &, runtime::Deadline) override {
    return std::vector<Tensor>{};
  }
  Result<std::vector<ModelInfo>> models(runtime::Deadline) override { return std::vector<ModelInfo>{}; }
};

/// Gives so many frames, two tenths of a second apart, then says that the camera is gone.
class FakeCamera final : public FrameSource {
 public:
  explicit FakeCamera(int frames) : left_(frames) {}
  const std::string &name() const override { return name_; }
  Result<Frame> next_frame(runtime::Deadline) override {
    if (left_-- <= 0) return fail(Errc::gone, "the camera was removed");
    time_ += 200 * kMillisecond;
    return Frame{time_, std::make_shared<const std::string>("picture")};
  }

 private:
  std::string name_ = "gate";
  int left_;
  Timestamp time_ = now();
};

class FakeLog final : public PlateLog {
 public:
  std::vector<PlateSighting> stored;
  bool full = false;
  Result<> append(const PlateSighting &sighting) override {
    if (full) return fail(Errc::io, "the disk is full");
    stored.push_back(sighting);
    return {};
  }
  Result<std::vector<PlateSighting>> read(const std::string &, Timestamp, std::size_t) override {
    return stored;
  }
};

struct Scene {
  FakeVision vision;
  FakeLog log;
  Events events;
  WatchOptions options{.pace = std::chrono::milliseconds(0)};

  void run(int frames) {
    FakeCamera camera(frames);
    CameraWatch(vision, camera, log, events, options).run();
  }
  void see(std::string text, int x) {
    vision.answers.push_back(PlateReads{640, 480, 1, {{std::move(text), 0.9, {x, 10, 100, 25}}}});
  }
};

TEST(CameraWatch, StoresEachPassingCarOnce) {
  Scene scene;
  for (int i = 0; i < 5; ++i) scene.see("AB123CD", 50 * i);
  for (int i = 0; i < 20; ++i) scene.vision.answers.push_back(PlateReads{640, 480, 1, {}});
  for (int i = 0; i < 5; ++i) scene.see("XY987ZZ", 50 * i);
  scene.run(30);
  ASSERT_EQ(scene.log.stored.size(), 2u) << "the second was in sight when the camera went";
  EXPECT_EQ(scene.log.stored[0].text, "AB123CD");
  EXPECT_EQ(scene.log.stored[0].camera, "gate");
  EXPECT_EQ(scene.log.stored[1].text, "XY987ZZ");
}

TEST(CameraWatch, TellsFramesWithPlatesTheEmptyOneAfterAndTheSighting) {
  Scene scene;
  auto all = scene.events.subscribe("");
  auto other = scene.events.subscribe("another");
  scene.see("AB123CD", 10);
  scene.run(12);
  auto frame = all->next(runtime::Deadline::after(std::chrono::seconds(1)));
  ASSERT_TRUE(frame);
  ASSERT_EQ(std::get<FramePlates>(frame->what).plates.size(), 1u);
  auto empty = all->next(runtime::Deadline::after(std::chrono::seconds(1)));
  ASSERT_TRUE(empty);
  EXPECT_TRUE(std::get<FramePlates>(empty->what).plates.empty());
  auto sighting = all->next(runtime::Deadline::after(std::chrono::seconds(1)));
  ASSERT_TRUE(sighting);
  EXPECT_EQ(std::get<PlateSighting>(sighting->what).text, "AB123CD");
  EXPECT_FALSE(all->next(runtime::Deadline::after(std::chrono::milliseconds(1))))
      << "nothing for nine empty frames";
  EXPECT_FALSE(other->next(runtime::Deadline::after(std::chrono::milliseconds(1))));
}

TEST(CameraWatch, GoesOnAfterAFailure) {
  Scene scene;
  scene.vision.answers.push_back(fail(Errc::internal, "the vision program died"));
  scene.see("AB123CD", 10);
  scene.run(3);
  ASSERT_EQ(scene.log.stored.size(), 1u);
}

TEST(CameraWatch, ASightingThatCannotBeStoredIsAnErrorAndNotTold) {
  Scene scene;
  scene.log.full = true;
  auto all = scene.events.subscribe("gate");
  scene.see("AB123CD", 10);
  scene.run(2);
  while (auto event = all->next(runtime::Deadline::after(std::chrono::milliseconds(1))))
    EXPECT_FALSE(std::holds_alternative<PlateSighting>(event->what));
}

TEST(CameraWatch, LooksForObjectsAtItsOwnPace) {
  Scene scene;
  scene.options.plates = false;
  scene.options.objects = true;
  scene.run(11);  // two seconds of frames
  EXPECT_EQ(scene.vision.detections, 3);
}

/// Never ends by itself: each frame comes when it is waited for.
class EndlessCamera final : public FrameSource {
 public:
  explicit EndlessCamera(std::string name) : name_(std::move(name)) {}
  const std::string &name() const override { return name_; }
  Result<Frame> next_frame(runtime::Deadline) override {
    if (runtime::sleep_for(std::chrono::milliseconds(5)) == runtime::Wake::cancelled)
      return fail(Errc::cancelled, "stopping");
    return Frame{now(), std::make_shared<const std::string>("picture")};
  }

 private:
  std::string name_;
};

TEST(Watches, RunUntilTheyAreStoppedAndStoreWhatIsInSight) {
  Scene scene;
  scene.see("AB123CD", 10);
  auto runtime = runtime::Runtime::start({.loops = 2}).value();
  Watches watches(*runtime, scene.vision, scene.log, scene.events);
  auto all = scene.events.subscribe("");
  watches.start(std::make_unique<EndlessCamera>("gate"), scene.options);
  EXPECT_EQ(watches.cameras(), std::vector<std::string>{"gate"});
  ASSERT_TRUE(all->next(runtime::Deadline::after(std::chrono::seconds(5)))) << "a frame was looked at";
  watches.stop("gate");
  EXPECT_TRUE(watches.cameras().empty());
  ASSERT_EQ(scene.log.stored.size(), 1u);
  watches.stop("gate");  // nothing to do
}

TEST(Watches, AreReplacedByOneOfTheSameNameAndEndTogether) {
  Scene scene;
  auto runtime = runtime::Runtime::start({.loops = 2}).value();
  Watches watches(*runtime, scene.vision, scene.log, scene.events);
  scene.options.plates = false;
  for (int i = 0; i < 3; ++i) watches.start(std::make_unique<EndlessCamera>("gate"), scene.options);
  watches.start(std::make_unique<EndlessCamera>("yard"), scene.options);
  EXPECT_EQ(watches.cameras().size(), 2u);
  watches.stop_all();
  EXPECT_TRUE(watches.cameras().empty());
}

TEST(Events, AListenerThatSleepsLosesTheOldestAndHoldsUpNobody) {
  Events events;
  auto sleeper = events.subscribe("");
  for (int i = 0; i < 1000; ++i) events.publish({"gate", i, FrameObjects{}});
  auto first = sleeper->next(runtime::Deadline::after(std::chrono::seconds(1)));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->time, 1000 - 64);
}

}  // namespace
}  // namespace umec::vision

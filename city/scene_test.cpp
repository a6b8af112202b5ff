// Pictures: the same bytes for the same moment, and a plate where the truth says it is.
#include "city/scene.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "city/jpeg.hpp"

namespace umec::city {
namespace {

constexpr Timestamp kNoon = 1'783'677'600 * kSecond;

std::vector<std::uint8_t> pixels(cairo_surface_t *picture) {
  const std::uint8_t *data = cairo_image_surface_get_data(picture);
  return {data, data + static_cast<std::ptrdiff_t>(cairo_image_surface_get_stride(picture)) * kPictureHeight};
}

TEST(Scene, GivesTheSamePixelsWhateverWasAskedBefore) {
  const District district = build_district(7);
  Scene one(district, district.cameras[0]), other(district, district.cameras[0]);
  const auto direct = pixels(one.render(kNoon));
  other.render(kNoon - 3 * kHour);
  other.render(kNoon + kMinute);
  EXPECT_EQ(pixels(other.render(kNoon)), direct);
  EXPECT_NE(pixels(other.render(kNoon + kFrameTime)), direct);
}

TEST(Scene, ShowsABrightPlateInItsBoxByDayAndByNight) {
  const District district = build_district(7);
  for (const Camera &camera : district.cameras) {
    Scene scene(district, camera);
    for (const Timestamp when : {kNoon, kNoon + 13 * kHour}) {
      const Passing car = passings_between(district, camera, when, when + kMinute).at(0);
      const Timestamp shown = car.best / kFrameTime * kFrameTime;
      const Box box = plate_box(car, view_of(camera), shown);
      cairo_surface_t *picture = scene.render(shown);
      const std::uint8_t *data = cairo_image_surface_get_data(picture);
      const int stride = cairo_image_surface_get_stride(picture);
      int bright = 0, dark = 0, all = 0;
      for (int y = static_cast<int>(box.y + 0.4 * box.height); y < static_cast<int>(box.y + 0.8 * box.height);
           ++y)
        for (int x = static_cast<int>(box.x + 0.2 * box.width);
             x < static_cast<int>(box.x + 0.95 * box.width); ++x, ++all) {
          const int green = data[y * stride + x * 4 + 1];
          bright += green > 120 ? 1 : 0;
          dark += green < 80 ? 1 : 0;
        }
      EXPECT_GT(bright, all / 4) << camera.name;
      EXPECT_GT(dark, all / 12) << camera.name;
    }
  }
}

TEST(Scene, IsDarkerAtNight) {
  const District district = build_district(7);
  Scene scene(district, district.cameras[1]);
  const auto mean = [&](Timestamp time) {
    double sum = 0;
    const auto bytes = pixels(scene.render(time));
    for (std::size_t i = 1; i < bytes.size(); i += 4) sum += bytes[i];
    return 4 * sum / static_cast<double>(bytes.size());
  };
  EXPECT_GT(mean(kNoon), 1.8 * mean(kNoon + 13 * kHour));
}

TEST(JpegEncoder, WritesACompletePictureOfTheRightSize) {
  const District district = build_district(7);
  Scene scene(district, district.cameras[2]);
  JpegEncoder encoder;
  for (int i = 0; i < 3; ++i) {
    const auto jpeg = encoder.encode(scene.render(kNoon + i * kFrameTime));
    ASSERT_TRUE(jpeg) << jpeg.error().detail;
    EXPECT_GT(jpeg->size(), 20'000U);
    EXPECT_LT(jpeg->size(), 400'000U);
    EXPECT_EQ(jpeg->substr(0, 2), "\xff\xd8");
    EXPECT_EQ(jpeg->substr(jpeg->size() - 2), "\xff\xd9");
  }
}

}  // namespace
}  // namespace umec::city

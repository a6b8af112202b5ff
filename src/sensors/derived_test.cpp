#include "sensors/derived.hpp"

#include <gtest/gtest.h>

namespace umec::sensors {
namespace {

Values air(double temperature, double humidity, double pressure) {
  Values values;
  values.set(Quantity::temperature, temperature);
  values.set(Quantity::humidity, humidity);
  values.set(Quantity::pressure, pressure);
  derive(values);
  return values;
}

TEST(Derived, FollowsPsychrometricTables) {
  const Values room = air(20, 50, 101325);
  EXPECT_NEAR(*room.get(Quantity::equilibrium_vapor_pressure), 2338, 3);  // table: 2339 Pa
  EXPECT_NEAR(*room.get(Quantity::dew_point), 9.27, 0.03);                // table: 9.3 °C
  EXPECT_NEAR(*room.get(Quantity::absolute_humidity), 8.64, 0.03);        // table: 8.65 g/m³
  EXPECT_NEAR(*room.get(Quantity::air_density), 1.199, 0.003);            // table: 1.199 kg/m³
  EXPECT_NEAR(*air(25, 100, 101325).get(Quantity::dew_point), 25.0, 0.01);
  EXPECT_NEAR(*air(-10, 80, 101325).get(Quantity::dew_point), -12.8, 0.3);
}

TEST(Derived, NeedsItsInputs) {
  Values values;
  values.set(Quantity::humidity, 50);
  values.set(Quantity::acceleration_x, 1);
  values.set(Quantity::co2, 500);
  derive(values);
  EXPECT_EQ(values.size(), 3U);
  EXPECT_FALSE(air(20, 0, 101325).get(Quantity::dew_point));  // dry air has none
}

TEST(Derived, MeasuresTheAnglesOfAcceleration) {
  Values values;
  values.set(Quantity::acceleration_x, 0);
  values.set(Quantity::acceleration_y, 0.6);
  values.set(Quantity::acceleration_z, 0.8);
  derive(values);
  EXPECT_DOUBLE_EQ(*values.get(Quantity::acceleration_total), 1.0);
  EXPECT_DOUBLE_EQ(*values.get(Quantity::acceleration_angle_from_x), 90.0);
  EXPECT_NEAR(*values.get(Quantity::acceleration_angle_from_z), 36.87, 0.01);
}

TEST(Derived, ScoresAirQuality) {
  const auto score = [](double particles, double co2) {
    Values values;
    values.set(Quantity::pm_2_5, particles);
    values.set(Quantity::co2, co2);
    derive(values);
    return *values.get(Quantity::air_quality_index);
  };
  EXPECT_DOUBLE_EQ(score(0, 400), 100.0);
  EXPECT_DOUBLE_EQ(score(60, 420), 0.0);
  EXPECT_DOUBLE_EQ(score(500, 40000), 0.0);
  EXPECT_NEAR(score(30, 420), 50.0, 1e-9);
}

}  // namespace
}  // namespace umec::sensors

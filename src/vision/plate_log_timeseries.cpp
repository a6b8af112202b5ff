#include "vision/plate_log_timeseries.hpp"

#include <cmath>

namespace umec::vision {
namespace {

constexpr const char *kDatabase = "umec";

/// A string literal of InfluxQL.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + '\'';
}

double number_of(const timeseries::Cell &cell) {
  if (const auto *real = std::get_if<double>(&cell)) return *real;
  if (const auto *whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  return 0;
}

int pixels_of(const timeseries::Cell &cell) { return static_cast<int>(std::lround(number_of(cell))); }

}  // namespace

Result<std::unique_ptr<TimeseriesPlateLog>> TimeseriesPlateLog::open(timeseries::Engine &engine) {
  UMEC_TRY(engine.create_database(kDatabase, 0));
  return std::unique_ptr<TimeseriesPlateLog>(new TimeseriesPlateLog(engine));
}

Result<> TimeseriesPlateLog::append(const PlateSighting &sighting) {
  timeseries::Point point;
  point.measurement = "plates";
  point.tags = {{"camera", sighting.camera}};
  point.fields = {{"text", sighting.text},
                  {"confidence", sighting.confidence},
                  {"x", static_cast<double>(sighting.box.x)},
                  {"y", static_cast<double>(sighting.box.y)},
                  {"width", static_cast<double>(sighting.box.width)},
                  {"height", static_cast<double>(sighting.box.height)}};
  point.time = sighting.time;
  const auto outcome = UMEC_TRY(timeseries::write_points(engine_, kDatabase, {point}));
  if (outcome.dropped > 0)
    return fail(Errc::io, "the time series does not take the plate: {}", outcome.reason);
  return {};
}

Result<std::vector<PlateSighting>> TimeseriesPlateLog::read(const std::string &camera, Timestamp from,
                                                            std::size_t limit) {
  const auto results =
      UMEC_TRY(engine_.query({fmt::format("SELECT text, confidence, x, y, width, height FROM plates WHERE "
                                          "camera = {} AND time >= {} ORDER BY time DESC LIMIT {}",
                                          quoted(camera), from, limit),
                              kDatabase, true}));
  std::vector<PlateSighting> sightings;
  for (const auto &result : results) {
    if (!result.error.empty()) return fail(Errc::io, "the time series cannot be read: {}", result.error);
    for (const auto &series : result.series)
      for (std::size_t row = 0; row < series.rows(); ++row) {
        PlateSighting sighting;
        sighting.camera = camera;
        sighting.time = std::get<std::int64_t>(series.at(row, 0));
        if (const auto *text = std::get_if<timeseries::Text>(&series.at(row, 1))) sighting.text = text->get();
        sighting.confidence = number_of(series.at(row, 2));
        sighting.box = {pixels_of(series.at(row, 3)), pixels_of(series.at(row, 4)),
                        pixels_of(series.at(row, 5)), pixels_of(series.at(row, 6))};
        sightings.push_back(std::move(sighting));
      }
  }
  return sightings;
}

}  // namespace umec::vision

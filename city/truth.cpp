#include "city/truth.hpp"

#include <algorithm>

#include "city/advertisement.hpp"
#include "city/weather.hpp"

namespace umec::city {
namespace {

TruthLocation wire(const Location &l) { return {l.latitude, l.longitude}; }

std::string_view format_name(TagFormat format) {
  switch (format) {
    case TagFormat::raw_v1: return "3";
    case TagFormat::raw_v2: return "5";
    case TagFormat::air: return "6/E1";
  }
  return "5";
}

}  // namespace

TruthCity truth_city(const District &d, const CityClock &clock,
                     const std::vector<std::unique_ptr<CameraFeed>> &feeds) {
  TruthCity t;
  t.name = d.name;
  t.started_at = format_rfc3339(clock.wall_start());
  t.seed = static_cast<std::int64_t>(d.seed);
  t.utc_offset_seconds = d.utc_offset / kSecond;
  const Timestamp city_now = clock.city_at(now());
  t.clock = {format_rfc3339(clock.city_start(), 9), format_rfc3339(clock.wall_start(), 9),
             format_rfc3339(city_now), clock.speed()};
  const Weather w = weather_at(d.seed, city_now, d.utc_offset);
  t.weather = {w.temperature, w.humidity, w.pressure, w.cloud, w.precipitation, w.wind, w.local_hour};
  for (const Street &s : d.streets) t.streets.push_back({s.name, wire(s.from), wire(s.to)});
  for (const Pole &p : d.poles) t.poles.push_back({p.name, p.street, wire(p.location)});
  for (const auto &feed : feeds) {
    const Camera &c = feed->camera();
    t.cameras.push_back({c.name, c.title, d.poles[static_cast<std::size_t>(c.pole)].name,
                         "/cameras/" + c.name + ".mjpeg", kPictureWidth, kPictureHeight, kFrameRate,
                         static_cast<std::int64_t>(feed->painted())});
  }
  return t;
}

std::vector<TruthPlate> truth_plates(const District &d, const CityClock &clock,
                                     const std::vector<std::unique_ptr<CameraFeed>> &feeds, Timestamp from,
                                     Timestamp to, std::string_view camera) {
  std::vector<std::pair<Timestamp, TruthPlate>> found;
  for (const auto &feed : feeds) {
    const Camera &c = feed->camera();
    if (!camera.empty() && camera != c.name) continue;
    for (const Passing &p : passings_between(d, c, clock.city_at(from), clock.city_at(to))) {
      const Timestamp enter = clock.wall_at(p.enter), best = clock.wall_at(p.best),
                      leave = clock.wall_at(p.leave);
      found.push_back({best,
                       {c.name,
                        p.plate.text,
                        p.plate.shown,
                        p.plate.country,
                        std::string(region_name(p.plate.region)),
                        format_rfc3339(enter),
                        format_rfc3339(best),
                        format_rfc3339(leave),
                        {p.box.x, p.box.y, p.box.width, p.box.height},
                        feed->watched(enter, leave)}});
    }
  }
  std::ranges::stable_sort(found, {}, &std::pair<Timestamp, TruthPlate>::first);
  std::vector<TruthPlate> plates;
  for (auto &[best, plate] : found) plates.push_back(std::move(plate));
  return plates;
}

std::map<std::string, double> quantities(const Measurement &m, TagFormat format) {
  std::map<std::string, double> q{
      {"temperature", m.temperature}, {"humidity", m.humidity}, {"pressure", m.pressure}};
  if (format == TagFormat::air) {
    const AirQuality a = m.air.value_or(AirQuality{});
    q.insert({{"pm1p0", a.pm1},
              {"pm2p5", a.pm2_5},
              {"pm4p0", a.pm4},
              {"pm10p0", a.pm10},
              {"co2", a.co2},
              {"voc", a.voc},
              {"nox", a.nox},
              {"illuminance", a.illuminance},
              {"soundInstant", a.sound_instant},
              {"soundAverage", a.sound_average},
              {"soundPeak", a.sound_peak}});
    return q;
  }
  q.insert({{"accelerationX", m.acceleration_x},
            {"accelerationY", m.acceleration_y},
            {"accelerationZ", m.acceleration_z},
            {"batteryVoltage", m.battery}});
  if (format == TagFormat::raw_v2) q.insert({{"txPower", m.tx_power}, {"movementCounter", m.movement}});
  return q;
}

std::vector<TruthSensor> truth_sensors(const District &d, const CityClock &clock, Timestamp from,
                                       Timestamp to) {
  std::vector<TruthSensor> sensors;
  for (const Tag &tag : d.tags) {
    TruthSensor s;
    s.id = sensor_id(tag.mac);
    s.mac = mac_text(tag.mac);
    s.name = tag.name;
    s.place = d.poles[static_cast<std::size_t>(tag.pole)].name;
    s.format = format_name(tag.format);
    s.via = tag.by_gateway ? "gateway" : "radio";
    for (std::int64_t n = first_measurement(d, tag, clock.city_at(from));
         measurement_time(d, tag, n) < clock.city_at(to); ++n) {
      if (const Damage damage = damage_of(d, tag, n); damage != Damage::none) {
        ++s.damaged[std::string(damage_name(damage))];
        continue;
      }
      for (const auto &[name, value] : quantities(measure(d, tag, n), tag.format)) {
        auto [range, first] = s.values.try_emplace(name, TruthRange{0, value, value});
        range->second.mean += value;
        range->second.min = std::min(range->second.min, value);
        range->second.max = std::max(range->second.max, value);
      }
      ++s.measurements;
    }
    for (auto &[name, range] : s.values) range.mean /= static_cast<double>(s.measurements);
    sensors.push_back(std::move(s));
  }
  return sensors;
}

}  // namespace umec::city

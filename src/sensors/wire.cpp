#include "sensors/wire.hpp"

#include "base/json_text.hpp"

namespace umec::sensors {
namespace {

/// Writes one JSON object member by member.
class ObjectText {
 public:
  explicit ObjectText(std::string &out) : out_(out) { out_ += '{'; }
  ~ObjectText() { out_ += '}'; }
  std::string &key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    json::append_string(out_, name);
    out_ += ':';
    return out_;
  }
  void text(std::string_view name, std::string_view value) { json::append_string(key(name), value); }
  void number(std::string_view name, double value) { json::append_number(key(name), value); }
  void count(std::string_view name, std::uint64_t value) { key(name) += std::to_string(value); }
  void time(std::string_view name, Timestamp value) { text(name, format_rfc3339(value)); }

 private:
  std::string &out_;
  bool first_ = true;
};

void append(std::string &out, const Reading &reading) {
  ObjectText object(out);
  object.text("sensor", reading.sensor);
  object.text("kind", reading.kind);
  object.time("time", reading.time);
  {
    ObjectText values(object.key("values"));
    for (const auto &[quantity, value] : reading.values) values.number(name(quantity), value);
  }
  if (reading.rssi) object.number("rssi", *reading.rssi);
  if (!reading.format.empty()) object.text("format", reading.format);
}

void append(std::string &out, const Sensor &sensor) {
  ObjectText object(out);
  object.text("id", sensor.id);
  object.text("kind", sensor.kind);
  object.text("name", sensor.name);
  if (sensor.place) object.text("place", *sensor.place);
  if (sensor.location) {
    ObjectText location(object.key("location"));
    location.number("latitude", sensor.location->latitude);
    location.number("longitude", sensor.location->longitude);
  }
  object.text("source", sensor.source);
  if (sensor.latest) append(object.key("latest"), *sensor.latest);
}

void append(std::string &out, const HciSourceStatus &source) {
  ObjectText object(out);
  object.text("name", source.name);
  object.text("address", source.address);
  object.text("state", source.state);
  if (!source.detail.empty()) object.text("detail", source.detail);
  object.count("connections", source.connections);
  object.count("events", source.counts.events);
  object.count("reports", source.counts.reports);
  object.count("malformed", source.counts.malformed);
  object.count("fragments", source.counts.fragments);
  object.count("truncated", source.counts.truncated);
  object.count("skippedBytes", source.counts.skipped_bytes);
}

template <class List>
void append_list(std::string &out, const List &list) {
  out += '[';
  bool first = true;
  for (const auto &element : list) {
    if (!first) out += ',';
    first = false;
    append(out, element);
  }
  out += ']';
}

}  // namespace

std::string to_json(const Reading &reading) {
  std::string out;
  append(out, reading);
  return out;
}

std::string to_json(const Sensor &sensor) {
  std::string out;
  append(out, sensor);
  return out;
}

std::string to_json(const std::vector<Sensor> &sensors) {
  std::string out;
  append_list(out, sensors);
  return out;
}

std::string to_json(const HistoryQuery &query, const std::vector<HistoryPoint> &points) {
  std::string out;
  {
    ObjectText object(out);
    object.text("sensor", query.sensor);
    object.text("quantity", name(query.quantity));
    if (!unit(query.quantity).empty()) object.text("unit", unit(query.quantity));
    if (query.every > 0) object.text("every", fmt::format("{}ms", query.every / kMillisecond));
    std::string &list = object.key("points");
    list += '[';
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (i != 0) list += ',';
      ObjectText point(list);
      point.time("time", points[i].time);
      if (query.every > 0) {
        point.number("mean", points[i].mean);
        point.number("min", points[i].min);
        point.number("max", points[i].max);
        point.count("count", points[i].count);
      } else {
        point.number("value", points[i].mean);
      }
    }
    list += ']';
  }
  return out;
}

std::string to_json(const Station::Statistics &statistics) {
  std::string out;
  {
    ObjectText object(out);
    object.count("heard", statistics.heard);
    object.count("foreign", statistics.foreign);
    object.count("accepted", statistics.accepted);
    object.count("sensors", statistics.sensors);
    {
      ObjectText rejected(object.key("rejected"));
      for (std::size_t i = 0; i < kRejections; ++i)
        rejected.count(name(static_cast<Rejection>(i)), statistics.rejected[i]);
    }
    {
      ObjectText log(object.key("log"));
      log.count("written", statistics.log.written);
      log.count("waiting", statistics.log.waiting);
      log.count("lost", statistics.log.lost);
      log.count("failures", statistics.log.failures);
    }
    append_list(object.key("sources"), statistics.sources);
  }
  return out;
}

}  // namespace umec::sensors

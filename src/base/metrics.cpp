#include "base/metrics.hpp"

#include <fmt/core.h>

#include <map>
#include <memory>
#include <mutex>

namespace umec::metrics {
namespace {

/// One name with its instances by label text.
struct Family {
  std::string help;
  std::map<std::string, std::unique_ptr<Counter>> counters;
  std::map<std::string, std::unique_ptr<Gauge>> gauges;
  std::map<std::string, std::unique_ptr<Histogram>> histograms;
};

struct Registry {
  std::mutex mutex;
  std::map<std::string, Family, std::less<>> families;
};

Registry &registry() {
  static auto *const instance = new Registry;  // never destroyed: counters may be touched until the very end
  return *instance;
}

std::string label_text(const Labels &labels) {
  std::string text;
  for (const auto &[key, value] : labels) {
    if (!text.empty()) text += ',';
    text += key;
    text += "=\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      if (c == '\n')
        text += "\\n";
      else
        text += c;
    }
    text += '"';
  }
  return text;
}

template <class T>
T &find_or_make(std::map<std::string, std::unique_ptr<T>> Family::*kind, std::string_view name,
                std::string_view help, const Labels &labels) {
  Registry &all = registry();
  const std::lock_guard lock(all.mutex);
  Family &family = all.families[std::string(name)];
  if (family.help.empty()) family.help = help;
  auto &instance = (family.*kind)[label_text(labels)];
  if (!instance) instance = std::make_unique<T>();
  return *instance;
}

std::string with_label(const std::string &labels, std::string_view more) {
  return labels.empty() ? std::string(more) : labels + ',' + std::string(more);
}

std::string in_braces(const std::string &labels) { return labels.empty() ? "" : '{' + labels + '}'; }

}  // namespace

void Histogram::observe_nanoseconds(std::int64_t duration) {
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && static_cast<double>(duration) > kBounds[bucket] * 1e9) ++bucket;
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_nanoseconds_.fetch_add(duration, std::memory_order_relaxed);
}

Counter &counter(std::string_view name, std::string_view help, Labels labels) {
  return find_or_make(&Family::counters, name, help, labels);
}
Gauge &gauge(std::string_view name, std::string_view help, Labels labels) {
  return find_or_make(&Family::gauges, name, help, labels);
}
Histogram &histogram(std::string_view name, std::string_view help, Labels labels) {
  return find_or_make(&Family::histograms, name, help, labels);
}

std::string exposition() {
  Registry &all = registry();
  const std::lock_guard lock(all.mutex);
  std::string out;
  for (const auto &[name, family] : all.families) {
    const char *type = !family.counters.empty() ? "counter" : !family.gauges.empty() ? "gauge" : "histogram";
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, type);
    for (const auto &[labels, counter] : family.counters)
      out += fmt::format("{}{} {}\n", name, in_braces(labels), counter->value());
    for (const auto &[labels, gauge] : family.gauges)
      out += fmt::format("{}{} {}\n", name, in_braces(labels), gauge->value());
    for (const auto &[labels, histogram] : family.histograms) {
      std::uint64_t total = 0;
      for (std::size_t i = 0; i < histogram->buckets_.size(); ++i) {
        total += histogram->buckets_[i].load(std::memory_order_relaxed);
        const std::string bound =
            i < Histogram::kBounds.size() ? fmt::format("le=\"{}\"", Histogram::kBounds[i]) : "le=\"+Inf\"";
        out += fmt::format("{}_bucket{{{}}} {}\n", name, with_label(labels, bound), total);
      }
      out +=
          fmt::format("{}_sum{} {}\n", name, in_braces(labels),
                      static_cast<double>(histogram->sum_nanoseconds_.load(std::memory_order_relaxed)) / 1e9);
      out += fmt::format("{}_count{} {}\n", name, in_braces(labels), total);
    }
  }
  return out;
}

}  // namespace umec::metrics

#include <algorithm>

#include "timeseries/storage.hpp"

namespace umec::timeseries {

Result<Snapshot> Storage::snapshot(std::span<const ColumnId> columns, Timestamp from, Timestamp to) {
  std::unique_ptr<BlockReader> reader;
  {
    const std::lock_guard lock(readers_mutex_);
    if (!readers_.empty()) {
      reader = std::move(readers_.back());
      readers_.pop_back();
    }
  }
  if (reader == nullptr) reader = UMEC_TRY(BlockReader::open(options_.directory / "blocks.db"));
  // While this is held no points move from head to blocks, so the two views fit together.
  const std::shared_lock layout(layout_mutex_);
  UMEC_TRY(reader->begin());
  Snapshot snapshot(*this, std::move(reader));
  const std::shared_lock state(state_mutex_);
  for (const ColumnId column : columns) {
    Samples newest;
    if (frozen_ != nullptr)
      if (const HeadRun *run = frozen_->find(column)) newest = run->sorted(from, to);
    if (const HeadRun *run = active_->find(column)) {
      Samples newer = run->sorted(from, to);
      newest = newest.empty() ? std::move(newer) : newer.empty() ? std::move(newest) : merge(newest, newer);
    }
    if (!newest.empty()) snapshot.head_.emplace(column, std::move(newest));
  }
  return snapshot;
}

Snapshot::~Snapshot() {
  if (reader_ == nullptr) return;
  reader_->end();
  constexpr std::size_t kIdleReaders = 4;
  const std::lock_guard lock(storage_->readers_mutex_);
  if (storage_->readers_.size() < kIdleReaders) storage_->readers_.push_back(std::move(reader_));
}

Result<void> Snapshot::scan(ColumnId column, FieldType type, Timestamp from, Timestamp to, Sink &sink) {
  static const Samples kNothing;
  const auto found = head_.find(column);
  const Samples &head = found == head_.end() ? kNothing : found->second;
  std::size_t at = std::lower_bound(head.times.begin(), head.times.end(), from) - head.times.begin();
  const auto emit_head_before = [&](Timestamp time) {
    std::size_t end = at;
    while (end < head.size() && head.times[end] < time) ++end;
    if (end == at) return true;
    const Samples part = slice(head, head.times[at], head.times[end - 1]);
    at = end;
    return sink.run(part);
  };
  bool more = true;
  UMEC_TRY(reader_->each(column, from, to, [&](const BlockEntry &entry) -> Result<bool> {
    const Summary &summary = entry.summary;
    more = emit_head_before(summary.start);
    if (!more) return false;
    const bool newer_inside = at < head.size() && head.times[at] <= summary.end;
    if (!newer_inside && summary.start >= from && summary.end <= to && sink.takes(summary)) {
      sink.block(summary);
      return true;
    }
    Samples samples = UMEC_TRY(reader_->load(entry.block));
    if (samples.type != type)
      return fail(Errc::corrupt, "a block of column {} holds {}s instead of {}s", column,
                  type_name(samples.type), type_name(type));
    if (newer_inside) {
      const Samples newer = slice(head, head.times[at], summary.end);
      at += newer.size();
      samples = merge(samples, newer);
    }
    if (samples.times.front() < from || samples.times.back() > to) samples = slice(samples, from, to);
    more = samples.empty() || sink.run(samples);
    return more;
  }));
  if (!more || at >= head.size() || head.times[at] > to) return {};
  (void)sink.run(slice(head, head.times[at], to));
  return {};
}

Result<Samples> Snapshot::read(ColumnId column, FieldType type, Timestamp from, Timestamp to) {
  struct Collect : Sink {
    Samples all;
    bool run(const Samples &samples) override {
      if (all.empty()) {
        all = samples;
        return true;
      }
      for (std::size_t i = 0; i < samples.size(); ++i) all.append(samples, i);
      return true;
    }
  } collect;
  collect.all.type = type;
  UMEC_TRY(scan(column, type, from, to, collect));
  collect.all.type = type;
  return std::move(collect.all);
}

}  // namespace umec::timeseries

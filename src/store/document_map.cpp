#include "store/document_map.hpp"

#include <atomic>

namespace umec::store {

namespace {
constexpr std::size_t kWatchBound = 4096;  // changes a reader may be behind
}

Result<Document> DocumentMap::get(std::string_view collection, std::string_view key) const {
  const std::shared_lock lock(mutex_);
  if (const auto documents = collections_.find(collection); documents != collections_.end())
    if (const auto found = documents->second.find(key); found != documents->second.end())
      return Document{found->first, found->second.body, found->second.revision};
  return fail(Errc::not_found, "there is no document '{}' in '{}'", key, collection);
}

std::vector<Document> DocumentMap::list(std::string_view collection) const {
  const std::shared_lock lock(mutex_);
  std::vector<Document> list;
  const auto documents = collections_.find(collection);
  if (documents == collections_.end()) return list;
  list.reserve(documents->second.size());
  for (const auto &[key, stored] : documents->second) list.push_back({key, stored.body, stored.revision});
  return list;
}

Revision DocumentMap::revision_of(std::string_view collection, std::string_view key) const {
  const std::shared_lock lock(mutex_);
  const auto documents = collections_.find(collection);
  if (documents == collections_.end()) return 0;
  const auto found = documents->second.find(key);
  return found == documents->second.end() ? 0 : found->second.revision;
}

void DocumentMap::apply(const std::vector<Change> &changes, Revision revision) {
  const std::unique_lock lock(mutex_);
  for (const Change &change : changes) {
    Collection &documents = collections_[change.collection];
    if (change.kind == Change::Kind::put)
      documents.insert_or_assign(change.key, Stored{change.body, revision});
    else
      documents.erase(change.key);
  }
}

Result<void> PendingBatch::accept(const std::vector<Change> &changes, Revision revision) {
  std::map<Name, Revision> mine;
  for (const Change &change : changes) {
    if (change.kind == Change::Kind::put && (!change.body || change.body->size() > kMaxBody))
      return fail(Errc::too_large, "the document '{}' in '{}' exceeds {} bytes", change.key,
                  change.collection, kMaxBody);
    Name name{change.collection, change.key};
    Revision present = 0;
    if (const auto own = mine.find(name); own != mine.end())
      present = own->second;
    else if (const auto earlier = revisions_.find(name); earlier != revisions_.end())
      present = earlier->second;
    else
      present = documents_.revision_of(change.collection, change.key);
    if (change.expected && *change.expected != present)
      return fail(Errc::precondition_failed, "the document '{}' in '{}' is at revision {}, not {}",
                  change.key, change.collection, present, *change.expected);
    if (change.kind == Change::Kind::remove && present == 0)
      return fail(Errc::not_found, "there is no document '{}' in '{}'", change.key, change.collection);
    mine.insert_or_assign(std::move(name), change.kind == Change::Kind::put ? revision : 0);
  }
  for (auto &[name, present] : mine) revisions_.insert_or_assign(name, present);
  return {};
}

struct WatchList::Subscriber {
  explicit Subscriber(std::string_view prefix) : prefix(prefix), events(kWatchBound) {}
  const std::string prefix;
  runtime::Channel<Event> events;
  std::atomic<bool> overflowed{false};
};

class WatchList::Reader : public Watch {
 public:
  explicit Reader(std::shared_ptr<Subscriber> subscriber) : subscriber_(std::move(subscriber)) {}

  Result<std::optional<Event>> next(runtime::Deadline deadline) override {
    auto event = subscriber_->events.pop(deadline);
    if (!event && subscriber_->overflowed)
      return fail(Errc::gone, "the watch of '{}' fell more than {} changes behind", subscriber_->prefix,
                  kWatchBound);
    return event;
  }

 private:
  std::shared_ptr<Subscriber> subscriber_;
};

std::unique_ptr<Watch> WatchList::add(std::string_view prefix) {
  auto subscriber = std::make_shared<Subscriber>(prefix);
  const std::lock_guard lock(mutex_);
  subscribers_.push_back(subscriber);
  return std::make_unique<Reader>(std::move(subscriber));
}

void WatchList::publish(const std::vector<Change> &changes, Revision revision) {
  const std::lock_guard lock(mutex_);
  std::erase_if(subscribers_, [&](const std::weak_ptr<Subscriber> &weak) {
    const auto subscriber = weak.lock();
    if (!subscriber) return true;
    for (const Change &change : changes) {
      if (!change.collection.starts_with(subscriber->prefix)) continue;
      if (!subscriber->events.try_push({change.kind, change.collection, change.key, change.body, revision})) {
        subscriber->overflowed = true;
        subscriber->events.close();
        return true;
      }
    }
    return false;
  });
}

void WatchList::close() {
  const std::lock_guard lock(mutex_);
  for (const auto &weak : subscribers_)
    if (const auto subscriber = weak.lock()) subscriber->events.close();
  subscribers_.clear();
}

}  // namespace umec::store

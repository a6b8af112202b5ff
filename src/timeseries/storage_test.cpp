#include "timeseries/storage.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <random>

#include "timeseries/line_protocol.hpp"

namespace umec::timeseries {
namespace {

constexpr Timestamp kEver = std::numeric_limits<Timestamp>::max();
constexpr Timestamp kNever = std::numeric_limits<Timestamp>::min();

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "umec_storage_XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::unique_ptr<Storage> open(const std::filesystem::path &path, std::size_t head = 512 * 1024) {
  Storage::Options options;
  options.directory = path;
  options.head_values = head;
  auto storage = Storage::open(options);
  EXPECT_TRUE(storage) << storage.error().detail;
  return std::move(*storage);
}

Applied write(Storage &storage, std::string_view lines) {
  auto outcome = storage.write("d", parse_lines(lines, 1, 1).batch, true);
  EXPECT_TRUE(outcome) << outcome.error().detail;
  return outcome.value_or(Applied{});
}

struct Found {
  ColumnId id = 0;
  FieldType type{};
};

Found column(Storage &storage, std::string_view measurement, std::string_view key, std::string_view field) {
  return storage.catalogue([&](const Catalogue &catalogue) -> Found {
    const Measurement *entry = catalogue.find("d", measurement);
    if (entry == nullptr) return {};
    const auto named = entry->fields.find(field);
    const auto series = entry->series.find(key);
    if (named == entry->fields.end() || series == entry->series.end()) return {};
    for (const Column &one : series->second.columns)
      if (one.field == named->second.id) return {one.id, named->second.type};
    return {};
  });
}

Samples read(Storage &storage, Found which, Timestamp from = kNever, Timestamp to = kEver) {
  const ColumnId columns[] = {which.id};
  auto snapshot = storage.snapshot(columns, from, to);
  EXPECT_TRUE(snapshot) << snapshot.error().detail;
  auto samples = snapshot->read(which.id, which.type, from, to);
  EXPECT_TRUE(samples) << samples.error().detail;
  return *samples;
}

TEST(Storage, KeepsEveryTypeOverFlushAndReopening) {
  Folder folder;
  {
    auto storage = open(folder.path);
    ASSERT_TRUE(storage->create_database("d", 0));
    write(*storage, "m,a=b f=1.5,i=7i,b=true,s=\"hello\" 10\nm,a=b f=-0.25,i=-9i,b=f,s=\"\" 20");
    ASSERT_TRUE(storage->flush());
    write(*storage, "m,a=b f=3,s=\"new\" 20");
  }
  auto storage = open(folder.path);
  const Samples floats = read(*storage, column(*storage, "m", "m,a=b", "f"));
  ASSERT_EQ(floats.size(), 2U);
  EXPECT_EQ(floats.number(0), 1.5);
  EXPECT_EQ(floats.number(1), 3);  // the later write at one time stays
  const Samples integers = read(*storage, column(*storage, "m", "m,a=b", "i"));
  EXPECT_EQ(integers.number(1), -9);
  const Samples booleans = read(*storage, column(*storage, "m", "m,a=b", "b"));
  EXPECT_EQ(booleans.bits[0], 1U);
  const Samples texts = read(*storage, column(*storage, "m", "m,a=b", "s"));
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts.texts[texts.bits[0]], "hello");
  EXPECT_EQ(texts.texts[texts.bits[1]], "new");
}

TEST(Storage, DropsPointsOfAnotherFieldTypeInInfluxWords) {
  Folder folder;
  auto storage = open(folder.path);
  ASSERT_TRUE(storage->create_database("d", 0));
  EXPECT_EQ(write(*storage, "m v=1 1").dropped, 0U);
  const Applied outcome = write(*storage, "m v=\"x\",w=1 2\nm v=3 3");
  EXPECT_EQ(outcome.dropped, 1U);
  EXPECT_EQ(outcome.reason,
            "field type conflict: input field \"v\" on measurement \"m\" is type string, already exists as "
            "type float");
  EXPECT_EQ(read(*storage, column(*storage, "m", "m", "v")).size(), 2U);
}

TEST(Storage, RefusesAnUnknownDatabase) {
  Folder folder;
  auto storage = open(folder.path);
  const auto outcome = storage->write("nodb", parse_lines("m v=1 1", 1, 1).batch, true);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Errc::not_found);
  EXPECT_EQ(outcome.error().detail, "database not found: \"nodb\"");
}

TEST(Storage, ReplaysTheLogOfAKilledProcess) {
  Folder folder;
  Folder copy;
  auto storage = open(folder.path);
  ASSERT_TRUE(storage->create_database("d", 0));
  write(*storage, "m v=1 1");
  ASSERT_TRUE(storage->flush());
  write(*storage, "m v=2 2\nm,x=y w=5i 2");
  // What kill -9 leaves behind: the files as they are, nothing closed.
  std::filesystem::copy(folder.path, copy.path, std::filesystem::copy_options::recursive);
  auto again = open(copy.path);
  EXPECT_EQ(read(*again, column(*again, "m", "m", "v")).size(), 2U);
  EXPECT_EQ(read(*again, column(*again, "m", "m,x=y", "w")).size(), 1U);
}

TEST(Storage, AgreesWithAMapOverRandomWrites) {
  Folder folder;
  auto storage = open(folder.path, 3000);
  ASSERT_TRUE(storage->create_database("d", 0));
  std::mt19937 random(7);
  std::map<Timestamp, double> model[3];
  for (int round = 0; round < 120; ++round) {
    std::string lines;
    const bool backfill = random() % 4 == 0;
    const Timestamp base = backfill ? Timestamp(random() % 100) * kHour : round * kHour;
    for (int i = 0; i < 150; ++i) {
      const int series = random() % 3;
      const Timestamp time = base + Timestamp(random() % 3600) * kSecond;
      const double value = (random() % 20000) / 200.0;
      model[series][time] = value;
      lines += fmt::format("m,s={} v={} {}\n", series, value, time);
    }
    write(*storage, lines);
    if (round % 17 == 0) {
      ASSERT_TRUE(storage->flush());
    }
    if (round % 41 == 40) {
      storage.reset();
      storage = open(folder.path, 3000);
    }
  }
  for (int series = 0; series < 3; ++series) {
    const Found which = column(*storage, "m", fmt::format("m,s={}", series), "v");
    for (const auto &[from, to] : {std::pair{kNever, kEver}, std::pair{10 * kHour + kMinute, 40 * kHour}}) {
      const Samples samples = read(*storage, which, from, to);
      std::size_t at = 0;
      for (auto it = model[series].lower_bound(from); it != model[series].end() && it->first <= to;
           ++it, ++at) {
        ASSERT_LT(at, samples.size());
        ASSERT_EQ(samples.times[at], it->first);
        ASSERT_EQ(samples.number(at), it->second);
      }
      EXPECT_EQ(at, samples.size());
    }
  }
}

TEST(Storage, SummariesAgreeWithSamples) {
  Folder folder;
  auto storage = open(folder.path);
  ASSERT_TRUE(storage->create_database("d", 0));
  std::string lines;
  for (int i = 0; i < 20000; ++i) lines += fmt::format("m v={} {}\n", (i * 7919 % 1000) / 10.0, i * kSecond);
  write(*storage, lines);
  ASSERT_TRUE(storage->flush());
  struct Count : Snapshot::Sink {
    std::uint64_t blocks = 0;
    std::uint64_t count = 0;
    double sum = 0;
    bool takes(const Summary &) override { return true; }
    void block(const Summary &summary) override {
      ++blocks;
      count += summary.count;
      sum += as_double(summary.sum);
    }
    bool run(const Samples &samples) override {
      count += samples.size();
      for (std::size_t i = 0; i < samples.size(); ++i) sum += samples.number(i);
      return true;
    }
  } sink;
  const Found which = column(*storage, "m", "m", "v");
  const ColumnId columns[] = {which.id};
  auto snapshot = storage->snapshot(columns, kNever, kEver);
  ASSERT_TRUE(snapshot->scan(which.id, which.type, kNever, kEver, sink));
  EXPECT_EQ(sink.blocks, 6U);  // five whole hours and the rest
  EXPECT_EQ(sink.count, 20000U);
  double expected = 0;
  for (int i = 0; i < 20000; ++i) expected += (i * 7919 % 1000) / 10.0;
  EXPECT_NEAR(sink.sum, expected, 1e-6);
}

TEST(Storage, DropsAndErasesForGood) {
  Folder folder;
  {
    auto storage = open(folder.path);
    ASSERT_TRUE(storage->create_database("d", 0));
    write(*storage, "m v=1 1\nm v=2 2\nm v=3 3\nn v=1 1");
    ASSERT_TRUE(storage->drop_measurement("d", "n"));
    const std::int64_t series = storage->catalogue(
        [](const Catalogue &all) { return all.find("d", "m")->series.find("m")->second.id; });
    ASSERT_TRUE(storage->erase("d", {{"m", series, {column(*storage, "m", "m", "v").id}}}, 2, 2));
    EXPECT_EQ(read(*storage, column(*storage, "m", "m", "v")).size(), 2U);
  }
  auto storage = open(folder.path);
  EXPECT_EQ(column(*storage, "n", "n", "v").id, 0);
  EXPECT_EQ(read(*storage, column(*storage, "m", "m", "v")).size(), 2U);
  ASSERT_TRUE(storage->drop_database("d"));
  EXPECT_FALSE(storage->catalogue([](const Catalogue &catalogue) { return catalogue.find("d") != nullptr; }));
}

TEST(Storage, GroupsTheCommitsOfManyWriters) {
  Folder folder;
  auto storage = open(folder.path);
  ASSERT_TRUE(storage->create_database("d", 0));
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) write(*storage, fmt::format("m,t={} v={} {}", t, i, i));
    });
  for (auto &thread : threads) thread.join();
  for (int t = 0; t < 8; ++t)
    EXPECT_EQ(read(*storage, column(*storage, "m", fmt::format("m,t={}", t), "v")).size(), 50U);
}

TEST(Storage, AnswersUnavailableWhenTheQueueIsFull) {
  Folder folder;
  Storage::Options options;
  options.directory = folder.path;
  options.queue_bytes = 1;
  auto storage = std::move(*Storage::open(options));
  ASSERT_TRUE(storage->create_database("d", 0));
  bool refused = false;
  for (int i = 0; i < 1000 && !refused; ++i) {
    const auto outcome = storage->write("d", parse_lines("m v=1 1", 1, 1).batch, false);
    refused = !outcome && outcome.error().code == Errc::unavailable;
  }
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace umec::timeseries

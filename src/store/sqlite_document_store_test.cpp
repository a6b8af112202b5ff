// What the SQLite adapter promises beyond the contract: nothing acknowledged is lost.
#include "store/sqlite_document_store.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace umec::store {
namespace {

class SqliteDocumentStoreTest : public testing::Test {
 protected:
  SqliteDocumentStoreTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "umec-store-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ / "documents.sqlite";
  }
  ~SqliteDocumentStoreTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

TEST_F(SqliteDocumentStoreTest, KeepsDocumentsAndRevisionsAcrossRestarts) {
  Revision last = 0;
  {
    auto store = std::move(SqliteDocumentStore::open(path_).value());
    ASSERT_TRUE(store->put("c", "a", "1"));
    ASSERT_TRUE(store->put("c", "b", "2"));
    last = store->remove("c", "b").value();
  }
  auto store = std::move(SqliteDocumentStore::open(path_).value());
  EXPECT_EQ(*store->get("c", "a")->body, "1");
  EXPECT_FALSE(store->get("c", "b"));
  // A revision that was given once is never given again, even if its document is gone.
  EXPECT_GT(store->put("c", "b", "3").value(), last);
}

// Writes until it is killed; each number that goes down the pipe is acknowledged.
[[noreturn]] void write_until_killed(const std::string &path, int acknowledgements) {
  auto store = SqliteDocumentStore::open(path);
  if (!store) _exit(1);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer)
    writers.emplace_back([&, writer] {
      for (int number = writer;; number += 4) {
        if (!(*store)->put("c", std::to_string(number), std::string(500, 'x'))) _exit(2);
        if (::write(acknowledgements, &number, sizeof number) != sizeof number) _exit(3);
      }
    });
  for (auto &writer : writers) writer.join();
  _exit(0);
}

TEST_F(SqliteDocumentStoreTest, KillNineLosesNothingAcknowledged) {
  for (int round = 0; round < 3; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(path_, ends[1]);
    }
    ::close(ends[1]);
    std::vector<int> acknowledged;
    int number = 0;
    while (acknowledged.size() < 100 && ::read(ends[0], &number, sizeof number) == sizeof number)
      acknowledged.push_back(number);
    ::kill(child, SIGKILL);
    while (::read(ends[0], &number, sizeof number) == sizeof number) acknowledged.push_back(number);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);

    auto store = SqliteDocumentStore::open(path_);
    ASSERT_TRUE(store) << store.error().detail;
    for (const int each : acknowledged) EXPECT_TRUE((*store)->get("c", std::to_string(each))) << each;
  }
}

TEST_F(SqliteDocumentStoreTest, AFullDiskIsSaidAndLosesNothingAcknowledged) {
  auto store = std::move(SqliteDocumentStore::open(path_, {.max_bytes = 200 << 10}).value());
  int stored = 0;
  Result<Revision> result = 0;
  while (stored < 1000) {
    result = store->put("c", std::to_string(stored), std::string(4000, 'x'));
    if (!result) break;
    ++stored;
  }
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::io);
  EXPECT_THAT(result.error().detail, testing::HasSubstr("no space left"));
  EXPECT_EQ(store->list("c").size(), static_cast<std::size_t>(stored));
  // What was refused is not there, and there is room again after a removal.
  EXPECT_FALSE(store->get("c", std::to_string(stored)));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(store->remove("c", std::to_string(i)));
  EXPECT_TRUE(store->put("c", "late", std::string(4000, 'x')));
  store.reset();
  store = std::move(SqliteDocumentStore::open(path_).value());
  EXPECT_EQ(store->list("c").size(), static_cast<std::size_t>(stored) - 5 + 1);
}

TEST_F(SqliteDocumentStoreTest, ADamagedFileIsSaidAndLeftAlone) {
  {
    auto store = std::move(SqliteDocumentStore::open(path_).value());
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(store->put("c", std::to_string(i), std::string(1000, 'x')));
  }
  const auto size = std::filesystem::file_size(path_);
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    for (std::size_t at = 4096; at + 512 < size; at += 4096) {
      file.seekp(static_cast<std::streamoff>(at));
      file.write(std::string(512, '\x5a').data(), 512);
    }
  }
  const auto store = SqliteDocumentStore::open(path_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::corrupt);
  EXPECT_THAT(store.error().detail, testing::HasSubstr("restore it from a backup"));
  EXPECT_EQ(std::filesystem::file_size(path_), size);
}

TEST_F(SqliteDocumentStoreTest, AFileThatIsNoDatabaseIsRefused) {
  std::ofstream(path_) << std::string(8192, 'n');
  const auto store = SqliteDocumentStore::open(path_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::corrupt);
}

TEST_F(SqliteDocumentStoreTest, AFileInUseIsRefused) {
  const auto first = std::move(SqliteDocumentStore::open(path_).value());
  const auto second = SqliteDocumentStore::open(path_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().detail, testing::HasSubstr("in use by another process"));
}

TEST_F(SqliteDocumentStoreTest, AFolderThatIsNotThereIsSaid) {
  const auto store = SqliteDocumentStore::open(folder_ / "missing" / "documents.sqlite");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::io);
  EXPECT_THAT(store.error().detail, testing::HasSubstr("missing/documents.sqlite"));
}

TEST_F(SqliteDocumentStoreTest, AFullQueueIsRefusedAtOnce) {
  auto store = std::move(SqliteDocumentStore::open(path_, {.queue = 1}).value());
  std::atomic<int> refused{0};
  std::atomic<int> stored{0};
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < 8; ++writer)
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 50; ++i) {
        const auto result = store->put("c", std::to_string(writer * 100 + i), "x");
        if (result)
          ++stored;
        else if (result.error().code == Errc::unavailable)
          ++refused;
      }
    });
  writers.clear();
  EXPECT_GT(refused, 0);
  EXPECT_EQ(stored + refused, 400);
  EXPECT_EQ(store->list("c").size(), static_cast<std::size_t>(stored));
}

}  // namespace
}  // namespace umec::store

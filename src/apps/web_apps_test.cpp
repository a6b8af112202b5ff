#include "apps/web_apps.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "apps/routes.hpp"
#include "base/id.hpp"
#include "net/client.hpp"
#include "net/server.hpp"

namespace umec::apps {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Entry {
  std::string path;
  std::string content;
  unsigned type = AE_IFREG;
};

std::string tar(const std::vector<Entry> &entries) {
  std::string out;
  archive *writer = archive_write_new();
  archive_write_set_format_pax_restricted(writer);
  archive_write_open(
      writer, &out, nullptr,
      [](archive *, void *to, const void *data, std::size_t size) -> la_ssize_t {
        static_cast<std::string *>(to)->append(static_cast<const char *>(data), size);
        return static_cast<la_ssize_t>(size);
      },
      nullptr);
  for (const Entry &entry : entries) {
    archive_entry *item = archive_entry_new();
    archive_entry_set_pathname(item, entry.path.c_str());
    archive_entry_set_filetype(item, entry.type);
    archive_entry_set_perm(item, 0644);
    archive_entry_set_size(item, entry.type == AE_IFREG ? static_cast<la_int64_t>(entry.content.size()) : 0);
    if (entry.type == AE_IFLNK) archive_entry_set_symlink(item, entry.content.c_str());
    archive_write_header(writer, item);
    if (entry.type == AE_IFREG) archive_write_data(writer, entry.content.data(), entry.content.size());
    archive_entry_free(item);
  }
  archive_write_free(writer);
  return out;
}

TEST(WebArchive, UnpacksPlainFiles) {
  const auto files = read_web_archive(tar({{"./index.html", "a"}, {"js/app.js", "b"}}));
  ASSERT_TRUE(files) << files.error().detail;
  EXPECT_EQ(files->at("index.html"), "a");
  EXPECT_EQ(files->at("js/app.js"), "b");
}

TEST(WebArchive, RefusesWhatCouldEscapeOrHide) {
  for (const Entry &bad : {Entry{"../evil", "x"}, Entry{"/etc/evil", "x"}, Entry{"a/../../evil", "x"},
                           Entry{".hidden", "x"}, Entry{"a//b", "x"}, Entry{"link", "/etc/passwd", AE_IFLNK},
                           Entry{"pipe", "", AE_IFIFO}, Entry{"a\nb", "x"}}) {
    const auto files = read_web_archive(tar({{"index.html", "a"}, bad}));
    ASSERT_FALSE(files) << bad.path;
    EXPECT_EQ(files.error().code, Errc::bad_request);
  }
  EXPECT_FALSE(read_web_archive(tar({{"index.html", "a"}, {"x", "1"}, {"x/y", "2"}})));
  EXPECT_FALSE(read_web_archive("nonsense"));
  EXPECT_FALSE(read_web_archive(""));
}

class WebAppsTest : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }
  std::unique_ptr<WebApps> open() { return *WebApps::open(folder_); }
  std::string folder_ = (fs::temp_directory_path() / ("umec-web-" + random_hex(6))).string();
};

TEST_F(WebAppsTest, KeepsAppsOverARestartAndReplacesThemWhole) {
  {
    auto apps = open();
    EXPECT_EQ(apps->put("demo", {{"index.html", "one"}, {"old.js", "x"}}), true);
    EXPECT_EQ(apps->put("demo", {{"index.html", "two"}, {"new.js", "y"}}), false);
  }
  // What a crash in the middle of an upload leaves.
  fs::create_directories(fs::path(folder_) / ".new-0123");
  auto apps = open();
  EXPECT_FALSE(fs::exists(fs::path(folder_) / ".new-0123"));
  EXPECT_EQ(*apps->read("demo", "index.html"), "two");
  EXPECT_EQ(apps->read("demo", "old.js").error().code, Errc::not_found);
  EXPECT_EQ(apps->find("demo")->files.size(), 2U);
  ASSERT_TRUE(apps->remove("demo"));
  EXPECT_EQ(apps->remove("demo").error().code, Errc::not_found);
  EXPECT_TRUE(open()->list().empty());
}

TEST_F(WebAppsTest, RefusesBadNamesAndAppsWithoutAPage) {
  auto apps = open();
  for (const char *name : {"", "A", "a/b", "..", "a b", "-a"})
    EXPECT_FALSE(apps->put(name, {{"index.html", ""}})) << name;
  EXPECT_FALSE(apps->put("demo", {{"a.js", ""}}));
}

TEST_F(WebAppsTest, ServesPagesOverHttp) {
  auto runtime = *runtime::Runtime::start({.loops = 1});
  auto apps = open();
  net::Router router;
  mount(router, *apps);
  auto server = *net::Server::start(*runtime, router, *net::Address::parse("127.0.0.1:0"));
  const std::string origin = "http://127.0.0.1:" + std::to_string(server->port());
  const auto put = net::fetch({.method = net::Method::put,
                               .url = origin + "/apps/v1/web/demo",
                               .body = tar({{"index.html", "<h1>hi</h1>"}, {"a.js", "1"}})});
  ASSERT_TRUE(put);
  EXPECT_EQ(put->status, 201) << put->body;
  const auto page = net::fetch({.url = origin + "/apps/demo/"});
  EXPECT_EQ(page->body, "<h1>hi</h1>");
  EXPECT_EQ(page->header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(net::fetch({.url = origin + "/apps/demo/",
                        .headers = {{"If-None-Match", std::string(page->header("ETag"))}}})
                ->status,
            304);
  EXPECT_EQ(net::fetch({.url = origin + "/apps/demo"})->header("Location"), "/apps/demo/");
  EXPECT_EQ(net::fetch({.url = origin + "/apps/demo/../../etc/passwd"})->status, 404);
  EXPECT_THAT(net::fetch({.url = origin + "/apps/v1/web"})->body, HasSubstr(R"("name":"demo")"));
  EXPECT_EQ(net::fetch({.method = net::Method::put, .url = origin + "/apps/v1/web/demo", .body = "nonsense"})
                ->status,
            400);
  EXPECT_EQ(net::fetch({.url = origin + "/apps/demo/a.js"})->body, "1");
  EXPECT_EQ(net::fetch({.method = net::Method::del, .url = origin + "/apps/v1/web/demo"})->status, 204);
  EXPECT_EQ(net::fetch({.url = origin + "/apps/demo/"})->status, 404);
}

}  // namespace
}  // namespace umec::apps

// A script of answers into a Backoffice backend that really listens, for what the reference backends never do.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace authconform::testing {

inline constexpr const char* kLogin = "ann";
inline constexpr const char* kPassword = "Ann's \"pass\\word\" 50%+é";
inline constexpr const char* kInactiveLogin = "bob";
inline constexpr const char* kInactivePassword = "Bob&sleeps=1/2+3";
// A signed JWT whose signature nobody checks.
inline constexpr const char* kToken =
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4iLCJjYW5hcnkiOiJ0d2VldCJ9.Q2FuYXJ5U2lnbmF0dXJlMDEyMzQ1Njc4OQ";

struct Asked {
  int number = 0;  // of the requests so far, from 1
  std::string method;
  std::string content_type;
  std::string body;

  bool IsSignIn() const;  // the documented request of the active account
  bool HasLogin(const std::string& login) const;
};

struct Answer {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type = "application/json";
};

using Script = std::function<Answer(const Asked&)>;

// What the document says, and good manners where it is silent.
Answer KeepTheDocument(const Asked& asked);

class ScriptedBackend {
 public:
  // Answers all methods on every path with the script, which may be called by many threads at once.
  explicit ScriptedBackend(Script script, bool tls = false);
  ~ScriptedBackend();

  std::string url() const;
  int requests() const { return static_cast<int>(arrivals().size()); }
  std::vector<std::chrono::steady_clock::time_point> arrivals() const;

  // A target file for it in `folder`, with the given members added to its object: "\"limits\": {…}". The path.
  std::string WriteTarget(const std::string& folder, const std::string& more = "", bool inactive = true) const;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
  const bool tls_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::chrono::steady_clock::time_point> arrivals_;
  std::thread listening_;
};

// A port on which nothing listens.
int DeadPort();

}  // namespace authconform::testing

// Specs into judges ready for use: compiled once, lent to one run after the other.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "harness/base/result.h"
#include "harness/judge/judge.h"
#include "harness/spec/spec.h"

namespace authconform {

// Holds as many judges of a spec as were ever lent at once. For any thread; specs must outlive it, and it whoever has
// borrowed from it.
class JudgeShelf {
 public:
  class Borrowed {
   public:
    Borrowed(Borrowed&&) noexcept = default;
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed();
    // For one thread at a time.
    const Judge& operator*() const { return *judge_; }

   private:
    friend class JudgeShelf;
    Borrowed(JudgeShelf& shelf, const Spec& spec, std::unique_ptr<Judge> judge)
        : shelf_(&shelf), spec_(&spec), judge_(std::move(judge)) {}
    JudgeShelf* shelf_;
    const Spec* spec_;
    std::unique_ptr<Judge> judge_;
  };

  // Error: a schema of the spec does not compile.
  Result<Borrowed> Borrow(const Spec& spec);

 private:
  std::mutex mutex_;
  std::map<const Spec*, std::vector<std::unique_ptr<Judge>>> idle_;
};

}  // namespace authconform

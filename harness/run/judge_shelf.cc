#include "harness/run/judge_shelf.h"

#include <utility>

namespace authconform {

JudgeShelf::Borrowed::~Borrowed() {
  if (judge_ == nullptr) return;  // moved from
  const std::lock_guard lock(shelf_->mutex_);
  shelf_->idle_[spec_].push_back(std::move(judge_));
}

Result<JudgeShelf::Borrowed> JudgeShelf::Borrow(const Spec& spec) {
  {
    const std::lock_guard lock(mutex_);
    std::vector<std::unique_ptr<Judge>>& idle = idle_[&spec];
    if (!idle.empty()) {
      std::unique_ptr<Judge> judge = std::move(idle.back());
      idle.pop_back();
      return Borrowed(*this, spec, std::move(judge));
    }
  }
  Result<Judge> judge = Judge::Make(spec);
  if (!judge) return judge.error();
  return Borrowed(*this, spec, std::make_unique<Judge>(*std::move(judge)));
}

}  // namespace authconform

// The runs of shards, or of endpoints asked apart, into the one run that they are together.
#pragma once

#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/run/run.h"

namespace authconform {

struct Shard {
  std::string file;  // names it in errors
  Run run;
};

// `plan` holds the ids of all cases of all endpoints, in plan order, as these files have them.
//
//   cases, endpoints     in plan order. A case that several shards asked must be told alike by all of them
//   cases_planned        of the endpoints of any shard, chosen or not
//   partial              the shards' reasons, each once; that cases were left out is told only of cases in no shard
//                        at all. Where a shard judged nothing, its preflight_error. That they began a day or more
//                        apart: together they tell of no one moment, and one may be left from another time. Where
//                        they asked several servers of one machine: which, for nothing shows that those are alike
//   preflight_error      only where no shard judged anything
//   requirements_checked, unproved   of all shards' cases; see below
//   deviations, totals   counted again; deviation_errors of all shards, each once
//   interrupted          where one was
//   started_us, duration_us   from the first start; as long as any of them ran
//   requests, controls   the sums; jobs the most of any
//   exit_code            by the same rules as that of one run, and never 0 or 5 where a shard was inconclusive, could
//                        not begin or broke: then the worst of the shards'
//
// requirements_checked counts what each shard certainly looked at (looked_at.h), and never less than in any one shard.
//
// A shard that is the same as one before, byte for byte, counts once. Loopback addresses may differ by port, as each
// test of Bazel starts a reference backend of its own; the run is partial then.
//
// Error, which names the shard's file and what differs: no shard at all; another authconform, target, URL, --repeat,
// --strict, document or reading of it, other requirements; a case told in two ways; a case that is not in `plan`, or
// other planned cases than in `plan`.
Result<Run> MergeRuns(const std::vector<Shard>& shards, const std::vector<std::string>& plan);

}  // namespace authconform

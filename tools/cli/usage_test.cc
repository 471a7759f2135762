// Bad usage and bad input: one clear sentence, the documented exit code, and nothing written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kTryHelp = "Try authconform --help.\n";

struct Row {
  std::vector<std::string> arguments;
  int code;
  std::string err;  // whole
};

void ExpectRows(const std::vector<Row>& rows) {
  const std::string folder = FreshFolder("usage");
  for (const Row& row : rows) {
    const Ended ended = RunAuthconform(row.arguments, {.environment = {{"SET", "a-password"}}, .folder = folder});
    std::string line;
    for (const std::string& argument : row.arguments) line += " '" + argument + "'";
    EXPECT_EQ(ended.code, row.code) << line;
    EXPECT_EQ(ended.err, row.err) << line;
    EXPECT_EQ(ended.out, "") << line;
    EXPECT_TRUE(std::filesystem::is_empty(folder)) << line;
  }
}

TEST(Usage, SaysWhatIsNotUnderstood) {
  ExpectRows({
      {{}, 2, "authconform: say what to do: name a command, such as run\n" + kTryHelp},
      {{"runn"}, 2, "authconform: there is no command \"runn\", did you mean \"run\"?\n" + kTryHelp},
      {{"zzz"}, 2, "authconform: there is no command \"zzz\"\n" + kTryHelp},
      {{"run", "--tagret", "x"},
       2,
       "authconform: there is no option --tagret, did you mean \"--target\"?\n" + kTryHelp},
      {{"run", "--password=hunter2"},
       2,
       "authconform: there is no option --password, did you mean \"--password-env\"?\n" + kTryHelp},
      {{"lint", "--sepcs", "x"}, 2, "authconform: there is no option --sepcs, did you mean \"--specs\"?\n" + kTryHelp},
      {{"report", "a", "b"}, 2, "authconform: report takes no \"b\"\n" + kTryHelp},
      {{"report"}, 2, "authconform: run is required\n" + kTryHelp},
      {{"run", "--jobs", "0", "--url", "http://x"},
       2,
       "authconform: --jobs: Value 0 not in range 1 to 256\n" + kTryHelp},
      {{"run", "--jobs", "many", "--url", "http://x"},
       2,
       "authconform: --jobs: Value many not in range 1 to 256\n" + kTryHelp},
      {{"run", "--repeat", "0", "--url", "http://x"},
       2,
       "authconform: --repeat: Value 0 not in range 1 to 1000000\n" + kTryHelp},
      {{"run", "--rate", "0", "--url", "http://x"},
       2,
       "authconform: --rate: Value 0 not in range 0.001000 to 1000000.000000\n" + kTryHelp},
      {{"run", "--target", "t.json", "--account", "active=ann"},
       2,
       "authconform: --account requires --url\n" + kTryHelp},
      {{"reference", "--port", "65536"}, 2, "authconform: --port: Value 65536 not in range 0 to 65535\n" + kTryHelp},
  });
}

TEST(Usage, SaysWhichBackendIsMissing) {
  const std::string which = "authconform: say which backend: either --target FILE or --url URL\n";
  ExpectRows({
      {{"run"}, 2, which},
      {{"run", "--target", ""}, 2, which},
      {{"run", "--target", "t.json", "--url", "http://x"}, 2, which},
      {{"run", "--url", ""}, 2, "authconform: --url: the URL must start with http:// or https://\n"},
      {{"run", "--url", "ftp://host"}, 2, "authconform: --url: the URL's scheme must be http or https\n"},
      {{"run", "--url", "host"}, 2, "authconform: --url: the URL must start with http:// or https://\n"},
  });
}

TEST(Usage, RewritesNoListWithoutReports) {
  ExpectRows({
      {{"run", "--url", "http://127.0.0.1:1", "--deviations", "known.json", "--fix", "--out", ""},
       2,
       "authconform: --fix: the new list is written with the reports of --out: name a folder there\n"},
  });
}

TEST(Usage, NamesTheAccountOrVariableAtFault) {
  const std::vector<std::string> run = {"run", "duktig", "--url", "http://127.0.0.1:1"};
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), run.begin(), run.end());
    return more;
  };
  ExpectRows({
      {with({"--account", "actve=ann", "--password-env", "SET"}), 2,
       "authconform: --account: no such role: \"actve\", did you mean \"active\"?\n"},
      {with({"--account", "active"}), 2, "authconform: --account: takes ROLE=LOGIN, such as active=jane@example.com\n"},
      {with({"--account", "active=ann"}), 2,
       "authconform: --account: the active account needs a password: give --password-env NAME too\n"},
      {with({"--password-env", "SET"}), 2,
       "authconform: --password-env: is for the active account: give --account active=LOGIN too\n"},
      // What is not there in the environment is preflight's business.
      {with({"--account", "active=ann", "--password-env", "UNSET"}), 3,
       "authconform: --password-env: the environment variable UNSET is not set\n"},
      {with({"--account", "active=ann", "--password-env", "hunter2"}), 3,
       "authconform: --password-env: the environment variable named here is not set\n"},
      {with({"--account", "active=ann", "--password-env", "SET", "--client-key-env", "UNSET"}), 3,
       "authconform: --client-key-env: the environment variable UNSET is not set\n"},
  });
}

TEST(Usage, OffersTheNearestEndpointCaseOrFault) {
  ExpectRows({
      {{"run", "duktg", "--url", "http://x"},
       2,
       "authconform: there is no endpoint \"duktg\", did you mean \"duktig\"?\n"},
      {{"plan", "duktig/tokn"},
       2,
       "authconform: there is no endpoint \"duktig/tokn\", did you mean \"duktig/token\"?\n"},
      {{"show", "zzz"}, 2, "authconform: there is no endpoint \"zzz\"\n"},
      {{"run", "duktig", "--url", "http://x", "--only", "*/bad-credental/*"},
       5,
       "authconform: no case matches --only \"*/bad-credental/*\": no case id has the part \"bad-credental\", did you "
       "mean \"bad-credentials\"?\n"},
      {{"run", "duktig", "--url", "http://x", "--only", "valid"},
       5,
       "authconform: no case matches --only \"valid\": a case id is vendor/endpoint/family/variant, such as "
       "duktig/token/valid/sign-in\n"},
      {{"run", "duktig", "--url", "http://x", "--only", ""},
       5,
       "authconform: no case matches --only \"\": a case id is vendor/endpoint/family/variant, such as "
       "duktig/token/valid/sign-in\n"},
      // A glob for nothing beside one for something is a mistake, not an empty selection.
      {{"run", "duktig", "--url", "http://x", "--only", "*/valid/*", "--only", "*/vallid/*"},
       2,
       "authconform: no case matches --only \"*/vallid/*\": no case id has the part \"vallid\", did you mean "
       "\"valid\"?\n"},
      {{"report", "run.json", "--format", "htm"},
       2,
       "authconform: there is no format \"htm\", did you mean \"html\"?\n"},
      {{"reference", "--fault", "duktig-wrongstatus"},
       2,
       "authconform: there is no fault \"duktig-wrongstatus\"; did you mean \"duktig-wrong-status\"? (authconform "
       "reference --list-faults shows all)\n"},
      {{"plan", "--json"}, 2, "authconform: --json writes one cases file: name one endpoint\n"},
  });
}

TEST(Usage, NamesTheFileThatCannotBeRead) {
  const std::string there = FreshFolder("folder");
  ExpectRows({
      {{"run", "--target", "none.json"}, 2, "authconform: none.json: cannot be read: No such file or directory\n"},
      {{"run", "--target", there}, 2, "authconform: " + there + ": is not a regular file\n"},
      {{"report", "none.json"}, 2, "authconform: none.json: cannot be read: No such file or directory\n"},
      {{"--specs", "nowhere", "plan"}, 2, "authconform: nowhere/specs: cannot be read: No such file or directory\n"},
      {{"--specs", there, "run", "--url", "http://x"},
       2,
       "authconform: " + there + "/specs: cannot be read: No such file or directory\n"},
  });
}

TEST(Usage, RefusesAMalformedTargetFileWithThePlaceAtFault) {
  const struct {
    const char* text;
    int code;
    const char* error;  // after the file's name
  } rows[] = {
      {"{", 2, "line 1, column 2: "},
      {"[]", 2, ": expected "},
      {"{}", 2, "/url: is missing"},
      {R"({"url": "ftp://x"})", 2, "/url: the URL's scheme must be http or https"},
      {R"({"url": "http://x", "acounts": {}})", 2, "/acounts: unknown member, did you mean \"accounts\"?"},
      {R"({"url": "http://x", "accounts": {"active": {"login": "a", "password": "pw12"}}})", 2,
       "/accounts/active/password: a secret is never written out: give {\"env\": \"NAME\"} or {\"file\": \"PATH\"}"},
      {R"({"url": "http://x", "endpoints": {"duktg": {}}})", 2,
       "/endpoints/duktg: no such endpoint: \"duktg\", did you mean \"duktig\"?"},
      {R"({"url": "http://x", "limits": {"wrong_passwords": -1}})", 2, "/limits/wrong_passwords: expected "},
      {R"({"url": "http://x", "accounts": {"active": {"login": "a", "password": {"env": "UNSET"}}}})", 3,
       "/accounts/active/password/env: the environment variable UNSET is not set"},
      {R"({"url": "http://x", "accounts": {"active": {"login": "a", "password": {"file": "none"}}}})", 3,
       "/accounts/active/password/file: the file "},
  };
  const std::string folder = FreshFolder("target");
  const std::string file = folder + "/target.json";
  for (const auto& row : rows) {
    WriteText(file, row.text);
    const Ended run = RunAuthconform({"run", "--target", file}, {.folder = folder});
    EXPECT_EQ(run.code, row.code) << row.text;
    EXPECT_THAT(run.err,
                ::testing::StartsWith("authconform: " + file + ":" + (row.error[0] == ':' ? row.error + 1 : row.error)))
        << row.text;
    EXPECT_FALSE(std::filesystem::exists(folder + "/authconform-report")) << row.text;

    // lint finds the same mistakes, and minds no secret that this machine does not have.
    const Ended lint = RunAuthconform({"lint", file}, {.folder = folder});
    EXPECT_EQ(lint.code, row.code == 3 ? 0 : 2) << row.text;
    EXPECT_EQ(lint.out,
              row.code == 3 ? "1 checked, no mistakes\n" : run.err.substr(std::string("authconform: ").size()))
        << row.text;
    if (row.code == 3) {
      EXPECT_THAT(lint.err, ::testing::StartsWith(file + ":" + row.error)) << row.text;
      EXPECT_THAT(lint.err, HasSubstr("; that is no mistake of the file, and a run from here would fail\n"));
    }
  }
}

TEST(Usage, RefusesAFolderItCannotWriteBeforeItAsksAnything) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string folder = FreshFolder("unwritable");
  const std::string target = backend.WriteTarget(folder);
  WriteText(folder + "/file", "in the way");
  for (const std::string& out : {folder + "/file", folder + "/file/below", std::string("/proc/none")}) {
    const Ended ended = RunAuthconform({"run", "--target", target, "--out", out});
    EXPECT_EQ(ended.code, 2) << out;
    EXPECT_THAT(ended.err, ::testing::StartsWith("authconform: " + out + ": cannot be made: ")) << out;
    EXPECT_EQ(ended.out, "") << out;
  }
  EXPECT_EQ(backend.requests(), 0);
  EXPECT_EQ(ReadText(folder + "/file"), "in the way");

  // Nor does it write over what is no report of its own.
  std::filesystem::create_directories(folder + "/out/transcript.ndjson");
  const Ended ended = RunAuthconform({"run", "--target", target, "--out", folder + "/out"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err,
            "authconform: " + folder + "/out/transcript.ndjson: cannot be written: it is there and no regular file\n");
  EXPECT_EQ(backend.requests(), 0);

  EXPECT_EQ(RunAuthconform({"demo", "--out", folder + "/file"}).code, 2);
  EXPECT_EQ(RunAuthconform({"plan", "duktig", "--write", folder + "/file"}).code, 2);
  EXPECT_EQ(RunAuthconform({"reference", "--write-target", folder + "/file"}).code, 2);
}

TEST(Usage, SaysThatAPortIsInUse) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string port = backend.url().substr(backend.url().rfind(':') + 1);
  const Ended ended = RunAuthconform({"reference", "--port", port});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err, "authconform: cannot listen on 127.0.0.1:" + port + ": Address already in use\n");
}

TEST(Usage, OptionsThatMayBeRepeatedLeaveTheEndpointsAlone) {
  // "--only GLOB ENDPOINT" once took the endpoint for a second glob.
  const std::vector<std::vector<std::string>> orders = {
      {"run", "duktig", "--only", "*/valid/*", "--url", "http://x", "--dry-run"},
      {"run", "--only", "*/valid/*", "duktig", "--url", "http://x", "--dry-run"},
      {"run", "--url", "http://x", "--account", "active=ann", "--password-env", "SET", "--dry-run", "--only",
       "*/valid/*", "duktig"},
  };
  for (const auto& order : orders) {
    const Ended ended = RunAuthconform(order, {.environment = {{"SET", "a-password"}}});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("duktig/token/valid/sign-in"));
    EXPECT_THAT(ended.out, Not(HasSubstr("gooru")));
  }
}

TEST(Usage, HelpGoesToStandardOutputAndTellsTheExitCodes) {
  const Ended help = RunAuthconform({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.err, "");
  EXPECT_THAT(
      help.out,
      HasSubstr("Exit codes: 0 conforms, 1 does not, 2 bad usage or input, 3 inconclusive or target unreachable,\n"));
  for (const char* command : {"run", "plan", "show", "lint", "report", "reference", "demo"}) {
    EXPECT_THAT(help.out, HasSubstr("\n  " + std::string(command) + " ")) << command;
    const Ended of_command = RunAuthconform({command, "--help"});
    EXPECT_EQ(of_command.code, 0) << command;
    EXPECT_EQ(of_command.err, "") << command;
    EXPECT_THAT(of_command.out, HasSubstr("Usage: ")) << command;
  }
  EXPECT_THAT(RunAuthconform({"--version"}).out, ::testing::MatchesRegex("authconform [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

}  // namespace
}  // namespace authconform

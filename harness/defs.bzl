"""auth_conformance_test: the cases of one endpoint as a test, each case a GoogleTest test. See gtest/README.md."""

def _quoted(word):
    return "'" + word.replace("'", "'\\''") + "'"

def _specs_root(files, endpoint):
    """The folder in which specs/<endpoint>/spec.json stands, from the test's working folder."""
    wanted = "specs/" + endpoint + "/spec.json"
    known = []
    for file in files:
        path = file.short_path
        if path == wanted:
            return "."
        if path.endswith("/" + wanted):
            return path[:-len(wanted) - 1]
        parts = path.split("/")
        if len(parts) >= 4 and parts[-4] == "specs" and parts[-1] == "spec.json":
            known.append(parts[-3] + "/" + parts[-2])
    fail("there is no endpoint \"{}\": specs holds {}".format(endpoint, ", ".join(sorted(known)) or "no spec.json"), "endpoint")

def _formats_root(files):
    """authconform's workspace, from the test's working folder: "." or "../authconform"."""
    for file in files:
        if file.short_path.endswith("specs/endpoint.schema.json"):
            return file.short_path[:-len("/specs/endpoint.schema.json")] or "."
    return fail("authconform's schemas are missing from its own workspace")

def _auth_conformance_test_impl(ctx):
    words = [
        "--endpoint=" + ctx.attr.endpoint,
        "--formats=" + _formats_root(ctx.files._formats),
        "--specs=" + _specs_root(ctx.files.specs, ctx.attr.endpoint),
    ]
    files = ctx.files._formats + ctx.files.specs + ctx.files.data
    runfiles = ctx.runfiles(files).merge(ctx.attr._main[DefaultInfo].default_runfiles)
    if ctx.file.target:
        words.append("--target=" + ctx.file.target.short_path)
        runfiles = runfiles.merge(ctx.runfiles([ctx.file.target]))
    else:
        words.append("--reference=" + ctx.executable._reference.short_path)
        words.extend(["--fault=" + fault for fault in ctx.attr.faults])
        runfiles = runfiles.merge(ctx.attr._reference[DefaultInfo].default_runfiles)
    if ctx.file.deviations:
        words.append("--deviations=" + ctx.file.deviations.short_path)
        runfiles = runfiles.merge(ctx.runfiles([ctx.file.deviations]))
    if ctx.attr.strict:
        words.append("--strict")

    # Bazel grants it unless told otherwise (--nosandbox_default_allow_network).
    network = ctx.file.target or "AUTHCONFORM_TARGET" in ctx.configuration.test_env
    launcher = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(launcher, """#!/bin/sh
# Made by auth_conformance_test.
cd "${{TEST_SRCDIR:-$0.runfiles}}/{workspace}" || exit 4
exec {main} {words} "$@"
""".format(
        workspace = ctx.workspace_name,
        main = _quoted("./" + ctx.executable._main.short_path),
        words = " ".join([_quoted(word) for word in words]),
    ), is_executable = True)
    return [
        DefaultInfo(executable = launcher, runfiles = runfiles),
        testing.ExecutionInfo({"requires-network": ""} if network else {}),
    ]

_auth_conformance_test = rule(
    implementation = _auth_conformance_test_impl,
    test = True,
    attrs = {
        "data": attr.label_list(allow_files = True),
        "deviations": attr.label(allow_single_file = [".json"]),
        "endpoint": attr.string(mandatory = True),
        "faults": attr.string_list(),
        "specs": attr.label_list(allow_files = [".json"], mandatory = True),
        "strict": attr.bool(),
        "target": attr.label(allow_single_file = [".json"]),
        "_formats": attr.label_list(
            default = [
                Label("//cases:case.schema.json"),
                Label("//harness/run:deviations.schema.json"),
                Label("//harness/run:target.schema.json"),
                Label("//specs:endpoint.schema.json"),
            ],
            allow_files = True,
        ),
        "_main": attr.label(default = Label("//harness/gtest:conformance_test_main"), executable = True, cfg = "target"),
        "_reference": attr.label(default = Label("//:authconform"), executable = True, cfg = "target"),
    },
)

def auth_conformance_test(
        name,
        endpoint,
        specs = None,
        target = None,
        deviations = None,
        faults = None,
        strict = False,
        tags = None,
        **kwargs):
    """Asks a backend all cases of an endpoint and judges its answers; each case is a test of its own in test.xml.

    Without more, the backend is the reference backend, started for the test on the loopback address. With
    --test_env=AUTHCONFORM_TARGET=… it is the one named there: a URL, or the absolute path of a target file. The test is tagged
    "external": Bazel runs it each time and never repeats an old verdict.

    Args:
      name: a target's name. The tests in it are called after the cases: duktig/token/missing_fields.email_absent.
      endpoint: "<vendor>/<endpoint>".
      specs: labels of the JSON files to ask by, in place of authconform's own: below one folder, specs/<vendor>/<endpoint>/ and
        cases/<vendor>/<endpoint>.cases.json.
      target: a target file to ask in place of the reference backend when AUTHCONFORM_TARGET names none. Its secrets come through
        --test_env=NAME, or from files in `data`.
      deviations: a list of the failures that the target's owner knows of, in the form of harness/run/deviations.schema.json. Their
        tests are skipped, with the owner's reason; when the list does not hold, the test fails.
      faults: switches of the reference backend, each of which breaks one requirement, to see the test fail.
      strict: a warning, which is a broken rule of the baseline, fails too.
      tags: as usual.
      **kwargs: what every test takes, shard_count, size, timeout and data among them.
    """
    if target and faults:
        fail("faults are for the reference backend: with target there are none", "faults")
    _auth_conformance_test(
        name = name,
        endpoint = endpoint,
        specs = specs or [Label("//cases:data"), Label("//specs")],
        target = target,
        deviations = deviations,
        faults = faults or [],
        strict = strict,
        # Whether a real backend is asked is told when the test runs, and a backend changes behind Bazel's back: no verdict is kept.
        tags = (tags or []) + ["external"],
        **kwargs
    )

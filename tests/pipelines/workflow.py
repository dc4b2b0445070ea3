"""Runs the shell steps of a GitHub workflow as a runner does. Only what the samples use is known: it is
an error when a workflow uses more."""

import os
import re
import shutil
import subprocess

import yaml

from kit import run


class StepFailed(Exception):
    def __init__(self, step, status, log):
        super().__init__(f"step '{step}' ended with {status}\n{log}")
        self.step = step
        self.status = status
        self.log = log


def load(path):
    workflow = yaml.safe_load(path.read_text())
    # YAML 1.1 reads the key `on` as true.
    workflow["on"] = workflow.pop(True)
    return workflow


def evaluate(expression, context):
    """`a.b.c || d.e`; what is not there is empty, as on GitHub."""
    value = ""
    for path in expression.split("||"):
        value = context
        for name in path.strip().split("."):
            if not re.fullmatch(r"[A-Za-z_][\w-]*", name):
                raise ValueError(f"an expression that the test does not know: {expression}")
            value = value.get(name, "") if isinstance(value, dict) else ""
        if value != "":
            break
    return str(value)


def fill(text, context):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: evaluate(match[1], context), str(text))


def read_outputs(path):
    """The file behind $GITHUB_OUTPUT, with both of its forms."""
    outputs = {}
    lines = iter(path.read_text().splitlines())
    for line in lines:
        name, separator, value = line.partition("=")
        if "<<" in name:
            name, _, delimiter = line.partition("<<")
            value = "\n".join(iter(lines.__next__, delimiter))
        elif not separator:
            raise ValueError(f"not a line of GITHUB_OUTPUT: {line}")
        outputs[name] = value
    return outputs


class Job:
    """One job on a fresh runner."""

    def __init__(self, folder, workflow, name, context, environment, repository):
        self.folder = folder
        self.definition = workflow["jobs"][name]
        self.shell = workflow["defaults"]["run"]["shell"]
        assert self.shell == "bash"
        self.repository = repository
        self.context = dict(context, steps={})
        self.log = ""
        self.workspace = folder / "workspace"
        self.summary = folder / "summary.md"
        shutil.rmtree(folder, ignore_errors=True)
        self.workspace.mkdir(parents=True)
        (folder / "temp").mkdir()
        self.summary.touch()
        self.environment = environment | {
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_REPOSITORY": "team/shop",
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_RUN_ID": "4711",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_WORKFLOW_REF": "team/shop/.github/workflows/sample.yml@refs/heads/main",
            "GITHUB_REF": "refs/tags/v129",
            "GITHUB_SHA": run("git", "-C", repository, "rev-parse", "v129^{commit}").strip(),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(folder / "temp"),
            "RUNNER_ENVIRONMENT": "github-hosted",
        }
        for values in (workflow.get("env", {}), self.definition.get("env", {})):
            self.environment |= {key: fill(value, context) for key, value in values.items()}

    def run_steps(self):
        for number, step in enumerate(self.definition["steps"]):
            if "uses" in step:
                self._check_out(step)
            else:
                self._run_step(number, step)
        outputs = self.definition.get("outputs", {})
        return {name: fill(value, self.context) for name, value in outputs.items()}

    def _check_out(self, step):
        assert step["uses"].startswith("actions/checkout@"), step
        assert step["with"]["fetch-depth"] == 0, step
        run("git", "clone", "-q", self.repository, self.workspace)
        run("git", "-C", self.workspace, "checkout", "-q", fill(step["with"]["ref"], self.context))

    def _run_step(self, number, step):
        assert set(step) <= {"name", "id", "env", "run"}, step
        script = self.folder / f"step{number}.sh"
        # Expressions in a script are replaced before the shell reads it, which is how injections happen.
        script.write_text(fill(step["run"], self.context))
        output = self.folder / f"output{number}"
        output.touch()
        environment = self.environment | {"GITHUB_OUTPUT": str(output)}
        environment |= {key: fill(value, self.context) for key, value in step.get("env", {}).items()}
        result = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace, env=environment, text=True, timeout=120,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        self.log += f"## {step['name']}\n{result.stdout}"
        self.context["steps"][step.get("id", f"step{number}")] = {"outputs": read_outputs(output)}
        if result.returncode != 0:
            raise StepFailed(step["name"], result.returncode, self.log)

    def left_in_temp(self):
        return sorted(os.listdir(self.environment["RUNNER_TEMP"]))

"""samples/pipelines/github: checked by actionlint, and their shell steps run."""

import pathlib
import re
import subprocess
import unittest

import kit
import workflow
from kit import SAMPLES, run

PACKAGE = SAMPLES / "github" / "rollback-package.yml"
APPLY = SAMPLES / "github" / "rollback-apply.yml"
FILES = ["Rollback-V123.tar.gz" + end for end in ("", ".intoto.json", ".intoto.json.sig", ".sha256", ".sig")]


class GithubFilesTest(unittest.TestCase):
    def test_actionlint_finds_nothing_here_and_a_fault_elsewhere(self):
        faulty = kit.make_file(self, PACKAGE.read_text().replace("steps.build.outputs", "steps.bild.outputs"))
        checker = pathlib.Path(__file__).with_name("check-workflows.cjs")
        result = subprocess.run(
            ["node", checker, kit.CHECKERS / "node_modules", PACKAGE, APPLY, faulty],
            text=True, capture_output=True, timeout=120,
        )
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertNotEqual(result.stdout, "")
        for line in result.stdout.splitlines():
            self.assertRegex(line, re.escape(faulty) + r':\d+:\d+: property "bild" is not defined')

    def test_shellcheck_finds_nothing_in_the_steps(self):
        for path in (PACKAGE, APPLY):
            for name, job in workflow.load(path)["jobs"].items():
                for step in job["steps"]:
                    with self.subTest(file=path.name, job=name, step=step.get("name")):
                        kit.shellcheck(self, step.get("run", ""))

    def test_no_expression_stands_in_a_script(self):
        for path in (PACKAGE, APPLY):
            for job in workflow.load(path)["jobs"].values():
                for step in job["steps"]:
                    self.assertNotIn("${{", step.get("run", ""))

    def test_no_permission_is_given_but_to_the_contents(self):
        for path in (PACKAGE, APPLY):
            loaded = workflow.load(path)
            self.assertEqual(loaded["permissions"], {})
            for job in loaded["jobs"].values():
                self.assertEqual(list(job["permissions"]), ["contents"])

    def test_every_action_is_pinned_to_a_commit(self):
        for path in (PACKAGE, APPLY):
            for reference in re.findall(r"uses: (\S+)", path.read_text()):
                self.assertRegex(reference, r"@[0-9a-f]{40}$")


class GithubRunTest(kit.PipelineTest):
    def job(self, path, name, inputs, needs=None, **event):
        context = {
            "inputs": inputs,
            "github": {"event": event, "repository": "team/shop", "token": "token"},
            "needs": needs or {},
            "secrets": {
                "ROLLPACK_SIGNING_KEY": self.key.read_text(),
                "DATABASE_URL": "postgresql:///shop",
                "PGPASSWORD": "",
            },
            "vars": {"ROLLPACK_ALLOWED_SIGNERS": self.allowed_signers},
        }
        return workflow.Job(
            self.folder / "runner", workflow.load(path), name, context, self.environment(), self.shop
        )

    def package(self, **inputs):
        """Runs the job that builds; as on a published release where nothing is put in by hand."""
        event = {} if inputs else {"release": {"tag_name": "v129"}}
        job = self.job(PACKAGE, "package", inputs, **event)
        job.run_steps()
        return job

    def plan_and_apply(self, **inputs):
        inputs = {"environment": "staging", "release": "v129", "target": "123", "reason": "INC-1"} | inputs
        plan = self.job(APPLY, "plan", inputs)
        outputs = plan.run_steps()
        apply = self.job(APPLY, "apply", inputs, needs={"plan": {"outputs": outputs}})
        apply.run_steps()
        return plan, apply

    def released(self):
        return self.releases / "v129" / FILES[0]

    def test_a_published_release_gets_its_package_and_brings_the_database_back(self):
        self.package()
        self.assertEqual(sorted(path.name for path in (self.releases / "v129").iterdir()), FILES)
        self.plan_and_apply()
        self.assert_rolled_back()
        self.assertEqual(query_reasons(), ["INC-1"])

    def test_the_build_leaves_outputs_and_a_summary_but_not_the_key(self):
        job = self.package()
        outputs = job.context["steps"]["build"]["outputs"]
        self.assertEqual(outputs["result"], "built")
        self.assertEqual(outputs["package"], "Rollback-V123")
        self.assertEqual(outputs["artifact"], f"{self.folder}/runner/temp/rollback/{FILES[0]}")
        self.assertIn(outputs["sha256"], run("sha256sum", outputs["artifact"]))
        self.assertIn("### Rollback-V123\n", job.summary.read_text())
        self.assertEqual(job.left_in_temp(), ["rollback"])

    def test_the_version_to_go_back_to_can_be_given(self):
        self.package(release="v129", target="123")
        self.assertTrue(self.released().exists())

    def test_a_refused_build_says_why_and_attaches_nothing(self):
        self.break_shop()
        with self.assertRaises(workflow.StepFailed) as failure:
            self.package(release="v130", target="123")
        self.assertEqual((failure.exception.step, failure.exception.status), ("Build the package", 3))
        self.assertIn("::error title=undo-empty,file=sql/U129__product_tags.sql::", failure.exception.log)
        self.assertIn(
            "::error title=psql-command,file=sql/U128__prices_in_cents.sql,line=2::", failure.exception.log
        )
        self.assertIn("Rollback-V123 was refused", (self.folder / "runner/summary.md").read_text())
        self.assertFalse(self.releases.exists())

    def test_the_plan_is_shown_before_anything_is_applied(self):
        self.package()
        plan = self.job(
            APPLY, "plan", {"environment": "staging", "release": "v129", "target": "123", "reason": ""}
        )
        plan.run_steps()
        self.assertRegex(plan.summary.read_text(), r"(?m)^    +6  undo +U124__stock_movements.sql")
        self.assert_untouched()

    def test_a_tampered_package_is_refused_before_it_is_planned(self):
        self.package()
        kit.tamper(self.released())
        with self.assertRaises(workflow.StepFailed) as failure:
            self.plan_and_apply()
        self.assertEqual((failure.exception.step, failure.exception.status), ("Verify and plan", 8))
        self.assert_untouched()

    def test_a_package_that_was_exchanged_after_the_approval_is_not_applied(self):
        self.package()
        digest = run("sha256sum", self.released()).split()[0]
        kit.tamper(self.released())
        self.assert_apply_fails(digest, 1)

    def test_apply_itself_refuses_a_tampered_package(self):
        self.package()
        kit.tamper(self.released())
        self.assert_apply_fails(run("sha256sum", self.released()).split()[0], 8)

    def test_apply_refuses_a_package_that_somebody_else_signed(self):
        self.package()
        self.key.unlink()
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", self.key)
        self.releases.joinpath("v129", FILES[4]).unlink()
        run("rollpack", "sign", self.released(), "--key", self.key)
        self.assert_apply_fails(run("sha256sum", self.released()).split()[0], 8)

    def assert_apply_fails(self, approved, status):
        inputs = {"environment": "staging", "release": "v129", "target": "123", "reason": "INC-1"}
        apply = self.job(APPLY, "apply", inputs, needs={"plan": {"outputs": {"sha256": approved}}})
        with self.assertRaises(workflow.StepFailed) as failure:
            apply.run_steps()
        self.assertEqual((failure.exception.step, failure.exception.status), ("Apply", status))
        self.assert_untouched()

    def test_input_is_never_run_by_the_shell(self):
        mark = self.folder / "mark"
        for release, target in (
            ("v129", f"123; touch {mark}"),
            ("v129", f"$(touch {mark})"),
            ("v129", f"123\nversion=$(touch {mark})"),
            (f"v129$(touch {mark})", "123"),
        ):
            # An unknown release already ends the checkout, which is none of the steps.
            with self.subTest("package", release=release, target=target):
                with self.assertRaises((workflow.StepFailed, AssertionError)):
                    self.package(release=release, target=target)
            with self.subTest("apply", release=release, target=target):
                with self.assertRaises(workflow.StepFailed):
                    self.plan_and_apply(release=release, target=target)
        self.assertFalse(mark.exists())


def query_reasons():
    return kit.query("shop", "SELECT DISTINCT reason FROM rollpack_journal").splitlines()

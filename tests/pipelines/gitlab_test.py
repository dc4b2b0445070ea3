"""samples/pipelines/gitlab: checked and run by gitlab-ci-local."""

import re
import shutil
import subprocess
import unittest

import yaml

import kit
from kit import SAMPLES, run

PIPELINE = SAMPLES / "gitlab" / ".gitlab-ci.yml"
API = "https://gitlab.example/api/v4"
PACKAGE = "Rollback-V123.tar.gz"


class GitlabFileTest(unittest.TestCase):
    def test_shellcheck_finds_nothing_in_the_scripts(self):
        for name, job in yaml.safe_load(PIPELINE.read_text()).items():
            if isinstance(job, dict) and name != "variables":
                lines = job.get("before_script", []) + job.get("script", [])
                with self.subTest(job=name):
                    kit.shellcheck(self, "\n".join(lines))


class GitlabRunTest(kit.PipelineTest):
    def setUp(self):
        super().setUp()
        shutil.copy(PIPELINE, self.shop)
        (self.folder / "allowed-signers").write_text(self.allowed_signers + "\n")
        self.variables = {
            "CI_COMMIT_TAG": "v129",
            "CI_API_V4_URL": API,
            "CI_PROJECT_ID": "42",
            "CI_JOB_TOKEN": "token",
            "CI_JOB_URL": "https://gitlab.example/team/shop/-/jobs/1",
            "CI_PROJECT_URL": "https://gitlab.example/team/shop",
            "CI_RUNNER_ID": "7",
            "GITLAB_CI": "true",
            "GITLAB_USER_LOGIN": "operator",
            "ROLLPACK_SIGNING_KEY": self.key,
            "ROLLPACK_ALLOWED_SIGNERS": self.folder / "allowed-signers",
            "DATABASE_URL": "postgresql:///shop",
        }

    def gitlab(self, *arguments):
        """gitlab-ci-local with the variables that GitLab sets; its result, with all output in one."""
        command = [kit.CHECKERS / "node_modules" / ".bin" / "gitlab-ci-local"]
        for name, value in self.variables.items():
            command += ["--variable", f"{name}={value}"]
        return subprocess.run(
            [*command, "--force-shell-executor", "--shell-isolation", *arguments],
            cwd=self.shop, env=self.environment(), text=True, timeout=120,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )

    def run_jobs(self, *jobs):
        result = self.gitlab(*jobs)
        self.assertEqual(result.returncode, 0, result.stdout)
        return result.stdout

    def artifact(self, path):
        return self.shop / ".gitlab-ci-local" / "artifacts" / "rollback-package" / path

    def test_the_jobs_of_a_tag_are_known_and_valid(self):
        listed = self.gitlab("--list")
        self.assertEqual(listed.returncode, 0, listed.stdout)
        self.assertIn("json schema validated", listed.stdout)
        for environment in ("staging", "production"):
            self.assertRegex(listed.stdout, rf"(?m)^rollback-apply-{environment} .* manual ")

    def test_the_checker_would_find_a_fault(self):
        pipeline = self.shop / ".gitlab-ci.yml"
        pipeline.write_text(pipeline.read_text().replace("allow_failure: true", "allow_failure: 7"))
        self.assertNotEqual(self.gitlab("--list").returncode, 0)

    def test_without_a_tag_there_is_no_job(self):
        del self.variables["CI_COMMIT_TAG"]
        self.assertNotIn("rollback-package", self.gitlab("--list").stdout)

    def test_a_tag_gets_its_package_and_brings_the_database_back(self):
        self.run_jobs("rollback-package")
        log = self.run_jobs("rollback-publish")
        registry = f"{API}/projects/42/packages/generic/rollback/v129"
        uploaded = self.releases / registry.removeprefix("https://")
        ends = ("", ".intoto.json", ".intoto.json.sig", ".sha256", ".sig")
        self.assertEqual(sorted(file.name for file in uploaded.iterdir()), [PACKAGE + end for end in ends])
        self.assertIn(f"url={registry}/{PACKAGE}", self.log.read_text())
        self.assertIn(f"{API}/projects/42/releases/v129/assets/links", self.log.read_text())

        log = self.run_jobs("rollback-plan-staging")
        self.assertRegex(log, r"6 +undo +U124__stock_movements\.sql")
        self.assert_untouched()

        self.run_jobs("rollback-apply-staging")
        self.assert_rolled_back()

    def test_the_facts_and_the_report_of_a_build_are_kept_and_the_key_is_not(self):
        self.run_jobs("rollback-package")
        facts = (self.artifact(".gitlab-ci-reports/dotenv/rollback.env")).read_text()
        self.assertIn("ROLLPACK_RESULT=built\n", facts)
        self.assertIn(f"ROLLPACK_ARTIFACT=rollback/{PACKAGE}\n", facts)
        left = [path.name for path in self.shop.rglob("*") if "signing-key" in path.name]
        self.assertEqual(left, [])

    def test_a_refused_build_fails_its_job(self):
        self.break_shop()
        self.variables["CI_COMMIT_TAG"] = "v130"
        self.variables["ROLLBACK_TARGET"] = "123"
        result = self.gitlab("rollback-package")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("[undo-empty]", result.stdout)

    def test_a_tampered_package_never_reaches_the_database(self):
        self.run_jobs("rollback-package")
        kit.tamper(self.artifact(f"rollback/{PACKAGE}"))
        for job in ("rollback-plan-staging", "rollback-apply-staging"):
            with self.subTest(job=job):
                # The job may fail without failing the pipeline, so the program's own status does not tell.
                self.assertRegex(self.gitlab(job).stdout, r"exit status 8")
        self.assert_untouched()

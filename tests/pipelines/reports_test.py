"""The reports of `rollpack build`, read by what they are made for: SARIF's own schema, an XML parser."""

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree

import jsonschema

import kit
from kit import run

SCHEMA = kit.CHECKERS / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


class ReportsTest(kit.PipelineTest):
    def build(self, release, status):
        result = subprocess.run(
            ["rollpack", "build", "--repo", self.shop, "--release", release, "--target", "123",
             "--output", self.folder, "--report", f"sarif={self.folder}/report.sarif",
             "--report", f"junit={self.folder}/report.xml"],
            env=self.environment(), capture_output=True, timeout=60,
        )
        self.assertEqual(result.returncode, status, result.stderr)
        sarif = json.loads((self.folder / "report.sarif").read_text())
        jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(sarif)
        return sarif, ElementTree.parse(self.folder / "report.xml").getroot()

    def test_a_clean_build_has_valid_reports_without_results(self):
        sarif, junit = self.build("v129", 0)
        self.assertEqual(sarif["runs"][0]["results"], [])
        self.assertEqual(junit.attrib["failures"], "0")

    def test_a_refused_build_has_valid_reports_with_its_faults(self):
        self.break_shop()
        sarif, junit = self.build("v130", 3)
        self.assertEqual(
            {result["ruleId"] for result in sarif["runs"][0]["results"]}, {"undo-empty", "psql-command"}
        )
        failed = [case.attrib["file"] for case in junit.iter("testcase") if case.find("failure") is not None]
        self.assertEqual(failed, ["sql/U129__product_tags.sql", "sql/U128__prices_in_cents.sql"])
        self.assertEqual(int(junit.attrib["failures"]), len(failed))

    def test_names_of_any_bytes_leave_the_reports_valid(self):
        for name in (b"V1__a\x1b[2J<&\">.sql", b"v9__\xff.sql", "V8__größe %?#.txt.sql".encode()):
            open(os.path.join(os.fsencode(self.shop), b"sql", name), "w").close()
        run("git", "-C", self.shop, "add", "--all")
        run("git", "-C", self.shop, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "names")
        run("git", "-C", self.shop, "tag", "v130")
        sarif, junit = self.build("v130", 3)
        self.assertGreaterEqual(len(sarif["runs"][0]["results"]), 2)
        self.assertGreaterEqual(int(junit.attrib["failures"]), 2)

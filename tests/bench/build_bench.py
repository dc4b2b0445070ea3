"""`rollpack build` against what a careful person would script: tests/bench/build-by-hand."""

import json
import shutil
import subprocess

from measure import FOLDER, Comparison, alternate, generated_repository, measure, print_comparisons, say

# The aims of the large repository, by format of the package.
AIMS = {"tar.gz": 0.45, "tar.zst": 0.30}
COMPRESSORS = {"tar.gz": "gzip", "tar.zst": "zstd"}


class BuildBench:
    def __init__(self, rollpack, repository, versions, target, work):
        self.rollpack, self.repository, self.work = rollpack, repository, work
        self.versions, self.target = versions, target

    def by_hand(self, package_format):
        directory = self.work / "by-hand"
        shutil.rmtree(directory, ignore_errors=True)
        script = FOLDER / "build-by-hand"
        compressor = COMPRESSORS[package_format]
        return measure(
            [script, self.repository, str(self.versions), str(self.target), compressor, directory]
        )

    def by_rollpack(self, package_format):
        directory = self.work / "rollpack"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
        command = [self.rollpack, "build", "--repo", self.repository]
        command += ["--release", f"v{self.versions}", "--target", str(self.target)]
        return measure(command + ["--format", package_format, "--output", directory])

    def compare(self, runs, package_format):
        contenders = [lambda: self.by_hand(package_format), lambda: self.by_rollpack(package_format)]
        alternate(1, contenders)  # fills the caches
        baseline, rollpack = alternate(runs, contenders)
        self._check_same_scripts(package_format)
        return baseline, rollpack

    def _check_same_scripts(self, package_format):
        name = f"Rollback-V{self.target}"
        sums = (self.work / "by-hand" / name / "SHA256SUMS").read_text().splitlines()
        package = self.work / "rollpack" / f"{name}.{package_format}"
        shown = subprocess.run([self.rollpack, "show", "--json", package], check=True, stdout=subprocess.PIPE)
        scripts = {f"{one['sha256']}  {one['path']}" for one in json.loads(shown.stdout)["files"]}
        if scripts != set(sums):
            raise SystemExit("error: rollpack build and the script by hand packed different files")


def run(rollpack, work, quick):
    sizes = [200] if quick else [1000, 10000]
    shape = (300, 1000, 500) if quick else (3000, 50000, 10000)
    comparisons = []
    for versions in sizes:
        target = versions // 10
        repository = generated_repository(versions, [target], *shape)
        bench = BuildBench(rollpack, repository, versions, target, work)
        for package_format in COMPRESSORS:
            say(f"build: {versions} versions, {package_format}")
            measured = bench.compare(1 if quick else 5, package_format)
            aim = AIMS[package_format] if versions == 10000 else None
            comparisons.append(Comparison(f"{versions} versions, {package_format}", *measured, aim))
    print_comparisons(
        f"rollpack build; {shape[0]} repeatables, {shape[1]} other files, {shape[2]} commits\n"
        "aim for its peak memory: under 64 MB",
        "by hand",
        comparisons,
    )

"""Packages the extension with the server: `python scripts/package.py [--target TARGET] [--output FILE]`.

Needs pip, and the packages of `package.json` (`npm ci --ignore-scripts`).
The pure-Python part of the server is the same on every machine.
For the compiled part the wheels of one platform are taken, for each version of Python there:
their modules have the version in the file name, so that they lie side by side in one folder.
"""

import argparse
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

EXTENSION = Path(__file__).resolve().parent.parent
LIBS = EXTENSION / "bundled" / "libs"
MEDIA = EXTENSION / "media"
IMAGES = EXTENSION.parents[1] / "docs" / "images"

PYTHON_VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")

# Sources of compiled modules, and stubs of packages that no TensorFlow program of interest imports: jedi does without.
UNUSED = re.compile(r"\.(c|cpp|h|hpp)$|\.data/|/RECORD$|/tests/|/third_party/(django-stubs|typeshed/stubs)/")

# The names that VS Code has for platforms, and those that wheels have.
UNIVERSAL = "universal"
WHEEL_PLATFORMS = {
    "linux-x64": ("manylinux_2_28_x86_64", "manylinux_2_24_x86_64", "manylinux2014_x86_64"),
    "linux-arm64": ("manylinux_2_28_aarch64", "manylinux_2_24_aarch64", "manylinux2014_aarch64"),
    "alpine-x64": ("musllinux_1_2_x86_64", "musllinux_1_1_x86_64"),
    "alpine-arm64": ("musllinux_1_2_aarch64", "musllinux_1_1_aarch64"),
    "darwin-x64": ("macosx_11_0_x86_64", "macosx_11_0_universal2"),
    "darwin-arm64": ("macosx_11_0_arm64", "macosx_11_0_universal2"),
    "win32-x64": ("win_amd64",),
    UNIVERSAL: (),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--target", choices=WHEEL_PLATFORMS, default=this_platform())
    parser.add_argument("--output", type=Path, help="the .vsix file to write")
    parser.add_argument(
        "--server",
        type=Path,
        default=EXTENSION.parents[1] / "server" / "tfscope",
        help="the folder of the package tfscope",
    )
    arguments = parser.parse_args()
    output = arguments.output or EXTENSION / f"tfscope-{arguments.target}.vsix"
    bundle(arguments.target, arguments.server)
    copy_pictures()
    package(arguments.target, output.resolve())
    print(f"{output}: {output.stat().st_size / 2**20:.1f} MiB")


def this_platform() -> str:
    """The target that this machine is, or universal where there is none for it."""
    system = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}.get(platform.system(), "")
    if system == "linux" and platform.libc_ver()[0] != "glibc":
        system = "alpine"
    machines = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
    target = f"{system}-{machines.get(platform.machine().lower(), '')}"
    return target if target in WHEEL_PLATFORMS else UNIVERSAL


def bundle(target: str, server: Path) -> None:
    """Fills `bundled/libs` for `target`."""
    shutil.rmtree(LIBS, ignore_errors=True)
    LIBS.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder)
        download(wheels, "requirements.txt", ("--implementation", "py", "--abi", "none", "--platform", "any"))
        for version in PYTHON_VERSIONS if target != UNIVERSAL else ():
            platforms = [f"--platform={name}" for name in WHEEL_PLATFORMS[target]]
            download(wheels, "requirements-compiled.txt", ("--python-version", version, *platforms))
        for wheel in sorted(wheels.glob("*.whl")):
            unpack(wheel)
    shutil.copytree(server, LIBS / "tfscope", ignore=shutil.ignore_patterns("__pycache__"))


def copy_pictures() -> None:
    """Fills `media` with the pictures of the documentation that the walkthrough shows."""
    shutil.rmtree(MEDIA, ignore_errors=True)
    MEDIA.mkdir()
    for name in re.findall(r'"media/([^"*]+)"', (EXTENSION / "package.json").read_text(encoding="utf-8")):
        shutil.copy(IMAGES / name, MEDIA)


def download(folder: Path, requirements: str, options: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += [
        "--only-binary=:all:",
        *options,
        "--dest",
        str(folder),
        "--requirement",
        str(EXTENSION / requirements),
    ]
    subprocess.run(command, check=True)


def unpack(wheel: Path) -> None:
    """Adds the modules of `wheel` to `bundled/libs`, and its licence."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(LIBS, (name for name in archive.namelist() if not UNUSED.search(name)))


def package(target: str, output: Path) -> None:
    command = ["npx", "--no-install", "vsce", "package", "--no-dependencies", "--allow-missing-repository"]
    command += ["--skip-license", "--out", str(output)]
    command += [] if target == UNIVERSAL else ["--target", target]
    subprocess.run(command, cwd=EXTENSION, check=True, shell=platform.system() == "Windows")


if __name__ == "__main__":
    main()

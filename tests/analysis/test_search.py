"""Which file a module's name means."""

from pathlib import Path

from tests.analysis.workspace import project_of, write
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Settings

TENSORFLOW = "import tensorflow as tf\n"


def found(project: Project, program: Path, name: str) -> str | None:
    result = project.loader_for(str(program)).find(name)
    return None if result is None else str(result.path)


def test_the_programs_own_folder_comes_first(tmp_path: Path) -> None:
    project = project_of(tmp_path, {"tool/main.py": "", "tool/model.py": "", "model.py": ""})
    assert found(project, tmp_path / "tool/main.py", "model") == str(tmp_path / "tool/model.py")
    assert found(project, tmp_path / "main.py", "model") == str(tmp_path / "model.py")


def test_packages_modules_and_folders(tmp_path: Path) -> None:
    project = project_of(
        tmp_path,
        {
            "a/__init__.py": "",
            "a/b.py": "",
            "a.py": "",
            "space/inner/c.py": "",
            "both/__init__.py": "",
            "both.py": "",
        },
    )
    main = tmp_path / "main.py"
    assert found(project, main, "a") == str(tmp_path / "a/__init__.py")
    assert found(project, main, "a.b") == str(tmp_path / "a/b.py")
    assert found(project, main, "a.missing") is None
    assert found(project, main, "space.inner.c") == str(tmp_path / "space/inner/c.py")
    assert found(project, main, "space") == "None"
    assert found(project, main, "a.b.c") is None


def test_roots_src_and_packages_folders(tmp_path: Path) -> None:
    files = {"src/pack/__init__.py": "", "src/pack/train.py": "", "src/pack/util.py": "", "top.py": ""}
    project = project_of(tmp_path, files)
    train = tmp_path / "src/pack/train.py"
    assert found(project, train, "pack.util") == str(tmp_path / "src/pack/util.py")
    assert found(project, train, "top") == str(tmp_path / "top.py")
    assert found(project, tmp_path / "top.py", "pack") == str(tmp_path / "src/pack/__init__.py")
    assert project.loader_for(str(train)).name_of(str(train)) == "pack.train"


def test_import_paths(tmp_path: Path) -> None:
    write(tmp_path, {"lib/models/net.py": ""})
    project = project_of(tmp_path / "work", {"main.py": ""}, Settings(import_paths=(str(tmp_path / "lib"),)))
    net = tmp_path / "lib/models/net.py"
    assert found(project, tmp_path / "work/main.py", "models.net") == str(net)
    assert not project.is_user_file(str(net))
    assert project.is_user_file(str(tmp_path / "work/main.py"))


def test_installed_packages_are_read_where_they_use_tensorflow(tmp_path: Path) -> None:
    packages = ".venv/lib/python3.11/site-packages"
    files = {
        ".venv/pyvenv.cfg": "",
        f"{packages}/layers_lib/__init__.py": "",
        f"{packages}/layers_lib/core.py": TENSORFLOW,
        f"{packages}/numbers_lib/__init__.py": "import math\n",
        f"{packages}/single.py": TENSORFLOW,
        "main.py": "",
    }
    project = project_of(tmp_path, files)
    main = tmp_path / "main.py"
    assert found(project, main, "layers_lib.core") == str(tmp_path / packages / "layers_lib/core.py")
    assert found(project, main, "numbers_lib") is None
    assert found(project, main, "single") == str(tmp_path / packages / "single.py")
    assert project.python_files() == [str(main)]


def test_new_files_are_found(tmp_path: Path) -> None:
    project = project_of(tmp_path, {"main.py": ""})
    main = tmp_path / "main.py"
    assert found(project, main, "late") is None
    (tmp_path / "late.py").write_text("")
    project.file_changed(str(tmp_path / "late.py"))
    assert found(project, main, "late") == str(tmp_path / "late.py")
    project.set_text(str(tmp_path / "open.py"), "x = 1\n")
    assert project.source(str(tmp_path / "open.py")) is not None
    assert found(project, main, "open") == str(tmp_path / "open.py")
    assert str(tmp_path / "open.py") in project.python_files()
    project.close(str(tmp_path / "open.py"))
    assert project.source(str(tmp_path / "open.py")) is None
    assert found(project, main, "open") is None


def test_excluded_and_foreign_folders(tmp_path: Path) -> None:
    files = dict.fromkeys(
        [
            "a.py",
            "old/b.py",
            "new/old.py",
            "node_modules/c.py",
            ".git/d.py",
            "e/pyvenv.cfg",
            "e/x.py",
            "f/build_x.py",
        ],
        "",
    )
    project = project_of(tmp_path, files, Settings(exclude=("old", "build_*.py")))
    assert project.python_files() == [str(tmp_path / "a.py"), str(tmp_path / "new/old.py")]

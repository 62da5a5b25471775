"""What a program reads of the files beside it, and the modules that it imports by computed names. CPython judges."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.models_python.judging import noting_unknown_assertions
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Settings
from tfscope.domain.heap import ModuleObject
from tfscope.interp import imports
from tfscope.interp.interpreter import Interpreter

BESIDE = {
    "config.json": '{"units": [64, 32], "name": "net", "rate": 0.5}',
    "config.ini": "[DEFAULT]\nseed = 7\n[model]\nUnits = 64\nname: net\nbias = yes\nrate = 1e-3\n[empty]\n",
    "words.txt": "one\ntwo\nthree\n",
    "package/__init__.py": '"""The package."""\nREGISTRY = {}\n',
    "package/first.py": "from package import REGISTRY\n__all__ = ['f']\nREGISTRY['first'] = 1\ndef f(): return 'f'\n",
    "package/second.py": "from . import REGISTRY\nREGISTRY['second'] = 2\ndef g(): return 'g'\n_hidden = 3\n",
    "package/inner/__init__.py": "",
    "package/data.txt": "",
}
PROGRAMS = {
    "json": """
        import json, os
        here = os.path.dirname(os.path.abspath(__file__))
        with open(os.path.join(here, "config.json")) as file:
            config = json.load(file)
        assert config["units"] == [64, 32] and config["name"] == "net" and config["rate"] == 0.5
        assert json.loads(open(os.path.join(here, "config.json"), "r").read())["units"][0] == 64
    """,
    "configparser": """
        import configparser, os
        config = configparser.ConfigParser()
        config.read(os.path.join(os.path.dirname(os.path.abspath(__file__)), "config.ini"))
        assert config.getint("model", "units") == 64 and config["model"]["name"] == "net"
        assert config.getboolean("model", "bias") and config.getfloat("model", "rate") == 1e-3
        assert config.get("model", "seed") == "7" and config.sections() == ["model", "empty"]
        assert "model" in config and "other" not in config and config.has_option("model", "UNITS")
        assert config.get("model", "missing", fallback="x") == "x"
        made = configparser.ConfigParser({"a": "1"})
        made.add_section("b")
        made["b"]["c"] = "2"
        made.set("b", "d", "3")
        assert dict(made)["b"]["c"] == "2" and made.getint("b", "d") == 3 and made.get("b", "a") == "1"
    """,
    "lines": """
        import os
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "words.txt")
        file = open(path)
        assert file.readline() == "one\\n" and [line.strip() for line in file] == ["two", "three"]
        file.close()
        assert [line.rstrip() for line in open(path).readlines()] == ["one", "two", "three"]
        assert len(open(path).read().split()) == 3
    """,
    "folders": """
        import glob, os
        here = os.path.dirname(os.path.abspath(__file__))
        package = os.path.join(here, "package")
        assert os.path.isdir(package) and not os.path.isfile(package) and os.path.exists(package + "/first.py")
        assert not os.path.isfile(package + "/third.py")
        names = sorted(n[:-3] for n in os.listdir(package) if n.endswith(".py") and not n.startswith("_"))
        assert names == ["first", "second"]
        found = sorted(glob.glob(os.path.join(package, "*.py")))
        assert [os.path.basename(path) for path in found] == ["__init__.py", "first.py", "second.py"]
    """,
    "import_module": """
        import importlib
        first = importlib.import_module("package.first")
        assert first.f() == "f"
        assert importlib.import_module(".second", package="package").g() == "g"
        import package
        assert package.REGISTRY == {"first": 1, "second": 2}
        assert package.__doc__ == "The package." and package.__package__ == "package"
        for name in ("first", "second"):
            assert getattr(importlib.import_module("package." + name), "__name__") == "package." + name
    """,
    "iter_modules": """
        import importlib, os, pkgutil
        import package
        found = [(name, is_package) for _, name, is_package in pkgutil.iter_modules(package.__path__)]
        assert found == [("first", False), ("inner", True), ("second", False)]
        for _, name, _ in pkgutil.iter_modules([os.path.dirname(package.__file__)]):
            importlib.import_module(package.__name__ + "." + name)
        assert package.REGISTRY == {"first": 1, "second": 2}
    """,
    "__import__": """
        module = __import__("package.first")
        assert module.__name__ == "package" and module.first.f() == "f"
        assert __import__("package.second", fromlist=["g"]).g() == "g"
        names = []
        def take(name):
            module = __import__("package." + name, globals(), locals(), ["*"])
            listed = module.__all__ if "__all__" in dir(module) else dir(module)
            for each in listed:
                if not each.startswith("_"):
                    globals()[each] = module.__dict__[each]
                    names.append(each)
        take("first")
        take("second")
        assert f() == "f" and g() == "g" and names == ["f", "REGISTRY", "g"]
    """,
    "names": """
        for name in ("relu", "tanh"):
            locals()["make_" + name] = lambda name=name: name
        assert make_relu() == "relu"
        class Table:
            for _name in ("a", "b"):
                locals()[_name] = _name * 2
        assert Table.a == "aa" and Table().b == "bb"
        def described():
            "What it does."
        class Described:
            '''A class.'''
        class Plain(Described): pass
        assert described.__doc__ + "" == "What it does." and Described.__doc__ == "A class." and Plain.__doc__ is None
        class Point:
            scale = 2
            def __init__(self): self.x = 1
            def size(self): return self.x
        assert [n for n in dir(Point()) if not n.startswith("_")] == ["scale", "size", "x"]
        width = 3
        assert eval("width * 2 + 1") == 7 and [eval(text) for text in ("width", "Point.scale")] == [3, 2]
    """,
    "names to objects": """
        import pydoc, os
        assert pydoc.locate("os.path.join") is os.path.join or True
        assert pydoc.locate("NoSuchClass") is None and pydoc.locate("no_such_module.Thing") is None
        assert pydoc.locate("int") is int and pydoc.locate("__main__x") is None
        here = [pydoc.locate("nothing." + name) or pydoc.locate(name) for name in ("int", "str")]
        assert here == [int, str]
    """,
    "versions": """
        from distutils.version import LooseVersion
        assert LooseVersion("1.15.5") >= LooseVersion("1.4") and LooseVersion("1.9") < LooseVersion("1.15")
        assert not LooseVersion("1.4.0") > "1.15" and LooseVersion("1.2") == LooseVersion("1.2")
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_and_the_files_beside_them(tmp_path: Path, name: str) -> None:
    for path, text in {**BESIDE, "main.py": dedent(PROGRAMS[name])}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    main = str(tmp_path / "main.py")
    subprocess.run([sys.executable, "-W", "ignore", main], check=True, cwd=tmp_path)
    project = Project([str(tmp_path)], Settings())
    vm = Interpreter(project.loader_for(main))
    module = ModuleObject("__main__", main)
    vm.modules.modules["__main__"] = module
    unknown: list[str] = []
    with noting_unknown_assertions(unknown):
        parsed = vm.loader.parse(main)
        assert parsed is not None
        imports.run_module(vm, module, parsed)
    vm.close()
    assert vm.error is None, vm.error
    assert not unknown, unknown

"""Packages of src/main/java and the arrows between them, read from the text of the classes."""
import collections
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[3]
BASE = "dev.baksh"
IMPORT = re.compile(r"^import (?:static )?(dev\.baksh\.[\w.]+)", re.M)
WRITTEN = re.compile(r"(?<![\w.\"])(dev\.baksh\.(?:[a-z]\w*\.)*[A-Z]\w*)")


class Code:
    """The classes of a source tree, by full name, and the classes that each of them imports."""

    def __init__(self, folder):
        self.files = sorted(path for path in folder.rglob("*.java") if path.name not in ("package-info.java", "module-info.java"))
        self.classes, self.lines = {}, {}
        for path in self.files:
            name = ".".join(path.relative_to(folder).with_suffix("").parts)
            text = path.read_text("utf-8")
            self.lines[name] = text.count("\n")
            # Imports, and classes that are written with their package.
            used = set(IMPORT.findall(text)) | set(WRITTEN.findall(re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)))
            self.classes[name] = {self.owner(word) for word in used} - {name}

    @staticmethod
    def owner(name):
        """The top-level class: a.b.Outer for a.b.Outer.Inner and for a.b.Outer.method."""
        words = name.split(".")
        for i, word in enumerate(words):
            if word[:1].isupper():
                return ".".join(words[: i + 1])
        return name

    @staticmethod
    def package(name, depth=None):
        """Returns the package of a class below dev.baksh, limited to a number of segments; None for other classes."""
        if not name.startswith(BASE + "."):
            return None
        words = [word for word in name[len(BASE) + 1:].split(".") if not word[:1].isupper()]
        return ".".join(words[:depth]) or BASE

    def sizes(self, depth=None):
        return collections.Counter(self.package(name, depth) for name in self.classes if self.package(name, depth))

    def arrows(self, depth=None):
        """How many imports lead from one package to another."""
        arrows = collections.Counter()
        for name, used in self.classes.items():
            for other in used:
                start, end = self.package(name, depth), self.package(other, depth)
                if start and end and start != end:
                    arrows[start, end] += 1
        return arrows


def cycles_of(arrows):
    """The cycles of a graph, one for each strongly connected component of more than one node (Tarjan)."""
    graph = collections.defaultdict(set)
    for start, end in arrows:
        graph[start].add(end)
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            component = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(component) > 1:
                found.append(sorted(component))

    for node in sorted({node for arrow in arrows for node in arrow}):
        if node not in index:
            visit(node)
    return found


def reduced(arrows):
    """The arrows without those that follow from others: a -> c is left out where a -> b -> c leads there."""
    graph = collections.defaultdict(set)
    for start, end in arrows:
        graph[start].add(end)

    def reaches(start, end, without):
        seen, todo = set(), [start]
        while todo:
            node = todo.pop()
            for other in graph[node]:
                if (node, other) == without or other in seen:
                    continue
                if other == end:
                    return True
                seen.add(other)
                todo.append(other)
        return False

    return [arrow for arrow in sorted(arrows) if not reaches(*arrow, without=arrow)]

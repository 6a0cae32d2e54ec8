"""The command line: help, version, faults in it, filters, pipes, exit status."""
import os
import subprocess

from harness import Folder, Options, copy_site, golden, run, suluh, crashed, tree, ROOT, TESTS


def test_help(tap):
    result = suluh("--help")
    tap.ok(result.status == 0 and not result.err, "--help ends well", result)
    golden(tap, "commands/help.txt", result.out, "--help says what it always said")
    for other in ("-h", "help"):
        tap.same(suluh(other).out, result.out, f"{other} is --help")
    tap.same(suluh("build", "--help").out, result.out, "so is a command's")
    tap.ok(suluh("--version").out.startswith(b"suluh "), "--version")
    nothing = suluh()
    tap.ok(nothing.status == 2 and not nothing.out and b"suluh" in nothing.err, "no command is an error with the help", nothing)


USAGE = {
    "unknown-command": ["bulid"],
    "unknown-option": ["build", "--otuput", "x"],
    "option-of-another-command": ["build", "--tree"],
    "option-without-value": ["build", "--site"],
    "jobs-not-a-number": ["build", "--jobs", "dua"],
    "jobs-zero": ["build", "--jobs=0"],
    "jobs-too-many": ["build", "--jobs", "65"],
    "lang-unknown": ["build", "--lang", "su"],
    "switch-with-value": ["build", "--strict=yes"],
    "argument-too-many": ["build", "content"],
    "template-without-file": ["template"],
    "template-missing-file": ["template", "none.xhtml"],
    "markdown-missing-file": ["markdown", "none.md"],
}


def test_usage(tap):
    with Folder() as folder:
        for name, arguments in USAGE.items():
            for lang in ("id", "en"):
                given = arguments if "--lang" in arguments else [arguments[0], "--lang", lang, *arguments[1:]]
                if arguments[0] not in ("build", "template", "markdown"):
                    given = arguments
                result = suluh(*given, cwd=folder.path)
                tap.ok(result.status == 2 and not result.out, f"{name} ({lang}): status 2", result)
                golden(tap, f"usage/{name}.{lang}.txt", result.err, f"{name} ({lang}): the message")
        tap.same(list(folder.path.iterdir()), [], "nothing was written")


def test_markdown_filter(tap):
    tap.same(suluh("markdown", data="# Judul\n\nIsi *miring*.\n".encode()).out, b"<h1>Judul</h1>\n<p>Isi <em>miring</em>.</p>\n", "Markdown from standard input")
    tap.ok(b"<p>Isi</p>" in suluh("markdown", "-", data=b"Isi").out, "a dash is standard input")
    tap.same(suluh("markdown", data=b"").status, 0, "an empty input")
    with Folder() as folder:
        folder.write("a.md", "Isi")
        tap.same(suluh("markdown", "a.md", cwd=folder.path).out, b"<p>Isi</p>\n", "Markdown from a file")
        folder.write("-x.md", "Isi")
        tap.same(suluh("markdown", "--", "-x.md", cwd=folder.path).out, b"<p>Isi</p>\n", "behind -- a dash begins a file's name")
    result = suluh("markdown", "--tree", data=b"# A\n")
    tap.ok(result.status == 0 and b"heading" in result.out, "--tree writes the tree", result)
    for name, data in {"NUL": b"a\0b", "latin1": b"caf\xe9"}.items():
        result = suluh("markdown", data=data)
        tap.ok(result.status == 2 and not result.out and b"-:1:" in result.err, f"{name} on standard input is refused", result)


def test_deep(tap):
    """Nesting 10,000 deep and other hostile texts end with a message or a result, soon, and never with a crash."""
    n = 10000
    cases = {
        "quotes": ">" * n + " x", "lists": "".join("  " * i + "- x\n" for i in range(300)), "list markers": "- " * n + "x", "emphasis": "*a " * n + "x" + " a*" * n,
        "brackets": "[" * n + "x" + "](y)" * n, "images": "![" * n + "x" + "](y)" * n, "backticks": "".join("`" * (i % 50) + "x" for i in range(n)), "tables": "|" * n + "\n" + "|-" * n + "|\n",
        "headings": "# x\n" * n, "entities": "&amp;" * n, "values": "{{" * n, "links in pictures": "![[]()" * 160000, "pictures in many paragraphs": ("![[]()" * 2000 + "\n\n") * 600, "alerts": "> [!TIPS]\n" * n, "link references": "".join(f"[a{i}]: x\n" for i in range(n)) + "[a1]" * n,
        "one long line": "x" * 1000000, "many lines": "x\n" * 500000, "html": "<a " * n, "includes": "{{include a.md}}\n\n" * 1000, "braces": "# x {#" * n, "combining": "a" + "\u0301" * 100000,
    }
    for name, text in cases.items():
        result = suluh("markdown", data=text.encode(), timeout=20)
        tap.ok(not crashed(result), f"markdown: {name}", f"status {result.status}\n{result.err[:2000].decode('utf-8', 'replace')}")
    with Folder() as folder:
        shapes = {
            "elements": "<a>" * n + "x" + "</a>" * n, "attributes": "<a " + " ".join(f'b{i}="x"' for i in range(n)) + "/>", "unclosed": "<a>" * n, "entities": '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx">]><a>&b;</a>',
            "billion laughs": '<!DOCTYPE a [<!ENTITY b0 "x">' + "".join(f'<!ENTITY b{i} "&b{i-1};&b{i-1};">' for i in range(1, 40)) + "]><a>&b39;</a>",
            "external": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "external entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "no XML": "\x7fELF", "empty": "",
            "expression": f'<a xmlns:tal="http://xml.zope.org/namespaces/tal" tal:content="{"not:" * n}x"/>', "path": f'<a xmlns:tal="http://xml.zope.org/namespaces/tal" tal:content="{"a/" * n}x"/>',
            "string": f'<a xmlns:tal="http://xml.zope.org/namespaces/tal" tal:content="string:{"${a}" * n}"/>',
            "macro of itself": '<a xmlns:metal="http://xml.zope.org/namespaces/metal"><b metal:define-macro="m"><c metal:use-macro="macros/m"/></b><c metal:use-macro="macros/m"/></a>',
        }
        for name, text in shapes.items():
            folder.write("t.xhtml", text)
            result = suluh("template", "t.xhtml", cwd=folder.path, timeout=20)
            tap.ok(not crashed(result), f"template: {name}", f"status {result.status}\n{result.err[:2000].decode('utf-8', 'replace')}")
            tap.ok(b"root:" not in result.out, f"template: {name} reads nothing else")
        data = {
            "lists": "a: " + "[" * n + "]" * n, "maps": "a: " + "{b: " * n + "}" * n, "indentation": "".join(" " * i + "a:\n" for i in range(3000)), "aliases": "a: &a [x,x]\n" + "".join(f"b{i}: &b{i} [*{'a' if i == 0 else f'b{i-1}'},*{'a' if i == 0 else f'b{i-1}'}]\n" for i in range(60)),
            "itself": "a: &a [*a]", "keys": "".join(f"k{i}: 1\n" for i in range(20000)), "number": "a: " + "9" * 100000, "exponent": "a: 1e999999999", "tag": "a: !!python/object x", "documents": "---\n" * n, "merge": "a: &a {b: c}\nd: {<<: *a}",
        }
        folder.write("t.xhtml", "<p>x</p>")
        for name, text in data.items():
            folder.write("d.yaml", text)
            result = suluh("template", "t.xhtml", "--data", "d.yaml", cwd=folder.path, timeout=20)
            tap.ok(not crashed(result), f"YAML: {name}", f"status {result.status}\n{result.err[:2000].decode('utf-8', 'replace')}")


def test_template_filter(tap):
    with Folder() as folder:
        folder.write("t.xhtml", '<p xmlns:tal="http://xml.zope.org/namespaces/tal" tal:content="nama">contoh</p>')
        folder.write("d.yaml", 'nama: "a < b & c"\n')
        tap.same(suluh("template", "t.xhtml", "--data", "d.yaml", cwd=folder.path).out.strip(), b"<p>a &lt; b &amp; c</p>", "a template with the values of a file")
        folder.write("t.svg", '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>')
        tap.ok(b"<g/>" in suluh("template", "t.svg", "--xml", cwd=folder.path).out, "--xml writes XML")
        result = suluh("template", "t.xhtml", cwd=folder.path)
        tap.ok(result.status == 2 and b"t.xhtml:1:" in result.err and not result.out, "an unknown name is an error with its place", result)


def test_template_limits(tap):
    """What would take minutes or all memory is refused at once."""
    tal = 'xmlns:tal="http://xml.zope.org/namespaces/tal" xmlns:metal="http://xml.zope.org/namespaces/metal"'
    shapes = {
        "definitions": f'<a {tal} tal:define="{";".join(f"a{i} string:x" for i in range(100000))}"/>',
        "attributes from data": f'<a {tal} tal:attributes="{";".join(f"a{i} string:x" for i in range(100000))}"/>',
        "attributes": "<a " + " ".join(f'a{i}="x"' for i in range(100000)) + "/>",
        "name spaces": "<a " + " ".join(f'xmlns:a{i}="u"' for i in range(20000)) + "/>",
        "macros": f'<a {tal}>' + "".join(f'<b metal:define-macro="m{i}"/>' for i in range(50000)) + "</a>",
        "slots": f'<a {tal}><b metal:define-macro="m">' + "".join(f'<i metal:define-slot="s{i}"/>' for i in range(20000)) + '</b><b metal:use-macro="macros/m">' + "".join(f'<i metal:fill-slot="s{i}"/>' for i in range(20000)) + "</b></a>",
        "strings that grow": f'<a {tal} tal:define="b0 string:xxxxxxxxxx;{";".join(f"b{i} string:${{b{i-1}}}${{b{i-1}}}${{b{i-1}}}" for i in range(1, 40))}"/>',
        "macros that multiply": f"<a {tal}>" + "".join(f'<a metal:define-macro="m{i}"><b metal:use-macro="macros/m{i+1}"/><b metal:use-macro="macros/m{i+1}"/></a>' for i in range(60)) + '<a metal:define-macro="m60">x</a><a metal:use-macro="macros/m0"/></a>',
    }
    with Folder() as folder:
        for name, text in shapes.items():
            folder.write("t.xhtml", text)
            result = suluh("template", "t.xhtml", cwd=folder.path, timeout=10)
            tap.ok(result.status == 2 and not result.out and b"t.xhtml:1:" in result.err and not crashed(result), f"too many {name}", f"status {result.status}\n{result.err[:2000].decode('utf-8', 'replace')}")


def test_template_macros(tap):
    """Macros of other files, also through other files and in circles; files outside of the template's folder are not reached."""
    metal = 'xmlns:metal="http://xml.zope.org/namespaces/metal"'
    with Folder() as folder:
        folder.write("luar.xhtml", f'<b {metal} metal:define-macro="y">rahasia</b>')
        for i in range(20):
            folder.write(f"t/m{i}.xhtml", f'<b {metal}><i metal:define-macro="y">isi {i}</i><u metal:use-macro="m{(i + 1) % 20}.xhtml/macros/y"/></b>')
        use = '<p {}><b metal:use-macro="{}/macros/y"/></p>'
        folder.write("t/a.xhtml", use.format(metal, "m0.xhtml"))
        result = suluh("template", "t/a.xhtml", cwd=folder.path)
        tap.ok(result.status == 0 and result.out.strip() == b"<p><i>isi 0</i></p>", "a macro of another file", result)
        folder.write("t/a.xhtml", f"<p {metal}>" + "".join(f'<b metal:use-macro="m{i}.xhtml/macros/y"/>' for i in range(20)) + "</p>")
        result = suluh("template", "a.xhtml", cwd=folder.path / "t")
        tap.ok(result.status == 0 and b"<i>isi 19</i>" in result.out, "macros of many files", result)
        os.symlink("../luar.xhtml", folder.path / "t/l.xhtml")
        for way in ("../luar.xhtml", "m0/../../luar.xhtml", str(folder.path / "luar.xhtml"), "l.xhtml", "none.xhtml"):
            folder.write("t/a.xhtml", use.format(metal, way))
            result = suluh("template", "t/a.xhtml", cwd=folder.path)
            tap.ok(result.status == 2 and not result.out and result.err.startswith(b"t/a.xhtml:1:"), f"no macro of {way.replace(str(folder.path), '')}", result)
        folder.write("t/p.xhtml", f'<b {metal} metal:define-macro="y"><i metal:use-macro="q.xhtml/macros/y"/></b>')
        folder.write("t/q.xhtml", f'<b {metal} metal:define-macro="y"><i metal:use-macro="p.xhtml/macros/y"/></b>')
        folder.write("t/a.xhtml", use.format(metal, "p.xhtml"))
        result = suluh("template", "t/a.xhtml", cwd=folder.path)
        tap.ok(result.status == 2 and not crashed(result) and not result.out, "two macros that use each other end with a message", result)


def test_pipes(tap):
    """A closed output pipe ends the program quietly; a full disk is told."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([Options.suluh, "markdown"], input=b"x\n" * 200000, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    tap.ok(done.returncode in (-13, 0, 2) and b"Sanitizer" not in done.stderr, "a closed pipe ends it", done)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([Options.suluh, "markdown", "--lang", "en"], input=b"x\n", stdout=full, stderr=subprocess.PIPE)
    tap.ok(done.returncode == 2 and done.stderr, "a full disk is told", done)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([Options.suluh, "--help"], stdout=full, stderr=subprocess.PIPE)
    tap.ok(done.returncode == 2, "also by the status of --help", done)
    done = run(["/bin/bash", "-c", '"$0" markdown <(printf "# x")', Options.suluh])
    tap.ok(done.status == 0 and done.out == b"<h1>x</h1>\n", "a pipe named as a file is read", done)
    with Folder() as folder:
        copy_site(folder, TESTS / "sites/small/content")
        folder.build()
        before = tree(folder.path / "output", stamps=True)
        for streams in ("0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"):
            done = run(["/bin/bash", "-c", f'"$0" build {streams}', Options.suluh], cwd=folder.path)
            tap.ok(done.status == 0 and tree(folder.path / "output", stamps=True) == before, f"a build with closed streams: {streams}", done)
        folder.write("content/index.md", "x")
        done = run(["/bin/bash", "-c", '"$0" build 0<&- 1>&- 2>&-', Options.suluh], cwd=folder.path)
        tap.ok(done.status == 2 and tree(folder.path / "output", stamps=True) == before, "and one that fails", done)


def test_where_it_runs(tap):
    with Folder() as folder:
        for lang in ("id", "en"):
            result = suluh("build", "--lang", lang, cwd=folder.path)
            tap.same(result.status, 2, f"a folder without content ({lang}): status 2")
            golden(tap, f"errors/no-content.{lang}.txt", result.err, f"a folder without content ({lang}): the message")
        tap.same(list(folder.path.iterdir()), [], "nothing is made there")
        copy_site(folder, TESTS / "sites/small/content")
        site = folder.path
        one = suluh("build", "--lang", "en", cwd=site)
        tap.ok(one.status == 0, "suluh build in the site's folder needs no options", one.err.decode())
        tap.ok(b"Done: " in one.out and b"output/site/index.html" in one.out and not one.err, "the summary, and nothing on standard error in a pipe", one)
        two = suluh("build", f"--site={site}", "--output", site / "elsewhere/out", "--lang", "en", cwd="/")
        tap.ok(two.status == 0, "--site and --output from anywhere", two.err.decode())
        a, b = tree(site / "output/site"), tree(site / "elsewhere/out/site")
        tap.ok(a == b and len(a) > 5, "give the same bytes")
        before = tree(site / "output", stamps=True)
        check = suluh("check", "--lang", "en", cwd=site)
        tap.ok(check.status == 0 and b"Nothing was written" in check.out, "suluh check", check)
        tap.ok(tree(site / "output", stamps=True) == before, "writes nothing")
        tap.ok(suluh("build", cwd=site).out.decode().startswith("Selesai: "), "the language of the messages is the site's")
        folder.write("content/panduan/strange.docx", "x")
        result = suluh("build", "--lang", "en", cwd=site)
        tap.ok(result.status == 0 and b"warning: " in result.err and b"1 warnings" in result.out, "a warning does not fail", result)
        result = suluh("build", "--strict", "--lang", "en", cwd=site)
        tap.ok(result.status == 1 and tree(site / "output", stamps=True) == before, "but does under --strict, and changes nothing", result)


assert ROOT

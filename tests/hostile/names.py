"""Names that try to be more than a name: one list, by what they attack. Text, or bytes where no text can be it.

No name may be one that a reader would cut or take apart into something else on its own: that is tested elsewhere."""
import itertools
import os

MARK = "pwned"  # what a name that got through would set, call or fetch

SCRIPT = f"window.{MARK}=1"
URL = f"https://{MARK}.invalid/x"

XML = [
    "]]>", "<![CDATA[", "<![CDATA[x]]>", "<!--", "-->", "--", "<!-- x --><b/>", "<?xml version='1.0'?>", "<?x", "?>",
    "<!DOCTYPE svg [<!ENTITY x 'y'>]>", "<!ENTITY % x SYSTEM 'file:///etc/passwd'>", "&x;", "&amp;", "&lt;b&gt;", "&#60;b&#62;",
    "&#x3c;script&#x3e;", "&#0;", "&#xD800;", "&", "&&", "&amp", "&;", "<", ">", "<>", "</", "</g>", "</svg>", "</title><b>",
    "</text>", "</desc>", "<title>", "<g", "<use href='#t'/>", "<a xlink:href='" + URL + "'>x</a>", "<b xmlns='urn:x'/>",
    "<xi:include href='" + URL + "'/>", "<set attributeName='href' to='" + URL + "'/>", "%x;",
]
HTML = [
    f"</text><script>{SCRIPT}</script>", f"<script>{SCRIPT}</script>", "</script>", f"</script><script>{SCRIPT}//",
    "</style>", f"</style><script>{SCRIPT}</script>", "</title>", f"</title><img src=x onerror={SCRIPT}>", "</textarea>",
    "</noscript>", f"<img src=x onerror={SCRIPT}>", f"<img src={URL}>", f"<svg onload={SCRIPT}>", f"<svg/onload={SCRIPT}>",
    f"<body onload={SCRIPT}>", f"<iframe srcdoc='<script>{SCRIPT}</script>'>", f"<iframe src={URL}>", f"<object data={URL}>",
    f"<link rel=stylesheet href={URL}>", f"<meta http-equiv=refresh content='0;url={URL}'>", f"<base href={URL}>",
    f"<a href=javascript:{SCRIPT}>x</a>", f"javascript:{SCRIPT}", f"JaVaScRiPt:{SCRIPT}", f"java\tscript:{SCRIPT}",
    f"data:text/html,<script>{SCRIPT}</script>", "vbscript:x", f"<details open ontoggle={SCRIPT}>", f"<input autofocus onfocus={SCRIPT}>",
    f"<foreignObject><body onload={SCRIPT}/></foreignObject>", f"<animate onbegin={SCRIPT} attributeName=x dur=1s>", "<plaintext>",
    "<!--><img>", f"<x onclick={SCRIPT}>click", f"<math><mtext><img src=x onerror={SCRIPT}>",
]
ATTRIBUTES = [
    '"', "'", "`", '"">', "''>", f'" onload="{SCRIPT}', f"' onclick='{SCRIPT}", f'"><svg onload={SCRIPT}>', f'"/><script>{SCRIPT}</script>',
    '" style="x', f'" autofocus onfocus="{SCRIPT}" x="', f"x onmouseover={SCRIPT} ", '"\nonload="x', "a=b", "class=n", 'id="t"', '" id="zc',
    "a b  c", " x", "x ", " x ", "   ", "/>", "\\\"", "\\'", "=", "'\"`",
]
CSS = [
    f"url({URL})", f"url('{URL}')", f"@import '{URL}'", f"@import url({URL});", "expression(alert(1))", "}*{display:none}", "{", "}",
    "/*", "*/", "\\3c b", "behavior:url(#x)", "-moz-binding:url(x)", "!important", "@charset 'x'", "@media all{*{fill:red}}", ";color:red",
    f"a{{background:url({URL})}}", "#x", ".f{fill:none}",
]
JAVASCRIPT = [
    "${x}", f"${{{SCRIPT}}}", f"`${{{SCRIPT}}}`", f"');{SCRIPT}//", f'");{SCRIPT}//', f"';{SCRIPT};'", f"\\u003cscript\\u003e{SCRIPT}",
    "\\", "\\\\", "\\n", "\\u2028", "\\x3cb\\x3e", "a\u2028b", "a\u2029b", "//", "/* */", "<!--//", "-->x", "((", "[", "(?<a", "\\1", ".*", "^$",
    "a|b", "x{99999}", "__proto__", "constructor", "toString", "hasOwnProperty", "__defineGetter__", "0", "NaN", "null", "undefined", "$&", "$1",
    "%", "%00", "%0a", "%n", "%s%s%n", "%2e%2e", "#f=x&q=y",
]
JSON = ['\\"', '"}', '",', '"},{"id": 9', "\\u0000", "\\ud800", "\\/", '\\', "{}", "[]", "{\"a\":1}", "\b\f", "tab\there", "\x7f", "\ufeffbom",
        "caf\u00e9", "e\u0301", "\U0001f600", "\ud800", "\udfff", "a\ud83d", "\ude00b", "\ud83d\ud83d\ude00"]
BYTES = [  # not UTF-8, all of them
    b"\xff", b"\xfe\xff", b"\x80", b"\xbf\xbf", b"\xc3", b"\xc3(", b"\xe2\x82", b"\xe2(\xa1", b"\xf0\x9f\x98", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf",
    b"\xc0\xbcb\xc0\xbe", b"\xe0\x80\xbc", b"\xf0\x80\x80\xbc", b"\xc1\xbf", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"a\xffb<\xff>",
    b"\xa9", b"\xe9t\xe9", b"\xc2\"", b"\xe2\"\x82", b"\xf0\"x", b"\xc2<script>", b"\xe2\x80'", b"\xff\\", b"\xc2|", b"\xf0\x9f\x98`",
]
CONTROLS = ["a" + chr(c) + "b" for c in itertools.chain(range(0x00, 0x20), range(0x7f, 0xa0, 3))] + [
    "\x00", "\x00\x00<b>", "\ufffe", "\uffff", "a\ufffeb", "\ufdd0", "\U0001fffe", "\r\n", "\n", "\n\n", "a\n<b>", "\t", "\x0b", "\x85", "\xa0", "\xad",
]
TERMINALS = [
    "\x1b[31mred", "\x1b[2J\x1b[H", "\x1b]0;title\x07", f"\x1b]8;;{URL}\x07link\x1b]8;;\x07", "\x1b]52;c;cHduZWQ=\x07", "\x1b]2;x\x1b\\", "\x1bP$q\"p\x1b\\",
    "\x1b[6n", "\x1b[>c", "\x1b]10;?\x07", "\x1bc", "\x1b[?1049h", "\x9b31m", "\x9d0;x\x9c", "\x90x\x9c", "a\rb", "a\x08b", "\x07", "\x0e\x0f",
    "\x1b[8mhidden", "\x1b]1337;File=:x\x07", "\x1b[1A\x1b[2K", "\u009b2J", "\x1b", "\x1b[", "a\x1b[0K\nb",
]
DIRECTIONS = [
    "a\u202eb", "\u202dx", "\u202ax\u202c", "\u2066x\u2069", "\u2067x", "\u2068x\u2069", "user\u202e\u2066// if admin\u2069\u2066", "\u200fx", "\u200ex",
    "\u061cx", "a\u200bb", "a\u200cb", "a\u200db", "\u2060x", "\ufeff", "\u180e", "\u3164", "\u00ad", "\U000e0041\U000e0042", "\ufe0f", "\u034f", "\u115f",
    "Z" + "\u0301\u0327\u0489" * 60, "\u0301", "\u0488" * 30, "\u05d0\u05d1\u05d2", "\u0627\u0644\u0639", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\ufdfa", "\U0001242b",
    "\u0430dmin", "\uff1cscript\uff1e", "\u2039script\u203a", "\u212a", "\u0130", "\ufb01",
]
DOT = [
    'a"];', '"]; x [label="', "a\\N", "\\G\\L\\E\\T\\H", "\\l\\r", "<b>bold</b>", "<<table><tr><td>x</td></tr></table>>", "{a|b}", "<port> a", "a:port:n",
    "a -> b", "a -- b", "digraph", "strict graph {", "subgraph cluster_x {", "// x", "# x", "&amp;quot;", "&quot;", "&eacute;", "&#233;", "&x1F600;", "a\\",
    "a\\\\", "\\\"];", "[shape=record]", "URL=\"" + URL + "\"", "a+b", "\"+\"", "\\", "a;b", "node", "edge", "-1", ".5", "_x", "HTML", "a\\\nb",
]
MARKDOWN = [
    f"[x]({URL})", f"![x]({URL})", f"[x](javascript:{SCRIPT})", "[x]: /y", "[x][y]", URL, f"<{URL}>", "www.pwned.invalid", "me@pwned.invalid", "@someone", "#1",
    "a|b", "|", "||", "a\\|b", "a\\\\|b", "\\|", "`", "``", "```", "a`b", "`a`", "``a`", "```\nx", "~~~", "~~x~~", "*a*", "**a**", "_a_", "__init__", "***",
    "---", "===", "# x", "> x", "- x", "+ x", "1. x", "- [ ] x", "    code", "x\n---", "x\n===", "<div>", "<b>x</b>", "<br>", "<details>", "&copy;", "&#42;", "\\*", "\\`",
    "a\\", "$x$", "$$x$$", ":smile:", "[^1]", "[^1]: x", "GH-1", "a/b#1", "@a/b", "!1", "~x", "%1", "$`x`$", "- [x] x", "* * *", "{{x}}", "[[x]]", "[_TOC_]", ":::x", "=x=", "==x==", "^x^", "\u2028# x", "\u2028| a | b |", "a\u2029---", "a\x0c# x",
    "x\x0b- y", "x\x85# y", "|---|", "a `|` b", "`|", "|`", f"{'`' * 81}[x]({URL})<img>{'`' * 80}", "x  \ny", "<!-- x", "`\\|`", "`` ` ``", "\\\\|", "[![x](y)](z)", "a\\`b", "`` | ``", "a``b`|c",
]
SPREADSHEETS = [
    "=1+1", "=cmd|'/C calc'!A1", "=HYPERLINK(\"" + URL + "\")", "+1+1", "-1+1", "@SUM(1)", "+cmd|'/C calc'!A1", "-2+3+cmd|' /C calc'!A0", "@x", "=", "+", "-", "@", "\t=1", "\r=1", "\n=1",
    " =1", "'=1", "\"=1\"", "\"", "\"\"", ",", ",=1", "a,b", "a\"b", "\",=1,\"", "a\nb", "a\r\nb", "a;=1", "1e5", "007", "1/2", "TRUE", "\uff1d1+1", "-x", "+-1", "a;=1+1", "a;=2+2;b.py", f'x;=HYPERLINK("{URL}")', "a\t=1+1", "a|=1+1", "a\n=1", "a\r=1", "a\u061b=1", "a;-1+2", "a;@x", "a; =1", "a;\xa0=1", "a;\ufeff=1",
    "a;\"=1+1\"", "a;'=1", "a;\"\"=1", ";=1", "|=1", "\";=1+1", "a;\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", "\xa0=1", "\u3000=1", "\u200b=1", "\u201c=1", ";;=1", "a;\x00=1", "a;\x1b=1",
    f"a;=WEBSERVICE(\"{URL}\")", "a;=cmd|'/C calc'!A1", "a;b", "a;", "=\x00", "\x00=1", "\x1b=1", "DDE (\"x\")",
]
FILES = [
    "..", "../../etc/passwd", "/etc/passwd", "-rf", "--help", "-o", "~", "~/x", ".", "a/b", "a\\b", "C:\\x", "con", "nul.txt", "$(id)", "`id`", "$HOME", "; id", "| id", "&& id", "> x", "*", "?", "[a-z]", "!x",
    "file:///etc/passwd", "\\\\host\\share", "x.py:1", "<frozen x>", "<string>", "<module>", "x (y.py:1)", "x (y.py)", "a.py:f:3", "a.py:3:f", "f_[k]", "process 1:x", "thread (x)", "P12", "T0:1", "<built-in method x>",
    "a at 0x7f00", "<method 'a' of 'b' objects>", "::h0123456789abcdef", "operator<<", "f(int)::g<a, b>(c)", "<lambda(int)>", "__init__.py", "x 1", "x 0", "x -1", "# x", "# unit: s", "# austin: 3", "{x}",
]
LONG = ["x" * 5000, "<" * 3000, "&" * 3000, "\"" * 3000, "\\" * 3000, "`" * 3000, "|" * 3000, "(" * 3000, "a::" * 2000, "\u202e" * 500, "\x1b" * 3000, "\u0301" * 2000, "\U0001f600" * 1500, "]]>" * 1000, "--" * 1500, "a b " * 1500]

CLASSES = {name.lower(): value for name, value in list(globals().items()) if name.isupper() and isinstance(value, list)}


def all_names():
    """Each once, in order."""
    return list(dict.fromkeys(name for names in CLASSES.values() for name in names))


def short_names():
    return [name for name in all_names() if name not in LONG]


def some_names(step=6):
    """For tests that start the program once for each: all of them with P2G_HOSTILE_FULL=1."""
    return short_names() if os.environ.get("P2G_HOSTILE_FULL") else short_names()[::step]


def raw(name):
    """The bytes that a file has for it; a lone surrogate as Python writes it."""
    return name if isinstance(name, bytes) else name.encode("utf-8", "surrogatepass")


def foldable(name):
    """One frame of folded stacks holds it: no byte that ends a frame, a line or a text file, and not mistaken for the line's end."""
    data = raw(name)
    return not any(byte in data for byte in b";\n\r\0")

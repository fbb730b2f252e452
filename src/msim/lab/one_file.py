"""How does a page become one file? Scripts and styles stand in it, and nothing else can run there.

The file's content security policy names each of them by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any, Final

from msim.lab import files
from msim.report.common.html import look

SHARED: Final = (
    "levers.js", "numbers.js", "values.js", "drawing.js", "picture.js", "address.js", "dialogs.js",
    "world.js", "kept.js",
)  # fmt: skip
"""The scripts of every page in a file, each after those that it imports."""


def one_file(content: dict[str, Any], modules: tuple[str, ...], vega: str) -> str:
    """A page as HTML: what it knows, its scripts after the shared ones, and what draws figures."""
    static = files.static()
    script = bundled({name: static[name] for name in (*SHARED, *modules)})
    vega = vega.replace("</script", "<\\/script")
    style = look() + static["lab.css"] + static["story.css"]
    rules = [
        "default-src 'none'",
        f"script-src {_hash(vega)} {_hash(script)}",
        f"style-src {_hash(style)}",
        "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    policy = f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'
    known = json.dumps(content, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    outside = r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*>(?:</script>)?\n'
    head = re.sub(outside, "", static["index.html"])
    head = head.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}')
    head = head.replace("</head>", f"<style>{style}</style>\n</head>")
    tail = (
        f'<script type="application/json" id="meta">{known}</script>\n'
        f'<script type="module">{vega}</script>\n<script type="module">{script}</script>\n</body>'
    )
    return head.replace("</body>", tail)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def bundled(modules: dict[str, str]) -> str:
    """Scripts that import from each other as one script; each keeps its names to itself.

    >>> "const { one } = made['a.js'];" in bundled({"b.js": 'import { one } from "./a.js";'})
    True
    """
    told = ["const made = {};"]
    for name, text in modules.items():
        text = re.sub(r'^import (\{[^}]*\}) from "\./([\w.]+)";$', r"const \1 = made['\2'];", text,
                      flags=re.M)  # fmt: skip
        given = re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", text, re.M)
        text = re.sub(r"^export ", "", text, flags=re.M)
        told.append(f"made['{name}'] = (() => {{\n{text}\nreturn {{ {', '.join(given)} }};\n}})();")
    return "\n".join(told)

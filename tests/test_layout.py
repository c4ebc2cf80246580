"""Markdown into blocks: what shows on the page is kept with its line, and what would vanish unseen is an error."""

from __future__ import annotations

import pytest

from conformance.layout import Block, ChapterError, blocks

NOT_A_BLOCK = "a heading, a paragraph, a fenced block, a table, a list or a quoted remark"
ONE_BLANK = "one blank line between two blocks"

BROKEN = {
    "# T": "1: found a last line without a line end; expected a line end",
    "\n# T\n": "1: found 1 blank lines; expected none before the first block",
    "# T\n\n\nText.\n": f"2: found 2 blank lines; expected {ONE_BLANK}",
    "# T\n\n": "2: found ''; expected the end of the chapter, or a block that shows on the page",
    "# T\nText.\n": f"2: found 'Text.' directly below another block; expected {ONE_BLANK}",
    "# T\n\nCreate:\n```json\n{}\n```\n": f"4: found '```json' directly below another block; expected {ONE_BLANK}",
    "# T\n \nText.\n": "2: found ' '; expected a block that shows on the page",
    "# T\r\n\r\nText.\r\n": "1: found a carriage return; expected lines that end without one",
    "# T\n\n[name]: http://x\n\nText.\n": "3: found '[name]: http://x'; expected a block that shows on the page",
    "T\n===\n": "1: found an underlined heading; expected a heading with # before it",
    "# T\n\n---\n": f"3: found '---'; expected {NOT_A_BLOCK}",
    "# T\n\n    {}\n": f"3: found '    {{}}'; expected {NOT_A_BLOCK}",
    "# T\n\n```json\n{}\n": "3: found a fenced block without its end; expected ``` below it",
    "# T\n\n~~~json\n{}\n~~~\n": "3: found a fenced block without its end; expected ``` below it",
    "# T\n\n```\n{}\n```\n": "3: found a fenced block of no language; expected ```json",
    "# T\n\n```yaml\na: 1\n```\n": "3: found a fenced block of yaml; expected ```json",
    "# T\n\n| a | b |\n| --- | --- |\n| 1 |\n": "5: found a row of another width: '| 1 |'; expected 2 cells",
    "# T\n\n| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n": "5: found a row of another width: '| 1 | 2 | 3 |'; expected 2 cells",
}


@pytest.mark.parametrize(("text", "message"), BROKEN.items())
def test_what_would_be_lost_is_an_error_with_file_and_line(text: str, message: str) -> None:
    with pytest.raises(ChapterError) as caught:
        blocks(text, "10-x.md")
    assert str(caught.value) == f"10-x.md:{message}"


def test_blocks_keep_their_kind_text_and_line() -> None:
    text = "# Title\n\nTwo\nlines.\n\n> A remark.\n\n```json\n{}\n```\n\n- one\n- two\n\n### Deeper\n"
    assert blocks(text, "x.md") == [
        Block("heading", 1, "Title", level=1),
        Block("paragraph", 3, "Two\nlines."),
        Block("quote", 6, "> A remark."),
        Block("fence", 8, "{}\n"),
        Block("list", 12, "- one\n- two"),
        Block("heading", 15, "Deeper", level=3),
    ]


def test_a_table_keeps_its_cells_as_they_are_written() -> None:
    [block] = blocks("| a | b |\n| --- | --- |\n| *1* | |\n| `{}` | x \\| y |\n", "x.md")
    assert block.rows == (("a", "b"), ("*1*", ""), ("`{}`", "x | y"))


def test_the_error_can_be_taken_apart() -> None:
    error = ChapterError("x.md", 3, "this", "that")
    assert (error.file, error.line, error.found, error.expected) == ("x.md", 3, "this", "that")

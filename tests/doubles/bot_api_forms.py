"""The body of a call: fields, and files that are sent with it."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    kind: str
    content: bytes


def fields_and_files(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields of a form, and by their names the files in it. A part without a file name is a field."""
    if not content_type.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    parsed = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    for part in parsed.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if filename := part.get_filename():
            files[name] = Upload(filename, part.get_content_type(), content)
        else:
            fields[name] = content.decode()
    return fields, files

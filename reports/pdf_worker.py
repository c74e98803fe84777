"""The process that makes one PDF: a task as JSON on standard input, the PDF on standard output.

It may use 2 GB and fetches nothing. The exit codes are `reports.pdf.Exit`.
"""

import io
import json
import os
import resource
import sys
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pikepdf
from pikepdf import Name

from reports import fonts
from reports.pdf import Exit

_MEMORY = 2 * 1024**3
# PDF/UA-1's own mark, and the schema by which PDF/A readers know the mark (ISO 19005-3, 6.6.2.3).
_ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def main() -> None:
    """Read the task, write the PDF."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    task = json.load(sys.stdin.buffer)
    try:
        with TemporaryDirectory(prefix="effekt-fonts-") as cache:
            # Read by fontconfig's own code, loaded after this; only this process is changed.
            os.putenv("FONTCONFIG_FILE", str(fonts.configure(Path(cache))))
            drawn = _draw(task)
        sys.stdout.buffer.write(_finish(drawn, task["attachments"]))
    except fonts.FontsMissingError as error:
        _stop(Exit.NO_FONTS, str(error))
    except MemoryError:
        _stop(Exit.OUT_OF_MEMORY, "out of memory")


def _draw(task: dict[str, Any]) -> bytes:
    try:
        import weasyprint  # noqa: PLC0415  a machine without Pango fails here, and is told so
        from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415
    except OSError as error:
        _stop(Exit.NO_ENGINE, str(error))
    asked: list[str] = []

    class Closed(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002  its signature
            asked.append(url)
            raise FatalURLFetchingError(url)

    closed = Closed()
    page = weasyprint.HTML(string=task["html"], url_fetcher=closed)
    sheets = [weasyprint.CSS(string=one, url_fetcher=closed) for one in task["stylesheets"]]
    form = {"attachments": _attachments(task), "pdf_variant": "pdf/a-3a"}
    drawn = b""
    try:
        document = page.render(stylesheets=sheets, **form)
        about = document.metadata
        about.title, about.lang, about.generator = task["title"], task["language"], "Effekt"
        about.created = about.modified = task["created"]
        drawn = bytes(document.write_pdf(**form))
    except FatalURLFetchingError as error:
        _stop(Exit.FORBIDDEN_ADDRESS, str(error))
    if asked:  # WeasyPrint goes on without a picture that it could not get inside an SVG
        _stop(Exit.FORBIDDEN_ADDRESS, " ".join(asked))
    return drawn


def _attachments(task: dict[str, Any]) -> list[Any]:
    from weasyprint import Attachment  # noqa: PLC0415  as above

    moment = datetime.fromisoformat(task["created"])
    return [
        Attachment(
            string=b64decode(one["content"]),
            name=one["name"],
            description=one["description"],
            relationship="Data",
            created=moment,
            modified=moment,
        )
        for one in task["attachments"]
    ]


def _finish(drawn: bytes, attachments: list[dict[str, str]]) -> bytes:
    """Mark the PDF as accessible, list each attachment once, and derive its identity from it."""
    made = io.BytesIO()
    types = {one["name"]: one["media_type"] for one in attachments}
    with pikepdf.open(io.BytesIO(drawn)) as document:
        root = document.Root
        marked = root.Metadata.read_bytes().replace(b"</rdf:RDF>", _ACCESSIBLE + b"</rdf:RDF>", 1)
        root.Metadata = document.make_stream(marked, Type=Name.Metadata, Subtype=Name.XML)
        if "/AF" in root:
            once = {one.objgen: one for one in root.AF}.values()
            root.AF = pikepdf.Array(once)
            for one in once:
                # WeasyPrint asks the machine's own list of types, which differs between machines.
                one.EF.F.Subtype = Name("/" + types[str(one.UF)])
        document.save(made, deterministic_id=True)
    return made.getvalue()


def _stop(code: Exit, reason: str) -> NoReturn:
    sys.stderr.write(reason)
    sys.exit(code)


if __name__ == "__main__":
    main()

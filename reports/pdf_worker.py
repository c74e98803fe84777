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
from typing import Any, NoReturn

import pikepdf
from pikepdf import Name

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
    # Read by fontconfig's own code, which is loaded after this; only this process is changed.
    os.putenv("FONTCONFIG_FILE", task["fonts"])
    try:
        sys.stdout.buffer.write(_finish(_draw(task), task["attachments"]))
    except MemoryError:
        _stop(Exit.OUT_OF_MEMORY, "out of memory")


def _draw(task: dict[str, Any]) -> bytes:
    try:
        import weasyprint  # noqa: PLC0415  a machine without Pango fails here, and is told so
        from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415
    except OSError as error:
        _stop(Exit.NO_ENGINE, str(error))

    class Nothing(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002  its signature
            raise FatalURLFetchingError(url)

    closed = Nothing()
    moment = datetime.fromisoformat(task["created"])
    document = weasyprint.HTML(string=task["html"], url_fetcher=closed)
    sheets = [weasyprint.CSS(string=one, url_fetcher=closed) for one in task["stylesheets"]]
    files = [
        weasyprint.Attachment(
            string=b64decode(one["content"]),
            name=one["name"],
            description=one["description"],
            relationship="Data",
            created=moment,
            modified=moment,
            url_fetcher=closed,
        )
        for one in task["attachments"]
    ]
    try:
        laid_out = document.render(
            stylesheets=sheets, attachments=files, pdf_variant="pdf/a-3a", full_fonts=False
        )
        about = laid_out.metadata
        about.title, about.lang = task["title"], task["language"]
        about.created = about.modified = task["created"]
        about.generator = "Effekt"
        return bytes(laid_out.write_pdf(attachments=files, pdf_variant="pdf/a-3a"))
    except FatalURLFetchingError as error:
        _stop(Exit.FORBIDDEN_ADDRESS, str(error))


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

"""Word documents for tests, made of XML as Word writes it, for what python-docx cannot make."""

import zipfile
from io import BytesIO

import docx

from indexer.readers import read
from indexer.reading import read_bytes

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def p(text, properties="", run=""):
    """A paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def item(text, numbered=1, depth=0):
    """A paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{numbered}"/></w:numPr>')


def styled(text, style, properties=""):
    return p(text, f'<w:pStyle w:val="{style}"/>{properties}')


def style(name, identity, properties="", based=""):
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>{on}<w:pPr>{properties}</w:pPr></w:style>'


def level(depth, counts, mark, start=1, more=""):
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{counts}"/>{more}'
        f'<w:lvlText w:val="{mark}"/></w:lvl>'
    )


def model(*levels, identity=0):
    return f'<w:abstractNum w:abstractNumId="{identity}">{"".join(levels)}</w:abstractNum>'


def listed(identity=1, of=0, more=""):
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def cell(content, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def row(*cells, properties=""):
    made = (one if one.startswith("<w:tc>") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def note(identity, text, kind="footnote"):
    return f'<w:{kind} w:id="{identity}">{p(text)}</w:{kind}>'


def cites(text, identity=2, kind="footnote"):
    return f'<w:p><w:r><w:t>{text}</w:t></w:r><w:r><w:{kind}Reference w:id="{identity}"/></w:r></w:p>'


def word(*body, where="word/document.xml", title="", space=WORD, **parts):
    """The bytes of a document with this body; `parts` are the contents of numbering, styles, footnotes, endnotes."""
    folder = where.rpartition("/")[0]
    document = f"<w:document {SPACES}><w:body>{''.join(body)}</w:body></w:document>"
    kinds = "".join(
        f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>' for kind in (*parts, "image")
    )
    tops = (
        f'<Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="/{where}"/>'
        f'<Relationship Id="b" Type="{RELATIONS}/metadata/core-properties" Target="docProps/core.xml"/>'
    )
    core = f'<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc"><dc:title>{title}</dc:title></cp:coreProperties>'
    files = {
        "_rels/.rels": f"<Relationships>{tops}</Relationships>",
        where: document,
        f"{folder}/_rels/{where.rpartition('/')[2]}.rels": f"<Relationships>{kinds}</Relationships>",
        "docProps/core.xml": core,
    }
    files |= {f"{folder}/{kind}.xml": f"<w:{kind} {SPACES}>{content}</w:{kind}>" for kind, content in parts.items()}
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, '<?xml version="1.0"?>' + content.replace(WORD, space))
    return whole.getvalue()


def saved(document):
    """The bytes of a document of python-docx."""
    whole = BytesIO()
    document.save(whole)
    return whole.getvalue()


def as_word(text):
    """A text as Word has it when it is pasted in: a paragraph a line."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    return saved(document)


def blocks(data, source="a.docx"):
    (document,) = read(source, data).documents
    return document.blocks


def texts(data, source="a.docx"):
    return [block.text for block in blocks(data, source)]


def told(source, data):
    """What a file tells: its paragraphs and figures, without what names the file and places in it."""
    (reading,) = read_bytes(source, data).readings
    paragraphs = [(one.text, one.section, one.kind, one.depth) for one in reading.read.paragraphs]
    facts = [
        (fact.paragraph, fact.indicator, fact.phrase, fact.actor, fact.value, fact.unit, fact.period, fact.place_code)
        for fact in (row.fact for row in reading.read.facts)
    ]
    report = reading.read.report
    return paragraphs, facts, (report.title, report.year, report.issuer, report.published, report.note)

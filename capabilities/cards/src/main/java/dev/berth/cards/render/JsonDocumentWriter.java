package dev.berth.cards.render;

import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.AuthorText;
import dev.berth.cards.document.DocumentBlock.FactList;
import dev.berth.cards.document.DocumentBlock.Figure;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.SystemDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writer of documents as JSON: sections with their blocks, numbers in full precision with their
/// origins. Charts are left out: what they show is in the evaluations.
public final class JsonDocumentWriter {
    private JsonDocumentWriter() {}

    /// As JSON's values.
    public static Map<String, @Nullable Object> plain(SystemDocument document) {
        Map<String, @Nullable Object> plain = DocumentRecord.head(document);
        plain.put("title", document.title());
        plain.put("summary", document.summary());
        plain.put(
                "sections", document.sections().stream().map(JsonDocumentWriter::section).toList());
        plain.put("sources", DocumentRecord.sources(document));
        plain.put("numbers", DocumentRecord.numbers(document));
        return plain;
    }

    private static Map<String, @Nullable Object> section(DocumentSection section) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("id", section.id());
        plain.put("title", section.title());
        plain.put("isComplete", section.isComplete());
        plain.put("blocks", section.blocks().stream().map(JsonDocumentWriter::block).toList());
        if (!section.subsections().isEmpty()) {
            plain.put(
                    "sections",
                    section.subsections().stream().map(JsonDocumentWriter::section).toList());
        }
        if (!section.closing().isEmpty()) {
            plain.put(
                    "closing", section.closing().stream().map(JsonDocumentWriter::block).toList());
        }
        return plain;
    }

    private static Map<String, @Nullable Object> block(DocumentBlock block) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        switch (block) {
            case DocumentBlock.Paragraph(List<InlineText> pieces) ->
                    plain.put("text", cell(pieces));
            case AuthorText(String markdown, String place) -> {
                plain.put("markdown", markdown);
                plain.put("from", place);
            }
            case DocumentBlock.BulletList(List<CellText> items) ->
                    plain.put("list", items.stream().map(item -> cell(item.pieces())).toList());
            case DocumentBlock.CodeBlock(String language, String code) -> {
                plain.put("code", code);
                plain.put("language", language);
            }
            case FactList(List<DocumentBlock.Fact> facts) -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                facts.forEach(fact -> values.put(fact.name(), cell(fact.value().pieces())));
                plain.put("facts", values);
            }
            case DataTable table -> {
                plain.put("table", table.caption());
                plain.put(
                        "columns",
                        table.columns().stream().map(DataTable.Column::heading).toList());
                plain.put(
                        "rows",
                        table.rows().stream()
                                .map(row -> row.stream().map(each -> cell(each.pieces())).toList())
                                .toList());
            }
            case Figure figure -> {
                plain.put("figure", figure.caption());
                plain.put("source", figure.source());
            }
            case MissingNotice(String what, String remedy, boolean isRequired) -> {
                plain.put("missing", what);
                plain.put("isRequired", isRequired);
                plain.put("remedy", remedy);
            }
        }
        return plain;
    }

    /// The text, or the id of the number if a cell is one.
    private static Object cell(List<InlineText> pieces) {
        return pieces.size() == 1 && pieces.getFirst() instanceof InlineText.Value(var number)
                ? reference(number)
                : InlineText.plain(pieces);
    }

    private static Map<String, @Nullable Object> reference(MeasuredNumber number) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("number", number.id());
        plain.put("text", number.shown());
        return plain;
    }
}

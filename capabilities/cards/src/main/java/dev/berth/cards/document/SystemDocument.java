package dev.berth.cards.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A document about a model, an endpoint or a system. A function of the system's files: the same
/// files give an equal document.
///
/// @param name of the file that describes it: `cards/NAME.yaml`
/// @param summary a sentence below the title
/// @param frontMatter YAML before the Markdown form, for hubs of models; empty for none
/// @param sources of the numbers, in the order in which they are numbered
public record SystemDocument(
        DocumentKind kind,
        String name,
        DocumentSubject subject,
        String title,
        String summary,
        String frontMatter,
        List<DocumentSection> sections,
        List<NumberSource> sources) {

    public SystemDocument {
        sections = List.copyOf(sections);
        sources = List.copyOf(sources);
    }

    /// All numbers, each once, in the order in which they appear.
    public List<MeasuredNumber> numbers() {
        Map<String, MeasuredNumber> numbers = new LinkedHashMap<>();
        for (DocumentSection section : sections) {
            for (DocumentBlock block : section.allBlocks()) {
                pieces(block).forEach(piece -> collect(piece, numbers));
            }
        }
        return List.copyOf(numbers.values());
    }

    private static void collect(InlineText piece, Map<String, MeasuredNumber> numbers) {
        if (piece instanceof InlineText.Value(MeasuredNumber number)) {
            MeasuredNumber known = numbers.putIfAbsent(number.id(), number);
            if (known != null && !known.equals(number)) {
                throw new IllegalStateException("two numbers with the id " + number.id());
            }
        }
    }

    private static List<InlineText> pieces(DocumentBlock block) {
        List<InlineText> pieces = new ArrayList<>();
        switch (block) {
            case DocumentBlock.Paragraph paragraph -> pieces.addAll(paragraph.pieces());
            case DocumentBlock.BulletList list ->
                    list.items().forEach(item -> pieces.addAll(item.pieces()));
            case DocumentBlock.FactList list ->
                    list.facts().forEach(fact -> pieces.addAll(fact.value().pieces()));
            case DataTable table ->
                    table.rows().forEach(row -> row.forEach(cell -> pieces.addAll(cell.pieces())));
            case DocumentBlock.AuthorText text -> {}
            case DocumentBlock.CodeBlock code -> {}
            case DocumentBlock.Figure figure -> {}
            case DocumentBlock.MissingNotice notice -> {}
        }
        return pieces;
    }

    /// The place of a source in [#sources], counted from 1.
    ///
    /// @throws IllegalArgumentException if it is not among them
    public int sourceNumber(String id) {
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).id().equals(id)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("source '" + id + "' (expected: one of the document)");
    }
}

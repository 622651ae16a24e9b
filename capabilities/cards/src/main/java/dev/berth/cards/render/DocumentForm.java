package dev.berth.cards.render;

import dev.berth.cards.document.DocumentBlock.Figure;
import dev.berth.cards.document.SystemDocument;
import dev.berth.charts.ChartSvg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Form in which a document is written.
public enum DocumentForm {
    MARKDOWN("md"),
    HTML("html"),
    JSON("json");

    private final String ending;

    DocumentForm(String ending) {
        this.ending = ending;
    }

    /// The usual ending of files in this form, without the dot.
    public String ending() {
        return ending;
    }

    /// The form of a file by its name; empty of an ending that is of no form.
    public static Optional<DocumentForm> ofFile(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (DocumentForm form : values()) {
            if (lower.endsWith("." + form.ending)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }

    /// The whole content of a file in this form.
    ///
    /// @param figures names of the files of figures beside it; only Markdown has them
    public String write(SystemDocument document, Optional<FigureFiles> figures) {
        return switch (this) {
            case MARKDOWN, HTML -> {
                String text = render(document, figures).text();
                int place = this == HTML ? text.lastIndexOf("</body>") : text.length();
                yield text.substring(0, place)
                        + start()
                        + DocumentRecord.text(DocumentRecord.plain(document, text, this))
                        + end()
                        + text.substring(place);
            }
            case JSON -> DocumentRecord.text(JsonDocumentWriter.plain(document)) + "\n";
        };
    }

    /// The text of a file in this form without the record for programs, and where its numbers are.
    public RenderedDocument render(SystemDocument document, Optional<FigureFiles> figures) {
        return switch (this) {
            case MARKDOWN -> MarkdownDocumentWriter.write(document, figures);
            case HTML -> HtmlDocumentWriter.write(document);
            case JSON -> new RenderedDocument(write(document, figures), List.of());
        };
    }

    /// Divides a written file into its text and its record; empty if it has no record, as no JSON
    /// has.
    public Optional<WrittenDocument> divide(String written) {
        return this == JSON ? Optional.empty() : DocumentRecord.divide(written, start(), end());
    }

    private String start() {
        return this == HTML ? DocumentRecord.ELEMENT_START : DocumentRecord.COMMENT_START;
    }

    private String end() {
        return this == HTML ? DocumentRecord.ELEMENT_END : DocumentRecord.COMMENT_END;
    }

    /// The files that go beside one in this form, by name.
    public Map<String, String> filesBeside(SystemDocument document, FigureFiles figures) {
        Map<String, String> files = new LinkedHashMap<>();
        if (this == MARKDOWN) {
            document.sections()
                    .forEach(
                            section ->
                                    section.allBlocks()
                                            .forEach(
                                                    block -> {
                                                        if (block instanceof Figure figure) {
                                                            charts(figure, figures, files);
                                                        }
                                                    }));
        }
        return files;
    }

    private static void charts(Figure figure, FigureFiles figures, Map<String, String> files) {
        for (int i = 0; i < figure.charts().size(); i++) {
            files.put(figures.name(figure, i), ChartSvg.file(figure.charts().get(i)));
        }
    }
}

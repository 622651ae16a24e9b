package dev.berth.cards.render;

import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.AuthorText;
import dev.berth.cards.document.DocumentBlock.Fact;
import dev.berth.cards.document.DocumentBlock.FactList;
import dev.berth.cards.document.DocumentBlock.Figure;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.document.SystemDocument;
import dev.berth.charts.text.DisplayText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.renderer.markdown.MarkdownRenderer;

/// Writer of documents as Markdown (CommonMark with GitHub's tables), without HTML. It makes the
/// library's nodes, so that the library escapes all texts.
public final class MarkdownDocumentWriter {
    private static final int SECTION_LEVEL = 2;

    private final SystemDocument document;
    private final Optional<FigureFiles> figures;
    private final SpanMarks marks = new SpanMarks();
    private final Document root = new Document();

    private MarkdownDocumentWriter(SystemDocument document, Optional<FigureFiles> figures) {
        this.document = document;
        this.figures = figures;
    }

    /// The document, without the record for programs.
    ///
    /// @param figures names of the files with its figures; without them figures are left out
    public static RenderedDocument write(SystemDocument document, Optional<FigureFiles> figures) {
        var writer = new MarkdownDocumentWriter(document, figures);
        writer.all();
        String text =
                MarkdownRenderer.builder()
                        .extensions(AuthorMarkdown.EXTENSIONS)
                        .build()
                        .render(writer.root);
        String before =
                document.frontMatter().isEmpty()
                        ? ""
                        : "---\n" + document.frontMatter() + "---\n\n";
        return writer.marks.finish(before + text + "\n");
    }

    private void all() {
        heading(1, document.title());
        if (!document.summary().isEmpty()) {
            root.appendChild(paragraph(List.of(InlineText.words(document.summary()))));
        }
        document.sections().forEach(section -> section(section, SECTION_LEVEL));
        sources();
    }

    private void heading(int level, String title) {
        var heading = new Heading();
        heading.setLevel(Math.min(6, level));
        heading.appendChild(new Text(marks.heading(title, DisplayText.line(title))));
        root.appendChild(heading);
    }

    private void section(DocumentSection section, int level) {
        heading(level, section.title());
        section.blocks().forEach(block -> block(block, level));
        section.subsections().forEach(inner -> section(inner, level + 1));
        section.closing().forEach(block -> block(block, level));
    }

    private void block(DocumentBlock block, int level) {
        switch (block) {
            case DocumentBlock.Paragraph(List<InlineText> pieces) ->
                    root.appendChild(paragraph(pieces));
            case AuthorText(String markdown, String place) ->
                    adopt(AuthorMarkdown.parse(markdown, level));
            case DocumentBlock.BulletList(List<CellText> items) ->
                    list(items.stream().map(item -> paragraph(item.pieces())).toList());
            case DocumentBlock.CodeBlock(String language, String code) ->
                    root.appendChild(code(language, code));
            case FactList(List<Fact> facts) -> list(facts.stream().map(this::fact).toList());
            case DataTable table -> table(table);
            case Figure figure -> figures.ifPresent(files -> figure(figure, files));
            case MissingNotice notice -> missing(notice);
        }
    }

    private static Node code(String language, String text) {
        var block = new FencedCodeBlock();
        block.setInfo(DisplayText.line(language));
        block.setLiteral(DisplayText.clean(text) + "\n");
        return block;
    }

    private void adopt(Node parsed) {
        Node child = parsed.getFirstChild();
        while (child != null) {
            Node next = child.getNext();
            root.appendChild(child);
            child = next;
        }
    }

    private Paragraph paragraph(List<InlineText> pieces) {
        var paragraph = new Paragraph();
        nodes(pieces).forEach(paragraph::appendChild);
        return paragraph;
    }

    private List<Node> nodes(List<InlineText> pieces) {
        List<Node> nodes = new ArrayList<>();
        for (InlineText piece : pieces) {
            nodes.add(
                    switch (piece) {
                        case InlineText.Words(String text) -> new Text(DisplayText.line(text));
                        case InlineText.Code(String text) -> new Code(DisplayText.line(text));
                        case InlineText.Value(MeasuredNumber number) ->
                                new Text(
                                        marks.value(
                                                number.label(), DisplayText.line(number.shown())));
                        case InlineText.Link link -> link(link);
                    });
        }
        return nodes;
    }

    private static Node link(InlineText.Link link) {
        var words = new Text(DisplayText.line(link.text()));
        if (!AuthorMarkdown.isSafe(link.target())) {
            return words;
        }
        var node = new Link(DisplayText.line(link.target()), null);
        node.appendChild(words);
        return node;
    }

    private Paragraph fact(Fact fact) {
        var paragraph = new Paragraph();
        paragraph.appendChild(strong(fact.name()));
        paragraph.appendChild(new Text(": "));
        labelled(fact.value(), "'" + fact.name() + "'").forEach(paragraph::appendChild);
        return paragraph;
    }

    private static Node strong(String text) {
        var strong = new StrongEmphasis("**");
        strong.appendChild(new Text(DisplayText.line(text)));
        return strong;
    }

    /// The nodes of a cell, whose plain words have a label too.
    private List<Node> labelled(CellText cell, String label) {
        List<Node> nodes = new ArrayList<>();
        for (InlineText piece : cell.pieces()) {
            if (piece instanceof InlineText.Words(String text)) {
                nodes.add(new Text(marks.value(label, DisplayText.line(text))));
            } else if (piece instanceof InlineText.Code(String text)) {
                nodes.add(new Code(marks.value(label, DisplayText.line(text))));
            } else {
                nodes.addAll(nodes(List.of(piece)));
            }
        }
        return nodes;
    }

    private void list(List<Paragraph> items) {
        var list = new BulletList();
        list.setMarker("-");
        list.setTight(true);
        for (Paragraph item : items) {
            var node = new ListItem();
            node.appendChild(item);
            list.appendChild(node);
        }
        root.appendChild(list);
    }

    private void table(DataTable table) {
        var block = new TableBlock();
        var head = new TableHead();
        var headings = new TableRow();
        table.columns()
                .forEach(
                        column -> {
                            TableCell cell = cell(column, List.of(text(column.heading())));
                            cell.setHeader(true);
                            headings.appendChild(cell);
                        });
        head.appendChild(headings);
        block.appendChild(head);
        var body = new TableBody();
        for (int row = 0; row < table.rows().size(); row++) {
            var cells = new TableRow();
            for (int column = 0; column < table.columns().size(); column++) {
                CellText cell = table.rows().get(row).get(column);
                cells.appendChild(
                        cell(
                                table.columns().get(column),
                                labelled(cell, PieceLabels.cell(table, row, column))));
            }
            body.appendChild(cells);
        }
        block.appendChild(body);
        root.appendChild(block);
        caption(table.caption(), PieceLabels.sources(table));
    }

    private static Node text(String words) {
        return new Text(DisplayText.line(words));
    }

    private static TableCell cell(DataTable.Column column, List<Node> nodes) {
        var cell = new TableCell();
        cell.setAlignment(
                switch (column.alignment()) {
                    case LEFT -> TableCell.Alignment.LEFT;
                    case RIGHT -> TableCell.Alignment.RIGHT;
                });
        nodes.forEach(cell::appendChild);
        return cell;
    }

    private void caption(String words, Collection<String> sources) {
        var paragraph = new Paragraph();
        var emphasis = new Emphasis("*");
        emphasis.appendChild(text(words + sourceNumbers(sources)));
        paragraph.appendChild(emphasis);
        root.appendChild(paragraph);
    }

    private String sourceNumbers(Collection<String> sources) {
        Set<Integer> numbers = new LinkedHashSet<>();
        sources.forEach(source -> numbers.add(document.sourceNumber(source)));
        return numbers.isEmpty()
                ? ""
                : " (source "
                        + String.join(", ", numbers.stream().map(String::valueOf).toList())
                        + ")";
    }

    private void figure(Figure figure, FigureFiles files) {
        var paragraph = new Paragraph();
        for (int i = 0; i < figure.charts().size(); i++) {
            var image = new Image(files.name(figure, i), null);
            image.appendChild(text(figure.charts().get(i).title()));
            paragraph.appendChild(image);
            paragraph.appendChild(new Text(i + 1 < figure.charts().size() ? " " : ""));
        }
        root.appendChild(paragraph);
        caption(figure.caption(), List.of(figure.source()));
    }

    private void missing(MissingNotice notice) {
        var paragraph = new Paragraph();
        paragraph.appendChild(strong(notice.isRequired() ? "Missing:" : "Not stated:"));
        paragraph.appendChild(text(" " + notice.what() + ". "));
        nodes(InlineText.sentence(notice.remedy())).forEach(paragraph::appendChild);
        var quote = new BlockQuote();
        quote.appendChild(paragraph);
        root.appendChild(quote);
    }

    private void sources() {
        if (document.sources().isEmpty()) {
            return;
        }
        heading(SECTION_LEVEL, DocumentWords.SOURCES);
        for (int i = 0; i < document.sources().size(); i++) {
            NumberSource source = document.sources().get(i);
            heading(SECTION_LEVEL + 1, DocumentWords.sourceTitle(i + 1, source));
            block(DocumentWords.facts(source), SECTION_LEVEL + 1);
        }
    }
}

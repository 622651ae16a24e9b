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
import dev.berth.charts.Chart;
import dev.berth.charts.ChartSvg;
import dev.berth.charts.page.PageStyle;
import dev.berth.charts.text.DisplayText;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/// Writer of documents as one HTML page that needs nothing else: no script, no address of another
/// file. Each element that holds a number stands on a line of its own.
public final class HtmlDocumentWriter {
    private static final int SECTION_LEVEL = 2;

    private static final HtmlRenderer AUTHOR_TEXT =
            HtmlRenderer.builder()
                    .extensions(AuthorMarkdown.EXTENSIONS)
                    .escapeHtml(true)
                    .sanitizeUrls(true)
                    .build();

    private final SystemDocument document;
    private final SpanMarks marks = new SpanMarks();
    private final StringBuilder page = new StringBuilder();
    private final HtmlWriter html = new HtmlWriter(page);

    private HtmlDocumentWriter(SystemDocument document) {
        this.document = document;
    }

    /// The page, without the record for programs, which goes before `</body>`.
    public static RenderedDocument write(SystemDocument document) {
        var writer = new HtmlDocumentWriter(document);
        writer.all();
        return writer.marks.finish(writer.page.toString());
    }

    private void all() {
        html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"");
        html.text(PageStyle.shipped().policy());
        html.raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
        text(document.kind().title() + ": " + document.title());
        html.raw("</title>\n<style>" + PageStyle.shipped().css() + "</style>\n</head>\n<body>\n");
        html.raw("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header>\n");
        html.raw("<p class=\"kind\">");
        text(document.kind().title());
        html.raw("</p>\n<h1>");
        html.raw(marks.heading(document.title(), escaped(document.title())));
        html.raw("</h1>\n");
        if (!document.summary().isEmpty()) {
            html.raw("<p class=\"lead\">");
            text(document.summary());
            html.raw("</p>\n");
        }
        html.raw("</header>\n");
        contents();
        html.raw("<main id=\"content\">\n");
        document.sections().forEach(section -> section(section, SECTION_LEVEL));
        sources();
        html.raw("</main>\n</body>\n</html>\n");
    }

    private void contents() {
        html.raw("<nav aria-label=\"Contents\">\n<ol>\n");
        for (DocumentSection section : document.sections()) {
            html.raw("<li>");
            link(section.title(), "#" + section.id());
            long gaps = section.missing().stream().filter(MissingNotice::isRequired).count();
            if (gaps > 0) {
                html.raw(" <span class=\"gap\">" + gaps + " missing</span>");
            }
            html.raw("</li>\n");
        }
        if (!document.sources().isEmpty()) {
            html.raw("<li>");
            link(DocumentWords.SOURCES, "#sources");
            html.raw("</li>\n");
        }
        html.raw("</ol>\n</nav>\n");
    }

    private void section(DocumentSection section, int level) {
        html.tag("section", Map.of("id", section.id()));
        html.line();
        heading(section.title(), level);
        section.blocks().forEach(block -> block(block, level));
        section.subsections().forEach(inner -> section(inner, level + 1));
        section.closing().forEach(block -> block(block, level));
        html.raw("</section>\n");
    }

    private void heading(String title, int level) {
        String tag = "h" + Math.min(6, level);
        html.tag(tag);
        html.raw(marks.heading(title, escaped(DisplayText.line(title))));
        html.raw("</" + tag + ">\n");
    }

    private void block(DocumentBlock block, int level) {
        switch (block) {
            case DocumentBlock.Paragraph(List<InlineText> pieces) -> {
                html.tag("p");
                pieces.forEach(this::piece);
                html.raw("</p>\n");
            }
            case AuthorText(String markdown, String place) -> {
                Node parsed = AuthorMarkdown.parse(markdown, level);
                html.raw(AUTHOR_TEXT.render(parsed));
            }
            case DocumentBlock.BulletList(List<CellText> items) -> {
                html.raw("<ul>\n");
                for (CellText item : items) {
                    html.tag("li");
                    item.pieces().forEach(this::piece);
                    html.raw("</li>\n");
                }
                html.raw("</ul>\n");
            }
            case DocumentBlock.CodeBlock(String language, String code) -> {
                html.raw("<pre><code>");
                html.text(DisplayText.clean(code));
                html.raw("</code></pre>\n");
            }
            case FactList(List<Fact> facts) -> facts(facts);
            case DataTable table -> table(table);
            case Figure figure -> figure(figure);
            case MissingNotice notice -> missing(notice);
        }
    }

    private void piece(InlineText piece) {
        switch (piece) {
            case InlineText.Words(String words) -> text(words);
            case InlineText.Code(String code) -> {
                html.tag("code");
                text(code);
                html.tag("/code");
            }
            case InlineText.Value(MeasuredNumber number) -> value(number, " (", ")");
            case InlineText.Link(String words, String target) -> link(words, target);
        }
    }

    /// A number, with its interval between two texts.
    private void value(MeasuredNumber number, String before, String after) {
        var shown = new StringBuilder();
        boolean isDefined = Double.isFinite(number.value());
        if (isDefined) {
            shown.append("<data value=\"").append(number.value()).append("\">");
        }
        shown.append(escaped(DisplayText.line(number.text()))).append(isDefined ? "</data>" : "");
        if (!number.interval().isEmpty()) {
            shown.append(before);
            shown.append(escaped(DisplayText.line(number.interval()))).append(after);
        }
        html.raw(marks.value(number.label(), shown.toString()));
    }

    private void link(String words, String target) {
        if (!AuthorMarkdown.isSafe(target)) {
            text(words);
            return;
        }
        html.tag("a", Map.of("href", DisplayText.line(target)));
        text(words);
        html.tag("/a");
    }

    private void facts(List<Fact> facts) {
        html.raw("<dl class=\"facts\">\n");
        for (Fact fact : facts) {
            html.tag("dt");
            text(fact.name());
            html.raw("</dt>\n<dd>");
            labelled(fact.value(), "'" + fact.name() + "'");
            html.raw("</dd>\n");
        }
        html.raw("</dl>\n");
    }

    private void labelled(CellText cell, String label) {
        for (InlineText piece : cell.pieces()) {
            switch (piece) {
                case InlineText.Words(String words) ->
                        html.raw(marks.value(label, escaped(DisplayText.line(words))));
                case InlineText.Code(String code) ->
                        html.raw(
                                marks.value(
                                        label,
                                        "<code>" + escaped(DisplayText.line(code)) + "</code>"));
                case InlineText.Value(MeasuredNumber number) ->
                        value(number, " <span class=\"ci\">", "</span>");
                case InlineText.Link link -> piece(link);
            }
        }
    }

    private void table(DataTable table) {
        html.tag(
                "div",
                attributes(
                        "class",
                        "scroll",
                        "role",
                        "region",
                        "tabindex",
                        "0",
                        "aria-label",
                        DisplayText.line(table.caption())));
        html.raw("\n<table class=\"stack\">\n<caption>");
        text(table.caption());
        sourceLinks(PieceLabels.sources(table));
        html.raw("</caption>\n<thead>\n<tr>");
        for (DataTable.Column column : table.columns()) {
            html.tag("th", attributes("scope", "col", "class", alignment(column)));
            text(column.heading());
            html.tag("/th");
        }
        html.raw("</tr>\n</thead>\n<tbody>\n");
        for (int row = 0; row < table.rows().size(); row++) {
            row(table, row);
        }
        html.raw("</tbody>\n</table>\n</div>\n");
    }

    private void row(DataTable table, int row) {
        html.raw("<tr>\n");
        for (int i = 0; i < table.columns().size(); i++) {
            DataTable.Column column = table.columns().get(i);
            CellText cell = table.rows().get(row).get(i);
            String label = PieceLabels.cell(table, row, i);
            if (i == 0) {
                html.tag("th", attributes("scope", "row", "class", alignment(column)));
                labelled(cell, label);
                html.raw("</th>\n");
            } else {
                html.tag(
                        "td",
                        attributes(
                                "class",
                                alignment(column),
                                "data-label",
                                DisplayText.line(column.heading())));
                if (!cell.pieces().isEmpty()) {
                    html.tag("span");
                    labelled(cell, label);
                    html.tag("/span");
                }
                html.raw("</td>\n");
            }
        }
        html.raw("</tr>\n");
    }

    private static String alignment(DataTable.Column column) {
        return switch (column.alignment()) {
            case LEFT -> "t";
            case RIGHT -> "n";
        };
    }

    private void sourceLinks(Collection<String> sources) {
        for (String source : sources) {
            int number = document.sourceNumber(source);
            html.raw(" ");
            link("[" + number + "]", "#source-" + number);
        }
    }

    private void figure(Figure figure) {
        html.tag("figure", Map.of("id", figure.id()));
        html.raw("\n<div class=\"charts\">\n");
        for (Chart chart : figure.charts()) {
            html.raw(marks.value(PieceLabels.chart(chart), ChartSvg.inline(chart)));
        }
        html.raw("</div>\n<figcaption>");
        text(figure.caption());
        sourceLinks(List.of(figure.source()));
        html.raw("</figcaption>\n</figure>\n");
    }

    private void missing(MissingNotice notice) {
        html.tag(
                "p",
                attributes(
                        "class",
                        notice.isRequired() ? "missing" : "missing optional",
                        "role",
                        "note"));
        html.raw(
                notice.isRequired()
                        ? "<strong>Missing:</strong> "
                        : "<strong>Not stated:</strong> ");
        text(notice.what() + ". ");
        InlineText.sentence(notice.remedy()).forEach(this::piece);
        html.raw("</p>\n");
    }

    private void sources() {
        if (document.sources().isEmpty()) {
            return;
        }
        html.raw("<section id=\"sources\">\n");
        heading(DocumentWords.SOURCES, SECTION_LEVEL);
        for (int i = 0; i < document.sources().size(); i++) {
            NumberSource source = document.sources().get(i);
            html.tag("section", Map.of("id", "source-" + (i + 1)));
            html.line();
            heading(DocumentWords.sourceTitle(i + 1, source), SECTION_LEVEL + 1);
            facts(DocumentWords.facts(source).facts());
            html.raw("</section>\n");
        }
        html.raw("</section>\n");
    }

    private void text(String words) {
        html.text(DisplayText.line(words));
    }

    private static String escaped(String words) {
        var escaped = new StringBuilder(words.length());
        new HtmlWriter(escaped).text(words);
        return escaped.toString();
    }

    /// Attributes in their order.
    private static Map<String, String> attributes(String... namesAndValues) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return attributes;
    }
}

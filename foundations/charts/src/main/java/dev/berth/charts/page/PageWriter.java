package dev.berth.charts.page;

import dev.berth.charts.text.DisplayText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.renderer.html.HtmlWriter;

/// Writer of the elements of a page, which is sound XML as well; texts are escaped, and keep their
/// direction to themselves.
public final class PageWriter {
    private final StringBuilder page = new StringBuilder();
    private final HtmlWriter html = new HtmlWriter(page);
    private int figures;

    /// Part of a table's cell.
    ///
    /// @param style class of the element around it; empty for none
    public record Piece(String text, String style) {
        public static Piece of(String text) {
            return new Piece(text, "");
        }
    }

    /// A column of a table.
    public record Column(String heading, boolean isNumber) {
        public static Column text(String heading) {
            return new Column(heading, false);
        }

        public static Column number(String heading) {
            return new Column(heading, true);
        }
    }

    /// Begins a page.
    ///
    /// @param kind of document, before its title
    /// @param lead sentence below the title; empty for none
    public void begin(PageStyle style, String kind, String title, String lead) {
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"");
        html.text(style.policy());
        html.raw(
                "\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        html.raw("<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>");
        text(kind + ": " + title);
        html.raw("</title>\n<style>" + style.css() + "</style>\n</head>\n<body>\n");
        html.raw("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header>\n");
        element("p", "kind", kind);
        element("h1", "", title);
        if (!lead.isEmpty()) {
            element("p", "lead", lead);
        }
        html.raw("</header>\n<main id=\"content\">\n");
    }

    /// Ends the page, and gives it.
    public String end() {
        html.raw("</main>\n</body>\n</html>\n");
        return page.toString();
    }

    /// Begins a section.
    public void section(String id, String heading) {
        html.tag("section", Map.of("id", id));
        html.line();
        element("h2", "", heading);
    }

    public void endSection() {
        html.raw("</section>\n");
    }

    /// An element with a text.
    public void element(String tag, String style, String text) {
        html.tag(tag, attributes("dir", "auto", "class", style));
        text(text);
        html.raw("</" + tag + ">\n");
    }

    /// A paragraph whose pieces may have styles.
    public void paragraph(String style, List<Piece> pieces) {
        html.tag("p", attributes("class", style));
        pieces.forEach(this::piece);
        html.raw("</p>\n");
    }

    /// A list of texts.
    public void list(List<String> items) {
        html.raw("<ul>\n");
        items.forEach(item -> element("li", "", item));
        html.raw("</ul>\n");
    }

    /// A figure of SVG elements with a numbered caption.
    public void figure(String id, String style, List<String> svg, String caption) {
        figures++;
        html.tag("figure", attributes("id", id, "class", style));
        html.line();
        svg.forEach(html::raw);
        html.raw("<figcaption>");
        text("Figure " + figures + ". " + caption);
        html.raw("</figcaption>\n</figure>\n");
    }

    /// A table; its first column names the rows.
    public void table(String caption, List<Column> columns, List<List<List<Piece>>> rows) {
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
                        caption));
        html.raw("\n<table class=\"stack\">\n<caption>");
        text(caption);
        html.raw("</caption>\n<thead>\n<tr>");
        for (Column column : columns) {
            html.tag("th", attributes("scope", "col", "class", style(column)));
            text(column.heading());
            html.tag("/th");
        }
        html.raw("</tr>\n</thead>\n<tbody>\n");
        rows.forEach(row -> row(columns, row));
        html.raw("</tbody>\n</table>\n</div>\n");
    }

    private void row(List<Column> columns, List<List<Piece>> cells) {
        html.raw("<tr>\n");
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String tag = i == 0 ? "th" : "td";
            Map<String, String> attributes =
                    i == 0
                            ? attributes("scope", "row", "class", style(column))
                            : attributes("class", style(column), "data-label", column.heading());
            html.tag(tag, attributes);
            if (!cells.get(i).isEmpty()) {
                html.tag("span");
                cells.get(i).forEach(this::piece);
                html.tag("/span");
            }
            html.raw("</" + tag + ">\n");
        }
        html.raw("</tr>\n");
    }

    private static String style(Column column) {
        return column.isNumber() ? "n" : "t";
    }

    private void piece(Piece piece) {
        html.tag("bdi", attributes("class", piece.style()));
        text(piece.text());
        html.tag("/bdi");
    }

    private void text(String text) {
        html.text(DisplayText.line(text));
    }

    /// Those that are not empty, in their order.
    private static Map<String, String> attributes(String... namesAndValues) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                attributes.put(namesAndValues[i], DisplayText.line(namesAndValues[i + 1]));
            }
        }
        return attributes;
    }
}

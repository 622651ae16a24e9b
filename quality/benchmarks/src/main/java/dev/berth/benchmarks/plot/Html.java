package dev.berth.benchmarks.plot;

/// Writer of an HTML page from top to bottom.
public final class Html {
    private static final String STYLE =
            """
            :root { color-scheme: light dark; --bar: #0072b2; --reference: #8a8a8a; --bound: #d55e00; }
            @media (prefers-color-scheme: dark) { :root { --bar: #56b4e9; --bound: #e69f00; } }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; } th, td { padding: .2rem .7rem; text-align: right; }
            th { border-bottom: 1px solid; } td:first-child, th:first-child, .text { text-align: left; }
            svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
            svg text { fill: currentColor; } .axis { stroke: currentColor; opacity: .2; }
            .bar { fill: var(--bar); } .reference { fill: var(--reference); }
            .spread { stroke: currentColor; stroke-width: 1.5; } .bound { stroke: var(--bound); stroke-dasharray: 4 3; }
            .missed { color: var(--bound); font-weight: 600; } .scroll { overflow-x: auto; }
            """;

    private final StringBuilder page = new StringBuilder();

    public Html(String title) {
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        element("h1", title);
    }

    /// Adds an element with a text.
    public Html element(String tag, String text) {
        page.append("<%s>%s</%s>%n".formatted(tag, escaped(text), tag));
        return this;
    }

    /// Adds markup unchanged.
    public Html markup(String markup) {
        page.append(markup);
        return this;
    }

    /// Escapes a text.
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return page + "</body></html>\n";
    }
}

package dev.berth.architecture;

import dev.berth.architecture.Diagram.Kind;

/// The style sheet of a picture.
final class SvgStyle {
    private SvgStyle() {}

    static String of(Diagram view) {
        var style = new StringBuilder();
        style.append(
                """
                <style>
                text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:#1a202c}
                .head{font-size:17px;font-weight:700}
                .name{font-size:13px;font-weight:600;text-anchor:middle}
                .detail{font-size:11px;text-anchor:middle}
                .label{font-size:10.5px;text-anchor:middle;fill:#475569}
                .quiet{font-size:11px;fill:#475569}
                .ground{fill:#ffffff}
                .edge{fill:none;stroke:#64748b;stroke-width:1.3}
                .conditional{stroke-dasharray:5 4}
                .divider{fill:none;stroke:#64748b;stroke-dasharray:3 3}
                .arrow{fill:#64748b}
                """);
        for (Kind kind : view.kinds()) {
            Colours colours = Colours.of(kind);
            style.append(rule(kind, colours.lightFill(), colours.lightLine()));
        }
        style.append(
                """
                @media (prefers-color-scheme:dark){
                text{fill:#e6edf3}
                .label,.quiet{fill:#a9b4c0}
                .ground{fill:#0f141a}
                .edge,.divider{stroke:#8b98a9}
                .arrow{fill:#8b98a9}
                """);
        for (Kind kind : view.kinds()) {
            Colours colours = Colours.of(kind);
            style.append(rule(kind, colours.darkFill(), colours.darkLine()));
        }
        return style.append(
                        """
                        }
                        </style>
                        """)
                .toString();
    }

    private static String rule(Kind kind, String fill, String line) {
        return "." + Xml.word(kind) + "{fill:" + fill + ";stroke:" + line + ";stroke-width:1.3}\n";
    }
}

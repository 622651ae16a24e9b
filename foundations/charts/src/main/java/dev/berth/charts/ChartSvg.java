package dev.berth.charts;

/// Writer of charts as SVG, within a page or as files of their own.
///
/// Each is [#WIDTH] units wide: on a telephone its text has the size of the page's small print.
public final class ChartSvg {
    /// Of each chart, in units of its coordinates.
    public static final int WIDTH = 400;

    /// The rules that a page needs for inline charts. `--ink`, `--faint`, `--line` and `--c0` to
    /// `--c5` are colours of the page.
    public static final String RULES =
            """
            .chart{width:100%;max-width:30rem;height:auto;font:12px system-ui,sans-serif}
            .chart text{fill:var(--ink)}
            .chart .grid{stroke:var(--line);stroke-width:1}
            .chart .axis{stroke:var(--faint);stroke-width:1}
            .chart .ref{stroke:var(--faint);stroke-width:1.2;stroke-dasharray:4 3;fill:none}
            .chart .c0{stroke:var(--c0);fill:var(--c0)}
            .chart .c1{stroke:var(--c1);fill:var(--c1)}
            .chart .c2{stroke:var(--c2);fill:var(--c2)}
            .chart .c3{stroke:var(--c3);fill:var(--c3)}
            .chart .c4{stroke:var(--c4);fill:var(--c4)}
            .chart .c5{stroke:var(--c5);fill:var(--c5)}
            .chart line,.chart polyline{stroke-width:2}
            .chart .curve{fill:none}
            .chart .open{fill:none;stroke-width:2}
            .chart .d1{stroke-dasharray:7 3}
            .chart .d2{stroke-dasharray:2 3}
            .chart .d3{stroke-dasharray:9 3 2 3}
            .chart .grid,.chart .axis{stroke-width:1}
            """;

    /// The further rules of charts of rows: [BarChart] and [FactorChart].
    public static final String ROW_RULES =
            """
            .chart .bar{stroke:none}
            .chart .other{fill:var(--faint)}
            .chart .total{fill:none;stroke:var(--ink);stroke-width:1.5}
            .chart .ref.limit{stroke:var(--ink)}
            .chart .row{paint-order:stroke;stroke:var(--ground,Canvas);stroke-width:4px;stroke-linejoin:round}
            .chart line.stem{stroke-width:4;opacity:.55}
            """;

    /// Colours on a light ground: Okabe and Ito's palette for all kinds of colour vision, darkened
    /// to a contrast of 3 to 1.
    public static final String LIGHT =
            "--ink:#1d2428;--faint:#5a6670;--line:#d9dcde;"
                    + "--c0:#0072b2;--c1:#b35900;--c2:#007a5a;--c3:#a8457d;--c4:#5b6abf;--c5:#6e6200";

    /// Colours on a dark ground.
    public static final String DARK =
            "--ink:#e6e9eb;--faint:#a0abb4;--line:#343d44;"
                    + "--c0:#56b4e9;--c1:#e69f00;--c2:#2ec99a;--c3:#e08fbf;--c4:#a5b0ff;--c5:#d8c84a";

    private ChartSvg() {}

    /// The chart as an element of a page that has the [#RULES].
    public static String inline(Chart chart) {
        return element(chart, "");
    }

    /// As [#inline(Chart)], with a description for readers who do not see it.
    public static String inline(Chart chart, String description) {
        return element(chart, "<desc>" + SvgCanvas.escaped(description) + "</desc>\n");
    }

    /// The chart as a file, which follows the colour scheme of the reader's system.
    public static String file(Chart chart) {
        return element(
                chart,
                "<style>\n.chart{"
                        + LIGHT
                        + ";background:#ffffff}\n@media(prefers-color-scheme:dark){.chart{"
                        + DARK
                        + ";background:#14181b}}\n"
                        + RULES
                        + (chart instanceof BarChart || chart instanceof FactorChart
                                ? ROW_RULES
                                : "")
                        + "</style>\n");
    }

    private static String element(Chart chart, String first) {
        var canvas = new SvgCanvas();
        int height =
                switch (chart) {
                    case IntervalChart intervals -> IntervalChartSvg.draw(intervals, canvas);
                    case CurveChart curves -> CurveChartSvg.draw(curves, canvas);
                    case ScatterChart dots -> ScatterChartSvg.draw(dots, canvas);
                    case BarChart bars -> BarChartSvg.draw(bars, canvas);
                    case FactorChart factors -> FactorChartSvg.draw(factors, canvas);
                };
        String title = SvgCanvas.escaped(chart.title());
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 "
                + WIDTH
                + " "
                + height
                + "\" role=\"img\" aria-label=\""
                + title
                + "\">\n"
                + first
                + canvas
                + "</svg>\n";
    }
}

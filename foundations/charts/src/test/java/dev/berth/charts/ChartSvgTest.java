package dev.berth.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.charts.CurveChart.Curve;
import dev.berth.charts.CurveChart.CurvePoint;
import dev.berth.charts.CurveChart.Form;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ChartSvgTest {
    private static Element parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private static IntervalChart intervals(String label) {
        return new IntervalChart(
                "AUC by <group> & \"more\"",
                ChartAxis.ratio("auc"),
                List.of(
                        new IntervalChart.Item(
                                label, 0.5, OptionalDouble.of(0.4), OptionalDouble.of(0.6)),
                        new IntervalChart.Item(
                                "none",
                                Double.NaN,
                                OptionalDouble.empty(),
                                OptionalDouble.empty())),
                OptionalDouble.of(0.7));
    }

    @Test
    void chart_ofIntervals_isWellFormedWithDotsAndWhiskersInPlace() throws Exception {
        Element svg = parsed(ChartSvg.inline(intervals("young")));

        assertThat(svg.getAttribute("role")).isEqualTo("img");
        assertThat(svg.getAttribute("aria-label")).isEqualTo("AUC by <group> & \"more\"");
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(1);
        assertThat(svg.getTextContent()).contains("young", "undefined", "auc");
        Element dot = (Element) svg.getElementsByTagName("circle").item(0);
        double middle = Double.parseDouble(dot.getAttribute("cx"));
        assertThat(middle).isBetween(150.0, 300.0);
    }

    @Test
    void texts_withMarkupAndControlCharacters_areText() throws Exception {
        Element svg = parsed(ChartSvg.inline(intervals("</text><script>\u0000")));

        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getTextContent()).contains("</text><script>");
    }

    @Test
    void label_thatIsTooLong_isCut() throws Exception {
        Element svg = parsed(ChartSvg.inline(intervals("x".repeat(500))));

        assertThat(svg.getTextContent()).contains("xxx…").doesNotContain("x".repeat(100));
    }

    @Test
    void curves_moreThanOne_haveALegendAndLeaveOutWhatIsNotFinite() throws Exception {
        List<CurvePoint> points =
                List.of(
                        CurvePoint.of(0, 0),
                        CurvePoint.of(0.5, Double.NaN),
                        new CurvePoint(1, 1, OptionalDouble.of(0.9), OptionalDouble.of(1)));
        Element svg =
                parsed(
                        ChartSvg.inline(
                                new CurveChart(
                                        "ROC",
                                        ChartAxis.ratio("x"),
                                        ChartAxis.ratio("y"),
                                        List.of(
                                                new Curve("first", Form.LINE, points),
                                                new Curve("second", Form.POINTS, points)),
                                        true)));

        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
        Element line = (Element) svg.getElementsByTagName("polyline").item(0);
        assertThat(line.getAttribute("points")).isEqualTo("56,264 384,24");
        assertThat(svg.getTextContent()).contains("first", "second");
    }

    private static ScatterChart.Dot dot(
            String label, double x, double y, ScatterChart.Standing standing) {
        return new ScatterChart.Dot(
                label, x, y, OptionalDouble.of(y - 0.1), OptionalDouble.of(y + 0.1), standing);
    }

    private static ScatterChart scatter(double bound, ScatterChart.Dot... dots) {
        return new ScatterChart(
                "AUC against latency",
                new ChartAxis("ms", 0, 10),
                ChartAxis.ratio("AUC"),
                List.of(dots),
                Optional.of(new ScatterChart.BoundLine("p99-ms <= " + bound, bound)),
                Optional.empty());
    }

    @Test
    void scatter_marksStandingsByForm_andNamesThemInTheLegend() throws Exception {
        Element svg =
                parsed(
                        ChartSvg.inline(
                                scatter(
                                        5,
                                        dot("a", 2, 0.5, ScatterChart.Standing.FRONT),
                                        dot("b", 4, 0.4, ScatterChart.Standing.DOMINATED),
                                        dot("c", 8, 0.8, ScatterChart.Standing.EXCLUDED))));

        assertThat(svg.getTextContent())
                .contains("on the Pareto front", "dominated by another", "breaks a limit")
                .contains("limit: p99-ms <= 5.0");
        // Each standing once in the area and once in the legend; a cross is no circle.
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4);
        assertThat(ChartSvg.inline(scatter(5))).contains("class=\"ref\" x1=\"220\"");
    }

    @Test
    void scatter_boundBeyondTheAxis_isInTheLegendAlone() {
        assertThat(ChartSvg.inline(scatter(50)))
                .contains("limit: p99-ms &lt;= 50.0")
                .containsOnlyOnce("class=\"ref\"");
    }

    @Test
    void scatter_dotsInOnePlace_haveLabelsThatDoNotOverlap() throws Exception {
        Element svg =
                parsed(
                        ChartSvg.inline(
                                scatter(
                                        5,
                                        dot("first", 9.9, 0.5, ScatterChart.Standing.FRONT),
                                        dot("second", 9.8, 0.5, ScatterChart.Standing.FRONT))));

        List<Element> labels = new ArrayList<>();
        for (int i = 0; i < svg.getElementsByTagName("text").getLength(); i++) {
            Element text = (Element) svg.getElementsByTagName("text").item(i);
            if (List.of("first", "second").contains(text.getTextContent())) {
                labels.add(text);
            }
        }
        assertThat(labels).hasSize(2);
        assertThat(labels.get(0).getAttribute("y")).isNotEqualTo(labels.get(1).getAttribute("y"));
        assertThat(labels).allMatch(text -> text.getAttribute("text-anchor").equals("end"));
    }

    @Test
    void chart_inAFile_hasItsOwnStylesAndNoOthers() throws Exception {
        String file = ChartSvg.file(intervals("young"));

        assertThat(parsed(file).getElementsByTagName("style").getLength()).isEqualTo(1);
        assertThat(file).contains("prefers-color-scheme:dark").doesNotContain("style=", "url(");
        assertThat(ChartSvg.inline(intervals("young"))).doesNotContain("<style", "style=");
    }

    private static List<Element> all(Element svg, String name, String style) {
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < svg.getElementsByTagName(name).getLength(); i++) {
            Element each = (Element) svg.getElementsByTagName(name).item(i);
            if (each.getAttribute("class").equals(style)) {
                found.add(each);
            }
        }
        return found;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void chart_ofAWaterfall_hasEachBarWhereTheOneBeforeEnds() throws Exception {
        var chart =
                new BarChart(
                        "Budget",
                        new ChartAxis("ms", 0, 100),
                        List.of("service", "transfer", "never"),
                        List.of(
                                new BarChart.Bar("a", 0, 30, 0, "30 ms", false),
                                new BarChart.Bar("b", 30, 20, 1, "20 ms", false),
                                new BarChart.Bar("sum", 0, 50, BarChart.OTHER, "50 ms", true)),
                        Optional.of(new BarChart.Limit("limit: 80 ms", 80)));
        Element svg = parsed(ChartSvg.inline(chart, "<all> of it"));

        Element first = all(svg, "rect", "bar c0").getFirst();
        Element second = all(svg, "rect", "bar c1").getFirst();
        Element limit = all(svg, "line", "ref limit").getFirst();
        double unit = number(first, "width") / 30;
        assertThat(number(second, "x"))
                .isCloseTo(number(first, "x") + number(first, "width"), within(0.2));
        assertThat(number(second, "width")).isCloseTo(20 * unit, within(0.2));
        assertThat(number(limit, "x1")).isCloseTo(number(first, "x") + 80 * unit, within(0.3));
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("<all> of it");
        assertThat(svg.getTextContent())
                .contains("service", "transfer", "sum", "limit: 80 ms", "30 ms")
                .doesNotContain("never");
    }

    @Test
    void chart_ofFactors_isLogarithmicAndTellsKindsByForm() throws Exception {
        var chart =
                new FactorChart(
                        "Break-evens",
                        "factor",
                        16,
                        List.of("same cost", "a limit", "a step", "an end"),
                        List.of(
                                new FactorChart.Row(
                                        "price",
                                        "1 → 4",
                                        List.of(
                                                new FactorChart.Mark(4, 0),
                                                new FactorChart.Mark(0.25, 1)))));
        Element svg = parsed(ChartSvg.inline(chart));

        double middle = number(all(svg, "line", "ref limit").getFirst(), "x1");
        double up = number(all(svg, "circle", "c0").getFirst(), "cx");
        Element down = all(svg, "rect", "c1").getFirst();
        double downX = number(down, "x") + number(down, "width") / 2;
        double left = RowArea.LEFT;
        assertThat(up - middle).isCloseTo((middle - left) / 2, within(0.3));
        assertThat(middle - downX).isCloseTo(up - middle, within(0.3));
        assertThat(svg.getTextContent())
                .contains("×16", "÷4", "now", "same cost", "a limit")
                .doesNotContain("a step", "an end");
    }
}

package dev.berth.cards.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.chart.CurveChart.Curve;
import dev.berth.cards.chart.CurveChart.CurvePoint;
import dev.berth.cards.chart.CurveChart.Form;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    @Test
    void chart_inAFile_hasItsOwnStylesAndNoOthers() throws Exception {
        String file = ChartSvg.file(intervals("young"));

        assertThat(parsed(file).getElementsByTagName("style").getLength()).isEqualTo(1);
        assertThat(file).contains("prefers-color-scheme:dark").doesNotContain("style=", "url(");
        assertThat(ChartSvg.inline(intervals("young"))).doesNotContain("<style", "style=");
    }
}

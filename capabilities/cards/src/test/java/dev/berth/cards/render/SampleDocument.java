package dev.berth.cards.render;

import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.document.SystemDocument;
import dev.berth.charts.ChartAxis;
import dev.berth.charts.CurveChart;
import dev.berth.charts.CurveChart.Curve;
import dev.berth.charts.CurveChart.CurvePoint;
import dev.berth.charts.CurveChart.Form;
import dev.berth.charts.IntervalChart;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Document with every kind of block.
public final class SampleDocument {
    static final String SOURCE = "evaluation credit";

    private SampleDocument() {}

    static MeasuredNumber number(String slice, String metric, double value, double half) {
        return new MeasuredNumber(
                "credit/" + slice + "/" + metric,
                metric + " of " + slice,
                value,
                OptionalDouble.of(value - half),
                OptionalDouble.of(value + half),
                "",
                String.format(java.util.Locale.ROOT, "%.3f", value),
                String.format(java.util.Locale.ROOT, "%.3f to %.3f", value - half, value + half),
                SOURCE);
    }

    static NumberSource source() {
        return new NumberSource(
                SOURCE,
                "evaluations/credit.json",
                List.of(
                        new NumberSource.SourceFact(
                                "command", "Command", "berth evaluate . credit"),
                        new NumberSource.SourceFact(
                                "dataSha256", "SHA-256 of the data", "ab".repeat(32)),
                        new NumberSource.SourceFact("machine", "Machine", "")));
    }

    /// The document with a text of the author.
    public static SystemDocument withAuthorText(String markdown) {
        return new SystemDocument(
                DocumentKind.MODEL_CARD,
                "credit",
                DocumentSubject.model("credit", "1"),
                "credit",
                "Estimates whether a loan will be repaid <late>",
                "license: mit\n",
                List.of(details(markdown), quantities()),
                List.of(source()));
    }

    public static SystemDocument sample() {
        return withAuthorText("Meant for *clerks*.\n\n- first\n- second\n");
    }

    private static DocumentSection details(String markdown) {
        return new DocumentSection(
                "details",
                "Model details",
                List.of(
                        new DocumentBlock.FactList(
                                List.of(
                                        new DocumentBlock.Fact("Version", CellText.of("1")),
                                        new DocumentBlock.Fact(
                                                "SHA-256", CellText.code("cd".repeat(32))))),
                        new DocumentBlock.AuthorText(
                                markdown, "cards/credit.yaml: model-card.details"),
                        new DocumentBlock.MissingNotice(
                                "who developed the model",
                                "Write `model-card.details.developers` in cards/credit.yaml.",
                                true)),
                List.of(
                        DocumentSection.of(
                                "paper",
                                "Paper",
                                List.of(
                                        new DocumentBlock.MissingNotice(
                                                "a paper", "Name one if there is one.", false)))),
                List.of());
    }

    private static DocumentSection quantities() {
        List<List<CellText>> rows = new ArrayList<>();
        List<IntervalChart.Item> items = new ArrayList<>();
        for (String slice : List.of("all", "age < 25 | single", "sex = female")) {
            MeasuredNumber accuracy = number(slice, "accuracy", 0.7 + slice.length() / 100.0, 0.02);
            MeasuredNumber recall = number(slice, "recall", 0.5 + slice.length() / 100.0, 0.05);
            rows.add(
                    List.of(
                            CellText.of(slice),
                            CellText.of("1,000"),
                            CellText.of(accuracy),
                            CellText.of(recall)));
            items.add(
                    new IntervalChart.Item(
                            slice, accuracy.value(), accuracy.low(), accuracy.high()));
        }
        var table =
                new DataTable(
                        "Metrics by slice",
                        List.of(
                                DataTable.text("Slice"),
                                DataTable.number("Rows"),
                                DataTable.number("Accuracy"),
                                DataTable.number("Recall")),
                        rows);
        return DocumentSection.of(
                "quantities",
                "Quantitative analyses",
                List.of(
                        DocumentBlock.paragraph(
                                InlineText.words("Accuracy is "),
                                InlineText.value(number("all", "accuracy", 0.73, 0.02)),
                                InlineText.words(" by "),
                                InlineText.code("berth evaluate"),
                                InlineText.words("; see "),
                                new InlineText.Link("the paper", "https://example.org/a?b=1&c=2"),
                                InlineText.words(".")),
                        table,
                        new DocumentBlock.Figure(
                                "curves",
                                "Accuracy by slice, and ROC curve",
                                List.of(
                                        new IntervalChart(
                                                "Accuracy by slice",
                                                new ChartAxis("accuracy", 0.5, 1),
                                                items,
                                                OptionalDouble.of(0.73)),
                                        roc()),
                                SOURCE)));
    }

    private static CurveChart roc() {
        List<CurvePoint> points = new ArrayList<>();
        for (int i = 0; i <= 20; i++) {
            points.add(CurvePoint.of(i / 20.0, Math.sqrt(i / 20.0)));
        }
        return new CurveChart(
                "ROC curve",
                ChartAxis.ratio("false positive rate"),
                ChartAxis.ratio("true positive rate"),
                List.of(
                        new Curve("all", Form.LINE, points),
                        new Curve("sex = female", Form.POINTS, points)),
                true);
    }
}

package dev.berth.cards.analysis;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.Fact;
import dev.berth.cards.document.DocumentBlock.FactList;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.evidence.EvaluationFile;
import dev.berth.cards.evidence.Evidence.UnreadableFile;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.report.RowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Results of the evaluations of a subject, for documents of each kind.
public final class ReportSections {
    private final DocumentContext context;
    private final List<ReportNumbers> reports;

    private ReportSections(DocumentContext context) {
        this.context = context;
        this.reports = context.evaluations().stream().map(ReportNumbers::new).toList();
    }

    public static ReportSections of(DocumentContext context) {
        return new ReportSections(context);
    }

    public boolean isEmpty() {
        return reports.isEmpty();
    }

    public List<ReportNumbers> reports() {
        return reports;
    }

    /// The origins of the numbers.
    public List<NumberSource> sources() {
        return reports.stream().map(ReportNumbers::source).toList();
    }

    /// Notices about evaluations that are missing, cannot be read or no longer hold.
    public List<MissingNotice> notices() {
        List<MissingNotice> notices = new ArrayList<>();
        if (reports.isEmpty()) {
            notices.add(
                    new MissingNotice(
                            "an evaluation of " + context.subject(),
                            "Describe one in `evaluations/NAME.yaml` and run `berth evaluate DIR"
                                    + " NAME`.",
                            true));
        }
        for (String name : context.card().evaluations()) {
            if (reports.stream().noneMatch(each -> each.report().name().equals(name))) {
                notices.add(
                        new MissingNotice(
                                "the evaluation " + name + " of " + context.subject(),
                                "Run `berth evaluate DIR " + name + "`.",
                                true));
            }
        }
        for (UnreadableFile file : context.evidence().unreadable()) {
            notices.add(
                    new MissingNotice(
                            file.file() + ", which cannot be read: " + file.problem().message(),
                            "Write it again.",
                            true));
        }
        for (ReportNumbers numbers : reports) {
            context.state()
                    .modelChange(numbers.report())
                    .ifPresent(reason -> notices.add(stale(numbers.file(), reason)));
        }
        return notices;
    }

    private static MissingNotice stale(EvaluationFile file, String reason) {
        return new MissingNotice(
                "current results: in " + file.file() + " they are old, since " + reason,
                "Run `berth evaluate DIR " + file.report().name() + "` again.",
                true);
    }

    /// What was evaluated on which data, for each report.
    public List<DocumentBlock> data() {
        List<DocumentBlock> blocks = new ArrayList<>();
        for (ReportNumbers numbers : reports) {
            RowCounts rows = numbers.report().rows();
            blocks.add(
                    new FactList(
                            List.of(
                                    new Fact("Evaluation", CellText.of(numbers.report().name())),
                                    new Fact(
                                            "Data",
                                            CellText.code(
                                                    numbers.report().provenance().dataFile())),
                                    new Fact(
                                            "SHA-256",
                                            CellText.code(
                                                    numbers.report().provenance().dataSha256())),
                                    count(numbers, "Rows read", "read", rows.read()),
                                    count(numbers, "Rows evaluated", "evaluated", rows.evaluated()),
                                    count(
                                            numbers,
                                            "Rows set aside",
                                            "set-aside",
                                            rows.setAside()))));
        }
        return blocks;
    }

    private static Fact count(ReportNumbers numbers, String name, String key, long rows) {
        return new Fact(
                name,
                CellText.of(
                        numbers.plain(
                                "counts/" + key,
                                name.toLowerCase(Locale.ROOT) + " of " + numbers.report().name(),
                                (double) rows,
                                NumberText.count(rows))));
    }

    /// The factors by which results are given.
    public List<DocumentBlock> factors() {
        List<DocumentBlock> blocks = new ArrayList<>();
        for (ReportNumbers numbers : reports) {
            List<CellText> slices =
                    numbers.report().slices().stream()
                            .skip(1)
                            .limit(MetricTable.ROWS_MAX)
                            .map(slice -> CellText.of(SliceSections.row(slice).name()))
                            .toList();
            if (!slices.isEmpty()) {
                blocks.add(
                        DocumentBlock.paragraph(
                                "Results of the evaluation "
                                        + numbers.report().name()
                                        + " are given for:"));
                blocks.add(new DocumentBlock.BulletList(slices));
            }
        }
        return blocks;
    }

    /// Metrics of all rows, of slices by one factor, curves.
    public List<DocumentBlock> unitary() {
        List<DocumentBlock> blocks = new ArrayList<>();
        for (ReportNumbers numbers : reports) {
            if (reports.size() > 1) {
                blocks.add(DocumentBlock.paragraph("Evaluation " + numbers.report().name() + ":"));
            }
            var slices = new SliceSections(numbers);
            blocks.add(slices.allMetrics());
            blocks.addAll(slices.unitary());
            blocks.addAll(CurveFigures.of(numbers));
        }
        return blocks;
    }

    /// Warnings that the evaluations gave.
    public List<DocumentBlock> warnings() {
        List<CellText> warnings = new ArrayList<>();
        for (ReportNumbers numbers : reports) {
            for (Finding finding : numbers.report().findings()) {
                List<InlineText> pieces = new ArrayList<>();
                pieces.add(InlineText.words(finding.kind().label().replace('-', ' ') + ", "));
                pieces.add(InlineText.code(finding.subject()));
                pieces.add(InlineText.words(": "));
                pieces.addAll(InlineText.sentence(finding.message()));
                warnings.add(new CellText(pieces));
            }
        }
        return warnings.isEmpty() ? List.of() : List.of(new DocumentBlock.BulletList(warnings));
    }

    /// Metrics of slices by several factors.
    public List<DocumentBlock> intersectional() {
        return reports.stream()
                .flatMap(numbers -> new SliceSections(numbers).intersectional().stream())
                .toList();
    }

    /// Fairness, slices that were found, robustness, explanations, template tests.
    public List<DocumentSection> further() {
        List<DocumentSection> sections = new ArrayList<>();
        for (ReportNumbers numbers : reports) {
            sections.addAll(new FairnessSections(numbers).all());
            List<DocumentBlock> found = new SliceSections(numbers).found();
            if (!found.isEmpty()) {
                sections.add(
                        DocumentSection.of(id(numbers, "found"), "Slices that were found", found));
            }
            sections.addAll(new FurtherSections(numbers).all());
        }
        return sections;
    }

    /// Fairness alone.
    public List<DocumentSection> fairness() {
        return reports.stream()
                .flatMap(numbers -> new FairnessSections(numbers).all().stream())
                .toList();
    }

    /// Metrics of all rows alone.
    public List<DocumentBlock> summary() {
        return reports.stream()
                .map(numbers -> (DocumentBlock) new SliceSections(numbers).allMetrics())
                .toList();
    }

    /// The id of a part, of the characters that ids have.
    static String id(ReportNumbers numbers, String part) {
        return (numbers.report().name() + "-" + part).replaceAll("[^A-Za-z0-9]+", "-");
    }
}

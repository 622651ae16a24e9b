package dev.berth.cards.comparison;

import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.SystemDocument;
import dev.berth.evaluation.comparison.CandidateResult;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.Limit;
import dev.berth.evaluation.report.SliceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Builder of the document of a comparison: the answer, the candidates with their costs, quality,
/// slices, tests, and how all of it was measured.
public final class ComparisonDocument {
    private final Comparison comparison;
    private final ComparisonNumbers numbers;

    private ComparisonDocument(Comparison comparison, CostSetting setting) {
        this.comparison = comparison;
        this.numbers = new ComparisonNumbers(comparison, setting);
    }

    /// The document.
    ///
    /// @param system name of the system, or a server's address
    public static SystemDocument of(Comparison comparison, CostSetting setting, String system) {
        return new ComparisonDocument(comparison, setting).document(system);
    }

    private SystemDocument document(String system) {
        var tables = new ComparisonTables(numbers);
        var figures = new ComparisonFigures(numbers);
        List<DocumentSection> sections = new ArrayList<>();
        sections.add(DocumentSection.of("answer", "Which to use", answer()));
        sections.add(DocumentSection.of("candidates", "Candidates", candidates(tables, figures)));
        sections.add(
                DocumentSection.of(
                        "quality", "Quality", List.of(figures.quality(), tables.metrics())));
        List<DocumentBlock> slices = tables.slices();
        if (!slices.isEmpty()) {
            sections.add(DocumentSection.of("slices", "Slices", slices));
        }
        sections.add(DocumentSection.of("tests", "Paired tests", tests(tables)));
        sections.add(DocumentSection.of("method", "How it was measured", method()));
        String names = names();
        return new SystemDocument(
                DocumentKind.COMPARISON,
                names,
                DocumentSubject.system(system),
                names,
                comparison.candidates().size()
                        + " candidates on "
                        + NumberText.count(all().rows())
                        + " rows of "
                        + numbers.provenance().dataFile()
                        + ", ranked by "
                        + numbers.objective(),
                "",
                sections,
                List.of(numbers.source()));
    }

    private String names() {
        List<String> names = comparison.candidates().stream().map(CandidateResult::name).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    private SliceResult all() {
        return comparison.candidates().getFirst().report().all();
    }

    private List<DocumentBlock> answer() {
        List<DocumentBlock> blocks = new ArrayList<>();
        for (List<InlineText> pieces : ComparisonAnswer.of(numbers)) {
            blocks.add(new DocumentBlock.Paragraph(pieces));
        }
        return blocks;
    }

    private List<DocumentBlock> candidates(ComparisonTables tables, ComparisonFigures figures) {
        List<DocumentBlock> blocks = new ArrayList<>();
        blocks.add(tables.candidates());
        if (!comparison.limits().isEmpty()) {
            blocks.add(
                    DocumentBlock.paragraph(
                            "Limits that a candidate has to keep: "
                                    + comparison.limits().stream()
                                            .map(
                                                    (Limit limit) ->
                                                            "`" + limit.text(SliceResult.ALL) + "`")
                                            .collect(Collectors.joining(", "))
                                    + "."));
        }
        blocks.addAll(tables.costs());
        blocks.add(figures.pareto());
        return blocks;
    }

    private List<DocumentBlock> tests(ComparisonTables tables) {
        return List.of(
                DocumentBlock.paragraph(
                        "Each pair is compared on the rows that both answered. A difference counts"
                                + " if its p-value, corrected for the number of pairs (Holm), is at"
                                + " most "
                                + NumberText.percent(1 - numbers.provenance().confidence())
                                + "."),
                tables.tests());
    }

    private List<DocumentBlock> method() {
        return List.of(
                new DocumentBlock.BulletList(
                        List.of(
                                CellText.of(
                                        "Quality: each candidate evaluated on the same rows;"
                                                + " intervals by the bootstrap, of proportions"
                                                + " Wilson's."),
                                CellText.of(
                                        "Latency: one record at a time; the time of the call in"
                                                + " the process that measures. Throughput: batches"
                                                + " of records, as many at a time as the source"
                                                + " below says. Candidates take turns, so that what"
                                                + " else the machine does meets all of them."),
                                CellText.of(
                                        "Memory: weights and buffers that are loaded. Size: the"
                                                + " weights alone."),
                                CellText.of(
                                        "Recommended is, of the candidates that keep all limits,"
                                                + " the one with the best objective and those that"
                                                + " no test shows to differ from it, the most"
                                                + " interpretable, then the one with the lowest"
                                                + " p99."))));
    }
}

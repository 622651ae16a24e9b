package dev.berth.cards.factsheet;

import dev.berth.cards.analysis.ReportSections;
import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.ProfileNumbers;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.assembly.SectionBuilder;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.interfaces.ServiceLevelBlocks;
import dev.berth.cards.outline.DocumentOutline;
import dev.berth.cards.outline.OutlineSection;
import java.util.ArrayList;
import java.util.List;

/// Builder of FactSheets: the system answers what it knows, the author the rest.
public final class FactSheet {
    private static final DocumentKind KIND = DocumentKind.FACTSHEET;

    private final DocumentContext context;
    private final ReportSections results;
    private final ServiceLevelBlocks levels;
    private final SystemFacts facts;

    private FactSheet(DocumentContext context) {
        this.context = context;
        this.results = ReportSections.of(context);
        this.levels = new ServiceLevelBlocks(context);
        this.facts = new SystemFacts(context);
    }

    /// The FactSheet of a model or endpoint.
    public static SystemDocument of(DocumentContext context) {
        return new FactSheet(context).document();
    }

    private SystemDocument document() {
        List<DocumentSection> sections = new ArrayList<>();
        for (OutlineSection outline : DocumentOutline.of(KIND)) {
            var section = new SectionBuilder(context, KIND, outline);
            switch (outline.key()) {
                case "purpose" -> purpose(section);
                case "usage" -> section.add(facts.consumers());
                case "performance" -> performance(section);
                case "safety" -> safety(section);
                case "drift" -> section.addAll(facts.drift());
                case "security" -> section.addAll(facts.security());
                case "lineage" -> section.addAll(facts.lineage());
                default -> {
                    // The author's alone.
                }
            }
            sections.add(section.build());
        }
        List<NumberSource> sources = new ArrayList<>(results.sources());
        levels.measured().map(ProfileNumbers::source).ifPresent(sources::add);
        return new SystemDocument(
                KIND,
                context.card().name(),
                context.subject(),
                context.title(),
                context.summary(),
                "",
                sections,
                sources);
    }

    private void purpose(SectionBuilder section) {
        context.owner()
                .ifPresent(
                        owner ->
                                section.add(
                                        DocumentBlock.paragraph(
                                                InlineText.words("Responsible: " + owner))));
        if (!context.summary().isEmpty()) {
            section.answer("service", DocumentBlock.paragraph(InlineText.words(context.summary())));
        }
        section.answer("algorithms", facts.models());
    }

    private void performance(SectionBuilder section) {
        section.addAll(results.notices());
        section.addAll(results.data());
        for (ReportNumbers numbers : results.reports()) {
            section.answer(
                    "methodology",
                    DocumentBlock.paragraph(
                            InlineText.words("By "),
                            InlineText.code(numbers.report().provenance().command()),
                            InlineText.words(
                                    ", through the same code as serving; intervals as in the"
                                            + " table.")));
        }
        if (!results.isEmpty()) {
            section.add(DocumentSection.of("test-results", "Test results", results.summary()));
        }
        List<DocumentBlock> service = new ArrayList<>(levels.declarations());
        service.addAll(levels.measurements());
        section.add(DocumentSection.of("service-levels", "Service levels", service));
    }

    private void safety(SectionBuilder section) {
        List<String> columns =
                results.reports().stream()
                        .flatMap(numbers -> numbers.report().fairness().stream())
                        .map(fairness -> fairness.column())
                        .distinct()
                        .toList();
        if (!columns.isEmpty()) {
            section.answer(
                    "bias-checks",
                    DocumentBlock.paragraph(
                            "Evaluations compare the groups of "
                                    + String.join(", ", columns).replace('`', '\'')
                                    + ": see below."));
        }
        List<String> explained =
                results.reports().stream()
                        .flatMap(numbers -> numbers.report().explanations().stream())
                        .map(explanation -> explanation.method().replace('-', ' '))
                        .distinct()
                        .toList();
        if (!explained.isEmpty()) {
            section.answer(
                    "explainability",
                    DocumentBlock.paragraph(
                            "Evaluations explain the output by "
                                    + String.join(", ", explained)
                                    + "; the model card has the results."));
        }
        facts.guards().ifPresent(section::add);
        results.fairness().forEach(section::add);
    }
}

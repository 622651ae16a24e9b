package dev.berth.cards.modelcard;

import dev.berth.cards.analysis.ReportSections;
import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.assembly.SectionBuilder;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.Fact;
import dev.berth.cards.document.DocumentBlock.FactList;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.exchange.HubFrontMatter;
import dev.berth.cards.outline.DocumentOutline;
import dev.berth.cards.outline.OutlineSection;
import dev.berth.catalog.model.PackageEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Builder of model cards: all nine sections, from the author's texts, the model's package and its
/// evaluations.
public final class ModelCard {
    private static final DocumentKind KIND = DocumentKind.MODEL_CARD;

    private final DocumentContext context;
    private final ReportSections results;

    private ModelCard(DocumentContext context) {
        this.context = context;
        this.results = ReportSections.of(context);
    }

    /// The model card of a model or endpoint.
    public static SystemDocument of(DocumentContext context) {
        return new ModelCard(context).document();
    }

    private SystemDocument document() {
        List<DocumentSection> sections = new ArrayList<>();
        for (OutlineSection outline : DocumentOutline.of(KIND)) {
            var section = new SectionBuilder(context, KIND, outline);
            switch (outline.key()) {
                case "details" -> details(section);
                case "factors" -> section.addAll(results.factors());
                case "metrics" -> metrics(section);
                case "evaluation-data" -> section.addAll(results.data());
                case "training-data" -> trainingData(section);
                case "quantitative-analyses" -> analyses(section);
                default -> {
                    // The author's alone.
                }
            }
            sections.add(section.build());
        }
        return new SystemDocument(
                KIND,
                context.card().name(),
                context.subject(),
                context.title(),
                context.summary(),
                HubFrontMatter.of(context),
                sections,
                results.sources());
    }

    private void details(SectionBuilder section) {
        List<Fact> facts = new ArrayList<>();
        facts.add(
                new Fact(
                        context.subject().kind().word().equals("model") ? "Model" : "Endpoint",
                        CellText.of(context.subject().name())));
        if (!context.subject().version().isEmpty()) {
            facts.add(new Fact("Version", CellText.of(context.subject().version())));
        }
        facts.add(new Fact("SHA-256", CellText.code(context.packages().digest())));
        if (context.modelPackage().isEmpty()) {
            facts.add(new Fact("Models", CellText.of(String.join(", ", models()))));
        }
        context.owner().ifPresent(owner -> facts.add(new Fact("Responsible", CellText.of(owner))));
        Set<String> licences = licences();
        if (!licences.isEmpty()) {
            facts.add(new Fact("Licence", CellText.of(String.join(", ", licences))));
        }
        section.add(new FactList(facts));
        if (hasUnknownLicence()) {
            section.add(
                    new MissingNotice(
                            "the licence of " + String.join(", ", withoutLicence()),
                            "Write `license` in the model's `model.yaml`.",
                            true));
        }
        context.owner()
                .ifPresent(
                        owner ->
                                section.answer(
                                        "contact",
                                        DocumentBlock.paragraph(
                                                InlineText.words("Responsible: " + owner))));
    }

    private List<String> models() {
        return context.packages().packages().stream()
                .map(entry -> entry.modelPackage().reference().toString())
                .toList();
    }

    private Set<String> licences() {
        Set<String> licences = new TreeSet<>();
        context.packages()
                .packages()
                .forEach(entry -> entry.modelPackage().license().ifPresent(licences::add));
        return licences;
    }

    /// Packages of steps alone have nothing that a licence is for but the system's own files.
    private List<String> withoutLicence() {
        return context.packages().packages().stream()
                .map(PackageEntry.Valid::modelPackage)
                .filter(found -> !found.isStepsAlone() && found.license().isEmpty())
                .map(found -> found.reference().toString())
                .toList();
    }

    private boolean hasUnknownLicence() {
        return !withoutLicence().isEmpty();
    }

    private void metrics(SectionBuilder section) {
        for (ReportNumbers numbers : results.reports()) {
            int resamples = numbers.report().provenance().resamples();
            String confidence = NumberText.percent(numbers.report().provenance().confidence());
            section.answer(
                    "variation",
                    DocumentBlock.paragraph(
                            "Evaluation "
                                    + numbers.report().name()
                                    + ": intervals of "
                                    + confidence
                                    + ", by the bootstrap with "
                                    + NumberText.count(resamples)
                                    + " resamples unless the table says otherwise."));
        }
    }

    private void trainingData(SectionBuilder section) {
        List<String> datasets = context.card().hub().datasets();
        if (!datasets.isEmpty()) {
            section.answer(
                    "datasets",
                    new DocumentBlock.BulletList(datasets.stream().map(CellText::of).toList()));
        }
    }

    private void analyses(SectionBuilder section) {
        section.addAll(results.notices());
        List<DocumentBlock> warnings = results.warnings();
        if (!warnings.isEmpty()) {
            section.add(DocumentSection.of("warnings", "Warnings of the evaluations", warnings));
        }
        List<DocumentBlock> unitary = new ArrayList<>(results.unitary());
        if (!results.isEmpty()) {
            section.add(DocumentSection.of("unitary-results", "Unitary results", unitary));
            List<DocumentBlock> intersectional = intersectional();
            if (!intersectional.isEmpty()) {
                section.add(
                        DocumentSection.of(
                                "intersectional-results",
                                "Intersectional results",
                                intersectional));
            }
        }
        results.further().forEach(section::add);
    }

    /// Results by several factors together; a notice where there are none and the author does not
    /// explain why.
    private List<DocumentBlock> intersectional() {
        List<DocumentBlock> blocks = results.intersectional();
        boolean isExplained =
                context.card().find(KIND, "quantitative-analyses", "intersectional").isPresent();
        return blocks.isEmpty() && !isExplained
                ? List.of(
                        new MissingNotice(
                                "results by several factors together",
                                "Declare a slice of several columns in `evaluations/NAME.yaml`, or"
                                        + " say in"
                                        + " `model-card.quantitative-analyses.intersectional` why"
                                        + " there is none.",
                                true))
                : blocks;
    }
}

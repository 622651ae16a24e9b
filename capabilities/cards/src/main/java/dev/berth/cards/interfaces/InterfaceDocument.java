package dev.berth.cards.interfaces;

import dev.berth.cards.analysis.ReportSections;
import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.ProfileNumbers;
import dev.berth.cards.assembly.SectionBuilder;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.BulletList;
import dev.berth.cards.document.DocumentBlock.Fact;
import dev.berth.cards.document.DocumentBlock.FactList;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.document.InlineText;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.outline.DocumentOutline;
import dev.berth.cards.outline.OutlineSection;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.Guard;
import java.util.ArrayList;
import java.util.List;

/// Builder of interface documents: what a caller needs to know of a model or endpoint, and may rely
/// on.
public final class InterfaceDocument {
    private static final DocumentKind KIND = DocumentKind.INTERFACE;

    private final DocumentContext context;
    private final ReportSections results;
    private final ServiceLevelBlocks levels;

    private InterfaceDocument(DocumentContext context) {
        this.context = context;
        this.results = ReportSections.of(context);
        this.levels = new ServiceLevelBlocks(context);
    }

    /// The interface document of a model or endpoint.
    public static SystemDocument of(DocumentContext context) {
        return new InterfaceDocument(context).document();
    }

    private SystemDocument document() {
        List<DocumentSection> sections = new ArrayList<>();
        for (OutlineSection outline : DocumentOutline.of(KIND)) {
            var section = new SectionBuilder(context, KIND, outline);
            switch (outline.key()) {
                case "types" -> types(section);
                case "errors" -> errors(section);
                case "service-levels" -> {
                    section.addAll(levels.declarations());
                    section.addAll(levels.measurements());
                }
                case "quality" -> quality(section);
                case "limitations" -> limitations(section);
                case "changes" -> changes(section);
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

    private boolean isEndpoint() {
        return context.subject().kind() == DocumentSubject.Kind.ENDPOINT;
    }

    private void types(SectionBuilder section) {
        String path =
                isEndpoint()
                        ? "/v1/endpoints/" + context.subject().name() + ":predict"
                        : "/v1/models/" + context.subject().name() + ":predict";
        section.add(
                DocumentBlock.paragraph(
                        InlineText.words("One record as JSON, or many as "),
                        InlineText.code("{\"records\": [...]}"),
                        InlineText.words(", by "),
                        InlineText.code("POST " + path),
                        InlineText.words(", or tensors over the Open Inference Protocol as "),
                        InlineText.code(context.subject().name()),
                        InlineText.words(".")));
        if (context.signature().isEmpty()) {
            section.add(
                    new MissingNotice(
                            "the types of " + context.subject(),
                            "Correct its description; `berth check` lists all errors.",
                            true));
            return;
        }
        var types = new TypeBlocks(context.signature().get());
        section.add(DocumentSection.of("types-input", "Input", types.inputs()));
        section.add(DocumentSection.of("types-output", "Output", types.outputs()));
    }

    private void errors(SectionBuilder section) {
        section.add(
                DocumentBlock.paragraph(
                        "A refusal is `application/problem+json` (RFC 9457) with `code`, `detail`"
                                + " and `remedy`, in gRPC a status with the code in its message."
                                + " `Retry-After` says when a retry is worth while."));
        section.add(AnswerProblems.table(AnswerProblems.of(context)));
    }

    private void quality(SectionBuilder section) {
        results.notices().stream()
                .map(
                        notice ->
                                results.isEmpty()
                                        ? new MissingNotice(notice.what(), notice.remedy(), false)
                                        : notice)
                .forEach(section::add);
        section.addAll(results.summary());
    }

    private void limitations(SectionBuilder section) {
        List<CellText> guards = new ArrayList<>();
        for (EndpointDescription endpoint : context.packages().endpoints()) {
            for (Guard guard : endpoint.guards()) {
                guards.add(
                        CellText.of(
                                InlineText.code(guard.name()),
                                InlineText.words(
                                        " on "
                                                + (guard.position() == Guard.Position.INPUT
                                                        ? "input"
                                                        : "output")
                                                + ": "
                                                + guard.response().summary())));
            }
        }
        if (!guards.isEmpty()) {
            section.add(DocumentSection.of("guards", "Guards", List.of(new BulletList(guards))));
        }
    }

    private void changes(SectionBuilder section) {
        List<Fact> facts = new ArrayList<>();
        if (!context.subject().version().isEmpty()) {
            facts.add(new Fact("Version", CellText.of(context.subject().version())));
        }
        context.packages()
                .packages()
                .forEach(
                        entry ->
                                facts.add(
                                        new Fact(
                                                "Model " + entry.modelPackage().reference(),
                                                CellText.code(entry.digest().hex()))));
        context.packages()
                .endpoints()
                .forEach(
                        endpoint ->
                                facts.add(
                                        new Fact(
                                                "Endpoint " + endpoint.name(),
                                                CellText.code(endpoint.digest().hex()))));
        section.add(new FactList(facts));
        context.owner()
                .ifPresent(
                        owner ->
                                section.answer(
                                        "contact",
                                        DocumentBlock.paragraph(
                                                InlineText.words("Responsible: " + owner))));
    }
}

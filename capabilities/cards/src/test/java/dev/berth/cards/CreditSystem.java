package dev.berth.cards;

import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.outline.DocumentOutline;
import dev.berth.cards.outline.OutlineItem;
import dev.berth.cards.outline.OutlineSection;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.artifact.Digests;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.evaluation.subject.SubjectPackages;
import dev.berth.scoring.prediction.Subject;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// A system with a model `credit`, its data, its evaluation and its card.
public final class CreditSystem {
    public static final String MODEL =
            """
            summary: Estimates whether a loan will be repaid
            license: MIT
            owner: Risk team
            artifacts:
              model: model.onnx
            signature:
              batch: N
              inputs:
                - {name: age, type: float32, shape: [N], meaning: the customer's age, unit: a, range: {min: 18, max: 120}, example: 40}
                - {name: sex, type: string, shape: [N], meaning: as in the register, categories: [f, m], default: f}
              outputs:
                - {name: probability, type: float32, shape: [N, 2], meaning: of each class, unit: "1", categories: [good, bad]}
            """;

    private final SystemBuilder files;

    private CreditSystem(SystemBuilder files) {
        this.files = files;
    }

    /// The system with everything that a complete model card needs.
    public static CreditSystem in(Path directory) {
        var system =
                new CreditSystem(
                        SystemBuilder.in(directory)
                                .write("berth.yaml", "name: bank\nowner: Example Bank\n")
                                .with(
                                        "credit",
                                        "1",
                                        "not a model".getBytes(StandardCharsets.UTF_8),
                                        MODEL)
                                .write("data/test.csv", "age,sex,status\n40,f,good\n"));
        return system.card(completeCard()).report(SampleReports.credit());
    }

    public CreditSystem card(String yaml) {
        files.write("cards/credit.yaml", yaml);
        return this;
    }

    public CreditSystem write(String file, String content) {
        files.write(file, content);
        return this;
    }

    public CreditSystem edit(String file, UnaryOperator<String> change) {
        files.edit(file, change);
        return this;
    }

    /// Writes a report, with the digests of model and data as they are now.
    public CreditSystem report(EvaluationReport report) {
        EvaluationReport current = SampleReports.of(report, digest(), dataDigest());
        files.write("evaluations/" + report.name() + ".json", ReportJson.write(current));
        return this;
    }

    private String digest() {
        return SubjectPackages.find(snapshot(), new Subject(Subject.Kind.MODEL, "credit", "1"))
                .orElseThrow()
                .digest();
    }

    private String dataDigest() {
        try {
            return Digests.ofFile(files.path().resolve("data/test.csv")).hex();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return files.path();
    }

    public CatalogSnapshot snapshot() {
        return Catalog.open(files.path()).read();
    }

    public SystemDocuments documents() {
        return SystemDocuments.of(snapshot());
    }

    /// A card in which every text is there.
    public static String completeCard() {
        var yaml = new StringBuilder("model: credit\n");
        for (DocumentKind kind : DocumentKind.ofSubjects()) {
            yaml.append(kind.id()).append(":\n");
            for (OutlineSection section : DocumentOutline.of(kind)) {
                if (section.items().isEmpty()) {
                    continue;
                }
                yaml.append("  ").append(section.key()).append(":\n");
                for (OutlineItem item : section.items()) {
                    yaml.append("    ").append(item.key()).append(": About *");
                    yaml.append(kind.id()).append(' ').append(item.key()).append("*\n");
                }
            }
        }
        return yaml.toString();
    }
}

package dev.berth.cards;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.evidence.EvaluationFile;
import dev.berth.cards.render.DocumentForm;
import dev.berth.cards.render.FigureFiles;
import dev.berth.cards.verify.DocumentDifference;
import dev.berth.cards.verify.DocumentVerifier;
import dev.berth.cards.verify.Recomputation;
import dev.berth.cards.verify.ReportComparison;
import dev.berth.catalog.profile.Machine;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.report.EvaluationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Verification of the written documents of one model or endpoint: against the system's files, and
/// of those against the models and data.
public final class DocumentVerification {
    /// More of one file are no help; the first are often the reason of the others.
    private static final int DIFFERENCES_MAX = 20;

    private final DocumentKind kind;
    private final String name;
    private final List<String> passed = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private DocumentVerification(DocumentKind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /// Result of a verification.
    ///
    /// @param passed what holds, a sentence each
    /// @param failures what does not, a sentence each; none if all holds
    public record Outcome(List<String> passed, List<String> failures) {
        public Outcome {
            passed = List.copyOf(passed);
            failures = List.copyOf(failures);
        }

        public boolean isPassed() {
            return failures.isEmpty();
        }
    }

    /// A written document.
    ///
    /// @param figures names of the files with the figures of Markdown
    public record WrittenFile(Path path, DocumentForm form, FigureFiles figures) {

        /// The documents of a kind beside the author's file: `cards/NAME.card.md` and others.
        ///
        /// @param folder `cards/` of the system
        public static List<WrittenFile> beside(Path folder, DocumentKind kind, String name) {
            List<WrittenFile> files = new ArrayList<>();
            for (DocumentForm form : DocumentForm.values()) {
                String base = name + "." + kind.command();
                Path path = folder.resolve(base + "." + form.ending());
                if (Files.isRegularFile(path)) {
                    files.add(new WrittenFile(path, form, new FigureFiles(base)));
                }
            }
            return files;
        }
    }

    /// Verifies files.
    ///
    /// @param recomputation by which evaluations are run again; without it reports are compared by
    ///   the digests of models and data alone
    public static Outcome run(
            SystemDocuments documents,
            DocumentKind kind,
            String name,
            List<WrittenFile> files,
            Optional<Recomputation> recomputation) {
        var verification = new DocumentVerification(kind, name);
        SystemDocument document = documents.document(kind, name);
        files.forEach(file -> verification.compare(document, file));
        DocumentContext context = documents.context(name);
        for (EvaluationFile file : context.evaluations()) {
            verification.check(context, file, recomputation);
        }
        return new Outcome(verification.passed, verification.failures);
    }

    private void compare(SystemDocument document, WrittenFile file) {
        String shown = file.path().toString();
        DocumentVerifier.Result result =
                new DocumentVerifier(document)
                        .verify(file.path(), shown, file.form(), file.figures());
        if (result.differences().isEmpty()) {
            passed.add(
                    shown
                            + ": "
                            + count(document.numbers().size(), "number")
                            + " and the text are as the system's files have them");
            return;
        }
        failures.add(
                shown
                        + switch (result.cause()) {
                            case EDIT ->
                                    " was edited after it was written; write texts into cards/"
                                            + name
                                            + ".yaml and then the document again";
                            case CHANGE ->
                                    " is of other files than the system has now; write it again";
                            case UNKNOWN -> " is not what the system's files give; write it again";
                        }
                        + ": berth "
                        + kind.command()
                        + " DIR "
                        + name
                        + " --output "
                        + file.path().getFileName());
        addDifferences(shown, result.differences());
    }

    private void addDifferences(String file, List<DocumentDifference> differences) {
        differences.stream()
                .limit(DIFFERENCES_MAX)
                .map(DocumentDifference::sentence)
                .forEach(failures::add);
        if (differences.size() > DIFFERENCES_MAX) {
            failures.add(file + ": " + (differences.size() - DIFFERENCES_MAX) + " more differ");
        }
    }

    private void check(
            DocumentContext context, EvaluationFile file, Optional<Recomputation> recomputation) {
        List<String> stale = context.state().staleness(file.report());
        if (!stale.isEmpty()) {
            failures.add(
                    file.file()
                            + " does not hold: "
                            + String.join("; ", stale)
                            + "; run `"
                            + file.report().provenance().command()
                            + "` again");
            return;
        }
        if (recomputation.isEmpty()) {
            passed.add(file.file() + ": model and data are those that were evaluated");
            return;
        }
        recompute(file, recomputation.get());
    }

    private void recompute(EvaluationFile file, Recomputation recomputation) {
        try {
            EvaluationReport again = recomputation.run(file.report());
            List<DocumentDifference> differences =
                    ReportComparison.compare(file.file(), file.report(), again);
            if (differences.isEmpty()) {
                passed.add(
                        file.file()
                                + ": computed again, all numbers are equal ("
                                + new ReportNumbers(file).sourceId()
                                + ")");
            } else {
                failures.add(
                        file.file()
                                + " is not what the evaluation gives now; run `"
                                + file.report().provenance().command()
                                + "` again"
                                + processors(file.report(), again));
                addDifferences(file.file(), differences);
            }
        } catch (ProblemException e) {
            failures.add(file.file() + " cannot be computed again: " + e.problem().sentence());
        }
    }

    /// Of processors of two kinds, on which a decision may differ.
    private static String processors(EvaluationReport recorded, EvaluationReport again) {
        String then = recorded.provenance().machine().map(Machine::cpu).orElse("");
        String now = again.provenance().machine().map(Machine::cpu).orElse("");
        return then.isEmpty() || then.equals(now)
                ? ""
                : " (recorded on " + then + ", computed on " + now + ")";
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}

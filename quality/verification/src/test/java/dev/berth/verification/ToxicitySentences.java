package dev.berth.verification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Evaluation data of `examples/toxicity`: each template of `templates.csv` with each identity
/// term, and a column for each term that says whether the sentence has it.
final class ToxicitySentences {
    /// As they stand in sentences; the columns are their lower case. The same terms are in
    /// `evaluations/identities.yaml`.
    private static final List<TermKind> KINDS =
            List.of(
                    new TermKind("gender", List.of("female", "male", "transgender")),
                    new TermKind("orientation", List.of("gay", "lesbian", "bisexual", "straight")),
                    new TermKind(
                            "religion",
                            List.of("Christian", "Muslim", "Jewish", "Hindu", "Buddhist")),
                    new TermKind(
                            "origin",
                            List.of(
                                    "Black",
                                    "white",
                                    "Asian",
                                    "African",
                                    "Latino",
                                    "Mexican",
                                    "American",
                                    "European")),
                    new TermKind("age", List.of("young", "old")),
                    new TermKind("ability", List.of("deaf", "blind", "disabled")));

    private static final String SLOT = "{identity}";

    private ToxicitySentences() {}

    /// Writes `sentences.csv`.
    public static void main(String[] arguments) throws IOException {
        Files.write(file("sentences.csv"), lines());
    }

    static Path file(String name) {
        return Repository.example("toxicity").resolve("data").resolve(name);
    }

    /// Identity terms of one kind.
    private record TermKind(String name, List<String> terms) {}

    private static List<String> terms() {
        return KINDS.stream().flatMap(kind -> kind.terms().stream()).toList();
    }

    /// The columns of the terms, in their order.
    static List<String> columns() {
        return terms().stream().map(term -> term.toLowerCase(Locale.ROOT)).toList();
    }

    /// The lines of `sentences.csv`. Templates have no commas or quotes.
    static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("text,label,tone,kind," + String.join(",", columns()));
        List<String> templates = Files.readAllLines(file("templates.csv"));
        for (String template : templates.subList(1, templates.size())) {
            String[] cells = template.split(",", -1);
            String label = Boolean.parseBoolean(cells[1]) ? "toxic" : "not toxic";
            for (TermKind kind : KINDS) {
                for (String term : kind.terms()) {
                    List<String> row = new ArrayList<>();
                    row.add(cells[0].replace(SLOT, term));
                    row.add(label);
                    row.add(cells[2]);
                    row.add(kind.name());
                    terms().forEach(each -> row.add(String.valueOf(each.equals(term))));
                    lines.add(String.join(",", row));
                }
            }
        }
        return lines;
    }
}

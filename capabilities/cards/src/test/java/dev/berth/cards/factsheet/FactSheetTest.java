package dev.berth.cards.factsheet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.CreditSystem;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.render.DocumentForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactSheetTest {
    private static final String CONSUMERS =
            """
            name: bank
            owner: Example Bank
            consumers:
              branch:
                purpose: Advises customers
                contact: branch@example.org
                models: [credit]
                quota: {records-per-second: 100}
                keys: [{hash: "0123abcd:%s"}]
              other:
                purpose: Something else
                endpoints: [loan]
                keys: [{hash: "4567abcd:%s"}]
            """
                    .formatted("ab".repeat(32), "cd".repeat(32));

    private static final String ENDPOINT =
            """
            summary: Decides on a loan
            steps:
              it: {model: credit}
            outputs:
              probability: {value: it.probability, meaning: of each class}
            """;

    @TempDir Path directory;

    private static SystemDocument document(CreditSystem system) {
        return system.documents().document(DocumentKind.FACTSHEET, "credit");
    }

    private static String markdown(CreditSystem system) {
        return DocumentForm.MARKDOWN.write(document(system), Optional.empty());
    }

    private static List<String> missing(CreditSystem system) {
        return document(system).sections().stream()
                .flatMap(section -> section.missing().stream())
                .filter(MissingNotice::isRequired)
                .map(MissingNotice::what)
                .toList();
    }

    @Test
    void systemAnswersWhatItKnows() {
        assertThat(markdown(CreditSystem.in(directory)))
                .contains("Responsible: Risk team")
                .contains("Estimates whether a loan will be repaid")
                .contains("|credit@1|Estimates whether a loan will be repaid|MIT|onnx|")
                .contains("declares no consumers")
                .contains("- **Callers**: not identified")
                .contains("|ROC AUC|0.810 (0.790 to 0.830)|bootstrap|")
                .contains("By `berth evaluate bank credit`")
                .contains("compare the groups of sex")
                .contains("### Fairness by sex")
                .contains("explain the output by permutation importance")
                .containsPattern("\\|credit@1\\|`[0-9a-f]{64}`\\|model: model\\.onnx");
    }

    @Test
    void consumers_areThoseOfTheModel_withoutTheirKeys() {
        CreditSystem system =
                CreditSystem.in(directory)
                        .write("berth.yaml", CONSUMERS)
                        .write("endpoints/loan.yaml", ENDPOINT);
        assertThat(system.snapshot().errors()).isEmpty();

        assertThat(markdown(system))
                .contains("|branch|Advises customers|branch@example.org|yes|no|")
                .doesNotContain("Something else", "abab", "cdcd")
                .contains("- **Callers**: 1 of 2 declared consumers")
                .contains("- **Credentials**: keys");
    }

    @Test
    void questionsThatOnlyTheAuthorCanAnswer_areMissingWithoutHim() {
        CreditSystem complete = CreditSystem.in(directory);
        assertThat(missing(complete))
                .containsExactly("measured latency, throughput and availability");

        CreditSystem silent = complete.card("model: credit\n");

        assertThat(missing(silent)).hasSizeGreaterThan(15);
        assertThat(markdown(silent))
                .contains("Write `factsheet.safety.risks` in `cards/credit.yaml`.")
                .doesNotContain("Write `factsheet.performance.methodology`");
    }

    @Test
    void callingEndpoints_areInTheLineage() {
        CreditSystem system = CreditSystem.in(directory).write("endpoints/loan.yaml", ENDPOINT);
        assertThat(system.snapshot().errors()).isEmpty();

        assertThat(markdown(system)).contains("- **Is called by the endpoints**: loan");
    }
}

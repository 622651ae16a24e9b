package dev.berth.cards.interfaces;

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

class InterfaceDocumentTest {
    private static final String ENDPOINT =
            """
            summary: Decides on a loan
            steps:
              it: {model: credit}
            outputs:
              probability: {value: it.probability, meaning: of each class}
            guards:
              young:
                on: input
                when: input.age < 21.0
                reject: applicants have to be 21
            slo:
              availability: 0.9995
              latency: {threshold: 20ms, target-ratio: 0.99}
            """;

    private static final String CONSUMERS =
            """
            name: bank
            owner: Example Bank
            consumers:
              branch:
                purpose: Advises customers
                endpoints: [loan]
                quota: {records-per-second: 100}
                keys: [{hash: "0123abcd:%s"}]
            """
                    .formatted("ab".repeat(32));

    private static final String PROFILE =
            """
            {"format": 1, "model": "loan", "version": "", "command": "berth bench bank loan", "modelSha256": "DIGEST",
             "measuredAt": "2026-12-02T10:00:00Z", "machine": {"cpu": "Fast", "cores": 2},
             "measurements": [
              {"callers": 1, "batch": 1, "calls": 100, "failures": {}, "recordsPerSecond": 50.0,
               "latencyNanos": {"p50": 1000000, "p90": 2000000, "p99": 3000000, "p99.9": 4000000, "max": 5000000}},
              {"callers": 4, "batch": 1, "calls": 999, "failures": {"queue-full": 1}, "recordsPerSecond": 120.0,
               "latencyNanos": {"p50": 4000000, "p90": 8000000, "p99": 30000000, "p99.9": 40000000, "max": 50000000}}]}
            """;

    @TempDir Path directory;

    private static SystemDocument document(CreditSystem system, String name) {
        return system.documents().document(DocumentKind.INTERFACE, name);
    }

    private static String markdown(SystemDocument document) {
        return DocumentForm.MARKDOWN.write(document, Optional.empty());
    }

    private static List<String> missing(SystemDocument document) {
        return document.sections().stream()
                .flatMap(section -> section.missing().stream())
                .filter(MissingNotice::isRequired)
                .map(MissingNotice::what)
                .toList();
    }

    private CreditSystem loan() {
        CreditSystem system =
                CreditSystem.in(directory)
                        .write("berth.yaml", CONSUMERS)
                        .write("endpoints/loan.yaml", ENDPOINT)
                        .write(
                                "cards/loan.yaml",
                                CreditSystem.completeCard()
                                        .replace("model: credit", "endpoint: loan"));
        assertThat(system.snapshot().errors()).isEmpty();
        return system;
    }

    @Test
    void types_haveMeaningUnitRangeAndWhatStandsForNothing() {
        String text = markdown(document(CreditSystem.in(directory), "credit"));

        assertThat(text)
                .contains("`POST /v1/models/credit:predict`")
                .contains("|`age`|float32|the customer's age|a|18 to 120|not allowed|")
                .contains("|`sex`|string|as in the register||f, m|\"f\"|")
                .contains("|`probability`|float32 \\[2\\]|of each class|1 (a ratio)|good, bad|");
    }

    @Test
    void errors_areThoseThatTheDescriptionMakesPossible() {
        String model = markdown(document(CreditSystem.in(directory), "credit"));
        assertThat(model)
                .contains("|`record-invalid`|422|INVALID\\_ARGUMENT|")
                .contains("|`model-version-not-found`|404|")
                .doesNotContain("`unauthenticated`", "`guard-rejected`", "`quota-exceeded`");

        assertThat(markdown(document(loan(), "loan")))
                .contains("`unauthenticated`", "`forbidden`", "`quota-exceeded`")
                .contains("`guard-rejected`", "`endpoint-not-ready`")
                .doesNotContain("`model-version-not-found`");
    }

    @Test
    void levels_standDeclaredBesideMeasured_onTheirMachine() {
        CreditSystem system = loan();
        String digest = system.documents().context("loan").packages().digest();
        system.write("evaluations/loan.profile.json", PROFILE.replace("DIGEST", digest));

        SystemDocument document = document(system, "loan");

        assertThat(markdown(document))
                .contains("99.95 % of records answered, over 30 days")
                .contains("99 % of answers within 20 ms, over 30 days")
                .contains("Measured on Fast, 2 cores")
                .contains(
                        "|1 caller|50.000 records/s|1.00 ms|2.00 ms|3.00 ms|4.00 ms|5.00 ms|100.00 %|yes|")
                .contains(
                        "|4 callers|120.0 records/s|4.00 ms|8.00 ms|30.0 ms|40.0 ms|50.0 ms|99.90 %|no|")
                .contains("- **Command**: `berth bench bank loan`");
        assertThat(missing(document)).isEmpty();
    }

    @Test
    void levels_thatAreNeitherDeclaredNorMeasured_areMissing() {
        CreditSystem system = loan();
        system.edit("endpoints/loan.yaml", text -> text.substring(0, text.indexOf("slo:")));

        assertThat(missing(document(system, "loan")))
                .containsExactly(
                        "a declared service level",
                        "measured latency, throughput and availability");
    }

    @Test
    void profile_ofAnotherModel_isOld() {
        CreditSystem system = loan();
        system.write("evaluations/loan.profile.json", PROFILE.replace("DIGEST", "00".repeat(32)));

        assertThat(missing(document(system, "loan")))
                .singleElement()
                .asString()
                .contains("current measurements", "endpoint loan has changed since");
    }

    @Test
    void quality_ofAnEndpoint_isThatOfItsModel_ifTheAuthorNamesTheEvaluation() {
        CreditSystem system = loan();
        assertThat(markdown(document(system, "loan"))).doesNotContain("ROC AUC");

        system.edit("cards/loan.yaml", text -> text + "evaluations: [credit]\n");
        assertThat(markdown(document(system, "loan")))
                .contains("|ROC AUC|0.810 (0.790 to 0.830)|")
                .contains("of the evaluation credit, of model credit");

        system.edit("cards/loan.yaml", text -> text.replace("[credit]", "[credit, other]"));
        assertThat(missing(document(system, "loan")))
                .contains("the evaluation other of endpoint loan");
    }

    @Test
    void limitations_nameTheGuards_andChangesTheDigests() {
        assertThat(markdown(document(loan(), "loan")))
                .contains("- `young` on input: ")
                .contains("applicants have to be 21")
                .containsPattern("\\*\\*Model credit@1\\*\\*: `[0-9a-f]{64}`")
                .containsPattern("\\*\\*Endpoint loan\\*\\*: `[0-9a-f]{64}`");
    }
}
